//! One call and its floor, on the same cells, checked against each other.

use super::goals;
use crate::{
    chain::{account, bytes, code, AccountId, Called, FORTUNE},
    dao::Dao,
    gas::{
        floor::{same_event, Floor},
        items::{self, Heard},
        Row,
    },
};
use atelier_governance::units::Millis;

/// The number of the first account whose past is made up.
const PEOPLE: u32 = 2_000;
/// Between two checkpoints of a made-up past, in milliseconds.
const STEP: Millis = 1_000;
/// The bytes of a checkpoint.
const CHECKPOINT: usize = 24;
/// The checkpoints of a page.
const PER_PAGE: usize = 32;
/// The bytes of a head before its checkpoints.
const HEAD: usize = 53;
/// The pages of a directory.
const PER_DIRECTORY: usize = 512;
/// The parts of an account's cells.
const PAGE_PART: u8 = 1;
const DIRECTORY_PART: u8 = 2;
/// What the name of the token's own cell begins with.
const TOKEN: u8 = 4;

/// A DAO, and people whose past is made up.
pub struct Stage {
    /// The DAO.
    pub dao: Dao,
    people: u32,
}

/// What stands in for a message.
pub struct Lower {
    /// Which module.
    pub floor: Floor,
    /// What it reads.
    pub input: Vec<u8>,
    /// The names of the cells that both work on.
    pub cells: Vec<Vec<u8>>,
    /// Whom it asks, if it asks anybody.
    pub asked: Option<Asked>,
}

/// Another contract that is asked.
pub struct Asked {
    /// The contract.
    pub contract: AccountId,
    /// Which module stands in for it.
    pub floor: Floor,
    /// The names of the cells that both read there.
    pub cells: Vec<Vec<u8>>,
    /// The name of the asker's cell that has the account of whom to ask, and where in it.
    pub named: (Vec<u8>, usize),
}

/// A call to be measured.
pub struct Trial {
    /// Who calls.
    pub caller: AccountId,
    /// Whom.
    pub contract: AccountId,
    /// The native money that comes with the call.
    pub value: u128,
    /// Selector and arguments.
    pub input: Vec<u8>,
    /// What it is compared with, if there is anything.
    pub lower: Option<Lower>,
}

/// What both cost.
#[derive(Debug)]
pub struct Measured {
    /// The message.
    pub real: Called,
    /// The floor, and the bytes of its code.
    lower: Option<(Called, usize)>,
    inputs: [usize; 2],
}

/// The name of a proposal's record.
pub fn record(proposal: u32) -> Vec<u8> {
    [&[4], proposal.to_le_bytes().as_slice()].concat()
}

/// The name of a ballot.
pub fn ballot(proposal: u32, voter: AccountId) -> Vec<u8> {
    [&[7], proposal.to_le_bytes().as_slice(), &bytes(voter)].concat()
}

/// The name of the cell that says whom the governor asks.
pub fn wiring() -> Vec<u8> {
    vec![1]
}

/// The name of the committee's present roster.
pub fn roster() -> Vec<u8> {
    vec![1]
}

/// The name of a timelock's operation.
pub fn operation(number: u32) -> Vec<u8> {
    [&[1], number.to_le_bytes().as_slice()].concat()
}

/// The name of the head of the token as a whole.
pub fn all() -> Vec<u8> {
    part(TOKEN, [0; 32].into(), 0)
}

/// The name of an account's head.
pub fn head(of: AccountId) -> Vec<u8> {
    part(0, of, 0)
}

fn part(part: u8, of: AccountId, number: usize) -> Vec<u8> {
    [&[part], bytes(of).as_slice(), &(number as u32).to_le_bytes()].concat()
}

impl Asked {
    /// Writes who is to be asked into a cell, if it is the one that says so.
    fn name(&self, name: &[u8], cell: &mut [u8], whom: AccountId) {
        let (naming, at) = &self.named;
        if naming == name {
            cell[*at..][..32].copy_from_slice(&bytes(whom));
        }
    }
}

impl Stage {
    /// A DAO by the usual rules.
    pub fn new() -> Self {
        Self::of(Dao::new())
    }

    /// A DAO.
    pub fn of(dao: Dao) -> Self {
        Self { dao, people: PEOPLE }
    }

    /// Somebody with money and with `count` checkpoints, whose middle one is at `middle`. All votes are the account's own.
    pub fn person(&mut self, count: usize, middle: Millis) -> AccountId {
        let person = account(self.people);
        self.people += 1;
        self.dao.chain.fund(person, FORTUNE);
        let first = middle - (count / 2) as Millis * STEP;
        let checkpoint = |number: usize| {
            let at = first + number as Millis * STEP;
            [at.to_le_bytes().as_slice(), &(1_000_000 + number as u128).to_le_bytes()].concat()
        };
        let checkpoints: Vec<u8> = (0..count).flat_map(checkpoint).collect();
        let last = 1_000_000 + count as u128 - 1;
        // A page is full when one more checkpoint needs its place.
        let pages = (count - 1) / PER_PAGE;
        let (old, tail) = checkpoints.split_at(pages * PER_PAGE * CHECKPOINT);
        let mut head_bytes = [last.to_le_bytes().as_slice(), &(pages as u32).to_le_bytes()].concat();
        head_bytes.resize(HEAD, 0);
        head_bytes.extend_from_slice(tail);
        self.seed(head(person), &head_bytes);
        let old: Vec<&[u8]> = old.chunks(PER_PAGE * CHECKPOINT).collect();
        for (number, page) in old.iter().enumerate() {
            self.seed(part(PAGE_PART, person, number), page);
        }
        for (number, pages) in old.chunks(PER_DIRECTORY).enumerate() {
            let begins: Vec<u8> = pages.iter().flat_map(|page| page[..8].to_vec()).collect();
            self.seed(part(DIRECTORY_PART, person, number), &begins);
        }
        person
    }

    fn seed(&mut self, key: Vec<u8>, bytes: &[u8]) {
        let token = self.dao.votes.account;
        self.dao.chain.seed_cell(token, &key, bytes);
    }

    /// The names of all cells of an account at the token.
    pub fn cells(&mut self, of: AccountId) -> Vec<Vec<u8>> {
        let mut names = vec![head(of)];
        for kind in [PAGE_PART, DIRECTORY_PART] {
            let of_kind = (0..).map(|number| part(kind, of, number));
            names.extend(of_kind.take_while(|name| self.cell(self.dao.votes.account, name).is_some()));
        }
        names
    }

    fn cell(&mut self, contract: AccountId, name: &[u8]) -> Option<Vec<u8>> {
        self.dao.chain.cell(contract, name.to_vec())
    }

    fn copies(&mut self, contract: AccountId, names: &[Vec<u8>]) -> Vec<(Vec<u8>, Vec<u8>)> {
        names.iter().filter_map(|name| Some((name.clone(), self.cell(contract, name)?))).collect()
    }

    /// A floor on copies of the cells that a message is about to work on. Where the message's own cell names whom to ask, the
    /// copy names the floor of that.
    fn stand_in(&mut self, contract: AccountId, lower: &Lower) -> AccountId {
        let mut cells = self.copies(contract, &lower.cells);
        if let Some(asked) = &lower.asked {
            let copies = self.copies(asked.contract, &asked.cells);
            let stand_in = asked.floor.stand_in(&mut self.dao.chain, &copies);
            for (name, cell) in &mut cells {
                asked.name(name, cell, stand_in);
            }
        }
        lower.floor.stand_in(&mut self.dao.chain, &cells)
    }

    /// Runs the message, then its floor on copies of the cells as they were before.
    ///
    /// # Panics
    /// If either fails, or if they do not leave the same cells, events and answers.
    pub fn measure(&mut self, trial: Trial) -> Measured {
        let Trial { caller, contract, value, input, lower } = trial;
        let floor = lower.as_ref().map(|lower| self.stand_in(contract, lower));
        let length = input.len();
        let before = self.dao.recorder.calls(&mut self.dao.chain).len();
        let real = self.dao.chain.call(caller, contract, value, input);
        assert!(real.outcome.is_ok() && !real.reverted, "the message fails: {real:?}");
        let Some((lower, floor)) = lower.zip(floor) else {
            return Measured { real, lower: None, inputs: [length, 0] };
        };
        let between = self.dao.recorder.calls(&mut self.dao.chain).len();
        let inputs = [length, lower.input.len()];
        let called = self.dao.chain.call(caller, floor, value, lower.input);
        assert!(called.outcome.is_ok() && !called.reverted, "the floor {:?} fails: {called:?}", lower.floor);
        for name in &lower.cells {
            let (real, copy) = (self.cell(contract, name), self.cell(floor, name));
            // The copy names somebody else to ask.
            let copy = copy.map(|mut copy| {
                lower.asked.iter().for_each(|asked| asked.name(name, &mut copy, asked.contract));
                copy
            });
            assert_eq!(copy, real, "the floor {:?} leaves another cell {name:?}", lower.floor);
        }
        same_event(&real, &called, contract, floor);
        let answers = [&real, &called].map(|called| called.outcome.clone().unwrap_or_default());
        assert!(answers[0].ends_with(&answers[1]), "the floor {:?} answers something else", lower.floor);
        self.same_calls(before, between, contract, floor);
        Measured { real, lower: Some((called, lower.floor.code().len())), inputs }
    }

    /// What message and floor had others do is the same.
    fn same_calls(&mut self, before: usize, between: usize, contract: AccountId, floor: AccountId) {
        let calls = self.dao.recorder.calls(&mut self.dao.chain);
        let by = |caller: AccountId, calls: &[(AccountId, u128, u32)]| -> Vec<(u128, u32)> {
            assert!(calls.iter().all(|call| call.0 == caller), "somebody else called");
            calls.iter().map(|call| (call.1, call.2)).collect()
        };
        let (real, lower) = (by(contract, &calls[before..between]), by(floor, &calls[between..]));
        assert_eq!(lower, real, "the floor calls something else");
    }
}

impl Measured {
    /// Where the cost of a message goes, beside its floor. `codes` are the contracts that it runs; `others` are the bytes of the
    /// code that both call.
    pub fn items(&self, codes: &[&str], others: usize) -> String {
        let loaded = codes.iter().map(|contract| code(contract).len()).sum();
        let real = Heard { called: &self.real, code: loaded, input: self.inputs[0] };
        match &self.lower {
            Some((called, bytes)) => {
                items::beside(&real, &Heard { called, code: bytes + others, input: self.inputs[1] })
            }
            None => items::alone(&real),
        }
    }

    /// The row of this measurement, its ratio to the floor included if there is one.
    pub fn row(&self, message: &str, case: &str, n: Option<u32>) -> Row {
        let Called { ref_time, proof_size, deposit, .. } = self.real;
        let floor = self.lower.as_ref().map(|(lower, _)| lower.ref_time);
        let row = Row {
            group: super::NAME.into(),
            message: message.into(),
            case: case.into(),
            n,
            ref_time,
            proof_size,
            storage_deposit: i64::try_from(deposit).expect("a deposit of a few cells is small"),
            floor_ref_time: floor,
            ..Row::default()
        };
        let goal = goals::of(&row);
        row.judged(floor.map(|floor| ref_time as f64 / floor as f64), goal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{ALICE, BOB};
    use atelier_governance::proposal::Support;

    /// A vote, and a floor that is given something else to read.
    fn vote(change: impl FnOnce(&mut Lower)) {
        let (mut stage, proposal, snapshot) = Stage::of_vote();
        stage.dao.votes(proposal, &[ALICE], Support::For);
        let voter = stage.person(100, snapshot);
        let mut trial = stage.vote(voter, proposal, Support::For);
        if let Some(lower) = &mut trial.lower {
            change(lower);
        }
        stage.measure(trial);
    }

    #[test]
    fn measure_accepts_a_floor_that_does_the_work() {
        vote(|_| ());
    }

    #[test]
    #[should_panic(expected = "the floor Vote leaves another cell")]
    fn measure_refuses_a_floor_that_counts_something_else() {
        vote(|lower| lower.input[4] = Support::Against as u8);
    }

    #[test]
    #[should_panic(expected = "leaves another cell")]
    fn measure_refuses_a_floor_that_knows_nothing_of_the_past() {
        vote(|lower| lower.asked.iter_mut().for_each(|asked| asked.cells.truncate(1)));
    }

    #[test]
    #[should_panic(expected = "the floor PastVotes answers something else")]
    fn measure_refuses_a_floor_that_answers_for_another_time() {
        let (mut stage, _, snapshot) = Stage::of_vote();
        let person = stage.person(100, snapshot);
        let mut trial = stage.past_votes(person, snapshot);
        if let Some(lower) = &mut trial.lower {
            lower.input[..8].copy_from_slice(&(snapshot - 1).to_le_bytes());
        }
        stage.measure(trial);
    }

    #[test]
    #[should_panic(expected = "the floor VoteSeat fails")]
    fn measure_refuses_a_floor_of_another_seat() {
        let (mut stage, proposal) = Stage::of_seats(7);
        let mut trial = stage.vote_seat(proposal, 0);
        if let Some(lower) = &mut trial.lower {
            lower.input[4] = 1;
        }
        stage.measure(trial);
    }

    #[test]
    #[should_panic(expected = "the floor Execute fails")]
    fn measure_refuses_a_floor_that_executes_something_else() {
        let mut stage = Stage::new();
        let proposal = stage.decided(BOB, 1);
        let (timelock, operation) = stage.dao.queue(proposal);
        let mut trial = stage.execute(proposal, timelock, operation);
        if let Some(last) = trial.lower.as_mut().and_then(|lower| lower.input.last_mut()) {
            *last = 1;
        }
        stage.measure(trial);
    }

    #[test]
    #[should_panic(expected = "somebody else called")]
    fn same_calls_refuses_calls_of_nobody() {
        let mut stage = Stage::new();
        let (nobody, recorder) = (account(1), stage.dao.recorder);
        let call = recorder.record(1, 0);
        let input = [call.selector.as_slice(), &call.args].concat();
        stage.dao.chain.call(account(ALICE), recorder.account, 0, input);
        stage.same_calls(0, 0, nobody, nobody);
    }

    /// What is made up is what the token would have stored.
    #[test]
    fn person_has_the_votes_of_the_past_that_was_made_up() {
        for count in [1, 10, 32, 33, 100, 1_000, 20_000] {
            let (mut stage, _, middle) = Stage::of_vote();
            let person = stage.person(count, middle);
            let (votes, chain) = (stage.dao.votes, &mut stage.dao.chain);
            assert_eq!(votes.checkpoint_count(chain, person), count as u64);
            let last = 1_000_000 + count as u128 - 1;
            assert_eq!([votes.votes(chain, person), votes.balance_of(chain, person)], [last; 2]);
            let half = (count / 2) as u64;
            let at = |number: u64| 1_000_000 + u128::from(number);
            assert_eq!(votes.past_votes(chain, person, middle), Ok(at(half)));
            assert_eq!(votes.past_votes(chain, person, middle - half * STEP), Ok(at(0)));
            assert_eq!(votes.past_votes(chain, person, middle - half * STEP - 1), Ok(0));
        }
    }
}
