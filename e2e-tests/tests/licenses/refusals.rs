//! Every error of licenses, provoked on the chain: with its exact values, and nothing changes.

use crate::stage::{mandate, order, terms, Shop, ARBITER, CREATOR, DAO, METER, OPERATOR, PRICE, REFERRER, TOKEN_PRICE};
use atelier_licensing::{
    dispute::{self, Stage, Verdict, APPEAL, PATIENCE, REPLY},
    error::Error as Rule,
    exclusive::{self, Exclusive},
    license::Mandate,
    meter,
    plan::{Gate, Order, Plan, Refund, Transfer},
    seat::{self, Key, COOLDOWN},
    terms::{self, uses, Kind, ReportError, Terms, Territory},
    units::{end_of, Bps, LicenseId, DAY, MAX_AMOUNT, NATIVE},
};
use e2e_tests::{
    chain::{account, bytes, START},
    dao::votes::Signer,
    metadata::Metadata,
    people::{ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER},
    suite::TokenMode,
};
use ink::selector_bytes;
use licenses::{
    office::{disputes::FIRST_BOND, OfficeError},
    Change, Error,
};
use std::{collections::BTreeSet, fmt::Debug};

/// Which errors were provoked.
#[derive(Default)]
struct Provoked(BTreeSet<String>);

/// The name of a variant, as metadata have it.
fn name(error: &impl Debug) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

impl Provoked {
    fn note(&mut self, error: &Error) {
        self.0.insert(format!("licenses::facts::Error::{}", name(error)));
        if let Error::License(rule) = error {
            self.0.insert(format!("atelier_licensing::error::Error::{}", name(rule)));
        }
    }

    fn note_office(&mut self, error: &OfficeError) {
        self.0.insert(format!("licenses::office::facts::OfficeError::{}", name(error)));
        let (module, name) = match error {
            OfficeError::Licenses(inner) => return self.note(inner),
            OfficeError::Terms(inner) => ("terms::Error", name(inner)),
            OfficeError::Exclusive(inner) => ("exclusive::Error", name(inner)),
            OfficeError::Seat(inner) => ("seat::Error", name(inner)),
            OfficeError::Meter(inner) => ("meter::Error", name(inner)),
            OfficeError::Report(inner) => ("terms::ReportError", name(inner)),
            OfficeError::Dispute(inner) => ("dispute::Error", name(inner)),
            _ => return,
        };
        self.0.insert(format!("atelier_licensing::{module}::{name}"));
    }

    #[track_caller]
    fn refuses<T: Debug + PartialEq>(
        &mut self,
        shop: &mut Shop,
        expected: Error,
        attempt: impl FnOnce(&mut Shop) -> Result<T, Error>,
    ) {
        shop.refuses(expected, attempt);
        self.note(&expected);
    }

    /// A refusal by the rules of plans, money and time.
    #[track_caller]
    fn denies<T: Debug + PartialEq>(
        &mut self,
        shop: &mut Shop,
        expected: Rule,
        attempt: impl FnOnce(&mut Shop) -> Result<T, Error>,
    ) {
        self.refuses(shop, Error::License(expected), attempt);
    }

    /// A refusal by the office.
    #[track_caller]
    fn office<T: Debug + PartialEq>(
        &mut self,
        shop: &mut Shop,
        expected: impl Into<OfficeError>,
        attempt: impl FnOnce(&mut Shop) -> Result<T, OfficeError>,
    ) {
        let expected = expected.into();
        shop.refuses(expected, attempt);
        self.note_office(&expected);
    }
}

/// A change to a plan's first version, paid in an asset, at any price.
const fn change(plan: u32, asset: u32) -> Change {
    Change { plan, version: 1, asset, seats: 0, restart: false, max_total: u128::MAX }
}

fn plans(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    provoked.denies(shop, Rule::NotAllowed, |shop| shop.create_plan(MALLORY));
    let basic = shop.basic();
    provoked.denies(shop, Rule::UnknownPlan { plan: 7 }, |shop| shop.create_version(CREATOR, 7, &basic));
    let many: Vec<_> = (0..9).map(|asset| atelier_licensing::plan::Price { asset, ..basic.prices[0] }).collect();
    let wrong = [
        (Plan { period_days: 0, ..basic.clone() }, Rule::PeriodOutside { days: 0 }),
        (Plan { period_days: 3_661, ..basic.clone() }, Rule::PeriodOutside { days: 3_661 }),
        (Plan { prices: vec![], ..basic.clone() }, Rule::PriceCount { count: 0 }),
        (Plan { prices: many, ..basic.clone() }, Rule::PriceCount { count: 9 }),
        (Plan { prices: vec![basic.prices[0]; 2], ..basic.clone() }, Rule::AssetTwice { asset: NATIVE }),
        (Plan { referral: Bps(5_001), ..basic.clone() }, Rule::RatioTooLarge { ratio: Bps(5_001), most: Bps(5_000) }),
        (Plan { max_seats: 1_001, ..basic.clone() }, Rule::LimitTooLarge { limit: 1_001, most: 1_000 }),
        (Plan { seats: 6, ..basic.clone() }, Rule::LimitTooLarge { limit: 6, most: 5 }),
        (Plan { grace: 30 * DAY + 1, ..basic.clone() }, Rule::LimitTooLarge { limit: 30 * DAY + 1, most: 30 * DAY }),
        (Plan { trial_days: 91, ..basic.clone() }, Rule::LimitTooLarge { limit: 91, most: 90 }),
        (Plan { pauses: 9, ..basic.clone() }, Rule::LimitTooLarge { limit: 9, most: 8 }),
    ];
    for (version, expected) in wrong {
        provoked.denies(shop, expected, |shop| shop.create_version(CREATOR, plan, &version));
    }
    let mut dear = basic.clone();
    dear.prices[0].price = MAX_AMOUNT + 1;
    provoked.denies(shop, Rule::AmountTooLarge, |shop| shop.create_version(CREATOR, plan, &dear));
    dear.prices[0].price = 1;
    dear.prices[0].asset = 9;
    provoked.denies(shop, Rule::AssetNotAllowed { asset: 9 }, |shop| shop.create_version(CREATOR, plan, &dear));
    let nobodys = Plan { split: 77, ..basic.clone() };
    provoked.refuses(shop, Error::UnknownSplit(77), |shop| shop.create_version(CREATOR, plan, &nobodys));
    let lawless = Plan { terms: 77, ..basic.clone() };
    provoked.refuses(shop, Error::UnknownTerms(77), |shop| shop.create_version(CREATOR, plan, &lawless));
    let earliest = shop.now() + 30 * DAY;
    provoked.denies(shop, Rule::NoticeTooShort { earliest }, |shop| shop.sunset(plan, 1, earliest - 1, None));
    provoked.denies(shop, Rule::UnknownVersion { plan, version: 9 }, |shop| shop.sunset(plan, 9, earliest, None));
    for _ in 1..16 {
        shop.sell_with(|_| {});
    }
    let next = shop.create_plan(CREATOR).unwrap();
    provoked.denies(shop, Rule::FamilyFull { most: 16 }, |shop| shop.create_version(CREATOR, next, &basic));
    let (token, asset) = shop.honest;
    provoked.refuses(shop, Error::AssetKnown(asset), |shop| {
        shop.call::<()>(DAO, 0, selector_bytes!("allow_asset"), &(asset, token, 0u128))
    });
    for wrong in [token, account(404)] {
        let expected = Error::NotInLedger { asset: 9, token: wrong };
        provoked.refuses(shop, expected, |shop| {
            shop.call::<()>(DAO, 0, selector_bytes!("allow_asset"), &(9u32, wrong, 0u128))
        });
    }
    provoked.denies(shop, Rule::OutageState, |shop| shop.call::<()>(OPERATOR, 0, selector_bytes!("close_outage"), &()));
    shop.call::<()>(OPERATOR, 0, selector_bytes!("open_outage"), &()).unwrap();
    provoked.denies(shop, Rule::OutageState, |shop| shop.call::<()>(OPERATOR, 0, selector_bytes!("open_outage"), &()));
}

fn sales(provoked: &mut Provoked) {
    let mut shop = Shop::empty();
    let shop = &mut shop;
    let from = shop.now() + DAY;
    let later = shop.sell_with(|plan| plan.effective_from = from);
    provoked.denies(shop, Rule::NotSoldYet { from }, |shop| shop.purchase_with(ALICE, PRICE, &order(later, NATIVE)));
    let plan = shop.sell_with(|_| {});
    let good = order(plan, shop.honest.1);
    provoked.denies(shop, Rule::NotSoldIn { asset: 9 }, |shop| shop.purchase(ALICE, &Order { asset: 9, ..good }));
    for periods in [0, 37] {
        let expected = Rule::PeriodsOutside { periods };
        provoked.denies(shop, expected, |shop| shop.purchase(ALICE, &Order { periods, ..good }));
    }
    provoked.denies(shop, Rule::TooManySeats { most: 3 }, |shop| shop.purchase(ALICE, &Order { seats: 4, ..good }));
    let cheap = Order { max_total: TOKEN_PRICE - 1, ..good };
    provoked.denies(shop, Rule::TooExpensive { total: TOKEN_PRICE }, |shop| shop.purchase(ALICE, &cheap));
    let own = Order { referrer: Some(account(ALICE)), ..good };
    provoked.denies(shop, Rule::SelfReferral, |shop| shop.purchase(ALICE, &own));
    let license = shop.purchase(ALICE, &good).unwrap();
    provoked.denies(shop, Rule::AlreadyLicensed { license }, |shop| shop.purchase(ALICE, &good));
    let full = shop.sell_with(|plan| plan.max_ever = Some(0));
    provoked.denies(shop, Rule::SoldOut { most: 0 }, |shop| shop.purchase(ALICE, &order(full, good.asset)));
    let gate = Gate { votes: account(404), snapshot: 0, minimum: 1, part: Bps(0), until: None };
    let gated = shop.sell_with(|plan| plan.gate = Some(gate));
    provoked.denies(shop, Rule::GateClosed, |shop| shop.purchase(ALICE, &order(gated, good.asset)));
    let untried = shop.sell_with(|plan| plan.trial_days = 0);
    provoked.denies(shop, Rule::NoTrial, |shop| shop.start_trial(BOB, untried));
    shop.start_trial(BOB, plan).unwrap();
    provoked.denies(shop, Rule::TrialUsed { family: 1 }, |shop| shop.start_trial(BOB, untried));
    for days in [0, 3_661] {
        provoked.denies(shop, Rule::DaysOutside { days }, |shop| shop.grant(CREATOR, CAROL, plan, days));
    }
    let since = shop.now() + 30 * DAY;
    shop.sunset(plan, 1, since, None).unwrap();
    shop.wait(30 * DAY);
    provoked.denies(shop, Rule::Sunset { since }, |shop| shop.purchase(CAROL, &good));
}

fn renewals(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let asset = shop.honest.1;
    let nobodys = LicenseId(7);
    provoked.denies(shop, Rule::UnknownLicense { license: nobodys }, |shop| shop.renew(ALICE, nobodys, asset, 1, 1));
    let license = shop.buy(ALICE, plan, asset);
    for _ in 0..7 {
        shop.renew(BOB, license, asset, 1, TOKEN_PRICE).unwrap();
    }
    provoked.denies(shop, Rule::TooManyAhead, |shop| shop.renew(ALICE, license, asset, 1, TOKEN_PRICE));
    let license = shop.buy(BOB, plan, asset);
    provoked.denies(shop, Rule::NoMandate, |shop| shop.renew_for(KEEPER, license));
    provoked.denies(shop, Rule::Nothing, |shop| shop.set_mandate(BOB, license, mandate(asset, 1, 0)));
    let price = TOKEN_PRICE;
    shop.set_mandate(BOB, license, mandate(asset, price - 1, 1)).unwrap();
    let (from, to) = (START + 27 * DAY, START + 33 * DAY);
    provoked.denies(shop, Rule::OutsideWindow { from, to }, |shop| shop.renew_for(KEEPER, license));
    shop.wait(27 * DAY);
    let low = Rule::MandateTooLow { price, most: price - 1 };
    provoked.denies(shop, low, |shop| shop.renew_for(KEEPER, license));
    let short = Mandate { expires_at: START, ..mandate(asset, price, 1) };
    shop.set_mandate(BOB, license, short).unwrap();
    provoked.denies(shop, Rule::MandateExpired { at: START }, |shop| shop.renew_for(KEEPER, license));
    shop.set_mandate(BOB, license, Mandate { use_allowance: false, ..mandate(asset, price, 1) }).unwrap();
    shop.deposit_token(BOB, asset, price - 1).unwrap();
    let holds = price - 1;
    provoked.denies(shop, Rule::PrepaidTooLow { holds }, |shop| shop.renew_for(KEEPER, license));
    provoked.denies(shop, Rule::PrepaidTooLow { holds }, |shop| shop.withdraw(BOB, asset, price));
    provoked.denies(shop, Rule::Nothing, |shop| shop.withdraw(BOB, asset, 0));
    provoked.denies(shop, Rule::AssetNotAllowed { asset: 9 }, |shop| shop.withdraw(BOB, 9, 1));
}

fn changes(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let higher = shop.sell_with(|plan| plan.rank = 2);
    let stranger = shop.sell_with(|plan| (plan.family, plan.rank) = (2, 2));
    let asset = shop.honest.1;
    let license = shop.buy(ALICE, plan, asset);
    provoked.denies(shop, Rule::OtherFamily { family: 1 }, |shop| {
        shop.change_plan(ALICE, 0, license, &change(stranger, asset))
    });
    provoked.denies(shop, Rule::NoChange, |shop| shop.change_plan(ALICE, 0, license, &change(plan, asset)));
    provoked.denies(shop, Rule::OtherAsset { asset }, |shop| {
        shop.change_plan(ALICE, PRICE, license, &change(higher, NATIVE))
    });
    provoked.denies(shop, Rule::NothingScheduled, |shop| {
        shop.call::<()>(ALICE, 0, selector_bytes!("cancel_scheduled"), &license)
    });
    let gift = shop.gift(ALICE, BOB, &order(plan, asset)).unwrap();
    provoked.denies(shop, Rule::OthersMoney, |shop| shop.change_plan(BOB, 0, gift, &change(higher, asset)));
    provoked.denies(shop, Rule::NotHeld, |shop| shop.resume(ALICE, license));
    shop.pause(ALICE, license).unwrap();
    let since = end_of(crate::stage::TODAY);
    provoked.denies(shop, Rule::Held { since }, |shop| shop.renew(BOB, license, asset, 1, TOKEN_PRICE));
    provoked.denies(shop, Rule::NotAllowed, |shop| shop.resume(MALLORY, license));
    for _ in 0..2 {
        shop.wait(2 * DAY);
        shop.resume(ALICE, license).unwrap();
        let _ = shop.pause(ALICE, license);
    }
    provoked.denies(shop, Rule::TooManyPauses { most: 2 }, |shop| shop.pause(ALICE, license));
    let given = shop.grant(CREATOR, CAROL, plan, 9).unwrap();
    provoked.denies(shop, Rule::NothingUnearned, |shop| shop.pause(CAROL, given));
    provoked.denies(shop, Rule::NotTransferable, |shop| shop.transfer(CAROL, given, MALLORY));
    shop.cancel(BOB, gift).unwrap();
    provoked.denies(shop, Rule::NotLive, |shop| shop.cancel(BOB, gift));
    shop.wait(9 * DAY);
    let end = shop.newest(given).end;
    provoked.denies(shop, Rule::Ended { end }, |shop| shop.cancel(CAROL, given));
    // Each transfer that costs time leaves a gap.
    let costly = shop.sell_with(|plan| plan.transfer = Transfer::Free { fee: Bps(1) });
    let license = shop.buy(ALICE, costly, asset);
    let hands = [ALICE, BOB];
    for round in 0..48 {
        shop.transfer(hands[round % 2], license, hands[(round + 1) % 2]).unwrap();
        shop.wait(1_000);
    }
    provoked.denies(shop, Rule::TooManyGaps, |shop| shop.transfer(ALICE, license, BOB));
}

fn money(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let wrong = Error::WrongValue { expected: PRICE, given: PRICE + 1 };
    provoked.refuses(shop, wrong, |shop| shop.purchase_with(ALICE, PRICE + 1, &order(plan, NATIVE)));
    shop.turn(TokenMode::Traps);
    let (token, asset) = shop.hostile;
    provoked.refuses(shop, Error::TokenFailed(token), |shop| shop.purchase(ALICE, &order(plan, asset)));
    let cheap = shop.sell_with(|plan| plan.prices[0].price = 30_000);
    shop.purchase(ALICE, &Order { referrer: Some(account(NEWCOMER)), ..order(cheap, NATIVE) }).unwrap();
    shop.wait(DAY);
    let failed = Error::PayoutFailed { account: account(NEWCOMER), amount: 100 };
    provoked.refuses(shop, failed, |shop| shop.release_referral(NATIVE, NEWCOMER));
    provoked.denies(shop, Rule::AssetNotAllowed { asset: 9 }, |shop| shop.release(9, 1));
    provoked.denies(shop, Rule::Nothing, |shop| shop.release_referral(NATIVE, REFERRER));
    shop.call::<()>(DAO, 0, selector_bytes!("set_fee"), &Bps(0)).unwrap();
    provoked.denies(shop, Rule::Nothing, |shop| shop.collect_fees(NATIVE));
}

fn terms_and_exclusives(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let good = terms();
    let wrong = [
        (Terms { uri: vec![0; 257], ..good.clone() }, terms::Error::UriTooLong { bytes: 257 }),
        (Terms { uses: 0, ..good.clone() }, terms::Error::UsesUnknown { uses: 0 }),
        (Terms { uses: 1 << 16, ..good.clone() }, terms::Error::UsesUnknown { uses: 1 << 16 }),
        (Terms { territory: Territory::NOWHERE, ..good.clone() }, terms::Error::TerritoryUnknown),
        (Terms { governing_law: 999, ..good.clone() }, terms::Error::LawUnknown { country: 999 }),
        (Terms { sublicense_depth: 9, ..good.clone() }, terms::Error::TooDeep { depth: 9 }),
        (Terms { rev_share: Bps(10_001), ..good.clone() }, terms::Error::ShareAboveWhole { share: Bps(10_001) }),
        (Terms { rev_share: Bps(0), ..good.clone() }, terms::Error::CeilingWithoutShare),
        (Terms { uses: uses::GAMES, ..good.clone() }, terms::Error::TrainingContradicts),
        (Terms { duration_days: Some(0), ..good.clone() }, terms::Error::NoDuration),
        (Terms { kind: Kind::Cc0, ..good.clone() }, terms::Error::NotEverybodys),
    ];
    for (terms, expected) in wrong {
        provoked.office(shop, expected, |shop| shop.register_terms(CREATOR, &terms));
    }
    provoked.office(shop, OfficeError::TermsKnown { terms: 1 }, |shop| shop.register_terms(CREATOR, &good));

    let common = Terms { exclusive_possible: false, rev_share: Bps(0), rev_ceiling: None, ..good.clone() };
    let common = shop.register_terms(CREATOR, &common).unwrap();
    let french =
        Terms { uses: uses::GAMES, territory: Territory::of(&[*b"FR"]), training: terms::Training::NotAllowed, ..good };
    let french = shop.register_terms(CREATOR, &french).unwrap();
    let [common, french] = [common, french].map(|terms| shop.sell_with(|plan| plan.terms = terms));
    let [license, other] = [ALICE, BOB].map(|who| shop.buy(who, plan, NATIVE));
    let [plain, narrow] = [common, french].map(|plan| shop.buy(CAROL, plan, NATIVE));
    let now = shop.now();
    let wanted =
        Exclusive { license, uses: uses::GAMES, territory: Territory::of(&[*b"FR"]), from: now, to: now + 9 * DAY };
    let grant = |shop: &mut Shop, wanted: Exclusive| {
        shop.office::<()>(ARBITER, 0, selector_bytes!("grant_exclusive"), &([7u8; 32], wanted))
    };
    let wrong = [
        (Exclusive { license: plain, ..wanted }, exclusive::Error::NotPossible),
        (
            Exclusive { uses: uses::FILM, license: narrow, ..wanted },
            exclusive::Error::UsesOutside { uses: uses::GAMES },
        ),
        (Exclusive { territory: Territory::WORLD, license: narrow, ..wanted }, exclusive::Error::TerritoryOutside),
        (Exclusive { to: now, ..wanted }, exclusive::Error::TimeOutside { now }),
    ];
    for (wanted, expected) in wrong {
        provoked.office(shop, expected, |shop| grant(shop, wanted));
    }
    for day in 0..32 {
        grant(shop, Exclusive { from: now + day * DAY, to: now + (day + 1) * DAY, ..wanted }).unwrap();
    }
    let taken = exclusive::Error::Taken { license };
    provoked.office(shop, taken, |shop| grant(shop, Exclusive { license: other, ..wanted }));
    provoked.office(shop, exclusive::Error::TooMany { most: 32 }, |shop| {
        grant(shop, Exclusive { from: now + 40 * DAY, to: now + 41 * DAY, ..wanted })
    });
    provoked.office(shop, exclusive::Error::Unknown, |shop| {
        shop.office::<()>(BOB, 0, selector_bytes!("end_exclusive"), &(Some([7u8; 32]), other))
    });
    provoked.office(shop, exclusive::Error::PlanConflicts { plan }, |shop| {
        shop.office::<()>(DAO, 0, selector_bytes!("grant_library_exclusive"), &wanted)
    });
}

fn library(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let license = shop.buy(ALICE, plan, NATIVE);
    let from = shop.now();
    let wanted = Exclusive { license, uses: uses::GAMES, territory: Territory::WORLD, from, to: from + 400 * DAY };
    shop.office::<()>(DAO, 0, selector_bytes!("grant_library_exclusive"), &wanted).unwrap();
    provoked.denies(shop, Rule::Exclusive, |shop| shop.purchase(BOB, &order(plan, NATIVE)));
    provoked.denies(shop, Rule::Exclusive, |shop| shop.start_trial(BOB, plan));
    provoked.denies(shop, Rule::Exclusive, |shop| shop.grant(CREATOR, BOB, plan, 1));
}

fn seats_and_keys(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let license = shop.buy(ALICE, plan, NATIVE);
    provoked.office(shop, Error::License(Rule::NotAllowed), |shop| shop.assign_seat(MALLORY, license, 0, BOB));
    provoked.office(shop, seat::Error::NoSuchSeat { seats: 2 }, |shop| shop.assign_seat(ALICE, license, 2, BOB));
    let remove =
        |shop: &mut Shop, seat: u16| shop.office::<()>(ALICE, 0, selector_bytes!("remove_seat"), &(license, seat));
    provoked.office(shop, seat::Error::SeatVacant, |shop| remove(shop, 0));
    shop.assign_seat(ALICE, license, 0, BOB).unwrap();
    provoked.office(shop, seat::Error::SeatTaken, |shop| shop.assign_seat(ALICE, license, 0, CAROL));
    provoked.office(shop, seat::Error::AlreadySeated { seat: 0 }, |shop| shop.assign_seat(ALICE, license, 1, BOB));
    remove(shop, 0).unwrap();
    let until = shop.now() + COOLDOWN;
    provoked.office(shop, seat::Error::CoolingDown { until }, |shop| shop.assign_seat(ALICE, license, 0, CAROL));
    let now = shop.now();
    let key = |number: u8| Key::Ed25519([number; 32]);
    provoked.office(shop, seat::Error::KeyExpired, |shop| shop.set_gate_key(ALICE, license, key(0), now));
    for number in 0..8 {
        shop.set_gate_key(ALICE, license, key(number), now + 1).unwrap();
    }
    provoked.office(shop, seat::Error::TooManyKeys, |shop| shop.set_gate_key(ALICE, license, key(8), now + 1));
    provoked.office(shop, seat::Error::UnknownKey, |shop| {
        shop.office::<()>(ALICE, 0, selector_bytes!("remove_gate_key"), &(license, key(8)))
    });
}

fn use_and_income(provoked: &mut Provoked) {
    let mut shop = Shop::empty();
    let shop = &mut shop;
    let plan = shop.sell_with(|plan| plan.credits = 10);
    let license = shop.buy(ALICE, plan, NATIVE);
    let signer = Signer::new(7);
    let expires = shop.now() + 90 * DAY;
    shop.set_gate_key(ALICE, license, Key::Sr25519(bytes(signer.account())), expires).unwrap();
    let consume = |shop: &mut Shop, epoch: u32, cumulative: u64| {
        shop.office::<u128>(METER, 0, selector_bytes!("consume"), &(license, epoch, cumulative, [5u8; 32]))
    };
    consume(shop, 0, 5).unwrap();
    provoked.office(shop, meter::Error::NotMore { used: 5 }, |shop| consume(shop, 0, 5));
    provoked.office(shop, meter::Error::EpochOutside { newest: 0, present: 0 }, |shop| consume(shop, 1, 5));
    let (contract, genesis) = (bytes(shop.licenses), crate::stage::GENESIS);
    let redeem = |shop: &mut Shop, cumulative: u64, key: u8, is_good: bool| {
        let report = meter::Report { epoch: 0, cumulative, root: [5; 32] };
        let mut words = meter::voucher(&genesis, &contract, &meter::voucher_rest(license, &report)).concat();
        words[0] ^= u8::from(!is_good);
        let arguments = (license, 0u32, cumulative, [5u8; 32], key, signer.sign(&words));
        shop.office::<u128>(KEEPER, 0, selector_bytes!("redeem_voucher"), &arguments)
    };
    provoked.office(shop, meter::Error::NotCovered { uses: 1 }, |shop| redeem(shop, 11, 0, true));
    provoked.office(shop, meter::Error::KeyUnknown, |shop| redeem(shop, 6, 1, true));
    provoked.office(shop, meter::Error::NotSigned, |shop| redeem(shop, 6, 0, false));

    shop.report_revenue(ALICE, 10, license, 100, 10).unwrap();
    let above = ReportError::AboveMaximum { due: 10 };
    provoked.office(shop, above, |shop| shop.report_revenue(ALICE, 10, license, 200, 9));
    let again = ReportError::NotMore { reported: 100 };
    provoked.office(shop, again, |shop| shop.report_revenue(ALICE, 0, license, 100, 10));
    provoked
        .office(shop, ReportError::TooMuch, |shop| shop.report_revenue(ALICE, 0, license, MAX_AMOUNT + 1, u128::MAX));
    let free = Terms { rev_share: Bps(0), rev_ceiling: None, ..terms() };
    let free = shop.register_terms(CREATOR, &free).unwrap();
    let plan = shop.sell_with(|plan| plan.terms = free);
    let free = shop.buy(ALICE, plan, NATIVE);
    provoked.office(shop, ReportError::NoShare, |shop| shop.report_revenue(ALICE, 0, free, 100, 10));
}

fn disputes(provoked: &mut Provoked) {
    let (mut shop, plan) = Shop::new();
    let shop = &mut shop;
    let license = shop.buy(ALICE, plan, NATIVE);
    provoked.office(shop, dispute::Error::Unknown, |shop| shop.execute_ruling(1));
    provoked.office(shop, dispute::Error::OwnLicense, |shop| shop.open_dispute(ALICE, license));
    assert_eq!(shop.open_dispute(BOB, license), Ok(1));
    let opened = shop.now();
    provoked.office(shop, dispute::Error::OneIsOpen { dispute: 1 }, |shop| shop.open_dispute(CAROL, license));
    let from = opened + REPLY;
    provoked.office(shop, dispute::Error::TooEarly { from }, |shop| shop.rule(ARBITER, 1, Verdict::Breach));
    let from = opened + PATIENCE;
    provoked.office(shop, dispute::Error::TooEarly { from }, |shop| shop.execute_ruling(1));
    let open = dispute::Error::WrongStage { stage: Stage::Open };
    provoked.office(shop, open, |shop| shop.rule(DAO, 1, Verdict::Breach));
    let appeal = |shop: &mut Shop, who: u32| shop.office::<()>(who, FIRST_BOND, selector_bytes!("appeal"), &1u32);
    provoked.office(shop, open, |shop| appeal(shop, ALICE));
    shop.suspend(1).unwrap();
    provoked.office(shop, dispute::Error::IsSuspended, |shop| shop.suspend(1));
    shop.wait(REPLY);
    provoked.office(shop, dispute::Error::TooLate { since: opened + REPLY }, |shop| {
        shop.office::<()>(ALICE, 0, selector_bytes!("respond"), &(1u32, [1u8; 32]))
    });
    shop.rule(ARBITER, 1, Verdict::Breach).unwrap();
    let ruled = shop.now();
    provoked.office(shop, dispute::Error::NotTheLoser, |shop| appeal(shop, BOB));
    shop.wait(APPEAL);
    provoked.office(shop, dispute::Error::TooLate { since: ruled + APPEAL }, |shop| appeal(shop, ALICE));
    shop.execute_ruling(1).unwrap();
    let closed = dispute::Error::WrongStage { stage: Stage::Closed };
    provoked.office(shop, closed, |shop| shop.execute_ruling(1));
    provoked.office(shop, Error::License(Rule::NotLive), |shop| shop.open_dispute(BOB, license));
}

/// The errors of the metadata, with the path of their type.
fn declared() -> BTreeSet<String> {
    let metadata = Metadata::of("licenses");
    let mut all = BTreeSet::new();
    for entry in metadata.0["types"].as_array().unwrap() {
        let path: Vec<&str> =
            entry["type"]["path"].as_array().into_iter().flatten().filter_map(|part| part.as_str()).collect();
        let is_ours = matches!(path.first(), Some(&("licenses" | "atelier_licensing")));
        if !is_ours || !path.last().is_some_and(|name| name.ends_with("Error")) {
            continue;
        }
        for variant in entry["type"]["def"]["variant"]["variants"].as_array().unwrap() {
            all.insert(format!("{}::{}", path.join("::"), variant["name"].as_str().unwrap()));
        }
    }
    all
}

#[test]
fn each_error_is_provoked_and_changes_nothing() {
    let mut provoked = Provoked::default();
    plans(&mut provoked);
    sales(&mut provoked);
    renewals(&mut provoked);
    changes(&mut provoked);
    money(&mut provoked);
    terms_and_exclusives(&mut provoked);
    library(&mut provoked);
    seats_and_keys(&mut provoked);
    use_and_income(&mut provoked);
    disputes(&mut provoked);
    assert_eq!(provoked.0, declared());
}

#[test]
fn versions_without_refunds_keep_what_was_paid() {
    let mut shop = Shop::empty();
    let plan = shop.sell_with(|plan| plan.refund = Refund::None);
    let license = shop.buy(ALICE, plan, NATIVE);
    assert_eq!(shop.cancel(ALICE, license), Ok(0));
    shop.wait(29 * DAY);
    assert!(shop.is_active_now(ALICE, plan));
    shop.wait(2 * DAY);
    assert_eq!(shop.release(NATIVE, shop.split), Ok(PRICE));
}
