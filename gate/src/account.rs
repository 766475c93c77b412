//! Accounts and keys as people write them.

use blake2::{Blake2b512, Digest};

/// What the checksum of an address is made over, in front of its bytes.
const CHECKSUM: &[u8] = b"SS58PRE";

/// The hexadecimal form of bytes, lower case, with `0x` in front: the only one in which a challenge has them.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("0x"), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of a text that [`hexadecimal`] made of exactly `N` bytes. Upper case is refused, so that bytes have one form.
#[must_use]
pub fn from_hexadecimal<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = bytes_from_hexadecimal(text, N)?;
    bytes.try_into().ok()
}

/// The bytes, at most `longest`, of a text that [`hexadecimal`] made.
#[must_use]
pub fn bytes_from_hexadecimal(text: &str, longest: usize) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?.as_bytes();
    if digits.len() % 2 != 0 || digits.len() / 2 > longest {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    digits.chunks_exact(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

/// The 32 bytes of an account, given as hexadecimal digits or as an address of any network.
#[must_use]
pub fn account(text: &str) -> Option<[u8; 32]> {
    from_hexadecimal(text).or_else(|| from_address(text))
}

/// The account of an address (SS58). Its network is not looked at: a key is the same on all of them.
fn from_address(text: &str) -> Option<[u8; 32]> {
    // The longest address of 32 bytes has two bytes of network and two of checksum.
    if text.len() > 50 {
        return None;
    }
    let bytes = bs58::decode(text).into_vec().ok()?;
    let network = match bytes.first()? {
        0..=63 => 1,
        64..=127 => 2,
        _ => return None,
    };
    let (rest, checksum) = bytes.split_at_checked(network + 32)?;
    let mut hasher = Blake2b512::new();
    hasher.update(CHECKSUM);
    hasher.update(rest);
    if checksum.len() != 2 || checksum != &hasher.finalize()[..2] {
        return None;
    }
    rest[network..].try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

    #[test]
    fn hexadecimal_is_read_back() {
        assert_eq!(hexadecimal(&[0, 0x0f, 0xf0, 0xff]), "0x000ff0ff");
        assert_eq!(from_hexadecimal("0x000ff0ff"), Some([0, 0x0f, 0xf0, 0xff]));
        assert_eq!(bytes_from_hexadecimal("0x", 0), Some(Vec::new()));
    }

    #[test]
    fn hexadecimal_has_one_form() {
        for text in ["", "0x0", "00", "0X00", "0x0F", "0x+1", "0x 1", "0x0g", "0x0000", "0xé"] {
            assert_eq!(from_hexadecimal::<1>(text), None, "{text:?}");
        }
    }

    #[test]
    fn account_reads_addresses_of_all_networks() {
        for address in [
            ALICE,
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
            "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5",
            "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F",
        ] {
            assert_eq!(account(address), from_hexadecimal(ALICE), "{address}");
        }
    }

    #[test]
    fn account_refuses_what_is_mistyped() {
        for address in [
            "",
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ",
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ",
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQYY",
            "0OIl",
            "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
        ] {
            assert_eq!(account(address), None, "{address}");
        }
    }
}
