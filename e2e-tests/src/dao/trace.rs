//! Random lives of a DAO: steps of the actors of `governance_model`, as far as a real committee lets them happen, between steps of
//! some who want a certain thing, so that short lives, too, come to all that can become of a proposal.

use atelier_governance::{
    proposal::{bit, is_dormant, Flags, State, Support},
    roster::{Settings, RESPITE, SUSPENSION},
    track::{Class, Rules, Track, RETENTION},
    units::{Millis, DAY},
};
use governance_model::{
    actors::{self, quick, strict, ACCOUNTS, SEATS, START},
    governor::Judge,
    house::{Account, Committee, Tenure},
    world::{Act, Draft, Filed, Outcome, Step, World},
    Random,
};

/// When the contracts are deployed: before the world begins.
pub const FOUNDED: Millis = START - DAY;

/// What happens to a DAO, drawn by lot.
pub struct Trace {
    /// The DAO as it is by now.
    pub world: World,
    /// What was said in it.
    pub judge: Judge,
    /// The terms of its committee.
    pub settings: Settings,
    random: Random,
    /// What some of the actors want, one after the other.
    aims: Vec<Aim>,
    /// For how many steps they have wanted the first of it.
    tried: usize,
}

/// How some want it to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Executed.
    Carried,
    /// Queued, and left there.
    Queued,
    /// Decided, and then objected to.
    Vetoed,
    /// Refused by the committee.
    CommunityOnly,
    /// Refused by the community.
    CommitteeOnly,
    /// Refused by everybody.
    Refused,
    /// Given up by a proposer who sells everything, and forgotten.
    Unbacked,
}

/// What some want.
#[derive(Clone, Debug)]
struct Aim {
    track: Track,
    acts: Vec<Act>,
    wish: Wish,
}

/// For so many steps an aim is pursued at most.
const PATIENCE: usize = 60;

/// What some of the actors of a trace want.
fn aims(seed: u64) -> Vec<Aim> {
    use Track::{Creative, Dual, Override, Strategic};
    use Wish::{Carried, CommitteeOnly, CommunityOnly, Queued, Refused, Unbacked, Vetoed};
    let aims: &[(Track, Act, Wish)] = match seed / 5 % 8 {
        0 => &[
            (Creative, Act::Creative(10), Vetoed),
            (Creative, Act::Creative(11), Vetoed),
            (Creative, Act::Creative(12), Carried),
        ],
        1 => &[(Strategic, Act::Strategic(10), Vetoed), (Override, Act::Strategic(10), Carried)],
        2 => &[(Dual, Act::Unknown(10), Queued), (Dual, Act::CancelOperation(Dual, 0), Carried)],
        3 => &[(Dual, Act::Paid(10), CommunityOnly), (Override, Act::Paid(10), Carried)],
        4 => &[(Dual, Act::SetRules(2), Carried), (Strategic, Act::Strategic(11), Refused)],
        5 => &[(Dual, Act::Strategic(12), CommitteeOnly), (Override, Act::Remove(6, 7), Carried)],
        6 => &[(Creative, Act::Creative(13), Carried), (Dual, Act::Unknown(11), Carried)],
        _ => &[(Strategic, Act::Strategic(13), Unbacked)],
    };
    aims.iter().map(|(track, act, wish)| Aim { track: *track, acts: vec![act.clone()], wish: *wish }).collect()
}

impl Trace {
    /// A DAO to which nothing has happened, the same for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut constitutions = vec![quick(), quick(), quick(), Rules::usual(10), strict()];
        // Under quick rules more happens.
        constitutions.rotate_left((seed % 5) as usize);
        let tokens = actors::world(&mut random, constitutions.clone()).tokens;
        let term = random.between(30, 400) * DAY;
        let settings = Settings { term, first_end: FOUNDED + random.between(1, term / DAY) * DAY };
        let mut committee = Committee::new(SEATS).with_terms(settings);
        let empty = if random.once_in(2) { random.below(4) as u8 } else { 0 };
        for seat in empty..SEATS {
            let (holder, term_end) = (1 + seat % (ACCOUNTS - 1), settings.term_end(seat, FOUNDED));
            committee.set(seat, Some(Tenure { number: 0, holder, term_end, suspended_until: 0 }), FOUNDED);
        }
        let world = World::new(START, tokens, committee, constitutions);
        Self { world, judge: Judge::new(), settings, random, aims: aims(seed), tried: 0 }
    }

    /// The next step, what it came to, and the world before it.
    pub fn go_on(&mut self) -> (Step, Outcome, World) {
        let pursued = if self.random.once_in(3) { None } else { self.pursue() };
        let step = pursued.unwrap_or_else(|| actors::step(&mut self.random, &self.world));
        let step = self.feasible(step);
        let before = self.world.clone();
        let outcome = self.world.apply(&step);
        self.judge.note(&step, &outcome, &before, &self.world);
        (step, outcome, before)
    }

    /// The next step to what some want.
    fn pursue(&mut self) -> Option<Step> {
        loop {
            let aim = self.aims.first()?.clone();
            self.tried += 1;
            match self.approach(&aim) {
                Some(step) if self.tried <= PATIENCE => return Some(step),
                _ => {
                    self.aims.remove(0);
                    self.tried = 0;
                }
            }
        }
    }

    /// The next step to an aim; `None` if it is reached, or cannot be.
    fn approach(&self, aim: &Aim) -> Option<Step> {
        let Aim { track, acts, wish } = aim;
        let (world, now) = (&self.world, self.world.now);
        let is_it = |(_, filed): &(u32, &Filed)| filed.draft.track == *track && filed.draft.acts == *acts;
        let Some((id, filed)) = (1..).zip(&world.proposals).filter(is_it).last() else { return self.introduce(aim) };
        let proposal = &filed.proposal;
        let wait = |until: Millis| Some(Step::Wait(until.saturating_sub(now).max(1)));
        match world.state(id).ok()? {
            State::Pending | State::Active if *wish == Wish::Unbacked => {
                let (proposer, holds) = (filed.proposer, world.tokens.balance(filed.proposer));
                match holds {
                    0 if world.tokens.votes(proposer, now - 1) > 0 => wait(now + 1),
                    0 => Some(Step::CancelUnbacked(id)),
                    _ => Some(Step::Transfer(proposer, 1 + proposer % (ACCOUNTS - 1), holds)),
                }
            }
            State::Pending => wait(proposal.snapshot + 1),
            State::Active => self.next_vote(id, *wish).or_else(|| wait(proposal.end + 1)),
            State::Objection if *wish == Wish::Vetoed => {
                self.next_objection(id).or_else(|| wait(proposal.window_end + 1))
            }
            State::Objection => wait(proposal.window_end + 1),
            State::Succeeded => Some(Step::Queue(id)),
            State::Queued if *wish == Wish::Carried => wait(world.operation(id)?.eta),
            State::Ready if *wish == Wish::Carried => Some(Step::Execute(id)),
            // Whatever it was worth is paid out.
            state if state.is_terminal() && filed.deposit > 0 && filed.slashed.is_none() => Some(Step::Settle(id)),
            _ if *wish == Wish::Unbacked && filed.buried.is_none() => match proposal.window_end + RETENTION {
                until if now <= until => wait(until + 1),
                _ => Some(Step::Prune(id)),
            },
            _ => None,
        }
    }

    /// Proposes what is wanted, as somebody who can.
    fn introduce(&self, aim: &Aim) -> Option<Step> {
        let (world, now) = (&self.world, self.world.now);
        let Aim { track, acts, .. } = aim;
        let standing = world.committee.standing(now - 1, now);
        if *track == Track::Creative && !is_dormant(world.rules.last()?, &standing) {
            let able: Vec<u8> = (0..SEATS).filter(|seat| standing.counting & bit(*seat) != 0).collect();
            let seat = *able.get(self.tried % able.len().max(1))?;
            let holder = world.committee.tenure(seat, now)?.holder;
            let draft = Draft { track: *track, seat: Some(seat), acts: acts.clone(), after: None };
            return Some(Step::Propose(holder, draft));
        }
        let mut able: Vec<Account> = (1..ACCOUNTS).collect();
        able.sort_by_key(|account| std::cmp::Reverse(world.tokens.votes(*account, now - 1)));
        let draft = Draft { track: *track, seat: None, acts: acts.clone(), after: None };
        Some(Step::Propose(able[self.tried % 3], draft))
    }

    /// The vote of somebody who has not voted as he is wanted to.
    fn next_vote(&self, id: u32, wish: Wish) -> Option<Step> {
        let (world, now) = (&self.world, self.world.now);
        let filed = world.filed(id)?;
        let proposal = &filed.proposal;
        let supports = |is_wanted: bool| if is_wanted { Support::For } else { Support::Against };
        let community = supports(!matches!(wish, Wish::CommitteeOnly | Wish::Refused));
        let committee = supports(!matches!(wish, Wish::CommunityOnly | Wish::Refused));
        let may = |support: Support| now <= proposal.for_end || support == Support::Against;
        let standing = world.committee.standing(proposal.snapshot, now);
        let rules = &world.rules[proposal.version as usize];
        let form = proposal.form(rules, &standing);
        if form.committee.is_some() && may(committee) {
            let said = [proposal.seats.against, proposal.seats.in_favor][committee as usize];
            let seat = (0..SEATS).find(|seat| standing.counting & !said & bit(*seat) != 0);
            if let Some((seat, tenure)) = seat.and_then(|seat| Some((seat, world.committee.tenure(seat, now)?))) {
                return Some(Step::VoteSeat(tenure.holder, id, seat, committee));
            }
        }
        let is_left = |account: &Account| {
            let said = filed.ballots.get(account).and_then(|ballot| ballot.support);
            said != Some(community) && world.tokens.votes(*account, proposal.snapshot) > 0
        };
        let account = (1..ACCOUNTS).find(is_left).filter(|_| form.community.is_some() && may(community))?;
        Some(Step::Vote(account, id, community))
    }

    /// The objection of somebody who does not object yet, as long as there is no veto.
    fn next_objection(&self, id: u32) -> Option<Step> {
        let (world, now) = (&self.world, self.world.now);
        let filed = world.filed(id)?;
        let proposal = &filed.proposal;
        let standing = world.committee.standing(proposal.snapshot, now);
        if proposal.track == Track::Strategic {
            let seat = (0..SEATS).find(|seat| standing.regular & !proposal.objecting & bit(*seat) != 0)?;
            return Some(Step::ObjectSeat(world.committee.tenure(seat, now)?.holder, id, seat));
        }
        let is_left = |account: &Account| {
            let objects = filed.ballots.get(account).is_some_and(|ballot| ballot.objects);
            !objects && world.tokens.votes(*account, proposal.snapshot) > 0
        };
        (1..ACCOUNTS).find(is_left).map(|account| Step::Object(account, id))
    }

    /// The same step as far as a committee lets it happen from outside, which has rules of its own: else something that does.
    fn feasible(&self, step: Step) -> Step {
        let (committee, now) = (&self.world.committee, self.world.now);
        match step {
            Step::Seat(seat, Some((holder, _))) if !committee.sits_elsewhere(holder, seat, now) => {
                Step::Seat(seat, Some((holder, committee.term_end(seat, now))))
            }
            Step::Seat(seat, _) if committee.tenure(seat, now).is_some() => Step::Seat(seat, None),
            Step::Suspend(seat, _) => match committee.tenure(seat, now) {
                // A suspension that is there can be ended.
                Some(tenure) if now <= tenure.suspended_until => Step::Suspend(seat, now - 1),
                Some(tenure) if self.can_be_suspended(seat, &tenure) => Step::Suspend(seat, now + SUSPENSION - 1),
                _ => Step::Wait(0),
            },
            Step::Seat(..) => Step::Wait(0),
            other => other,
        }
    }

    fn can_be_suspended(&self, seat: u8, tenure: &Tenure) -> bool {
        let now = self.world.now;
        let others = (0..SEATS).filter(|other| *other != seat);
        let others: Vec<Tenure> = others.filter_map(|other| self.world.committee.tenure(other, now)).collect();
        now <= tenure.term_end
            && (tenure.suspended_until == 0 || now > tenure.suspended_until + RESPITE)
            && others.iter().all(|other| now > other.suspended_until)
            && !others.is_empty()
    }
}

/// What a trace can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// A proposal was in this state.
    State(State),
    /// A decision that was refused before was executed.
    Overridden,
    /// A decision was executed that was made while the committee was dormant.
    Dormant,
    /// A decision was executed that both houses had to agree on.
    Dual,
    /// A Creative decision was executed that the community had to approve, too.
    AlsoCommunity,
    /// Somebody lost a deposit.
    Slashed,
    /// A record was removed.
    Pruned,
    /// The rules changed.
    Rules,
    /// A seat was suspended.
    Suspended,
    /// A decision removed somebody from a seat, or appointed somebody.
    Roster,
}

/// All that a trace has come to so far and had not before its last step.
#[must_use]
pub fn cases(trace: &Trace, step: &Step, outcome: &Outcome) -> Vec<Case> {
    let Trace { world, judge, .. } = trace;
    let mut cases = Vec::new();
    for (id, filed) in (1..).zip(&world.proposals) {
        cases.extend(world.state(id).map(Case::State));
        if filed.slashed == Some(true) {
            cases.push(Case::Slashed);
        }
        if filed.buried.is_some() {
            cases.push(Case::Pruned);
        }
    }
    if outcome.is_err() {
        return cases;
    }
    match step {
        Step::Execute(id) => {
            let Some(filed) = world.filed(*id) else { return cases };
            let is_dormant = judge.is_dormant(*id, world);
            let is_about_seats = |act: &Act| act.class() == Class::Roster;
            let found = [
                (filed.proposal.flags.has(Flags::OVERRIDES), Case::Overridden),
                (filed.proposal.flags.has(Flags::ALSO_COMMUNITY) && !is_dormant, Case::AlsoCommunity),
                (is_dormant, Case::Dormant),
                (filed.proposal.track == Track::Dual && !is_dormant, Case::Dual),
                (filed.draft.acts.iter().any(is_about_seats), Case::Roster),
            ];
            cases.extend(found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, case)| case));
        }
        Step::Suspend(..) => cases.push(Case::Suspended),
        _ => {}
    }
    if world.rules.len() > 1 {
        cases.push(Case::Rules);
    }
    cases
}
