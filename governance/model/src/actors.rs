//! Who does what in a [`World`] at random: on purpose at the first and the last millisecond, several at once, and again.

use crate::{
    house::{Account, Committee, Tenure, Tokens},
    world::{timelock, Act, Draft, Filed, Step, World},
    Random,
};
use atelier_governance::{
    proposal::{bit, Flags, State, Support},
    track::{Class, CommitteeBar, CommunityBar, Rules, Settings, Track, COOLDOWN, OVERRIDE_WINDOW, RETENTION},
    units::{Bps, Millis, DAY},
};

/// How many accounts there are, the treasury included.
pub const ACCOUNTS: u8 = 9;
/// How many seats there are.
pub const SEATS: u8 = 7;
/// When worlds begin.
pub const START: Millis = 1_000 * DAY;
const HOUR: Millis = DAY / 24;

/// Rules under which everything takes as little time as the bounds allow, with the lowest thresholds.
#[must_use]
pub fn quick() -> Rules {
    let plain = Settings {
        threshold: Bps(0),
        live: 10,
        deposit: 7,
        delay: 0,
        period: DAY,
        tail: HOUR,
        community: CommunityBar { quorum: Bps(1), approval: Bps(5_000) },
        committee: CommitteeBar { quorum: Bps(0), least: 1, approval: Bps(5_000) },
        objection: DAY,
        veto: Bps(5_000),
        lock: DAY,
        grace: 3 * DAY,
        queue_within: DAY,
    };
    let creative = Settings { veto: Bps(1), ..plain };
    let other = Settings { objection: 0, ..plain };
    Rules { tracks: [plain, creative, other, other], min_seats: 1, vetoes: 1 }
}

/// Rules with the highest thresholds that the bounds allow.
#[must_use]
pub fn strict() -> Rules {
    let mut rules = Rules::usual(3);
    for settings in &mut rules.tracks {
        settings.threshold = Bps(1_000);
        settings.live = 2;
        settings.community = CommunityBar { quorum: Bps(4_000), approval: Bps(9_000) };
        settings.committee = CommitteeBar { quorum: Bps::WHOLE, least: 4, approval: Bps(9_000) };
        settings.lock = 30 * DAY;
    }
    rules.tracks[0].veto = Bps::WHOLE;
    rules.tracks[1].veto = Bps(4_000);
    Rules { min_seats: 7, vetoes: 0, ..rules }
}

/// A DAO whose holders and seats are drawn by lot, with all of these constitutions.
#[must_use]
pub fn world(random: &mut Random, constitutions: Vec<Rules>) -> World {
    // Very many units in some worlds, and so few in others that one is a part that counts.
    let unit = [1, 1_000_000_000_000, u128::MAX / 10_000 / 10_000][random.below(3)];
    let units: Vec<u128> = (0..ACCOUNTS).map(|_| u128::from(random.between(0, 1_000)) * unit).collect();
    let mut committee = Committee::new(SEATS);
    let empty = if random.once_in(2) { random.below(4) } else { 0 };
    for seat in empty as u8..SEATS {
        let holder = 1 + seat % (ACCOUNTS - 1);
        let tenure = Tenure { number: 0, holder, term_end: term_end(random, START), suspended_until: 0 };
        committee.set(seat, Some(tenure), START - DAY);
    }
    World::new(START, Tokens::new(&units), committee, constitutions)
}

fn term_end(random: &mut Random, now: Millis) -> Millis {
    now + random.between(1, 400) * DAY
}

/// One of the accounts that are no treasury, rarely that.
fn anybody(random: &mut Random) -> Account {
    if random.once_in(50) {
        0
    } else {
        1 + random.below(usize::from(ACCOUNTS) - 1) as Account
    }
}

/// One of the last proposals, rarely any number.
fn proposal(random: &mut Random, world: &World) -> u32 {
    let count = world.proposals.len() as u64;
    if random.once_in(40) {
        return random.between(0, count + 1) as u32;
    }
    random.between(count.saturating_sub(7).max(1), count.max(1)) as u32
}

/// A seat, and its holder more often than somebody else.
fn seat(random: &mut Random, world: &World) -> (Account, u8) {
    let seat = random.below(usize::from(world.committee.seats())) as u8;
    let holder = world.committee.tenure(seat, world.now).map(|tenure| tenure.holder);
    match holder {
        Some(holder) if !random.once_in(12) => (holder, seat),
        _ => (anybody(random), seat),
    }
}

/// One act of a kind, from so few that they come again.
fn act(random: &mut Random, class: Class, world: &World) -> Act {
    let number = random.below(4) as u32;
    let seat = random.below(usize::from(world.committee.seats())) as u8;
    match class {
        Class::Creative if random.once_in(10) => cancel(Track::Creative, world),
        Class::Creative => Act::Creative(number),
        Class::Strategic if random.once_in(8) => cancel(Track::Strategic, world),
        Class::Strategic => Act::Strategic(number),
        Class::Roster => match world.committee.tenure(seat, world.now) {
            None => Act::Appoint(seat, anybody(random)),
            Some(tenure) => Act::Remove(seat, tenure.number),
        },
        Class::Dual => match random.below(4) {
            0 => Act::Unknown(number),
            1 => Act::Paid(number),
            2 => Act::SetRules(random.below(world.constitutions.len())),
            _ => cancel(Track::Dual, world),
        },
    }
}

/// To cancel the last open operation of a timelock, or the one that is to come.
fn cancel(executor: Track, world: &World) -> Act {
    let operations = &world.timelocks[timelock(executor)];
    let open = operations.iter().rposition(|operation| operation.executed.is_none());
    Act::CancelOperation(executor, open.unwrap_or(operations.len()))
}

/// What somebody wants decided: mostly acts that the track is for, and often what was wanted before.
fn draft(random: &mut Random, world: &World) -> (Account, Draft) {
    let mut by = anybody(random);
    let tracks = [Track::Strategic, Track::Creative, Track::Creative, Track::Creative, Track::Dual, Track::Override];
    let mut track = tracks[random.below(6)];
    let before = proposal(random, world);
    let acts = match world.filed(before).map(|filed| filed.draft.acts.clone()) {
        Some(acts) if random.once_in(2) => {
            if world.state(before).is_ok_and(|state| state.is_overridable()) && !random.once_in(4) {
                track = Track::Override;
            }
            acts
        }
        _ => {
            let class = match track {
                _ if random.once_in(15) => {
                    [Class::Creative, Class::Strategic, Class::Dual, Class::Roster][random.below(4)]
                }
                Track::Strategic => Class::Strategic,
                Track::Creative => Class::Creative,
                Track::Dual => [Class::Dual, Class::Strategic, Class::Roster, Class::Creative][random.below(4)],
                Track::Override => Class::Roster,
            };
            (0..1 + random.below(2)).map(|_| act(random, class, world)).collect()
        }
    };
    let mut draft = Draft { track, seat: None, acts, after: random.once_in(10).then_some(before) };
    if (track == Track::Creative && !random.once_in(5)) || random.once_in(30) {
        let (holder, seat) = seat(random, world);
        (by, draft.seat) = (holder, Some(seat));
    }
    (by, draft)
}

/// The moments at which something changes for a proposal.
fn moments(filed: &Filed, world: &World) -> Vec<Millis> {
    let proposal = &filed.proposal;
    let rules = &world.rules[proposal.version as usize];
    let settings = rules.of(proposal.track);
    let (end, window_end) = (proposal.end, proposal.window_end);
    let mut moments = vec![
        proposal.snapshot,
        proposal.for_end,
        end,
        window_end,
        window_end - settings.tail,
        end + settings.queue_within,
        window_end + settings.queue_within,
        window_end + COOLDOWN,
        window_end + RETENTION,
        window_end + OVERRIDE_WINDOW,
        window_end + OVERRIDE_WINDOW + DAY,
    ];
    let number = proposal.operation.checked_sub(1);
    if let Some(operation) = number.and_then(|number| world.timelocks[timelock(proposal.executor)].get(number as usize))
    {
        moments.extend([operation.eta, operation.expires_at]);
    }
    moments
}

/// So much time that something changes, or is about to, or just has.
fn wait(random: &mut Random, world: &World) -> Step {
    let now = world.now;
    if random.once_in(4) {
        return Step::Wait([0, 1, HOUR, random.between(1, 3) * DAY][random.below(4)]);
    }
    if random.once_in(100) {
        return Step::Wait(random.between(10, 120) * DAY);
    }
    let near = world.proposals.len().saturating_sub(8);
    let mut next: Vec<Millis> = world.proposals[near..].iter().flat_map(|filed| moments(filed, world)).collect();
    next.retain(|moment| *moment + 1 > now);
    next.sort_unstable();
    next.truncate(4);
    match random.pick(&next) {
        Some(moment) => Step::Wait((moment + random.between(0, 2)).saturating_sub(1).saturating_sub(now)),
        None => Step::Wait(DAY),
    }
}

/// The support that a proposal finds: each has its own mood, so that some are wanted and some are not.
fn support(random: &mut Random, id: u32) -> Support {
    let [against, in_favor] = [[0, 8], [0, 8], [1, 7], [4, 5], [8, 1]][id as usize % 5];
    match random.below(9) {
        drawn if drawn < against => Support::Against,
        drawn if drawn < against + in_favor => Support::For,
        _ => Support::Abstain,
    }
}

/// The vote of somebody who can vote and has not, if there still is one.
fn voter(random: &mut Random, id: u32, world: &World) -> Option<Step> {
    let filed = world.filed(id)?;
    let (proposal, mood) = (&filed.proposal, support(random, id));
    let asks = |track: &[Track]| track.contains(&proposal.track);
    let mut votes = Vec::new();
    if !asks(&[Track::Creative]) || proposal.flags.has(Flags::ALSO_COMMUNITY) || random.once_in(4) {
        let may = |account: &Account| {
            world.tokens.votes(*account, proposal.snapshot) > 0 && !filed.ballots.contains_key(account)
        };
        votes.extend((1..ACCOUNTS).filter(may).map(|account| Step::Vote(account, id, mood)));
    }
    if asks(&[Track::Creative, Track::Dual]) {
        let mood = support(random, id / 2);
        let standing = world.committee.standing(proposal.snapshot, world.now);
        let said = proposal.seats.against | proposal.seats.in_favor | proposal.seats.abstain;
        let may = |seat: &u8| standing.counting & !said & bit(*seat) != 0;
        let holders = (0..SEATS).filter(may).filter_map(|seat| Some((world.committee.tenure(seat, world.now)?, seat)));
        votes.extend(holders.map(|(tenure, seat)| Step::VoteSeat(tenure.holder, id, seat, mood)));
    }
    random.pick(&votes).cloned()
}

/// Something that brings a proposal on, or stops it, now that it is where it is.
fn next(random: &mut Random, id: u32, world: &World) -> Step {
    let state = world.state(id).unwrap_or(State::Withdrawn);
    let filed = world.filed(id);
    let track = filed.map_or(Track::Dual, |filed| filed.proposal.track);
    let (holder, place) = seat(random, world);
    let by = anybody(random);
    let is_objected = !(id / 5).is_multiple_of(3);
    match state {
        State::Pending if random.once_in(12) => Step::Cancel(filed.map_or(0, |filed| filed.proposer), id),
        State::Pending | State::Active if random.once_in(12) => Step::CancelUnbacked(id),
        State::Active if !random.once_in(8) => voter(random, id, world).unwrap_or_else(|| wait(random, world)),
        State::Active => {
            let is_seat = match track {
                Track::Strategic | Track::Override => random.once_in(20),
                Track::Creative => !random.once_in(4),
                Track::Dual => random.once_in(2),
            };
            if is_seat {
                Step::VoteSeat(holder, id, place, support(random, id / 2))
            } else {
                Step::Vote(by, id, support(random, id))
            }
        }
        State::Objection => {
            let house = if random.once_in(15) { Track::Dual } else { track };
            match (house, is_objected && !random.once_in(5)) {
                (Track::Creative, true) => Step::Object(by, id),
                (Track::Creative, false) => Step::Retract(by, id),
                (_, true) => Step::ObjectSeat(holder, id, place),
                (_, false) => Step::RetractSeat(holder, id, place),
            }
        }
        State::Succeeded => Step::Queue(id),
        State::Ready if !random.once_in(4) => Step::Execute(id),
        _ => wait(random, world),
    }
}

/// One of the last proposals about which something can be done now.
fn open(random: &mut Random, world: &World) -> Option<u32> {
    let count = world.proposals.len() as u32;
    let is_open = |id: &u32| {
        let state = world.state(*id).unwrap_or(State::Withdrawn);
        matches!(state, State::Active | State::Objection | State::Succeeded | State::Ready)
    };
    let open: Vec<u32> = (count.saturating_sub(9).max(1)..=count).filter(is_open).collect();
    random.pick(&open).copied()
}

/// Anything about any proposal, whether it makes sense or not.
fn anything(random: &mut Random, id: u32, world: &World) -> Step {
    let proposer = world.filed(id).map_or(1, |filed| filed.proposer);
    let ((holder, place), by) = (seat(random, world), anybody(random));
    match random.below(13) {
        0 => Step::Vote(by, id, support(random, id)),
        1 => Step::VoteSeat(holder, id, place, support(random, id / 2)),
        2 => Step::Object(by, id),
        3 => Step::Retract(by, id),
        4 => Step::ObjectSeat(holder, id, place),
        5 => Step::RetractSeat(holder, id, place),
        6 => Step::Cancel(if random.once_in(5) { by } else { proposer }, id),
        7 => Step::CancelUnbacked(id),
        8 => Step::Queue(id),
        9 => Step::Execute(id),
        10..=11 => Step::Settle(id),
        _ => Step::Prune(random.between(1, world.proposals.len().max(1) as u64) as u32),
    }
}

/// Something that might happen next.
pub fn step(random: &mut Random, world: &World) -> Step {
    let id = proposal(random, world);
    match random.below(100) {
        0..=4 => wait(random, world),
        5..=10 => {
            let (by, draft) = draft(random, world);
            Step::Propose(by, draft)
        }
        11..=83 => match open(random, world) {
            Some(open) => next(random, open, world),
            None if random.once_in(2) => next(random, id, world),
            None => {
                let (by, draft) = draft(random, world);
                Step::Propose(by, draft)
            }
        },
        84..=93 => anything(random, id, world),
        94..=96 => {
            let (from, to) = (anybody(random), anybody(random));
            let balance = world.tokens.balance(from);
            let parts = [0, 1, balance / 3, balance / 2, balance / 5, balance / 4, balance, balance.saturating_add(1)];
            let amount = parts[random.below(8)];
            Step::Transfer(from, to, amount)
        }
        97..=98 => {
            let seat = random.below(usize::from(world.committee.seats())) as u8;
            let is_taken = world.committee.tenure(seat, world.now).is_some();
            if is_taken && !random.once_in(4) {
                return Step::Wait(0);
            }
            let tenure = (anybody(random), term_end(random, world.now));
            Step::Seat(seat, (!random.once_in(3)).then_some(tenure))
        }
        _ => {
            let (_, seat) = seat(random, world);
            Step::Suspend(seat, world.now + random.between(0, 4) * DAY)
        }
    }
}
