//! Objections of the house that did not decide.

use crate::{
    cells::{self, wiring, Proposal, REFUSALS, VETOES},
    desk::{judge, rules, tell, Judged},
    facts::{Error, Objected, Retracted},
    voting::{check_reason, standing_of, weigh},
};
use atelier_governance::{
    proposal::{self, Ballot, Flags},
    roster::Standing,
    track::{House, Rules},
    units::Millis,
};
use atelier_host as host;

/// [`crate::Governor::object`]
pub fn object(id: u32, reason: &str) -> Result<(), Error> {
    check_reason(reason.as_bytes())?;
    let (voter, now) = (host::caller(), host::now());
    let Judged { proposal, rules, standing, .. } = judge(id, wiring(), now)?;
    proposal.check_objection(House::Community, rules, &standing, now)?;
    let mut ballot = match cells::ballot(id, voter) {
        Some(ballot) => ballot,
        None => weigh(proposal, voter)?,
    };
    let before = proposal.is_objected(rules, &standing);
    proposal.object(&mut ballot)?;
    let suffices = proposal.is_objected(rules, &standing);
    if suffices && !before {
        let mut refusals = cells::vetoes_cell(REFUSALS).unwrap_or_default();
        refusals.note(id, proposal.window_end, now);
        cells::set_vetoes(REFUSALS, &refusals);
    }
    cells::set_ballot(id, voter, &ballot);
    cells::set_proposal(id, proposal);
    tell::<Objected>(&(id, voter, None::<u8>, ballot.weight, suffices, reason));
    Ok(())
}

/// [`crate::Governor::retract`]
pub fn retract(id: u32) -> Result<(), Error> {
    let (voter, now) = (host::caller(), host::now());
    let Judged { proposal, rules, standing, .. } = judge(id, wiring(), now)?;
    proposal.check_objection(House::Community, rules, &standing, now)?;
    let mut ballot: Ballot = cells::ballot(id, voter).unwrap_or_default();
    let before = proposal.is_objected(rules, &standing);
    proposal.retract(&mut ballot)?;
    proposal.check_retraction(rules, now)?;
    let suffices = proposal.is_objected(rules, &standing);
    if before && !suffices {
        release(REFUSALS, id);
    }
    cells::set_ballot(id, voter, &ballot);
    cells::set_proposal(id, proposal);
    tell::<Retracted>(&(id, voter, None::<u8>, suffices));
    Ok(())
}

fn release(house: u8, id: u32) {
    let mut vetoes = cells::vetoes_cell(house).unwrap_or_default();
    vetoes.release(id);
    cells::set_vetoes(house, &vetoes);
}

/// A proposal that a seat wants to object to, with the standing of its holder.
fn objected_by(id: u32, seat: u8, now: Millis) -> Result<(&'static mut Proposal, &'static Rules, Standing), Error> {
    let proposal = cells::proposal(id)?;
    let rules = rules(proposal.version)?;
    if now <= proposal.snapshot {
        // The committee cannot be asked about the future; nothing is open to objection then.
        let (after, until) = (proposal.end, proposal.window_end);
        return Err(proposal::Error::NotOpenToObjection { after, until }.into());
    }
    let standing = standing_of(wiring().committee(), seat, host::caller(), proposal.snapshot)?;
    proposal.check_objection(House::Committee, rules, &standing, now)?;
    Ok((proposal, rules, standing))
}

/// [`crate::Governor::object_seat`]
pub fn object_seat(id: u32, seat: u8, reason: &str) -> Result<(), Error> {
    check_reason(reason.as_bytes())?;
    if reason.is_empty() {
        return Err(proposal::Error::ReasonMissing.into());
    }
    let now = host::now();
    let (proposal, rules, standing) = objected_by(id, seat, now)?;
    proposal.object_seat(seat, &standing)?;
    let suffices = proposal.is_objected(rules, &standing);
    if suffices && !proposal.flags.has(Flags::VETO_RESERVED) {
        let mut vetoes = cells::vetoes_cell(VETOES).unwrap_or_default();
        vetoes
            .reserve(id, proposal.window_end, rules.vetoes.into(), now)
            .map_err(|free_at| proposal::Error::VetoBudgetExhausted { vetoes: rules.vetoes, free_at })?;
        cells::set_vetoes(VETOES, &vetoes);
        proposal.flags = proposal.flags.with(Flags::VETO_RESERVED);
    }
    cells::set_proposal(id, proposal);
    tell::<Objected>(&(id, host::caller(), Some(seat), 1u128, suffices, reason));
    Ok(())
}

/// [`crate::Governor::retract_seat`]
pub fn retract_seat(id: u32, seat: u8) -> Result<(), Error> {
    let now = host::now();
    let (proposal, rules, standing) = objected_by(id, seat, now)?;
    proposal.retract_seat(seat)?;
    proposal.check_retraction(rules, now)?;
    let suffices = proposal.is_objected(rules, &standing);
    if proposal.flags.has(Flags::VETO_RESERVED) && !suffices {
        proposal.flags = proposal.flags.without(Flags::VETO_RESERVED);
        release(VETOES, id);
    }
    cells::set_proposal(id, proposal);
    tell::<Retracted>(&(id, host::caller(), Some(seat), suffices));
    Ok(())
}
