//! One call and its floor, on the same cells, checked against each other; and licenses that were never played.

use super::goals;
use crate::{
    chain::{account, bytes, code, AccountId, Called, FORTUNE},
    gas::{
        floor::{same_event, Floor},
        items::{self, Heard},
        Row,
    },
    studio::Studio,
    suite::keccak,
    token,
};
use atelier_licensing::{
    books::Books,
    life::{self, Now},
    plan::{Offer, Shelf},
    revenue::{Beneficiary, Streams, PAGE_DAYS},
    units::{AssetId, Bps, Day, LicenseId, PlanId, SplitId, Version, NATIVE},
};
use scale::{Decode, Encode};
use std::collections::BTreeMap;

/// The number of the first account that is made up.
const PEOPLE: u32 = 3_000;
/// The bytes of a day of income.
const DAY_BYTES: usize = 32;
/// What the DAO takes of splits' income.
const FEE: Bps = Bps(250);

/// A studio, and people whose licenses are made up.
pub struct Stage {
    /// The studio.
    pub studio: Studio,
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
}

/// A call to be measured.
pub struct Trial {
    /// Who calls.
    pub caller: AccountId,
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

/// The names of cells, as the contract gives them.
pub mod cell {
    use super::{bytes, AccountId, AssetId, Day, Encode, LicenseId, PlanId, SplitId, Version, PAGE_DAYS};

    fn name(tag: u8, of: &impl Encode) -> Vec<u8> {
        (tag, of).encode()
    }

    /// Whom the contract trusts.
    pub fn wiring() -> Vec<u8> {
        vec![1]
    }

    /// What there is once and changes.
    pub fn state() -> Vec<u8> {
        vec![2]
    }

    /// The books of an asset.
    pub fn books(asset: AssetId) -> Vec<u8> {
        name(3, &asset)
    }

    /// What changes of a plan.
    pub fn shelf(plan: PlanId) -> Vec<u8> {
        name(4, &plan)
    }

    /// A version of a plan.
    pub fn offer(plan: PlanId, version: Version) -> Vec<u8> {
        name(5, &(plan, version))
    }

    /// A license.
    pub fn license(license: LicenseId) -> Vec<u8> {
        name(6, &license)
    }

    /// Which license of a plan an account got last.
    pub fn holding(of: AccountId, plan: PlanId) -> Vec<u8> {
        name(10, &(bytes(of), plan))
    }

    /// The licenses that an account has had.
    pub fn licenses_of(of: AccountId) -> Vec<u8> {
        name(12, &bytes(of))
    }

    /// What a split earns.
    pub fn stream(asset: AssetId, split: SplitId) -> Vec<u8> {
        name(14, &(asset, split))
    }

    /// A page of a split's days.
    pub fn page(asset: AssetId, split: SplitId, page: u32) -> Vec<u8> {
        name(15, &(asset, split, page))
    }

    /// The pages of a split's days from one to another one.
    pub fn pages(asset: AssetId, split: SplitId, from: Day, to: Day) -> impl Iterator<Item = Vec<u8>> {
        (from / PAGE_DAYS..=to / PAGE_DAYS).map(move |number| page(asset, split, number))
    }
}

/// Days of income that are made up.
#[derive(Default)]
struct Pages(BTreeMap<Vec<u8>, Vec<u8>>);

impl Streams<AccountId> for Pages {
    fn add(&mut self, asset: AssetId, to: &Beneficiary<AccountId>, day: Day, slope: i128, lump: i128) {
        let Beneficiary::Split(split) = to else { panic!("nobody refers what is made up") };
        let page = self.0.entry(cell::page(asset, *split, day / PAGE_DAYS)).or_insert_with(|| vec![0; 1024]);
        let place = (day % PAGE_DAYS) as usize * DAY_BYTES;
        for (at, by) in [(place, slope), (place + 16, lump)] {
            let number: [u8; 16] = page[at..at + 16].try_into().expect("16 bytes");
            page[at..at + 16].copy_from_slice(&(i128::from_le_bytes(number) + by).to_le_bytes());
        }
    }
}

impl Stage {
    /// A studio whose DAO takes a part of the income.
    pub fn new() -> Self {
        let mut studio = Studio::new();
        let licenses = studio.licenses;
        licenses.set_fee(studio.chain(), account(crate::studio::DAO), FEE).expect("the DAO may");
        Self { studio, people: PEOPLE }
    }

    /// One in which so many licenses of the basic plan were bought a moment ago.
    pub fn of(asset: AssetId, count: u32) -> Self {
        let mut stage = Self::new();
        stage.crowd(asset, count);
        stage.studio.wait(1);
        stage
    }

    /// Somebody with money that the contract may take.
    pub fn person(&mut self) -> AccountId {
        let person = self.nobody();
        let (token, contract) = (self.studio.token.0, self.studio.licenses.account);
        self.studio.chain().fund(person, FORTUNE);
        self.studio.suite.mint(token, person, FORTUNE);
        self.approve(person, contract);
        person
    }

    fn nobody(&mut self) -> AccountId {
        self.people += 1;
        account(self.people)
    }

    fn approve(&mut self, owner: AccountId, spender: AccountId) {
        let token = self.studio.token.0;
        let approved = self.studio.chain().call(owner, token, 0, token::approve(spender, u128::MAX));
        assert!(!approved.reverted, "{approved:?}");
    }

    fn load<T: Decode>(&mut self, name: Vec<u8>) -> T {
        let cell = self.cell(self.studio.licenses.account, &name).expect("the cell is there");
        T::decode(&mut cell.as_slice()).expect("the cell has this type")
    }

    fn seed(&mut self, name: &[u8], bytes: &[u8]) {
        let contract = self.studio.licenses.account;
        self.studio.chain().seed_cell(contract, name, bytes);
    }

    /// Licenses that as many people have just bought for a period, cell by cell as the contract would have stored them. Before
    /// that nothing was sold.
    pub fn crowd(&mut self, asset: AssetId, count: u32) {
        let (plan, real) = (self.studio.basic, self.studio.now());
        let order = self.studio.order(plan, asset, 1);
        let offer: Offer<AccountId> = self.load(cell::offer(plan, order.version));
        let mut shelf: Shelf = self.load(cell::shelf(plan));
        let mut books: Books<AccountId> = self.load(cell::books(asset));
        let mut pages = Pages::default();
        for number in 1..=count {
            let (id, person) = (LicenseId::of(plan, number), self.nobody());
            let now = Now { real, licensed: real };
            let sold = life::purchase(id, (person, person), &order, &offer, now, &mut pages, &mut |bytes: &[u8]| {
                keccak(bytes)
            });
            let (license, total) = sold.expect("the order is fine");
            books.pay(total).expect("the sum is small");
            shelf.sold = number;
            shelf.latest_end = shelf.latest_end.max(license.last());
            self.seed(&cell::license(id), &license.encode());
            self.seed(&cell::holding(person, plan), &(0u32, real, id).encode());
            self.seed(&cell::licenses_of(person), &(1u32, id).encode());
        }
        self.seed(&cell::shelf(plan), &shelf.encode());
        self.seed(&cell::books(asset), &books.encode());
        pages.0.iter().for_each(|(name, page)| self.seed(name, page));
        // The money is there too.
        let (contract, token) = (self.studio.licenses.account, self.studio.token.0);
        if asset == NATIVE {
            let balance = self.studio.chain().balance(contract);
            self.studio.chain().fund(contract, balance + books.paid);
        } else {
            self.studio.suite.mint(token, contract, books.paid);
        }
    }

    fn cell(&mut self, contract: AccountId, name: &[u8]) -> Option<Vec<u8>> {
        self.studio.chain().cell(contract, name.to_vec())
    }

    /// A floor on copies of the cells that a message is about to work on, with as much money as the contract has, which may take
    /// as much.
    fn stand_in(&mut self, caller: AccountId, lower: &Lower) -> AccountId {
        let contract = self.studio.licenses.account;
        let copies = lower.cells.iter().filter_map(|name| Some((name.clone(), self.cell(contract, name)?)));
        let copies: Vec<_> = copies.collect();
        let floor = lower.floor.stand_in(self.studio.chain(), &copies);
        let token = self.studio.token;
        let owned = self.studio.balance(token.1, contract);
        if owned > 0 {
            self.studio.suite.mint(token.0, floor, owned);
        }
        self.approve(caller, floor);
        floor
    }

    /// What the split has received and what the caller has of the token.
    fn holdings(&mut self, caller: AccountId) -> [u128; 3] {
        let (split, asset) = (self.studio.split, self.studio.token.1);
        let received = [NATIVE, asset].map(|asset| self.studio.suite.received(split, asset));
        [received[0], received[1], self.studio.balance(asset, caller)]
    }

    /// Runs the message, then its floor on copies of the cells as they were before.
    ///
    /// # Panics
    /// If either fails, or if they do not leave the same cells, events, payments and answers.
    pub fn measure(&mut self, trial: Trial) -> Measured {
        let Trial { caller, value, input, lower } = trial;
        let contract = self.studio.licenses.account;
        let floor = lower.as_ref().map(|lower| self.stand_in(caller, lower));
        let length = input.len();
        let before = self.holdings(caller);
        let real = self.studio.chain().call(caller, contract, value, input);
        assert!(real.outcome.is_ok() && !real.reverted, "the message fails: {real:?}");
        let Some((lower, floor)) = lower.zip(floor) else {
            return Measured { real, lower: None, inputs: [length, 0] };
        };
        let between = self.holdings(caller);
        let inputs = [length, lower.input.len()];
        let called = self.studio.chain().call(caller, floor, value, lower.input);
        assert!(called.outcome.is_ok() && !called.reverted, "the floor {:?} fails: {called:?}", lower.floor);
        let after = self.holdings(caller);
        for (at, between) in between.into_iter().enumerate() {
            let moved = [(before[at], between), (between, after[at])].map(|(from, to)| to.wrapping_sub(from));
            assert_eq!(moved[1], moved[0], "the floor {:?} pays something else", lower.floor);
        }
        for name in &lower.cells {
            let [left, copy] = [contract, floor].map(|of| self.cell(of, name));
            assert_eq!(copy, left, "the floor {:?} leaves another cell {name:?}", lower.floor);
        }
        same_event(&real, &called, contract, floor);
        let answers = [&real, &called].map(|called| called.outcome.clone().unwrap_or_default());
        assert!(answers[0].ends_with(&answers[1]), "the floor {:?} answers something else", lower.floor);
        Measured { real, lower: Some((called, lower.floor.code().len())), inputs }
    }
}

impl Measured {
    /// Where the cost of a message goes, beside its floor. `codes` are the contracts that it runs, of which the first ones are
    /// its own; `own` says how many.
    pub fn items(&self, codes: &[&str], own: usize) -> String {
        let bytes = |codes: &[&str]| codes.iter().map(|contract| code(contract).len()).sum::<usize>();
        let real = Heard { called: &self.real, code: bytes(codes), input: self.inputs[0] };
        match &self.lower {
            Some((called, floor)) => {
                let code = floor + bytes(&codes[own..]);
                items::beside(&real, &Heard { called, code, input: self.inputs[1] })
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

    /// A purchase, and a floor that is given something else to read.
    fn purchase(change: impl Fn(&mut Lower)) {
        let mut stage = Stage::of(NATIVE, 2);
        let buyer = stage.person();
        let mut trial = stage.purchase(buyer, NATIVE, 1);
        trial.lower.iter_mut().for_each(change);
        stage.measure(trial);
    }

    #[test]
    #[should_panic(expected = "the floor Purchase leaves another cell")]
    fn measure_refuses_a_floor_that_sells_other_periods() {
        purchase(|lower| lower.input[10] = 2);
    }

    #[test]
    #[should_panic(expected = "the floor Purchase leaves another cell")]
    fn measure_refuses_a_floor_that_knows_nothing_of_who_bought_before() {
        purchase(|lower| lower.cells.retain(|name| name[0] != 4));
    }

    #[test]
    #[should_panic(expected = "the floor Active answers something else")]
    fn measure_refuses_a_floor_that_answers_for_another_time() {
        let mut stage = Stage::new();
        let buyer = stage.person();
        let license = stage.sold(buyer, NATIVE, 1);
        let at = stage.studio.now();
        let mut trial = stage.is_active(buyer, license, at, true);
        trial.lower.iter_mut().for_each(|lower| lower.input[36..44].copy_from_slice(&(at << 1).to_le_bytes()));
        stage.measure(trial);
    }

    #[test]
    #[should_panic(expected = "the floor Release pays something else")]
    fn measure_refuses_a_floor_that_releases_other_days() {
        let mut stage = Stage::of(NATIVE, 2);
        stage.days(2);
        let mut trial = stage.release(NATIVE, 2);
        trial.lower.iter_mut().for_each(|lower| lower.input[8] = 1);
        stage.measure(trial);
    }

    /// What is made up is what the contract would have stored.
    #[test]
    fn crowd_is_what_people_would_have_left() {
        let mut stages = [Stage::new(), Stage::new()];
        for is_token in [false, true] {
            let cells = stages.iter_mut().enumerate().map(|(number, stage)| {
                let asset = if is_token { stage.studio.token.1 } else { NATIVE };
                let people: Vec<_> = (0..3).map(|_| stage.person()).collect();
                if number == 0 {
                    stage.people -= 3;
                    stage.crowd(asset, 3);
                } else {
                    people.iter().for_each(|person| _ = stage.sold(*person, asset, 1));
                }
                let (plan, split) = (stage.studio.basic, stage.studio.split);
                let today = atelier_licensing::units::day_of(stage.studio.now());
                let mut names = vec![cell::books(asset), cell::shelf(plan)];
                names.extend(cell::pages(asset, split, today, today + 31));
                for (person, number) in people.iter().zip(1..) {
                    let of = [cell::holding(*person, plan), cell::licenses_of(*person)];
                    names.extend(of.into_iter().chain([cell::license(LicenseId::of(plan, number))]));
                }
                let contract = stage.studio.licenses.account;
                names.iter().map(|name| stage.cell(contract, name)).collect::<Vec<_>>()
            });
            let cells: Vec<_> = cells.collect();
            assert!(cells[0].iter().all(Option::is_some));
            assert_eq!(cells[0], cells[1]);
            stages = [Stage::new(), Stage::new()];
        }
    }
}
