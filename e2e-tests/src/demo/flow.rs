//! From a story to the picture's nodes and links: sales, tables, payees, and who is grouped with whom.

use super::{amount, books::Books, picture::count, plan::Party, routes, story::Story};
use std::collections::BTreeMap;

/// A table shows so many payees by name, and the rest in one band.
const NAMED: usize = 12;
/// In such a group only those are shown by name who get one part in so many of the table's income.
const LEAST_PART: u128 = 200;
/// Groups smaller than this are written out.
const LEAST_GROUP: usize = 4;

/// One asset's way through the tables.
pub struct Flow {
    /// The asset.
    pub asset: usize,
    /// Its name.
    pub name: String,
    /// How much flows from how many to how many, in words.
    pub sum: String,
    /// What flows through what.
    pub nodes: Vec<Node>,
    /// The flows.
    pub links: Vec<Link>,
    /// How many columns there are.
    pub columns: usize,
}

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who paid.
    Sale,
    /// A table.
    Split,
    /// A payee, or several, by role.
    Payee(String),
}

/// A node of the picture.
pub struct Node {
    /// What it stands for.
    pub kind: Kind,
    /// Its column.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// How much flows through it.
    pub amount: u128,
    /// The line below the name.
    pub caption: String,
    /// What a pointer over it shows.
    pub hint: String,
}

/// A link of the picture.
pub struct Link {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How much flows.
    pub amount: u128,
    /// What a pointer over it shows.
    pub hint: String,
}

/// The flows of each asset that was paid.
#[must_use]
pub fn flows(story: &Story, books: &Books) -> Vec<Flow> {
    books.totals.iter().map(|total| Draft::new(story, total.asset).finish()).collect()
}

/// A link between two nodes, with what a pointer over it shows.
#[must_use]
pub fn link(nodes: &[Node], decimals: u8, (from, to): (usize, usize), amount: u128) -> Link {
    let (above, below) = (&nodes[from], &nodes[to]);
    let (exact, part) = (amount::exact(amount, decimals), amount::percent(amount, above.amount));
    let hint = format!("{} → {}: {exact} ({part} of {})", above.name, below.name, above.name);
    Link { from, to, amount, hint }
}

/// Who is drawn as what.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Payees {
    One(usize),
    /// The smaller payees of a version.
    Others(usize),
}

struct Draft<'a> {
    story: &'a Story,
    asset: usize,
    nodes: Vec<Node>,
    links: BTreeMap<(usize, usize), u128>,
    sold: u128,
}

impl<'a> Draft<'a> {
    fn new(story: &'a Story, asset: usize) -> Self {
        let sold = story.sales.iter().filter(|sale| sale.asset == asset).map(|sale| sale.amount).sum();
        Self { story, asset, nodes: Vec::new(), links: BTreeMap::new(), sold }
    }

    fn finish(mut self) -> Flow {
        let columns = self.columns();
        let last = columns.iter().flatten().max().map_or(1, |column| column + 1);
        let tables = self.tables(&columns);
        self.sales(&tables);
        for pass in self.story.passes.iter().filter(|pass| pass.asset == self.asset) {
            if let (Some(from), Some(to)) = (tables[pass.from], tables[pass.to]) {
                *self.links.entry((from, to)).or_default() += pass.amount;
            }
        }
        self.payees(&tables, last);
        self.caption();
        let sum = self.sum();
        let Self { asset, nodes, links, .. } = self;
        let super::plan::Asset { name, decimals, .. } = &self.story.plan.assets[asset];
        let link = |((from, to), amount)| link(&nodes, *decimals, (from, to), amount);
        let links = links.into_iter().map(link).collect();
        Flow { asset, name: name.clone(), sum, nodes, links, columns: last + 1 }
    }

    fn sum(&self) -> String {
        let sales = self.story.sales.iter().filter(|sale| sale.asset == self.asset).count();
        let paid = self.story.ends[self.asset].got.iter().filter(|got| **got > 0).count();
        let sum = amount::plain(self.sold, self.story.plan.assets[self.asset].decimals);
        format!("{sum} from {} to {}", count(sales, "sale"), count(paid, "payee"))
    }

    /// The column of each version that received: behind all that passed on to it.
    fn columns(&self) -> Vec<Option<usize>> {
        let mut columns = vec![None; self.story.lineage.versions.len()];
        for version in routes::downward(self.story, self.asset) {
            let above = self.story.passes.iter().filter(|pass| (pass.to, pass.asset) == (version, self.asset));
            let nearest = above.filter_map(|pass| columns[pass.from]).max();
            columns[version] = Some(nearest.map_or(1, |column: usize| column + 1));
        }
        columns
    }

    fn tables(&mut self, columns: &[Option<usize>]) -> Vec<Option<usize>> {
        let mut tables = vec![None; columns.len()];
        for version in routes::downward(self.story, self.asset) {
            let Some(column) = columns[version] else { continue };
            tables[version] = Some(self.nodes.len());
            let name = self.story.lineage.name(&self.story.plan, version);
            let amount = self.story.ends[self.asset].received[version];
            self.add(Kind::Split, column, name, amount);
        }
        tables
    }

    fn sales(&mut self, tables: &[Option<usize>]) {
        let mut buyers: Vec<(String, usize)> = Vec::new();
        let (story, asset) = (self.story, self.asset);
        for sale in story.sales.iter().filter(|sale| sale.asset == asset) {
            let Some(to) = tables[sale.version] else { continue };
            let known = buyers.iter().find(|(name, _)| *name == sale.from).map(|(_, node)| *node);
            let node = known.unwrap_or_else(|| self.add(Kind::Sale, 0, sale.from.clone(), 0));
            if known.is_none() {
                buyers.push((sale.from.clone(), node));
            }
            self.nodes[node].amount += sale.amount;
            *self.links.entry((node, to)).or_default() += sale.amount;
        }
    }

    fn payees(&mut self, tables: &[Option<usize>], column: usize) {
        let mut paid: BTreeMap<(usize, usize), u128> = BTreeMap::new();
        let mut tables_of: BTreeMap<usize, usize> = BTreeMap::new();
        for payout in self.story.payouts.iter().filter(|payout| payout.asset == self.asset) {
            *paid.entry((payout.version, payout.party)).or_default() += payout.amount;
        }
        for (_, party) in paid.keys() {
            *tables_of.entry(*party).or_default() += 1;
        }
        let mut drawn: BTreeMap<Payees, (u128, Vec<u128>)> = BTreeMap::new();
        let mut links: Vec<(usize, Payees, u128)> = Vec::new();
        for (version, table) in tables.iter().enumerate().filter_map(|(version, table)| Some((version, (*table)?))) {
            let mut here: Vec<(usize, u128)> =
                paid.range((version, 0)..(version + 1, 0)).map(|((_, party), amount)| (*party, *amount)).collect();
            here.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            let grouped = here.len() >= NAMED + LEAST_GROUP;
            for (rank, (party, amount)) in here.into_iter().enumerate() {
                // Whoever earns elsewhere too keeps a name, so that all its money ends in one place.
                let is_large = amount >= self.story.ends[self.asset].received[version] / LEAST_PART;
                let is_named = !grouped || (rank < NAMED && is_large) || tables_of[&party] > 1;
                let payees = if is_named { Payees::One(party) } else { Payees::Others(version) };
                let (sum, amounts) = drawn.entry(payees).or_default();
                *sum += amount;
                amounts.push(amount);
                links.push((table, payees, amount));
            }
        }
        let mut places: BTreeMap<Payees, usize> = BTreeMap::new();
        for (payees, (amount, amounts)) in &drawn {
            places.insert(*payees, self.payee(*payees, column, *amount, amounts));
        }
        for (table, payees, amount) in links {
            *self.links.entry((table, places[&payees])).or_default() += amount;
        }
    }

    fn payee(&mut self, payees: Payees, column: usize, amount: u128, amounts: &[u128]) -> usize {
        let parties = &self.story.plan.parties;
        match payees {
            Payees::One(party) => {
                let Party { name, role, .. } = &parties[party];
                self.add(Kind::Payee(role.clone()), column, name.clone(), amount)
            }
            Payees::Others(version) => {
                let table = &self.story.lineage.versions[version].table;
                let further = if amounts.len() < table.lines.len() { "further " } else { "" };
                let name = format!("{} {further}members", amount::thousands(&amounts.len().to_string()));
                let role = |line: &super::plan::Line| match line.to {
                    super::plan::Payee::Party(party) => Some(parties[party].role.clone()),
                    super::plan::Payee::Split(_) => None,
                };
                let role = table.lines.iter().rev().find_map(role).unwrap_or_default();
                let node = self.add(Kind::Payee(role), column, name, amount);
                let decimals = self.story.plan.assets[self.asset].decimals;
                let (least, most) = (amounts.iter().min().copied(), amounts.iter().max().copied());
                let show = |units: Option<u128>| amount::brief(units.unwrap_or(0), decimals);
                let each = if least == most { show(most) } else { format!("{} to {}", show(least), show(most)) };
                self.nodes[node].hint = format!("each {each}");
                node
            }
        }
    }

    fn add(&mut self, kind: Kind, column: usize, name: String, amount: u128) -> usize {
        let (caption, hint) = (String::new(), String::new());
        self.nodes.push(Node { kind, column, name, amount, caption, hint });
        self.nodes.len() - 1
    }

    fn caption(&mut self) {
        let asset = &self.story.plan.assets[self.asset];
        for node in &mut self.nodes {
            let (brief, part) = (amount::brief(node.amount, asset.decimals), amount::percent(node.amount, self.sold));
            node.caption = match (&node.kind, node.hint.is_empty()) {
                (Kind::Payee(_), false) => format!("{brief} · {part} · {}", node.hint),
                (Kind::Split, _) => brief,
                _ => format!("{brief} · {part}"),
            };
            let exact = amount::exact(node.amount, asset.decimals);
            let more = if node.hint.is_empty() { String::new() } else { format!(", {}", node.hint) };
            node.hint = format!("{}: {exact} {}, {part} of all sales{more}", node.name, asset.name);
        }
    }
}
