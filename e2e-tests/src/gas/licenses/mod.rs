//! The messages of licenses: purchases and renewals among few and among many others, long lives, and income of many days.
//!
//! `n` is what the cost could depend on: of purchases, renewals and cancels how many licenses there are, of `record` the number
//! of the license's record, of questions how many periods a license has had, of `release` how many days.

mod beside;
pub mod goals;
mod picture;
mod stage;
mod trials;

use crate::{
    chain::account,
    dao::votes::{Terms, Votes},
    gas::{chart::Chart, Group, Row},
    people::{ALICE, BOB, CAROL, KEEPER},
    steps,
    studio::PLANS,
};
use atelier_licensing::{
    plan::{Gate, Order},
    units::{AssetId, Bps, DAY, NATIVE},
};
use goals::{FEW, MANY};
use ink::selector_bytes;
use stage::Stage;

/// The name of this group.
pub const NAME: &str = "licenses";
/// In the chain's own money.
const IN_NATIVE: &str = "native";
/// In a token.
const IN_TOKEN: &str = "token";
/// How many licenses there are.
const COUNTS: [u32; 4] = [FEW, 100, 1_000, MANY];
/// How many periods a license has had.
const PERIODS: [u32; 3] = [1, 50, 500];
/// How many days a release is about.
const DAYS: [u32; 3] = [1, 30, 365];
/// Between two purchases while income is waited for, in days: each page of days has something in it.
const BETWEEN: u32 = 15;
/// The pillar of licenses.
pub struct Licenses;

impl Group for Licenses {
    fn name(&self) -> &'static str {
        NAME
    }

    fn measure(&self, begin: &mut dyn FnMut(&str)) -> Vec<Row> {
        let mut rows = Vec::new();
        let groups: [(&str, fn() -> Vec<Row>); 7] = [
            ("purchases", purchases),
            ("other purchases", other_purchases),
            ("renewals", renewals),
            ("changes", changes),
            ("the DAO", dao),
            ("long lives", lives),
            ("income", income),
        ];
        for (what, measure) in groups {
            begin(&format!("{NAME}: {what}"));
            rows.extend(measure());
        }
        rows.extend(goals::derived(&rows));
        rows
    }

    fn beside(&self, rows: &[Row]) -> String {
        beside::beside(rows)
    }

    fn picture(&self, rows: &[Row]) -> Chart {
        picture::picture(rows)
    }

    fn items(&self) -> String {
        steps::listen();
        let purchase = |is_token: bool| {
            let mut stage = Stage::of(NATIVE, FEW);
            let (buyer, asset) = (stage.person(), stage.asset(is_token));
            let trial = stage.purchase(buyer, asset, 1);
            let codes: &[&str] = if is_token { &["licenses", "honest-token", "honest-token"] } else { &["licenses"] };
            stage.measure(trial).items(codes, 1)
        };
        let renew = || {
            let mut stage = Stage::new();
            let (buyer, license) = stage.renewed(1);
            let trial = stage.renew(buyer, license, true);
            stage.measure(trial).items(&["licenses"], 1)
        };
        let is_active = || {
            let mut stage = Stage::new();
            let (buyer, license) = stage.renewed(1);
            let now = stage.studio.now();
            let trial = stage.is_active(buyer, license, now, true);
            stage.measure(trial).items(&["licenses"], 1)
        };
        let release = |days| {
            let mut stage = Stage::of(NATIVE, FEW);
            stage.released_before(NATIVE);
            stage.days(days);
            let trial = stage.release(NATIVE, days as u32);
            stage.measure(trial).items(&["licenses", "splits"], 1)
        };
        let cancel = || {
            let mut stage = Stage::new();
            let holder = stage.person();
            let license = stage.sold(holder, NATIVE, 1);
            stage.days(10);
            let trial = stage.of_licenses(holder, selector_bytes!("cancel"), &license);
            stage.measure(trial).items(&["licenses", "licenses-desk"], 2)
        };
        let told = [
            ("purchase, native", purchase(false)),
            ("purchase, token", purchase(true)),
            ("renew, record 2", renew()),
            ("is_active, 1 period", is_active()),
            ("release, native, 1 day", release(1)),
            ("release, native, 30 days", release(30)),
            ("cancel", cancel()),
        ];
        told.map(|(what, items)| format!("{what}\n{items}")).join("\n")
    }
}

/// What a case is called.
const fn money(is_token: bool) -> &'static str {
    if is_token {
        IN_TOKEN
    } else {
        IN_NATIVE
    }
}

impl Stage {
    fn asset(&self, is_token: bool) -> AssetId {
        if is_token {
            self.studio.token.1
        } else {
            NATIVE
        }
    }
}

/// Purchases among few and many, short and long ones.
fn purchases() -> Vec<Row> {
    let mut rows = Vec::new();
    for is_token in [false, true] {
        for count in COUNTS {
            // The token's number is the same on every stage.
            let asset = u32::from(is_token);
            let mut stage = Stage::of(asset, count);
            assert_eq!(asset, stage.asset(is_token), "the token is another asset");
            let buyer = stage.person();
            let trial = stage.purchase(buyer, asset, 1);
            rows.push(stage.measure(trial).row("purchase", money(is_token), Some(count)));
        }
    }
    for is_token in [false, true] {
        let mut stage = Stage::of(NATIVE, FEW);
        let asset = stage.asset(is_token);
        let buyer = stage.person();
        let trial = stage.purchase(buyer, asset, 36);
        rows.push(stage.measure(trial).row("purchase", &format!("{}, 36 periods", money(is_token)), None));
        // To a day on which a page of days begins.
        while !(stage.studio.now() / DAY).is_multiple_of(32) {
            stage.days(1);
        }
        let buyer = stage.person();
        let trial = stage.purchase(buyer, asset, 1);
        rows.push(stage.measure(trial).row("purchase", &format!("{}, one page of days", money(is_token)), None));
    }
    rows
}

/// Purchases that are not the usual ones.
fn other_purchases() -> Vec<Row> {
    let mut stage = Stage::of(NATIVE, FEW);
    let mut rows = Vec::new();
    let [payer, licensee] = [stage.person(), stage.person()];
    let trial = stage.gift(payer, licensee);
    rows.push(stage.measure(trial).row("gift", IN_NATIVE, None));
    let order = Order { referrer: Some(account(BOB)), ..stage.studio.order(stage.studio.basic, NATIVE, 1) };
    let trial = stage.order(payer, &order);
    rows.push(stage.measure(trial).row("purchase", "native, with a referrer", None));
    let plan = stage.plan(|version| version.max_active = Some(1_000));
    let order = stage.studio.order(plan, NATIVE, 1);
    let trial = stage.order(payer, &order);
    rows.push(stage.measure(trial).row("purchase", "native, of a limited plan", None));
    let votes = Votes::deploy(stage.studio.chain(), &Terms::of(&[(ALICE, 1_000_000)])).account;
    let snapshot = stage.studio.now();
    stage.studio.wait(DAY);
    let plan = stage.plan(|version| {
        version.gate = Some(Gate { votes, snapshot, minimum: 1, part: Bps(0), until: None });
    });
    let order = stage.studio.order(plan, NATIVE, 1);
    let trial = stage.order(account(ALICE), &order);
    rows.push(stage.measure(trial).row("purchase", "native, behind a gate", None));
    rows
}

/// Renewals among few and many, and of licenses with many records.
fn renewals() -> Vec<Row> {
    let mut rows = Vec::new();
    for count in [FEW, MANY] {
        let mut stage = Stage::of(NATIVE, count);
        let (buyer, license) = stage.renewed(1);
        let trial = stage.renew(buyer, license, true);
        rows.push(stage.measure(trial).row("renew", IN_NATIVE, Some(count)));
    }
    for record in [2, 12, 13] {
        let mut stage = Stage::new();
        let (buyer, license) = stage.renewed(record - 1);
        // Older records go into a page of their own, of which the floor knows nothing.
        let trial = stage.renew(buyer, license, record <= 12);
        rows.push(stage.measure(trial).row("renew", "native, record", Some(record)));
    }
    for is_token in [false, true] {
        let mut stage = Stage::new();
        let (holder, asset) = (stage.person(), stage.asset(is_token));
        let license = stage.sold(holder, asset, 1);
        let keeper_fee = 1_000;
        let (licenses, dao) = (stage.studio.licenses, account(crate::studio::DAO));
        licenses.set_keeper_fee(stage.studio.chain(), dao, asset, keeper_fee).expect("the DAO may");
        stage.days(29);
        let trial = stage.renew_for(holder, license, asset);
        let case = if is_token { "token, by allowance" } else { "native, paid in advance" };
        rows.push(stage.measure(trial).row("renew_for", case, None));
    }
    rows
}

/// What holders do with a license.
fn changes() -> Vec<Row> {
    let mut rows = Vec::new();
    for count in [FEW, MANY] {
        let mut stage = Stage::of(NATIVE, count);
        let holder = stage.person();
        let license = stage.sold(holder, NATIVE, 1);
        stage.days(10);
        let trial = stage.of_licenses(holder, selector_bytes!("cancel"), &license);
        rows.push(stage.measure(trial).row("cancel", IN_NATIVE, Some(count)));
    }
    let mut stage = Stage::of(NATIVE, FEW);
    let people = [0; 4].map(|_: u8| stage.person());
    let licenses = people.map(|holder| stage.sold(holder, NATIVE, 1));
    stage.days(10);
    for (number, case) in ["to the same end", "restarted"].into_iter().enumerate() {
        let trial = stage.upgrade(people[number], licenses[number], number == 1);
        rows.push(stage.measure(trial).row("change_plan", case, None));
    }
    let (holder, license) = (people[2], licenses[2]);
    let trial = stage.of_licenses(holder, selector_bytes!("pause"), &license);
    rows.push(stage.measure(trial).row("pause", "1 record", None));
    stage.days(5);
    let trial = stage.of_licenses(holder, selector_bytes!("resume"), &license);
    rows.push(stage.measure(trial).row("resume", "1 record", None));
    let receiver = stage.person();
    let trial = stage.of_licenses(people[3], selector_bytes!("transfer"), &(licenses[3], receiver));
    rows.push(stage.measure(trial).row("transfer", "for time", None));
    let trial = stage::Trial { value: 1_000_000, ..stage.of_licenses(holder, selector_bytes!("deposit"), &()) };
    rows.push(stage.measure(trial).row("deposit", IN_NATIVE, None));
    rows
}

/// What the DAO does.
fn dao() -> Vec<Row> {
    let mut stage = Stage::of(NATIVE, FEW);
    let arguments = (stage.studio.basic, stage.studio.version(1, 2 * crate::studio::PRICE));
    let trial = stage.of_licenses(account(PLANS), selector_bytes!("create_version"), &arguments);
    vec![stage.measure(trial).row("create_version", "2 assets", None)]
}

/// Questions about licenses that have had many periods, one after the other.
fn lives() -> Vec<Row> {
    let mut stage = Stage::new();
    let begin = stage.studio.now();
    let (holder, license) = stage.renewed(1);
    let mut rows = Vec::new();
    let mut had = 1;
    for periods in PERIODS {
        while had < periods {
            stage.renewed_once_more(holder, license);
            had += 1;
        }
        let now = stage.studio.now();
        let trial = stage.is_active(holder, license, now, true);
        rows.push(stage.measure(trial).row("is_active", "now", Some(periods)));
        let trial = stage.is_active(holder, license, begin, periods == 1);
        rows.push(stage.measure(trial).row("is_active", "in the first period", Some(periods)));
        let trial = stage.of_licenses(account(KEEPER), selector_bytes!("license_at"), &(license, begin));
        rows.push(stage.measure(trial).row("license_at", "in the first period", Some(periods)));
        let trial =
            stage.of_licenses(account(CAROL), selector_bytes!("entitlement"), &(license, None::<[u8; 32]>, now));
        rows.push(stage.measure(trial).row("entitlement", "now", Some(periods)));
    }
    let order: Vec<(String, String)> = rows.iter().map(|row| (row.message.clone(), row.case.clone())).collect();
    let first = |row: &Row| order.iter().position(|(message, case)| row.message == *message && row.case == *case);
    rows.sort_by_key(first);
    rows
}

/// Income of few and many days, of few and many licenses.
fn income() -> Vec<Row> {
    let mut rows = Vec::new();
    for is_token in [false, true] {
        for count in [FEW, MANY] {
            let asset = u32::from(is_token);
            let mut stage = Stage::of(asset, count);
            stage.released_before(asset);
            let buyers: Vec<_> = (0..DAYS[2] / BETWEEN).map(|_| stage.person()).collect();
            let mut buyers = buyers.into_iter();
            for days in DAYS {
                for day in 1..=days {
                    stage.days(1);
                    if day % BETWEEN == 0 && days == DAYS[2] {
                        buyers.next().map(|buyer| stage.sold(buyer, asset, 1));
                    }
                }
                let trial = stage.release(asset, days);
                let case = if count == FEW { money(is_token).to_owned() } else { goals::among_many(money(is_token)) };
                rows.push(stage.measure(trial).row("release", &case, Some(days)));
            }
        }
    }
    rows
}
