//! An account for marketplaces that only know an address: whatever it gets, anybody can pass on to its one split.
#![cfg_attr(not(feature = "std"), no_std)]

pub use self::split_forwarder::{Error, SplitForwarder, SplitForwarderRef};

#[ink::contract]
mod split_forwarder {
    use atelier_host as host;
    use atelier_splits::Id;
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use scale::Encode;

    /// Where the money goes. Nobody can change it.
    #[ink(storage)]
    pub struct SplitForwarder {
        ledger: AccountId,
        split: Id,
    }

    /// Why nothing was passed on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// There is nothing above the existential deposit.
        NothingHere,
        /// The token did not move.
        TokenFailed(AccountId),
        /// The ledger refused: it does not know the split, or knows the token under another number or not at all.
        LedgerRefused,
    }

    impl SplitForwarder {
        /// A forwarder to one split of one ledger.
        #[ink(constructor)]
        pub fn new(ledger: AccountId, split: Id) -> Self {
            Self { ledger, split }
        }

        /// Where the money goes.
        #[ink(message)]
        pub fn destination(&self) -> (AccountId, Id) {
            (self.ledger, self.split)
        }

        /// Passes on all native money above the existential deposit. Returns how much.
        ///
        /// # Errors
        /// [`Error::NothingHere`], [`Error::LedgerRefused`].
        #[ink(message)]
        pub fn flush(&mut self) -> Result<Balance, Error> {
            // What the machine calls a contract's balance is what can leave it: neither deposits nor the existential deposit.
            let amount = self.env().balance();
            if amount == 0 {
                return Err(Error::NothingHere);
            }
            let passed = build_call::<Environment>()
                .call(self.ledger)
                .transferred_value(amount)
                .exec_input(ExecutionInput::new(Selector::new(ink::selector_bytes!("deposit"))).push_arg(self.split))
                .returns::<Result<(), ()>>()
                .try_invoke();
            match passed {
                Ok(Ok(Ok(()))) => Ok(amount),
                _ => Err(Error::LedgerRefused),
            }
        }

        /// Passes on all of a token, which the ledger knows as `asset`. Returns how much was here.
        ///
        /// # Errors
        /// [`Error::NothingHere`], [`Error::TokenFailed`], [`Error::LedgerRefused`].
        #[ink(message)]
        pub fn flush_token(&mut self, token: AccountId, asset: u32) -> Result<Balance, Error> {
            let failed = Error::TokenFailed(token);
            let mut input = ink::selector_bytes!("PSP22::balance_of").to_vec();
            host::address().encode_to(&mut input);
            let amount = match host::call(token.as_ref(), &input, 64).map_err(|_| failed)?[..] {
                [0, ref amount @ ..] => Balance::from_le_bytes(amount.try_into().map_err(|_| failed)?),
                _ => return Err(failed),
            };
            if amount == 0 {
                return Err(Error::NothingHere);
            }
            // Under the number of another asset, of which anybody can make a unit lie about, the ledger would take the call
            // and leave the tokens to whoever credits them first.
            let mut input = ink::selector_bytes!("asset_of").to_vec();
            token.encode_to(&mut input);
            let known = host::call(self.ledger.as_ref(), &input, 64).map_err(|_| Error::LedgerRefused)?;
            if known != (0u8, Some(asset)).encode() {
                return Err(Error::LedgerRefused);
            }
            let mut input = ink::selector_bytes!("PSP22::transfer").to_vec();
            (self.ledger, amount, 0u8).encode_to(&mut input);
            if !host::call_blind(token.as_ref(), &input) {
                return Err(failed);
            }
            let mut input = ink::selector_bytes!("credit").to_vec();
            (self.split, asset).encode_to(&mut input);
            if !host::call_blind(self.ledger.as_ref(), &input) {
                return Err(Error::LedgerRefused);
            }
            Ok(amount)
        }
    }
}
