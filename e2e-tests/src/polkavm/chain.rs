//! The in-process chain as tests use it: accounts, time, contracts, and what a call cost.
//!
//! Amounts of money are in the units that contracts count in, of which [`RATIO`] make one native unit; the chain keeps what
//! is less than a native unit as an account's dust. Only deposits are in native units, one for each item and byte.

pub use crate::called::Called;

use super::{
    notes::Notes,
    runtime::{
        Assets, Balances, Contracts, Runtime, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin, System, Timestamp,
        Tokens, EXISTENTIAL_DEPOSIT, RATIO,
    },
};
pub use frame_support::weights::Weight;
use frame_support::{storage::transactional::with_transaction_unchecked, traits::fungible::Mutate};
use pallet_revive::{
    precompiles::Precompile, tracing::trace, weights::WeightInfo, Code, Event as ContractEvent, ExecConfig,
    StorageDeposit, TransactionLimits, U256,
};
use sp_io::TestExternalities;
use sp_runtime::{AccountId32, BuildStorage, TransactionOutcome};
use splits_model::Machine;
use std::{fs, path::PathBuf};

/// Who has a balance on this machine, a contract or not: 20 bytes, as on Ethereum.
pub type AccountId = sp_core::H160;

/// How many bytes an account has.
pub const ACCOUNT: usize = 20;
/// The most bytes of a page of the ledger: what fits into a cell.
pub const PAGE: usize = 416;
/// How many units of money make one of those that deposits are told in.
pub const DEPOSIT_UNIT: i128 = RATIO as i128;
/// What the rules leave to the machine.
pub const MACHINE: Machine = Machine::POLKAVM;

/// A moment in 2026, in milliseconds: where every chain of a test begins.
pub const START: u64 = 1_790_000_000_000;
/// What a funded account begins with.
pub const FORTUNE: u128 = 1_000_000_000_000_000_000;
/// The gas that a call may use: what a block has for ordinary transactions.
pub const BLOCK: Weight = Weight::from_parts(1_500_000_000_000, 3_932_160);

/// What the chain charges for any transaction that calls a contract, before the contract does anything.
#[must_use]
pub fn transaction_weight() -> Weight {
    <Runtime as pallet_revive::Config>::WeightInfo::call()
}

/// What every code of PolkaVM begins with.
const MAGIC: &[u8] = b"PVM\0";

/// A chain in this process.
pub struct Chain {
    storage: TestExternalities,
    salt: u32,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

/// An account's bytes.
#[must_use]
pub fn bytes(account: AccountId) -> [u8; ACCOUNT] {
    account.0
}

/// The account with a given number; tests call people by numbers.
#[must_use]
pub fn account(number: u32) -> AccountId {
    let mut bytes = [0xac; 20];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes.into()
}

/// Where the chain keeps the money of an address. Nobody here has keys of another kind than Ethereum's, so there is nothing
/// to look up.
fn native(account: AccountId) -> AccountId32 {
    let mut bytes = [0xee; 32];
    bytes[..20].copy_from_slice(account.as_bytes());
    bytes.into()
}

/// The code of a contract that `cargo xtask build` made.
///
/// # Panics
/// If it was not built.
#[must_use]
pub fn code(contract: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/ink").join(contract);
    let file = folder.join(format!("{contract}.polkavm"));
    fs::read(&file).unwrap_or_else(|error| panic!("{contract} is not built ({error}): run `cargo xtask build` first"))
}

/// The address under which contracts find a token of `pallet-assets`.
#[must_use]
pub fn token_address(id: u32) -> AccountId {
    let mut bytes = Tokens::MATCHER.base_address();
    bytes[..4].copy_from_slice(&id.to_be_bytes());
    bytes.into()
}

impl Chain {
    /// A new chain at [`START`].
    ///
    /// # Panics
    /// Never in practice: the genesis is constant.
    #[must_use]
    pub fn new() -> Self {
        // The pallet's own account, which holds the deposits of codes, gets what keeps it alive.
        let genesis = RuntimeGenesisConfig::default().build_storage().expect("genesis");
        let mut chain = Self { storage: TestExternalities::new(genesis), salt: 0 };
        chain.storage.execute_with(|| System::set_block_number(1));
        chain.set_time(START);
        chain
    }

    /// Sets the block's time, in milliseconds. Contracts see whole seconds.
    pub fn set_time(&mut self, now: u64) {
        self.storage.execute_with(|| Timestamp::set_timestamp(now));
    }

    /// The block's time, in milliseconds.
    pub fn now(&mut self) -> u64 {
        self.storage.execute_with(Timestamp::get)
    }

    /// Sets what an account has. The existential deposit comes on top; whoever has nothing does not exist.
    ///
    /// # Panics
    /// Never in practice: no amount is too great for the chain.
    pub fn fund(&mut self, account: AccountId, amount: u128) {
        self.fund_wide(account, amount.into());
    }

    /// [`Self::fund`] with an amount of more than 128 bits, which contracts can see.
    ///
    /// # Panics
    /// If the chain cannot count so much.
    pub fn fund_wide(&mut self, account: AccountId, amount: U256) {
        self.storage.execute_with(|| {
            set_balance(account, amount);
            if amount.is_zero() {
                Balances::set_balance(&native(account), 0);
            }
        });
    }

    /// All native money that there is, in the units of contracts: balances, deposits, what keeps accounts alive, and dust.
    pub fn total(&mut self) -> U256 {
        self.storage.execute_with(|| {
            let accounts = frame_system::Account::<Runtime>::iter();
            let each = accounts.map(|(account, info)| {
                let bytes: [u8; 32] = account.into();
                let (address, rest) = bytes.split_at(ACCOUNT);
                // Who has no address has no dust.
                let has_address = rest.iter().all(|byte| *byte == 0xee);
                let dust = if has_address {
                    evm_balance(AccountId::from_slice(address)) % U256::from(RATIO)
                } else {
                    0.into()
                };
                U256::from(info.data.free) * U256::from(RATIO)
                    + U256::from(info.data.reserved) * U256::from(RATIO)
                    + dust
            });
            each.fold(U256::zero(), |sum, amount| sum + amount)
        })
    }

    /// What an account has, without deposits and without what keeps it alive.
    ///
    /// # Panics
    /// Never in practice: nobody has that much.
    pub fn balance(&mut self, account: AccountId) -> u128 {
        self.storage.execute_with(|| balance(account))
    }

    /// What an account could spend: all of its balance, which has neither deposits nor what keeps it alive in it.
    pub fn spendable(&mut self, account: AccountId) -> u128 {
        self.balance(account)
    }

    /// Sends native money without calling anything. If the account is new, the sender pays its existential deposit as well.
    ///
    /// # Panics
    /// If the sender has too little.
    pub fn transfer(&mut self, from: AccountId, to: AccountId, amount: u128) {
        // The machine does nothing either when nothing is sent.
        if amount == 0 {
            return;
        }
        self.storage.execute_with(|| {
            let brought = if System::account_exists(&native(to)) { 0 } else { EXISTENTIAL_DEPOSIT * u128::from(RATIO) };
            let left = amount.checked_add(brought).and_then(|whole| balance(from).checked_sub(whole));
            set_balance(from, left.expect("the sender must have the money").into());
            set_balance(to, balance(to).checked_add(amount).expect("nobody has that much").into());
        });
    }

    /// A hash over the whole storage: equal hashes mean that nothing changed. Events are forgotten first: the chain keeps
    /// those of the last call in its storage.
    ///
    /// # Panics
    /// Never in practice: no transaction is open between calls.
    pub fn root(&mut self) -> [u8; 32] {
        self.storage.execute_with(System::reset_events);
        self.storage.commit_all().expect("no transaction is open");
        self.storage.as_backend().root().0
    }

    /// Instantiates code and returns the new contract with what it cost. What is not code of PolkaVM is taken for code of
    /// Ethereum's machine, whose constructors read their input from behind the code.
    ///
    /// # Errors
    /// Why the chain refused, as a sentence.
    pub fn try_deploy(
        &mut self,
        code: Vec<u8>,
        deployer: AccountId,
        input: Vec<u8>,
    ) -> Result<(AccountId, Called), String> {
        self.try_deploy_with(0, code, deployer, input)
    }

    /// [`Self::try_deploy`] with native money.
    ///
    /// # Errors
    /// Those of [`Self::try_deploy`].
    pub fn try_deploy_with(
        &mut self,
        value: u128,
        code: Vec<u8>,
        deployer: AccountId,
        input: Vec<u8>,
    ) -> Result<(AccountId, Called), String> {
        self.salt += 1;
        let mut salt = [0; 32];
        salt[..4].copy_from_slice(&self.salt.to_le_bytes());
        let (code, input) = if code.starts_with(MAGIC) { (code, input) } else { ([code, input].concat(), Vec::new()) };
        let deployed = self.storage.execute_with(|| {
            with_transaction_unchecked(|| {
                let deployed = Contracts::bare_instantiate(
                    RuntimeOrigin::signed(native(deployer)),
                    value.into(),
                    limits(BLOCK, None),
                    Code::Upload(code),
                    input,
                    Some(salt),
                    &ExecConfig::new_substrate_tx(),
                );
                match &deployed.result {
                    Ok(instance) if !instance.result.did_revert() => TransactionOutcome::Commit(deployed),
                    _ => TransactionOutcome::Rollback(deployed),
                }
            })
        });
        let instance = deployed.result.map_err(|error| format!("{error:?}"))?;
        if instance.result.did_revert() {
            return Err(format!("the constructor reverted: {:?}", instance.result.data));
        }
        let called = Called {
            outcome: Ok(instance.result.data),
            reverted: false,
            ref_time: deployed.weight_consumed.ref_time(),
            proof_size: deployed.weight_consumed.proof_size(),
            deposit: signed(&deployed.storage_deposit),
            events: Vec::new(),
            notes: String::new(),
        };
        Ok((instance.addr, called))
    }

    /// Puts the code of a built contract on the chain and returns its hash.
    ///
    /// # Panics
    /// If the chain refuses it.
    #[track_caller]
    pub fn upload(&mut self, contract: &str, uploader: AccountId) -> [u8; 32] {
        match self.try_upload(code(contract), uploader) {
            Ok(hash) => hash,
            Err(error) => panic!("the code of {contract} is refused: {error}"),
        }
    }

    /// Puts code on the chain and returns its hash.
    ///
    /// # Errors
    /// Why the chain refused.
    pub fn try_upload(&mut self, code: Vec<u8>, uploader: AccountId) -> Result<[u8; 32], String> {
        let origin = RuntimeOrigin::signed(native(uploader));
        let uploaded = self.kept_if_ok(|| Contracts::bare_upload_code(origin, code, u128::MAX));
        uploaded.map(|uploaded| uploaded.code_hash.0).map_err(|error| format!("{error:?}"))
    }

    /// Removes a code from the chain.
    ///
    /// # Errors
    /// Why the chain refused: somebody else uploaded it, or it is needed.
    pub fn remove_code(&mut self, code: [u8; 32], uploader: AccountId) -> Result<(), String> {
        let origin = RuntimeOrigin::signed(native(uploader));
        let removed = self.kept_if_ok(|| Contracts::remove_code(origin, code.into()));
        removed.map(|_| ()).map_err(|error| format!("{:?}", error.error))
    }

    /// Instantiates a built contract.
    ///
    /// # Panics
    /// If the chain refuses.
    #[track_caller]
    pub fn deploy(&mut self, contract: &str, deployer: AccountId, input: Vec<u8>) -> AccountId {
        match self.try_deploy(code(contract), deployer, input) {
            Ok((account, _)) => account,
            Err(error) => panic!("{contract} cannot be instantiated: {error}"),
        }
    }

    /// Calls a contract as a transaction: kept if it succeeds, undone if it fails or reverts.
    pub fn call(&mut self, caller: AccountId, contract: AccountId, value: u128, input: Vec<u8>) -> Called {
        self.call_limited(caller, contract, value, input, BLOCK, None)
    }

    /// [`Self::call`] with more money than 128 bits can tell.
    pub fn call_wide(&mut self, caller: AccountId, contract: AccountId, value: U256, input: Vec<u8>) -> Called {
        self.run(caller, contract, value, input, limits(BLOCK, None), true)
    }

    /// [`Self::call`] with limits of gas and storage deposit (in native units).
    pub fn call_limited(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: u128,
        input: Vec<u8>,
        gas: Weight,
        deposit: Option<u128>,
    ) -> Called {
        self.run(caller, contract, value.into(), input, limits(gas, deposit), true)
    }

    /// Asks a contract: whatever it does is undone.
    pub fn ask(&mut self, caller: AccountId, contract: AccountId, input: Vec<u8>) -> Called {
        let gas = Weight::from_parts(u64::MAX / 2, u64::MAX / 2);
        self.run(caller, contract, U256::zero(), input, limits(gas, None), false)
    }

    fn run(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: U256,
        input: Vec<u8>,
        limits: TransactionLimits<Runtime>,
        keep: bool,
    ) -> Called {
        let mut notes = Notes::default();
        self.storage.execute_with(|| {
            System::reset_events();
            let called = with_transaction_unchecked(|| {
                let called = trace(&mut notes, || {
                    Contracts::bare_call(
                        RuntimeOrigin::signed(native(caller)),
                        contract,
                        value,
                        limits,
                        input,
                        &ExecConfig::new_substrate_tx(),
                    )
                });
                match &called.result {
                    Ok(result) if keep && !result.did_revert() => TransactionOutcome::Commit(called),
                    _ => TransactionOutcome::Rollback(called),
                }
            });
            let events = System::events().into_iter().filter_map(|record| match record.event {
                RuntimeEvent::Contracts(ContractEvent::ContractEmitted { contract, data, topics }) => {
                    Some((contract, topics.into_iter().map(|topic| topic.0).collect(), data))
                }
                _ => None,
            });
            let reverted = called.result.as_ref().is_ok_and(|result| result.did_revert());
            Called {
                events: events.collect(),
                outcome: called.result.map(|result| result.data).map_err(|error| format!("{error:?}")),
                reverted,
                ref_time: called.weight_consumed.ref_time(),
                proof_size: called.weight_consumed.proof_size(),
                deposit: signed(&called.storage_deposit),
                notes: notes.into_lines(),
            }
        })
    }

    /// The bytes of a contract's cell, as the chain stores it.
    pub fn cell(&mut self, contract: AccountId, key: Vec<u8>) -> Option<Vec<u8>> {
        self.storage.execute_with(|| Contracts::get_storage_var_key(contract, key).ok().flatten())
    }

    /// Writes a contract's cell without the contract, and without a deposit.
    ///
    /// # Panics
    /// If there is no such contract, or the chain cannot store the cell.
    pub fn set_cell(&mut self, contract: AccountId, key: Vec<u8>, bytes: Vec<u8>) {
        self.storage.execute_with(|| {
            Contracts::set_storage_var_key(contract, key, Some(bytes)).expect("the contract must be there");
        });
    }

    fn kept_if_ok<T, E>(&mut self, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.storage.execute_with(|| {
            with_transaction_unchecked(|| match act() {
                Ok(done) => TransactionOutcome::Commit(Ok(done)),
                Err(error) => TransactionOutcome::Rollback(Err(error)),
            })
        })
    }
}

/// Tokens that are no contracts: the chain's own, which contracts meet under an address with the interface of ERC-20.
impl Chain {
    /// Creates a token of `pallet-assets` of which `owner` has everything, and returns its address. Accounts can live on it
    /// alone, as on the tokens that Polkadot Hub calls sufficient.
    ///
    /// # Panics
    /// If there is a token with this number.
    pub fn asset(&mut self, id: u32, owner: AccountId, amount: u128) -> AccountId {
        let owner = native(owner);
        self.storage.execute_with(|| {
            Assets::force_create(RuntimeOrigin::root(), id, owner.clone().into(), true, 1)
                .expect("the number must be free");
            Assets::mint(RuntimeOrigin::signed(owner.clone()), id, owner.into(), amount).expect("the owner can mint");
        });
        token_address(id)
    }

    /// Keeps an account from sending and receiving a token of `pallet-assets`.
    ///
    /// # Panics
    /// If there is no such account, or if the other one is not the token's administrator. So do all of these.
    pub fn block_asset_account(&mut self, id: u32, admin: AccountId, account: AccountId) {
        let blocked = |admin| Assets::block(admin, id, native(account).into());
        self.administer(admin, |admin| blocked(admin).map(|_| ()));
    }

    /// Takes [`Self::block_asset_account`] back.
    pub fn thaw_asset_account(&mut self, id: u32, admin: AccountId, account: AccountId) {
        self.administer(admin, |admin| Assets::thaw(admin, id, native(account).into()).map(|_| ()));
    }

    /// Keeps everybody from sending a token of `pallet-assets`.
    pub fn freeze_asset(&mut self, id: u32, admin: AccountId) {
        self.administer(admin, |admin| Assets::freeze_asset(admin, id).map(|_| ()));
    }

    /// Takes [`Self::freeze_asset`] back.
    pub fn thaw_asset(&mut self, id: u32, admin: AccountId) {
        self.administer(admin, |admin| Assets::thaw_asset(admin, id).map(|_| ()));
    }

    /// Takes some of a token of `pallet-assets` away from whoever has it.
    pub fn burn_asset(&mut self, id: u32, admin: AccountId, account: AccountId, amount: u128) {
        self.administer(admin, |admin| Assets::burn(admin, id, native(account).into(), amount).map(|_| ()));
    }

    fn administer<E: std::fmt::Debug>(&mut self, admin: AccountId, act: impl FnOnce(RuntimeOrigin) -> Result<(), E>) {
        self.storage.execute_with(|| act(RuntimeOrigin::signed(native(admin))).expect("the administrator may"));
    }

    /// How much of a token of `pallet-assets` an account has.
    pub fn asset_balance(&mut self, id: u32, account: AccountId) -> u128 {
        self.storage.execute_with(|| Assets::balance(id, native(account)))
    }
}

fn limits(gas: Weight, deposit: Option<u128>) -> TransactionLimits<Runtime> {
    TransactionLimits::WeightAndDeposit { weight_limit: gas, deposit_limit: deposit.unwrap_or(u128::MAX) }
}

fn evm_balance(account: AccountId) -> U256 {
    Contracts::evm_balance(&account)
}

fn balance(account: AccountId) -> u128 {
    evm_balance(account).try_into().expect("nobody has that much")
}

fn set_balance(account: AccountId, amount: U256) {
    Contracts::set_evm_balance(&account, amount).expect("no amount is too great");
}

fn signed(deposit: &StorageDeposit<u128>) -> i128 {
    match deposit {
        StorageDeposit::Charge(amount) => *amount as i128,
        StorageDeposit::Refund(amount) => -(*amount as i128),
    }
}
