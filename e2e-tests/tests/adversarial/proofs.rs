//! Payees behind a hash: proofs that prove too much.

use atelier_splits::{leaf_hash, node_hash, Error as Rule, Id, Node, Proof, SumLeaf, SumTree, NATIVE};
use e2e_tests::{
    chain::{account, bytes, AccountId, ACCOUNT},
    differences::NO_PAYOUT_IS_TOO_SMALL,
    people::{stage, ALICE, BOB, CAROL, KEEPER, MALLORY, NEWCOMER, PAYER},
    suite::{keccak, merkle, Error, Suite},
};

const INCOME: u128 = 60_000_000;

fn leaves() -> Vec<([u8; ACCOUNT], u64)> {
    [(ALICE, 1), (BOB, 2), (CAROL, 3)].map(|(payee, weight)| (bytes(account(payee)), weight)).to_vec()
}

/// Three leaves of weight 1, 2 and 3, and six equal parts of income.
fn funded() -> (Suite, Id, SumTree) {
    let mut suite = stage();
    let tree = SumTree::new(&leaves(), &mut keccak).unwrap();
    let split = suite.fixed(merkle(tree.root()));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    (suite, split, tree)
}

fn leaf(tree: &SumTree, index: usize) -> SumLeaf<AccountId> {
    let (payee, weight) = leaves()[index];
    SumLeaf { account: payee.into(), weight, proof: tree.proof(index).unwrap() }
}

/// The account whose bytes are those of a hash, as many as it has.
fn pretender(hash: [u8; 32]) -> AccountId {
    AccountId::from(*hash.first_chunk::<ACCOUNT>().expect("no account is longer than a hash"))
}

/// The leaf is refused, alone and behind one that is fine, and everything stays where it is.
#[track_caller]
fn check_refused(leaf: SumLeaf<AccountId>) {
    let (mut suite, split, tree) = funded();
    let expected = Error::Splits(Rule::ProofRefused { version: split.0 });
    let thief = account(MALLORY);
    suite.refuses(expected, |suite| suite.pay_many(thief, split.0, NATIVE, vec![leaf.clone()]));
    let behind = vec![self::leaf(&tree, 1), leaf];
    suite.refuses(expected, |suite| suite.pay_many(thief, split.0, NATIVE, behind));
    let all = (0..3).map(|index| self::leaf(&tree, index)).collect();
    assert_eq!(suite.pay_many(account(KEEPER), split.0, NATIVE, all).map(|report| report.paid), Ok(INCOME));
    suite.check_solvent(&[]);
}

fn tree() -> SumTree {
    SumTree::new(&leaves(), &mut keccak).unwrap()
}

#[test]
fn repeated_leaf() {
    let (mut suite, split, tree) = funded();
    let before = suite.chain.balance(account(BOB));
    let many = vec![leaf(&tree, 1); 10];
    let report = suite.pay_many(account(KEEPER), split.0, NATIVE, many.clone()).unwrap();
    assert_eq!((report.paid, report.payouts), (INCOME / 3, 1));
    let report = suite.pay_many(account(BOB), split.0, NATIVE, many).unwrap();
    assert_eq!((report.paid, report.payouts), (0, 0));
    assert!(suite.chain.balance(account(BOB)) <= before + INCOME / 3);
    assert_eq!(suite.liability(NATIVE), 2 * INCOME / 3);
    suite.check_solvent(&[]);
}

#[test]
fn leaf_at_another_index() {
    // The same leaf elsewhere would own another part of the income and could be paid once more from there.
    for index in 0..3 {
        let proof = leaf(&tree(), index).proof;
        for at in 0..proof.len() {
            let mut bent = leaf(&tree(), index);
            bent.proof[at].left = !bent.proof[at].left;
            check_refused(bent);
        }
        for other in (0..3).filter(|other| *other != index) {
            check_refused(SumLeaf { proof: leaf(&tree(), other).proof, ..leaf(&tree(), index) });
        }
        check_refused(SumLeaf { proof: proof[1..].to_vec(), ..leaf(&tree(), index) });
        check_refused(SumLeaf { proof: [&proof[..], &proof[..1]].concat(), ..leaf(&tree(), index) });
    }
}

#[test]
fn leaf_of_weight_zero() {
    // A leaf without weight would share its neighbor's place, and what the neighbor was paid.
    let mut tree = vec![];
    for (payee, weight) in [(MALLORY, 0), (ALICE, 1)] {
        let hash = leaf_hash(&bytes(account(payee)), weight, &mut keccak);
        tree.push(Node { hash, sum: weight });
    }
    let root = Node { hash: node_hash(&tree[0], &tree[1], &mut keccak), sum: 1 };
    let mut suite = stage();
    let split = suite.fixed(merkle(root));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let empty = SumLeaf { account: account(MALLORY), weight: 0, proof: vec![Proof { left: false, node: tree[1] }] };
    let expected = Error::Splits(Rule::ProofRefused { version: split.0 });
    suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, vec![empty.clone()]));
    let full = SumLeaf { account: account(ALICE), weight: 1, proof: vec![Proof { left: true, node: tree[0] }] };
    assert_eq!(suite.pay_many(account(ALICE), split.0, NATIVE, vec![full]).map(|report| report.paid), Ok(INCOME));
    suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, vec![empty]));
    check_refused(SumLeaf { weight: 0, ..leaf(&self::tree(), 1) });
    suite.check_solvent(&[]);
}

#[test]
fn leaf_of_another_weight() {
    for weight in [1, 3, 6, u64::MAX] {
        check_refused(SumLeaf { weight, ..leaf(&tree(), 1) });
    }
}

#[test]
fn inner_node_as_a_leaf() {
    // The node above Alice and Bob stands for half the income. Its hash is no account, but a thief may find the account whose
    // bytes are the hash, and the sum is a weight.
    let nodes = leaves()[..2]
        .iter()
        .map(|(payee, weight)| Node { hash: leaf_hash(payee, *weight, &mut keccak), sum: *weight })
        .collect::<Vec<_>>();
    let hash = node_hash(&nodes[0], &nodes[1], &mut keccak);
    let proof = leaf(&tree(), 0).proof[1..].to_vec();
    check_refused(SumLeaf { account: pretender(hash), weight: 3, proof });
    check_refused(SumLeaf { account: pretender(tree().root().hash), weight: 6, proof: Vec::new() });
    // Nor is half a node's preimage a leaf's: the account that the second child's hash spells.
    let sibling = Proof { left: true, node: nodes[0] };
    check_refused(SumLeaf { account: pretender(nodes[1].hash), weight: 2, proof: vec![sibling] });
}

#[test]
fn leaf_of_a_foreign_account() {
    for index in 0..3 {
        check_refused(SumLeaf { account: account(MALLORY), ..leaf(&tree(), index) });
        check_refused(SumLeaf { account: account(ALICE + 1 - (index as u32).min(1)), ..leaf(&tree(), 2) });
    }
}

#[test]
fn sums_that_overflow() {
    // Sums that wrapped round would put a leaf wherever its owner wants it.
    for sum in [u64::MAX, u64::MAX - 1, 0, 7] {
        for index in 0..3 {
            let mut bent = leaf(&tree(), index);
            bent.proof[0].node.sum = sum;
            check_refused(bent);
        }
    }
    let largest = SumLeaf { weight: u64::MAX, ..leaf(&tree(), 0) };
    check_refused(largest);
}

#[test]
fn sums_that_overflow_in_a_root_of_the_creators_making() {
    // The creator commits to sums that wrap: Mallory's weight and a sibling's sum that together are one again.
    let mine = Node { hash: leaf_hash(&bytes(account(MALLORY)), 2, &mut keccak), sum: 2 };
    let sibling = Node { hash: [9; 32], sum: u64::MAX };
    for left in [false, true] {
        let (first, second) = if left { (&sibling, &mine) } else { (&mine, &sibling) };
        let root = Node { hash: node_hash(first, second, &mut keccak), sum: 1 };
        let mut suite = stage();
        let split = suite.fixed(merkle(root));
        suite.deposit(account(PAYER), split, INCOME).unwrap();
        let leaf = SumLeaf { account: account(MALLORY), weight: 2, proof: vec![Proof { left, node: sibling }] };
        let expected = Error::Splits(Rule::ProofRefused { version: split.0 });
        suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, vec![leaf]));
        suite.check_solvent(&[]);
    }
}

#[test]
fn root_that_lies_about_its_sum() {
    // A creator who understates the total would have leaves paid more than there is. No proof reaches such a root, so only
    // its own income is stuck.
    for sum in [1, 5, 7, u64::MAX] {
        let mut suite = stage();
        let split = suite.fixed(merkle(Node { sum, ..tree().root() }));
        let other = suite.fixed(merkle(tree().root()));
        suite.deposit(account(PAYER), split, INCOME).unwrap();
        suite.deposit(account(PAYER), other, INCOME).unwrap();
        let expected = Error::Splits(Rule::ProofRefused { version: split.0 });
        for index in 0..3 {
            let leaf = leaf(&tree(), index);
            suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, vec![leaf]));
        }
        let all = (0..3).map(|index| leaf(&tree(), index)).collect();
        assert_eq!(suite.pay_many(account(KEEPER), other.0, NATIVE, all).map(|report| report.paid), Ok(INCOME));
        suite.check_solvent(&[]);
    }
}

#[test]
fn proof_for_another_version() {
    let (mut suite, _, tree) = funded();
    let mut others = leaves();
    others[2].1 = 4;
    let other = SumTree::new(&others, &mut keccak).unwrap();
    let split = suite.fixed(merkle(other.root()));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let expected = Error::Splits(Rule::ProofRefused { version: split.0 });
    let foreign = vec![leaf(&tree, 0)];
    suite.refuses(expected, |suite| suite.pay_many(account(MALLORY), split.0, NATIVE, foreign));
}

#[test]
fn payout_of_a_leaf_that_fails() {
    // The debt stays with the leaf and with what the table owes in all.
    let mut suite = stage();
    let people = [(NEWCOMER, 1), (ALICE, 99)].map(|(payee, weight)| (bytes(account(payee)), weight));
    let tree = SumTree::new(&people, &mut keccak).unwrap();
    let split = suite.fixed(merkle(tree.root()));
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let all = || -> Vec<SumLeaf<AccountId>> {
        let leaf = |(index, (payee, weight)): (usize, &([u8; ACCOUNT], u64))| SumLeaf {
            account: (*payee).into(),
            weight: *weight,
            proof: tree.proof(index).unwrap(),
        };
        people.iter().enumerate().map(leaf).collect()
    };
    // A hundredth of 60 million is below the existential deposit.
    for _ in 0..2 {
        suite.pay_many(account(MALLORY), split.0, NATIVE, all()).unwrap();
        assert_eq!(suite.liability(NATIVE), if NO_PAYOUT_IS_TOO_SMALL { 0 } else { INCOME / 100 });
        suite.check_solvent(&[]);
    }
    suite.deposit(account(PAYER), split, INCOME).unwrap();
    let report = suite.pay_many(account(MALLORY), split.0, NATIVE, all()).unwrap();
    assert_eq!((report.payouts, report.failed), (2, 0));
    assert_eq!(suite.chain.balance(account(NEWCOMER)), INCOME / 50);
    assert_eq!(suite.liability(NATIVE), 0);
}
