//! The token of the community: PSP22 with delegation and votes at any past time.
//!
//! The rules, and what each of them defends against, stand in [`atelier_governance::votes`]. Here is what surrounds them: the
//! token's standard, who makes tokens and who excludes accounts, and delegation by signature.
//!
//! A call pays 33.5 ns for each byte of the code that it runs before it does anything, and every vote asks this contract. So
//! the token has two codes by how often they run, and one set of cells: its own code moves tokens, delegates, and answers
//! how many votes somebody had; what it does not know it lets `votes-desk` do. The hash of that code is given once, when the
//! token is instantiated; nothing can replace it.
//!
//! The contract is declared once, below, as an ink! contract, for metadata and for Rust callers. On chain the entry points
//! are written by hand (`dispatch`), because the generated ones are larger than all that they do.
//!
//! The standard's events are emitted with the topic of their signature alone: each of the two accounts as a topic would cost
//! as much as a storage write, on every transfer. Clients that decode events by the metadata see no difference; those that
//! filter by account have to look at the data.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod desk;
mod facts;
mod machine;
pub mod power;
pub mod token;

#[cfg(all(not(feature = "std"), not(feature = "ink-as-dependency")))]
mod dispatch;
pub mod input;

pub use facts::{Approval, Delegated, Error, ExclusionEnded, ExclusionStarted, Refusal, Transfer};
#[cfg(feature = "std")]
pub use psp22::PSP22Error;
#[cfg(feature = "std")]
pub use votes::Votes;

/// What [`Votes::clock_mode`] answers.
pub const CLOCK_MODE: &str = "mode=timestamp&unit=ms";

#[cfg(feature = "std")]
#[ink::contract]
mod votes {
    use crate::{
        desk::{self, Settings},
        power::{self, Letter},
        token::{self, Change},
        Error,
    };
    use atelier_governance::votes::{Checkpoint, Owner, Signed};
    use atelier_host::{bytes, AccountId as Account};
    use ink::prelude::{string::String, vec::Vec};
    use psp22::{PSP22Burnable, PSP22Error, PSP22Metadata, PSP22};

    /// Declares the token. All state lies in cells of the rules' layout, so there is nothing to store here.
    #[ink(storage)]
    pub struct Votes {}

    fn owner(account: &Account) -> Owner<'_, 32> {
        Owner::Account(bytes(account))
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    // Making.
    impl Votes {
        /// A token with its first holders. Nothing of it but who is excluded can be changed later.
        ///
        /// - `desk` is the hash of the token's other code. It must be on the chain, and stays there for as long as the token
        ///   exists.
        /// - `name` and `symbol` have at most 63 bytes each.
        /// - `cap` is the most that can ever exist; tokens that are burned make room.
        /// - `minter` makes tokens, `authority` excludes and includes: timelocks.
        /// - `genesis` is the hash of the chain's first block, which no contract can read: a signature for this token on
        ///   one chain is none on another. Whoever deploys must check it.
        /// - `holders` are at most 100.
        /// - `excluded` are at most 8: accounts that cannot or shall not vote, like a treasury.
        ///
        /// # Errors
        /// [`Error::CapTooLarge`], [`Error::TooManyHolders`], [`Error::CapExceeded`], [`Error::AlreadyExcluded`],
        /// [`Error::TooManyExcluded`].
        #[ink(constructor)]
        #[allow(clippy::too_many_arguments)]
        pub fn new(
            desk: Hash,
            name: String,
            symbol: String,
            decimals: u8,
            cap: Balance,
            minter: Account,
            authority: Account,
            genesis: Hash,
            holders: Vec<(Account, Balance)>,
            excluded: Vec<Account>,
        ) -> Result<Self, Error> {
            // The entry point reads the settings where they stand.
            let _ = (desk, name, symbol, decimals, cap, minter, authority, genesis, holders, excluded);
            Ok(Self {})
        }

        /// Makes tokens; the minter only. None are none: then nothing happens.
        ///
        /// # Errors
        /// [`Error::NotMinter`], [`Error::CapExceeded`].
        #[ink(message)]
        pub fn mint(&mut self, to: Account, amount: Balance) -> Result<(), Error> {
            desk::mint(bytes(&to), amount)
        }

        /// The most that can ever exist.
        #[ink(message)]
        pub fn cap(&self) -> Balance {
            Settings::load().cap
        }

        /// Who makes tokens.
        #[ink(message)]
        pub fn minter(&self) -> Account {
            (*Settings::load().minter).into()
        }

        /// Who excludes and includes.
        #[ink(message)]
        pub fn authority(&self) -> Account {
            (*Settings::load().authority).into()
        }

        /// The hash of the chain's first block, as the constructor was told.
        #[ink(message)]
        pub fn genesis(&self) -> Hash {
            (*Settings::load().genesis).into()
        }
    }

    // Delegation.
    impl Votes {
        /// Gives the votes of all that the caller has and will have to another account; to the caller, takes them back. Who
        /// gets them cannot pass them on. If it is the delegate already nothing happens.
        ///
        /// # Errors
        /// [`Error::Excluded`] if either is excluded.
        #[ink(message)]
        pub fn delegate(&mut self, to: Account) -> Result<(), Error> {
            Ok(power::delegate(bytes(&self.env().caller()), bytes(&to))?)
        }

        /// [`Self::delegate`] by the signature of `delegator`, whoever sends it.
        ///
        /// The signature is by sr25519, of the bytes `atelier:delegate`, the genesis hash, this contract's account,
        /// `delegator`, `to`, `nonce` and `expires_at` in their encoding, raw or between `<Bytes>` and `</Bytes>`, as wallets
        /// sign bytes. `nonce` counts the delegator's signatures from 0; `expires_at` is the last millisecond at which this
        /// one is accepted. A signature is used up even if `to` is the delegate already.
        ///
        /// # Errors
        /// [`Error::SignatureExpired`], [`Error::WrongNonce`], [`Error::WrongSignature`], and those of [`Self::delegate`].
        #[ink(message)]
        pub fn delegate_by_sig(
            &mut self,
            delegator: Account,
            to: Account,
            nonce: u64,
            expires_at: u64,
            signature: [u8; 64],
        ) -> Result<(), Error> {
            let letter = Letter {
                delegator: bytes(&delegator),
                to: bytes(&to),
                signed: Signed { nonce, expires_at },
                signature: &signature,
            };
            power::delegate_by_sig(&letter, Settings::load().genesis)
        }

        /// How many signatures of an account were used: the number of its next one.
        #[ink(message)]
        pub fn nonce(&self, account: Account) -> u64 {
            power::nonce(bytes(&account))
        }

        /// Who has the votes of an account's units: itself, unless it named another one. An excluded account has no units.
        #[ink(message)]
        pub fn delegates(&self, account: Account) -> Account {
            power::delegates(bytes(&account)).into()
        }

        /// Takes the voting units from all that an account has and will have; the authority only. Its delegate loses them.
        /// Votes that others gave to the account stay with it until they take them back.
        ///
        /// # Errors
        /// [`Error::NotAuthority`], [`Error::AlreadyExcluded`], [`Error::TooManyExcluded`].
        #[ink(message)]
        pub fn exclude(&mut self, account: Account) -> Result<(), Error> {
            desk::exclude(bytes(&account))
        }

        /// Gives an excluded account voting units again, as its own delegate; the authority only.
        ///
        /// # Errors
        /// [`Error::NotAuthority`], [`Error::NotExcluded`].
        #[ink(message)]
        pub fn include(&mut self, account: Account) -> Result<(), Error> {
            desk::include(bytes(&account))
        }

        /// The excluded accounts, in no order.
        #[ink(message)]
        pub fn excluded(&self) -> Vec<Account> {
            desk::excluded().iter().map(|account| (*account).into()).collect()
        }
    }

    // Questions.
    impl Votes {
        /// The votes of an account now. They may still change at this very time: decide by [`Self::past_votes`].
        #[ink(message)]
        pub fn votes(&self, account: Account) -> Balance {
            power::votes(bytes(&account))
        }

        /// The votes that an account had at a time before now, in milliseconds.
        ///
        /// # Errors
        /// [`Error::FutureLookup`]
        #[ink(message)]
        pub fn past_votes(&self, account: Account, at: u64) -> Result<Balance, Error> {
            Ok(power::past(owner(&account), at)?)
        }

        /// The voting units that existed at a time before now: what excluded accounts had is not among them.
        ///
        /// # Errors
        /// [`Error::FutureLookup`]
        #[ink(message)]
        pub fn past_total_supply(&self, at: u64) -> Result<Balance, Error> {
            Ok(power::past(Owner::Token, at)?)
        }

        /// [`Self::past_votes`] and [`Self::past_total_supply`] of one time.
        ///
        /// # Errors
        /// [`Error::FutureLookup`]
        #[ink(message)]
        pub fn past_votes_and_supply(&self, account: Account, at: u64) -> Result<(Balance, Balance), Error> {
            Ok((power::past(owner(&account), at)?, power::past(Owner::Token, at)?))
        }

        /// How often the votes of an account changed, all changes at one time counted once.
        #[ink(message)]
        pub fn checkpoint_count(&self, account: Account) -> u64 {
            power::checkpoint_count(bytes(&account))
        }

        /// A change of an account's votes, from 0; `None` behind the last one.
        #[ink(message)]
        pub fn checkpoint(&self, account: Account, index: u64) -> Option<Checkpoint> {
            power::checkpoint(bytes(&account), index)
        }

        /// The block's time: what votes are counted by.
        #[ink(message)]
        pub fn clock(&self) -> u64 {
            atelier_host::now()
        }

        /// What the clock shows.
        #[ink(message)]
        pub fn clock_mode(&self) -> String {
            crate::CLOCK_MODE.into()
        }
    }

    impl PSP22 for Votes {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            token::balance(Owner::Token)
        }

        #[ink(message)]
        fn balance_of(&self, owner: Account) -> u128 {
            token::balance(self::owner(&owner))
        }

        #[ink(message)]
        fn allowance(&self, owner: Account, spender: Account) -> u128 {
            token::allowance(bytes(&owner), bytes(&spender))
        }

        #[ink(message)]
        fn transfer(&mut self, to: Account, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            Ok(token::transfer(bytes(&self.env().caller()), bytes(&to), value)?)
        }

        #[ink(message)]
        fn transfer_from(&mut self, from: Account, to: Account, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            Ok(token::transfer_from(bytes(&from), bytes(&to), value)?)
        }

        #[ink(message)]
        fn approve(&mut self, spender: Account, value: u128) -> Result<(), PSP22Error> {
            Ok(token::approve(bytes(&spender), value, Change::Set)?)
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: Account, delta_value: u128) -> Result<(), PSP22Error> {
            Ok(token::approve(bytes(&spender), delta_value, Change::Raise)?)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: Account, delta_value: u128) -> Result<(), PSP22Error> {
            Ok(token::approve(bytes(&spender), delta_value, Change::Lower)?)
        }
    }

    impl PSP22Metadata for Votes {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(text(Settings::load().name))
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(text(Settings::load().symbol))
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            Settings::load().decimals
        }
    }

    impl PSP22Burnable for Votes {
        #[ink(message)]
        fn burn(&mut self, value: u128) -> Result<(), PSP22Error> {
            Ok(token::burn(value)?)
        }
    }
}
