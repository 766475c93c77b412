//! The numbers that 0xSplits publishes, and chain time, in which two chains can be compared.
//!
//! Chain time is the share of a block that the work takes, times the time between two blocks: how long the chain works for
//! nobody else. Gas and picoseconds cannot be compared; this can, with the assumptions that [`ASSUMPTIONS`] names.

/// Picoseconds of computation in one of our blocks.
const OUR_BLOCK: f64 = 1.5e12;
/// Seconds between two of our blocks.
const OUR_TIME: f64 = 6.0;
/// Gas in one block of the peers.
const THEIR_BLOCK: f64 = 60e6;
/// Seconds between two blocks of the peers.
const THEIR_TIME: f64 = 12.0;

/// What the comparison takes for granted.
pub const ASSUMPTIONS: &str = "\
Chain time = share of a block × seconds between blocks. Here: ref_time / 1.5 s × 6 s. There: gas / 60 million × 12 s.
V1: published for n = 2 to 500; 430 from the fit 42,137 + 6,632 n. A distribution only credits; each payee then withdraws.
V2: 40,000 + 8,900 n, the upper end of the 3 to 4 million gas published for a push to 450 accounts that have a balance.";

/// What we are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Creating a split of 0xSplits V1.
    V1Create,
    /// Distributing native money in 0xSplits V1, not for the first time. Credits the payees, who withdraw later.
    V1Distribute,
    /// Distributing native money in the push split of 0xSplits V2 to accounts that have a balance.
    V2Push,
}

/// (N, gas to create, gas to distribute), as published for V1.
const V1: [(u32, u32, u32); 8] = [
    (2, 100_729, 57_378),
    (5, 104_520, 77_155),
    (10, 110_802, 110_069),
    (25, 129_332, 208_562),
    (50, 160_511, 373_034),
    (100, 223_155, 702_505),
    (200, 349_571, 1_363_372),
    (500, 737_004, 3_360_720),
];

impl Peer {
    /// How the peer is called in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1Create => "0xSplits V1 create",
            Self::V1Distribute => "0xSplits V1 distribute",
            Self::V2Push => "0xSplits V2 push",
        }
    }

    /// The gas for `n` payees: as published where it is, else from the line through what is.
    #[must_use]
    pub fn gas(self, n: u32) -> f64 {
        let published = V1.iter().find(|(size, _, _)| *size == n);
        match (self, published) {
            (Self::V1Create, Some((_, create, _))) => f64::from(*create),
            (Self::V1Create, None) => 97_077.0 + 1_277.0 * f64::from(n),
            (Self::V1Distribute, Some((_, _, distribute))) => f64::from(*distribute),
            (Self::V1Distribute, None) => 42_137.0 + 6_632.0 * f64::from(n),
            (Self::V2Push, _) => 40_000.0 + 8_900.0 * f64::from(n),
        }
    }

    /// Seconds of chain time for `n` payees.
    #[must_use]
    pub fn chain_time(self, n: u32) -> f64 {
        their_chain_time(self.gas(n))
    }
}

/// Seconds of chain time of gas on the peers' chain.
#[must_use]
pub fn their_chain_time(gas: f64) -> f64 {
    gas / THEIR_BLOCK * THEIR_TIME
}

/// Seconds of chain time of work on our chain.
#[must_use]
pub fn chain_time(ref_time: u64) -> f64 {
    ref_time as f64 / OUR_BLOCK * OUR_TIME
}

/// The share of a parachain's proof, of 3.75 MiB in each block, that a message takes.
#[must_use]
pub fn proof_share(proof_size: u64) -> f64 {
    proof_size as f64 / 3_932_160.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chain_time_of_one_hundred_payees_is_that_of_the_design() {
        // 702,505 gas are 1.17 % of a block of 12 s.
        assert_eq!((Peer::V1Distribute.chain_time(100) * 1e6).round(), 140_501.0);
        assert_eq!((Peer::V2Push.chain_time(100) * 1e3).round(), 186.0);
        // 640 µs are 0.043 % of a block of 6 s.
        assert_eq!((chain_time(640_000_000) * 1e6).round(), 2_560.0);
    }

    #[test]
    fn gas_follows_the_fit_where_nothing_is_published() {
        assert_eq!(Peer::V1Distribute.gas(430), 42_137.0 + 6_632.0 * 430.0);
        // The fit and what is published differ by less than two percent.
        for (n, create, distribute) in V1.into_iter().filter(|row| row.0 >= 25) {
            let near = |fit: f64, published: u32| (fit / f64::from(published) - 1.0).abs() < 0.02;
            assert!(near(42_137.0 + 6_632.0 * f64::from(n), distribute));
            assert!(near(97_077.0 + 1_277.0 * f64::from(n), create));
        }
    }
}
