//! A PSP22 token that does what the standard says, for tests that pay in a token.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::honest_token::{HonestToken, HonestTokenRef};

#[ink::contract]
mod honest_token {
    use ink::prelude::vec::Vec;
    use psp22::{PSP22Data, PSP22Error, PSP22Event, PSP22};

    /// The token: balances and allowances as the `psp22` crate keeps them.
    #[ink(storage)]
    pub struct HonestToken {
        data: PSP22Data,
    }

    impl HonestToken {
        /// Creates the token and gives all of `supply` to the caller.
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let (data, events) = PSP22Data::new(supply, Self::env().caller());
            let token = Self { data };
            token.emit_all(events);
            token
        }

        /// Creates `amount` new units for `to`. Anybody may call it: tests need money quickly.
        ///
        /// # Errors
        /// [`PSP22Error::Custom`] if the total supply would pass the largest `u128`.
        #[ink(message)]
        pub fn mint(&mut self, to: AccountId, amount: u128) -> Result<(), PSP22Error> {
            let events = self.data.mint(to, amount)?;
            self.emit_all(events);
            Ok(())
        }

        fn emit_all(&self, events: Vec<PSP22Event>) {
            for event in events {
                match event {
                    PSP22Event::Transfer(transfer) => self.env().emit_event(transfer),
                    PSP22Event::Approval(approval) => self.env().emit_event(approval),
                }
            }
        }
    }

    impl PSP22 for HonestToken {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.data.total_supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.data.balance_of(owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.data.allowance(owner, spender)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let events = self.data.transfer(self.env().caller(), to, value)?;
            self.emit_all(events);
            Ok(())
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let events = self.data.transfer_from(self.env().caller(), from, to, value)?;
            self.emit_all(events);
            Ok(())
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let events = self.data.approve(self.env().caller(), spender, value)?;
            self.emit_all(events);
            Ok(())
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.data.increase_allowance(self.env().caller(), spender, delta_value)?;
            self.emit_all(events);
            Ok(())
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.data.decrease_allowance(self.env().caller(), spender, delta_value)?;
            self.emit_all(events);
            Ok(())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::HonestToken;
        psp22::tests!(HonestToken, HonestToken::new);
    }
}
