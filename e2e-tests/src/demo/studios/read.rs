//! From a file's text to a [`Plan`] and its royalty tree, or to a complaint that names the line and the reason.

use super::{
    file::{self, File},
    plan::{Asset, Event, Happening, Offer, Person, Plan},
};
use crate::demo::{
    amount,
    place::{Complaint, Way},
    plan as tree,
    read::{misshapen, tree as read_tree, Tree},
    read_happenings::settlement,
    read_values::{duration, refuse, similar, units, Names, Read},
};
use atelier_licensing::{
    plan::{MAX_GRACE, MAX_PENALTY, MAX_PERIOD, MAX_PERIODS, MAX_REFERRAL, MAX_SEATS},
    units::Bps,
};

/// What people of this role do.
pub const STUDIO: &str = "studio";
/// The most studios of a file.
const MOST_STUDIOS: usize = 24;
/// The most plans of a file: as many as a family has room for.
const MOST_PLANS: usize = 16;
/// The largest part of splits' income that the DAO may take.
const MOST_DAO: Bps = Bps(1_000);
/// The longest time that passes at once: each day of it is looked at.
const LONGEST: u64 = 1_000 * 86_400_000;

/// Reads and checks a file's text; `name` is how complaints call it.
///
/// # Errors
/// The first thing that is wrong, with its line and column.
pub fn read(name: &str, text: &str) -> Result<(Plan, tree::Plan), Complaint> {
    let file: File = serde_json::from_str(text).map_err(|error| misshapen(name, text, &error))?;
    plan(name, text, file).map_err(|fault| Complaint::about(name, text, &fault.way, fault.reason))
}

fn plan(name: &str, text: &str, file: File) -> Read<(Plan, tree::Plan)> {
    let root = Way::default();
    let asset = asset(&file.asset, &root.field("asset"))?;
    let mut names = Names::default();
    // Always free: it is the only one.
    let _ = names.add_asset(&asset.name, (0, asset.decimals));
    let Tree { parties, splits, order } = read_tree(&file.parties, &file.splits, &mut names)?;
    let mut known = Known { names, splits, asset, people: Vec::new(), offers: Vec::new() };
    known.people(&file)?;
    known.offers(&file.plans, &root.field("plans"))?;
    let fees = root.field("fees");
    let keeper_fee = known.units_or_none(&file.fees.keeper, &fees.field("keeper"))?;
    let dao_fee = percent(&file.fees.dao, MOST_DAO, &fees.field("dao"))?;
    let treasury = known.other(&file.fees.to, &fees.field("to"))?;
    let mut settlements = Vec::new();
    let ways = root.field("happenings");
    let mut happenings = Vec::with_capacity(file.happenings.len());
    for (index, happening) in file.happenings.iter().enumerate() {
        happenings.push(known.happening(happening, &ways.element(index), &mut settlements)?);
    }
    if !happenings.iter().any(|happening| matches!(happening.what, Event::Subscribe { .. })) {
        return refuse(&ways, "nobody subscribes, so there is nothing to earn");
    }
    let Known { splits, asset, people, offers, .. } = known;
    let (title, about, studios) = (file.title, file.about, file.studios.len());
    let (name, text): (String, String) = (name.into(), text.into());
    let tree = tree::Plan {
        file: name.clone(),
        text: text.clone(),
        title: title.clone(),
        about: about.clone(),
        assets: vec![tree::Asset { name: asset.name.clone(), decimals: asset.decimals, native: false }],
        parties,
        splits,
        order,
        happenings: settlements,
    };
    let plan = Plan {
        file: name,
        text,
        title,
        about,
        asset,
        people,
        studios,
        offers,
        keeper_fee,
        dao_fee,
        treasury,
        happenings,
    };
    Ok((plan, tree))
}

fn asset(asset: &file::Asset, way: &Way) -> Read<Asset> {
    match asset.decimals {
        0..=24 => Ok(Asset { name: asset.name.clone(), decimals: asset.decimals }),
        more => refuse(&way.field("decimals"), format!("{more} decimals are more than an amount can have (24)")),
    }
}

/// A percentage with at most two decimals, in ten-thousandths.
fn percent(text: &str, most: Bps, way: &Way) -> Read<u16> {
    match amount::parse(text, 2) {
        Ok(part) if part <= u128::from(most.0) => Ok(part as u16),
        Ok(_) => refuse(way, format!("{text} % is more than {} %", amount::plain(most.0.into(), 2))),
        Err(_) => refuse(way, format!("\"{text}\" is not a percentage such as \"2.5\"")),
    }
}

/// What names may refer to.
struct Known {
    names: Names,
    splits: Vec<tree::Split>,
    asset: Asset,
    people: Vec<Person>,
    offers: Vec<Offer>,
}

impl Known {
    fn people(&mut self, file: &File) -> Read<()> {
        let ways = Way::default().field("studios");
        if !(1..=MOST_STUDIOS).contains(&file.studios.len()) {
            return refuse(&ways, format!("there are from 1 to {MOST_STUDIOS} studios"));
        }
        for (index, studio) in file.studios.iter().enumerate() {
            let way = ways.element(index);
            let has = self.units(&studio.has, &way.field("has"))?;
            self.add(Person { name: studio.name.clone(), role: STUDIO.into(), has }, &way.field("name"))?;
        }
        for (index, other) in file.others.iter().enumerate() {
            let way = Way::default().field("others").element(index);
            if other.role == STUDIO {
                return refuse(&way.field("role"), "studios stand in the list \"studios\"");
            }
            self.add(Person { name: other.name.clone(), role: other.role.clone(), has: 0 }, &way.field("name"))?;
        }
        Ok(())
    }

    fn add(&mut self, person: Person, way: &Way) -> Read<()> {
        if person.name.trim().is_empty() {
            return refuse(way, "a name cannot be empty");
        }
        if self.names.has(&person.name) || self.people.iter().any(|other| other.name == person.name) {
            return refuse(way, format!("somebody, or a split, is called \"{}\" already", person.name));
        }
        self.people.push(person);
        Ok(())
    }

    fn offers(&mut self, listed: &[file::Plan], ways: &Way) -> Read<()> {
        if !(1..=MOST_PLANS).contains(&listed.len()) {
            return refuse(ways, format!("there are from 1 to {MOST_PLANS} plans"));
        }
        for (index, plan) in listed.iter().enumerate() {
            let way = ways.element(index);
            if plan.name.trim().is_empty() || self.offers.iter().any(|other| other.name == plan.name) {
                return refuse(
                    &way.field("name"),
                    format!("a plan is called \"{}\" already, or has no name", plan.name),
                );
            }
            if !(1..=MAX_PERIOD).contains(&plan.days) {
                return refuse(&way.field("days"), format!("a period has from 1 to {MAX_PERIOD} days"));
            }
            if !(1..=MAX_SEATS).contains(&plan.seats) {
                return refuse(&way.field("seats"), format!("a plan has from 1 to {MAX_SEATS} seats"));
            }
            let grace = duration(&plan.grace, &way.field("grace"))?;
            if grace > MAX_GRACE {
                let most = amount::span(MAX_GRACE);
                return refuse(&way.field("grace"), format!("a grace lasts at most {most}"));
            }
            let part = |text: &Option<String>, most: Bps, field: &'static str| {
                text.as_ref().map(|text| percent(text, most, &way.field(field))).transpose()
            };
            let penalty = part(&plan.penalty, MAX_PENALTY, "penalty")?;
            let referral = part(&plan.referral, MAX_REFERRAL, "referral")?.unwrap_or(0);
            let offer = Offer {
                name: plan.name.clone(),
                days: plan.days,
                price: self.units(&plan.price, &way.field("price"))?,
                seats: plan.seats,
                grace,
                penalty,
                referral,
                pauses: plan.pauses,
                split: self.names.split(&plan.to, &way.field("to"))?,
            };
            self.offers.push(offer);
        }
        Ok(())
    }

    fn units(&self, text: &str, way: &Way) -> Read<u128> {
        units(text, &self.asset.name, self.asset.decimals, way)
    }

    /// An amount that may be 0.
    fn units_or_none(&self, text: &str, way: &Way) -> Read<u128> {
        match amount::parse(text, self.asset.decimals) {
            Ok(0) => Ok(0),
            _ => self.units(text, way),
        }
    }

    fn person(&self, name: &str, way: &Way) -> Read<usize> {
        match self.people.iter().position(|person| person.name == name) {
            Some(person) => Ok(person),
            None if self.names.has(name) => {
                refuse(way, format!("\"{name}\" belongs to the tree; a studio or one of the others is needed here"))
            }
            None => {
                let similar = similar(name, self.people.iter().map(|person| person.name.as_str()));
                refuse(way, format!("nobody is called \"{name}\"{similar}"))
            }
        }
    }

    fn studio(&self, name: &str, way: &Way) -> Read<usize> {
        let person = self.person(name, way)?;
        if self.people[person].role != STUDIO {
            return refuse(way, format!("\"{name}\" is no studio"));
        }
        Ok(person)
    }

    fn other(&self, name: &str, way: &Way) -> Read<usize> {
        let person = self.person(name, way)?;
        if self.people[person].role == STUDIO {
            return refuse(way, format!("\"{name}\" is a studio; one of the others is needed here"));
        }
        Ok(person)
    }

    fn offer(&self, name: &str, way: &Way) -> Read<usize> {
        match self.offers.iter().position(|offer| offer.name == name) {
            Some(offer) => Ok(offer),
            None => {
                let similar = similar(name, self.offers.iter().map(|offer| offer.name.as_str()));
                refuse(way, format!("no plan is called \"{name}\"{similar}"))
            }
        }
    }

    fn happening(
        &self,
        happening: &file::Happening,
        place: &Way,
        settlements: &mut Vec<tree::Happening>,
    ) -> Read<Happening> {
        use file::Happening as H;
        let deed = |deed: &file::Deed, field: &'static str, what: fn(usize) -> Event| {
            let way = place.field(field);
            let studio = self.studio(&deed.studio, &way.field("studio"))?;
            Ok(Happening { what: what(studio), note: deed.note.clone(), way })
        };
        let plain = |what: Event, field: &'static str| Happening { what, note: String::new(), way: place.field(field) };
        Ok(match happening {
            H::Subscribe(order) => self.subscribe(order, place.field("subscribe"))?,
            H::Mandate(mandate) => self.mandate(mandate, place.field("mandate"))?,
            H::Renew(file::Renew { studio, periods, note }) => {
                let way = place.field("renew");
                let studio = self.studio(studio, &way.field("studio"))?;
                let periods = self::periods(*periods, &way)?;
                Happening { what: Event::Renew { studio, periods }, note: note.clone(), way }
            }
            H::RenewFor(file::RenewFor { studio, by, note }) => {
                let way = place.field("renew_for");
                let studio = self.studio(studio, &way.field("studio"))?;
                let by = self.other(by, &way.field("by"))?;
                Happening { what: Event::RenewFor { studio, by }, note: note.clone(), way }
            }
            H::Change(file::Change { studio, to, restart, note }) => {
                let way = place.field("change");
                let studio = self.studio(studio, &way.field("studio"))?;
                let offer = self.offer(to, &way.field("to"))?;
                Happening { what: Event::Change { studio, offer, restart: *restart }, note: note.clone(), way }
            }
            H::Cancel(one) => deed(one, "cancel", Event::Cancel)?,
            H::Pause(one) => deed(one, "pause", Event::Pause)?,
            H::Resume(one) => deed(one, "resume", Event::Resume)?,
            H::Withdraw(one) => deed(one, "withdraw", Event::Withdraw)?,
            H::Outage(time) => plain(Event::Outage(time_of(time, &place.field("outage"))?), "outage"),
            H::Wait(time) => plain(Event::Wait(time_of(time, &place.field("wait"))?, false), "wait"),
            H::ReleaseDaily(time) => {
                plain(Event::Wait(time_of(time, &place.field("release_daily"))?, true), "release_daily")
            }
            H::Release(split) => plain(Event::Release(self.names.split(split, &place.field("release"))?), "release"),
            H::Settle(settle) => {
                let way = place.field("settle");
                let what = settlement(settle, &way, &self.splits, &self.names)?;
                settlements.push(tree::Happening { what, way });
                plain(Event::Settle(settlements.len() - 1), "settle")
            }
        })
    }

    fn subscribe(&self, order: &file::Subscribe, way: Way) -> Read<Happening> {
        let studio = self.studio(&order.studio, &way.field("studio"))?;
        let offer = self.offer(&order.plan, &way.field("plan"))?;
        let periods = periods(order.periods, &way)?;
        let referrer = match &order.referrer {
            Some(name) => Some(self.other(name, &way.field("referrer"))?),
            None => None,
        };
        let what = Event::Subscribe { studio, offer, periods, referrer };
        Ok(Happening { what, note: order.note.clone(), way })
    }

    fn mandate(&self, mandate: &file::Mandate, way: Way) -> Read<Happening> {
        let what = Event::Mandate {
            studio: self.studio(&mandate.studio, &way.field("studio"))?,
            most: self.units(&mandate.most, &way.field("most"))?,
            periods: mandate.periods,
            lasts: duration(&mandate.lasts, &way.field("lasts"))?,
            approve: self.units(&mandate.approve, &way.field("approve"))?,
        };
        Ok(Happening { what, note: mandate.note.clone(), way })
    }
}

fn periods(given: Option<u16>, way: &Way) -> Read<u16> {
    match given.unwrap_or(1) {
        periods @ 1..=MAX_PERIODS => Ok(periods),
        _ => refuse(&way.field("periods"), format!("from 1 to {MAX_PERIODS} periods are paid at once")),
    }
}

fn time_of(text: &str, way: &Way) -> Read<u64> {
    match duration(text, way)? {
        time if time <= LONGEST => Ok(time),
        _ => refuse(way, format!("at most {} can pass at once", amount::span(LONGEST))),
    }
}
