//! A chain in this process: `pallet-revive` with the existential deposit and the decimals of a real network, and the tokens
//! of `pallet-assets` as contracts of the ERC-20 interface.

use frame_support::{
    construct_runtime, derive_impl, parameter_types,
    traits::{AsEnsureOriginWithArg, ConstBool, ConstU128, ConstU32, ConstU64, VariantCountOf},
    weights::constants::RocksDbWeight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_assets_precompiles::{permit, InlineIdConfig, ERC20};
use sp_runtime::Perbill;

/// The smallest balance that an account can have, in native units.
pub const EXISTENTIAL_DEPOSIT: u128 = 1_000_000;
/// How many units that contracts count in make a native unit: contracts see 18 decimals, as on Ethereum.
pub const RATIO: u32 = 1_000_000;
/// What Ethereum's wallets call this chain.
pub const CHAIN_ID: u64 = 420_420_420;

/// The tokens of `pallet-assets` as contracts, under the addresses that they have on Polkadot Hub.
pub type Tokens = ERC20<Runtime, InlineIdConfig<0x0120>>;

construct_runtime!(
    pub enum Runtime {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Assets: pallet_assets,
        Permit: permit,
        Contracts: pallet_revive,
    }
);

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig as frame_system::DefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = frame_system::mocking::MockBlockU32<Runtime>;
    type AccountData = pallet_balances::AccountData<u128>;
    // The weights of host functions take from here what reading and writing costs.
    type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig as pallet_balances::DefaultConfig)]
impl pallet_balances::Config for Runtime {
    type Balance = u128;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = ();
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = ();
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig as pallet_assets::DefaultConfig)]
impl pallet_assets::Config for Runtime {
    type Balance = u128;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<Self::AccountId>>;
    type ForceOrigin = EnsureRoot<Self::AccountId>;
    type AssetDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AssetAccountDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type MetadataDepositBase = ConstU128<EXISTENTIAL_DEPOSIT>;
    type MetadataDepositPerByte = ConstU128<1>;
    // Whoever approves pays it, also a contract.
    type ApprovalDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl permit::Config for Runtime {
    type ChainId = ConstU64<CHAIN_ID>;
    type WeightInfo = pallet_assets_precompiles::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(0);
}

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Runtime {
    type Time = Timestamp;
    type Balance = u128;
    type Currency = Balances;
    type WeightInfo = pallet_revive::weights::SubstrateWeight<Runtime>;
    type Precompiles = (Tokens,);
    // One native unit each, so that deposits of both machines can be laid side by side.
    type DepositPerByte = ConstU128<1>;
    type DepositPerItem = ConstU128<1>;
    type DepositPerChildTrieItem = ConstU128<1>;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressMapper = pallet_revive::AccountId32Mapper<Runtime>;
    // Polkadot Hub has Ethereum's contracts beside ours, so some of those who attack may be such.
    type AllowEVMBytecode = ConstBool<true>;
    type UploadOrigin = EnsureSigned<Self::AccountId>;
    type InstantiateOrigin = EnsureSigned<Self::AccountId>;
    type ChainId = ConstU64<CHAIN_ID>;
    type NativeToEthRatio = ConstU32<RATIO>;
    type DebugEnabled = ConstBool<false>;
}
