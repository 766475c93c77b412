//! Creating and editing splits, handing on entries, registering tokens: what is rare.
//!
//! A refusal ends the call on the spot and undoes it; so nothing here returns an error.

use crate::{
    arguments::{self, Here},
    facts::{AssetRegistered, ControlChanged, Created, EntryAssigned, EntryOffered, RareRefusal, Updated},
    input::step,
    machine::{cell, granted, ledger, refuse_rare, set_node, Ended, PAGE},
};
use atelier_host::{self as host, entry::Input, Account, Buffer, Event, ACCOUNT};
use atelier_splits::{
    check, encode_row, AssetCell, Checked, Control, CreateError, Header, Id, Info, Key, Mode, Options, Row, Step,
    Table, Tag, Target, MAX_TIP, NATIVE,
};

/// Room for any record and any event of the desk.
const RECORD: usize = 160;

/// Records beside the rules' cells, under tags that no [`Key`] has. Each is what its view answers, in SCALE, so that a
/// view has nothing to decode.
mod record {
    use super::{host, Buffer, Input, ACCOUNT, RECORD};

    /// How many versions, heads and tokens there are.
    pub const COUNTS: u8 = 0x20;
    /// Who controls a head.
    pub const CONTROL: u8 = 0x21;
    /// From whom to whom an entry is offered.
    pub const OFFER: u8 = 0x22;
    /// The number of a token.
    pub const ASSET_OF: u8 = 0x23;

    /// The name of the record of something.
    #[inline(never)]
    pub fn name(tag: u8, of: &[u8]) -> Buffer {
        let mut name = Buffer::new(1 + ACCOUNT);
        name.u8(tag);
        name.put(of);
        name
    }

    /// A record; `None` if there is none.
    #[inline(never)]
    pub fn read(name: &Buffer) -> Option<Input> {
        let bytes = host::memory(RECORD);
        match host::read(name.bytes(), bytes) {
            0 => None,
            length => Some(Input::of_bytes(&bytes[..length])),
        }
    }

    /// Replaces a record.
    #[inline(never)]
    pub fn write(name: &Buffer, record: &Buffer) {
        host::write(name.bytes(), record.bytes());
    }
}

/// Replaces a cell of the rules.
#[inline(never)]
fn write_cell(tag: Tag, id: u32, part: u64, bytes: &[u8]) {
    host::write(&Key { tag, id, asset: 0, part }.to_bytes(), bytes);
}

/// Emits an event that is encoded already: field by field that is less code than what `derive` makes. A test decodes each
/// event by the metadata.
fn tell<E: Event>(data: &Buffer) {
    host::emit::<E>(data.bytes());
}

/// How many versions, heads and tokens there are: a record of three numbers of four bytes each.
struct Counts(&'static mut [u8]);

impl Counts {
    /// The places of the numbers.
    const VERSIONS: usize = 0;
    const HEADS: usize = 4;
    const ASSETS: usize = 8;

    fn name() -> Buffer {
        record::name(record::COUNTS, &[])
    }

    #[inline(never)]
    fn read() -> Self {
        let bytes = host::memory(12);
        host::read(Self::name().bytes(), bytes);
        Self(bytes)
    }

    #[inline(never)]
    fn write(&self) {
        host::write(Self::name().bytes(), self.0);
    }

    /// Counts one more and gives its number.
    #[inline(never)]
    fn next(&mut self, place: usize) -> u32 {
        let bytes = &mut self.0[place..][..4];
        let mut number = [0; 4];
        number.copy_from_slice(bytes);
        // Cannot overflow: no number is above Id::LAST.
        let number = u32::from_le_bytes(number).wrapping_add(1);
        if number > Id::LAST {
            refuse(CreateError::TooManySplits);
        }
        bytes.copy_from_slice(&number.to_le_bytes());
        number
    }
}

#[inline(always)]
fn refuse(error: CreateError) -> ! {
    match Ended::from(error) {}
}

/// [`crate::Splits::create`]
pub fn create(input: &mut Input) -> Id {
    let (mut table, options) = (arguments::table(input), arguments::options(input));
    let mut counts = Counts::read();
    let split = add(&mut counts, &mut table, options.as_ref());
    counts.write();
    split
}

/// [`crate::Splits::create_tree`], as it is encoded. Each node is read when those before it are created.
pub fn create_tree(input: &mut Input) -> Buffer {
    let mut counts = Counts::read();
    let count = input.count();
    let mut created = Buffer::new(Buffer::LONGEST);
    created.count(count);
    let start = created.bytes().len();
    for node in 0..count {
        set_node(node as u16);
        let mut table = arguments::table(input);
        link(&mut table, &created.bytes()[start..]);
        let options = arguments::options(input);
        created.u32(add(&mut counts, &mut table, options.as_ref()).0);
    }
    counts.write();
    created
}

/// [`crate::Splits::update`]
pub fn update(input: &mut Input) -> u32 {
    let split = Id(input.u32());
    let table = &mut arguments::table(input);
    let mut control = controlled(split);
    let mut counts = Counts::read();
    let checked = check_table(table);
    let version = counts.next(Counts::VERSIONS);
    let caller = host::caller();
    granted(control.update(split, &caller, table, &checked, version, host::now()));
    write_version(version, table, &checked);
    counts.write();
    write_head(split, &control);
    let mut event = Buffer::new(RECORD);
    event.u32(split.0);
    event.u32(version);
    event.u64(control.effective_at);
    tell::<Updated>(&event);
    version
}

/// [`crate::Splits::transfer_control`]
pub fn transfer_control(input: &mut Input) {
    let split = Id(input.u32());
    let to = arguments::account(input);
    let caller = host::caller();
    let mut control = controlled(split);
    granted(control.offer(split, &caller, to));
    change_control(split, &control);
}

/// [`crate::Splits::accept_control`]
pub fn accept_control(input: &mut Input) {
    let split = Id(input.u32());
    let caller = host::caller();
    let mut control = controlled(split);
    granted(control.accept(split, &caller));
    change_control(split, &control);
}

/// [`crate::Splits::freeze`]
pub fn freeze(input: &mut Input) {
    let split = Id(input.u32());
    let caller = host::caller();
    let mut control = controlled(split);
    granted(control.freeze(split, &caller, host::now()));
    change_control(split, &control);
}

/// [`crate::Splits::register_asset`]
pub fn register_asset(input: &mut Input) -> u32 {
    let token = input.account_here();
    let name = record::name(record::ASSET_OF, token);
    if let Some(mut known) = record::read(&name) {
        refuse_rare(RareRefusal::AssetKnown(known.u32()));
    }
    if token == host::address() {
        refuse_rare(RareRefusal::AssetForbidden);
    }
    let mut counts = Counts::read();
    let asset = counts.next(Counts::ASSETS);
    counts.write();
    let mut event = Buffer::new(RECORD);
    event.u32(asset);
    record::write(&name, &event);
    event.put(token);
    tell::<AssetRegistered>(&event);
    let mut cell = Buffer::new(RECORD);
    AssetCell::start(token, &mut cell);
    write_cell(Tag::Asset, asset, 0, cell.bytes());
    asset
}

/// [`crate::Splits::set_claim_mode`]
pub fn set_claim_mode(input: &mut Input) {
    let (entry, mode) = (step(input), arguments::mode(input));
    if let Mode::Anyone { tip } = mode {
        if tip > MAX_TIP {
            refuse(CreateError::TipTooHigh { tip, most: MAX_TIP });
        }
    }
    let caller = host::caller();
    assign(entry, caller, caller, mode, NATIVE, 0);
}

/// The entry as a record's name and an event begin with it.
fn put_entry(buffer: &mut Buffer, entry: Step) {
    buffer.u32(entry.version);
    buffer.u16(entry.index);
}

/// The bytes of an entry in [`put_entry`].
const ENTRY: usize = 6;

/// The name of an entry's offer.
#[inline(never)]
fn offer_name(entry: Step) -> Buffer {
    let mut name = record::name(record::OFFER, &[]);
    put_entry(&mut name, entry);
    name
}

/// [`crate::Splits::transfer_entry`]
pub fn transfer_entry(input: &mut Input) {
    let (entry, to) = (step(input), input.account_here());
    let caller = host::caller();
    granted(ledger(NATIVE).owned(entry, caller));
    let mut event = Buffer::new(RECORD);
    put_entry(&mut event, entry);
    event.put(caller);
    event.put(to);
    host::write(offer_name(entry).bytes(), &event.bytes()[ENTRY..]);
    tell::<EntryOffered>(&event);
}

/// [`crate::Splits::accept_entry`]
pub fn accept_entry(input: &mut Input) {
    let entry = step(input);
    let (asset, at_least) = (input.u32(), input.u128());
    let name = offer_name(entry);
    let refused = || {
        let Step { version, index } = entry;
        refuse_rare(RareRefusal::NotOffered { version, index })
    };
    let Some(mut offer) = record::read(&name) else { refused() };
    let (from, to) = (offer.account_here(), offer.account_here());
    if to != host::caller() {
        refused();
    }
    host::clear(name.bytes());
    assign(entry, from, to, Mode::Anyone { tip: 0 }, asset, at_least);
}

/// [`crate::Splits::control`], as it is encoded.
pub fn control_record(split: Id) -> Option<Input> {
    record::read(&control_name(split))
}

/// [`crate::Splits::asset_of`], as it is encoded.
pub fn asset_record(token: &Account) -> Option<Input> {
    record::read(&record::name(record::ASSET_OF, token))
}

/// [`crate::Splits::info`]
#[inline(never)]
pub fn info(split: Id) -> Option<Info> {
    if split.is_head() {
        return Some(arguments::control(&mut control_record(split)?).limits);
    }
    cell(Tag::Header, split.0, 0).map(|header| Header(header).info())
}

/// [`crate::Splits::counts`], as they are encoded.
pub fn counts_record() -> &'static mut [u8] {
    Counts::read().0
}

#[inline(never)]
fn check_table(table: &mut Table<Here>) -> Checked {
    let me = host::address();
    granted(check(table, |account| *account == me, info))
}

fn control_name(split: Id) -> Buffer {
    record::name(record::CONTROL, &split.0.to_le_bytes())
}

#[inline(never)]
fn controlled<'a>(split: Id) -> Control<&'a Account> {
    match control_record(split) {
        Some(mut record) => arguments::control(&mut record),
        None => refuse(CreateError::UnknownHead(split)),
    }
}

#[inline(never)]
fn change_control(split: Id, control: &Control<&Account>) {
    write_control(split, control);
    let mut event = Buffer::new(RECORD);
    event.u32(split.0);
    put_controller(&mut event, control);
    event.u8(u8::from(control.frozen));
    tell::<ControlChanged>(&event);
}

/// Who controls, and to whom control is offered.
#[inline(never)]
fn put_controller(buffer: &mut Buffer, control: &Control<&Account>) {
    buffer.put(control.controller);
    buffer.u8(u8::from(control.offered.is_some()));
    if let Some(offered) = control.offered {
        buffer.put(offered);
    }
}

#[inline(never)]
fn write_control(split: Id, control: &Control<&Account>) {
    let mut record = Buffer::new(RECORD);
    put_controller(&mut record, control);
    let Control { delay, limits, current, pending, effective_at, frozen, .. } = control;
    record.u64(*delay);
    record.u8(limits.height);
    record.u8(limits.eager);
    record.u8(u8::from(limits.reaches_head));
    record.u32(*current);
    record.u32(*pending);
    record.u64(*effective_at);
    record.u8(u8::from(*frozen));
    record::write(&control_name(split), &record);
}

#[inline(never)]
fn add(counts: &mut Counts, table: &mut Table<Here>, options: Option<&Options<Here>>) -> Id {
    let checked = check_table(table);
    let version = counts.next(Counts::VERSIONS);
    let mut split = Id::version(version);
    if let Some(options) = options {
        let control = granted(Control::new(options, table, &checked, version));
        split = Id::head(counts.next(Counts::HEADS));
        write_head(split, &control);
    }
    write_version(version, table, &checked);
    let mut event = Buffer::new(RECORD);
    event.u32(split.0);
    event.u32(version);
    tell::<Created>(&event);
    split
}

#[inline(never)]
fn write_head(split: Id, control: &Control<&Account>) {
    write_control(split, control);
    write_cell(Tag::Head, split.0, 0, &control.cell().to_bytes());
}

#[inline(never)]
fn write_version(version: u32, table: &Table<Here>, checked: &Checked) {
    write_cell(Tag::Header, version, 0, checked.header());
    let (tiers, entries) = (checked.tiers(), usize::from(checked.entries()));
    let per_page = Row::<ACCOUNT>::per_page(tiers, PAGE);
    let (mut index, mut part) = (0, 0);
    while index < entries {
        let end = entries.min(index.wrapping_add(per_page));
        let mut page = Buffer::new(end.wrapping_sub(index).wrapping_mul(Row::<ACCOUNT>::stride(tiers)));
        while index < end {
            encode_row(table, index as u16, |account| *account, &mut page);
            index = index.wrapping_add(1);
        }
        write_cell(Tag::Page, version, part, page.bytes());
        part = part.wrapping_add(1);
    }
}

#[inline(never)]
fn assign(entry: Step, from: &Account, to: &Account, mode: Mode, asset: u32, at_least: u128) {
    let ledger = ledger(asset);
    granted(ledger.assign(entry, from, to, mode, at_least));
    ledger.flush();
    let mut event = Buffer::new(RECORD);
    put_entry(&mut event, entry);
    event.put(from);
    event.put(to);
    match mode {
        Mode::Anyone { tip } => event.put(&[0, tip]),
        Mode::SelfOnly => event.u8(1),
    }
    tell::<EntryAssigned>(&event);
}

/// Replaces nodes by the splits that they became: numbers of four bytes each.
#[inline(never)]
fn link(table: &mut Table<Here>, created: &[u8]) {
    let (Table::Entries(entries) | Table::Tiers { entries, .. }) = table else { return };
    let mut index = 0u16;
    for entry in entries {
        if let Target::Split { id, .. } = &mut entry.target {
            if let Some(node) = id.as_node() {
                match created.chunks_exact(4).nth(usize::from(node)).and_then(<[u8]>::first_chunk) {
                    Some(split) => *id = Id(u32::from_le_bytes(*split)),
                    None => refuse(CreateError::UnknownNode { index, node }),
                }
            }
        }
        // Cannot matter: a table of more entries is refused.
        index = index.wrapping_add(1);
    }
}
