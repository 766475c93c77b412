//! The ledger as Solidity sees it: messages, errors and events by the mapping that [`atelier_host::solidity`] describes. A test
//! compares all of it with what the metadata say.
//!
//! What the hot code needs stands apart, so that it carries no more than that.

use crate::{AssetRegistered, ControlChanged, Created, EntryAssigned, EntryOffered, Paid, PaidMany, Received, Updated};
use atelier_host::{
    log,
    solidity::{errors, errors_length, messages, messages_length, Constructor, Interface, Log, Message, Refusal},
    types,
};
use ink::selector_bytes;

/// The types of the constructor's arguments.
pub const CONSTRUCTOR: &str = "(bytes32)";

/// What the hot code understands.
pub static HOT_INTERFACE: Interface = Interface {
    constructor: Constructor { ink: selector_bytes!("new"), types: types!(CONSTRUCTOR) },
    messages: &[&HOT_TABLE],
    errors: &HOT_ERROR_TABLE,
};

/// What the other code understands.
pub static INTERFACE: Interface = Interface {
    constructor: Constructor { ink: [0; 4], types: types!("()") },
    messages: &[&HOT_TABLE, &RARE_TABLE],
    errors: &ERROR_TABLE,
};

/// The messages of the hot code.
pub const HOT: &[Message] = &[
    Message { signature: "deposit(uint32)", answer: "()", refuses: true, ink: selector_bytes!("deposit") },
    Message {
        signature: "depositToken(uint32,uint32,uint256)",
        answer: "()",
        refuses: true,
        ink: selector_bytes!("deposit_token"),
    },
    Message { signature: "credit(uint32,uint32)", answer: "()", refuses: true, ink: selector_bytes!("credit") },
    Message {
        signature: "claim(uint32,uint16,uint32)",
        answer: "(uint256)",
        refuses: true,
        ink: selector_bytes!("claim"),
    },
    Message {
        signature: "claimPath((uint32,uint16)[],uint32)",
        answer: "(uint256)",
        refuses: true,
        ink: selector_bytes!("claim_path"),
    },
    Message {
        signature: "payAll(uint32,uint32,uint16,uint16)",
        answer: "((uint256,uint256,uint32,uint32))",
        refuses: true,
        ink: selector_bytes!("pay_all"),
    },
];

/// The messages that only the other code has.
pub const RARE: &[Message] = &[
    Message {
        signature: "claimTo((uint32,uint16)[],uint32[],address)",
        answer: "(uint256[])",
        refuses: true,
        ink: selector_bytes!("claim_to"),
    },
    Message {
        signature: "claimMany((uint32,uint16)[][],uint32)",
        answer: "((uint256,uint256,uint32,uint32))",
        refuses: true,
        ink: selector_bytes!("claim_many"),
    },
    Message {
        signature: "payMany(uint32,uint32,(address,uint64,(bool,(bytes32,uint64))[])[])",
        answer: "((uint256,uint256,uint32,uint32))",
        refuses: true,
        ink: selector_bytes!("pay_many"),
    },
    Message {
        signature: concat!(
            "create(",
            "<,(<,address|,uint32,bool>,uint32)[]",
            "|,(<,address|,uint32,bool>,uint32)[],uint32,(uint256,uint32[])[]",
            "|,(bytes32,uint64)>,",
            "<|,(address,uint64,uint8,uint8)>)"
        ),
        answer: "(uint32)",
        refuses: true,
        ink: selector_bytes!("create"),
    },
    Message {
        signature: concat!(
            "createTree((",
            "<,(<,address|,uint32,bool>,uint32)[]",
            "|,(<,address|,uint32,bool>,uint32)[],uint32,(uint256,uint32[])[]",
            "|,(bytes32,uint64)>,",
            "<|,(address,uint64,uint8,uint8)>)[])"
        ),
        answer: "(uint32[])",
        refuses: true,
        ink: selector_bytes!("create_tree"),
    },
    Message {
        signature: concat!(
            "update(uint32,",
            "<,(<,address|,uint32,bool>,uint32)[]",
            "|,(<,address|,uint32,bool>,uint32)[],uint32,(uint256,uint32[])[]",
            "|,(bytes32,uint64)>)"
        ),
        answer: "(uint32)",
        refuses: true,
        ink: selector_bytes!("update"),
    },
    Message {
        signature: "transferControl(uint32,<|,address>)",
        answer: "()",
        refuses: true,
        ink: selector_bytes!("transfer_control"),
    },
    Message { signature: "acceptControl(uint32)", answer: "()", refuses: true, ink: selector_bytes!("accept_control") },
    Message { signature: "freeze(uint32)", answer: "()", refuses: true, ink: selector_bytes!("freeze") },
    Message {
        signature: "registerAsset(address)",
        answer: "(uint32)",
        refuses: true,
        ink: selector_bytes!("register_asset"),
    },
    Message {
        signature: "setClaimMode(uint32,uint16,<,uint8|>)",
        answer: "()",
        refuses: true,
        ink: selector_bytes!("set_claim_mode"),
    },
    Message {
        signature: "transferEntry(uint32,uint16,address)",
        answer: "()",
        refuses: true,
        ink: selector_bytes!("transfer_entry"),
    },
    Message {
        signature: "acceptEntry(uint32,uint16,uint32,uint256)",
        answer: "()",
        refuses: true,
        ink: selector_bytes!("accept_entry"),
    },
    Message {
        signature: "table(uint32,uint16,uint16)",
        answer: concat!(
            "(<|,(uint8,uint16,<|,bytes32>,uint64[],uint256[],uint32,",
            "(<,address|,uint32,bool>,<|,<,uint8|>>,uint64[])[])>)"
        ),
        refuses: false,
        ink: selector_bytes!("table"),
    },
    Message {
        signature: "head(uint32)",
        answer: "(<|,(uint32,<|,(uint32,uint64)>)>)",
        refuses: false,
        ink: selector_bytes!("head"),
    },
    Message {
        signature: "received(uint32,uint32)",
        answer: "(uint256)",
        refuses: false,
        ink: selector_bytes!("received"),
    },
    Message {
        signature: "paid(uint32,uint16,uint32)",
        answer: "(uint256)",
        refuses: false,
        ink: selector_bytes!("paid"),
    },
    Message {
        signature: "claimable(uint32,uint16,uint32)",
        answer: "(uint256)",
        refuses: true,
        ink: selector_bytes!("claimable"),
    },
    Message {
        signature: "claimablePath((uint32,uint16)[],uint32)",
        answer: "(uint256)",
        refuses: true,
        ink: selector_bytes!("claimable_path"),
    },
    Message {
        signature: "quote(uint32,uint32,uint256,uint32,uint32)",
        answer: "(<,address,uint256|,uint32,uint256>[])",
        refuses: true,
        ink: selector_bytes!("quote"),
    },
    Message {
        signature: "trace(uint32,address,uint32,(uint32,uint16)[])",
        answer: "((uint32,uint16,(uint64,uint64)[])[][],<|,(uint32,uint16)[]>)",
        refuses: true,
        ink: selector_bytes!("trace"),
    },
    Message {
        signature: "liability(uint32,uint32,uint32)",
        answer: "(uint256)",
        refuses: false,
        ink: selector_bytes!("liability"),
    },
    Message { signature: "stray(uint32)", answer: "(<|,uint256>)", refuses: false, ink: selector_bytes!("stray") },
    Message {
        signature: "control(uint32)",
        answer: "(<|,(address,<|,address>,uint64,(uint8,uint8,bool),uint32,uint32,uint64,bool)>)",
        refuses: false,
        ink: selector_bytes!("control"),
    },
    Message {
        signature: "info(uint32)",
        answer: "(<|,(uint8,uint8,bool)>)",
        refuses: false,
        ink: selector_bytes!("info"),
    },
    Message { signature: "assetOf(address)", answer: "(<|,uint32>)", refuses: false, ink: selector_bytes!("asset_of") },
    Message { signature: "counts()", answer: "(uint32,uint32,uint32)", refuses: false, ink: selector_bytes!("counts") },
];

/// The variants of [`crate::Error`].
const OWN: &[Refusal] = &[
    Refusal::Inner(1),
    Refusal::Leaf("UnknownAsset(uint32)"),
    Refusal::Leaf("TokenFailed(address)"),
    Refusal::Leaf("PayoutFailed(address,uint256)"),
    Refusal::Leaf("TipFailed(uint256)"),
    Refusal::Inner(2),
    Refusal::Around("Node(uint16,bytes)", 2),
    Refusal::Leaf("NotOffered(uint32,uint16)"),
    Refusal::Leaf("AssetKnown(uint32)"),
    Refusal::Leaf("AssetForbidden()"),
    Refusal::Leaf("AmountTooLarge()"),
];

/// The variants of [`atelier_splits::Error`].
const RULES: &[Refusal] = &[
    Refusal::Leaf("UnknownSplit(uint32)"),
    Refusal::Leaf("UnknownEntry(uint32,uint16)"),
    Refusal::Leaf("NothingReceived()"),
    Refusal::Leaf("ReceivedOverflow(uint32,uint256)"),
    Refusal::Leaf("EmptyPath()"),
    Refusal::Leaf("PathBroken(uint16)"),
    Refusal::Leaf("PathTooLong(uint32)"),
    Refusal::Leaf("TooManyTables(uint32)"),
    Refusal::Leaf("SelfOnly(uint32,uint16)"),
    Refusal::Leaf("NotOwner(uint32,uint16)"),
    Refusal::Leaf("NotAnAccount(uint32,uint16)"),
    Refusal::Leaf("PaidAboveShare(uint32,uint256,uint256)"),
    Refusal::Leaf("ProofRefused(uint32)"),
    Refusal::Leaf("WrongTable(uint32)"),
    Refusal::Leaf("TooLittleUnclaimed(uint256,uint256)"),
];

/// The variants of [`atelier_splits::CreateError`].
const CREATION: &[Refusal] = &[
    Refusal::Leaf("NoEntries()"),
    Refusal::Leaf("TooManyEntries(uint32,uint32)"),
    Refusal::Leaf("ZeroWeight(uint16)"),
    Refusal::Leaf("WeightsNotEntries(uint8,uint32,uint32)"),
    Refusal::Leaf("DuplicateTarget(uint16)"),
    Refusal::Leaf("ForbiddenPayee(uint16)"),
    Refusal::Leaf("UnknownChild(uint16,uint32)"),
    Refusal::Leaf("ChildTooHigh(uint16,uint8,uint8)"),
    Refusal::Leaf("TotalWeight(uint8)"),
    Refusal::Leaf("TierCount(uint32,uint32)"),
    Refusal::Leaf("TierCap(uint8)"),
    Refusal::Leaf("TierNotExact(uint8,uint16)"),
    Refusal::Leaf("MutableTiers()"),
    Refusal::Leaf("EagerBudget(uint32,uint8)"),
    Refusal::Leaf("ZeroTotal()"),
    Refusal::Leaf("UnknownHead(uint32)"),
    Refusal::Leaf("NotController(uint32)"),
    Refusal::Leaf("NotOffered(uint32)"),
    Refusal::Leaf("Frozen(uint32)"),
    Refusal::Leaf("Pending(uint32,uint64)"),
    Refusal::Leaf("DelayOverflow()"),
    Refusal::Leaf("UnknownNode(uint16,uint16)"),
    Refusal::Leaf("TipTooHigh(uint8,uint8)"),
    Refusal::Leaf("TooManySplits()"),
];

/// All errors.
pub const ERRORS: &[&[Refusal]] = &[OWN, RULES, CREATION];

/// The errors of the hot code, which creates nothing.
pub const HOT_ERRORS: &[&[Refusal]] = &[OWN, RULES];

/// [`HOT`], packed.
pub static HOT_TABLE: [u8; messages_length(HOT)] = messages(HOT);

/// [`RARE`], packed.
pub static RARE_TABLE: [u8; messages_length(RARE)] = messages(RARE);

/// [`ERRORS`], packed.
pub static ERROR_TABLE: [u8; errors_length(ERRORS)] = errors(ERRORS);

/// [`HOT_ERRORS`], packed.
pub static HOT_ERROR_TABLE: [u8; errors_length(HOT_ERRORS)] = errors(HOT_ERRORS);

log! {
    Received: "Received(uint32,uint32,uint32,uint256)",
    Paid: "Paid(uint32,uint16,uint32,address,uint256)",
    PaidMany: "PaidMany(uint32,(uint256,uint256,uint32,uint32))",
    Created: "Created(uint32,uint32)",
    Updated: "Updated(uint32,uint32,uint64)",
    ControlChanged: "ControlChanged(uint32,address,<|,address>,bool)",
    EntryOffered: "EntryOffered(uint32,uint16,address,address)",
    EntryAssigned: "EntryAssigned(uint32,uint16,address,address,<,uint8|>)",
    AssetRegistered: "AssetRegistered(uint32,address)",
}

/// The signatures of all events.
pub const EVENTS: [&str; 9] = [
    Received::SIGNATURE,
    Paid::SIGNATURE,
    PaidMany::SIGNATURE,
    Created::SIGNATURE,
    Updated::SIGNATURE,
    ControlChanged::SIGNATURE,
    EntryOffered::SIGNATURE,
    EntryAssigned::SIGNATURE,
    AssetRegistered::SIGNATURE,
];
