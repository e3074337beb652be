//! Check 9: who the data go to, and where (GDPR Art. 28, 44). Whoever is not listed is denied.

use super::evaluation::Evaluation;
use crate::law::residence_and_country;
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    if e.context.recipient.is_some() {
        e.deny(Reason::RecipientUnlisted, None);
    }
    if let Some(destination) = &e.context.destination {
        // of a subdivision and its country, the country comes last
        let country = |code| residence_and_country(code).last();
        if e.facts.residence.and_then(country) != country(destination) {
            e.deny(Reason::TransferNoMechanism, None);
        }
    }
}
