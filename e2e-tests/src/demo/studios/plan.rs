//! A file that was understood: names are places in lists, amounts are units, and everything refers to something.

use crate::demo::place::{Complaint, Way};

/// A checked file, without its royalty tree.
pub struct Plan {
    /// The file, as the caller named it.
    pub file: String,
    /// Its text, for complaints that only the chain can raise.
    pub text: String,
    /// What the story is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// The stable token.
    pub asset: Asset,
    /// The studios, then everybody else who is not paid by the tree.
    pub people: Vec<Person>,
    /// How many of them are studios.
    pub studios: usize,
    /// What is sold, from the lowest plan to the highest.
    pub offers: Vec<Offer>,
    /// What a keeper gets for a renewal.
    pub keeper_fee: u128,
    /// Which part of splits' income the DAO takes, in ten-thousandths.
    pub dao_fee: u16,
    /// Who gets it.
    pub treasury: usize,
    /// What happens.
    pub happenings: Vec<Happening>,
}

impl Plan {
    /// A complaint about something that stands in the file.
    #[must_use]
    pub fn complaint(&self, way: &Way, reason: String) -> Complaint {
        Complaint::about(&self.file, &self.text, way, reason)
    }

    /// The name of a person.
    #[must_use]
    pub fn name(&self, person: usize) -> &str {
        &self.people[person].name
    }
}

/// The stable token.
pub struct Asset {
    /// Its symbol.
    pub name: String,
    /// How many decimals its amounts have.
    pub decimals: u8,
}

/// Somebody who is not paid by the tree.
pub struct Person {
    /// The name.
    pub name: String,
    /// What it does.
    pub role: String,
    /// What it has of the token at first.
    pub has: u128,
}

/// Something that is sold.
pub struct Offer {
    /// The name.
    pub name: String,
    /// How many days are paid for at once.
    pub days: u16,
    /// What they cost.
    pub price: u128,
    /// How many may work with it.
    pub seats: u16,
    /// Milliseconds after its end in which it is renewed without a gap.
    pub grace: u64,
    /// What part of what is not earned a cancel costs, in ten-thousandths; `None`: it gives nothing back.
    pub penalty: Option<u16>,
    /// What part of the price a referrer earns, in ten-thousandths.
    pub referral: u16,
    /// How often within a year it can be paused.
    pub pauses: u8,
    /// The split to which its income goes.
    pub split: usize,
}

/// Something that happens, and where it stands in the file.
pub struct Happening {
    /// What.
    pub what: Event,
    /// More about it.
    pub note: String,
    /// Where it stands.
    pub way: Way,
}

/// Something that happens.
pub enum Event {
    /// A studio buys a license.
    Subscribe {
        /// Who.
        studio: usize,
        /// To what.
        offer: usize,
        /// For how many periods.
        periods: u16,
        /// Who has brought it.
        referrer: Option<usize>,
    },
    /// A studio lets keepers renew its license.
    Mandate {
        /// Whose.
        studio: usize,
        /// The most that a period may cost.
        most: u128,
        /// For how many periods.
        periods: u16,
        /// For how many milliseconds.
        lasts: u64,
        /// How much the contract may take.
        approve: u128,
    },
    /// A studio renews its license.
    Renew {
        /// Whose.
        studio: usize,
        /// For how many periods.
        periods: u16,
    },
    /// A keeper renews a studio's license.
    RenewFor {
        /// Whose.
        studio: usize,
        /// Who renews it.
        by: usize,
    },
    /// A studio changes to another plan.
    Change {
        /// Whose.
        studio: usize,
        /// To which.
        offer: usize,
        /// Whether a whole period of it starts now.
        restart: bool,
    },
    /// A studio cancels its license.
    Cancel(usize),
    /// A studio pauses its license.
    Pause(usize),
    /// A studio ends its pause.
    Resume(usize),
    /// A studio takes out what it has paid in advance.
    Withdraw(usize),
    /// The library cannot be used for so many milliseconds.
    Outage(u64),
    /// So many milliseconds pass; each midnight somebody releases what was earned, or nobody does.
    Wait(u64, bool),
    /// Somebody releases what a split has earned.
    Release(usize),
    /// Payouts of the tree: the happening of the tree with this number.
    Settle(usize),
}
