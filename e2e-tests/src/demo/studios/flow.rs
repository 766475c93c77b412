//! From a story to the flow of every unit: studios, the contract, the tree below it, and whoever else is paid.

use super::{books::Books, play::LICENSES, story::Story};
use crate::demo::{
    amount,
    flow::{flows, link, Flow, Kind, Node},
    palette::Palette,
    picture::count,
};

/// The role of money that went back.
const GIVEN_BACK: &str = "given back";
/// The role of money that is still to be earned.
const DEFERRED: &str = "deferred";

/// The colors of everybody's roles.
#[must_use]
pub fn palette(story: &Story) -> Palette {
    let parties = story.tree.plan.parties.iter().map(|party| party.role.as_str());
    let others = story.plan.people.iter().skip(story.plan.studios).map(|person| person.role.as_str());
    Palette::new(parties.chain(others).chain([GIVEN_BACK, DEFERRED]))
}

/// The flow.
#[must_use]
pub fn flow(story: &Story, books: &Books) -> Flow {
    let Story { plan, paper, end, .. } = story;
    let decimals = plan.asset.decimals;
    // The tree's own picture, one column further right; who pays it is the contract.
    let below = flows(&story.tree, &books.tree).into_iter().next();
    let (mut nodes, links, columns) =
        below.map_or((Vec::new(), Vec::new(), 2), |flow| (flow.nodes, flow.links, flow.columns));
    for node in &mut nodes {
        node.column += 1;
    }
    let mut links: Vec<((usize, usize), u128)> =
        links.into_iter().map(|link| ((link.from, link.to), link.amount)).collect();
    let hub = nodes.iter().position(|node| node.kind == Kind::Sale).unwrap_or_else(|| {
        nodes.push(node(Kind::Sale, 1, String::new(), 0));
        nodes.len() - 1
    });
    let mut all = 0;
    for studio in 0..plan.studios {
        let spent = (plan.people[studio].has + paper.refunds[studio]).saturating_sub(end.purses[studio]);
        if spent > 0 {
            links.push(((nodes.len(), hub), spent));
            nodes.push(node(Kind::Sale, 0, plan.name(studio).into(), spent));
            all += spent;
        }
    }
    nodes[hub] = node(Kind::Split, 1, LICENSES.into(), all);
    let mut pay = |role: &str, name: String, amount: u128| {
        if amount > 0 {
            links.push(((hub, nodes.len()), amount));
            nodes.push(node(Kind::Payee(role.into()), columns, name, amount));
        }
    };
    for (number, person) in plan.people.iter().enumerate().skip(plan.studios) {
        pay(&person.role, person.name.clone(), end.purses[number]);
    }
    for (number, person) in plan.people.iter().enumerate().take(plan.studios) {
        pay(GIVEN_BACK, format!("{}, refund", person.name), paper.refunds[number]);
        pay(GIVEN_BACK, format!("{}, in advance", person.name), end.prepaid[number]);
    }
    pay(DEFERRED, "parked by pauses".into(), end.books.parked);
    pay(DEFERRED, "not earned yet".into(), end.books.future + end.books.fees);
    for node in nodes.iter_mut().filter(|node| !node.hint.starts_with("each")) {
        let (brief, part) = (amount::brief(node.amount, decimals), amount::percent(node.amount, all));
        node.caption = if node.kind == Kind::Split { brief } else { format!("{brief} · {part}") };
        let exact = amount::exact(node.amount, decimals);
        node.hint = format!("{}: {exact} {}, {part} of all that studios have spent", node.name, plan.asset.name);
    }
    let links = links.into_iter().map(|(ends, amount)| link(&nodes, decimals, ends, amount)).collect();
    let payees = nodes.iter().filter(|node| matches!(node.kind, Kind::Payee(_))).count();
    let sum = amount::plain(all, decimals);
    let sum = format!("{sum} from {} to {}", count(plan.studios, "studio"), count(payees, "place"));
    Flow { asset: 0, name: plan.asset.name.clone(), sum, nodes, links, columns: columns + 1 }
}

fn node(kind: Kind, column: usize, name: String, amount: u128) -> Node {
    Node { kind, column, name, amount, caption: String::new(), hint: String::new() }
}
