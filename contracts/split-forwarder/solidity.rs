//! The forwarder as Solidity sees it, by the mapping that [`atelier_host::solidity`] describes. A test compares all of it
//! with what the metadata say.

use atelier_host::{
    solidity::{errors, errors_length, messages, messages_length, Constructor, Interface, Message, Refusal},
    types,
};
use ink::selector_bytes;

/// The types of the constructor's arguments.
pub const CONSTRUCTOR: &str = "(address,uint32)";

/// What the forwarder understands.
pub static INTERFACE: Interface = Interface {
    constructor: Constructor { ink: selector_bytes!("new"), types: types!(CONSTRUCTOR) },
    messages: &[&MESSAGE_TABLE],
    errors: &ERROR_TABLE,
};

/// The messages.
pub const MESSAGES: &[Message] = &[
    Message {
        signature: "destination()",
        answer: "(address,uint32)",
        refuses: false,
        ink: selector_bytes!("destination"),
    },
    Message { signature: "flush()", answer: "(uint256)", refuses: true, ink: selector_bytes!("flush") },
    Message {
        signature: "flushToken(address,uint32)",
        answer: "(uint256)",
        refuses: true,
        ink: selector_bytes!("flush_token"),
    },
];

/// The errors.
pub const ERRORS: &[&[Refusal]] =
    &[&[Refusal::Leaf("NothingHere()"), Refusal::Leaf("TokenFailed(address)"), Refusal::Leaf("LedgerRefused()")]];

/// [`MESSAGES`], packed.
pub static MESSAGE_TABLE: [u8; messages_length(MESSAGES)] = messages(MESSAGES);

/// [`ERRORS`], packed.
pub static ERROR_TABLE: [u8; errors_length(ERRORS)] = errors(ERRORS);
