//! What can be asked of splits, as plain data that any machine can replay.

use crate::keccak;
use atelier_splits::{CreateError, Entry, Error, Id, Mode, Node, Options, Proof, Step, SumTree, Table, Target, Tier};

/// An account, by its place in the cast of a trace.
///
/// Accounts below [`Account::RICH`] exist from the start, have as much of everything as they need, and are the only
/// ones that call. The others own nothing until they are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(pub u16);

impl Account {
    /// How many accounts exist from the start.
    pub const RICH: u16 = 12;
    /// How many accounts a random trace names, the rich ones included.
    pub const CAST: u16 = 18;
    /// The ledger itself, which cannot be a payee.
    pub const LEDGER: Self = Self(u16::MAX);

    /// Whether the account exists from the start.
    #[must_use]
    pub fn is_rich(self) -> bool {
        self.0 < Self::RICH
    }
}

/// The time at which a trace starts, in milliseconds: a machine sets its clock to this before the first operation.
pub const START: u64 = 1_000_000;
/// The assets of a trace: native money and two honest tokens, registered in this order before the first operation.
pub const ASSETS: [u32; 3] = [0, 1, 2];
/// What an account must hold of native money to exist, where the payout has to bring it.
pub const EXISTENTIAL_DEPOSIT: u128 = 1_000_000;

/// In what machines differ that the rules leave to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// What an account must hold of native money to exist. A payout that would leave a new account below it fails.
    pub existential_deposit: u128,
    /// How many milliseconds pass between two times that contracts can tell apart.
    pub tick: u64,
}

impl Default for Machine {
    fn default() -> Self {
        Self::WASM
    }
}

impl Machine {
    /// `pallet-contracts`: a payout to a new account has to bring its existential deposit.
    pub const WASM: Self = Self { existential_deposit: EXISTENTIAL_DEPOSIT, tick: 1 };
    /// `pallet-revive`: whoever calls brings the existential deposit of a new account, and contracts see whole seconds.
    pub const POLKAVM: Self = Self { existential_deposit: 0, tick: 1000 };

    /// The time that contracts see.
    #[must_use]
    pub fn seen(self, now: u64) -> u64 {
        now - now % self.tick
    }
}

/// A table to be created, with the leaves where the chain only sees their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A plain split.
    Entries(Vec<Entry<Account>>),
    /// A split with tiers; see [`Table::Tiers`].
    Tiers {
        /// The entries, with their weights in the last tier.
        entries: Vec<Entry<Account>>,
        /// The asset that the caps count.
        asset: u32,
        /// The capped tiers.
        tiers: Vec<Tier>,
    },
    /// A Merkle-sum table. No leaves stand for a root with the sum 0.
    Leaves(Vec<(Account, u64)>),
}

impl Plan {
    /// The table as a machine takes it; `name` and `bytes` tell what the machine calls an account.
    pub fn table<A, const N: usize>(
        &self,
        name: impl Fn(Account) -> A,
        bytes: impl Fn(Account) -> [u8; N],
    ) -> Table<A> {
        let rename = |entries: &[Entry<Account>]| {
            let target = |target: &Target<Account>| match *target {
                Target::Account(account) => Target::Account(name(account)),
                Target::Split { id, eager } => Target::Split { id, eager },
            };
            entries.iter().map(|entry| Entry { target: target(&entry.target), weight: entry.weight }).collect()
        };
        match self {
            Self::Entries(entries) => Table::Entries(rename(entries)),
            Self::Tiers { entries, asset, tiers } => {
                Table::Tiers { entries: rename(entries), asset: *asset, tiers: tiers.clone() }
            }
            Self::Leaves(leaves) => Table::MerkleSum(match tree(leaves, bytes) {
                Some(tree) => tree.root(),
                None => Node { hash: [0; 32], sum: 0 },
            }),
        }
    }

    /// Account, weight and proof of a leaf; `None` if the plan has no such leaf.
    pub fn leaf<const N: usize>(
        &self,
        index: u32,
        bytes: impl Fn(Account) -> [u8; N],
    ) -> Option<(Account, u64, Vec<Proof>)> {
        let Self::Leaves(leaves) = self else { return None };
        let (account, weight) = *leaves.get(index as usize)?;
        Some((account, weight, tree(leaves, bytes)?.proof(index as usize)?))
    }
}

fn tree<const N: usize>(leaves: &[(Account, u64)], bytes: impl Fn(Account) -> [u8; N]) -> Option<SumTree> {
    let leaves: Vec<_> = leaves.iter().map(|(account, weight)| (bytes(*account), *weight)).collect();
    SumTree::new(&leaves, &mut keccak)
}

/// Where an entry of a tree's node leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// To an account or to a split that stands already.
    Outside(Target<Account>),
    /// To a node that stands earlier in the same tree.
    Node {
        /// Its place, from 0.
        node: u16,
        /// See [`Target::Split`].
        eager: bool,
    },
}

/// A leaf to be paid: the leaf `index` of the plan by which the version `plan` was created.
///
/// Where `plan` is another version than the one that pays, the proof must be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafOf {
    /// The version whose plan has the leaf.
    pub plan: u32,
    /// The leaf's place in the plan, from 0.
    pub index: u32,
}

/// One call. Splits and versions are numbered as a fresh ledger numbers them: versions and heads apart, each from 1,
/// in the order in which they were created; what was refused takes no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Creates a split; with options one that can be edited.
    Create {
        /// Who calls.
        caller: Account,
        /// The table.
        plan: Plan,
        /// What is fixed for the life of a split that can be edited; `None` for an immutable one.
        options: Option<Options<Account>>,
    },
    /// Creates immutable plain splits, later nodes above earlier ones, all or none.
    CreateTree {
        /// Who calls.
        caller: Account,
        /// For each node its branches with their weights.
        nodes: Vec<Vec<(Branch, u32)>>,
    },
    /// Edits a split.
    Update {
        /// Who calls.
        caller: Account,
        /// The split.
        split: Id,
        /// The new table.
        plan: Plan,
    },
    /// Offers control of a split.
    OfferControl {
        /// Who calls.
        caller: Account,
        /// The split.
        split: Id,
        /// To whom; `None` withdraws the offer.
        to: Option<Account>,
    },
    /// Takes control that was offered.
    AcceptControl {
        /// Who calls.
        caller: Account,
        /// The split.
        split: Id,
    },
    /// Makes a split immutable for good.
    Freeze {
        /// Who calls.
        caller: Account,
        /// The split.
        split: Id,
    },
    /// Pays a split: for a token after the caller has approved the ledger.
    Deposit {
        /// Who calls and pays.
        caller: Account,
        /// The split.
        split: Id,
        /// The asset.
        asset: u32,
        /// How much.
        amount: u128,
    },
    /// Settles a path and pays the account at its end. A path of one step is the plain `claim`.
    Claim {
        /// Who calls.
        caller: Account,
        /// The path.
        path: Vec<Step>,
        /// The asset.
        asset: u32,
    },
    /// Pays the caller's own entry in several assets to another account.
    ClaimTo {
        /// Who calls.
        caller: Account,
        /// The path.
        path: Vec<Step>,
        /// The assets, each claimed in turn; one refusal refuses all.
        assets: Vec<u32>,
        /// Who is paid.
        recipient: Account,
    },
    /// Settles and pays several paths in one asset.
    ClaimMany {
        /// Who calls.
        caller: Account,
        /// The paths.
        paths: Vec<Vec<Step>>,
        /// The asset.
        asset: u32,
    },
    /// Pays `count` entries of a split from entry `from` on.
    PayAll {
        /// Who calls.
        caller: Account,
        /// The split.
        split: Id,
        /// The asset.
        asset: u32,
        /// The first entry.
        from: u16,
        /// How many entries.
        count: u16,
    },
    /// Pays leaves of a Merkle-sum table.
    PayLeaves {
        /// Who calls.
        caller: Account,
        /// The version.
        version: u32,
        /// The asset.
        asset: u32,
        /// The leaves.
        leaves: Vec<LeafOf>,
    },
    /// Says who may trigger the payout of the caller's entry.
    SetMode {
        /// Who calls.
        caller: Account,
        /// The entry.
        entry: Step,
        /// The mode.
        mode: Mode,
    },
    /// The owner offers an entry, then `to` accepts it with its mode set to anyone without a tip. An offer that is then
    /// not accepted changes nothing that a ledger is asked for.
    HandOver {
        /// Who offers.
        owner: Account,
        /// To whom, and who accepts.
        to: Account,
        /// The entry.
        entry: Step,
        /// The asset in which the buyer asks for an unclaimed amount.
        asset: u32,
        /// The unclaimed amount that must still be there.
        at_least: u128,
    },
    /// Time passes.
    Advance {
        /// How much.
        milliseconds: u64,
    },
}

/// What a call paid; see the ledger's report of the same shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The sum of what left the ledger, tips included.
    pub paid: u128,
    /// The part of it that went to the caller.
    pub tips: u128,
    /// How many payouts arrived.
    pub payouts: u32,
    /// How many did not; their debts stay.
    pub failed: u32,
}

/// What an operation that was not refused tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing but that it was done: deposits, control, modes, hand-overs, time.
    Nothing,
    /// `Create` and `CreateTree`: the new splits (heads where they can be edited). `Update`: the new version.
    Created(Vec<Id>),
    /// `Claim` (one amount) and `ClaimTo` (one for each asset).
    Paid(Vec<u128>),
    /// `ClaimMany`, `PayAll` and `PayLeaves`.
    Many(Report),
}

/// Why an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// By the rules of money.
    Splits(Error),
    /// By the rules of creation and control.
    Create(CreateError),
    /// No such token was registered.
    UnknownAsset(u32),
    /// The one payout of the call did not arrive.
    PayoutFailed {
        /// Who is owed.
        account: Account,
        /// How much.
        amount: u128,
    },
    /// The caller's tip did not arrive.
    TipFailed(u128),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Splits(error)
    }
}

impl From<CreateError> for Refusal {
    fn from(error: CreateError) -> Self {
        Self::Create(error)
    }
}

/// How an operation ended. A refused one has changed nothing.
pub type Outcome = Result<Done, Refusal>;

/// What a machine offers so that traces can be replayed on it and judged.
pub trait Ledger {
    /// What the machine is like.
    fn machine(&self) -> Machine {
        Machine::WASM
    }
    /// Does one operation.
    fn apply(&mut self, operation: &Operation) -> Outcome;
    /// What a version has received in an asset.
    fn received(&mut self, version: u32, asset: u32) -> u128;
    /// What an entry has been paid in an asset, or has passed on; for entry 0 of a Merkle-sum table, all its leaves.
    fn paid(&mut self, version: u32, index: u16, asset: u32) -> u128;
    /// What the leaf of a Merkle-sum table with the given low bound has been paid in an asset.
    fn leaf_paid(&mut self, version: u32, low: u64, asset: u32) -> u128;
    /// What the account has more of an asset than at the start of the trace: payouts and tips less deposits. What the
    /// machine charges for calling and for storage is left out.
    fn gained(&mut self, account: Account, asset: u32) -> i128;
    /// What the ledger holds of an asset more than at the start of the trace: its liability, if all is well.
    fn held(&mut self, asset: u32) -> u128;
}
