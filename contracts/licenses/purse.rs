//! Prepaid balances, and money that is paid out to others than splits.

use crate::{
    cells::{self, wiring},
    facts::{Deposited, Error, FeesCollected, ReferralReleased, Withdrawn},
    money::{self, earned, known, tell},
    sale::caller,
};
use atelier_host::{self as host, AccountId};
use atelier_licensing::{
    books::{self, Books},
    error::Error as Rule,
    revenue::Beneficiary,
    units::{AssetId, NATIVE},
};

/// Adds to a prepaid balance.
pub fn credit(books: &mut Books<AccountId>, account: &AccountId, asset: AssetId, amount: u128) -> Result<(), Error> {
    books.prepaid = books::sum(books.prepaid, amount)?;
    // Part of all prepaid balances.
    cells::set_prepaid(account, asset, cells::prepaid(account, asset).wrapping_add(amount));
    tell(&Deposited { account: *account, asset, amount });
    Ok(())
}

/// [`crate::Licenses::deposit`]
pub fn deposit() -> Result<(), Error> {
    put_in(NATIVE, host::value().unwrap_or(u128::MAX))
}

/// [`crate::Licenses::deposit_token`]
pub fn deposit_token(asset: AssetId, amount: u128) -> Result<(), Error> {
    if asset == NATIVE {
        return Err(Rule::AssetNotAllowed { asset }.into());
    }
    put_in(asset, amount)
}

fn put_in(asset: AssetId, amount: u128) -> Result<(), Error> {
    let mut books = known(asset)?;
    if amount == 0 {
        return Err(Rule::Nothing.into());
    }
    let account = caller();
    credit(&mut books, &account, asset, amount)?;
    cells::set_books(asset, &books);
    if asset != NATIVE {
        money::take(&books, &account, amount, 0)?;
    }
    Ok(())
}

/// [`crate::Licenses::withdraw`]
pub fn withdraw(asset: AssetId, amount: u128) -> Result<(), Error> {
    let mut books = known(asset)?;
    let account = caller();
    let holds = cells::prepaid(&account, asset);
    let Some(left) = holds.checked_sub(amount) else { return Err(Rule::PrepaidTooLow { holds }.into()) };
    if amount == 0 {
        return Err(Rule::Nothing.into());
    }
    cells::set_prepaid(&account, asset, left);
    // Part of all prepaid balances.
    books.prepaid = books.prepaid.wrapping_sub(amount);
    cells::set_books(asset, &books);
    tell(&Withdrawn { account, asset, amount });
    money::send(asset, &books.token, &account, amount)
}

/// [`crate::Licenses::release_referral`]
pub fn release_referral(asset: AssetId, referrer: AccountId, max_days: u32) -> Result<u128, Error> {
    let mut books = known(asset)?;
    let amount = earned(asset, &Beneficiary::Referrer(referrer), max_days)?;
    // A part of what was paid.
    books.released = books.released.wrapping_add(amount);
    cells::set_books(asset, &books);
    tell(&ReferralReleased { asset, referrer, amount });
    money::send(asset, &books.token, &referrer, amount)?;
    Ok(amount)
}

/// [`crate::Licenses::collect_fees`]
pub fn collect_fees(asset: AssetId) -> Result<u128, Error> {
    let mut books = known(asset)?;
    let amount = books.fees;
    if amount == 0 {
        return Err(Rule::Nothing.into());
    }
    books.fees = 0;
    cells::set_books(asset, &books);
    tell(&FeesCollected { asset, amount });
    money::send(asset, &books.token, &wiring().treasury, amount)?;
    Ok(amount)
}
