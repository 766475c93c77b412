//! From a file's text to a [`Plan`], or to a complaint that names the line and the reason.

use super::{
    file::{self, File},
    plan::{Act, Event, Happening, Line, Payee, Person, Plan, Proposal, Unit, Voter},
    read_actions,
};
use crate::demo::{
    amount,
    place::{Complaint, Way},
    read::misshapen,
    read_values::{duration, refuse, similar, units, Read},
};
use atelier_governance::{
    proposal::Support,
    roster::MAX_SEATS,
    track::{Rules, Track},
    treasury::{MAX_EPOCH, MIN_EPOCH},
    votes::LARGEST_CAP,
};
use atelier_splits::MAX_ENTRIES;

/// The name by which tables call the treasury.
const TREASURY: &str = "treasury";

/// The most holders that the token's constructor takes.
const MOST_HOLDERS: usize = 100;
/// The most votes of all holders together. Twice as many are still below the token's largest cap.
const MOST_VOTES: u128 = LARGEST_CAP / 2;

/// Reads and checks a file's text; `name` is how complaints call it.
///
/// # Errors
/// The first thing that is wrong, with its line and column.
pub fn read(name: &str, text: &str) -> Result<Plan, Complaint> {
    let file: File = serde_json::from_str(text).map_err(|error| misshapen(name, text, &error))?;
    plan(name, text, file).map_err(|fault| Complaint::about(name, text, &fault.way, fault.reason))
}

fn plan(name: &str, text: &str, file: File) -> Read<Plan> {
    let root = Way::default();
    let dao = root.field("dao");
    let unit = |unit: &file::Unit, way: Way| match unit.decimals {
        0..=24 => Ok(Unit { name: unit.name.clone(), decimals: unit.decimals }),
        more => refuse(&way.field("decimals"), format!("{more} decimals are more than an amount can have (24)")),
    };
    let money = unit(&file.dao.money, dao.field("money"))?;
    let votes = unit(&file.dao.votes, dao.field("votes"))?;
    let (people, seats) = people(&file.dao, &votes, &dao)?;
    let deposit = units(&file.dao.deposit, &money.name, money.decimals, &dao.field("deposit"))?;
    let treasury = dao.field("treasury");
    let epoch = duration(&file.dao.treasury.epoch, &treasury.field("epoch"))?;
    if !(MIN_EPOCH..=MAX_EPOCH).contains(&epoch) {
        let (least, most) = (amount::span(MIN_EPOCH), amount::span(MAX_EPOCH));
        return refuse(&treasury.field("epoch"), format!("an epoch lasts from {least} to {most}"));
    }
    let policy = read_actions::policy(&file.dao.treasury.policy, &treasury.field("policy"))?;
    let known = Known { people, seats, money, split: file.dao.split.name.clone() };
    let table = known.table(&file.dao.split.pays, &dao.field("split").field("pays"))?;
    let mut reader = Reader { known: &known, proposals: Vec::new() };
    let ways = root.field("happenings");
    let mut happenings = Vec::with_capacity(file.happenings.len());
    for (index, happening) in file.happenings.iter().enumerate() {
        happenings.push(reader.happening(happening, &ways.element(index))?);
    }
    let Reader { proposals, .. } = reader;
    if proposals.is_empty() {
        return refuse(&ways, "nothing is proposed, so there is nothing to decide");
    }
    let Known { people, seats, money, split } = known;
    let (file_name, title, about) = (name.into(), file.title, file.about);
    let text = text.into();
    Ok(Plan {
        file: file_name,
        text,
        title,
        about,
        money,
        votes,
        people,
        seats,
        deposit,
        epoch,
        policy,
        split,
        table,
        proposals,
        happenings,
    })
}

/// Everybody, and who of them holds which seat.
fn people(dao: &file::Dao, votes: &Unit, way: &Way) -> Read<(Vec<Person>, Vec<usize>)> {
    let mut people: Vec<Person> = Vec::new();
    let mut add = |person: Person, way: &Way| {
        if person.name.trim().is_empty() || person.name == TREASURY {
            return refuse(way, format!("a name cannot be empty, nor \"{TREASURY}\""));
        }
        if people.iter().any(|other| other.name == person.name) {
            return refuse(way, format!("somebody is called \"{}\" already", person.name));
        }
        people.push(person);
        Ok(())
    };
    if !(1..=MOST_HOLDERS).contains(&dao.holders.len()) {
        return refuse(&way.field("holders"), format!("there are from 1 to {MOST_HOLDERS} holders"));
    }
    let mut supply = 0;
    for (index, holder) in dao.holders.iter().enumerate() {
        let way = way.field("holders").element(index);
        let units = units(&holder.votes, &votes.name, votes.decimals, &way.field("votes"))?;
        supply += units;
        if supply > MOST_VOTES {
            return refuse(&way.field("votes"), "with these there are more votes than the token can count");
        }
        add(Person { name: holder.name.clone(), role: "holder".into(), units }, &way.field("name"))?;
    }
    for (index, other) in dao.others.iter().enumerate() {
        let way = way.field("others").element(index).field("name");
        add(Person { name: other.name.clone(), role: other.role.clone(), units: 0 }, &way)?;
    }
    let ways = way.field("committee");
    // With fewer seats the usual rules would leave everything to the community, and the governor refuses them.
    let (least, most) = (usize::from(Rules::usual(0).min_seats), usize::from(MAX_SEATS));
    if !(least..=most).contains(&dao.committee.len()) {
        return refuse(&ways, format!("a committee has from {least} to {most} seats"));
    }
    let mut seats = Vec::with_capacity(dao.committee.len());
    for (index, name) in dao.committee.iter().enumerate() {
        let way = ways.element(index);
        let known = people.iter().position(|person| person.name == *name);
        let person = match known {
            Some(person) if seats.contains(&person) => {
                return refuse(&way, format!("\"{name}\" has a seat already"));
            }
            Some(person) => person,
            None if name.trim().is_empty() || name == TREASURY => {
                return refuse(&way, format!("a name cannot be empty, nor \"{TREASURY}\""));
            }
            None => {
                people.push(Person { name: name.clone(), role: "committee".into(), units: 0 });
                people.len() - 1
            }
        };
        seats.push(person);
    }
    Ok((people, seats))
}

/// What names may refer to.
pub struct Known {
    /// Everybody.
    pub people: Vec<Person>,
    /// Who holds which seat.
    pub seats: Vec<usize>,
    /// The chain's own money.
    pub money: Unit,
    /// The name of the split.
    pub split: String,
}

impl Known {
    /// The person of a name.
    ///
    /// # Errors
    /// That there is none.
    pub fn person(&self, name: &str, way: &Way) -> Read<usize> {
        match self.people.iter().position(|person| person.name == name) {
            Some(person) => Ok(person),
            None => {
                let similar = similar(name, self.people.iter().map(|person| person.name.as_str()));
                refuse(way, format!("nobody is called \"{name}\"{similar}"))
            }
        }
    }

    /// An amount of money in units.
    ///
    /// # Errors
    /// That it is none.
    pub fn money(&self, text: &str, way: &Way) -> Read<u128> {
        units(text, &self.money.name, self.money.decimals, way)
    }

    /// The lines of a table.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn table(&self, lines: &[file::Line], ways: &Way) -> Read<Vec<Line>> {
        if !(1..=MAX_ENTRIES).contains(&lines.len()) {
            return refuse(ways, format!("a table has from 1 to {MAX_ENTRIES} lines"));
        }
        let mut table: Vec<Line> = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            let way = ways.element(index);
            let to = if line.to == TREASURY {
                Payee::Treasury
            } else {
                Payee::Person(self.person(&line.to, &way.field("to"))?)
            };
            if table.iter().any(|other| other.to == to) {
                return refuse(&way.field("to"), format!("\"{}\" stands in this table twice", line.to));
            }
            if line.weight == 0 {
                return refuse(&way.field("weight"), format!("the share of \"{}\" is 0", line.to));
            }
            table.push(Line { to, weight: line.weight });
        }
        Ok(table)
    }

    /// Checks that this is the split's name.
    ///
    /// # Errors
    /// That it is not.
    pub fn split(&self, name: &str, way: &Way) -> Read<()> {
        if name == self.split {
            Ok(())
        } else {
            refuse(way, format!("no split is called \"{name}\"; \"{}\" is", self.split))
        }
    }

    fn seat(&self, person: usize) -> Option<u8> {
        self.seats.iter().position(|holder| *holder == person).map(|seat| seat as u8)
    }
}

struct Reader<'a> {
    known: &'a Known,
    proposals: Vec<Proposal>,
}

impl Reader<'_> {
    fn happening(&mut self, happening: &file::Happening, place: &Way) -> Read<Happening> {
        use file::Happening as H;
        let known = self.known;
        let (field, note) = match happening {
            H::Sale(sale) => ("sale", sale.note.as_str()),
            H::Push(_) => ("push", ""),
            H::Sync(_) => ("sync", ""),
            H::Wait(_) => ("wait", ""),
            H::WaitFor(_) => ("wait_for", ""),
            H::Delegate(given) => ("delegate", given.note.as_str()),
            H::Propose(propose) => ("propose", propose.note.as_str()),
            H::Vote(vote) => ("vote", vote.note.as_str()),
            H::VoteSeat(vote) => ("vote_seat", vote.note.as_str()),
            H::Object(object) => ("object", object.note.as_str()),
            H::ObjectSeat(object) => ("object_seat", object.note.as_str()),
            H::Retract(given) => ("retract", given.note.as_str()),
            H::RetractSeat(given) => ("retract_seat", given.note.as_str()),
            H::Queue(_) => ("queue", ""),
            H::Execute(_) => ("execute", ""),
            H::Settle(_) => ("settle", ""),
            H::Collect(_) => ("collect", ""),
        };
        let way = place.field(field);
        let what = match happening {
            H::Sale(sale) => {
                known.split(&sale.to, &way.field("to"))?;
                Event::Sale { amount: known.money(&sale.amount, &way.field("amount"))?, from: sale.from.clone() }
            }
            H::Push(split) => {
                known.split(split, &way)?;
                Event::Push
            }
            H::Sync(asset) if *asset == known.money.name => Event::Sync,
            H::Sync(asset) => {
                return refuse(&way, format!("no asset is called \"{asset}\"; the treasury has {}", known.money.name));
            }
            H::Wait(time) => Event::Wait(duration(time, &way)?),
            H::WaitFor(wait) => Event::WaitFor(wait.moment, self.proposal(&wait.of, &way.field("of"))?),
            H::Delegate(given) => Event::Delegate(
                self.holder(&given.from, &way.field("from"))?,
                known.person(&given.to, &way.field("to"))?,
            ),
            H::Propose(propose) => Event::Propose(self.propose(propose, &way)?),
            H::Vote(vote) => self.vote(vote, false, &way)?,
            H::VoteSeat(vote) => self.vote(vote, true, &way)?,
            H::Object(object) => self.object(object, false, &way)?,
            H::ObjectSeat(object) => self.object(object, true, &way)?,
            H::Retract(given) => self.retract(given, false, &way)?,
            H::RetractSeat(given) => self.retract(given, true, &way)?,
            H::Queue(name) => Event::Queue(self.proposal(name, &way)?),
            H::Execute(name) => Event::Execute(self.proposal(name, &way)?),
            H::Settle(name) => Event::Settle(self.proposal(name, &way)?),
            H::Collect(name) => Event::Collect(self.proposal(name, &way)?),
        };
        Ok(Happening { what, way, note: note.into() })
    }

    fn proposal(&self, name: &str, way: &Way) -> Read<usize> {
        proposal(&self.proposals, name, way)
    }

    fn holder(&self, name: &str, way: &Way) -> Read<usize> {
        let person = self.known.person(name, way)?;
        if self.known.people[person].units == 0 {
            return refuse(way, format!("\"{name}\" holds no votes that could go to somebody else"));
        }
        Ok(person)
    }

    fn propose(&mut self, propose: &file::Propose, way: &Way) -> Read<usize> {
        if self.proposals.iter().any(|other| other.name == propose.name) {
            return refuse(&way.field("name"), format!("a proposal is called \"{}\" already", propose.name));
        }
        let by = self.known.person(&propose.by, &way.field("by"))?;
        let track = propose.track.track();
        let carries = match &propose.carries {
            None => None,
            Some(name) => Some(self.proposal(name, &way.field("carries"))?),
        };
        let actions: Vec<Act> = match carries {
            None => {
                let ways = way.field("actions");
                let action =
                    |(index, action)| read_actions::action(action, self.known, &self.proposals, &ways.element(index));
                propose.actions.iter().enumerate().map(action).collect::<Read<_>>()?
            }
            Some(_) if !propose.actions.is_empty() => {
                return refuse(&way.field("actions"), "what carries a refused proposal has its actions, and no others");
            }
            Some(refused) => self.proposals[refused].actions.clone(),
        };
        // Only on Creative do seats propose.
        let seat = if track == Track::Creative { self.known.seat(by) } else { None };
        let (name, note) = (propose.name.clone(), propose.note.clone());
        self.proposals.push(Proposal { name, by, seat, track, actions, carries, note });
        Ok(self.proposals.len() - 1)
    }

    fn voter(&self, name: &str, by_seat: bool, way: &Way, place: (&'static str, usize)) -> Read<Voter> {
        let person = self.known.person(name, way)?;
        let seat = match (by_seat, self.known.seat(person)) {
            (false, _) => None,
            (true, Some(seat)) => Some(seat),
            (true, None) => return refuse(way, format!("\"{name}\" has no seat on the committee")),
        };
        Ok(Voter { person, seat, place })
    }

    fn vote(&self, vote: &file::Vote, by_seat: bool, way: &Way) -> Read<Event> {
        let on = self.proposal(&vote.on, &way.field("on"))?;
        let mut ballots: Vec<(Voter, Support)> = Vec::new();
        for (field, support, names) in vote.ballots() {
            for (index, name) in names.iter().enumerate() {
                let way = way.field(field).element(index);
                let voter = self.voter(name, by_seat, &way, (field, index))?;
                ballots.push((voter, support));
            }
        }
        if ballots.is_empty() {
            return refuse(way, "nobody votes: \"for\", \"against\" and \"abstain\" are empty");
        }
        Ok(Event::Vote { on, ballots })
    }

    fn object(&self, object: &file::Object, by_seat: bool, way: &Way) -> Read<Event> {
        let to = self.proposal(&object.to, &way.field("to"))?;
        let by = self.objectors(&object.by, by_seat, &way.field("by"))?;
        if by_seat && object.note.trim().is_empty() {
            return refuse(way, "the committee must say why it objects: \"note\" is missing");
        }
        Ok(Event::Object { to, by, back: false })
    }

    fn retract(&self, given: &file::Retract, by_seat: bool, way: &Way) -> Read<Event> {
        let to = self.proposal(&given.from, &way.field("from"))?;
        Ok(Event::Object { to, by: self.objectors(&given.by, by_seat, &way.field("by"))?, back: true })
    }

    fn objectors(&self, names: &[String], by_seat: bool, ways: &Way) -> Read<Vec<Voter>> {
        if names.is_empty() {
            return refuse(ways, "nobody is named");
        }
        let voter = |(index, name): (usize, &String)| self.voter(name, by_seat, &ways.element(index), ("by", index));
        names.iter().enumerate().map(voter).collect()
    }
}

/// The proposal of a name, among those that were made so far.
///
/// # Errors
/// That there is none.
pub fn proposal(proposals: &[Proposal], name: &str, way: &Way) -> Read<usize> {
    match proposals.iter().position(|proposal| proposal.name == name) {
        Some(proposal) => Ok(proposal),
        None => {
            let similar = similar(name, proposals.iter().map(|proposal| proposal.name.as_str()));
            refuse(way, format!("no proposal is called \"{name}\" at this point{similar}"))
        }
    }
}
