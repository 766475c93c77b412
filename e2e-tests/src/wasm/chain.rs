//! The in-process chain as tests use it: accounts, time, contracts, and what a call cost.

pub use crate::called::Called;

use super::runtime::{Balances, Contracts, Runtime, RuntimeEvent, RuntimeOrigin, System, Timestamp};
use drink::pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism, Event as ContractEvent, WeightInfo};
pub use drink::Weight;
use frame_support::{
    sp_runtime::{AccountId32, BuildStorage, TransactionOutcome},
    storage::transactional::with_transaction_unchecked,
    traits::fungible::{Inspect, Mutate},
};
use ink_sandbox::TestExternalities;
use scale::Encode;
use splits_model::Machine;
use std::{fs, path::PathBuf};

/// Who has a balance on this machine, a contract or not.
pub type AccountId = ink::primitives::AccountId;

/// How many bytes an account has.
pub const ACCOUNT: usize = 32;
/// The most bytes of a page of the ledger.
pub const PAGE: usize = atelier_splits::PAGE_BYTES;
/// How many units of money make one of those that deposits are told in.
pub const DEPOSIT_UNIT: i128 = 1;
/// What the rules leave to the machine.
pub const MACHINE: Machine = Machine::WASM;

/// A moment in 2026, in milliseconds: where every chain of a test begins.
pub const START: u64 = 1_790_000_000_000;
/// What a funded account begins with.
pub const FORTUNE: u128 = 1_000_000_000_000_000_000;
/// The gas that a call may use: what a block has for ordinary transactions.
pub const BLOCK: Weight = Weight::from_parts(1_500_000_000_000, 3_932_160);

/// What the chain charges for any transaction that calls a contract, before the contract does anything.
#[must_use]
pub fn transaction_weight() -> Weight {
    <Runtime as drink::pallet_contracts::Config>::WeightInfo::call()
}

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
    *account.as_ref()
}

/// The account with a given number; tests call people by numbers.
#[must_use]
pub fn account(number: u32) -> AccountId {
    let mut bytes = [0xac; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes.into()
}

fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

/// The code of a contract that `cargo xtask build` made.
///
/// # Panics
/// If it was not built.
#[must_use]
pub fn code(contract: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/ink").join(contract);
    let file = folder.join(format!("{contract}.wasm"));
    fs::read(&file).unwrap_or_else(|error| panic!("{contract} is not built ({error}): run `cargo xtask build` first"))
}

impl Chain {
    /// A new chain at [`START`].
    ///
    /// # Panics
    /// Never in practice: the genesis is constant.
    #[must_use]
    pub fn new() -> Self {
        let genesis = frame_system::GenesisConfig::<Runtime>::default().build_storage().expect("genesis");
        let mut chain = Self { storage: TestExternalities::new(genesis), salt: 0 };
        chain.storage.execute_with(|| System::set_block_number(1));
        chain.set_time(START);
        chain
    }

    /// Sets the block's time, in milliseconds.
    pub fn set_time(&mut self, now: u64) {
        self.storage.execute_with(|| Timestamp::set_timestamp(now));
    }

    /// The block's time, in milliseconds.
    pub fn now(&mut self) -> u64 {
        self.storage.execute_with(Timestamp::get)
    }

    /// Sets what an account has.
    pub fn fund(&mut self, account: AccountId, amount: u128) {
        self.storage.execute_with(|| Balances::set_balance(&native(account), amount));
    }

    /// An account's free balance.
    pub fn balance(&mut self, account: AccountId) -> u128 {
        self.storage.execute_with(|| Balances::balance(&native(account)))
    }

    /// What an account has that is not held as deposit and could leave it while it lives on.
    pub fn spendable(&mut self, account: AccountId) -> u128 {
        use frame_support::traits::tokens::{Fortitude, Preservation};
        self.storage
            .execute_with(|| Balances::reducible_balance(&native(account), Preservation::Preserve, Fortitude::Polite))
    }

    /// Sends native money without calling anything.
    ///
    /// # Panics
    /// If the sender has too little.
    pub fn transfer(&mut self, from: AccountId, to: AccountId, amount: u128) {
        use frame_support::traits::tokens::Preservation;
        self.storage.execute_with(|| {
            Balances::transfer(&native(from), &native(to), amount, Preservation::Preserve)
                .expect("the sender must have the money");
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

    /// Instantiates code and returns the new contract with what it cost.
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
        let salt = self.salt.encode();
        let deployed = self.storage.execute_with(|| {
            with_transaction_unchecked(|| {
                let deployed = Contracts::bare_instantiate(
                    native(deployer),
                    value,
                    BLOCK,
                    None,
                    Code::Upload(code),
                    input,
                    salt,
                    DebugInfo::UnsafeDebug,
                    CollectEvents::Skip,
                );
                match &deployed.result {
                    Ok(instance) if !instance.result.did_revert() => TransactionOutcome::Commit(deployed),
                    _ => TransactionOutcome::Rollback(deployed),
                }
            })
        });
        let instance = deployed
            .result
            .map_err(|error| format!("{error:?} {}", String::from_utf8_lossy(&deployed.debug_message)))?;
        if instance.result.did_revert() {
            return Err(format!("the constructor reverted: {:?}", instance.result.data));
        }
        let called = Called {
            outcome: Ok(instance.result.data),
            reverted: false,
            ref_time: deployed.gas_consumed.ref_time(),
            proof_size: deployed.gas_consumed.proof_size(),
            deposit: signed(&deployed.storage_deposit),
            events: Vec::new(),
            notes: String::new(),
        };
        let account: &[u8; 32] = instance.account_id.as_ref();
        Ok(((*account).into(), called))
    }

    /// Puts the code of a built contract on the chain and returns its hash.
    ///
    /// # Panics
    /// If the chain refuses it.
    #[track_caller]
    pub fn upload(&mut self, contract: &str, uploader: AccountId) -> [u8; 32] {
        let uploaded = self.storage.execute_with(|| {
            Contracts::bare_upload_code(native(uploader), code(contract), None, Determinism::Enforced)
        });
        match uploaded {
            Ok(uploaded) => uploaded.code_hash.0,
            Err(error) => panic!("the code of {contract} is refused: {error:?}"),
        }
    }

    /// Removes a code from the chain.
    ///
    /// # Errors
    /// Why the chain refused: somebody else uploaded it, or it is needed.
    pub fn remove_code(&mut self, code: [u8; 32], uploader: AccountId) -> Result<(), String> {
        let origin = RuntimeOrigin::signed(native(uploader));
        let removed = self.storage.execute_with(|| {
            with_transaction_unchecked(|| match Contracts::remove_code(origin, code.into()) {
                Ok(_) => TransactionOutcome::Commit(Ok(())),
                Err(error) => TransactionOutcome::Rollback(Err(error)),
            })
        });
        removed.map_err(|error| format!("{:?}", error.error))
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

    /// [`Self::call`] with limits of gas and storage deposit.
    pub fn call_limited(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: u128,
        input: Vec<u8>,
        gas: Weight,
        deposit: Option<u128>,
    ) -> Called {
        self.run(caller, contract, value, input, gas, deposit, true)
    }

    /// Asks a contract: whatever it does is undone.
    pub fn ask(&mut self, caller: AccountId, contract: AccountId, input: Vec<u8>) -> Called {
        self.run(caller, contract, 0, input, Weight::from_parts(u64::MAX / 2, u64::MAX / 2), None, false)
    }

    #[allow(clippy::too_many_arguments)]
    fn run(
        &mut self,
        caller: AccountId,
        contract: AccountId,
        value: u128,
        input: Vec<u8>,
        gas: Weight,
        deposit: Option<u128>,
        keep: bool,
    ) -> Called {
        self.storage.execute_with(|| {
            System::reset_events();
            let called = with_transaction_unchecked(|| {
                let called = Contracts::bare_call(
                    native(caller),
                    native(contract),
                    value,
                    gas,
                    deposit,
                    input,
                    DebugInfo::UnsafeDebug,
                    CollectEvents::Skip,
                    Determinism::Enforced,
                );
                match &called.result {
                    Ok(result) if keep && !result.did_revert() => TransactionOutcome::Commit(called),
                    _ => TransactionOutcome::Rollback(called),
                }
            });
            let events = System::events().into_iter().filter_map(|record| match record.event {
                RuntimeEvent::Contracts(ContractEvent::ContractEmitted { contract, data }) => {
                    let account: &[u8; 32] = contract.as_ref();
                    let topics = record.topics.iter().map(|topic| topic.0).collect();
                    Some(((*account).into(), topics, data))
                }
                _ => None,
            });
            let reverted = called.result.as_ref().is_ok_and(|result| result.did_revert());
            Called {
                events: events.collect(),
                outcome: called.result.map(|result| result.data).map_err(|error| format!("{error:?}")),
                reverted,
                ref_time: called.gas_consumed.ref_time(),
                proof_size: called.gas_consumed.proof_size(),
                deposit: signed(&called.storage_deposit),
                notes: String::from_utf8_lossy(&called.debug_message).into_owned(),
            }
        })
    }

    /// The bytes of a contract's cell, as the chain stores it.
    pub fn cell(&mut self, contract: AccountId, key: Vec<u8>) -> Option<Vec<u8>> {
        self.storage.execute_with(|| Contracts::get_storage(native(contract), key).ok().flatten())
    }

    /// Puts bytes into a contract's cell as if they had been there, so that a long history need not be played.
    ///
    /// # Panics
    /// If there is no such contract.
    pub fn seed_cell(&mut self, contract: AccountId, key: &[u8], bytes: &[u8]) {
        use frame_support::{
            storage::{
                child::{self, ChildInfo},
                storage_prefix, unhashed,
            },
            Blake2_128Concat, StorageHasher, Twox64Concat,
        };
        self.storage.execute_with(|| {
            let mut place = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
            place.extend(Twox64Concat::hash(&self::bytes(contract)));
            // What is stored of a contract begins with the name of its cells' own tree.
            let tree: Vec<u8> = unhashed::get(&place).expect("the contract must exist");
            child::put_raw(&ChildInfo::new_default(&tree), &Blake2_128Concat::hash(key), bytes);
        });
    }
}

fn signed(deposit: &pallet_contracts::StorageDeposit<u128>) -> i128 {
    match deposit {
        pallet_contracts::StorageDeposit::Charge(amount) => *amount as i128,
        pallet_contracts::StorageDeposit::Refund(amount) => -(*amount as i128),
    }
}
