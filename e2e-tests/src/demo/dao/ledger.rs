//! The same happenings once more, counted as one counts with pen and paper: whole histories, obvious arithmetic, nothing asked
//! of a contract and nothing taken from the rule crate but its names and numbers.

use super::plan::{Act, Line, Payee, Plan, Vesting, Voter};
use atelier_governance::{
    proposal::{Reason, State, Support},
    track::{House, Rules, Settings, Track},
    treasury::Spender,
    units::Millis,
};
use num_bigint::BigUint;
use std::collections::BTreeMap;

/// The paper.
pub struct Ledger {
    /// The rules of the DAO.
    pub rules: Rules,
    /// Everybody's votes.
    units: Vec<u128>,
    /// How many seats the committee has.
    seats: u128,
    /// Who votes for whom, since when: one entry for each change.
    delegations: Vec<(Millis, Vec<usize>)>,
    /// The proposals.
    pub proposals: Vec<Paper>,
    /// The tables of the split, with what each has received.
    pub tables: Vec<Version>,
    /// What each has paid in.
    pub sales: Vec<u128>,
    /// What each person got of the split, of the treasury, and put down as deposits that have not come back.
    pub people: Vec<Purse>,
    /// What the treasury got of the split and of lost deposits.
    pub income: u128,
    /// What of it is booked.
    pub booked: u128,
    /// The buckets.
    pub buckets: [Bucket; 4],
    /// The present policy, in percent.
    policy: [u8; 4],
    epoch: Millis,
    caps: BTreeMap<u8, Cap>,
    /// What the treasury owes.
    pub debts: Vec<Debt>,
    /// What the library has published: the number and the name.
    pub releases: Vec<String>,
    /// What the library has published, by the proposal that did it.
    pub released: Vec<(usize, String)>,
}

/// A proposal on paper.
pub struct Paper {
    /// How it is decided.
    pub track: Track,
    /// The track whose timelock executes it.
    pub executor: Track,
    /// Who made it.
    pub by: usize,
    /// When it was made.
    pub created: Millis,
    /// When its actions were first proposed: earlier, if it carries what was refused.
    pub drafted: Millis,
    /// Votes are those of this moment.
    pub snapshot: Millis,
    /// The last moment for For and Abstain.
    pub for_end: Millis,
    /// The last moment for Against.
    pub end: Millis,
    /// The last moment for objections.
    pub window_end: Millis,
    /// What its proposer put down.
    pub deposit: u128,
    /// Everything that was said, in order.
    pub said: Vec<Said>,
    /// When it was queued.
    pub queued: Option<Millis>,
    /// When it was executed.
    pub executed: Option<Millis>,
    /// Whether the deposit was paid out.
    pub settled: bool,
}

/// Something that was said on a proposal.
#[derive(Clone, Copy)]
pub struct Said {
    /// When.
    pub at: Millis,
    /// By whom.
    pub voter: Voter,
    /// What.
    pub what: Word,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A vote.
    Votes(Support),
    /// An objection.
    Objects,
    /// It is taken back.
    Retracts,
}

/// A table of the split.
pub struct Version {
    /// Whom it pays.
    pub lines: Vec<Line>,
    /// What came in while it was in force.
    pub received: u128,
    /// What each line was paid.
    pub paid: Vec<u128>,
}

impl Version {
    /// What a line is owed and was not paid.
    fn owed(&self, line: usize) -> u128 {
        let whole: u128 = self.lines.iter().map(|line| u128::from(line.weight)).sum();
        part(self.received, self.lines[line].weight.into(), whole) - self.paid[line]
    }
}

/// What somebody got.
#[derive(Clone, Copy, Default)]
pub struct Purse {
    /// Of the split.
    pub split: u128,
    /// Of the treasury.
    pub treasury: u128,
    /// Deposits that have not come back.
    pub down: u128,
}

/// What went through a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// What was booked into it.
    pub income: u128,
    /// What came from other buckets.
    pub moved_in: u128,
    /// What went to other buckets.
    pub moved_out: u128,
    /// What was spent.
    pub spent: u128,
    /// What came back of canceled streams.
    pub returned: u128,
}

impl Bucket {
    /// What is left in it.
    #[must_use]
    pub fn left(&self) -> u128 {
        self.income + self.moved_in + self.returned - self.moved_out - self.spent
    }
}

/// How much of each epoch is taken of a cap.
#[derive(Default)]
struct Cap {
    most: u128,
    taken: BTreeMap<u64, u128>,
}

/// What somebody is owed.
pub struct Debt {
    /// The proposal that owes it.
    pub proposal: usize,
    /// Who is owed.
    pub to: usize,
    /// From which bucket.
    pub bucket: usize,
    /// How much.
    pub total: u128,
    /// How much of it is paid.
    pub paid: u128,
    /// How much falls due in which epoch.
    pub installments: Vec<(u64, u128)>,
    /// Start, cliff and end of a stream.
    pub stream: Option<[Millis; 3]>,
}

impl Debt {
    fn vested(&self, now: Millis) -> u128 {
        match self.stream {
            None => self.total,
            Some([_, cliff, _]) if now < cliff => 0,
            Some([start, _, end]) if now < end => part(self.total, (now - start).into(), (end - start).into()),
            Some(_) => self.total,
        }
    }

    fn due(&self, epoch: u64, now: Millis) -> u128 {
        let fallen: u128 = self.installments.iter().filter(|(at, _)| *at <= epoch).map(|(_, amount)| amount).sum();
        fallen.min(self.vested(now)) - self.paid
    }
}

/// `whole * part / of`, rounded down.
fn part(whole: u128, part: u128, of: u128) -> u128 {
    let exact = BigUint::from(whole) * part / of;
    exact.try_into().expect("a part of a number is no larger")
}

impl Ledger {
    /// The paper before anything happens.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut ledger = Self {
            rules: Rules::usual(plan.deposit),
            units: plan.people.iter().map(|person| person.units).collect(),
            seats: plan.seats.len() as u128,
            delegations: vec![(0, (0..plan.people.len()).collect())],
            proposals: Vec::new(),
            tables: Vec::new(),
            sales: Vec::new(),
            people: vec![Purse::default(); plan.people.len()],
            income: 0,
            booked: 0,
            buckets: Default::default(),
            policy: plan.policy,
            epoch: plan.epoch,
            caps: BTreeMap::new(),
            debts: Vec::new(),
            releases: Vec::new(),
            released: Vec::new(),
        };
        ledger.update(&plan.table);
        ledger
    }

    /// The numbers of a track.
    #[must_use]
    pub fn settings(&self, track: Track) -> &Settings {
        self.rules.of(track)
    }

    /// The votes that all people have.
    #[must_use]
    pub fn supply(&self) -> u128 {
        self.units.iter().sum()
    }

    /// The votes of somebody at a moment.
    #[must_use]
    pub fn power(&self, person: usize, at: Millis) -> u128 {
        let then = self.delegations.iter().rev().find(|(since, _)| *since <= at);
        let votes_for = then.map_or(&[][..], |(_, delegates)| delegates);
        votes_for.iter().zip(&self.units).filter(|(to, _)| **to == person).map(|(_, units)| units).sum()
    }

    /// Somebody's votes go to somebody else.
    pub fn delegate(&mut self, from: usize, to: usize, now: Millis) {
        let mut delegates = self.delegations.last().map_or_else(Vec::new, |(_, delegates)| delegates.clone());
        delegates[from] = to;
        self.delegations.push((now, delegates));
    }
}

/// Proposals.
impl Ledger {
    /// What must be put down for a proposal.
    #[must_use]
    pub fn deposit(&self, track: Track, seat: Option<u8>) -> u128 {
        let paying = if track == Track::Creative && seat.is_none() { Track::Strategic } else { track };
        self.settings(paying).deposit
    }

    /// A proposal is made.
    pub fn propose(&mut self, by: usize, seat: Option<u8>, track: Track, carries: Option<usize>, now: Millis) {
        let Settings { delay, period, tail, objection, .. } = *self.settings(track);
        let deposit = self.deposit(track, seat);
        self.people[by].down += deposit;
        let snapshot = now + delay;
        let end = snapshot + period;
        self.proposals.push(Paper {
            track,
            executor: carries.map_or(track, |refused| self.proposals[refused].executor),
            by,
            created: now,
            drafted: carries.map_or(now, |refused| self.proposals[refused].drafted),
            snapshot,
            for_end: end - tail,
            end,
            window_end: end + objection,
            deposit,
            said: Vec::new(),
            queued: None,
            executed: None,
            settled: false,
        });
    }

    /// Somebody says something.
    pub fn say(&mut self, proposal: usize, voter: Voter, what: Word, now: Millis) {
        self.proposals[proposal].said.push(Said { at: now, voter, what });
    }

    /// What counts: the last vote of everybody, with its weight.
    #[must_use]
    pub fn ballots(&self, proposal: usize) -> Vec<(Voter, Support, u128)> {
        let paper = &self.proposals[proposal];
        let mut ballots: Vec<(Voter, Support, u128)> = Vec::new();
        for said in &paper.said {
            let Word::Votes(support) = said.what else { continue };
            let Voter { person, seat, .. } = said.voter;
            ballots.retain(|(voter, ..)| (voter.person, voter.seat) != (person, seat));
            let weight = if seat.is_some() { 1 } else { self.power(person, paper.snapshot) };
            ballots.push((said.voter, support, weight));
        }
        ballots
    }

    /// The votes of a house against, for, and neither.
    #[must_use]
    pub fn tally(&self, proposal: usize, house: House) -> [u128; 3] {
        let mut tally = [0; 3];
        for (voter, support, weight) in self.ballots(proposal) {
            if voter.seat.is_some() == (house == House::Committee) {
                tally[support as usize] += weight;
            }
        }
        tally
    }

    /// Who objects, with the weights.
    #[must_use]
    pub fn objectors(&self, proposal: usize) -> Vec<(Voter, u128)> {
        let paper = &self.proposals[proposal];
        let mut objectors: Vec<(Voter, u128)> = Vec::new();
        for said in &paper.said {
            let Voter { person, seat, .. } = said.voter;
            match said.what {
                Word::Votes(_) => {}
                Word::Objects => {
                    let weight = if seat.is_some() { 1 } else { self.power(person, paper.snapshot) };
                    objectors.push((said.voter, weight));
                }
                Word::Retracts => objectors.retain(|(voter, _)| (voter.person, voter.seat) != (person, seat)),
            }
        }
        objectors
    }

    /// How much the objections are.
    #[must_use]
    pub fn objections(&self, proposal: usize) -> u128 {
        self.objectors(proposal).iter().map(|(_, weight)| weight).sum()
    }

    /// How much is needed for a veto.
    #[must_use]
    pub fn veto_needed(&self, track: Track) -> u128 {
        let Settings { veto, committee, .. } = *self.settings(track);
        match track {
            Track::Strategic => (self.seats * u128::from(veto.0)).div_ceil(10_000).max(committee.least.into()),
            _ => (self.supply() * u128::from(veto.0)).div_ceil(10_000),
        }
    }

    /// How many seats must take part.
    #[must_use]
    pub fn seats_needed(&self, track: Track) -> u128 {
        let bar = self.settings(track).committee;
        (self.seats * u128::from(bar.quorum.0)).div_ceil(10_000).max(bar.least.into())
    }

    /// Whether a house takes part, and approves.
    #[must_use]
    pub fn verdict(&self, proposal: usize, house: House) -> (bool, bool) {
        let track = self.proposals[proposal].track;
        let [against, in_favor, abstain] = self.tally(proposal, house);
        match house {
            House::Community => {
                let bar = self.settings(track).community;
                let meets = (in_favor + abstain) * 10_000 >= self.supply() * u128::from(bar.quorum.0);
                (meets, in_favor * 10_000 > (in_favor + against) * u128::from(bar.approval.0))
            }
            House::Committee => {
                let bar = self.settings(track).committee;
                let approves = in_favor * 10_000 > self.seats * u128::from(bar.approval.0);
                (in_favor + abstain >= self.seats_needed(track), approves)
            }
        }
    }

    /// Which houses vote on a track.
    #[must_use]
    pub const fn houses(track: Track) -> &'static [House] {
        match track {
            Track::Strategic | Track::Override => &[House::Community],
            Track::Creative => &[House::Committee],
            Track::Dual => &[House::Community, House::Committee],
        }
    }

    /// Which house may object on a track.
    #[must_use]
    pub const fn objector(track: Track) -> Option<House> {
        match track {
            Track::Strategic => Some(House::Committee),
            Track::Creative => Some(House::Community),
            Track::Dual | Track::Override => None,
        }
    }

    /// How far a proposal must be.
    #[must_use]
    pub fn state(&self, proposal: usize, now: Millis) -> State {
        let paper = &self.proposals[proposal];
        let Settings { lock, grace, queue_within, .. } = *self.settings(paper.track);
        if now <= paper.snapshot {
            return State::Pending;
        }
        if now <= paper.end {
            return State::Active;
        }
        if paper.executed.is_some() {
            return State::Executed;
        }
        if let Some(queued) = paper.queued {
            return match now {
                _ if now < queued + lock => State::Queued,
                _ if now <= queued + lock + grace => State::Ready,
                _ => State::Unexecuted,
            };
        }
        let verdicts: Vec<(House, (bool, bool))> =
            Self::houses(paper.track).iter().map(|house| (*house, self.verdict(proposal, *house))).collect();
        let passes = |wanted: House| verdicts.iter().any(|(house, (met, yes))| *house == wanted && *met && *yes);
        match verdicts.as_slice() {
            [(_, (true, true))] => {}
            [(_, (met, _))] => {
                return State::Defeated(if *met { Reason::NotApproved } else { Reason::NoQuorum });
            }
            _ => match (passes(House::Community), passes(House::Committee)) {
                (true, true) => {}
                (true, false) => return State::Defeated(Reason::CommunityOnly),
                (false, true) => return State::Defeated(Reason::CommitteeOnly),
                (false, false) => {
                    let met = self.verdict(proposal, House::Community).0;
                    return State::Defeated(if met { Reason::NotApproved } else { Reason::NoQuorum });
                }
            },
        }
        if let Some(objector) = Self::objector(paper.track) {
            if now <= paper.window_end {
                return State::Objection;
            }
            if self.objections(proposal) >= self.veto_needed(paper.track) {
                return State::Vetoed(objector);
            }
        }
        if now <= paper.window_end + queue_within {
            State::Succeeded
        } else {
            State::Unqueued
        }
    }

    /// When a queued proposal can be executed.
    #[must_use]
    pub fn eta(&self, proposal: usize) -> Option<Millis> {
        let paper = &self.proposals[proposal];
        Some(paper.queued? + self.settings(paper.track).lock)
    }

    /// The deposit is paid out: back, or to the treasury if many came and hardly anybody wanted the proposal.
    pub fn settle(&mut self, proposal: usize, now: Millis) {
        let paper = &self.proposals[proposal];
        let [against, in_favor, abstain] = self.tally(proposal, House::Community);
        let all = against + in_favor + abstain;
        let asks_community = Self::houses(paper.track).contains(&House::Community);
        let is_lost = asks_community
            && matches!(self.state(proposal, now), State::Defeated(_))
            && all * 10_000 >= self.supply() * u128::from(self.settings(paper.track).community.quorum.0)
            && in_favor * 10 <= in_favor + against
            && against > 0;
        let (by, deposit) = (paper.by, paper.deposit);
        self.proposals[proposal].settled = true;
        if is_lost {
            self.income += deposit;
        } else {
            self.people[by].down -= deposit;
        }
    }

    /// All deposits that were not paid out.
    #[must_use]
    pub fn deposits(&self) -> u128 {
        self.proposals.iter().filter(|paper| !paper.settled).map(|paper| paper.deposit).sum()
    }

    /// A decision is executed.
    pub fn execute(&mut self, proposal: usize, acts: &[Act], now: Millis) {
        self.proposals[proposal].executed = Some(now);
        let Paper { executor, drafted, .. } = self.proposals[proposal];
        for act in acts {
            match act {
                Act::Spend { bucket, to, amount, vesting } => {
                    let spender = if executor == Track::Dual { Spender::Dual } else { Spender::Strategic };
                    let installments = self.installments(spender, *amount, now);
                    let absolute = |Vesting { starts, cliff, lasts }: Vesting| {
                        // A stream that is carried by another proposal starts as the first one said.
                        let start = drafted + starts;
                        [start, start + cliff, start + lasts]
                    };
                    self.buckets[*bucket as usize].spent += amount;
                    self.debts.push(Debt {
                        proposal,
                        to: *to,
                        bucket: *bucket as usize,
                        total: *amount,
                        paid: 0,
                        installments,
                        stream: vesting.map(absolute),
                    });
                }
                Act::CancelStream(of) => {
                    let ended = |debt: &&mut Debt| debt.proposal == *of && debt.stream.is_some();
                    if let Some(debt) = self.debts.iter_mut().find(ended) {
                        let vested = debt.vested(now);
                        self.buckets[debt.bucket].returned += debt.total - vested;
                        (debt.total, debt.stream) = (vested, None);
                    }
                }
                Act::Move { route: [from, to], amount } => {
                    self.buckets[*from as usize].moved_out += amount;
                    self.buckets[*to as usize].moved_in += amount;
                }
                Act::SetCap { of, amount } => self.caps.entry(*of as u8).or_default().most = *amount,
                Act::SetPolicy(policy) => self.policy = *policy,
                Act::Update(lines) => self.update(lines),
                Act::Release(name) => self.released.push((proposal, name.clone())),
            }
        }
    }
}

/// Money.
impl Ledger {
    fn update(&mut self, lines: &[Line]) {
        self.tables.push(Version { lines: lines.to_vec(), received: 0, paid: vec![0; lines.len()] });
    }

    /// Income of the split, by the table that is in force.
    pub fn sell(&mut self, amount: u128) {
        self.sales.push(amount);
        if let Some(version) = self.tables.last_mut() {
            version.received += amount;
        }
    }

    /// What the split owes and has not paid, without what rounding leaves.
    #[must_use]
    pub fn waiting(&self) -> u128 {
        let of = |version: &Version| (0..version.lines.len()).map(|line| version.owed(line)).sum::<u128>();
        self.tables.iter().map(of).sum()
    }

    /// The split pays everybody what is owed, by all its tables. Returns how much.
    pub fn push(&mut self) -> u128 {
        let mut sum = 0;
        for version in &mut self.tables {
            for place in 0..version.lines.len() {
                let (line, amount) = (version.lines[place], version.owed(place));
                version.paid[place] += amount;
                sum += amount;
                match line.to {
                    Payee::Person(person) => self.people[person].split += amount,
                    Payee::Treasury => self.income += amount,
                }
            }
        }
        sum
    }

    /// What the treasury has and has not booked.
    #[must_use]
    pub fn unbooked(&self) -> u128 {
        self.income - self.booked
    }

    /// The treasury books what has come in: each bucket its part, rounded down, and the reserve the rest.
    pub fn sync(&mut self) {
        let amount = self.unbooked();
        let mut rest = amount;
        for bucket in 0..3 {
            let share = amount * u128::from(self.policy[bucket]) / 100;
            self.buckets[bucket].income += share;
            rest -= share;
        }
        self.buckets[3].income += rest;
        self.booked += amount;
    }

    /// In which epochs an amount falls due: unit after unit in the first epoch that has room, and never before an earlier
    /// spend.
    fn installments(&mut self, spender: Spender, amount: u128, now: Millis) -> Vec<(u64, u128)> {
        let mut epoch = now / self.epoch;
        if spender == Spender::Dual {
            return vec![(epoch, amount)];
        }
        let cap = self.caps.entry(spender as u8).or_default();
        if let Some((last, _)) = cap.taken.last_key_value() {
            epoch = epoch.max(*last);
        }
        let (mut rest, mut installments) = (amount, Vec::new());
        while rest > 0 && cap.most > 0 {
            let taken = cap.taken.entry(epoch).or_default();
            let next = rest.min(cap.most.saturating_sub(*taken));
            *taken += next;
            rest -= next;
            if next > 0 {
                installments.push((epoch, next));
            }
            epoch += 1;
        }
        installments
    }

    /// What is due of a proposal's debts is paid. Returns how much.
    pub fn collect(&mut self, proposal: usize, now: Millis) -> u128 {
        let epoch = now / self.epoch;
        let mut sum = 0;
        for debt in self.debts.iter_mut().filter(|debt| debt.proposal == proposal) {
            let amount = debt.due(epoch, now);
            debt.paid += amount;
            self.people[debt.to].treasury += amount;
            sum += amount;
        }
        sum
    }

    /// What is owed from a bucket.
    #[must_use]
    pub fn owed(&self, bucket: usize) -> u128 {
        self.debts.iter().filter(|debt| debt.bucket == bucket).map(|debt| debt.total - debt.paid).sum()
    }

    /// What was paid from a bucket.
    #[must_use]
    pub fn paid(&self, bucket: usize) -> u128 {
        self.debts.iter().filter(|debt| debt.bucket == bucket).map(|debt| debt.paid).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_is_exact_and_rounds_down() {
        assert_eq!(part(10, 1, 3), 3);
        assert_eq!(part(u128::MAX, 7, 7), u128::MAX);
        assert_eq!(part(u128::MAX, 1, 2), u128::MAX / 2);
        assert_eq!(part(0, 1, 2), 0);
    }

    #[test]
    fn bucket_is_what_came_less_what_went() {
        let bucket = Bucket { income: 10, moved_in: 5, moved_out: 3, spent: 7, returned: 2 };
        assert_eq!(bucket.left(), 7);
    }
}
