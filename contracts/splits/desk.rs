//! Creating and editing splits, handing on entries, registering tokens: what is rare.

use crate::{
    facts::{AssetRegistered, ControlChanged, Created, EntryAssigned, EntryOffered, Error, Node, Updated},
    machine::{granted, ledger, refuse},
};
use alloc::vec::Vec;
use atelier_host::{self as host, Buffer};
use atelier_splits::{
    check, encode, AssetCell, Checked, Control, CreateError, Header, Id, Info, Key, Mode, Options, Step, Table, Tag,
    Target, MAX_HEADER, MAX_TIP, NATIVE,
};
use ink::primitives::AccountId;
use scale::{Decode, Encode};

/// Room for any record and any event of the desk.
const RECORD: usize = 160;

/// Records beside the rules' cells, under tags that no [`Key`] has.
mod record {
    use super::{host, AccountId, Buffer, Decode, Encode, Id, RECORD};

    /// How many versions, heads and tokens there are.
    pub const COUNTS: u8 = 0x20;
    const CONTROL: u8 = 0x21;
    const OFFER: u8 = 0x22;
    const ASSET_OF: u8 = 0x23;

    /// The name of a record.
    pub struct Name(Buffer);

    fn name(tag: u8, of: &impl Encode) -> Name {
        let mut key = Buffer::new(33);
        key.put(&[tag]);
        of.encode_to(&mut key);
        Name(key)
    }

    /// Who controls a head.
    pub fn control(split: Id) -> Name {
        name(CONTROL, &split)
    }

    /// To whom an entry is offered.
    pub fn offer(version: u32, index: u16) -> Name {
        name(OFFER, &(version, index))
    }

    /// The number of a token.
    pub fn asset_of(token: &AccountId) -> Name {
        name(ASSET_OF, token)
    }

    /// [`COUNTS`]
    pub fn counts() -> Name {
        name(COUNTS, &())
    }

    impl Name {
        pub fn read<T: Decode>(&self) -> Option<T> {
            let mut bytes = [0; RECORD];
            match host::read(self.0.bytes(), &mut bytes) {
                0 => None,
                length => T::decode(&mut &bytes[..length]).ok(),
            }
        }

        pub fn write(&self, value: &impl Encode) {
            let mut bytes = Buffer::new(RECORD);
            value.encode_to(&mut bytes);
            host::write(self.0.bytes(), bytes.bytes());
        }

        pub fn clear(&self) {
            host::clear(self.0.bytes());
        }
    }
}

/// How many versions, heads and tokens there are.
#[derive(Clone, Copy, Default, Encode, Decode)]
struct Counts {
    versions: u32,
    heads: u32,
    assets: u32,
}

fn granted_by_rules<T>(result: Result<T, CreateError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => refuse(&Error::Create(error)),
    }
}

/// [`crate::Splits::create`]
pub fn create(table: &Table<AccountId>, options: Option<&Options<AccountId>>) -> Id {
    let mut counts = counts();
    let split = granted_by_rules(add(&mut counts, table, options));
    record::counts().write(&counts);
    split
}

/// [`crate::Splits::create_tree`]
pub fn create_tree(nodes: Vec<Node>) -> Vec<Id> {
    let mut counts = counts();
    let mut created = Vec::with_capacity(nodes.len());
    for (number, Node { mut table, options }) in nodes.into_iter().enumerate() {
        let node = number as u16;
        let added = link(&mut table, &created).and_then(|()| add(&mut counts, &table, options.as_ref()));
        match added {
            Ok(split) => created.push(split),
            Err(error) => refuse(&Error::Node { node, error }),
        }
    }
    record::counts().write(&counts);
    created
}

/// [`crate::Splits::update`]
pub fn update(split: Id, table: &Table<AccountId>) -> u32 {
    let control = controlled(split);
    let mut counts = counts();
    let checked = granted_by_rules(check_table(table));
    let version = granted_by_rules(next(counts.versions));
    counts.versions = version;
    let caller = host::caller().into();
    let control = granted_by_rules(control.update(split, &caller, table, &checked, version, host::now()));
    write_version(version, table, &checked);
    record::counts().write(&counts);
    write_head(split, &control);
    let effective_at = control.effective_at;
    host::emit(&Updated { split, version, effective_at }, RECORD);
    version
}

/// [`crate::Splits::transfer_control`]
pub fn transfer_control(split: Id, to: Option<AccountId>) {
    let control = controlled(split).offer(split, &host::caller().into(), to);
    change_control(split, control);
}

/// [`crate::Splits::accept_control`]
pub fn accept_control(split: Id) {
    let control = controlled(split).accept(split, &host::caller().into());
    change_control(split, control);
}

/// [`crate::Splits::freeze`]
pub fn freeze(split: Id) {
    let control = controlled(split).freeze(split, &host::caller().into(), host::now());
    change_control(split, control);
}

/// [`crate::Splits::register_asset`]
pub fn register_asset(token: AccountId) -> u32 {
    if let Some(asset) = record::asset_of(&token).read() {
        refuse(&Error::AssetKnown(asset));
    }
    if token == host::address().into() {
        refuse(&Error::AssetForbidden);
    }
    let mut counts = counts();
    let asset = granted_by_rules(next(counts.assets));
    counts.assets = asset;
    record::counts().write(&counts);
    record::asset_of(&token).write(&asset);
    let cell = AssetCell { token: *token.as_ref(), recorded: 0 };
    host::write(&Key::of(Tag::Asset, asset).to_bytes(), &cell.to_bytes());
    host::emit(&AssetRegistered { asset, token }, RECORD);
    asset
}

/// [`crate::Splits::set_claim_mode`]
pub fn set_claim_mode(entry: Step, mode: Mode) {
    if let Mode::Anyone { tip } = mode {
        if tip > MAX_TIP {
            refuse(&Error::Create(CreateError::TipTooHigh { tip, most: MAX_TIP }));
        }
    }
    let caller = host::caller().into();
    assign(entry, caller, caller, mode, NATIVE, 0);
}

/// [`crate::Splits::transfer_entry`]
pub fn transfer_entry(entry: Step, to: AccountId) {
    let caller = host::caller();
    granted(ledger(NATIVE).owned(entry, &caller));
    let Step { version, index } = entry;
    let from = caller.into();
    record::offer(version, index).write(&(from, to));
    host::emit(&EntryOffered { version, index, from, to }, RECORD);
}

/// [`crate::Splits::accept_entry`]
pub fn accept_entry(entry: Step, asset: u32, at_least: u128) {
    let Step { version, index } = entry;
    let offer = record::offer(version, index);
    let caller = host::caller().into();
    match offer.read::<(AccountId, AccountId)>() {
        Some((from, to)) if to == caller => {
            offer.clear();
            assign(entry, from, to, Mode::Anyone { tip: 0 }, asset, at_least);
        }
        _ => refuse(&Error::NotOffered { version, index }),
    }
}

/// [`crate::Splits::control`]
pub fn control(split: Id) -> Option<Control<AccountId>> {
    record::control(split).read()
}

/// [`crate::Splits::asset_of`]
pub fn asset_of(token: &AccountId) -> Option<u32> {
    record::asset_of(token).read()
}

/// [`crate::Splits::info`]
pub fn info(split: Id) -> Option<Info> {
    if split.is_head() {
        return Some(control(split)?.limits);
    }
    let mut header = [0; MAX_HEADER];
    match host::read(&Key::of(Tag::Header, split.0).to_bytes(), &mut header) {
        0 => None,
        _ => Some(Header(&header).info()),
    }
}

/// [`crate::Splits::counts`]
pub fn count_all() -> (u32, u32, u32) {
    let Counts { versions, heads, assets } = counts();
    (versions, heads, assets)
}

fn counts() -> Counts {
    record::counts().read().unwrap_or_default()
}

fn next(number: u32) -> Result<u32, CreateError> {
    number.checked_add(1).filter(|number| *number <= Id::LAST).ok_or(CreateError::TooManySplits)
}

fn check_table(table: &Table<AccountId>) -> Result<Checked, CreateError> {
    check(table, &[host::address().into()], info)
}

fn controlled(split: Id) -> Control<AccountId> {
    granted_by_rules(control(split).ok_or(CreateError::UnknownHead(split)))
}

fn change_control(split: Id, control: Result<Control<AccountId>, CreateError>) {
    let control = granted_by_rules(control);
    record::control(split).write(&control);
    let Control { controller, offered, frozen, .. } = control;
    host::emit(&ControlChanged { split, controller, offered, frozen }, RECORD);
}

fn add(counts: &mut Counts, table: &Table<AccountId>, options: Option<&Options<AccountId>>) -> Result<Id, CreateError> {
    let checked = check_table(table)?;
    let version = next(counts.versions)?;
    counts.versions = version;
    let mut split = Id::version(version);
    if let Some(options) = options {
        let control = Control::new(options, table, &checked, version)?;
        counts.heads = next(counts.heads)?;
        split = Id::head(counts.heads);
        write_head(split, &control);
    }
    write_version(version, table, &checked);
    host::emit(&Created { split, version }, RECORD);
    Ok(split)
}

fn write_head(split: Id, control: &Control<AccountId>) {
    record::control(split).write(control);
    host::write(&Key::of(Tag::Head, split.0).to_bytes(), &control.cell().to_bytes());
}

fn write_version(version: u32, table: &Table<AccountId>, checked: &Checked) {
    let (header, pages) = encode(table, checked, |account| *account.as_ref());
    host::write(&Key::of(Tag::Header, version).to_bytes(), &header);
    for (part, page) in pages.iter().enumerate() {
        let key = Key { part: part as u64, ..Key::of(Tag::Page, version) };
        host::write(&key.to_bytes(), page);
    }
}

fn assign(entry: Step, from: AccountId, to: AccountId, mode: Mode, asset: u32, at_least: u128) {
    let mut ledger = ledger(asset);
    granted(ledger.assign(entry, from.as_ref(), to.as_ref(), mode, at_least));
    ledger.flush();
    let Step { version, index } = entry;
    host::emit(&EntryAssigned { version, index, from, to, mode }, RECORD);
}

/// Replaces nodes by the splits that they became.
fn link(table: &mut Table<AccountId>, created: &[Id]) -> Result<(), CreateError> {
    let (Table::Entries(entries) | Table::Tiers { entries, .. }) = table else { return Ok(()) };
    for (index, entry) in entries.iter_mut().enumerate() {
        if let Target::Split { id, .. } = &mut entry.target {
            if let Some(node) = id.as_node() {
                let known = created.get(usize::from(node));
                *id = *known.ok_or(CreateError::UnknownNode { index: index as u16, node })?;
            }
        }
    }
    Ok(())
}
