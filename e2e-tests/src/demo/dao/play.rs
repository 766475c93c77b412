//! Plays a plan on the chain, happening by happening, and keeps the paper beside it.

use super::{
    file::Moment,
    ledger::{Ledger, Word},
    plan::{Act, Event, Plan, Proposal, Voter},
    refusal::Teller,
    stage::{input, person, Stage, BUYER, KEEPER},
    story::{End, Story, Told},
    words,
};
use crate::{
    chain::{account, AccountId},
    dao::governor::{Draft, Governor},
    demo::{
        amount,
        place::{Complaint, Way},
        stage::keccak,
        story::Step,
    },
};
use atelier_governance::{
    proposal::{Seats, Support},
    timelock::Action,
    treasury::NATIVE,
};
use atelier_splits::Id;
use ink::selector_bytes;
use splits::Report;

/// Plays a plan.
///
/// # Errors
/// What the contracts refuse, with the place in the file that asks for it.
pub fn play(plan: Plan) -> Result<Story, Complaint> {
    let mut player = Player {
        stage: Stage::new(&plan),
        ledger: Ledger::new(&plan),
        steps: Vec::new(),
        actions: Vec::new(),
        plan: &plan,
    };
    player.found();
    for index in 0..plan.happenings.len() {
        player.happen(index)?;
    }
    player.close()?;
    let end = player.end();
    let (started, ended) = (player.stage.started, player.stage.now());
    let Player { ledger, steps, .. } = player;
    Ok(Story { plan, ledger, steps, started, ended, end })
}

struct Player<'a> {
    plan: &'a Plan,
    stage: Stage,
    ledger: Ledger,
    steps: Vec<Step>,
    /// What the proposals do, as the chain was told.
    actions: Vec<Vec<Action<AccountId>>>,
}

impl<'a> Player<'a> {
    fn found(&mut self) {
        let plan = self.plan;
        let holders = plan.people.iter().filter(|person| person.units > 0).count();
        let title = format!("{holders} holders, {} seats, three timelocks, a treasury and a split", plan.seats.len());
        let note = format!("{} pays {}", plan.split, words::table(plan, &plan.table));
        self.done("found", title, note);
    }

    fn teller(&self) -> Teller<'a> {
        Teller { plan: self.plan, started: self.stage.started }
    }

    fn happen(&mut self, index: usize) -> Result<(), Complaint> {
        let happening = &self.plan.happenings[index];
        let (way, note) = (&happening.way, happening.note.as_str());
        let plan = self.plan;
        let said = |done: Result<(), String>| done.map_err(|reason| plan.complaint(way, reason));
        match &happening.what {
            Event::Sale { amount, from } => said(self.sell(*amount, from, note)),
            Event::Push => said(self.push("push")),
            Event::Sync => said(self.sync()),
            Event::Wait(millis) => said(self.wait(*millis)),
            Event::WaitFor(moment, proposal) => said(self.wait_for(*moment, *proposal)),
            Event::Delegate(from, to) => said(self.delegate(*from, *to, note)),
            Event::Propose(proposal) => said(self.propose(*proposal, note)),
            Event::Vote { on, ballots } => self.vote(*on, ballots, note, way),
            Event::Object { to, by, back } => self.object(*to, by, *back, note, way),
            Event::Queue(proposal) => said(self.queue(*proposal)),
            Event::Execute(proposal) => said(self.execute(*proposal)),
            Event::Settle(proposal) => said(self.settle(*proposal)),
            Event::Collect(proposal) => said(self.collect(*proposal)),
        }
    }

    fn name(&self, proposal: usize) -> &'a str {
        &self.plan.proposals[proposal].name
    }

    fn person(&self, number: usize) -> &'a str {
        &self.plan.people[number].name
    }

    fn money(&self, units: u128) -> String {
        words::money(self.plan, units)
    }

    /// Ends a step.
    fn done(&mut self, kind: &'static str, title: String, note: String) {
        let gas = std::mem::take(&mut self.stage.gas);
        let at = self.stage.now() - self.stage.started;
        self.steps.push(Step { kind, title, note, at, gas });
    }
}

/// Money and time.
impl Player<'_> {
    fn sell(&mut self, amount: u128, from: &str, note: &str) -> Result<(), String> {
        self.stage.fund_buyer(amount);
        let (teller, ledger) = (self.teller(), self.stage.suite.ledger);
        let deposit = input(selector_bytes!("deposit"), &self.stage.split);
        self.stage.call::<(), _>(ledger, (account(BUYER), amount), deposit, |error| teller.splits(error))?;
        self.ledger.sell(amount);
        let title = format!("{} from {from} to {}", self.money(amount), self.plan.split);
        self.done("sale", title, note.into());
        Ok(())
    }

    fn push(&mut self, kind: &'static str) -> Result<(), String> {
        let (teller, ledger) = (self.teller(), self.stage.suite.ledger);
        for version in 0..self.ledger.tables.len() {
            let lines = self.ledger.tables[version].lines.len() as u16;
            let all = (Id(Stage::on_chain(version)), NATIVE, 0u16, lines);
            let pay_all = input(selector_bytes!("pay_all"), &all);
            let keeper = (account(KEEPER), 0);
            let _: Report = self.stage.call(ledger, keeper, pay_all, |error| teller.splits(error))?;
        }
        let paid = self.ledger.push();
        let title = format!("{} pays everybody: {}", self.plan.split, self.money(paid));
        self.done(kind, title, String::new());
        Ok(())
    }

    fn sync(&mut self) -> Result<(), String> {
        let (teller, treasury) = (self.teller(), self.stage.treasury.account);
        let sync = input(selector_bytes!("sync"), &NATIVE);
        let _: u128 = self.stage.call(treasury, (account(KEEPER), 0), sync, |error| teller.treasury(error))?;
        let amount = self.ledger.unbooked();
        self.ledger.sync();
        let title = format!("the treasury books {} into its buckets", self.money(amount));
        self.done("sync", title, String::new());
        Ok(())
    }

    fn wait(&mut self, millis: u64) -> Result<(), String> {
        let at = self.stage.now().checked_add(millis).ok_or("this is beyond the end of time")?;
        self.stage.go_to(at)?;
        self.done("wait", format!("{} go by", amount::span(millis)), String::new());
        Ok(())
    }

    fn wait_for(&mut self, moment: Moment, proposal: usize) -> Result<(), String> {
        let paper = &self.ledger.proposals[proposal];
        let name = self.name(proposal);
        let (at, what) = match moment {
            Moment::Vote => (paper.snapshot + 1, format!("votes count on “{name}”")),
            Moment::Tail => (paper.for_end + 1, format!("only Against is left for “{name}”")),
            Moment::End => (paper.end + 1, format!("the vote on “{name}” is over")),
            Moment::Decision => (paper.window_end + 1, format!("the window of “{name}” is over")),
            Moment::Execution => {
                let eta = self.ledger.eta(proposal).ok_or("it was not queued, so it has no moment of execution")?;
                (eta, format!("“{name}” can be executed"))
            }
        };
        self.stage.go_to(at)?;
        self.done("time", what, String::new());
        Ok(())
    }

    fn collect(&mut self, proposal: usize) -> Result<(), String> {
        let (teller, treasury) = (self.teller(), self.stage.treasury.account);
        let debts: Vec<usize> =
            (0..self.ledger.debts.len()).filter(|debt| self.ledger.debts[*debt].proposal == proposal).collect();
        if debts.is_empty() {
            return Err(format!("\"{}\" has spent nothing so far", self.name(proposal)));
        }
        let mut payees: Vec<&str> = Vec::new();
        for debt in debts {
            let collect = input(selector_bytes!("collect"), &(debt as u32));
            let _: u128 = self.stage.call(treasury, (account(KEEPER), 0), collect, |error| teller.treasury(error))?;
            payees.push(self.person(self.ledger.debts[debt].to));
        }
        let paid = self.ledger.collect(proposal, self.stage.now());
        let title = format!("the treasury pays {} to {}", self.money(paid), words::names(&payees));
        self.done("collect", title, format!("by “{}”", self.name(proposal)));
        Ok(())
    }

    /// Pays whatever of the split still waits, so that the books can be compared to the last unit.
    fn close(&mut self) -> Result<(), Complaint> {
        let way = Way::default().field("happenings");
        let complaint = |plan: &Plan, reason| plan.complaint(&way, reason);
        if self.ledger.waiting() > 0 {
            self.push("close").map_err(|reason| complaint(self.plan, reason))?;
        }
        if self.ledger.unbooked() > 0 {
            self.sync().map_err(|reason| complaint(self.plan, reason))?;
        }
        Ok(())
    }
}

/// Proposals.
impl Player<'_> {
    fn delegate(&mut self, from: usize, to: usize, note: &str) -> Result<(), String> {
        let (teller, token) = (self.teller(), self.stage.votes.account);
        let delegate = input(selector_bytes!("delegate"), &person(to));
        self.stage.call::<(), _>(token, (person(from), 0), delegate, |error| teller.votes(error))?;
        self.ledger.delegate(from, to, self.stage.now());
        let title = if from == to {
            format!("{} votes again for itself", self.person(from))
        } else {
            format!("{} lets {} vote with its votes", self.person(from), self.person(to))
        };
        self.done("delegate", title, note.into());
        Ok(())
    }

    fn propose(&mut self, index: usize, note: &str) -> Result<(), String> {
        let (plan, teller, governor) = (self.plan, self.teller(), self.stage.governor.account);
        let Proposal { name, by, seat, track, carries, actions, .. } = &plan.proposals[index];
        let acts = match carries {
            // The very same bytes: times in them are those of the first proposal.
            Some(refused) => self.actions[*refused].clone(),
            None => actions.iter().map(|act| self.action(act)).collect::<Result<_, _>>()?,
        };
        let draft =
            Draft { title: name.clone(), link: String::new(), text: keccak(note.as_bytes()), seat: *seat, after: None };
        let deposit = self.ledger.deposit(*track, *seat);
        let propose = input(selector_bytes!("propose"), &(*track, &acts, draft));
        let caller = (person(*by), deposit);
        let number: u32 = self.stage.call(governor, caller, propose, |error| teller.governor(error))?;
        // Proposals are numbered from 1 in the order of the file, so that sentences find their names.
        debug_assert_eq!(number as usize, index + 1);
        self.actions.push(acts);
        self.ledger.propose(*by, *seat, *track, *carries, self.stage.now());
        let title = format!("{} proposes “{name}” on {}", self.person(*by), words::track(*track));
        let what = words::acts(plan, &plan.proposals[index]);
        let note = if note.is_empty() { what } else { format!("{what} – {note}") };
        self.done("propose", title, note);
        Ok(())
    }

    fn action(&mut self, act: &Act) -> Result<Action<AccountId>, String> {
        let (mut debt, mut release) = (0, 0);
        match act {
            Act::CancelStream(of) => {
                let mut debts = self.ledger.debts.iter();
                let found = debts.position(|debt| debt.proposal == *of && debt.stream.is_some());
                let none = || format!("\"{}\" has no stream that runs at this point", self.name(*of));
                debt = found.ok_or_else(none)? as u32;
            }
            Act::Release(name) => {
                release = self.ledger.releases.len() as u32;
                match self.ledger.releases.iter().position(|known| known == name) {
                    Some(known) => release = known as u32,
                    None => self.ledger.releases.push(name.clone()),
                }
            }
            _ => {}
        }
        Ok(self.stage.action(act, debt, release))
    }

    fn vote(&mut self, on: usize, ballots: &[(Voter, Support)], note: &str, way: &Way) -> Result<(), Complaint> {
        let (plan, teller, governor) = (self.plan, self.teller(), self.stage.governor.account);
        let now = self.stage.now();
        let mut said: Vec<(Support, Vec<String>)> = Vec::new();
        let (mut changed, mut seats) = (0, 0);
        for (voter, support) in ballots {
            let Voter { person: number, seat, place: (field, index) } = *voter;
            let proposal = on as u32 + 1;
            let vote = match seat {
                None => Governor::vote_input(proposal, *support, note),
                Some(seat) => input(selector_bytes!("vote_seat"), &(proposal, seat, *support, note)),
            };
            let voted: Result<(), String> =
                self.stage.call(governor, (person(number), 0), vote, |error| teller.governor(error));
            voted.map_err(|reason| plan.complaint(&way.field(field).element(index), reason))?;
            let is_same = |old: &&(Voter, Support, u128)| (old.0.person, old.0.seat) == (number, seat);
            changed += usize::from(self.ledger.ballots(on).iter().any(|old| is_same(&old)));
            seats += usize::from(seat.is_some());
            self.ledger.say(on, *voter, Word::Votes(*support), now);
            let name = self.person(number).to_string();
            match said.iter_mut().find(|(known, _)| known == support) {
                Some((_, names)) => names.push(name),
                None => said.push((*support, vec![name])),
            }
        }
        let title = said.iter().map(|(support, names)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{}: {}", words::support(*support), words::names(&names))
        });
        let title = format!("“{}”, {}", self.name(on), title.collect::<Vec<_>>().join("; "));
        let change = match changed {
            0 => String::new(),
            1 => "one vote is changed".into(),
            more => format!("{more} votes are changed"),
        };
        let note = [change, note.into()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        self.done(if seats > 0 { "seats vote" } else { "vote" }, title, note);
        Ok(())
    }

    fn object(&mut self, to: usize, by: &[Voter], back: bool, note: &str, way: &Way) -> Result<(), Complaint> {
        let (plan, teller, governor) = (self.plan, self.teller(), self.stage.governor.account);
        let now = self.stage.now();
        let proposal = to as u32 + 1;
        for voter in by {
            let Voter { person: number, seat, place: (field, index) } = *voter;
            let objection = match (seat, back) {
                (None, false) => input(selector_bytes!("object"), &(proposal, note)),
                (None, true) => input(selector_bytes!("retract"), &proposal),
                (Some(seat), false) => input(selector_bytes!("object_seat"), &(proposal, seat, note)),
                (Some(seat), true) => input(selector_bytes!("retract_seat"), &(proposal, seat)),
            };
            let done: Result<(), String> =
                self.stage.call(governor, (person(number), 0), objection, |error| teller.governor(error));
            done.map_err(|reason| plan.complaint(&way.field(field).element(index), reason))?;
            let word = if back { Word::Retracts } else { Word::Objects };
            self.ledger.say(to, *voter, word, now);
        }
        let names: Vec<&str> = by.iter().map(|voter| self.person(voter.person)).collect();
        let (kind, verb) = match (back, names.len()) {
            (false, 1) => ("object", "objects to"),
            (false, _) => ("object", "object to"),
            (true, 1) => ("retract", "no longer objects to"),
            (true, _) => ("retract", "no longer object to"),
        };
        self.done(kind, format!("{} {verb} “{}”", words::names(&names), self.name(to)), note.into());
        Ok(())
    }

    fn queue(&mut self, proposal: usize) -> Result<(), String> {
        let (teller, governor) = (self.teller(), self.stage.governor.account);
        let queue = input(selector_bytes!("queue"), &(proposal as u32 + 1));
        let _: u32 = self.stage.call(governor, (account(KEEPER), 0), queue, |error| teller.governor(error))?;
        self.ledger.proposals[proposal].queued = Some(self.stage.now());
        let executor = words::track(self.ledger.proposals[proposal].executor);
        let lock = self.ledger.eta(proposal).map_or(0, |eta| eta - self.stage.now());
        let title = format!("“{}” waits {} in the {executor} timelock", self.name(proposal), amount::span(lock));
        self.done("queue", title, String::new());
        Ok(())
    }

    fn execute(&mut self, proposal: usize) -> Result<(), String> {
        let teller = self.teller();
        let now = self.stage.now();
        if self.ledger.proposals[proposal].queued.is_none() {
            return Err(teller.not_queued(self.ledger.state(proposal, now)));
        }
        let told = self.stage.governor.proposal(&mut self.stage.suite.chain, proposal as u32 + 1);
        let operation = told.ok().and_then(|told| told.operation).ok_or("the governor knows no operation of it")?;
        let timelock = self.stage.timelock(self.ledger.proposals[proposal].executor).account;
        let execute = input(selector_bytes!("execute"), &(operation, &self.actions[proposal]));
        self.stage.call::<(), _>(timelock, (account(KEEPER), 0), execute, |error| teller.timelock(error))?;
        self.ledger.execute(proposal, &self.plan.proposals[proposal].actions, now);
        let what = words::acts(self.plan, &self.plan.proposals[proposal]);
        self.done("execute", format!("“{}” is executed", self.name(proposal)), what);
        Ok(())
    }

    fn settle(&mut self, proposal: usize) -> Result<(), String> {
        let (teller, governor) = (self.teller(), self.stage.governor.account);
        let settle = input(selector_bytes!("settle_deposit"), &(proposal as u32 + 1));
        self.stage.call::<(), _>(governor, (account(KEEPER), 0), settle, |error| teller.governor(error))?;
        self.ledger.settle(proposal, self.stage.now());
        let deposit = self.money(self.ledger.proposals[proposal].deposit);
        let title = format!("the deposit of “{}” is paid out: {deposit}", self.name(proposal));
        self.done("settle", title, String::new());
        Ok(())
    }
}

/// What the chain says at the end.
impl Player<'_> {
    fn end(&mut self) -> End {
        let [deposits, held] = self.stage.held();
        let treasury = self.stage.treasury;
        let books = treasury.books(&mut self.stage.suite.chain, NATIVE).unwrap_or_default();
        let count = treasury.roles(&mut self.stage.suite.chain).debts;
        let debts = (0..count).filter_map(|debt| treasury.debt(&mut self.stage.suite.chain, debt));
        let debts = debts.map(|debt| (debt.total, debt.paid)).collect();
        let versions = 0..self.ledger.tables.len();
        let received = versions.map(|version| self.stage.suite.received(Stage::on_chain(version), NATIVE)).collect();
        let creative = self.stage.timelocks[1].account;
        let library = self.stage.library;
        let calls = library.calls(&mut self.stage.suite.chain).into_iter();
        let released = calls.map(|(caller, _, number)| (number, caller == creative)).collect();
        End {
            proposals: (0..self.ledger.proposals.len()).map(|proposal| self.told(proposal)).collect(),
            grown: (0..self.plan.people.len()).map(|number| self.stage.grown(number)).collect(),
            treasury: self.stage.treasury_has(),
            books,
            debts,
            deposits,
            held,
            received,
            released,
        }
    }

    fn told(&mut self, proposal: usize) -> Told {
        let (governor, chain) = (self.stage.governor, &mut self.stage.suite.chain);
        let number = proposal as u32 + 1;
        let view = governor.proposal(chain, number).expect("it was made");
        let ballot = |person_number| Some((person_number, governor.ballot(chain, number, person(person_number))?));
        let ballots = (0..self.plan.people.len()).filter_map(ballot).collect();
        let Seats { against, in_favor, abstain } = view.seats;
        Told {
            state: view.state,
            moments: [view.snapshot, view.for_end, view.end, view.window_end],
            eligible: view.eligible,
            tally: view.tally,
            objections: view.objections,
            seats: [against, in_favor, abstain],
            objecting: view.objecting,
            ballots,
        }
    }
}
