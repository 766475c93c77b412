//! The lens: answers every question about splits, for people and for contracts.
//!
//! It reads the ledger's cells and asks the same rules as the ledger does, so a quote is what would happen. It holds
//! nothing, and the ledger does not know it: another lens can be deployed at any time.
#![cfg_attr(not(feature = "std"), no_std)]

pub use self::split_lens::{EntryView, HeadView, SplitLens, SplitLensRef, TableView};

#[ink::contract]
mod split_lens {
    use atelier_host as host;
    use atelier_splits::{
        quote, trace, AssetCell, Batch, Cells, Error, HeadCell, Header, Id, Key, Kind, Mode, Quoted, Received, Row,
        Step, Tag, Target, Trace, MAX_CELL, MAX_TABLES, NATIVE, PAID_PER_PAGE,
    };
    use ink::prelude::vec::Vec;
    use scale::{Decode, Encode};

    /// The ledger that is looked at.
    #[ink(storage)]
    pub struct SplitLens {
        ledger: AccountId,
    }

    /// A version's facts and a part of its entries.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct TableView {
        /// 1 above the highest child.
        pub height: u8,
        /// How many entries there are in all.
        pub count: u16,
        /// The root of a Merkle-sum table.
        pub root: Option<[u8; 32]>,
        /// The total weight, tier by tier.
        pub totals: Vec<u64>,
        /// The cap of each tier but the last.
        pub caps: Vec<Balance>,
        /// The asset that the caps count.
        pub capped_asset: u32,
        /// The entries that were asked for.
        pub entries: Vec<EntryView>,
    }

    /// One entry.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct EntryView {
        /// Where its share goes.
        pub target: Target<AccountId>,
        /// Who may trigger its payouts, for an account's entry.
        pub mode: Option<Mode>,
        /// The weight, tier by tier.
        pub weights: Vec<u64>,
    }

    /// A split that can be edited.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct HeadView {
        /// The version in force now.
        pub in_force: u32,
        /// The version that will be in force, and since when, in milliseconds.
        pub pending: Option<(u32, u64)>,
    }

    /// The ledger's cells, read from outside.
    struct Remote([u8; 32]);

    impl Remote {
        fn slice(&self, key: &Key, from: u32, count: u32) -> Vec<u8> {
            let mut input = ink::selector_bytes!("cell").to_vec();
            (key.to_bytes(), from, count).encode_to(&mut input);
            // The Ok of the language layer and the length stand before the bytes.
            let answer = host::call(&self.0, &input, (count as usize).saturating_add(5));
            let bytes = answer.ok().and_then(|answer| Vec::decode(&mut answer.get(1..)?).ok());
            bytes.unwrap_or_default()
        }
    }

    impl Cells for Remote {
        fn read(&mut self, key: &Key) -> Vec<u8> {
            self.slice(key, 0, MAX_CELL as u32)
        }

        /// A lens changes nothing: its batches are asked and dropped, never flushed.
        fn write(&mut self, _key: &Key, _bytes: &[u8]) {}
    }

    impl SplitLens {
        /// A lens on one ledger.
        #[ink(constructor)]
        pub fn new(ledger: AccountId) -> Self {
            Self { ledger }
        }

        /// A version with `count` of its entries from entry `from` on.
        #[ink(message)]
        pub fn table(&self, version: u32, from: u16, count: u16) -> Option<TableView> {
            let bytes = self.remote().slice(&Key::of(Tag::Header, version), 0, 512);
            if bytes.is_empty() {
                return None;
            }
            let header = Header(&bytes);
            let tiers = header.tiers();
            let end = from.saturating_add(count).min(header.entries());
            let entries = (from..end).filter_map(|index| self.entry(version, index, tiers)).collect();
            Some(TableView {
                height: header.height(),
                count: header.entries(),
                root: header.is_sum().then(|| header.root()),
                totals: (0..tiers).map(|tier| header.total(tier)).collect(),
                caps: (1..tiers).map(|tier| header.cap(tier.saturating_sub(1))).collect(),
                capped_asset: header.capped_asset(),
                entries,
            })
        }

        /// The versions of a split that can be edited.
        #[ink(message)]
        pub fn head(&self, split: Id) -> Option<HeadView> {
            let bytes = self.remote().slice(&Key::of(Tag::Head, split.0), 0, 16);
            if bytes.is_empty() {
                return None;
            }
            let head = HeadCell::from_bytes(&bytes);
            let now = host::now();
            Some(HeadView {
                in_force: head.in_force(now),
                pending: (now < head.effective_at).then_some((head.pending, head.effective_at)),
            })
        }

        /// What a version has received ever, in one asset.
        #[ink(message)]
        pub fn received(&self, version: u32, asset: u32) -> Balance {
            let key = Key { asset, ..Key::of(Tag::Received, version) };
            let bytes = self.remote().slice(&key, 0, 32);
            if bytes.is_empty() {
                0
            } else {
                Received(&bytes).amount()
            }
        }

        /// What an entry has been paid ever, in one asset.
        #[ink(message)]
        pub fn paid(&self, version: u32, index: u16, asset: u32) -> Balance {
            self.paid_amounts(version, asset, index, 1).into_iter().sum()
        }

        /// What an entry could claim now, edges above it not settled.
        ///
        /// # Errors
        /// That there is no such version or entry.
        #[ink(message)]
        pub fn claimable(&self, version: u32, index: u16, asset: u32) -> Result<Balance, Error> {
            self.batch(asset).owed(Step { version, index })
        }

        /// What a claim through a path would pay now.
        ///
        /// # Errors
        /// What the claim would refuse.
        #[ink(message)]
        pub fn claimable_path(&self, path: Vec<Step>, asset: u32) -> Result<Balance, Error> {
            let mut batch = self.batch(asset);
            for (step, edge) in path.iter().enumerate() {
                if step.saturating_add(1) == path.len() {
                    return batch.owed(*edge);
                }
                batch.claim(&[*edge], &[0; 32], None)?;
            }
            Err(Error::EmptyPath)
        }

        /// What each payee would get from an income of `amount` now, if everything in the graph were settled before and
        /// after it; payees `from` to `from + count`.
        ///
        /// # Errors
        /// That the split is unknown or its graph too large for one question.
        #[ink(message)]
        pub fn quote(
            &self,
            split: Id,
            asset: u32,
            amount: Balance,
            from: u32,
            count: u32,
        ) -> Result<Vec<Quoted<AccountId>>, Error> {
            let quoted = quote(&mut self.batch(asset), split, amount, MAX_TABLES)?;
            let page = quoted.into_iter().skip(from as usize).take(count as usize);
            Ok(page
                .map(|quoted| match quoted {
                    Quoted::Account { account, amount } => Quoted::Account { account: account.into(), amount },
                    Quoted::Table { version, amount } => Quoted::Table { version, amount },
                })
                .collect())
        }

        /// The paths by which an account earns from a split, as exact fractions, and the cursor to go on with. Looks at
        /// `budget` entries; begin with an empty cursor.
        ///
        /// # Errors
        /// That the split is unknown.
        #[ink(message)]
        pub fn trace(
            &self,
            split: Id,
            account: AccountId,
            budget: u32,
            cursor: Vec<Step>,
        ) -> Result<(Vec<Trace>, Option<Vec<Step>>), Error> {
            trace(&mut self.batch(NATIVE), split, account.as_ref(), budget, cursor)
        }

        /// What the versions from `from` to `from + count` owe in one asset, rounding dust included.
        #[ink(message)]
        pub fn liability(&self, asset: u32, from: u32, count: u32) -> Balance {
            let owed = |version| {
                let paid: Balance = self.paid_amounts(version, asset, 0, PAID_PER_PAGE).into_iter().sum();
                self.received(version, asset).saturating_sub(paid)
            };
            (from..from.saturating_add(count)).map(owed).sum()
        }

        /// What lies in the ledger's account at a token without belonging to any split; `None` for native money and for
        /// tokens that are not registered or do not answer.
        #[ink(message)]
        pub fn stray(&self, asset: u32) -> Option<Balance> {
            let bytes = self.remote().slice(&Key::of(Tag::Asset, asset), 0, 48);
            if bytes.is_empty() {
                return None;
            }
            let AssetCell { token, recorded } = AssetCell::<32>::from_bytes(&bytes);
            let mut input = ink::selector_bytes!("PSP22::balance_of").to_vec();
            self.ledger.encode_to(&mut input);
            let answer = host::call(&token, &input, 64).ok()?;
            let balance = Balance::decode(&mut answer.get(1..)?).ok()?;
            balance.checked_sub(recorded)
        }

        fn remote(&self) -> Remote {
            Remote(*self.ledger.as_ref())
        }

        fn batch(&self, asset: u32) -> Batch<Remote, 32> {
            Batch::new(self.remote(), asset, host::now())
        }

        fn paid_amounts(&self, version: u32, asset: u32, index: u16, count: u16) -> Vec<Balance> {
            let part = u64::from(index.checked_div(PAID_PER_PAGE).unwrap_or(0));
            let at = u32::from(index.checked_rem(PAID_PER_PAGE).unwrap_or(0)).saturating_mul(16);
            let key = Key { asset, part, ..Key::of(Tag::Paid, version) };
            let bytes = self.remote().slice(&key, at, u32::from(count).saturating_mul(16));
            let amount = |bytes: &[u8]| Balance::from_le_bytes(bytes.try_into().unwrap_or_default());
            bytes.chunks_exact(16).map(amount).collect()
        }

        fn entry(&self, version: u32, index: u16, tiers: usize) -> Option<EntryView> {
            let (stride, per_page) = (Row::<32>::stride(tiers), Row::<32>::per_page(tiers));
            let place = usize::from(index);
            let part = place.checked_div(per_page)? as u64;
            let at = place.checked_rem(per_page)?.checked_mul(stride)? as u32;
            let bytes = self.remote().slice(&Key { part, ..Key::of(Tag::Page, version) }, at, stride as u32);
            let row = Row::<32>::at(&bytes, 0, tiers)?;
            let (target, mode) = match row.kind() {
                Kind::Account(mode) => (Target::Account(row.account().into()), Some(mode)),
                kind => (Target::Split { id: row.target(), eager: kind == Kind::Eager }, None),
            };
            Some(EntryView { target, mode, weights: (0..tiers).map(|tier| row.weight(tier)).collect() })
        }
    }
}
