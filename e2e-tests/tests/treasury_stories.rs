//! Where a DAO's money comes from and goes to, from a sale to the last payout, on the Wasm: everything is decided by votes and
//! paid by the real contracts.

use atelier_governance::{
    proposal::{State, Support},
    timelock::Action,
    track::{Class, House, Track},
    treasury::{Bucket, Error as Rule, Spend, Spender, Stream, NATIVE},
    units::{Millis, DAY},
};
use atelier_splits::{Entry, Id, Options, Table, Target};
use e2e_tests::{
    chain::{account, AccountId, FORTUNE},
    dao::{
        governor::{by_seat, draft, Error as Refused},
        seated,
        timelock::{action, refused},
        treasury::{Error, Treasury},
        Dao, DAVE, EPOCH,
    },
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    runtime::EXISTENTIAL_DEPOSIT,
    suite::{input, DEPLOYER},
};
use ink::selector_bytes;
use splits::{Error as SplitRefused, Report};

/// What the first sale brings: a quarter of it is the treasury's, and of that a quarter each bucket's.
const SALE: u128 = 1_600_000_000;

/// A DAO whose Dual timelock controls a split that pays ALICE three parts and the treasury one.
struct Studio {
    dao: Dao,
    ledger: AccountId,
    split: Id,
}

impl Studio {
    fn new() -> Self {
        let mut dao = Dao::new();
        let deployer = account(DEPLOYER);
        dao.chain.fund(account(PAYER), FORTUNE);
        let desk = dao.chain.upload("split-desk", deployer);
        let ledger = dao.chain.deploy("splits", deployer, input(selector_bytes!("new"), &desk));
        let mut studio = Self { dao, ledger, split: Id(0) };
        let table = studio.table(3, 1);
        let controller = studio.dao.timelock(Track::Dual).account;
        let options = Some(Options { controller, delay: 0, height: 0, eager: 0 });
        let created = studio.on_ledger(PAYER, 0, input(selector_bytes!("create"), &(table, options)));
        studio.split = created.unwrap();
        studio
    }

    /// A studio that has sold once, whose treasury has booked its part, and in which a vote of both houses has let the
    /// community spend so much an epoch.
    fn with_cap(cap: u128) -> Self {
        let mut studio = Self::new();
        studio.sell(SALE);
        let order = (Spender::Strategic, NATIVE, cap);
        let set_cap = studio.order(selector_bytes!("set_cap"), &order);
        studio.dao.decide_together(&[set_cap], "A cap");
        studio
    }

    fn table(&self, of_alice: u32, of_treasury: u32) -> Table<AccountId> {
        let entry = |account, weight| Entry { target: Target::Account(account), weight };
        Table::Entries(vec![entry(account(ALICE), of_alice), entry(self.dao.treasury.account, of_treasury)])
    }

    fn on_ledger<T: scale::Decode>(&mut self, caller: u32, value: u128, input: Vec<u8>) -> Result<T, SplitRefused> {
        self.dao.chain.call(account(caller), self.ledger, value, input).result()
    }

    /// Sells, lets the split pay everybody by one of its tables, and the treasury book its part.
    #[track_caller]
    fn sell_by(&mut self, table: u32, amount: u128) {
        let deposit = input(selector_bytes!("deposit"), &self.split);
        self.on_ledger::<()>(PAYER, amount, deposit).unwrap();
        let pay = input(selector_bytes!("pay_all"), &(Id(table), NATIVE, 0u16, 2u16));
        let report: Report = self.on_ledger(KEEPER, 0, pay).unwrap();
        assert_eq!((report.paid, report.payouts, report.failed), (amount, 2, 0));
        self.dao.treasury.sync(&mut self.dao.chain, NATIVE).unwrap();
    }

    #[track_caller]
    fn sell(&mut self, amount: u128) {
        self.sell_by(1, amount);
    }

    /// An order to the treasury.
    fn order(&self, selector: [u8; 4], arguments: &impl scale::Encode) -> Action<AccountId> {
        action(self.dao.treasury.account, 0, selector, arguments)
    }

    fn spend(&self, bucket: Bucket, to: u32, amount: u128) -> Action<AccountId> {
        self.order(selector_bytes!("spend"), &(bucket, NATIVE, account(to), amount))
    }

    fn treasury(&self) -> Treasury {
        self.dao.treasury
    }

    fn buckets(&mut self) -> [u128; 4] {
        self.dao.treasury.books(&mut self.dao.chain, NATIVE).unwrap().buckets
    }

    fn balance(&mut self, person: u32) -> u128 {
        self.dao.chain.balance(account(person))
    }

    fn collect(&mut self, debt: u32) -> Result<u128, Error> {
        self.dao.treasury.collect(&mut self.dao.chain, debt)
    }

    /// Asserts that the account has exactly what is booked: the buckets, and what is owed.
    #[track_caller]
    fn check(&mut self) {
        let treasury = self.treasury();
        let there = self.dao.chain.balance(treasury.account) - EXISTENTIAL_DEPOSIT;
        let books = treasury.check_books(&mut self.dao.chain, NATIVE, there);
        assert_eq!(books.booked, there, "everything that came in is booked");
    }

    /// Waits until a new epoch of the treasury begins.
    fn wait_for_epoch(&mut self) {
        let now = self.dao.chain.now();
        self.dao.chain.set_time((now / EPOCH + 1) * EPOCH);
    }
}

#[test]
fn a_budget_that_the_community_votes_is_paid_from_what_a_split_earned() {
    let mut studio = Studio::with_cap(1_000_000_000);
    assert_eq!(studio.buckets(), [SALE / 16; 4]);
    studio.check();

    let actions = [studio.spend(Bucket::Compute, BOB, 60_000_000)];
    let proposal = studio.dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Compute")).unwrap();
    studio.dao.wait_for_vote(proposal);
    studio.dao.votes(proposal, &[ALICE, CAROL], Support::For);
    studio.dao.votes(proposal, &[DAVE], Support::Against);
    studio.dao.wait_for_end(proposal);
    assert_eq!(studio.dao.state(proposal), State::Objection);
    // Four of seven seats are no two thirds.
    for seat in 0..4 {
        studio.dao.governor.object_seat(&mut studio.dao.chain, seated(seat), proposal, seat, "Too much.").unwrap();
    }
    studio.dao.wait_for_window(proposal);
    let (timelock, operation) = studio.dao.queue(proposal);
    assert_eq!(studio.treasury().debts(&mut studio.dao.chain, 0, 9), [], "nothing is owed before it is executed");
    timelock.execute(&mut studio.dao.chain, account(KEEPER), operation, &actions).unwrap();
    assert_eq!(studio.buckets(), [SALE / 16 - 60_000_000, SALE / 16, SALE / 16, SALE / 16]);
    studio.check();

    let before = studio.balance(BOB);
    assert_eq!(studio.collect(0), Ok(60_000_000));
    assert_eq!(studio.balance(BOB), before + 60_000_000);
    refused(&mut studio.dao.chain, Error::Treasury(Rule::NothingDue { debt: 0 }), |chain| {
        studio.dao.treasury.collect(chain, 0)
    });
    studio.check();
}

#[test]
fn a_grant_that_vests_is_ended_by_a_later_vote() {
    let mut studio = Studio::with_cap(1_000_000_000);
    let start = studio.dao.chain.now() + 20 * DAY;
    let stream = Stream { start, cliff: start + 30 * DAY, end: start + 100 * DAY };
    let spend =
        Spend { bucket: Bucket::Grants, asset: NATIVE, to: account(CAROL), amount: 90_000_000, stream: Some(stream) };
    let [a, b, c, d, args @ ..] = &Treasury::spend_input(spend)[..] else { unreachable!("a selector stands first") };
    let open = Action { target: studio.treasury().account, selector: [*a, *b, *c, *d], args: args.to_vec(), value: 0 };
    studio.dao.decide(&[open], "A grant");
    assert_eq!(studio.buckets()[1], SALE / 16 - 90_000_000, "all of it leaves the bucket at once");

    studio.dao.chain.set_time(start + 30 * DAY - 1);
    refused(&mut studio.dao.chain, Error::Treasury(Rule::NothingDue { debt: 0 }), |chain| {
        studio.dao.treasury.collect(chain, 0)
    });
    studio.dao.chain.set_time(start + 30 * DAY);
    let before = studio.balance(CAROL);
    assert_eq!(studio.collect(0), Ok(27_000_000), "30 days of 100");

    // Nobody but the treasury's own timelocks can end it.
    refused(&mut studio.dao.chain, Error::Treasury(Rule::NotAllowed), |chain| {
        studio.dao.treasury.cancel_stream(chain, account(ALICE), 0)
    });
    let cancel = studio.order(selector_bytes!("cancel_stream"), &0u32);
    studio.dao.decide(&[cancel], "No grant");
    let vested = 90_000_000 * u128::from(studio.dao.chain.now() - start) / u128::from(100 * DAY);
    assert!((27_000_000..90_000_000).contains(&vested), "{vested}");
    assert_eq!(studio.buckets()[1], SALE / 16 - vested, "what had not vested is the bucket's again");
    studio.check();

    // What had vested stays owed, for ever, and no more than that.
    studio.dao.wait(200 * DAY);
    assert_eq!(studio.collect(0), Ok(vested - 27_000_000));
    assert_eq!(studio.balance(CAROL), before + vested);
    studio.check();
}

#[test]
fn a_spend_above_the_cap_falls_due_in_the_next_epoch() {
    let mut studio = Studio::with_cap(40_000_000);
    studio.wait_for_epoch();
    let actions = [studio.spend(Bucket::Datasets, BOB, 50_000_000), studio.spend(Bucket::Reserve, CAROL, 5_000_000)];
    studio.dao.decide(&actions, "More than the cap");
    let before = [BOB, CAROL].map(|person| studio.balance(person));
    assert_eq!(studio.collect(0), Ok(40_000_000));
    for debt in [0, 1] {
        refused(&mut studio.dao.chain, Error::Treasury(Rule::NothingDue { debt }), |chain| {
            studio.dao.treasury.collect(chain, debt)
        });
    }
    studio.check();
    studio.wait_for_epoch();
    assert_eq!(studio.collect(0), Ok(10_000_000));
    assert_eq!(studio.collect(1), Ok(5_000_000), "whoever comes later waits behind the first");
    assert_eq!([BOB, CAROL].map(|person| studio.balance(person)), [before[0] + 50_000_000, before[1] + 5_000_000]);
    studio.check();
}

#[test]
fn a_payout_that_fails_stays_owed_and_is_redirected() {
    let mut studio = Studio::with_cap(1_000_000_000);
    // Less than an account needs to exist, to somebody who has none; and something for BOB in the same decision.
    let owed = EXISTENTIAL_DEPOSIT - 1;
    let actions = [studio.spend(Bucket::Grants, NEWCOMER, owed), studio.spend(Bucket::Grants, BOB, 7)];
    studio.dao.decide(&actions, "Two grants");
    let fails = Error::PayoutFailed { debt: 0, amount: owed };
    refused(&mut studio.dao.chain, fails, |chain| studio.dao.treasury.collect(chain, 0));
    assert_eq!(studio.collect(1), Ok(7), "who cannot receive is in nobody's way");
    studio.check();

    // Somebody lends the newcomer what a call needs; only who is owed may name another account.
    studio.dao.chain.fund(account(NEWCOMER), 100 * EXISTENTIAL_DEPOSIT);
    refused(&mut studio.dao.chain, Error::Treasury(Rule::NotPayee { debt: 0 }), |chain| {
        studio.dao.treasury.redirect(chain, account(MALLORY), 0, account(MALLORY))
    });
    let treasury = studio.treasury();
    treasury.redirect(&mut studio.dao.chain, account(NEWCOMER), 0, account(CAROL)).unwrap();
    let before = studio.balance(CAROL);
    assert_eq!(studio.collect(0), Ok(owed));
    assert_eq!(studio.balance(CAROL), before + owed);
    studio.check();
}

#[test]
fn a_vote_of_both_houses_changes_a_split_and_nothing_of_its_past() {
    let mut studio = Studio::new();
    let table = studio.table(1, 1);
    let update = action(studio.ledger, 0, selector_bytes!("update"), &(studio.split, table.clone()));
    // Half of the first sale waits unpaid while the table changes.
    let deposit = input(selector_bytes!("deposit"), &studio.split);
    studio.on_ledger::<()>(PAYER, SALE, deposit).unwrap();

    // Neither the deployer, nor the community, nor the committee alone.
    let alone = input(selector_bytes!("update"), &(studio.split, table));
    let before = studio.dao.chain.root();
    assert!(studio.on_ledger::<u32>(DEPLOYER, 0, alone).is_err());
    assert_eq!(studio.dao.chain.root(), before);
    for (track, proposer, draft) in [
        (Track::Strategic, account(ALICE), draft("Half and half")),
        (Track::Creative, seated(0), by_seat(0, "Half and half")),
    ] {
        let wrong = Refused::WrongClass { action: 0, class: Class::Dual, track };
        let update = update.clone();
        let before = studio.dao.chain.root();
        assert_eq!(studio.dao.propose(proposer, track, &[update], &draft), Err(wrong));
        assert_eq!(studio.dao.chain.root(), before);
    }

    studio.dao.decide_together(&[update], "Half and half");
    let at_first = studio.balance(ALICE);
    let pay = |table: u32| input(selector_bytes!("pay_all"), &(Id(table), NATIVE, 0u16, 2u16));
    let _: Report = studio.on_ledger(KEEPER, 0, pay(1)).unwrap();
    assert_eq!(studio.balance(ALICE), at_first + SALE / 4 * 3, "the past stays with the old table");
    studio.sell_by(2, SALE);
    assert_eq!(studio.balance(ALICE), at_first + SALE / 4 * 3 + SALE / 2);
    assert_eq!(studio.buckets(), [(SALE / 4 + SALE / 2) / 4; 4]);
    studio.check();
}

#[test]
fn the_committee_alone_cannot_move_money() {
    let mut studio = Studio::with_cap(1_000_000_000);
    let spend = studio.spend(Bucket::Compute, MALLORY, 1);
    // Not as a spend, not with money in a decision of its own, and not hidden among decisions of its own.
    let paid = Action { value: 1, ..studio.dao.act(Track::Creative, 1) };
    let harmless = studio.dao.act(Track::Creative, 2);
    for (actions, action, class) in [
        (vec![spend.clone()], 0, Class::Strategic),
        (vec![paid], 0, Class::Dual),
        (vec![harmless.clone(), spend.clone()], 1, Class::Strategic),
    ] {
        let wrong = Refused::WrongClass { action, class, track: Track::Creative };
        let before = studio.dao.chain.root();
        let proposed = studio.dao.propose(seated(0), Track::Creative, &actions, &by_seat(0, "Ours"));
        assert_eq!(proposed, Err(wrong));
        assert_eq!(studio.dao.chain.root(), before);
    }
    // Not as itself, and its timelock not even by the treasury's own rules: both houses have set it no cap.
    let treasury = studio.treasury();
    let plain = Spend { bucket: Bucket::Compute, asset: NATIVE, to: account(MALLORY), amount: 1, stream: None };
    refused(&mut studio.dao.chain, Error::Treasury(Rule::NotAllowed), |chain| treasury.spend(chain, seated(0), plain));
    let creative = studio.dao.timelock(Track::Creative).account;
    studio.dao.chain.fund(creative, FORTUNE);
    let no_cap = Error::Treasury(Rule::NoCap { spender: Spender::Creative });
    refused(&mut studio.dao.chain, no_cap, |chain| treasury.spend(chain, creative, plain));
    // What it can do is publish, and stop what the community spends, once.
    let proposal = studio.dao.propose(account(ALICE), Track::Strategic, &[spend], &draft("Theirs")).unwrap();
    studio.dao.wait_for_vote(proposal);
    studio.dao.votes(proposal, &[ALICE, BOB], Support::For);
    studio.dao.wait_for_end(proposal);
    for seat in 0..5 {
        studio.dao.governor.object_seat(&mut studio.dao.chain, seated(seat), proposal, seat, "No.").unwrap();
    }
    studio.dao.wait_for_window(proposal);
    assert_eq!(studio.dao.state(proposal), State::Vetoed(House::Committee));
    assert_eq!(studio.buckets(), [SALE / 16; 4]);
    studio.check();
}

/// A budget takes as long as the rules say, and no keeper can hasten it.
#[test]
fn nothing_is_paid_before_everybody_had_time_to_leave() {
    let mut studio = Studio::with_cap(1_000_000_000);
    let actions = [studio.spend(Bucket::Reserve, BOB, 1_000)];
    let made = studio.dao.chain.now();
    let proposal = studio.dao.propose(account(ALICE), Track::Strategic, &actions, &draft("Soon")).unwrap();
    studio.dao.wait_for_vote(proposal);
    studio.dao.votes(proposal, &[ALICE, BOB], Support::For);
    studio.dao.wait_for_window(proposal);
    let operation = studio.dao.governor.queue(&mut studio.dao.chain, account(KEEPER), proposal).unwrap();
    let timelock = studio.dao.timelock(Track::Strategic);
    let eta = timelock.operation(&mut studio.dao.chain, operation).unwrap().eta;
    // A day of notice, seven of voting, three to object, three to leave.
    let least: Millis = 14 * DAY;
    assert_eq!(eta, made + least + 1);
    studio.dao.chain.set_time(eta - 1);
    let before = studio.dao.chain.root();
    assert!(timelock.execute(&mut studio.dao.chain, account(KEEPER), operation, &actions).is_err());
    assert_eq!(studio.dao.chain.root(), before);
    studio.dao.chain.set_time(eta);
    timelock.execute(&mut studio.dao.chain, account(KEEPER), operation, &actions).unwrap();
    assert_eq!(studio.collect(0), Ok(1_000));
    studio.check();
}
