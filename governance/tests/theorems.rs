//! What nobody can do, whatever everybody does: random DAOs in which actors do at random, and on purpose, what they can.

use atelier_governance::{
    proposal::{State, Support},
    track::{Class, House, Rules, Settings, Track},
    units::{Millis, DAY},
};
use governance_model::{
    actors::{self, quick, strict, ACCOUNTS, SEATS, START},
    governor::Judge,
    house::{Account, Committee, Tenure, Tokens},
    world::{Act, Draft, Outcome, Refusal, Step, World},
    Random,
};

/// One step, with the world before and after it, and the judge before it.
struct Scene<'a> {
    before: &'a World,
    judge: &'a Judge,
    step: &'a Step,
    outcome: &'a Outcome,
    after: &'a World,
}

impl Scene<'_> {
    /// The proposal that was executed, and what it did.
    fn executed(&self) -> Option<(u32, &[Act])> {
        match (self.step, self.outcome) {
            (Step::Execute(id), Ok(_)) => Some((*id, &self.before.filed(*id)?.draft.acts)),
            _ => None,
        }
    }
}

/// Lets actors do so many things in DAOs drawn by lot, and shows each to an observer.
fn play(seeds: std::ops::Range<u64>, mut observe: impl FnMut(u64, Scene)) {
    for seed in seeds {
        let mut random = Random::new(seed);
        let mut constitutions = vec![quick(), Rules::usual(10), strict()];
        constitutions.rotate_left((seed % 3) as usize);
        let world = actors::world(&mut random, constitutions);
        act_out(seed, &mut random, world, &mut observe, &mut |_, _, step| step);
    }
}

const STEPS: usize = 1_000;

/// The same in one DAO; `direct` can make another step of each.
fn act_out(
    seed: u64,
    random: &mut Random,
    mut world: World,
    observe: &mut impl FnMut(u64, Scene),
    direct: &mut impl FnMut(&mut Random, &World, Step) -> Step,
) {
    let mut judge = Judge::new();
    for _ in 0..STEPS {
        let step = actors::step(random, &world);
        let step = direct(random, &world, step);
        let before = world.clone();
        let outcome = world.apply(&step);
        observe(seed, Scene { before: &before, judge: &judge, step: &step, outcome: &outcome, after: &world });
        judge.note(&step, &outcome, &before, &world);
    }
}

/// All states of a world's proposals.
fn states(world: &World) -> Vec<State> {
    (1..=world.proposals.len() as u32).filter_map(|id| world.state(id).ok()).collect()
}

#[test]
fn the_rules_do_what_lists_say() {
    let mut seen = Vec::new();
    play(0..150, |seed, Scene { before, judge, step, outcome, .. }| {
        // Whether an act fails is its target's matter.
        let is_done = matches!(outcome, Ok(_) | Err(Refusal::ActFailed));
        assert_eq!(judge.foresees(step, before), is_done, "{seed}: {step:?} {outcome:?}");
        for (id, state) in (1..).zip(states(before)) {
            assert_eq!(Some(state), judge.state(id, before), "{seed}: {id}");
            if !seen.contains(&state) {
                seen.push(state);
            }
        }
    });
    // Four defeats, two vetoes, twelve others.
    assert_eq!(seen.len(), 18, "{seen:?}");
}

#[test]
fn a_refused_step_changes_nothing() {
    play(20..60, |seed, Scene { before, step, outcome, after, .. }| {
        if outcome.is_err() {
            assert_eq!(before, after, "{seed}: {step:?}");
        }
    });
}

/// Whether one state can follow another, in any time.
fn can_follow(before: State, after: State) -> bool {
    use State::{
        Active, Defeated, Executed, Objection, Pending, Queued, Ready, Revoked, Succeeded, Unbacked, Unexecuted,
        Unqueued, Vetoed, Withdrawn,
    };
    match before {
        _ if before == after => true,
        Pending => !matches!(after, Queued | Ready | Executed | Unexecuted | Revoked),
        Active => matches!(after, Unbacked | Objection | Defeated(_) | Vetoed(_) | Succeeded | Unqueued),
        Objection => matches!(after, Vetoed(_) | Succeeded | Unqueued),
        Succeeded => matches!(after, Queued | Unqueued),
        Queued => matches!(after, Ready | Revoked | Unexecuted),
        Ready => matches!(after, Executed | Revoked | Unexecuted),
        Withdrawn | Unbacked | Defeated(_) | Vetoed(_) | Unqueued | Executed | Unexecuted | Revoked => false,
    }
}

#[test]
fn what_is_decided_stays_decided() {
    play(100..200, |seed, Scene { before, step, after, .. }| {
        for (id, (old, new)) in (1u32..).zip(states(before).into_iter().zip(states(after))) {
            assert!(can_follow(old, new), "{seed}: {step:?} {id} {old:?} {new:?}");
        }
    });
}

#[test]
fn nothing_creative_without_a_majority_of_the_seats_unless_dormant() {
    let (mut by_seats, mut dormant) = (0, 0);
    play(200..320, |seed, scene| {
        let Some((id, acts)) = scene.executed() else { return };
        if acts.iter().any(|act| act.class() == Class::Creative) {
            let is_dormant = scene.judge.is_dormant(id, scene.before);
            assert!(is_dormant || scene.judge.is_by_majority(id, scene.before), "{seed}: {id}");
            by_seats += usize::from(!is_dormant);
            dormant += usize::from(is_dormant);
        }
    });
    assert!(by_seats > 10 && dormant > 0, "{by_seats} {dormant}");
}

#[test]
fn nothing_strategic_or_dual_without_the_community() {
    let mut count = [0; 4];
    play(300..420, |seed, scene| {
        let Some((id, acts)) = scene.executed() else { return };
        for act in acts {
            if act.class() != Class::Creative {
                assert!(scene.judge.is_by_community(id, scene.before), "{seed}: {id}");
            }
            count[act.class() as usize] += 1;
        }
    });
    assert!(count.iter().all(|count| *count > 10), "{count:?}");
}

#[test]
fn a_committee_without_tokens_executes_nothing_but_creative_acts() {
    const HOLDER: Account = ACCOUNTS - 1;
    let mut count = 0;
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let mut units = [0; ACCOUNTS as usize];
        units[usize::from(HOLDER)] = 1_000;
        let mut committee = Committee::new(SEATS);
        for seat in 0..SEATS {
            let tenure = Tenure { number: 0, holder: 1 + seat, term_end: Millis::MAX / 2, suspended_until: 0 };
            committee.set(seat, Some(tenure), START - DAY);
        }
        let world = World::new(
            START,
            Tokens::new(&units),
            committee,
            vec![[quick(), Rules::usual(0)][seed as usize % 2].clone()],
        );
        let mut observe = |seed, scene: Scene| {
            if let Some((_, acts)) = scene.executed() {
                assert!(acts.iter().all(|act| act.class() == Class::Creative), "{seed}: {acts:?}");
                count += 1;
            }
        };
        // The holder of all tokens sleeps, and nobody changes the committee from outside.
        let mut direct = |random: &mut Random, world: &World, step: Step| match step {
            Step::Vote(by, id, support) => Step::Vote(by % HOLDER, id, support),
            Step::Object(by, id) => Step::Object(by % HOLDER, id),
            Step::Propose(HOLDER, draft) => Step::Propose(1, draft),
            Step::Transfer(..) | Step::Seat(..) | Step::Suspend(..) => {
                let draft = |track, act| Draft { track, seat: None, acts: vec![act], after: None };
                match random.below(4) {
                    // Every seat has a track of its own to try.
                    0 => Step::Propose(1, Draft { seat: Some(0), ..draft(Track::Creative, Act::Creative(9)) }),
                    1 => Step::Propose(2, Draft { seat: Some(1), ..draft(Track::Creative, Act::Strategic(9)) }),
                    2 => Step::Propose(3, draft(Track::Strategic, Act::Strategic(9))),
                    _ => Step::Propose(4, draft(Track::Dual, Act::SetRules(world.rules.len() - 1))),
                }
            }
            other => other,
        };
        act_out(seed, &mut random, world, &mut observe, &mut direct);
    }
    assert!(count > 20, "{count}");
}

#[test]
fn whoever_disagrees_has_the_lock_to_leave() {
    let mut count = 0;
    play(400..500, |seed, scene| {
        let Some((id, _)) = scene.executed() else { return };
        let (decided, lock) = scene.judge.decided_and_lock(id, scene.before).unwrap();
        let operation = scene.before.operation(id).unwrap();
        assert!(operation.since > decided, "{seed}: {id}");
        assert!(scene.before.now >= operation.since + lock, "{seed}: {id}");
        assert!(lock >= DAY);
        count += 1;
    });
    assert!(count > 100, "{count}");
}

#[test]
fn nobody_is_counted_twice() {
    play(500..600, |seed, Scene { judge, before, .. }| {
        for (id, filed) in (1..).zip(&before.proposals) {
            let (proposal, (turnout, eligible)) = (&filed.proposal, judge.turnout(id, before).unwrap());
            let tally = &proposal.tally;
            assert_eq!(tally.against + tally.in_favor + tally.abstain, turnout, "{seed}: {id}");
            assert!(turnout <= eligible && proposal.objections <= eligible, "{seed}: {id}");
            assert!(turnout == 0 || proposal.eligible == eligible, "{seed}: {id}");
            let seats = &proposal.seats;
            assert_eq!(seats.against & seats.in_favor, 0, "{seed}: {id}");
            assert_eq!((seats.against | seats.in_favor) & seats.abstain, 0, "{seed}: {id}");
        }
    });
}

#[test]
fn in_the_tail_no_vote_makes_a_proposal_pass() {
    let (mut stopped, mut late) = (0, 0);
    play(600..750, |seed, Scene { before, judge, step, outcome, after }| {
        let (Step::Vote(_, id, _) | Step::VoteSeat(_, id, ..)) = step else { return };
        let Some(filed) = before.filed(*id) else { return };
        if outcome.is_err() || before.now <= filed.proposal.for_end {
            return;
        }
        let mut next = judge.clone();
        next.note(step, outcome, before, after);
        let (old, new) = (judge.passes(*id, before), next.passes(*id, after));
        assert!(old || !new, "{seed}: {step:?}");
        late += 1;
        stopped += usize::from(old && !new);
    });
    assert!(late > 100 && stopped > 5, "{late} {stopped}");
}

#[test]
fn deposits_are_lost_only_by_whom_nearly_all_refused() {
    let (mut lost, mut kept) = (0, 0);
    play(700..800, |seed, Scene { before, judge, step, outcome, after }| {
        let (Step::Settle(id), Ok(_)) = (step, outcome) else { return };
        let slashed = after.filed(*id).unwrap().slashed;
        assert_eq!(slashed, Some(judge.is_lost(*id, before)), "{seed}: {id}");
        *(if slashed == Some(true) { &mut lost } else { &mut kept }) += 1;
    });
    assert!(lost > 5 && kept > 50, "{lost} {kept}");
}

#[test]
fn the_committee_has_its_budget_of_vetoes_and_no_more() {
    let mut most = 0;
    play(800..900, |seed, Scene { before, step, .. }| {
        if !matches!(step, Step::Wait(_)) {
            return;
        }
        let states = states(before);
        let is_vetoed = |(number, _): &(usize, _)| states[*number] == State::Vetoed(House::Committee);
        let vetoed = before.proposals.iter().enumerate().filter(is_vetoed);
        let ends: Vec<Millis> = vetoed.map(|(_, filed)| filed.proposal.window_end).collect();
        let limit = before.rules.iter().map(|rules| rules.vetoes).max().unwrap();
        for from in &ends {
            let count = ends.iter().filter(|end| *end >= from && **end < from + 90 * DAY).count();
            assert!(count <= limit.into(), "{seed}");
            most = most.max(count);
        }
    });
    assert!(most > 1, "{most}");
}

const FIRST: Account = 1;
/// Accounts up to this one want the same; all others want something else.
const SUPPORTERS: Account = 3;

/// A DAO in which three accounts hold exactly two thirds of the units, and their enemies the rest and every seat.
fn divided(random: &mut Random, rules: Rules) -> World {
    let mut units = vec![0, 2_000, 2_000, 2_000];
    units.extend([600; 5]);
    let mut committee = Committee::new(SEATS);
    for seat in 0..SEATS {
        let term_end = START + random.between(1, 200) * DAY;
        committee.set(
            seat,
            Some(Tenure { number: 0, holder: 4 + seat % 5, term_end, suspended_until: 0 }),
            START - DAY,
        );
    }
    World::new(START, Tokens::new(&units), committee, vec![rules, quick(), Rules::usual(10)])
}

fn wanted() -> Vec<Act> {
    vec![Act::Strategic(77)]
}

/// What the supporters do now: the same whatever the others did. They vote for what they want as early as they can, against
/// everything else, propose on Override what the committee refuses, and queue and execute.
fn pursue(world: &mut World) -> Option<Millis> {
    let mut last = None;
    for id in 1..=world.proposals.len() as u32 {
        let is_wanted = world.filed(id)?.draft.acts == wanted();
        let state = world.state(id).ok()?;
        if is_wanted {
            last = Some(state);
        }
        match state {
            State::Active => {
                for account in FIRST..=SUPPORTERS {
                    let support = if is_wanted { Support::For } else { Support::Against };
                    // Not everybody is asked about everything, and nobody twice.
                    let _ = world.apply(&Step::Vote(account, id, support));
                }
            }
            State::Succeeded if is_wanted => {
                world.apply(&Step::Queue(id)).ok()?;
            }
            State::Ready if is_wanted => {
                world.apply(&Step::Execute(id)).ok()?;
                return Some(world.now);
            }
            _ => {}
        }
    }
    let track = match last {
        None => Track::Strategic,
        Some(State::Vetoed(House::Committee)) => Track::Override,
        Some(_) => return None,
    };
    let _ = world.apply(&Step::Propose(FIRST, Draft { track, seat: None, acts: wanted(), after: None }));
    None
}

/// What the others do now: anything, and above all what could stop the supporters.
fn obstruct(random: &mut Random, world: &mut World, is_stubborn: bool) {
    let enemy = |random: &mut Random| random.between(u64::from(SUPPORTERS) + 1, u64::from(ACCOUNTS) - 1) as Account;
    for _ in 0..random.below(6) {
        let id = random.between(1, world.proposals.len().max(1) as u64) as u32;
        let by = enemy(random);
        let propose = |track, acts| Step::Propose(by, Draft { track, seat: None, acts, after: None });
        let step = match random.below(14) {
            0..=1 if world.proposals.is_empty() => Step::Wait(0),
            0 => propose(Track::Override, wanted()),
            1 => propose([Track::Strategic, Track::Dual][random.below(2)], wanted()),
            2 => {
                let operation = world.timelocks[0].len();
                propose(
                    Track::Strategic,
                    vec![Act::CancelOperation(Track::Strategic, operation.saturating_sub(random.below(2)))],
                )
            }
            3 => propose(Track::Dual, vec![Act::SetRules(1)]),
            4 => propose(Track::Strategic, vec![Act::Strategic(random.below(9) as u32)]),
            5 => Step::Cancel(by, id),
            6 => Step::CancelUnbacked(id),
            7 => Step::Vote(by, id, Support::Against),
            8 => Step::Transfer(by, enemy(random), world.tokens.balance(by) / 2),
            9 if random.once_in(80) => {
                let seat = random.below(SEATS.into()) as u8;
                let taken = |world: &World| world.committee.tenure(seat, world.now).is_some();
                Step::Seat(seat, (!taken(world)).then(|| (enemy(random), world.now + 90 * DAY)))
            }
            10 if random.once_in(80) => Step::Suspend(random.below(SEATS.into()) as u8, world.now + 5 * DAY),
            _ => match actors::step(random, world) {
                // A committee that changes all the time could not object to anything.
                Step::Seat(..) | Step::Suspend(..) => Step::Wait(0),
                step => step,
            },
        };
        // The supporters' accounts and the clock are not theirs.
        let is_theirs = match &step {
            // The committee keeps its word, and its vetoes.
            Step::Wait(_) | Step::RetractSeat(..) | Step::ObjectSeat(..) => false,
            Step::Vote(by, ..) | Step::Object(by, _) | Step::Retract(by, _) | Step::Transfer(by, ..) => {
                *by > SUPPORTERS
            }
            Step::Propose(by, draft) => {
                // Nobody knows beforehand what the supporters will want.
                let is_known = world.proposals.iter().any(|filed| filed.draft.acts == wanted());
                *by > SUPPORTERS && (draft.acts != wanted() || is_known)
            }
            Step::Cancel(by, _) => *by > SUPPORTERS,
            _ => true,
        };
        if is_theirs {
            let _ = world.apply(&step);
        }
    }
    for id in 1..=world.proposals.len() as u32 {
        let is_wanted = world.filed(id).is_some_and(|filed| filed.draft.acts == wanted());
        if !is_wanted {
            continue;
        }
        if world.state(id) == Ok(State::Objection) {
            for seat in 0..SEATS {
                if let Some(tenure) = world.committee.tenure(seat, world.now) {
                    let _ = world.apply(&Step::ObjectSeat(tenure.holder, id, seat));
                }
            }
        }
        // Whoever proposes it first can take it back, and propose it again before anybody else can do anything.
        if is_stubborn && matches!(world.state(id), Ok(State::Vetoed(_) | State::Pending)) {
            let proposer = world.filed(id).map_or(FIRST, |filed| filed.proposer);
            if proposer > SUPPORTERS {
                let _ = world.apply(&Step::Cancel(proposer, id));
            }
            for by in SUPPORTERS + 1..ACCOUNTS {
                let draft = Draft { track: Track::Override, seat: None, acts: wanted(), after: None };
                let _ = world.apply(&Step::Propose(by, draft));
            }
        }
    }
}

/// What became of each proposal of what the supporters want.
fn fates(world: &World) -> Vec<(Track, State)> {
    let is_wanted = |(number, _): &(usize, State)| world.proposals[*number].draft.acts == wanted();
    let wanted = states(world).into_iter().enumerate().filter(is_wanted);
    wanted.map(|(number, state)| (world.proposals[number].draft.track, state)).collect()
}

/// A track's time from the proposal to the decision that nobody objects to, and to the execution.
fn time_of(settings: &Settings) -> Millis {
    settings.delay + settings.period + settings.objection
}

#[test]
fn two_thirds_of_the_units_get_what_they_want_whatever_the_committee_does() {
    const HOUR: Millis = DAY / 24;
    let mut overridden = 0;
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let rules = [Rules::usual(10), quick()][seed as usize % 2].clone();
        let mut world = divided(&mut random, rules.clone());
        let (strategic, harder) = (rules.of(Track::Strategic), rules.of(Track::Override));
        // Each of them looks once an hour; a proposal needs six looks.
        let plain = time_of(strategic) + strategic.lock;
        let bound = time_of(strategic) + time_of(harder) + harder.lock + 12 * HOUR;
        let done = loop {
            obstruct(&mut random, &mut world, seed % 3 > 0);
            if let Some(done) = pursue(&mut world) {
                break done;
            }
            assert!(world.now <= START + bound, "{seed}: {:?}", fates(&world));
            let step = Step::Wait([HOUR, HOUR, random.between(1, HOUR), 1][random.below(4)]);
            world.apply(&step).unwrap();
        };
        assert!(done - START >= plain, "{seed}");
        overridden += usize::from(fates(&world).contains(&(Track::Override, State::Executed)));
    }
    assert!(overridden > 20, "{overridden}");
}
