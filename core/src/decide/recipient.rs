//! Check 9: who the data go to, and where (GDPR Art. 28, 44). Whoever is not listed is denied.

use super::evaluation::Evaluation;
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    if e.context.recipient.is_some() {
        e.deny(Reason::RecipientUnlisted, None);
    }
    if let Some(destination) = &e.context.destination {
        let country = |code: &str| code.split('-').next().unwrap_or(code).to_owned();
        let home = e.facts.residence.map(country);
        if home.as_deref() != Some(country(destination).as_str()) {
            e.deny(Reason::TransferNoMechanism, None);
        }
    }
}
