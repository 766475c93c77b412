//! Settlements of a plan that is being played: claims along paths, pushes, and the closing of the books.

use super::{
    exact,
    lineage::Lineage,
    place::{Complaint, Way},
    plan::Payee,
    play::Player,
    refusal,
    stage::{self, Stage, KEEPER, MAX_INPUT},
    story::{How, Payout},
};
use crate::chain::account;
use atelier_splits::{Id, Step as PathStep, SumLeaf};
use ink::{primitives::AccountId, selector_bytes};
use scale::Encode;
use splits::{Error, Report};
use std::collections::{HashMap, HashSet};

/// How many entries one call pays: as many as there are, but no more than a block has room for.
const NATIVE_CHUNK: u16 = 430;
const TOKEN_CHUNK: u16 = 120;

impl Player<'_> {
    /// Settles paths, in one call.
    ///
    /// # Errors
    /// The ledger's refusal, or that a path is none.
    pub fn claim(
        &mut self,
        paths: &[Vec<Payee>],
        asset: usize,
        table: Option<usize>,
        way: &Way,
    ) -> Result<(), Complaint> {
        let steps = paths.iter().map(|path| self.path(path, table, way)).collect::<Result<Vec<_>, _>>()?;
        let on_chain = |path: &Vec<(usize, usize)>| -> Vec<PathStep> {
            let step =
                |(version, line): &(usize, usize)| PathStep { version: Stage::on_chain(*version), index: *line as u16 };
            path.iter().map(step).collect()
        };
        let encoded: Vec<_> = steps.iter().map(on_chain).collect();
        let name = self.plan.name(paths[0][0]).to_string();
        let tell = |error: &Error| refusal::of_money(&name, error);
        let keeper = (account(KEEPER), 0);
        let number = self.stage.number(asset);
        let (how, called) = if let [path] = &encoded[..] {
            let paid: Result<u128, String> =
                self.stage.call(keeper, selector_bytes!("claim_path"), &(path, number), tell);
            (How::Path, paid.map(|_| ()))
        } else {
            let paid: Result<Report, String> =
                self.stage.call(keeper, selector_bytes!("claim_many"), &(&encoded, number), tell);
            (How::Many, paid.map(|_| ()))
        };
        called.map_err(|reason| self.plan.complaint(way, reason))?;
        let now = self.stage.now();
        for (version, line) in steps.iter().flatten().copied() {
            self.exact.settle(&self.lineage, version, line, asset, now);
        }
        let lines: Vec<_> = steps.into_iter().flatten().collect();
        let paid = self.collect(&lines, asset, how);
        self.follow_edges(asset);
        let versions = lines.iter().take(paths[0].len() - 1).map(|(version, _)| self.name(*version));
        let end = paths[0].last().map(|payee| self.plan.name(*payee).to_string());
        let route = versions.chain(end).collect::<Vec<_>>().join(" › ");
        let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
        let title = format!("{} along {route}{more}", self.amount(paid, asset));
        self.done(if how == How::Path { "path" } else { "many" }, title, String::new());
        Ok(())
    }

    /// The versions and lines of a path, from the first split's table on.
    fn path(&self, path: &[Payee], table: Option<usize>, way: &Way) -> Result<Vec<(usize, usize)>, Complaint> {
        let mut steps = Vec::with_capacity(path.len());
        for pair in path.windows(2) {
            // Only the last of a path can be a party: the file was checked.
            let Payee::Split(split) = pair[0] else { continue };
            let version = self.version(split, if steps.is_empty() { table } else { None });
            let Some(line) = self.lineage.line(version, pair[1]) else {
                let (above, below) = (self.name(version), self.plan.name(pair[1]));
                return Err(self.plan.complaint(way, format!("\"{above}\" does not pay \"{below}\" at this point")));
            };
            if self.lineage.versions[version].table.merkle_sum {
                let reason = format!("\"{}\" is a Merkle-sum table, which is settled by \"push\"", self.name(version));
                return Err(self.plan.complaint(way, reason));
            }
            steps.push((version, line));
        }
        Ok(steps)
    }

    /// A table of a split: the one asked for, or the one in force.
    #[must_use]
    pub fn version(&self, split: usize, table: Option<usize>) -> usize {
        match table {
            Some(number) => self.lineage.versions_of(split)[number],
            None => self.lineage.in_force(split, self.stage.now()),
        }
    }

    /// Pays all payees of a version, in as many calls as it takes. Returns what arrived at parties.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn push(&mut self, version: usize, asset: usize, how: How, way: &Way) -> Result<u128, Complaint> {
        let number = self.stage.number(asset);
        let lines = self.lineage.versions[version].table.lines.len();
        let loads = if self.lineage.versions[version].table.merkle_sum {
            self.leaves(version, number)
        } else {
            let chunk = if self.plan.assets[asset].native { NATIVE_CHUNK } else { TOKEN_CHUNK };
            let chunks = (0..lines as u16).step_by(usize::from(chunk));
            let call = |from: u16| (Id(Stage::on_chain(version)), number, from, chunk).encode();
            chunks.map(|from| (selector_bytes!("pay_all"), call(from))).collect()
        };
        let name = self.name(version);
        let tell = |error: &Error| refusal::of_money(&name, error);
        for (selector, arguments) in loads {
            let keeper = (account(KEEPER), 0);
            let report: Result<Report, String> = self.stage.call(keeper, selector, &Raw(arguments), tell);
            report.map_err(|reason| self.plan.complaint(way, reason))?;
        }
        self.exact.push(&self.lineage, version, asset, self.stage.now());
        self.follow_edges(asset);
        let lines: Vec<_> = (0..lines).map(|line| (version, line)).collect();
        Ok(self.collect(&lines, asset, how))
    }

    /// The calls that pay all leaves of a Merkle-sum table.
    fn leaves(&self, version: usize, number: u32) -> Vec<([u8; 4], Vec<u8>)> {
        let tree = &self.stage.trees[&version];
        let mut loads: Vec<Vec<SumLeaf<AccountId>>> = Vec::new();
        let mut size = MAX_INPUT;
        for (index, line) in self.lineage.versions[version].table.lines.iter().enumerate() {
            // The tree was built over these lines, and the file was checked to name parties only.
            let (Some(proof), Payee::Party(number)) = (tree.proof(index), line.to) else { continue };
            let leaf = SumLeaf { account: stage::party(number), weight: line.weight, proof };
            size += leaf.encoded_size();
            if size > MAX_INPUT {
                loads.push(Vec::new());
                size = leaf.encoded_size() + 32;
            }
            if let Some(load) = loads.last_mut() {
                load.push(leaf);
            }
        }
        let call = |load: Vec<_>| (selector_bytes!("pay_many"), (Stage::on_chain(version), number, load).encode());
        loads.into_iter().map(call).collect()
    }

    /// Pays whatever still waits, so that the books can be compared to the last unit.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn close(&mut self) -> Result<(), Complaint> {
        let way = Way::default().field("happenings");
        for asset in 0..self.plan.assets.len() {
            let mut paid = 0;
            // Each pass pays one generation of splits at the least, and none stands higher than 16.
            for _ in 0..=atelier_splits::MAX_HEIGHT {
                let due: Vec<usize> =
                    (0..self.lineage.versions.len()).rev().filter(|version| self.is_due(*version, asset)).collect();
                if due.is_empty() {
                    break;
                }
                for version in due {
                    paid += self.push(version, asset, How::Closing, &way)?;
                }
            }
            if self.stage.gas.calls > 0 {
                let title = format!("{} that still waited, pushed to its owners", self.amount(paid, asset));
                self.done("close", title, "so that the books can be compared to the last unit".into());
            }
        }
        Ok(())
    }

    /// Whether a push would pay or pass on anything, by what the chain says that the version has received.
    fn is_due(&mut self, version: usize, asset: usize) -> bool {
        let number = self.stage.number(asset);
        let received = exact::whole(self.stage.suite.received(Stage::on_chain(version), number));
        let table = &self.lineage.versions[version].table;
        let mut paid: Vec<_> = (0..table.lines.len()).map(|line| self.passed(version, line, asset)).collect();
        for payout in self.payouts.iter().filter(|payout| (payout.version, payout.asset) == (version, asset)) {
            paid[payout.line] += payout.amount;
        }
        let earned = |line| exact::earned(table, line, asset, &received).floor();
        (0..paid.len()).any(|line| earned(line) > exact::whole(paid[line]))
    }

    /// Notes by how much the balances of the lines' payees have grown; returns the sum.
    fn collect(&mut self, lines: &[(usize, usize)], asset: usize, how: How) -> u128 {
        let payee = |lineage: &Lineage, (version, line): (usize, usize)| lineage.versions[version].table.lines[line].to;
        let mut places: HashMap<usize, usize> = HashMap::new();
        for line in lines.iter().copied().collect::<HashSet<_>>() {
            if let Payee::Party(party) = payee(&self.lineage, line) {
                *places.entry(party).or_default() += 1;
            }
        }
        let mut sum = 0;
        for (version, line) in lines.iter().copied() {
            let Payee::Party(party) = payee(&self.lineage, (version, line)) else { continue };
            let grown = self.stage.growth(party, asset);
            // A balance does not tell through which of several places in the tables it has grown; the ledger does.
            let amount = if places[&party] == 1 { grown } else { self.newly_paid(version, line, asset) };
            if amount > 0 {
                self.payouts.push(Payout { version, line, asset, party, amount, how });
            }
            sum += amount;
        }
        sum
    }

    /// What the ledger has paid for a line beyond what was noted.
    fn newly_paid(&mut self, version: usize, line: usize, asset: usize) -> u128 {
        let number = self.stage.number(asset);
        let paid = self.stage.suite.paid(Stage::on_chain(version), line as u16, number);
        let here = |payout: &&Payout| (payout.version, payout.line, payout.asset) == (version, line, asset);
        paid - self.payouts.iter().filter(here).map(|payout| payout.amount).sum::<u128>()
    }
}

/// Arguments that are encoded already.
struct Raw(Vec<u8>);

impl Encode for Raw {
    fn encode_to<T: scale::Output + ?Sized>(&self, out: &mut T) {
        out.write(&self.0);
    }
}
