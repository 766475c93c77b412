//! The messages: load, ask the rules, store, tell, and pay last.

use crate::facts::{
    AssetRegistered, Booked, CapSet, Collected, Error, FundsMoved, PolicySet, Redirected, Spent, StreamCanceled,
};
use atelier_governance::{
    treasury::{self as rules, Books, Bucket, Line, Spend, Spender, Treasury, BUCKETS, NATIVE, PAGE},
    units::{Bps, Millis},
};
use atelier_host::{self as host, entry::Input, token, Account, Buffer, Event, ACCOUNT};
use ink::{
    prelude::vec::Vec,
    scale::{Decode, Encode},
};

/// The cell of everything that there is once.
const STATE: [u8; 1] = [0];
/// Room for any cell and any event.
const ROOM: usize = 192;

type State = Treasury<Account>;
type Debt = rules::Debt<Account>;

/// A cell of each kind; each name begins with another byte.
mod name {
    use super::{Account, Spender, ACCOUNT};

    fn number(tag: u8, number: u32) -> [u8; 5] {
        let [a, b, c, d] = number.to_le_bytes();
        [tag, a, b, c, d]
    }

    pub fn asset(asset: u32) -> [u8; 5] {
        number(1, asset)
    }

    pub fn debt(debt: u32) -> [u8; 5] {
        number(2, debt)
    }

    pub fn line(spender: Spender, asset: u32) -> [u8; 5] {
        number(3 + spender as u8, asset)
    }

    pub fn asset_of(token: &Account) -> [u8; 1 + ACCOUNT] {
        let mut name = [8; 1 + ACCOUNT];
        name[1..].copy_from_slice(token);
        name
    }
}

/// What is stored of an asset.
#[derive(Encode, Decode)]
#[codec(crate = ink::scale)]
struct Asset {
    books: Books,
    /// The token; of the chain's own money all zeros, which nobody reads.
    token: Account,
}

fn load<T: Decode>(key: &[u8]) -> Option<T> {
    let bytes = host::memory(ROOM);
    match host::read(key, bytes) {
        0 => None,
        length => Some(Input::of_bytes(&bytes[..length]).value()),
    }
}

fn store(key: &[u8], value: &impl Encode) {
    let mut bytes = Buffer::new(ROOM);
    value.encode_to(&mut bytes);
    host::write(key, bytes.bytes());
}

fn tell<E: Event + Encode>(event: &E) {
    let mut data = Buffer::new(ROOM);
    event.encode_to(&mut data);
    host::emit::<E>(data.bytes());
}

#[inline(never)]
fn state() -> State {
    match load(&STATE) {
        Some(state) => state,
        None => unreachable!("the constructor stores it"),
    }
}

#[inline(never)]
fn save(state: &State) {
    store(&STATE, state);
}

#[inline(never)]
fn load_asset(asset: u32) -> Option<Asset> {
    load(&name::asset(asset))
}

#[inline(never)]
fn known_asset(asset: u32) -> Result<Asset, Error> {
    load_asset(asset).ok_or(Error::UnknownAsset(asset))
}

#[inline(never)]
fn save_asset(number: u32, asset: &Asset) {
    store(&name::asset(number), asset);
}

/// A debt.
#[inline(never)]
pub fn debt(debt: u32) -> Option<Debt> {
    load(&name::debt(debt))
}

#[inline(never)]
fn known_debt(number: u32) -> Result<Debt, Error> {
    debt(number).ok_or(Error::Treasury(rules::Error::UnknownDebt { debt: number }))
}

#[inline(never)]
fn save_debt(number: u32, debt: &Debt) {
    store(&name::debt(number), debt);
}

/// `Treasury::cap_of`
#[inline(never)]
pub fn cap_of(spender: Spender, asset: u32) -> Line {
    load(&name::line(spender, asset)).unwrap_or_default()
}

/// `Treasury::new`
pub fn instantiate(timelocks: [Account; 3], epoch: Millis, policy: [Bps; BUCKETS]) -> Result<(), Error> {
    save(&State::new(timelocks, epoch, policy)?);
    save_asset(NATIVE, &Asset { books: Books::default(), token: [0; ACCOUNT] });
    Ok(())
}

/// What there is of an asset: what could leave, so the existential deposit is no one's.
fn balance(number: u32, asset: &Asset) -> Option<u128> {
    if number == NATIVE {
        Some(host::balance())
    } else {
        token::balance_of(&asset.token, host::address())
    }
}

/// `Treasury::sync`
pub fn sync(number: u32) -> Result<u128, Error> {
    let mut asset = known_asset(number)?;
    let Some(balance) = balance(number, &asset) else { return Err(Error::TokenFailed(asset.token.into())) };
    let amount = asset.books.unbooked(balance);
    let (books, shares) = asset.books.sync(balance, &state().policy)?;
    asset.books = books;
    save_asset(number, &asset);
    tell(&Booked { asset: number, shares });
    Ok(amount)
}

/// `Treasury::spend`, `Treasury::open_stream`
pub fn spend(spend: Spend<Account>) -> Result<u32, Error> {
    let Spend { bucket, asset: number, to, amount, stream } = spend;
    let state = state();
    let mut asset = known_asset(number)?;
    let line = |spender| cap_of(spender, number);
    let (new, books, line, debt) = state.spend(*host::caller(), spend, &asset.books, line, host::now())?;
    save(&new);
    asset.books = books;
    save_asset(number, &asset);
    if let Some(line) = line {
        store(&name::line(debt.spender, number), &line);
    }
    save_debt(state.debts, &debt);
    tell(&Spent { debt: state.debts, spender: debt.spender, bucket, asset: number, to: to.into(), amount, stream });
    Ok(state.debts)
}

/// `Treasury::collect`
pub fn collect(number: u32) -> Result<u128, Error> {
    let debt = known_debt(number)?;
    let mut asset = known_asset(debt.asset)?;
    let (debt, books, amount) = state().collect(number, &debt, &asset.books, host::now())?;
    asset.books = books;
    save_debt(number, &debt);
    save_asset(debt.asset, &asset);
    tell(&Collected { debt: number, to: debt.to.into(), amount });
    let is_paid = if debt.asset == NATIVE {
        host::transfer(&debt.to, amount)
    } else {
        token::transfer(&asset.token, None, &debt.to, amount)
    };
    if is_paid {
        Ok(amount)
    } else {
        Err(Error::PayoutFailed { debt: number, amount })
    }
}

/// `Treasury::redirect`
pub fn redirect(number: u32, to: &Account) -> Result<(), Error> {
    let debt = known_debt(number)?;
    save_debt(number, &debt.redirect(number, *host::caller(), *to)?);
    tell(&Redirected { debt: number, old: debt.to.into(), new: (*to).into() });
    Ok(())
}

/// `Treasury::cancel_stream`
pub fn cancel_stream(number: u32) -> Result<u128, Error> {
    let debt = known_debt(number)?;
    let mut asset = known_asset(debt.asset)?;
    let by = host::caller();
    let (debt, books, returned) = state().cancel_stream(*by, number, &debt, &asset.books, host::now())?;
    asset.books = books;
    save_debt(number, &debt);
    save_asset(debt.asset, &asset);
    tell(&StreamCanceled { debt: number, by: (*by).into(), returned });
    Ok(returned)
}

/// `Treasury::move_funds`
pub fn move_funds(route: [Bucket; 2], number: u32, amount: u128) -> Result<(), Error> {
    let mut asset = known_asset(number)?;
    asset.books = state().move_funds(*host::caller(), &asset.books, route, amount)?;
    save_asset(number, &asset);
    let [from, to] = route;
    tell(&FundsMoved { asset: number, from, to, amount });
    Ok(())
}

/// `Treasury::register_asset`
pub fn register_asset(token: &Account) -> Result<u32, Error> {
    let state = state();
    let new = state.register(*host::caller())?;
    if token == host::address() {
        return Err(Error::AssetForbidden);
    }
    if let Some(asset) = asset_of(token) {
        return Err(Error::AssetKnown(asset));
    }
    let number = state.assets;
    save(&new);
    save_asset(number, &Asset { books: Books::default(), token: *token });
    store(&name::asset_of(token), &number);
    tell(&AssetRegistered { asset: number, token: (*token).into() });
    Ok(number)
}

/// `Treasury::set_policy`
pub fn set_policy(policy: [Bps; BUCKETS]) -> Result<(), Error> {
    let state = state();
    save(&state.set_policy(*host::caller(), policy)?);
    tell(&PolicySet { old: state.policy, new: policy });
    Ok(())
}

/// `Treasury::set_cap`
pub fn set_cap(spender: Spender, asset: u32, cap: u128) -> Result<(), Error> {
    known_asset(asset)?;
    let line = cap_of(spender, asset);
    store(&name::line(spender, asset), &state().set_cap(*host::caller(), spender, &line, cap)?);
    tell(&CapSet { spender, asset, old: line.cap, new: cap });
    Ok(())
}

/// `Treasury::books`
pub fn books(asset: u32) -> Option<Books> {
    load_asset(asset).map(|asset| asset.books)
}

/// `Treasury::unbooked`
pub fn unbooked(number: u32) -> Option<u128> {
    let asset = load_asset(number)?;
    Some(asset.books.unbooked(balance(number, &asset)?))
}

/// `Treasury::debts`
pub fn debts(from: u32, count: u32) -> Vec<Debt> {
    page(from, count, debt)
}

/// `Treasury::due`
pub fn due(number: u32) -> Option<u128> {
    Some(state().due(&debt(number)?, host::now()))
}

/// `Treasury::assets`
pub fn assets(from: u32, count: u32) -> Vec<Account> {
    page(from.max(1), count, |asset| load_asset(asset).map(|asset| asset.token))
}

/// The items from number `from` on, until there is none.
fn page<T>(from: u32, count: u32, item: impl Fn(u32) -> Option<T>) -> Vec<T> {
    let mut items = host::list(PAGE as usize);
    for number in from..from.saturating_add(count.min(PAGE)) {
        let Some(item) = item(number) else { break };
        items.push(item);
    }
    items
}

/// `Treasury::asset_of`
pub fn asset_of(token: &Account) -> Option<u32> {
    load(&name::asset_of(token))
}

/// `Treasury::roles`
pub fn roles() -> State {
    state()
}
