//! The factory: creates and edits splits, hands on entries, registers tokens.
//!
//! All that is rare lives here, so that the ledger, whose code every payment pays for, stays small. The factory checks by
//! the rules of [`atelier_splits`] and writes finished tables into the ledger; it never holds money.
#![cfg_attr(not(feature = "std"), no_std)]

pub use self::split_factory::{Error, Node, SplitFactory, SplitFactoryRef};

#[ink::contract]
mod split_factory {
    use atelier_host as host;
    use atelier_splits::{
        check, encode, AssetCell, Checked, Control, CreateError, Id, Info, Key, Mode, Options, Row, Step, Table, Tag,
        Target, MAX_TIP, NATIVE,
    };
    use ink::{
        prelude::{vec, vec::Vec},
        storage::Mapping,
    };
    use scale::Encode;

    /// Cells are sent to the ledger in loads of at most so many bytes; its input buffer takes 16 KiB.
    const LOAD: usize = 12 * 1024;

    /// What is remembered of splits beside the ledger's cells.
    #[ink(storage)]
    pub struct SplitFactory {
        ledger: AccountId,
        versions: u32,
        heads: u32,
        assets: u32,
        splits: Mapping<Id, Info>,
        controls: Mapping<Id, Control<AccountId>>,
        asset_of: Mapping<AccountId, u32>,
        offers: Mapping<(u32, u16), (AccountId, AccountId)>,
    }

    /// Why a message is refused. Append only.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// The rules of creation and control refuse it.
        Create(CreateError),
        /// The same, for one node of a tree.
        Node {
            /// The node, from 0.
            node: u16,
            /// What is wrong with it.
            error: CreateError,
        },
        /// The ledger refused. For a hand-over: the entry is not an account's, is not the offering account's any more, or
        /// less is unclaimed than asked for.
        LedgerRefused,
        /// The entry is not offered to the caller.
        NotOffered {
            /// The version of the entry.
            version: u32,
            /// The entry.
            index: u16,
        },
        /// The entry does not exist, or is not the caller's.
        NotOwner {
            /// The version of the entry.
            version: u32,
            /// The entry.
            index: u16,
        },
        /// The token is registered already, under this number.
        AssetKnown(u32),
        /// A token cannot be the ledger or the factory.
        AssetForbidden,
    }

    impl From<CreateError> for Error {
        fn from(error: CreateError) -> Self {
            Self::Create(error)
        }
    }

    /// One split of a tree. Its table may lead to nodes before it, by [`Id::node`].
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct Node {
        /// Whom it pays.
        pub table: Table<AccountId>,
        /// How it can be edited; `None` for an immutable split.
        pub options: Option<Options<AccountId>>,
    }

    /// A split was created.
    #[ink::event]
    pub struct Created {
        /// The split.
        pub split: Id,
        /// Its first version; the split itself where it is immutable.
        pub version: u32,
    }

    /// A split was edited.
    #[ink::event]
    pub struct Updated {
        /// The split.
        pub split: Id,
        /// The new version.
        pub version: u32,
        /// When it comes into force, in milliseconds.
        pub effective_at: u64,
    }

    /// Control of a split was offered, taken, or given up.
    #[ink::event]
    pub struct ControlChanged {
        /// The split.
        pub split: Id,
        /// Who controls it.
        pub controller: AccountId,
        /// To whom control is offered.
        pub offered: Option<AccountId>,
        /// Whether it was frozen for good.
        pub frozen: bool,
    }

    /// An entry was offered to another account.
    #[ink::event]
    pub struct EntryOffered {
        /// The version.
        pub version: u32,
        /// The entry.
        pub index: u16,
        /// The owner.
        pub from: AccountId,
        /// The buyer.
        pub to: AccountId,
    }

    /// An entry changed hands, or its mode was changed.
    #[ink::event]
    pub struct EntryAssigned {
        /// The version.
        pub version: u32,
        /// The entry.
        pub index: u16,
        /// Who owned it.
        pub from: AccountId,
        /// Who owns it.
        pub to: AccountId,
        /// Who may trigger its payouts.
        pub mode: Mode,
    }

    /// A token got a number.
    #[ink::event]
    pub struct AssetRegistered {
        /// The number.
        pub asset: u32,
        /// The token.
        pub token: AccountId,
    }

    type Cell = ([u8; 17], Vec<u8>);

    impl SplitFactory {
        /// A factory for the given ledger, which must bind it.
        #[ink(constructor)]
        pub fn new(ledger: AccountId) -> Self {
            Self {
                ledger,
                versions: 0,
                heads: 0,
                assets: 0,
                splits: Mapping::new(),
                controls: Mapping::new(),
                asset_of: Mapping::new(),
                offers: Mapping::new(),
            }
        }

        /// Creates a split: immutable without options, else one that its controller can edit.
        ///
        /// # Errors
        /// What [`check`] and [`Control::new`] refuse.
        #[ink(message)]
        pub fn create(&mut self, table: Table<AccountId>, options: Option<Options<AccountId>>) -> Result<Id, Error> {
            let mut cells = Vec::new();
            let split = self.add(&table, options.as_ref(), &mut cells)?;
            self.install(cells)?;
            Ok(split)
        }

        /// Creates a whole royalty tree, children first. Returns the splits in the order of the nodes.
        ///
        /// # Errors
        /// [`Error::Node`] with what [`Self::create`] would refuse, or [`CreateError::UnknownNode`].
        #[ink(message)]
        pub fn create_tree(&mut self, nodes: Vec<Node>) -> Result<Vec<Id>, Error> {
            let mut created: Vec<Id> = Vec::with_capacity(nodes.len());
            let mut cells = Vec::new();
            for (number, Node { mut table, options }) in nodes.into_iter().enumerate() {
                let node = number as u16;
                let named = |error| Error::Node { node, error };
                link(&mut table, &created).map_err(named)?;
                created.push(self.add(&table, options.as_ref(), &mut cells).map_err(named)?);
                if cells.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > LOAD {
                    self.install(core::mem::take(&mut cells))?;
                }
            }
            self.install(cells)?;
            Ok(created)
        }

        /// Puts a new table in the place of a split's present one, after the split's delay. What was received before
        /// stays divided by the old table. Returns the new version.
        ///
        /// # Errors
        /// [`CreateError::UnknownHead`], and what [`check`] and [`Control::update`] refuse.
        #[ink(message)]
        pub fn update(&mut self, split: Id, table: Table<AccountId>) -> Result<u32, Error> {
            let control = self.controlled(split)?;
            let checked = self.check(&table)?;
            let version = self.versions.saturating_add(1);
            let now = self.env().block_timestamp();
            let control = control.update(split, &self.env().caller(), &table, &checked, version, now)?;
            let mut cells = Vec::new();
            self.add_version(&table, &checked, &mut cells)?;
            cells.push((Key::of(Tag::Head, split.0).to_bytes(), control.cell().to_bytes().to_vec()));
            self.controls.insert(split, &control);
            self.install(cells)?;
            self.env().emit_event(Updated { split, version, effective_at: control.effective_at });
            Ok(version)
        }

        /// Offers control of a split to another account, which must accept; `None` takes an offer back.
        ///
        /// # Errors
        /// [`CreateError::UnknownHead`], [`CreateError::NotController`], [`CreateError::Frozen`].
        #[ink(message)]
        pub fn transfer_control(&mut self, split: Id, to: Option<AccountId>) -> Result<(), Error> {
            let control = self.controlled(split)?.offer(split, &self.env().caller(), to)?;
            self.set_control(split, &control);
            Ok(())
        }

        /// Takes control that was offered to the caller.
        ///
        /// # Errors
        /// [`CreateError::UnknownHead`], [`CreateError::NotOffered`], [`CreateError::Frozen`].
        #[ink(message)]
        pub fn accept_control(&mut self, split: Id) -> Result<(), Error> {
            let control = self.controlled(split)?.accept(split, &self.env().caller())?;
            self.set_control(split, &control);
            Ok(())
        }

        /// Makes a split immutable for good.
        ///
        /// # Errors
        /// [`CreateError::UnknownHead`], [`CreateError::NotController`], [`CreateError::Frozen`],
        /// [`CreateError::Pending`].
        #[ink(message)]
        pub fn freeze(&mut self, split: Id) -> Result<(), Error> {
            let now = self.env().block_timestamp();
            let control = self.controlled(split)?.freeze(split, &self.env().caller(), now)?;
            self.set_control(split, &control);
            Ok(())
        }

        /// Registers a PSP22 token and returns the number by which the ledger knows it.
        ///
        /// # Errors
        /// [`Error::AssetKnown`], [`Error::AssetForbidden`].
        #[ink(message)]
        pub fn register_asset(&mut self, token: AccountId) -> Result<u32, Error> {
            if let Some(asset) = self.asset_of.get(token) {
                return Err(Error::AssetKnown(asset));
            }
            if self.forbidden().contains(&token) {
                return Err(Error::AssetForbidden);
            }
            let asset = self.assets.checked_add(1).ok_or(CreateError::TooManySplits)?;
            self.assets = asset;
            self.asset_of.insert(token, &asset);
            let cell = AssetCell { token: *token.as_ref(), recorded: 0 };
            self.install(vec![(Key::of(Tag::Asset, asset).to_bytes(), cell.to_bytes())])?;
            self.env().emit_event(AssetRegistered { asset, token });
            Ok(asset)
        }

        /// Says who may trigger payouts of the caller's entry, and for which tip.
        ///
        /// # Errors
        /// [`CreateError::TipTooHigh`], [`Error::NotOwner`].
        #[ink(message)]
        pub fn set_claim_mode(&mut self, version: u32, index: u16, mode: Mode) -> Result<(), Error> {
            if let Mode::Anyone { tip } = mode {
                if tip > MAX_TIP {
                    return Err(CreateError::TipTooHigh { tip, most: MAX_TIP }.into());
                }
            }
            let caller = self.env().caller();
            self.assign(version, index, caller, caller, mode, NATIVE, 0)
                .map_err(|_| Error::NotOwner { version, index })
        }

        /// Offers the caller's entry, with whatever is unclaimed, to another account, which must accept. A new offer takes
        /// the place of an old one.
        ///
        /// # Errors
        /// [`Error::NotOwner`].
        #[ink(message)]
        pub fn transfer_entry(&mut self, version: u32, index: u16, to: AccountId) -> Result<(), Error> {
            let from = self.env().caller();
            self.mode_of(version, index, from).ok_or(Error::NotOwner { version, index })?;
            self.offers.insert((version, index), &(from, to));
            self.env().emit_event(EntryOffered { version, index, from, to });
            Ok(())
        }

        /// Takes an entry that was offered to the caller, if at least `at_least` of `asset` is still unclaimed in it.
        ///
        /// # Errors
        /// [`Error::NotOffered`], [`Error::LedgerRefused`].
        #[ink(message)]
        pub fn accept_entry(&mut self, version: u32, index: u16, asset: u32, at_least: Balance) -> Result<(), Error> {
            let caller = self.env().caller();
            let Some((from, to)) = self.offers.get((version, index)) else {
                return Err(Error::NotOffered { version, index });
            };
            if to != caller {
                return Err(Error::NotOffered { version, index });
            }
            self.offers.remove((version, index));
            self.assign(version, index, from, to, Mode::Anyone { tip: 0 }, asset, at_least)
        }

        /// The ledger that this factory writes to.
        #[ink(message)]
        pub fn ledger(&self) -> AccountId {
            self.ledger
        }

        /// Who controls a split that can be edited, and within which limits.
        #[ink(message)]
        pub fn control(&self, split: Id) -> Option<Control<AccountId>> {
            self.controls.get(split)
        }

        /// The height and the eager edges of a split.
        #[ink(message)]
        pub fn info(&self, split: Id) -> Option<Info> {
            self.splits.get(split)
        }

        /// The number of a registered token.
        #[ink(message)]
        pub fn asset_of(&self, token: AccountId) -> Option<u32> {
            self.asset_of.get(token)
        }

        /// How many versions, heads and tokens there are.
        #[ink(message)]
        pub fn counts(&self) -> (u32, u32, u32) {
            (self.versions, self.heads, self.assets)
        }

        fn forbidden(&self) -> [AccountId; 2] {
            [self.ledger, self.env().account_id()]
        }

        fn check(&self, table: &Table<AccountId>) -> Result<Checked, CreateError> {
            check(table, &self.forbidden(), |id| self.splits.get(id))
        }

        fn controlled(&self, split: Id) -> Result<Control<AccountId>, CreateError> {
            self.controls.get(split).ok_or(CreateError::UnknownHead(split))
        }

        fn set_control(&mut self, split: Id, control: &Control<AccountId>) {
            self.controls.insert(split, control);
            let Control { controller, offered, frozen, .. } = *control;
            self.env().emit_event(ControlChanged { split, controller, offered, frozen });
        }

        fn add(
            &mut self,
            table: &Table<AccountId>,
            options: Option<&Options<AccountId>>,
            cells: &mut Vec<Cell>,
        ) -> Result<Id, CreateError> {
            let checked = self.check(table)?;
            let version = self.add_version(table, &checked, cells)?;
            let split = match options {
                None => Id::version(version),
                Some(options) => {
                    let control = Control::new(options, table, &checked, version)?;
                    let head = self.heads.checked_add(1).filter(|head| *head <= Id::LAST);
                    self.heads = head.ok_or(CreateError::TooManySplits)?;
                    let split = Id::head(self.heads);
                    self.controls.insert(split, &control);
                    self.splits.insert(split, &control.limits);
                    cells.push((Key::of(Tag::Head, split.0).to_bytes(), control.cell().to_bytes().to_vec()));
                    split
                }
            };
            self.env().emit_event(Created { split, version });
            Ok(split)
        }

        fn add_version(
            &mut self,
            table: &Table<AccountId>,
            checked: &Checked,
            cells: &mut Vec<Cell>,
        ) -> Result<u32, CreateError> {
            let version = self.versions.checked_add(1).filter(|version| *version <= Id::LAST);
            let version = version.ok_or(CreateError::TooManySplits)?;
            self.versions = version;
            self.splits.insert(Id::version(version), &checked.info);
            let (header, pages) = encode(table, checked, |account| *account.as_ref());
            cells.push((Key::of(Tag::Header, version).to_bytes(), header));
            for (part, page) in pages.into_iter().enumerate() {
                let key = Key { part: part as u64, ..Key::of(Tag::Page, version) };
                cells.push((key.to_bytes(), page));
            }
            Ok(version)
        }

        fn install(&self, cells: Vec<Cell>) -> Result<(), Error> {
            if cells.is_empty() {
                return Ok(());
            }
            self.call_ledger(ink::selector_bytes!("install"), &cells)
        }

        #[allow(clippy::too_many_arguments)]
        fn assign(
            &self,
            version: u32,
            index: u16,
            from: AccountId,
            to: AccountId,
            mode: Mode,
            asset: u32,
            at_least: Balance,
        ) -> Result<(), Error> {
            let entry = Step { version, index };
            self.call_ledger(ink::selector_bytes!("assign"), &(entry, from, to, mode, asset, at_least))?;
            self.env().emit_event(EntryAssigned { version, index, from, to, mode });
            Ok(())
        }

        /// The claim mode of an entry, if it is an account's and `owner` is that account.
        fn mode_of(&self, version: u32, index: u16, owner: AccountId) -> Option<Mode> {
            use atelier_splits::{Header, Kind};
            let header = self.read_ledger(Key::of(Tag::Header, version), 0, 64)?;
            let tiers = Header(&header).tiers();
            let stride = Row::<32>::stride(tiers);
            let place = usize::from(index);
            let per_page = Row::<32>::per_page(tiers);
            let part = place.checked_div(per_page)? as u64;
            let from = place.checked_rem(per_page)?.checked_mul(stride)? as u32;
            let row = self.read_ledger(Key { part, ..Key::of(Tag::Page, version) }, from, stride as u32)?;
            let row = Row::<32>::at(&row, 0, tiers)?;
            match row.kind() {
                Kind::Account(mode) if owner == row.account().into() => Some(mode),
                _ => None,
            }
        }

        fn read_ledger(&self, key: Key, from: u32, count: u32) -> Option<Vec<u8>> {
            let mut input = ink::selector_bytes!("cell").to_vec();
            (key.to_bytes(), from, count).encode_to(&mut input);
            let answer = host::call(self.ledger.as_ref(), &input, (count as usize).saturating_add(8)).ok()?;
            let bytes = <Vec<u8> as scale::Decode>::decode(&mut answer.get(1..)?).ok()?;
            (!bytes.is_empty()).then_some(bytes)
        }

        fn call_ledger(&self, selector: [u8; 4], arguments: &impl Encode) -> Result<(), Error> {
            let mut input = selector.to_vec();
            arguments.encode_to(&mut input);
            if host::call_blind(self.ledger.as_ref(), &input) {
                Ok(())
            } else {
                Err(Error::LedgerRefused)
            }
        }
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
}
