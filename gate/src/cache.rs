//! What the chain has said a moment ago.
//!
//! Only answers that let somebody in are kept, for [`MAX_TTL`] at most and never past the moment at which they may change by
//! themselves. What the chain refuses now it may allow with the next block, so a refusal is asked for again each time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{chain::Standing, signature::Identity, Millis};

/// The longest time for which an answer is believed.
pub const MAX_TTL: Millis = 60_000;

/// How many answers are kept.
pub const CAPACITY: usize = 1 << 14;

/// Answers by license and signer.
pub struct Cache {
    ttl: Millis,
    capacity: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<(u64, Identity), Answer>,
    /// How often something was to be forgotten.
    forgotten: u64,
}

struct Answer {
    standing: Standing,
    from: Millis,
    until: Millis,
}

/// A moment before the chain was asked: what was forgotten since then is not kept.
#[derive(Clone, Copy, Debug)]
pub struct Moment(u64);

impl Cache {
    /// Believes answers for `ttl`, but not longer than [`MAX_TTL`]; 0 keeps nothing.
    #[must_use]
    pub fn new(ttl: Millis) -> Self {
        Self { ttl: ttl.min(MAX_TTL), capacity: CAPACITY, kept: Mutex::default() }
    }

    /// The same, keeping so many answers.
    #[must_use]
    pub fn with_capacity(self, capacity: usize) -> Self {
        Self { capacity, ..self }
    }

    /// What the chain has said, if that is still believed; else the moment from which on a new answer can be kept.
    ///
    /// # Errors
    /// With that moment.
    pub fn find(&self, license: u64, signer: &Identity, now: Millis) -> Result<Standing, Moment> {
        let kept = self.lock();
        match kept.answers.get(&(license, *signer)) {
            // A clock that was set back must not make an answer live longer.
            Some(answer) if (answer.from..answer.until).contains(&now) => Ok(answer.standing),
            _ => Err(Moment(kept.forgotten)),
        }
    }

    /// Keeps an answer that was asked for after `moment`, at `now`.
    pub fn keep(&self, moment: Moment, license: u64, signer: &Identity, standing: Standing, now: Millis) {
        let until = standing.ends.min(now.saturating_add(self.ttl));
        let mut kept = self.lock();
        if until <= now || kept.forgotten != moment.0 {
            return;
        }
        if kept.answers.len() >= self.capacity && !kept.answers.contains_key(&(license, *signer)) {
            kept.answers.retain(|_, answer| (answer.from..answer.until).contains(&now));
            if kept.answers.len() >= self.capacity {
                return;
            }
        }
        kept.answers.insert((license, *signer), Answer { standing, from: now, until });
    }

    /// Forgets whatever is known of a license, also what the chain is being asked right now.
    pub fn forget(&self, license: u64) {
        let mut kept = self.lock();
        kept.forgotten = kept.forgotten.wrapping_add(1);
        kept.answers.retain(|(known, _), _| *known != license);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Nobody panics while holding it, and what is kept is whole between any two operations.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
