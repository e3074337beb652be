//! Check 4: may the purpose use every category that is asked for (GDPR Art. 5(1)(c))?

use super::evaluation::Evaluation;
use crate::words::Reason;

pub(super) fn check(e: &mut Evaluation<'_>) {
    if e.context.categories.iter().any(|category| !e.purpose.permits(category)) {
        e.deny(Reason::CategoryNotPermitted, None);
    }
}
