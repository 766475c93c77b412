//! Merkle-sum tables: any number of payees behind one hash.
//!
//! A leaf is (account, weight). An inner node's hash covers both children's hashes and both children's sums, so each
//! provable leaf owns an interval `[low, low + weight)` of `[0, W)` and no two provable leaves overlap. Paid amounts are
//! kept by the computed `low`, so there is no index that could be repeated.
//!
//! Hashing arrives as an argument; both machines use keccak-256, which both offer natively.

use crate::AccountBytes;
use alloc::vec::Vec;
use core::borrow::Borrow;

/// A 32-byte hash.
pub type Hash = [u8; 32];

/// A subtree as its parent knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Node {
    /// The hash over the subtree.
    pub hash: Hash,
    /// The sum of the weights of its leaves.
    pub sum: u64,
}

/// One sibling on the way from a leaf to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Proof {
    /// Whether the sibling stands to the left, so that its sum lies below ours.
    pub left: bool,
    /// The sibling.
    pub node: Node,
}

/// A payee of a Merkle-sum table with the way to the root.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct SumLeaf<A> {
    /// The payee.
    pub account: A,
    /// The payee's weight.
    pub weight: u64,
    /// The siblings from the leaf upward.
    pub proof: Vec<Proof>,
}

/// What an inner node's hash covers: the tag, and hash and sum of both children. Longer than a leaf's tag, account and
/// weight, for accounts of up to 32 bytes.
const NODE_BYTES: usize = 1 + 2 * (32 + 8);

/// The hash of a leaf. The first byte keeps leaves apart from nodes.
#[must_use]
pub fn leaf_hash<const N: usize>(
    account: &AccountBytes<N>,
    weight: u64,
    keccak: &mut impl FnMut(&[u8]) -> Hash,
) -> Hash {
    // The tag, the account, the weight.
    let mut bytes = [0; NODE_BYTES];
    let end = N.wrapping_add(1);
    bytes[1..end].copy_from_slice(account);
    bytes[end..end.wrapping_add(8)].copy_from_slice(&weight.to_le_bytes());
    keccak(&bytes[..end.wrapping_add(8)])
}

/// The hash of an inner node over both children's hashes and sums.
#[must_use]
pub fn node_hash(left: &Node, right: &Node, keccak: &mut impl FnMut(&[u8]) -> Hash) -> Hash {
    let mut bytes = [0; NODE_BYTES];
    bytes[0] = 1;
    bytes[1..33].copy_from_slice(&left.hash);
    bytes[33..41].copy_from_slice(&left.sum.to_le_bytes());
    bytes[41..73].copy_from_slice(&right.hash);
    bytes[73..].copy_from_slice(&right.sum.to_le_bytes());
    keccak(&bytes)
}

/// The low bound of a leaf's interval, if the proof leads from the leaf to `root`.
///
/// `None` also for a leaf of weight 0 (it would share its neighbor's low bound) and for sums above 2^64 - 1.
pub fn verify<const N: usize>(
    root: &Node,
    account: &AccountBytes<N>,
    weight: u64,
    proof: impl IntoIterator<Item = impl Borrow<Proof>>,
    keccak: &mut impl FnMut(&[u8]) -> Hash,
) -> Option<u64> {
    if weight == 0 {
        return None;
    }
    let mut node = Node { hash: leaf_hash(account, weight, keccak), sum: weight };
    let mut low = 0u64;
    for step in proof {
        let step = step.borrow();
        let sum = node.sum.checked_add(step.node.sum)?;
        let hash = if step.left {
            low = low.checked_add(step.node.sum)?;
            node_hash(&step.node, &node, keccak)
        } else {
            node_hash(&node, &step.node, keccak)
        };
        node = Node { hash, sum };
    }
    (node == *root).then_some(low)
}

/// The whole tree, as the client that creates a split builds and publishes it.
#[derive(Clone, Debug)]
pub struct SumTree {
    levels: Vec<Vec<Node>>,
}

impl SumTree {
    /// Builds the tree over the leaves in their order; an odd node moves up unchanged.
    ///
    /// `None` without leaves, with a weight of 0, or if the weights sum above 2^64 - 1.
    pub fn new<const N: usize>(
        leaves: &[(AccountBytes<N>, u64)],
        keccak: &mut impl FnMut(&[u8]) -> Hash,
    ) -> Option<Self> {
        if leaves.is_empty() || leaves.iter().any(|(_, weight)| *weight == 0) {
            return None;
        }
        let mut level: Vec<Node> = leaves
            .iter()
            .map(|(account, weight)| Node { hash: leaf_hash(account, *weight, keccak), sum: *weight })
            .collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let mut above = Vec::with_capacity(level.len().div_ceil(2));
            for pair in level.chunks(2) {
                above.push(match pair {
                    [left, right] => {
                        Node { hash: node_hash(left, right, keccak), sum: left.sum.checked_add(right.sum)? }
                    }
                    _ => pair[0],
                });
            }
            levels.push(level);
            level = above;
        }
        levels.push(level);
        Some(Self { levels })
    }

    /// The root: what the chain stores, with the total weight as its sum.
    #[must_use]
    pub fn root(&self) -> Node {
        self.levels[self.levels.len().saturating_sub(1)][0]
    }

    /// The siblings from leaf `index` to the root; `None` behind the last leaf.
    #[must_use]
    pub fn proof(&self, index: usize) -> Option<Vec<Proof>> {
        self.levels[0].get(index)?;
        let mut at = index;
        let mut proof = Vec::new();
        for level in &self.levels {
            if let Some(node) = level.get(at ^ 1) {
                proof.push(Proof { left: at & 1 == 1, node: *node });
            }
            at >>= 1;
        }
        Some(proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keccak(bytes: &[u8]) -> Hash {
        use tiny_keccak::{Hasher, Keccak};
        let mut hasher = Keccak::v256();
        hasher.update(bytes);
        let mut hash = [0; 32];
        hasher.finalize(&mut hash);
        hash
    }

    fn leaves(count: u8) -> Vec<([u8; 32], u64)> {
        (0..count).map(|n| ([n; 32], u64::from(n) + 1)).collect()
    }

    #[test]
    fn verify_accepts_each_leaf_and_intervals_tile_the_total() {
        for count in 1..=17 {
            let leaves = leaves(count);
            let tree = SumTree::new(&leaves, &mut keccak).unwrap();
            let mut expected = 0;
            for (index, (account, weight)) in leaves.iter().enumerate() {
                let proof = tree.proof(index).unwrap();
                assert_eq!(verify(&tree.root(), account, *weight, &proof, &mut keccak), Some(expected));
                expected += weight;
            }
            assert_eq!(tree.root().sum, expected);
        }
    }

    #[test]
    fn verify_refuses_another_weight_account_side_sum_or_length() {
        let leaves = leaves(5);
        let tree = SumTree::new(&leaves, &mut keccak).unwrap();
        let proof = tree.proof(2).unwrap();
        let check =
            |account: [u8; 32], weight, proof: &[Proof]| verify(&tree.root(), &account, weight, proof, &mut keccak);
        assert!(check([2; 32], 3, &proof).is_some());
        assert_eq!(check([2; 32], 4, &proof), None);
        assert_eq!(check([2; 32], 0, &proof), None);
        assert_eq!(check([3; 32], 3, &proof), None);
        assert_eq!(check([2; 32], 3, &proof[1..]), None);
        for at in 0..proof.len() {
            let mut bent = proof.clone();
            bent[at].left = !bent[at].left;
            assert_eq!(check([2; 32], 3, &bent), None);
            let mut bent = proof.clone();
            bent[at].node.sum += 1;
            assert_eq!(check([2; 32], 3, &bent), None);
            let mut bent = proof.clone();
            bent[at].node.sum = u64::MAX;
            assert_eq!(check([2; 32], 3, &bent), None);
        }
    }

    #[test]
    fn verify_refuses_an_inner_node_as_a_leaf() {
        // The bytes of a node are longer than those of a leaf and begin with another tag.
        let tree = SumTree::new(&leaves(4), &mut keccak).unwrap();
        let inner = tree.levels[1][0];
        let proof = [Proof { left: false, node: tree.levels[1][1] }];
        assert_eq!(verify(&tree.root(), &inner.hash, inner.sum, proof, &mut keccak), None);
    }

    #[test]
    fn hash_covers_tag_account_weight_or_tag_and_both_children() {
        // Clients build trees too: these bytes never change.
        let node = Node { hash: [7; 32], sum: 0x0102 };
        let _ = leaf_hash(&[9; 20], 0x0304, &mut |bytes| {
            assert_eq!(bytes, [&[0][..], &[9; 20], &[4, 3, 0, 0, 0, 0, 0, 0]].concat());
            [0; 32]
        });
        let _ = node_hash(&node, &Node { hash: [8; 32], sum: 1 }, &mut |bytes| {
            let (left, right) = ([2, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]);
            assert_eq!(bytes, [&[1][..], &[7; 32], &left, &[8; 32], &right].concat());
            [0; 32]
        });
    }

    /// A tree of two leaves as somebody hostile builds it, with the proof of the one on the right.
    fn hostile(left: u64, right: u64) -> (Node, [Proof; 1]) {
        let leaf = |account: [u8; 32], weight| Node { hash: leaf_hash(&account, weight, &mut keccak), sum: weight };
        let (left, right) = (leaf([1; 32], left), leaf([2; 32], right));
        let hash = node_hash(&left, &right, &mut keccak);
        (Node { hash, sum: left.sum.wrapping_add(right.sum) }, [Proof { left: true, node: left }])
    }

    #[test]
    fn verify_refuses_a_leaf_of_weight_zero_that_stands_in_the_tree() {
        let (root, proof) = hostile(5, 0);
        assert_eq!(verify(&root, &[2; 32], 0, proof, &mut keccak), None);
        let (root, proof) = hostile(0, 5);
        assert_eq!(verify(&root, &[2; 32], 5, proof, &mut keccak), Some(0));
    }

    #[test]
    fn verify_refuses_sums_that_wrap_around() {
        // A total of 1 of which one leaf alone would own 2^64 - 1.
        let (root, proof) = hostile(2, u64::MAX);
        assert_eq!(root.sum, 1);
        assert_eq!(verify(&root, &[2; 32], u64::MAX, proof, &mut keccak), None);
        let (root, proof) = hostile(1, u64::MAX - 1);
        assert_eq!(verify(&root, &[2; 32], u64::MAX - 1, proof, &mut keccak), Some(1));
    }

    #[test]
    fn verify_refuses_a_root_with_another_sum_than_its_leaves() {
        let (root, proof) = hostile(3, 4);
        assert_eq!(verify(&root, &[2; 32], 4, proof, &mut keccak), Some(3));
        for sum in [0, 1, 6, 8, u64::MAX] {
            assert_eq!(verify(&Node { sum, ..root }, &[2; 32], 4, proof, &mut keccak), None);
        }
    }

    #[test]
    fn new_refuses_no_leaves_weight_zero_and_sums_above_64_bits() {
        assert!(SumTree::new::<32>(&[], &mut keccak).is_none());
        assert!(SumTree::new(&[([1; 32], 0)], &mut keccak).is_none());
        assert!(SumTree::new(&[([1; 32], u64::MAX), ([2; 32], 1)], &mut keccak).is_none());
        assert!(SumTree::new(&[([1; 32], u64::MAX - 1), ([2; 32], 1)], &mut keccak).is_some());
    }
}
