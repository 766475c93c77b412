//! Voting: what is hot. The hot code of the governor knows it, and leaves the few votes that need more to the other one.

use crate::{
    cells::{ballot, proposal, set_ballot, set_proposal, Proposal},
    facts::{SeatVoteCast, VoteCast},
};
use atelier_governance::{
    proposal::{Ballot, Error, Flags, Support, MAX_REASON},
    roster::Standing,
    track::Track,
    units::Millis,
};
use atelier_host::{self as host, Account, Buffer, ACCOUNT};
use ink::selector_bytes;

/// Refuses a reason that is too long.
///
/// # Errors
/// [`Error::ReasonTooLong`].
pub fn check_reason(reason: &[u8]) -> Result<(), Error> {
    if reason.len() > MAX_REASON {
        return Err(Error::ReasonTooLong { bytes: reason.len() as u32 });
    }
    Ok(())
}

/// Appends a text to an event, as SCALE encodes it.
pub fn put_text(event: &mut Buffer, text: &[u8]) {
    event.count(text.len());
    event.put(text);
}

/// Asks the votes token about an account at the snapshot, and about all voting units unless they are known. The Ok of the
/// language layer and the Ok of the message come first.
#[inline(never)]
pub fn weigh(proposal: &mut Proposal, voter: &Account) -> Result<Ballot, Error> {
    let mut question = Buffer::new(4 + ACCOUNT + 8);
    let is_known = proposal.eligible > 0;
    question.put(&if is_known { selector_bytes!("past_votes") } else { selector_bytes!("past_votes_and_supply") });
    question.put(voter);
    question.u64(proposal.snapshot);
    let weight = if is_known {
        match host::call_for::<18>(proposal.votes, 0, question.bytes()) {
            Some([0, 0, weight @ ..]) => u128::from_le_bytes(*weight),
            _ => return Err(Error::Unanswered),
        }
    } else {
        let Some([0, 0, both @ ..]) = host::call_for::<34>(proposal.votes, 0, question.bytes()) else {
            return Err(Error::Unanswered);
        };
        let (Some(weight), Some(eligible)) = (both.first_chunk(), both.last_chunk()) else {
            return Err(Error::Unanswered);
        };
        proposal.eligible = u128::from_le_bytes(*eligible);
        u128::from_le_bytes(*weight)
    };
    if weight == 0 {
        return Err(Error::NoVotes { at: proposal.snapshot });
    }
    Ok(Ballot { weight, ..Ballot::default() })
}

/// A proposal whose votes count now, with the time.
#[inline(never)]
fn open(id: u32, reason: &[u8]) -> Result<(&'static mut Proposal, Millis), Error> {
    check_reason(reason)?;
    let now = host::now();
    let proposal = proposal(id)?;
    proposal.check_active(now)?;
    Ok((proposal, now))
}

/// [`crate::Governor::vote`] for any voter. `may_vote` judges what the record does not tell: whether the community is asked
/// about a Creative proposal.
///
/// # Errors
/// See there.
#[inline(always)]
pub fn cast(
    voter: &Account,
    id: u32,
    support: Support,
    reason: &[u8],
    may_vote: impl FnOnce(&Proposal, Millis) -> Result<(), Error>,
) -> Result<(), Error> {
    let (proposal, now) = open(id, reason)?;
    if proposal.track == Track::Creative && !proposal.flags.has(Flags::ALSO_COMMUNITY) {
        may_vote(proposal, now)?;
    }
    let known = ballot(id, voter);
    proposal.check_change(known.and_then(|ballot| ballot.support), support, now)?;
    let mut ballot = match known {
        Some(ballot) => ballot,
        None => weigh(proposal, voter)?,
    };
    proposal.count(&mut ballot, support);
    set_ballot(id, voter, &ballot);
    set_proposal(id, proposal);
    let mut event = Buffer::new(128 + MAX_REASON);
    event.u32(id);
    event.put(voter);
    event.u8(support as u8);
    event.u128(ballot.weight);
    put_text(&mut event, reason);
    host::emit::<VoteCast>(event.bytes());
    Ok(())
}

/// The committee's standing for somebody who says that he holds a seat.
///
/// # Errors
/// [`Error::NotHolder`].
#[inline(never)]
pub fn standing_of(committee: &Account, seat: u8, voter: &Account, snapshot: Millis) -> Result<Standing, Error> {
    let mut question = Buffer::new(4 + 1 + ACCOUNT + 8);
    question.put(&selector_bytes!("standing_of"));
    question.u8(seat);
    question.put(voter);
    question.u64(snapshot);
    match host::call_for(committee, 0, question.bytes()) {
        Some(answer) => standing_in(answer),
        None => Err(Error::NotHolder { seat }),
    }
}

/// The standing in the committee's answer.
///
/// # Errors
/// [`Error::Unanswered`].
pub fn standing_in(answer: &[u8; 9]) -> Result<Standing, Error> {
    match *answer {
        [0, 0, seats, a, b, c, d, e, f] => Ok(Standing {
            seats,
            filled: u16::from_le_bytes([a, b]),
            counting: u16::from_le_bytes([c, d]),
            regular: u16::from_le_bytes([e, f]),
        }),
        _ => Err(Error::Unanswered),
    }
}

/// [`crate::Governor::vote_seat`]
///
/// # Errors
/// See there.
pub fn cast_seat(id: u32, seat: u8, support: Support, reason: &[u8], committee: &Account) -> Result<(), Error> {
    // Before anybody is asked, because nobody can be asked about the future.
    let (proposal, now) = open(id, reason)?;
    let voter = host::caller();
    let standing = standing_of(committee, seat, voter, proposal.snapshot)?;
    proposal.count_seat(seat, support, &standing, now)?;
    set_proposal(id, proposal);
    let mut event = Buffer::new(128 + MAX_REASON);
    event.u32(id);
    event.u8(seat);
    event.put(voter);
    event.u8(support as u8);
    put_text(&mut event, reason);
    host::emit::<SeatVoteCast>(event.bytes());
    Ok(())
}
