//! Signed policies (Ed25519, RFC 8032): a document, its signature, and the key that made it, in one JSON file.
//!
//! A policy that travels, inside an app or to it, is signed by whoever publishes it. An engine that is given public keys takes signed
//! policies only, and only those of its keys.

use std::borrow::Cow;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::check::check;
use super::compile::compile;
use super::compiled::Version;
use super::source::Source;
use crate::error::Error;
use crate::words::hex;

/// The form of a signed policy.
const SCHEMA: &str = "placet-signed-policy-1";

/// A public key: 32 bytes.
pub type PublicKey = [u8; 32];

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    schema: String,
    /// The document, as text.
    policy: String,
    /// The public key, in hex.
    key: String,
    /// The signature over the schema, a null byte and the text, in hex.
    signature: String,
}

/// Signs the text of a document with a secret key; returns the signed policy as JSON.
///
/// # Errors
///
/// [`Error::Internal`] when it can't be written, which does not happen.
///
/// ```
/// use placet::policy::{public_key, sign};
///
/// # fn main() -> Result<(), placet::Error> {
/// # let text = "[policy]\nid = \"shop\"\nversion = \"1\"\neffective_from = 2025-01-01\ncontact = { privacy = \"p@shop.test\" }\n[purposes.mail]\nbasis = [\"consent\"]\n";
/// let secret = [7; 32];
/// let signed = sign(text, &secret)?;
/// let options = placet::Options { policy_keys: vec![public_key(&secret)], ..Default::default() };
/// let engine = placet::Engine::open_with(&[&signed], "memory:", options)?;
/// assert_eq!(engine.reload(text).unwrap_err().code(), "invalid_argument");
/// # Ok(())
/// # }
/// ```
pub fn sign(text: &str, secret: &[u8; 32]) -> Result<String, Error> {
    let key = SigningKey::from_bytes(secret);
    let signature = key.sign(&signed_bytes(text));
    let envelope = Envelope {
        schema: SCHEMA.to_owned(),
        policy: text.to_owned(),
        key: hex(key.verifying_key().as_bytes()),
        signature: hex(&signature.to_bytes()),
    };
    let json = serde_json::to_string_pretty(&envelope);
    json.map_err(|e| Error::internal(format!("a signed policy can't be written: {e}")))
}

/// The public key of a secret one.
pub fn public_key(secret: &[u8; 32]) -> PublicKey {
    SigningKey::from_bytes(secret).verifying_key().to_bytes()
}

/// A key from 64 hexadecimal digits, as it stands in a file.
pub fn key_from_hex(text: &str) -> Option<PublicKey> {
    from_hex(text.trim())
}

/// Loads a policy by its path or text; with keys, only one that is signed with one of them.
///
/// # Errors
///
/// [`Error::Policy`] with all faults of the document; [`Error::InvalidArgument`] for a policy that can't be read, is not signed though keys are given, is signed though none are, is
/// signed with another key, or was changed since.
pub fn load(policy: &str, keys: &[PublicKey]) -> Result<Version, Error> {
    compile(&check(&open(policy, keys)?)?)
}

fn open(policy: &str, keys: &[PublicKey]) -> Result<Source, Error> {
    let fault = |message: &str| Err(Error::invalid("policy", message));
    let (name, text) = Source::named(policy)?;
    let Some(envelope) = envelope(&text) else {
        return match keys {
            [] => Ok(Source::parse(&name, &text)),
            _ => fault("it is not signed, and this engine takes signed policies only; sign it with `placet sign`"),
        };
    };
    if keys.is_empty() {
        return fault("it is signed, and there is no key to check it with; give `policy_keys`");
    }
    let Some(key) = from_hex(&envelope.key).filter(|key| keys.contains(key)) else {
        return fault("it is signed with a key that is not among `policy_keys`");
    };
    let signature = from_hex(&envelope.signature).map(|bytes: [u8; 64]| Signature::from_bytes(&bytes));
    let valid = signature.zip(VerifyingKey::from_bytes(&key).ok());
    match valid {
        Some((signature, key)) if key.verify_strict(&signed_bytes(&envelope.policy), &signature).is_ok() => {
            // the notation is that of the document, not of the file around it
            Ok(Source::parse(&format!("{name} (signed)"), &envelope.policy))
        }
        _ => fault("its signature is not that of its text: it was changed since it was signed"),
    }
}

fn signed_bytes(text: &str) -> Vec<u8> {
    [SCHEMA.as_bytes(), &[0], text.as_bytes()].concat()
}

/// The envelope that a text is, if it is one.
fn envelope(text: &str) -> Option<Envelope> {
    let text: Cow<'_, str> = text.strip_prefix('\u{feff}').unwrap_or(text).into();
    let is_json = text.trim_start().starts_with('{') && text.contains(SCHEMA);
    let envelope: Envelope = is_json.then(|| serde_json::from_str(&text).ok()).flatten()?;
    (envelope.schema == SCHEMA).then_some(envelope)
}

fn from_hex<const COUNT: usize>(text: &str) -> Option<[u8; COUNT]> {
    let digits = text.as_bytes();
    if digits.len() != COUNT * 2 {
        return None;
    }
    let mut bytes = [0; COUNT];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}
