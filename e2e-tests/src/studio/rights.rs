//! The messages of the office.

use super::{licenses::selector, Licenses};
use crate::chain::{bytes, AccountId, Chain};
use atelier_licensing::{
    dispute::{Dispute, Verdict},
    entitlement::{Entitlement, Role, Signer},
    exclusive::Exclusive,
    meter::{voucher, voucher_rest, Meter, Report},
    seat::{GateKey, Key, Seat},
    terms::{Royalty, Terms},
    units::{LicenseId, Millis},
};
use ink::selector_bytes;
use licenses::OfficeError;

/// The hash of the first block, as tests tell it to the contract.
pub const GENESIS: [u8; 32] = [7; 32];

/// Declares a message that changes something and may be refused: `name(arguments) -> answer`.
macro_rules! messages {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub fn $name(
                    self,
                    chain: &mut Chain,
                    caller: AccountId,
                    $($argument: $type,)*
                ) -> Result<$answer, OfficeError> {
                    self.call(chain, caller, 0, selector(stringify!($name)), &($($argument,)*)).result()
                }
            )*
        }
    };
}

/// Declares a message that comes with money.
macro_rules! payments {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub fn $name(
                    self,
                    chain: &mut Chain,
                    caller: AccountId,
                    value: u128,
                    $($argument: $type,)*
                ) -> Result<$answer, OfficeError> {
                    self.call(chain, caller, value, selector(stringify!($name)), &($($argument,)*)).result()
                }
            )*
        }
    };
}

/// Declares a question that cannot be refused.
macro_rules! questions {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Licenses {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub fn $name(self, chain: &mut Chain, $($argument: $type),*) -> $answer {
                    self.ask(chain, selector(stringify!($name)), &($($argument,)*))
                }
            )*
        }
    };
}

messages! {
    register_terms(terms: &Terms) -> u32;
    grant_exclusive(work: [u8; 32], exclusive: Exclusive) -> ();
    grant_library_exclusive(exclusive: Exclusive) -> ();
    end_exclusive(work: Option<[u8; 32]>, license: LicenseId) -> ();
    assign_seat(license: LicenseId, seat: u16, account: AccountId) -> ();
    remove_seat(license: LicenseId, seat: u16) -> ();
    set_gate_key(license: LicenseId, key: Key, expires: Millis) -> ();
    remove_gate_key(license: LicenseId, key: Key) -> ();
    consume(license: LicenseId, epoch: u32, cumulative: u64, root: [u8; 32]) -> u128;
    respond(dispute: u32, response: [u8; 32]) -> ();
    suspend(dispute: u32) -> ();
    rule(dispute: u32, verdict: Verdict, grounds: [u8; 32]) -> ();
    execute_ruling(dispute: u32) -> ();
    set_bond(bond: u128) -> ();
}

payments! {
    report_revenue(license: LicenseId, cumulative: u128, maximum: u128) -> u128;
    open_dispute(license: LicenseId, reason: [u8; 32]) -> u32;
    appeal(dispute: u32) -> ();
}

questions! {
    terms(terms: u32) -> Option<Terms>;
    terms_by_hash(hash: [u8; 32]) -> Option<u32>;
    exclusives(work: [u8; 32]) -> Vec<Exclusive>;
    library_exclusives() -> Vec<Exclusive>;
    seats(license: LicenseId, from: u16, count: u16) -> Vec<(u16, Seat<AccountId>)>;
    gate_keys(license: LicenseId) -> Vec<GateKey>;
    may_use(license: LicenseId, signer: Signer<AccountId>) -> Role;
    entitlement(license: LicenseId, work: Option<[u8; 32]>, at: Millis) -> Option<Entitlement<AccountId>>;
    meter_of(license: LicenseId) -> Option<Meter>;
    royalty(license: LicenseId, terms: u32) -> Royalty;
    dispute(dispute: u32) -> Option<Dispute<AccountId>>;
    dispute_of(license: LicenseId) -> Option<u32>;
    bond() -> u128;
}

/// A report that a gate key has signed.
#[derive(Clone, Copy, Debug)]
pub struct Voucher {
    /// About which license.
    pub license: LicenseId,
    /// The report.
    pub report: Report,
    /// The place of the key among the license's.
    pub key: u8,
    /// The signature.
    pub signature: [u8; 64],
}

impl Licenses {
    /// `sweep_exclusives`, by anybody.
    pub fn sweep_exclusives(self, chain: &mut Chain, caller: AccountId) -> u32 {
        self.call(chain, caller, 0, selector_bytes!("sweep_exclusives"), &()).told()
    }

    /// `redeem_voucher`
    ///
    /// # Errors
    /// What the contract refuses.
    pub fn redeem_voucher(self, chain: &mut Chain, caller: AccountId, voucher: &Voucher) -> Result<u128, OfficeError> {
        let Voucher { license, report: Report { epoch, cumulative, root }, key, signature } = *voucher;
        let arguments = (license, epoch, cumulative, root, key, signature);
        self.call(chain, caller, 0, selector_bytes!("redeem_voucher"), &arguments).result()
    }

    /// What a gate key signs.
    #[must_use]
    pub fn voucher_message(self, license: LicenseId, report: &Report) -> Vec<u8> {
        voucher(&GENESIS, &bytes(self.account), &voucher_rest(license, report)).concat()
    }
}
