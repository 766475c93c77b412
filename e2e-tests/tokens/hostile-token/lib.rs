//! A token with the messages of PSP22 that cheats in the way its [`Mode`] names, for tests of contracts that hold tokens.
//!
//! It starts honest, so that a test can first pay it in; [`HostileToken::set_mode`] then turns it. Anybody may turn it
//! and anybody may mint: it is worth nothing on purpose.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::hostile_token::{HostileToken, HostileTokenRef, Mode};

#[ink::contract]
mod hostile_token {
    use ink::{
        env::{
            call::{build_call, ExecutionInput, Selector},
            return_value, CallFlags, ReturnFlags,
        },
        prelude::{vec, vec::Vec},
        scale,
        storage::Lazy,
        LangError,
    };
    use psp22::{PSP22Data, PSP22Error, PSP22Event, PSP22};

    /// How the token cheats. All modes concern `transfer` and `transfer_from`; what else changes is said for each.
    #[derive(Debug, Default, Clone, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Mode {
        /// Does what the standard says.
        #[default]
        Honest,
        /// Moves nothing and answers `false`, without the revert flag. The bytes are those of a success without a value,
        /// so only the balances tell.
        ReturnsFalse,
        /// Burns this many basis points of the value on its way: the sender loses all of it, the recipient gets less.
        TakesFee(u16),
        /// Calls `target` with `input` (selector and arguments, as encoded) before moving the value, and allows it to call
        /// back. Only the outermost transfer does so: transfers made by the target are honest.
        Reenters {
            /// Whom to call, usually the contract that asked for the transfer.
            target: AccountId,
            /// The raw input: a selector of four bytes, then the arguments.
            input: Vec<u8>,
        },
        /// `balance_of` answers this much more than there is. Transfers are honest.
        LiesAboutBalance(u128),
        /// Traps. So does `balance_of`.
        Traps,
        /// Moves the value and answers with this many zero bytes; above 16,384 they do not fit into a caller's buffer.
        /// So does `balance_of`.
        ReturnsTooMuch(u32),
        /// Runs until no gas is left. So does `balance_of`.
        BurnsGas,
        /// `balance_of` answers this much less than there is. Transfers are honest.
        HidesBalance(u128),
        /// `balance_of` answers an error of the language layer that is as long as a balance, without the revert flag.
        /// Transfers are honest.
        AnswersWithAnError,
    }

    /// The token. Its switches lie in cells of their own, so that what a re-entering call writes is not overwritten when the
    /// outer message stores the root cell.
    #[ink(storage)]
    pub struct HostileToken {
        data: PSP22Data,
        mode: Lazy<Mode>,
        is_reentering: Lazy<bool>,
        reentered: Lazy<Option<bool>>,
    }

    /// Input of a call that is passed on as it is, without a length before it.
    struct Raw<'a>(&'a [u8]);

    impl scale::Encode for Raw<'_> {
        fn size_hint(&self) -> usize {
            self.0.len()
        }

        fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
            output.write(self.0);
        }
    }

    impl HostileToken {
        /// Creates the token in mode [`Mode::Honest`] and gives all of `supply` to the caller.
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let (data, events) = PSP22Data::new(supply, Self::env().caller());
            let mut token = Self { data, mode: Lazy::new(), is_reentering: Lazy::new(), reentered: Lazy::new() };
            token.mode.set(&Mode::Honest);
            token.emit_all(events);
            token
        }

        /// Makes the token cheat (or stop cheating) from now on, and forgets the outcome of the last re-entry.
        #[ink(message)]
        pub fn set_mode(&mut self, mode: Mode) {
            self.mode.set(&mode);
            self.reentered.set(&None);
        }

        /// How the token cheats now.
        #[ink(message)]
        pub fn mode(&self) -> Mode {
            self.mode.get_or_default()
        }

        /// Whether the last re-entering call succeeded; `None` if there was none since the mode was set (or if the transfer
        /// that made it was rolled back).
        #[ink(message)]
        pub fn reentered(&self) -> Option<bool> {
            self.reentered.get_or_default()
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

        /// Moves `value`, cheating as the mode says.
        fn cheat(&mut self, spender: AccountId, from: AccountId, to: AccountId, value: u128) -> Result<(), PSP22Error> {
            let mut fee = 0;
            match self.mode() {
                Mode::Honest | Mode::LiesAboutBalance(_) | Mode::HidesBalance(_) | Mode::AnswersWithAnError => {}
                Mode::ReturnsFalse => return_value(ReturnFlags::empty(), &Ok::<bool, LangError>(false)),
                Mode::TakesFee(bps) => fee = share(value, bps),
                Mode::Reenters { target, input } => self.reenter(target, &input),
                Mode::Traps => trap(),
                Mode::ReturnsTooMuch(length) => {
                    // Written before the answer, since the answer ends the message before ink! stores anything: balances are
                    // kept in cells of their own.
                    self.data.transfer_from(spender, from, to, value)?;
                    return_zeros(length)
                }
                Mode::BurnsGas => burn_gas(),
            }
            let events = self.data.transfer_from(spender, from, to, value)?;
            self.emit_all(events);
            let events = self.data.burn(to, fee)?;
            self.emit_all(events);
            Ok(())
        }

        /// Calls `target` with `input`, lets it call back, and notes whether that call succeeded.
        fn reenter(&mut self, target: AccountId, input: &[u8]) {
            if self.is_reentering.get_or_default() {
                return;
            }
            let Some((selector, arguments)) = input.split_first_chunk::<4>() else {
                self.reentered.set(&Some(false));
                return;
            };
            self.is_reentering.set(&true);
            let outcome = build_call::<Environment>()
                .call_v1(target)
                .call_flags(CallFlags::ALLOW_REENTRY)
                .exec_input(ExecutionInput::new(Selector::new(*selector)).push_arg(Raw(arguments)))
                .returns::<()>()
                .try_invoke();
            // An answer that cannot be decoded is a success too: only a revert, a trap or a missing target is a failure.
            let succeeded = match outcome {
                Ok(answer) => answer.is_ok(),
                Err(ink::env::Error::Decode(_)) => true,
                Err(_) => false,
            };
            self.is_reentering.set(&false);
            self.reentered.set(&Some(succeeded));
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

    impl PSP22 for HostileToken {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.data.total_supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            let balance = self.data.balance_of(owner);
            match self.mode() {
                Mode::LiesAboutBalance(more) => balance.saturating_add(more),
                Mode::HidesBalance(less) => balance.saturating_sub(less),
                Mode::Traps => trap(),
                Mode::ReturnsTooMuch(length) => return_zeros(length),
                Mode::BurnsGas => burn_gas(),
                Mode::AnswersWithAnError => return_value(ReturnFlags::empty(), &(1u8, balance)),
                _ => balance,
            }
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.data.allowance(owner, spender)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            self.cheat(caller, caller, to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.cheat(self.env().caller(), from, to, value)
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

    /// `bps` basis points of `value`, rounded down, at most all of it.
    fn share(value: u128, bps: u16) -> u128 {
        let bps = u128::from(bps.min(10_000));
        // Whole ten-thousands and the rest apart, so that the product cannot overflow.
        let whole = (value / 10_000).saturating_mul(bps);
        let rest = (value % 10_000).saturating_mul(bps) / 10_000;
        whole.saturating_add(rest)
    }

    #[allow(clippy::panic)]
    fn trap() -> ! {
        panic!("the token traps because its mode says so")
    }

    /// Counts for ever. The black box keeps the compiler from seeing that nothing comes of it.
    fn burn_gas() -> ! {
        let mut turns: u64 = 0;
        loop {
            turns = core::hint::black_box(turns.wrapping_add(1));
        }
    }

    /// Ends the message with `length` zero bytes and no flag. It goes past ink!'s own function, whose buffer is exactly as
    /// long as the one that this answer is to burst.
    fn return_zeros(length: u32) -> ! {
        let zeros = vec![0u8; length as usize];
        #[cfg(target_arch = "wasm32")]
        {
            use pallet_contracts_uapi::{HostFn, HostFnImpl};
            HostFnImpl::return_value(ReturnFlags::empty(), &zeros)
        }
        #[cfg(not(target_arch = "wasm32"))]
        return_value(ReturnFlags::empty(), &zeros)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        psp22::tests!(HostileToken, HostileToken::new);

        fn accounts() -> ink::env::test::DefaultAccounts<ink::env::DefaultEnvironment> {
            ink::env::test::default_accounts::<ink::env::DefaultEnvironment>()
        }

        #[ink::test]
        fn transfer_burns_the_fee_of_its_mode() {
            let mut token = HostileToken::new(1_000);
            token.set_mode(Mode::TakesFee(250));
            assert_eq!(token.transfer(accounts().bob, 400, Vec::new()), Ok(()));
            assert_eq!(token.balance_of(accounts().alice), 600);
            assert_eq!(token.balance_of(accounts().bob), 390); // 400 · 2.5 % = 10 are gone.
            assert_eq!(token.total_supply(), 990);
        }

        #[ink::test]
        fn balance_of_lies_by_the_amount_of_its_mode() {
            let mut token = HostileToken::new(1_000);
            token.set_mode(Mode::LiesAboutBalance(7));
            assert_eq!(token.balance_of(accounts().alice), 1_007);
            assert_eq!(token.balance_of(accounts().bob), 7);
            token.set_mode(Mode::HidesBalance(7));
            assert_eq!(token.balance_of(accounts().alice), 993);
            assert_eq!(token.balance_of(accounts().bob), 0);
        }

        #[ink::test]
        #[should_panic(expected = "because its mode says so")]
        fn transfer_traps_when_its_mode_says_so() {
            let mut token = HostileToken::new(1_000);
            token.set_mode(Mode::Traps);
            let _ = token.transfer(accounts().bob, 1, Vec::new());
        }

        #[test]
        fn share_rounds_down_and_never_overflows() {
            assert_eq!(share(399, 250), 9); // 9.975
            assert_eq!(share(u128::MAX, 10_000), u128::MAX);
            assert_eq!(share(u128::MAX, 20_000), u128::MAX);
            assert_eq!(share(0, 250), 0);
        }
    }
}
