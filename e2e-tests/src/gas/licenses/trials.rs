//! What is measured: calls with their floors, and the stages on which they run.

use super::stage::{cell, Lower, Stage, Trial};
use crate::{
    chain::{account, bytes, AccountId},
    gas::floor::Floor,
    people::KEEPER,
    studio::Studio,
    suite::input,
};
use atelier_licensing::{
    license::Mandate,
    plan::{Order, Plan},
    units::{day_of, AssetId, LicenseId, Millis, PlanId, DAY, NATIVE},
};
use ink::selector_bytes;
use licenses::Change;
use scale::Encode;

/// Stages.
impl Stage {
    /// A purchase of the basic plan that is not measured.
    pub fn sold(&mut self, buyer: AccountId, asset: AssetId, periods: u16) -> LicenseId {
        let order = self.studio.order(self.studio.basic, asset, periods);
        let value = self.value(&order);
        let licenses = self.studio.licenses;
        licenses.purchase(self.studio.chain(), buyer, value, &order).expect("the buyer has the money")
    }

    /// Somebody with a license of so many records, whose last period ends in less than a day.
    pub fn renewed(&mut self, records: u32) -> (AccountId, LicenseId) {
        let buyer = self.person();
        let license = self.sold(buyer, NATIVE, 1);
        self.days(29);
        (1..records).for_each(|_| self.renewed_once_more(buyer, license));
        (buyer, license)
    }

    /// Renews a license, and lets the period pass but for less than a day.
    pub fn renewed_once_more(&mut self, payer: AccountId, license: LicenseId) {
        let (price, licenses) = (crate::studio::PRICE, self.studio.licenses);
        licenses.renew(self.studio.chain(), payer, price, license, 1, u128::MAX, [8; 32]).expect("it goes on");
        self.days(30);
    }

    /// Lets so many days pass.
    pub fn days(&mut self, count: u64) {
        self.studio.wait(count * DAY);
    }

    /// Makes the latest income available, so that the next release is not the first one.
    pub fn released_before(&mut self, asset: AssetId) {
        let (split, licenses) = (self.studio.split, self.studio.licenses);
        self.days(1);
        licenses.release(self.studio.chain(), account(KEEPER), asset, split, u32::MAX).expect("a day is over");
    }

    /// A plan that differs from the basic one.
    pub fn plan(&mut self, change: impl FnOnce(&mut Plan<AccountId>)) -> PlanId {
        let mut version = self.studio.version(1, crate::studio::PRICE);
        change(&mut version);
        self.studio.sell(&version)
    }

    fn value(&mut self, order: &Order<AccountId>) -> u128 {
        let licenses = self.studio.licenses;
        let quote = licenses.quote(self.studio.chain(), order).expect("the order is fine");
        Studio::value(order.asset, quote.total)
    }
}

/// Calls.
impl Stage {
    /// A message without a floor.
    pub fn of_licenses(&self, caller: AccountId, selector: [u8; 4], arguments: &impl Encode) -> Trial {
        Trial { caller, value: 0, input: input(selector, arguments), lower: None }
    }

    /// `purchase` without a floor.
    pub fn order(&mut self, buyer: AccountId, order: &Order<AccountId>) -> Trial {
        let value = self.value(order);
        Trial { value, ..self.of_licenses(buyer, selector_bytes!("purchase"), order) }
    }

    /// `purchase` of the basic plan by somebody who has no license of it.
    pub fn purchase(&mut self, buyer: AccountId, asset: AssetId, periods: u16) -> Trial {
        let (plan, split, today) = (self.studio.basic, self.studio.split, day_of(self.studio.now()));
        let order = self.studio.order(plan, asset, periods);
        let trial = self.order(buyer, &order);
        let sold = self.studio.licenses.plan(self.studio.chain(), plan).map_or(0, |shelf| shelf.sold);
        let mut cells = vec![
            cell::state(),
            cell::books(asset),
            cell::shelf(plan),
            cell::offer(plan, order.version),
            cell::license(LicenseId::of(plan, sold + 1)),
            cell::holding(buyer, plan),
            cell::licenses_of(buyer),
        ];
        cells.extend(cell::pages(asset, split, today, today + u32::from(periods) * u32::from(crate::studio::PERIOD)));
        let floor = if asset == NATIVE { Floor::Purchase } else { Floor::TokenPurchase };
        let lower = Lower { floor, input: trial.input[4..].to_vec(), cells };
        Trial { lower: Some(lower), ..trial }
    }

    /// `gift` of the basic plan.
    pub fn gift(&mut self, payer: AccountId, licensee: AccountId) -> Trial {
        let order = self.studio.order(self.studio.basic, NATIVE, 1);
        let value = self.value(&order);
        Trial { value, ..self.of_licenses(payer, selector_bytes!("gift"), &(licensee, order)) }
    }

    /// `renew` by a period.
    pub fn renew(&mut self, payer: AccountId, license: LicenseId, with_floor: bool) -> Trial {
        let (plan, split, today) = (self.studio.basic, self.studio.split, day_of(self.studio.now()));
        let arguments = (license, 1u16, u128::MAX, [8u8; 32]);
        let trial = self.of_licenses(payer, selector_bytes!("renew"), &arguments);
        let mut cells =
            vec![cell::state(), cell::books(NATIVE), cell::shelf(plan), cell::offer(plan, 1), cell::license(license)];
        cells.extend(cell::pages(NATIVE, split, today, today + 2 * u32::from(crate::studio::PERIOD)));
        let lower = Lower { floor: Floor::Renew, input: trial.input[4..].to_vec(), cells };
        Trial { value: crate::studio::PRICE, lower: with_floor.then_some(lower), ..trial }
    }

    /// `renew_for`, by a keeper, of a license whose holder has paid in advance or lets the token be taken.
    pub fn renew_for(&mut self, holder: AccountId, license: LicenseId, asset: AssetId) -> Trial {
        let (price, licenses) = (crate::studio::PRICE, self.studio.licenses);
        let use_allowance = asset != NATIVE;
        let mandate = Mandate { max_price: price, periods: 2, expires_at: u64::MAX, asset, use_allowance };
        licenses.set_mandate(self.studio.chain(), holder, license, mandate).expect("the holder may");
        if !use_allowance {
            licenses.deposit(self.studio.chain(), holder, price).expect("the holder has the money");
        }
        self.of_licenses(account(KEEPER), selector_bytes!("renew_for"), &license)
    }

    /// `is_active`; `is_near` where all that matters lies in the license's own cell.
    pub fn is_active(&mut self, licensee: AccountId, license: LicenseId, at: Millis, is_near: bool) -> Trial {
        let plan = self.studio.basic;
        let trial = self.of_licenses(account(KEEPER), selector_bytes!("is_active"), &(bytes(licensee), plan, at));
        let cells = vec![cell::state(), cell::holding(licensee, plan), cell::license(license)];
        let lower = Lower { floor: Floor::Active, input: trial.input[4..].to_vec(), cells };
        Trial { lower: is_near.then_some(lower), ..trial }
    }

    /// `release` of at most so many days.
    pub fn release(&mut self, asset: AssetId, days: u32) -> Trial {
        let (split, today) = (self.studio.split, day_of(self.studio.now()));
        let trial = self.of_licenses(account(KEEPER), selector_bytes!("release"), &(asset, split, days));
        let mut cells = vec![cell::wiring(), cell::state(), cell::books(asset), cell::stream(asset, split)];
        cells.extend(cell::pages(asset, split, today - days, today));
        let floor = if asset == NATIVE { Floor::Release } else { Floor::TokenRelease };
        let lower = Lower { floor, input: trial.input[4..].to_vec(), cells };
        Trial { lower: Some(lower), ..trial }
    }

    /// `change_plan` to the large plan.
    pub fn upgrade(&mut self, holder: AccountId, license: LicenseId, restart: bool) -> Trial {
        let change =
            Change { plan: self.studio.large, version: 1, asset: NATIVE, seats: 0, restart, max_total: u128::MAX };
        let licenses = self.studio.licenses;
        let due = licenses.quote_change(self.studio.chain(), license, &change).expect("it is higher").0;
        Trial { value: due, ..self.of_licenses(holder, selector_bytes!("change_plan"), &(license, change)) }
    }
}
