//! Keccak-256 at compile time: the selectors and topics of Solidity are hashes of names, and a contract should carry
//! hashes, not names. On chain the machine hashes.

const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// The lanes in the order in which rho and pi move each to the next one's place, and by how many bits they rotate them.
const MOVES: [(usize, u32); 24] = [
    (10, 1),
    (7, 3),
    (11, 6),
    (17, 10),
    (18, 15),
    (3, 21),
    (5, 28),
    (16, 36),
    (8, 45),
    (21, 55),
    (24, 2),
    (4, 14),
    (15, 27),
    (23, 41),
    (19, 56),
    (13, 8),
    (12, 25),
    (2, 43),
    (20, 62),
    (14, 18),
    (22, 39),
    (9, 61),
    (6, 20),
    (1, 44),
];

/// How many bytes are taken in before the state is permuted.
const RATE: usize = 136;

/// Keccak-256 of what is put into it, byte by byte.
pub(super) struct Keccak {
    lanes: [u64; 25],
    at: usize,
}

impl Keccak {
    pub(super) const fn new() -> Self {
        Self { lanes: [0; 25], at: 0 }
    }

    pub(super) const fn put(&mut self, bytes: &[u8]) {
        let mut index = 0;
        while index < bytes.len() {
            self.mix(self.at, bytes[index]);
            self.at += 1;
            if self.at == RATE {
                self.lanes = permuted(self.lanes);
                self.at = 0;
            }
            index += 1;
        }
    }

    pub(super) const fn hash(mut self) -> [u8; 32] {
        self.mix(self.at, 0x01);
        self.mix(RATE - 1, 0x80);
        let lanes = permuted(self.lanes);
        let mut hash = [0; 32];
        let mut index = 0;
        while index < 32 {
            hash[index] = (lanes[index / 8] >> (8 * (index % 8))) as u8;
            index += 1;
        }
        hash
    }

    const fn mix(&mut self, at: usize, byte: u8) {
        self.lanes[at / 8] ^= (byte as u64) << (8 * (at % 8));
    }
}

/// The permutation keccak-f\[1600\]. Columns and rows are written out: the compiler interprets this for each signature, and
/// gives up on what takes it long.
const fn permuted(mut a: [u64; 25]) -> [u64; 25] {
    let mut round = 0;
    while round < ROUNDS.len() {
        let columns = [
            a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20],
            a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21],
            a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22],
            a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23],
            a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24],
        ];
        let mut x = 0;
        while x < 5 {
            let parity = columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
            a[x] ^= parity;
            a[x + 5] ^= parity;
            a[x + 10] ^= parity;
            a[x + 15] ^= parity;
            a[x + 20] ^= parity;
            x += 1;
        }
        let mut moved = a[1];
        let mut step = 0;
        while step < MOVES.len() {
            let (lane, bits) = MOVES[step];
            let next = a[lane];
            a[lane] = moved.rotate_left(bits);
            moved = next;
            step += 1;
        }
        let mut y = 0;
        while y < 25 {
            let row = [a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4]];
            a[y] = row[0] ^ !row[1] & row[2];
            a[y + 1] = row[1] ^ !row[2] & row[3];
            a[y + 2] = row[2] ^ !row[3] & row[4];
            a[y + 3] = row[3] ^ !row[4] & row[0];
            a[y + 4] = row[4] ^ !row[0] & row[1];
            y += 5;
        }
        a[0] ^= ROUNDS[round];
        round += 1;
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiny_keccak::Hasher;

    #[test]
    fn hash_is_that_of_another_implementation_at_each_length_up_to_three_blocks() {
        let bytes: Vec<u8> = (0..3 * RATE + 1).map(|index| (index * 7 + 3) as u8).collect();
        for length in 0..=bytes.len() {
            let mut ours = Keccak::new();
            ours.put(&bytes[..length]);
            let mut theirs = tiny_keccak::Keccak::v256();
            theirs.update(&bytes[..length]);
            let mut expected = [0; 32];
            theirs.finalize(&mut expected);
            assert_eq!(ours.hash(), expected, "{length} bytes");
        }
    }
}
