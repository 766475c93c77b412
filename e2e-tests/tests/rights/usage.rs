//! Metered use and reports of income.

use crate::stage::{bought, given, refused, rule, sell};
use atelier_licensing::{
    error::Error as Rule,
    meter::{Error, Meter, Report},
    seat::Key,
    terms::{ReportError, Royalty, Terms},
    units::{Bps, LicenseId, DAY, NATIVE},
};
use e2e_tests::{
    chain::{account, bytes},
    dao::votes::Signer,
    people::{ALICE, BOB, KEEPER, MALLORY},
    studio::{rights::Voucher, usual_terms, Studio, METER, PRICE},
};
use licenses::{Error as Licenses, OfficeError};

const ROOT: [u8; 32] = [5; 32];

#[test]
fn use_above_the_credits_is_paid_from_what_is_prepaid_and_earned_at_once() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (license, split) = (bought(&mut studio, ALICE, 2), studio.split);
    let meter = account(METER);
    licenses.deposit(studio.chain(), account(ALICE), 25_500).expect("fine");
    assert_eq!(given(&mut studio, license, None).credits_left, Some(225), "two periods of 100, and what is prepaid");
    assert_eq!(licenses.consume(studio.chain(), meter, license, 0, 200, ROOT), Ok(0));
    assert_eq!(given(&mut studio, license, None).credits_left, Some(25));
    let before = licenses.income(studio.chain(), NATIVE, split).expect("it earns");
    assert_eq!(licenses.consume(studio.chain(), meter, license, 0, 210, ROOT), Ok(10_000));
    assert_eq!(licenses.prepaid(studio.chain(), account(ALICE), NATIVE), 15_500);
    assert_eq!(licenses.income(studio.chain(), NATIVE, split), Some(before), "today is not over");
    studio.wait(DAY);
    let income = licenses.income(studio.chain(), NATIVE, split).expect("it earns");
    assert_eq!(income.due, 2 * PRICE / 60 + 10_000);
    assert_eq!(
        licenses.meter_of(studio.chain(), license),
        Some(Meter { epoch: 0, carried: 0, owed: 0, used: 210, paid: 10, root: ROOT })
    );
    // What is prepaid does not do: the rest is owed.
    assert_eq!(licenses.consume(studio.chain(), meter, license, 0, 230, ROOT), Ok(15_000));
    assert_eq!(given(&mut studio, license, None).credits_left, Some(0));
    licenses.renew(studio.chain(), account(ALICE), PRICE, license, 1, PRICE, [0; 32]).expect("fine");
    studio.wait(60 * DAY);
    assert_eq!(given(&mut studio, license, None).credits_left, Some(95), "five uses are taken out of the next credits");
    assert_eq!(licenses.consume(studio.chain(), meter, license, 1, 96, ROOT), Ok(0));
    studio.check_solvent();
}

#[test]
fn reports_are_refused_by_each_rule() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = bought(&mut studio, ALICE, 1);
    licenses.renew(studio.chain(), account(ALICE), PRICE, license, 1, PRICE, [0; 32]).expect("fine");
    let meter = account(METER);
    licenses.consume(studio.chain(), meter, license, 0, 10, ROOT).expect("it is more");
    for cumulative in [0, 9, 10] {
        refused(&mut studio, Error::NotMore { used: 10 }, |studio| {
            licenses.consume(studio.chain(), meter, license, 0, cumulative, ROOT)
        });
    }
    // The next period is paid, and has not begun.
    refused(&mut studio, Error::EpochOutside { newest: 0, present: 0 }, |studio| {
        licenses.consume(studio.chain(), meter, license, 1, 1, ROOT)
    });
    studio.wait(30 * DAY);
    // What comes late is taken until something of the next is reported.
    assert_eq!(licenses.consume(studio.chain(), meter, license, 0, 20, ROOT), Ok(0));
    assert_eq!(licenses.consume(studio.chain(), meter, license, 1, 1, ROOT), Ok(0));
    refused(&mut studio, Error::EpochOutside { newest: 1, present: 1 }, |studio| {
        licenses.consume(studio.chain(), meter, license, 0, 30, ROOT)
    });
    let unknown = LicenseId(7);
    refused(&mut studio, rule(Rule::UnknownLicense { license: unknown }), |studio| {
        licenses.consume(studio.chain(), meter, unknown, 0, 1, ROOT)
    });
    for stranger in [ALICE, MALLORY] {
        refused(&mut studio, rule(Rule::NotAllowed), |studio| {
            licenses.consume(studio.chain(), account(stranger), license, 1, 2, ROOT)
        });
    }
}

/// A report that a key has signed, wrapped as wallets do or not.
pub fn voucher(studio: &Studio, license: LicenseId, epoch: u32, cumulative: u64, is_wrapped: bool) -> Voucher {
    let report = Report { epoch, cumulative, root: ROOT };
    let mut message = studio.licenses.voucher_message(license, &report);
    if is_wrapped {
        message = [b"<Bytes>", &message[..], b"</Bytes>"].concat();
    }
    Voucher { license, report, key: 0, signature: Signer::new(9).sign(&message) }
}

/// A license with the signer's key.
pub fn keyed(studio: &mut Studio) -> LicenseId {
    let license = bought(studio, ALICE, 2);
    let (licenses, expires) = (studio.licenses, studio.now() + 40 * DAY);
    let key = Key::Sr25519(bytes(Signer::new(9).account()));
    licenses.set_gate_key(studio.chain(), account(ALICE), license, key, expires).expect("there is room");
    license
}

#[test]
fn anybody_redeems_what_a_key_has_signed() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let license = keyed(&mut studio);
    for (cumulative, is_wrapped) in [(3, false), (5, true)] {
        let signed = voucher(&studio, license, 0, cumulative, is_wrapped);
        assert_eq!(licenses.redeem_voucher(studio.chain(), account(KEEPER), &signed), Ok(0));
        assert_eq!(licenses.meter_of(studio.chain(), license).map(|meter| meter.used), Some(cumulative));
    }
    // The meter's reports and the key's count together.
    assert_eq!(licenses.consume(studio.chain(), account(METER), license, 0, 6, ROOT), Ok(0));
    let signed = voucher(&studio, license, 0, 6, false);
    refused(&mut studio, Error::NotMore { used: 6 }, |studio| {
        licenses.redeem_voucher(studio.chain(), account(KEEPER), &signed)
    });
}

/// Sells Alice a license under terms that share income: 5 % up to 1,000, in native money or in the token.
fn sharing(studio: &mut Studio, asset: u32) -> (LicenseId, u32) {
    let terms = Terms { rev_share: Bps(500), rev_ceiling: Some(1_000), rev_asset: asset, ..usual_terms() };
    let plan = sell(studio, 3, &terms, |_| ());
    let order = studio.order(plan, NATIVE, 1);
    (studio.buy(ALICE, &order).expect("fine"), studio.terms + 1)
}

#[test]
fn income_is_shared_up_to_the_ceiling_in_native_money_and_in_a_token() {
    for is_token in [false, true] {
        let mut studio = Studio::new();
        let (licenses, split) = (studio.licenses, studio.split);
        let asset = if is_token { studio.token.1 } else { NATIVE };
        let (license, terms) = sharing(&mut studio, asset);
        let report = |studio: &mut Studio, cumulative, due| {
            let value = Studio::value(asset, due);
            let paid = licenses.report_revenue(studio.chain(), account(ALICE), value, license, cumulative, due);
            assert_eq!(paid, Ok(due));
        };
        report(&mut studio, 1, 1);
        report(&mut studio, 20, 0);
        report(&mut studio, 10_000, 499);
        report(&mut studio, 1_000_000, 500);
        report(&mut studio, 2_000_000, 0);
        let royalty = Royalty { reported: 2_000_000, paid: 1_000 };
        assert_eq!(licenses.royalty(studio.chain(), license, terms), royalty);
        studio.wait(DAY);
        let licensed = if is_token { 0 } else { PRICE / 30 };
        assert_eq!(licenses.release(studio.chain(), account(KEEPER), asset, split, 9), Ok(licensed + 1_000));
        studio.check_solvent();
    }
}

#[test]
fn reports_of_income_are_refused_by_each_rule() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let (license, _) = sharing(&mut studio, NATIVE);
    let free = bought(&mut studio, ALICE, 1);
    let alice = account(ALICE);
    refused(&mut studio, ReportError::NoShare, |studio| {
        licenses.report_revenue(studio.chain(), alice, 0, free, 10, 10)
    });
    licenses.report_revenue(studio.chain(), alice, 1, license, 20, 1).expect("it is more");
    for cumulative in [0, 19, 20] {
        refused(&mut studio, ReportError::NotMore { reported: 20 }, |studio| {
            licenses.report_revenue(studio.chain(), alice, 0, license, cumulative, 10)
        });
    }
    refused(&mut studio, ReportError::TooMuch, |studio| {
        licenses.report_revenue(studio.chain(), alice, 999, license, u128::MAX, u128::MAX)
    });
    refused(&mut studio, ReportError::AboveMaximum { due: 1 }, |studio| {
        licenses.report_revenue(studio.chain(), alice, 1, license, 40, 0)
    });
    for given in [0, 2] {
        refused(&mut studio, OfficeError::Licenses(Licenses::WrongValue { expected: 1, given }), |studio| {
            licenses.report_revenue(studio.chain(), alice, given, license, 40, 9)
        });
    }
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.report_revenue(studio.chain(), account(BOB), 1, license, 40, 9)
    });
    let unknown = LicenseId(7);
    refused(&mut studio, rule(Rule::UnknownLicense { license: unknown }), |studio| {
        licenses.report_revenue(studio.chain(), alice, 1, unknown, 40, 9)
    });
    // A token that does not come.
    let mut studio = Studio::new();
    let (asset, token) = (studio.token.1, studio.token.0);
    let (license, _) = sharing(&mut studio, asset);
    refused(&mut studio, OfficeError::Licenses(Licenses::WrongValue { expected: 0, given: 1 }), |studio| {
        licenses.report_revenue(studio.chain(), alice, 1, license, 40, 9)
    });
    studio.chain().call(alice, token, 0, e2e_tests::token::approve(licenses.account, 0));
    refused(&mut studio, OfficeError::Licenses(Licenses::TokenFailed(token)), |studio| {
        licenses.report_revenue(studio.chain(), alice, 0, license, 40, 9)
    });
    // An asset that the DAO does not allow.
    let terms = Terms { rev_share: Bps(1), rev_asset: 99, ..usual_terms() };
    let plan = sell(&mut studio, 4, &terms, |_| ());
    let order = studio.order(plan, NATIVE, 1);
    let license = studio.buy(ALICE, &order).expect("fine");
    refused(&mut studio, rule(Rule::AssetNotAllowed { asset: 99 }), |studio| {
        licenses.report_revenue(studio.chain(), alice, 0, license, 40, 9)
    });
}
