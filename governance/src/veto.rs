//! How many vetoes a house has used. Vetoes are noted when objections cross the threshold, not when the window closes, so that
//! no later call is needed for a state to be known.

use crate::{track::VETO_PERIOD, units::Millis};
use alloc::vec::Vec;

/// The most vetoes that are remembered.
pub const MOST: usize = 10;

/// The vetoes of one house.
#[derive(Clone, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Vetoes {
    /// Proposals and the ends of their windows, in the order in which they were noted.
    pub noted: Vec<(u32, Millis)>,
}

impl Vetoes {
    /// Notes a veto, if fewer than `limit` fall into the period before now.
    ///
    /// # Errors
    /// When the next one is free.
    pub fn reserve(&mut self, proposal: u32, window_end: Millis, limit: usize, now: Millis) -> Result<(), Millis> {
        self.forget(now);
        if self.noted.len() >= limit.min(MOST) {
            let oldest = self.noted.iter().map(|(_, end)| *end).min().unwrap_or(now);
            return Err(oldest.saturating_add(VETO_PERIOD));
        }
        self.noted.push((proposal, window_end));
        Ok(())
    }

    /// Notes a veto, whatever it takes the place of.
    pub fn note(&mut self, proposal: u32, window_end: Millis, now: Millis) {
        self.forget(now);
        if self.noted.len() >= MOST {
            self.noted.remove(0);
        }
        self.noted.push((proposal, window_end));
    }

    /// Takes a veto back.
    pub fn release(&mut self, proposal: u32) {
        self.noted.retain(|(noted, _)| *noted != proposal);
    }

    /// How many vetoes were spoken in the period before now; those whose window is open may still be taken back.
    #[must_use]
    pub fn spoken(&self, now: Millis) -> usize {
        self.noted.iter().filter(|(_, end)| *end < now && now <= end.saturating_add(VETO_PERIOD)).count()
    }

    fn forget(&mut self, now: Millis) {
        self.noted.retain(|(_, end)| now <= end.saturating_add(VETO_PERIOD));
    }
}
