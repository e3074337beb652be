//! What has to be true of a consent purpose after all ledgers met, from nothing but who knew of which act.

use std::collections::BTreeSet;

/// Acts by number, and of each the acts that its ledger knew.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    grants: Vec<(usize, BTreeSet<usize>)>,
    withdrawals: Vec<usize>,
}

impl Oracle {
    pub(super) fn grant(&mut self, number: usize, known: &BTreeSet<usize>) {
        self.grants.push((number, known.clone()));
    }

    pub(super) fn withdraw(&mut self, number: usize) {
        self.withdrawals.push(number);
    }

    #[cfg(test)]
    pub(super) fn forget(&mut self, number: usize) {
        self.withdrawals.retain(|known| *known != number);
    }

    /// Some grant was given by somebody who knew of every withdrawal.
    pub(super) fn allows(&self) -> bool {
        self.grants.iter().any(|(_, known)| self.withdrawals.iter().all(|withdrawal| known.contains(withdrawal)))
    }
}
