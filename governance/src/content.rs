//! When the same actions can be proposed again. Content is known by the hash of its actions alone, so that neither another
//! text nor another proposer makes it new.

use crate::{
    proposal::{Proposal, State},
    track::{House, Track, COOLDOWN},
    units::Millis,
};

/// A proposal as far as its content is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    /// Its number.
    pub id: u32,
    /// The track whose timelock would have executed it.
    pub executor: Track,
    /// Its state.
    pub state: State,
    /// See [`Proposal::window_end`].
    pub window_end: Millis,
    /// See [`Proposal::override_by`].
    pub override_by: Millis,
}

impl Earlier {
    /// A proposal whose state is known.
    #[must_use]
    pub fn new<A>(id: u32, proposal: &Proposal<A>, state: State) -> Self {
        let Proposal { executor, window_end, .. } = *proposal;
        Self { id, executor, state, window_end, override_by: proposal.override_by() }
    }
}

/// Why actions cannot be proposed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They are being decided, or decided and not executed yet.
    AlreadyProposed(u32),
    /// The community refused them; not before then.
    CoolingDown(Millis),
    /// The committee refused them; until then only Override can carry them.
    OnlyOverride(u32, Millis),
    /// Neither did the committee refuse them lately, nor are they about its seats.
    NothingToOverride,
}

/// Whether actions can be proposed on a track now; `last` is their last proposal. Gives the track whose timelock executes
/// them, and whether they override a refusal.
///
/// # Errors
/// [`Refusal`].
pub fn check(
    track: Track,
    is_about_seats: bool,
    last: Option<&Earlier>,
    now: Millis,
) -> Result<(Track, bool), Refusal> {
    if let Some(last) = last {
        if !last.state.is_terminal() {
            return Err(Refusal::AlreadyProposed(last.id));
        }
    }
    // What overrides a refusal comes to a vote, so that whoever proposes it first cannot spoil it, and is the last word.
    let overridable = last.filter(|last| last.state.is_overridable() && now <= last.override_by);
    if track == Track::Override {
        return match overridable {
            Some(refused) => Ok((refused.executor, true)),
            None if is_about_seats => Ok((Track::Dual, false)),
            None => Err(Refusal::NothingToOverride),
        };
    }
    if let Some(refused) = overridable {
        return Err(Refusal::OnlyOverride(refused.id, refused.override_by));
    }
    if let Some(last) = last {
        let until = last.window_end.saturating_add(COOLDOWN);
        if last.state == State::Vetoed(House::Community) && now <= until {
            return Err(Refusal::CoolingDown(until));
        }
    }
    Ok((track, false))
}
