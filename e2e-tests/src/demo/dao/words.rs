//! The words that a DAO's story is told in.

use super::{
    ledger::Ledger,
    plan::{Act, Plan, Proposal},
};
use crate::demo::amount;
use atelier_governance::{
    proposal::{Reason, State, Support},
    track::{House, Track},
    treasury::{Bucket, Spender},
    units::Bps,
};

/// A track.
#[must_use]
pub const fn track(track: Track) -> &'static str {
    match track {
        Track::Strategic => "Strategic",
        Track::Creative => "Creative",
        Track::Dual => "Dual",
        Track::Override => "Override",
    }
}

/// A house.
#[must_use]
pub const fn house(house: House) -> &'static str {
    match house {
        House::Community => "community",
        House::Committee => "committee",
    }
}

/// A bucket.
#[must_use]
pub const fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Compute => "compute",
        Bucket::Grants => "grants",
        Bucket::Datasets => "datasets",
        Bucket::Reserve => "reserve",
    }
}

/// What somebody votes.
#[must_use]
pub const fn support(support: Support) -> &'static str {
    match support {
        Support::Against => "against",
        Support::For => "for",
        Support::Abstain => "abstain",
    }
}

/// How far a proposal is.
#[must_use]
pub const fn state(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::Active => "being voted on",
        State::Objection => "open to objections",
        State::Defeated(Reason::NoQuorum) => "defeated: no quorum",
        State::Defeated(Reason::NotApproved) => "defeated",
        State::Defeated(Reason::CommunityOnly) => "defeated: by the committee",
        State::Defeated(Reason::CommitteeOnly) => "defeated: by the community",
        State::Vetoed(House::Community) => "vetoed by the community",
        State::Vetoed(House::Committee) => "vetoed by the committee",
        State::Succeeded => "succeeded",
        State::Queued => "queued",
        State::Ready => "ready",
        State::Executed => "executed",
        State::Unqueued => "never queued",
        State::Unexecuted => "expired",
        State::Withdrawn => "withdrawn",
        State::Unbacked => "canceled: not backed",
        State::Revoked => "revoked",
    }
}

/// A list of names in a sentence.
#[must_use]
pub fn names(names: &[&str]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Money at a glance.
#[must_use]
pub fn money(plan: &Plan, units: u128) -> String {
    format!("{} {}", amount::plain(units, plan.money.decimals), plan.money.name)
}

/// Votes at a glance.
#[must_use]
pub fn votes(plan: &Plan, units: u128) -> String {
    amount::brief(units, plan.votes.decimals)
}

/// Whom a table pays, in a line.
#[must_use]
pub fn table(plan: &Plan, lines: &[super::plan::Line]) -> String {
    let line = |line: &super::plan::Line| format!("{} {}", plan.payee(line.to), line.weight);
    lines.iter().map(line).collect::<Vec<_>>().join(", ")
}

/// What a proposal does, in a sentence.
#[must_use]
pub fn acts(plan: &Plan, proposal: &Proposal) -> String {
    proposal.actions.iter().map(|act| self::act(plan, act)).collect::<Vec<_>>().join("; ")
}

fn act(plan: &Plan, act: &Act) -> String {
    match act {
        Act::Spend { bucket: from, to, amount, vesting: None } => {
            format!("{} from {} to {}", money(plan, *amount), bucket(*from), plan.people[*to].name)
        }
        Act::Spend { bucket: from, to, amount, vesting: Some(vesting) } => format!(
            "{} from {} to {} over {}, nothing in the first {}",
            money(plan, *amount),
            bucket(*from),
            plan.people[*to].name,
            amount::span(vesting.lasts),
            amount::span(vesting.cliff)
        ),
        Act::CancelStream(of) => format!("end the stream of “{}”", plan.proposals[*of].name),
        Act::Move { route: [from, to], amount } => {
            format!("{} from {} to {}", money(plan, *amount), bucket(*from), bucket(*to))
        }
        Act::SetCap { of, amount } => {
            let whose = match of {
                Spender::Strategic => "Strategic",
                Spender::Creative => "Creative",
                Spender::Dual => "Dual",
            };
            format!("{whose} spends at most {} an epoch", money(plan, *amount))
        }
        Act::SetPolicy([compute, grants, datasets, reserve]) => format!(
            "income goes {compute} % to compute, {grants} % to grants, {datasets} % to datasets, {reserve} % to reserve"
        ),
        Act::Update(lines) => format!("{} pays {}", plan.split, table(plan, lines)),
        Act::Release(name) => format!("publish {name}"),
    }
}

/// What somebody is to the DAO.
#[must_use]
pub fn role(plan: &Plan, person: usize) -> String {
    let role = plan.people[person].role.as_str();
    match plan.seats.iter().position(|holder| *holder == person) {
        Some(seat) if role == "committee" => format!("seat {seat}"),
        Some(seat) => format!("{role}, seat {seat}"),
        None => role.into(),
    }
}

/// The thresholds of a house: what must be reached for a quorum, and which sign and part stand for approval.
#[must_use]
pub fn bars(ledger: &Ledger, track: Track, house: House) -> (String, (&'static str, String)) {
    let settings = ledger.settings(track);
    match house {
        House::Community => {
            let Bps(quorum) = settings.community.quorum;
            (amount::percent(quorum.into(), 10_000), above(settings.community.approval))
        }
        House::Committee => {
            // Of at most 15 seats no part is between these and the fractions that they stand for.
            let approval = match settings.committee.approval {
                Bps(6_666) => ("≥", "2/3".into()),
                Bps(5_999) => ("≥", "60 %".into()),
                other => above(other),
            };
            (ledger.seats_needed(track).to_string(), approval)
        }
    }
}

/// More than a part, exactly.
fn above(Bps(part): Bps) -> (&'static str, String) {
    let (whole, rest) = (part / 100, part % 100);
    let percent = if rest == 0 { format!("{whole} %") } else { format!("{whole}.{rest:02} %") };
    (">", percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_is_exact() {
        assert_eq!(above(Bps(5_000)), (">", "50 %".into()));
        assert_eq!(above(Bps(6_666)), (">", "66.66 %".into()));
        assert_eq!(above(Bps(6_005)), (">", "60.05 %".into()));
    }

    #[test]
    fn names_make_a_sentence() {
        assert_eq!(names(&[]), "nobody");
        assert_eq!(names(&["Ada"]), "Ada");
        assert_eq!(names(&["Ada", "Ben", "Cleo"]), "Ada, Ben and Cleo");
    }
}
