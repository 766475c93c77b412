//! The file format: a DAO and what happens in it, as somebody writes it down.
//!
//! Nothing is judged here but the shape; [`super::read`] checks what the names and numbers mean.

use atelier_governance::{
    proposal::Support,
    track::Track,
    treasury::{Bucket, Spender},
};
use serde::Deserialize;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the story is called.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default)]
    pub about: String,
    /// The DAO.
    pub dao: Dao,
    /// What happens, in order.
    pub happenings: Vec<Happening>,
}

/// A DAO.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dao {
    /// The chain's own money.
    pub money: Unit,
    /// The token that votes.
    pub votes: Unit,
    /// Who has how many votes at first.
    pub holders: Vec<Holder>,
    /// Who holds the seats of the committee, in the order of the seats.
    pub committee: Vec<String>,
    /// Who else is paid.
    #[serde(default)]
    pub others: Vec<Other>,
    /// What whoever proposes puts down on Strategic; twice as much on Dual.
    pub deposit: String,
    /// The treasury.
    pub treasury: Treasury,
    /// The split, which the Dual timelock controls.
    pub split: Split,
}

/// What amounts are told in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its symbol.
    pub name: String,
    /// How many decimals an amount may have.
    pub decimals: u8,
}

/// Somebody who has votes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The name.
    pub name: String,
    /// How many votes.
    pub votes: String,
}

/// Somebody without votes or a seat.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// The name.
    pub name: String,
    /// What it does.
    pub role: String,
}

/// The treasury of a DAO.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treasury {
    /// How long an epoch is.
    pub epoch: String,
    /// What part of the income each bucket gets, in percent.
    pub policy: Policy,
}

/// Four parts of a hundred.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Of [`Bucket::Compute`].
    pub compute: u8,
    /// Of [`Bucket::Grants`].
    pub grants: u8,
    /// Of [`Bucket::Datasets`].
    pub datasets: u8,
    /// Of [`Bucket::Reserve`].
    pub reserve: u8,
}

/// The split of a DAO.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The name.
    pub name: String,
    /// Whom it pays at first.
    pub pays: Vec<Line>,
}

/// One line of a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// A person, or "treasury".
    pub to: String,
    /// The weight: its part of the total weight is its part of the income.
    pub weight: u32,
}

/// Something that happens.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Income of the split.
    Sale(Sale),
    /// The split pays everybody.
    Push(String),
    /// The treasury books what has come in.
    Sync(String),
    /// Time passes.
    Wait(String),
    /// Time passes until a moment in the life of a proposal.
    WaitFor(WaitFor),
    /// Somebody's votes go to somebody else.
    Delegate(Delegate),
    /// Somebody proposes something.
    Propose(Propose),
    /// The community votes.
    Vote(Vote),
    /// Seats vote.
    VoteSeat(Vote),
    /// The community objects.
    Object(Object),
    /// Seats object.
    ObjectSeat(Object),
    /// Objections are taken back.
    Retract(Retract),
    /// Objections of seats are taken back.
    RetractSeat(Retract),
    /// A decision is given to its timelock.
    Queue(String),
    /// A decision is executed.
    Execute(String),
    /// A deposit is paid out.
    Settle(String),
    /// What is due of a proposal's spends is paid.
    Collect(String),
}

/// Income.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sale {
    /// The split.
    pub to: String,
    /// How much.
    pub amount: String,
    /// Who pays.
    pub from: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

/// A moment in the life of a proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitFor {
    /// Which one.
    pub moment: Moment,
    /// The proposal.
    pub of: String,
}

/// Moments in the life of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Votes count.
    Vote,
    /// Votes can only turn against it.
    Tail,
    /// The vote is over.
    End,
    /// Nobody can object any more.
    Decision,
    /// It can be executed.
    Execution,
}

/// A delegation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// Whose votes.
    pub from: String,
    /// Who has them then.
    pub to: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// A proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// What it is called.
    pub name: String,
    /// Who proposes.
    pub by: String,
    /// How it is decided.
    pub track: TrackName,
    /// What is done if it is decided in favor.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// On Override: the proposal that the committee refused, instead of actions.
    pub carries: Option<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// See [`Track`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackName {
    /// See [`Track::Strategic`].
    Strategic,
    /// See [`Track::Creative`].
    Creative,
    /// See [`Track::Dual`].
    Dual,
    /// See [`Track::Override`].
    Override,
}

impl TrackName {
    /// The track.
    #[must_use]
    pub const fn track(self) -> Track {
        match self {
            Self::Strategic => Track::Strategic,
            Self::Creative => Track::Creative,
            Self::Dual => Track::Dual,
            Self::Override => Track::Override,
        }
    }
}

/// What a decision does.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The treasury owes an amount.
    Spend(Spend),
    /// The treasury owes an amount that vests.
    Stream(Stream),
    /// The streams of a proposal end.
    CancelStream(String),
    /// Money goes from one bucket to another.
    Move(Move),
    /// How much may fall due in an epoch.
    SetCap(SetCap),
    /// What part of the income each bucket gets from now on.
    SetPolicy(Policy),
    /// The split gets a new table.
    UpdateSplit(Update),
    /// The library publishes something.
    Release(String),
}

/// See [`Bucket`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BucketName {
    /// See [`Bucket::Compute`].
    Compute,
    /// See [`Bucket::Grants`].
    Grants,
    /// See [`Bucket::Datasets`].
    Datasets,
    /// See [`Bucket::Reserve`].
    Reserve,
}

impl BucketName {
    /// The bucket.
    #[must_use]
    pub const fn bucket(self) -> Bucket {
        match self {
            Self::Compute => Bucket::Compute,
            Self::Grants => Bucket::Grants,
            Self::Datasets => Bucket::Datasets,
            Self::Reserve => Bucket::Reserve,
        }
    }
}

/// A spend.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spend {
    /// From where.
    pub bucket: BucketName,
    /// Who is owed.
    pub to: String,
    /// How much.
    pub amount: String,
}

/// A stream. All its times are relative to the proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// From where.
    pub bucket: BucketName,
    /// Who is owed.
    pub to: String,
    /// How much.
    pub amount: String,
    /// How long after the proposal it starts.
    pub starts: String,
    /// How long after its start the first part falls due.
    pub cliff: String,
    /// How long it lasts.
    pub lasts: String,
}

/// Money from one bucket to another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// From where.
    pub from: BucketName,
    /// Where to.
    pub to: BucketName,
    /// How much.
    pub amount: String,
}

/// A cap.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetCap {
    /// Whose.
    pub of: SpenderName,
    /// How much.
    pub amount: String,
}

/// Whose cap can be set.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpenderName {
    /// See [`Spender::Strategic`].
    Strategic,
    /// See [`Spender::Creative`].
    Creative,
}

impl SpenderName {
    /// The spender.
    #[must_use]
    pub const fn spender(self) -> Spender {
        match self {
            Self::Strategic => Spender::Strategic,
            Self::Creative => Spender::Creative,
        }
    }
}

/// A new table for the split.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The split.
    pub split: String,
    /// Whom it pays.
    pub pays: Vec<Line>,
}

/// Votes: who is for it, against it, or neither.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The proposal.
    pub on: String,
    /// Who is in favor.
    #[serde(default, rename = "for")]
    pub in_favor: Vec<String>,
    /// Who is against it.
    #[serde(default)]
    pub against: Vec<String>,
    /// Who only wants it decided.
    #[serde(default)]
    pub abstain: Vec<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

impl Vote {
    /// The names with what they vote and the field in which they stand.
    #[must_use]
    pub fn ballots(&self) -> [(&'static str, Support, &[String]); 3] {
        [
            ("for", Support::For, &self.in_favor),
            ("against", Support::Against, &self.against),
            ("abstain", Support::Abstain, &self.abstain),
        ]
    }
}

/// Objections.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// The proposal.
    pub to: String,
    /// Who objects.
    pub by: Vec<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Objections that are taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retract {
    /// The proposal.
    pub from: String,
    /// Who objected.
    pub by: Vec<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}
