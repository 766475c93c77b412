//! Questions. They cost their asker nothing, and change nothing.

use crate::{
    cells,
    desk::{self, judge, Judged},
    facts::{Error, ProposalView, Summary},
};
use alloc::vec::Vec;
use atelier_governance::{proposal::State, track::House, units::Millis};
use atelier_host as host;

/// The most summaries of one answer.
pub const MOST: u32 = 30;

/// [`crate::Governor::state`]
pub fn state(id: u32) -> Result<State, Error> {
    if let Some(tombstone) = cells::tombstone(id) {
        return Ok(tombstone.state);
    }
    Ok(judge(id, cells::wiring(), host::now())?.state)
}

/// [`crate::Governor::proposal`]
pub fn proposal(id: u32) -> Result<ProposalView, Error> {
    let Judged { proposal, state, .. } = judge(id, cells::wiring(), host::now())?;
    let origin = cells::origin(id).ok_or(Error::NotOpen)?;
    Ok(ProposalView {
        track: proposal.track,
        executor: proposal.executor,
        version: proposal.version,
        state,
        created: proposal.created,
        snapshot: proposal.snapshot,
        for_end: proposal.for_end,
        end: proposal.end,
        window_end: proposal.window_end,
        eligible: proposal.eligible,
        tally: proposal.tally,
        objections: proposal.objections,
        seats: proposal.seats,
        objecting: proposal.objecting,
        operation: proposal.operation.checked_sub(1),
        settled: proposal.flags.has(atelier_governance::proposal::Flags::SETTLED),
        origin,
    })
}

/// [`crate::Governor::proposals`]
pub fn proposals(from: u32, count: u32) -> Result<Vec<Summary>, Error> {
    let (wiring, now) = (cells::wiring(), host::now());
    let last = desk::counts()?.proposals;
    let from = from.max(1);
    let numbers = from..=last.min(from.saturating_add(count.min(MOST)).saturating_sub(1));
    let mut summaries = Vec::new();
    for id in numbers {
        if let Some(tombstone) = cells::tombstone(id) {
            summaries.push(Summary { id, track: None, state: tombstone.state, end: tombstone.end });
            continue;
        }
        let Judged { proposal, state, .. } = judge(id, wiring, now)?;
        summaries.push(Summary { id, track: Some(proposal.track), state, end: proposal.end });
    }
    Ok(summaries)
}

/// [`crate::Governor::vetoes`]
pub fn vetoes(house: House) -> Vec<(u32, Millis)> {
    desk::vetoes(house).noted
}
