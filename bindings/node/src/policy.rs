//! Policies as callers name them.

use placet::Error;
use placet::policy::{Policy, PublicKey, key_from_hex, load};

use crate::failure::invalid;
use crate::given::Given;

/// All versions of the policy that a call tells of, read and compiled; with keys, only such as are signed with one of them.
pub(crate) fn policy(given: &mut Given, keys: &[PublicKey]) -> Result<Policy, Error> {
    let documents = given.list("policy")?;
    Policy::new(documents.iter().map(|document| load(document, keys)).collect::<Result<_, _>>()?)
}

/// Public keys of whoever publishes the policy, in hexadecimal digits.
pub(crate) fn keys(given: &mut Given) -> Result<Vec<PublicKey>, Error> {
    let fault = "a public key has 32 bytes, or 64 hexadecimal digits; give what `placet sign` printed";
    let key = |digits: &String| key_from_hex(digits).ok_or_else(|| invalid("policy_keys", fault));
    given.words("policyKeys")?.iter().map(key).collect()
}
