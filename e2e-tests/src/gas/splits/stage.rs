//! One call and its floor, on the same cells, checked against each other.

use super::goals::{self, Goals};
use crate::{
    chain::{account, bytes, code, AccountId, Called, FORTUNE},
    floors,
    gas::{
        floor::{same_event, Floor},
        items::{self, Heard},
        Row,
    },
    suite::{Suite, DEPLOYER},
    token,
};
use atelier_splits::{Key, Tag};

/// Who pays income and triggers payouts.
const PAYER: u32 = 1;
/// The number of the first payee.
const PAYEES: u32 = 1_000;
/// How much of a token is minted: enough for ledger and floors.
const SUPPLY: u128 = 1 << 60;

/// A suite with people who have money already, so that every payout goes to an account that exists.
pub struct Stage {
    /// The suite.
    pub suite: Suite,
    /// Who calls.
    pub payer: AccountId,
}

/// What the floor is given to read.
pub enum FloorInput {
    /// The arguments of the message.
    Arguments,
    /// Something that says the same.
    Bytes(Vec<u8>),
    /// The named cells, as the real contract has written them.
    Cells,
    /// How much the first payee got from the real contract, and all payees.
    Payouts,
}

/// A call to be measured.
pub struct Trial {
    /// The native money that comes with the call.
    pub value: u128,
    /// Selector and arguments.
    pub input: Vec<u8>,
    /// What it is compared with.
    pub floor: Floor,
    /// What the floor reads.
    pub floor_input: FloorInput,
    /// The ledger's cells that both work on.
    pub cells: Vec<Key>,
    /// Whose money both change.
    pub payees: Vec<AccountId>,
    /// The token in which they do, if not in native money.
    pub token: Option<AccountId>,
}

/// What both cost.
#[derive(Debug)]
pub struct Measured {
    real: Called,
    floor: Called,
    floor_code: usize,
    input: [usize; 2],
}

impl Stage {
    /// A new chain.
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let payer = account(PAYER);
        suite.chain.fund(payer, FORTUNE);
        Self { suite, payer }
    }

    /// `count` accounts with money.
    pub fn payees(&mut self, count: u32) -> Vec<AccountId> {
        let payees: Vec<AccountId> = (0..count).map(|number| account(PAYEES + number)).collect();
        for payee in &payees {
            self.suite.chain.fund(*payee, FORTUNE);
        }
        payees
    }

    /// An honest token that the payer and the payees own and the ledger may take from the payer.
    pub fn token(&mut self, payees: &[AccountId]) -> (AccountId, u32) {
        let (token, asset) = self.suite.token("honest-token", SUPPLY);
        for owner in payees.iter().copied().chain([self.payer]) {
            self.suite.send_token(token, account(DEPLOYER), owner, SUPPLY >> 20);
        }
        self.suite.approve(token, self.payer, SUPPLY >> 24);
        (token, asset)
    }

    /// Runs the message, then its floor on copies of the cells as they were before.
    ///
    /// # Panics
    /// If either fails, or if they do not leave the same cells, payouts and events.
    pub fn measure(&mut self, trial: Trial) -> Measured {
        let floor = self.stand_in(&trial);
        let before = self.holdings(&trial);
        let real = self.suite.chain.call(self.payer, self.suite.ledger, trial.value, trial.input.clone());
        assert!(real.outcome.is_ok() && !real.reverted, "the message fails: {real:?}");
        let between = self.holdings(&trial);
        let gained: Vec<u128> = before.iter().zip(&between).map(|(before, after)| after - before).collect();

        let input = self.floor_input(&trial, &gained);
        let lengths = [trial.input.len(), input.len()];
        let lower = self.suite.chain.call(self.payer, floor, trial.value, input);
        assert!(lower.outcome.is_ok() && !lower.reverted, "the floor {:?} fails: {lower:?}", trial.floor);
        let after = self.holdings(&trial);
        let paid: Vec<u128> = between.iter().zip(&after).map(|(before, after)| after - before).collect();
        assert_eq!(paid, gained, "the floor {:?} pays something else", trial.floor);
        self.same_cells(&trial, floor);
        same_event(&real, &lower, self.suite.ledger, floor);
        Measured { real, floor: lower, floor_code: trial.floor.code().len(), input: lengths }
    }

    fn stand_in(&mut self, trial: &Trial) -> AccountId {
        let (chain, ledger) = (&mut self.suite.chain, self.suite.ledger);
        let mut cells = Vec::new();
        for key in &trial.cells {
            let key = key.to_bytes().to_vec();
            if let Some(bytes) = chain.cell(ledger, key.clone()) {
                cells.push((key, bytes));
            }
        }
        let floor = trial.floor.stand_in(chain, &cells);
        if let Some(token) = trial.token {
            // As much as the ledger has, what was sent there and not booked yet included.
            let owned = self.suite.token_balance(token, ledger);
            self.suite.send_token(token, account(DEPLOYER), floor, owned);
            self.suite.chain.call(self.payer, token, 0, token::approve(floor, SUPPLY >> 24));
        }
        floor
    }

    fn holdings(&mut self, trial: &Trial) -> Vec<u128> {
        let balance = |payee: &AccountId| match trial.token {
            None => self.suite.chain.balance(*payee),
            Some(token) => self.suite.token_balance(token, *payee),
        };
        trial.payees.iter().map(balance).collect()
    }

    fn floor_input(&mut self, trial: &Trial, gained: &[u128]) -> Vec<u8> {
        match &trial.floor_input {
            FloorInput::Arguments => trial.input[4..].to_vec(),
            FloorInput::Bytes(bytes) => bytes.clone(),
            FloorInput::Cells => {
                let mut input = Vec::new();
                for key in &trial.cells {
                    let key = key.to_bytes();
                    let ledger = self.suite.ledger;
                    let bytes = self.suite.chain.cell(ledger, key.to_vec()).expect("the message writes the cell");
                    let length = u16::try_from(bytes.len()).expect("a cell has at most 16 KiB");
                    input.extend_from_slice(&key);
                    input.extend_from_slice(&length.to_le_bytes());
                    input.extend_from_slice(&bytes);
                }
                input
            }
            FloorInput::Payouts => {
                let mut input = floors::amount(gained[0]);
                trial.payees.iter().for_each(|payee| input.extend_from_slice(&bytes(*payee)));
                input
            }
        }
    }

    fn same_cells(&mut self, trial: &Trial, floor: AccountId) {
        if trial.floor == Floor::Transfers {
            return;
        }
        for key in &trial.cells {
            let ledger = self.suite.ledger;
            let real = self.suite.chain.cell(ledger, key.to_bytes().to_vec());
            let lower = self.suite.chain.cell(floor, key.to_bytes().to_vec());
            // With the first income the ledger also notes facts of the header, which the floor does not know.
            let counted = |cell: Option<Vec<u8>>| cell.map(|cell| cell[..16].to_vec());
            let same = if key.tag == Tag::Received { counted(real) == counted(lower) } else { real == lower };
            assert!(same, "the floor {:?} leaves another cell {key:?}", trial.floor);
        }
    }
}

impl Measured {
    /// Where the cost of a message of the ledger goes, beside its floor.
    pub fn items(&self) -> String {
        let mut bytes = [code("splits").len(), self.floor_code];
        // What is not hot runs in a code of its own, on the ledger's cells.
        if self.real.notes.contains("delegate_call") {
            bytes[0] += code("split-desk").len();
        }
        let heard = |called, side: usize| Heard { called, code: bytes[side], input: self.input[side] };
        items::beside(&heard(&self.real, 0), &heard(&self.floor, 1))
    }

    /// The row of this measurement, its ratio to the floor included.
    pub fn row(&self, message: &str, case: &str, n: Option<u32>, depth: Option<u32>) -> Row {
        let Called { ref_time, proof_size, deposit, .. } = self.real;
        let row = Row {
            group: super::NAME.into(),
            message: message.into(),
            case: case.into(),
            n,
            depth,
            ref_time,
            proof_size,
            storage_deposit: i64::try_from(deposit).expect("a deposit of a few cells is small"),
            floor_ref_time: Some(self.floor.ref_time),
            ..Row::default()
        };
        let goal = goals::of(&Goals::HERE, &row);
        row.judged(Some(ref_time as f64 / self.floor.ref_time as f64), goal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::trials::{key, plain, INCOME};
    use super::*;
    use crate::suite::input;
    use atelier_splits::{Id, NATIVE};
    use ink::selector_bytes;

    /// An income, and something else in the place of its floor.
    fn compare(floor: Floor, floor_input: FloorInput) {
        let mut stage = Stage::new();
        let payees = stage.payees(2);
        for _ in 0..2 {
            stage.suite.fixed(plain(&payees));
        }
        let trial = Trial {
            value: INCOME,
            input: input(selector_bytes!("deposit"), &Id(1)),
            floor,
            floor_input,
            cells: vec![key(Tag::Received, 1, NATIVE)],
            payees,
            token: None,
        };
        stage.measure(trial);
    }

    #[test]
    fn measure_accepts_a_floor_that_does_the_work() {
        compare(Floor::Income, FloorInput::Arguments);
    }

    #[test]
    #[should_panic(expected = "leaves another cell")]
    fn measure_refuses_a_floor_that_writes_elsewhere() {
        compare(Floor::Income, FloorInput::Bytes(vec![2, 0, 0, 0]));
    }

    #[test]
    #[should_panic(expected = "pays something else")]
    fn measure_refuses_a_floor_that_pays_too_much() {
        let mut input = floors::amount(1);
        input.extend_from_slice(&bytes(account(PAYEES)));
        compare(Floor::Transfers, FloorInput::Bytes(input));
    }

    #[test]
    #[should_panic(expected = "the floor Claim fails")]
    fn measure_refuses_a_floor_that_traps() {
        compare(Floor::Claim, FloorInput::Arguments);
    }
}
