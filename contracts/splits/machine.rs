//! The ledger's cells on its machine, and how a refusal ends a call.

use crate::facts::Refusal;
use atelier_host::{self as host, Account, Buffer};
use atelier_splits::{self as rules, Batch, Cells, Key};

/// The cells of this contract.
pub struct Chain;

impl Cells for Chain {
    type Refused = Ended;

    fn read(&mut self, key: &Key, into: &mut [u8]) -> usize {
        host::read(&key.to_bytes(), into)
    }

    fn write(&mut self, key: &Key, bytes: &[u8]) {
        host::write(&key.to_bytes(), bytes);
    }
}

/// A refusal, which nothing outlives.
pub enum Ended {}

impl From<rules::Error> for Ended {
    #[inline(always)]
    fn from(error: rules::Error) -> Self {
        // Where the variant is known, so is everything here but its fields.
        let rules::Parts { number, wide, narrow, amounts: [first, second], shape } = error.parts();
        end(SPLITS | u32::from(shape) << 16 | u32::from(number), None, wide, narrow, first, second)
    }
}

/// Ends the call with what the hot code has to refuse beside the rules.
#[inline(always)]
pub fn refuse_hot(refusal: Refusal) -> ! {
    const WIDE: u32 = 1 << 16;
    const AMOUNT: u32 = 4 << 16;
    let (variant, account, wide, amount) = match &refusal {
        Refusal::UnknownAsset(asset) => (WIDE | 1, None, *asset, 0),
        Refusal::TokenFailed(token) => (2, Some(token), 0, 0),
        Refusal::PayoutFailed { account, amount } => (AMOUNT | 3, Some(account), 0, *amount),
        Refusal::TipFailed(amount) => (AMOUNT | 4, None, 0, *amount),
    };
    end(variant, account, wide, 0, amount, 0)
}

/// The bit that tells a rule's error, in [`end`].
const SPLITS: u32 = 0x100;

/// Ends the call with an error. `variant` holds the number of the variant of [`Error`](crate::Error) (or, if that bit is
/// set, of `Error::Splits`) and from bit 16 on the shape of its fields.
#[inline(never)]
fn end(variant: u32, account: Option<&Account>, wide: u32, narrow: u16, first: u128, second: u128) -> ! {
    // The Ok of the language layer and the Err of the message; then the number of `Error::Splits`, where it is one.
    let mut buffer = Buffer::new(80);
    buffer.put(&[0, 1, 0][..if variant & SPLITS == 0 { 2 } else { 3 }]);
    if let Some(account) = account {
        buffer.put(&[variant as u8]);
        buffer.put(account);
        if first > 0 {
            buffer.put(&first.to_le_bytes());
        }
    } else {
        let shape = (variant >> 16) as u8;
        rules::Parts { number: variant as u8, wide, narrow, amounts: [first, second], shape }.encode_to(&mut buffer);
    }
    leave(&buffer)
}

fn leave(buffer: &Buffer) -> ! {
    #[cfg(target_arch = "wasm32")]
    host::entry::fail(buffer);
    #[cfg(not(target_arch = "wasm32"))]
    panic!("refused: {:?}", buffer.bytes());
}

/// Ends the call and undoes it.
#[inline(never)]
pub fn refuse(error: &impl scale::Encode) -> ! {
    let mut buffer = Buffer::new(128);
    buffer.put(&[0, 1]);
    error.encode_to(&mut buffer);
    leave(&buffer)
}

/// The value of a rule that was not refused.
pub fn granted<T>(result: Result<T, Ended>) -> T {
    match result {
        Ok(value) => value,
        Err(ended) => match ended {},
    }
}

/// The ledger in one asset, for one call.
pub type Ledger = Batch<Chain, 32>;

/// Opens the ledger in one asset.
pub fn ledger(asset: u32) -> Ledger {
    Batch::new(Chain, asset, host::now())
}
