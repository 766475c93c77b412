//! Proposing, canceling, queuing, settling, pruning, and what the Dual timelock may change.

use crate::{
    cells::{self, wiring, Counts, Proposal, Wired, REFUSALS, VETOES},
    facts::{
        Classification, Classified, DepositSettled, Draft, Error, Opened, Origin, ProposalCanceled, ProposalCreated,
        ProposalPruned, ProposalQueued, RulesChanged, Tombstone,
    },
    voting::{self, standing_in, standing_of},
};
use alloc::vec::Vec;
use atelier_governance::{
    content::{self, Earlier, Refusal},
    proposal::{self, bit, is_dormant, schedule, Flags, State},
    roster::Standing,
    timelock::{Action, Status, MAX_ACTIONS},
    track::{self, Class, Rules, Track},
    units::Millis,
    veto::Vetoes,
};
use atelier_host::{self as host, bytes, entry::Input, Account, AccountId, Buffer, Event, ACCOUNT};
use ink::{selector_bytes, selector_id};
use scale::Encode;

/// The most bytes of a title.
pub const MAX_TITLE: usize = 120;
/// The most bytes of a link.
pub const MAX_LINK: usize = 256;
/// The most bytes of all actions of a proposal.
pub const MAX_ACTION_BYTES: usize = 10 * 1024;
/// The most ballots that one call removes.
pub const MAX_BALLOTS: usize = 200;
/// The most messages that one call classifies.
pub const MAX_CLASSES: usize = 100;

/// Emits an event.
pub fn tell<E: Event>(fields: &impl Encode) {
    let mut event = Buffer::new(1024);
    fields.encode_to(&mut event);
    host::emit::<E>(event.bytes());
}

/// A cell that the constructor wrote.
fn written<T>(cell: Option<T>) -> Result<T, Error> {
    cell.ok_or(Error::NotOpen)
}

/// How much there is.
pub fn counts() -> Result<Counts, Error> {
    written(cells::counts_cell())
}

/// A version of the rules.
pub fn rules(version: u32) -> Result<&'static Rules, Error> {
    written(cells::rules_cell(version)).map(|rules| &*host::keep(rules))
}

/// The number of seats of the committee.
fn seats(committee: &Account) -> Result<u8, Error> {
    match host::call_for(committee, 0, &selector_bytes!("seats")) {
        Some([0, seats]) => Ok(*seats),
        _ => Err(proposal::Error::Unanswered.into()),
    }
}

/// The committee's standing between two moments.
#[inline(never)]
pub fn standing(committee: &Account, snapshot: Millis, at: Millis) -> Result<Standing, Error> {
    let mut question = Buffer::new(20);
    question.put(&selector_bytes!("standing"));
    question.u64(snapshot);
    question.u64(at);
    let Some(answer) = host::call_for(committee, 0, question.bytes()) else {
        return Err(proposal::Error::Unanswered.into());
    };
    Ok(standing_in(answer)?)
}

/// An account's votes and all voting units, at a moment that is over.
fn votes_and_supply(votes: &Account, account: &Account, at: Millis) -> Result<(u128, u128), Error> {
    let mut question = Buffer::new(4 + ACCOUNT + 8);
    question.put(&selector_bytes!("past_votes_and_supply"));
    question.put(account);
    question.u64(at);
    match host::call_for::<34>(votes, 0, question.bytes()) {
        Some([0, 0, both @ ..]) => match (both.first_chunk(), both.last_chunk()) {
            (Some(weight), Some(supply)) => Ok((u128::from_le_bytes(*weight), u128::from_le_bytes(*supply))),
            _ => Err(proposal::Error::Unanswered.into()),
        },
        _ => Err(proposal::Error::Unanswered.into()),
    }
}

/// A proposal with all that its state depends on.
pub struct Judged {
    /// The record.
    pub proposal: &'static mut Proposal,
    /// The rules of its version.
    pub rules: &'static Rules,
    /// The committee's standing at the moment that decides.
    pub standing: Standing,
    /// The state now.
    pub state: State,
}

/// Finds out a proposal's state.
///
/// # Errors
/// [`proposal::Error::UnknownProposal`], [`proposal::Error::Unanswered`].
#[inline(never)]
pub fn judge(id: u32, wiring: Wired, now: Millis) -> Result<Judged, Error> {
    let proposal = cells::proposal(id)?;
    let rules = rules(proposal.version)?;
    let standing = match proposal.committee_moment(now) {
        Some(at) => standing(wiring.committee(), proposal.snapshot, at)?,
        None => Standing::default(),
    };
    let operation = match proposal.operation.checked_sub(1) {
        None => None,
        Some(operation) => {
            let mut question = Buffer::new(8);
            question.put(&selector_bytes!("status"));
            question.u32(operation);
            match host::call_for(wiring.timelock(proposal.executor), 0, question.bytes()) {
                Some([0, 1, status]) => Some(status_in(*status)?),
                _ => return Err(proposal::Error::Unanswered.into()),
            }
        }
    };
    let state = proposal.state(rules, &standing, operation, now);
    Ok(Judged { proposal, rules, standing, state })
}

fn status_in(number: u8) -> Result<Status, Error> {
    let all = [Status::Waiting, Status::Ready, Status::Executed, Status::Canceled, Status::Expired];
    all.get(usize::from(number)).copied().ok_or(proposal::Error::Unanswered.into())
}

/// What kind of decision it is to call a message. The governor and the timelocks are always Dual, and who sits on the
/// committee is always Roster: a message that could be classed lower would undo every other rule. But a timelock cancels
/// operations for nobody except itself, so that is decided like what it executes.
pub fn class_of(wiring: Wired, target: &AccountId, selector: [u8; 4]) -> Class {
    pinned(wiring, target, selector).or_else(|| cells::class_cell(bytes(target), selector)).unwrap_or(Class::Dual)
}

fn pinned(wiring: Wired, target: &AccountId, selector: [u8; 4]) -> Option<Class> {
    let target = bytes(target);
    let is_order_to_cancel = u32::from_be_bytes(selector) == selector_id!("cancel");
    let classes =
        [(Track::Strategic, Class::Strategic), (Track::Creative, Class::Creative), (Track::Dual, Class::Dual)];
    for (executor, class) in classes {
        if target == wiring.timelock(executor) {
            return Some(if is_order_to_cancel { class } else { Class::Dual });
        }
    }
    if target == host::address() {
        return Some(Class::Dual);
    }
    let is_roster = matches!(
        u32::from_be_bytes(selector),
        selector if selector == selector_id!("appoint") || selector == selector_id!("remove_seat")
    );
    (is_roster && target == wiring.committee()).then_some(Class::Roster)
}

/// Whose settings of threshold and deposit apply: where nobody sits, Creative is the community's to propose.
fn entry(track: Track, seat: Option<u8>) -> Track {
    match (track, seat) {
        (Track::Creative, None) => Track::Strategic,
        _ => track,
    }
}

/// [`crate::Governor::propose`]
pub fn propose(track: Track, actions: Vec<Action<AccountId>>, draft: Draft, value: u128) -> Result<u32, Error> {
    let mut counts = counts()?;
    if counts.deployer.is_some() {
        return Err(Error::NotOpen);
    }
    let (wiring, rules) = (wiring(), rules(counts.version)?);
    let (now, caller) = (host::now(), host::caller());
    let settings = rules.of(track);
    if !(1..=MAX_ACTIONS).contains(&actions.len()) {
        return Err(Error::ActionCount { given: actions.len() as u32, most: MAX_ACTIONS as u32 });
    }
    let mut encoded = Buffer::new(Buffer::LONGEST);
    actions.encode_to(&mut encoded);
    let encoded = encoded.bytes();
    for (given, most) in
        [(draft.title.len(), MAX_TITLE), (draft.link.len(), MAX_LINK), (encoded.len(), MAX_ACTION_BYTES)]
    {
        if given > most {
            return Err(Error::TooLong { given: given as u32, most: most as u32 });
        }
    }
    let mut is_about_seats = true;
    for (number, action) in (0u8..).zip(&actions) {
        let class = class_of(wiring, &action.target, action.selector).with_value(action.value);
        is_about_seats &= class.is_open_to(Track::Override);
        if track != Track::Override && !class.is_open_to(track) {
            return Err(Error::WrongClass { action: number, class, track });
        }
    }
    let actions_hash = host::keccak(encoded);
    let last = match cells::content(&actions_hash) {
        Some(last) => earlier(last, wiring, now)?,
        None => None,
    };
    let (executor, overrides) = content::check(track, is_about_seats, last.as_ref(), now)?;

    check_backing(track, draft.seat, wiring, rules, now)?;
    let deposit = rules.of(entry(track, draft.seat)).deposit;
    if value != deposit {
        return Err(Error::WrongDeposit { expected: deposit, given: value });
    }
    let mut live = live(track, caller, now);
    if live.len() >= settings.live.into() {
        return Err(Error::TooManyLive { most: settings.live });
    }
    let schedule = schedule(settings, now).ok_or(Error::EndOfTime)?;
    let id = counts.proposals.checked_add(1).ok_or(Error::EndOfTime)?;
    if let Some(after) = draft.after {
        if after == 0 || after >= id {
            return Err(Error::PredecessorNotQueued(after));
        }
    }
    let refusals = cells::vetoes_cell(REFUSALS).unwrap_or_default().spoken(now);
    let is_distrusted = track == Track::Creative && refusals >= track::REFUSALS;
    let marks = [(is_distrusted, Flags::ALSO_COMMUNITY), (overrides, Flags::OVERRIDES)];
    let flags =
        marks.into_iter().filter(|(is_so, _)| *is_so).fold(Flags::default(), |flags, (_, flag)| flags.with(flag));

    counts.proposals = id;
    cells::set_counts(&counts);
    live.push((id, schedule.end));
    cells::set_live(track, caller, &live);
    cells::set_content(&actions_hash, &id);
    cells::set_actions(id, encoded);
    cells::set_proposal(
        id,
        &Proposal {
            track,
            executor,
            flags,
            version: counts.version,
            created: now,
            snapshot: schedule.snapshot,
            for_end: schedule.for_end,
            end: schedule.end,
            window_end: schedule.window_end,
            eligible: 0,
            tally: Default::default(),
            objections: 0,
            seats: Default::default(),
            objecting: 0,
            operation: 0,
            votes: wiring.votes(),
        },
    );
    let origin = Origin { proposer: (*caller).into(), deposit, actions_hash, draft };
    cells::set_origin(id, &origin);
    tell::<ProposalCreated>(&(id, track, counts.version, schedule.snapshot, schedule.end, origin));
    Ok(id)
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::AlreadyProposed(id) => Self::AlreadyProposed(id),
            Refusal::CoolingDown(until) => Self::CoolingDown { until },
            Refusal::OnlyOverride(refused, until) => Self::OnlyOverride { refused, until },
            Refusal::NothingToOverride => Self::NothingToOverride,
        }
    }
}

/// A proposal as far as its content is concerned; `None` if there is none any more.
fn earlier(id: u32, wiring: Wired, now: Millis) -> Result<Option<Earlier>, Error> {
    match judge(id, wiring, now) {
        Ok(Judged { proposal, state, .. }) => Ok(Some(Earlier::new(id, proposal, state))),
        Err(Error::Vote(proposal::Error::UnknownProposal(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the caller may propose: as a seat, or with enough votes a moment ago.
fn check_backing(track: Track, seat: Option<u8>, wiring: Wired, rules: &Rules, now: Millis) -> Result<(), Error> {
    let (caller, before) = (host::caller(), now.saturating_sub(1));
    let committee = wiring.committee();
    match seat {
        Some(_) if track != Track::Creative => Err(Error::SeatNotAsked),
        Some(seat) => {
            let standing = standing_of(committee, seat, caller, before)?;
            if standing.counting & bit(seat) == 0 {
                return Err(proposal::Error::SeatDoesNotCount { seat }.into());
            }
            Ok(())
        }
        None => {
            if track == Track::Creative && !is_dormant(rules, &standing(committee, before, now)?) {
                return Err(Error::SeatNeeded);
            }
            let (votes, needed) = votes_and_needed(wiring.votes(), caller, rules, entry(track, None), before)?;
            if votes < needed {
                return Err(Error::BelowThreshold { votes, needed });
            }
            Ok(())
        }
    }
}

/// How many votes an account had at a moment that is over, and how many it needed to propose: never none.
fn votes_and_needed(
    token: &Account,
    account: &Account,
    rules: &Rules,
    track: Track,
    at: Millis,
) -> Result<(u128, u128), Error> {
    let (votes, supply) = votes_and_supply(token, account, at)?;
    Ok((votes, rules.of(track).threshold.of_ceil(supply).max(1)))
}

/// The proposals of an account on a track that are before their end.
fn live(track: Track, proposer: &Account, now: Millis) -> Vec<(u32, Millis)> {
    let mut live = cells::live(track, proposer).unwrap_or_default();
    live.retain(|(_, end)| *end >= now);
    live
}

/// [`crate::Governor::cancel`]
pub fn cancel(id: u32) -> Result<(), Error> {
    let (caller, now) = (host::caller(), host::now());
    let Judged { proposal, state, .. } = judge(id, wiring(), now)?;
    let origin = written(cells::origin(id))?;
    if bytes(&origin.proposer) != caller {
        return Err(Error::Denied);
    }
    if state != State::Pending {
        return Err(Error::WrongState(state));
    }
    withdraw(id, proposal, &origin, Flags::WITHDRAWN, now)
}

/// [`crate::Governor::cancel_unbacked`]
pub fn cancel_unbacked(id: u32) -> Result<(), Error> {
    let (wiring, now) = (wiring(), host::now());
    let Judged { proposal, rules, state, .. } = judge(id, wiring, now)?;
    if !matches!(state, State::Pending | State::Active) {
        return Err(Error::WrongState(state));
    }
    let origin = written(cells::origin(id))?;
    let is_backed = match origin.draft.seat {
        Some(seat) => {
            let since = proposal.created.saturating_sub(1);
            standing(wiring.committee(), since, now)?.counting & bit(seat) != 0
        }
        None => {
            let (track, before) = (entry(proposal.track, None), now.saturating_sub(1));
            let (votes, needed) = votes_and_needed(proposal.votes, bytes(&origin.proposer), rules, track, before)?;
            votes >= needed
        }
    };
    if is_backed {
        return Err(Error::StillBacked);
    }
    withdraw(id, proposal, &origin, Flags::UNBACKED, now)
}

fn withdraw(id: u32, proposal: &mut Proposal, origin: &Origin, flag: Flags, now: Millis) -> Result<(), Error> {
    if !proposal.is_withdrawable() {
        return Err(Error::MustBeVoted);
    }
    proposal.flags = proposal.flags.with(flag);
    cells::set_proposal(id, proposal);
    let proposer = bytes(&origin.proposer);
    let mut live = live(proposal.track, proposer, now);
    live.retain(|(live, _)| *live != id);
    cells::set_live(proposal.track, proposer, &live);
    tell::<ProposalCanceled>(&(id, host::caller()));
    Ok(())
}

/// [`crate::Governor::queue`]
pub fn queue(id: u32) -> Result<u32, Error> {
    let wiring = wiring();
    let Judged { proposal, rules, standing, state } = judge(id, wiring, host::now())?;
    if state != State::Succeeded {
        return Err(Error::WrongState(state));
    }
    let origin = written(cells::origin(id))?;
    let after = match origin.draft.after {
        None => None,
        Some(after) => match cells::proposal(after) {
            Ok(first) if first.operation > 0 && first.executor == proposal.executor => first.operation.checked_sub(1),
            _ => return Err(Error::PredecessorNotQueued(after)),
        },
    };
    let timelock = wiring.timelock(proposal.executor);
    // The timelock lengthens what is below its own minimum.
    let delay = proposal.form(rules, &standing).lock;
    let mut call = Buffer::new(64);
    call.put(&selector_bytes!("schedule"));
    (origin.actions_hash, after, delay, rules.of(proposal.track).grace, proposal.track.rank()).encode_to(&mut call);
    let Some([0, 0, operation @ ..]) = host::call_for::<6>(timelock, 0, call.bytes()) else {
        return Err(Error::TimelockRefused);
    };
    let operation = u32::from_le_bytes(*operation);
    proposal.operation = operation.checked_add(1).ok_or(Error::TimelockRefused)?;
    cells::set_proposal(id, proposal);
    tell::<ProposalQueued>(&(id, proposal.executor, operation, delay));
    Ok(operation)
}

/// [`crate::Governor::settle_deposit`]
pub fn settle_deposit(id: u32) -> Result<(), Error> {
    let wiring = wiring();
    let Judged { proposal, rules, standing, state } = judge(id, wiring, host::now())?;
    if matches!(state, State::Pending | State::Active | State::Objection) {
        return Err(Error::WrongState(state));
    }
    let origin = written(cells::origin(id))?;
    if origin.deposit == 0 || proposal.flags.has(Flags::SETTLED) {
        return Err(Error::NothingToSettle);
    }
    let is_lost = proposal.is_slashable(state, rules, &standing);
    let to = if is_lost { (*wiring.treasury()).into() } else { origin.proposer };
    proposal.flags = proposal.flags.with(Flags::SETTLED);
    cells::set_proposal(id, proposal);
    tell::<DepositSettled>(&(id, to, origin.deposit));
    if !host::transfer(bytes(&to), origin.deposit) {
        return Err(Error::PaymentFailed);
    }
    Ok(())
}

/// [`crate::Governor::prune`]
pub fn prune(id: u32) -> Result<(), Error> {
    let now = host::now();
    let Judged { proposal, rules, state, .. } = judge(id, wiring(), now)?;
    let origin = written(cells::origin(id))?;
    let is_settled = origin.deposit == 0 || proposal.flags.has(Flags::SETTLED);
    if !is_settled || !proposal.is_prunable(state, rules, now) {
        return Err(Error::NotPrunable);
    }
    let tombstone = Tombstone { actions_hash: origin.actions_hash, state, end: proposal.end };
    cells::bury(id, &tombstone);
    tell::<ProposalPruned>(&(id, tombstone));
    Ok(())
}

/// [`crate::Governor::prune_ballots`]
pub fn prune_ballots(id: u32, voters: Vec<AccountId>) -> Result<(), Error> {
    if voters.len() > MAX_BALLOTS {
        return Err(Error::TooLong { given: voters.len() as u32, most: MAX_BALLOTS as u32 });
    }
    if cells::tombstone(id).is_none() {
        // There is still a record, or there never was one.
        cells::proposal(id)?;
        return Err(Error::NotPrunable);
    }
    for voter in &voters {
        cells::remove_ballot(id, bytes(voter));
    }
    Ok(())
}

/// What the Dual timelock alone may do.
fn check_dual(wiring: Wired) -> Result<(), Error> {
    if host::caller() == wiring.timelock(Track::Dual) {
        Ok(())
    } else {
        Err(Error::Denied)
    }
}

/// The deployer, as long as it prepares the governor.
fn is_preparing(counts: &Counts) -> bool {
    counts.deployer.is_some_and(|deployer| bytes(&deployer) == host::caller())
}

/// [`crate::Governor::new`]
pub fn instantiate(input: &mut Input) -> Result<(), Error> {
    let wiring = cells::set_wiring(input);
    let rules: Rules = input.value();
    rules.check(seats(wiring.committee())?).map_err(Error::Rules)?;
    cells::set_rules(0, &rules);
    cells::set_counts(&Counts { proposals: 0, version: 0, deployer: Some((*host::caller()).into()) });
    Ok(())
}

/// [`crate::Governor::open`]
pub fn open() -> Result<(), Error> {
    let mut counts = counts()?;
    if counts.deployer.is_none() {
        return Err(Error::OpenAlready);
    }
    if !is_preparing(&counts) {
        return Err(Error::Denied);
    }
    counts.deployer = None;
    cells::set_counts(&counts);
    tell::<Opened>(&counts.version);
    Ok(())
}

/// [`crate::Governor::set_rules`]
pub fn set_rules(rules: Rules) -> Result<u32, Error> {
    let (wiring, mut counts) = (wiring(), counts()?);
    check_dual(wiring)?;
    rules.check(seats(wiring.committee())?).map_err(Error::Rules)?;
    let old = counts.version;
    counts.version = old.checked_add(1).ok_or(Error::EndOfTime)?;
    cells::set_rules(counts.version, &rules);
    cells::set_counts(&counts);
    tell::<RulesChanged>(&(old, counts.version));
    Ok(counts.version)
}

/// [`crate::Governor::classify`]
pub fn classify(classifications: Vec<Classification>) -> Result<(), Error> {
    let (wiring, counts) = (wiring(), counts()?);
    if !is_preparing(&counts) {
        check_dual(wiring)?;
    }
    if classifications.len() > MAX_CLASSES {
        return Err(Error::TooLong { given: classifications.len() as u32, most: MAX_CLASSES as u32 });
    }
    for Classification { target, selector, class } in classifications {
        if class == Class::Roster || pinned(wiring, &target, selector).is_some() {
            return Err(Error::Pinned);
        }
        let old = class_of(wiring, &target, selector);
        cells::set_class(bytes(&target), selector, &class);
        tell::<Classified>(&(target, selector, old, class));
    }
    Ok(())
}

/// Whether the community is asked about a Creative proposal: only if the committee is dormant.
pub fn check_community(proposal: &Proposal, now: Millis) -> Result<(), proposal::Error> {
    let unanswered = |_| proposal::Error::Unanswered;
    let rules = rules(proposal.version).map_err(unanswered)?;
    let standing = standing(wiring().committee(), proposal.snapshot, now).map_err(unanswered)?;
    proposal.check_community(rules, &standing)
}

/// [`crate::Governor::vote`], for everybody who has a vote.
pub fn vote(id: u32, support: proposal::Support, reason: &[u8]) -> Result<(), Error> {
    vote_as(host::caller(), id, support, reason)
}

#[inline(never)]
fn vote_as(voter: &Account, id: u32, support: proposal::Support, reason: &[u8]) -> Result<(), Error> {
    Ok(voting::cast(voter, id, support, reason, check_community)?)
}

/// What a signed vote begins with: it keeps it apart from everything else that the same key signs.
pub const KIND: [u8; 12] = *b"atelier:vote";

/// [`crate::Governor::vote_by_sig`]
pub fn vote_by_sig(
    voter: AccountId,
    (id, support, reason): (u32, proposal::Support, &str),
    nonce: u64,
    expires_at: Millis,
    signature: &[u8; 64],
) -> Result<(), Error> {
    voting::check_reason(reason.as_bytes())?;
    if host::now() > expires_at {
        return Err(Error::SignatureExpired { at: expires_at });
    }
    let account = bytes(&voter);
    let expected = cells::nonce(account).unwrap_or_default();
    if nonce != expected {
        return Err(Error::WrongNonce { expected });
    }
    let mut message = Buffer::new(512);
    (KIND, wiring().genesis(), host::address(), account, id, support, reason, nonce, expires_at)
        .encode_to(&mut message);
    if !host::is_signed(signature, account, &[message.bytes()]) {
        return Err(Error::BadSignature);
    }
    cells::set_nonce(account, &expected.wrapping_add(1));
    vote_as(account, id, support, reason.as_bytes())
}

/// The vetoes that a house has noted.
pub fn vetoes(house: track::House) -> Vetoes {
    let cell = match house {
        track::House::Community => REFUSALS,
        track::House::Committee => VETOES,
    };
    cells::vetoes_cell(cell).unwrap_or_default()
}
