//! How often one client may ask.
//!
//! Each client has a bucket of tokens that fills again with time. A client is an IPv4 address or the first half of an IPv6
//! address, since whoever has one address of a /64 has them all.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use crate::Millis;

/// For how many clients buckets are kept. When all of them are in use, further clients share one bucket.
pub const CAPACITY: usize = 1 << 16;

/// The unit of tokens: a request costs a thousand.
const REQUEST: u64 = 1_000;

/// Limits the requests of each client.
pub struct Limiter {
    /// How many requests may come at once.
    burst: u64,
    /// How many requests a second are good for ever; in other words, thousandths of a request in a millisecond.
    per_second: u64,
    capacity: usize,
    buckets: Mutex<HashMap<Client, Bucket>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    At(IpAddr),
    Further,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: u64,
    at: Millis,
}

impl Limiter {
    /// Allows each client `burst` requests at once and then `per_second`; both are at least 1.
    #[must_use]
    pub fn new(burst: u32, per_second: u32) -> Self {
        Self {
            burst: u64::from(burst.max(1)) * REQUEST,
            per_second: u64::from(per_second.max(1)),
            capacity: CAPACITY,
            buckets: Mutex::default(),
        }
    }

    /// The same, with buckets for so many clients.
    #[must_use]
    pub fn with_capacity(self, capacity: usize) -> Self {
        Self { capacity, ..self }
    }

    /// Takes a request of a client at `now`.
    ///
    /// # Errors
    /// With the milliseconds after which it may ask again.
    pub fn take(&self, client: IpAddr, now: Millis) -> Result<(), Millis> {
        // Nobody panics while holding it, and a map is whole between any two of its operations.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut client = Client::At(subscriber(client));
        if !buckets.contains_key(&client) && buckets.len() >= self.capacity {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.burst);
            if buckets.len() >= self.capacity {
                client = Client::Further;
            }
        }
        let bucket = buckets.entry(client).or_insert(Bucket { tokens: self.burst, at: now });
        let tokens = self.filled(*bucket, now);
        match tokens.checked_sub(REQUEST) {
            Some(tokens) => {
                *bucket = Bucket { tokens, at: now };
                Ok(())
            }
            None => {
                *bucket = Bucket { tokens, at: now };
                Err((REQUEST - tokens).div_ceil(self.per_second))
            }
        }
    }

    /// What is in a bucket at `now`. A clock that was set back fills nothing.
    fn filled(&self, bucket: Bucket, now: Millis) -> u64 {
        let new = now.saturating_sub(bucket.at).saturating_mul(self.per_second);
        bucket.tokens.saturating_add(new).min(self.burst)
    }
}

/// What stands for all addresses of one client.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn take_allows_a_burst_and_then_a_rate() {
        let limiter = Limiter::new(2, 4);
        let client = at("192.0.2.1");
        assert_eq!(limiter.take(client, 1_000), Ok(()));
        assert_eq!(limiter.take(client, 1_000), Ok(()));
        assert_eq!(limiter.take(client, 1_000), Err(250));
        assert_eq!(limiter.take(client, 1_249), Err(1));
        assert_eq!(limiter.take(client, 1_250), Ok(()));
        assert_eq!(limiter.take(client, 1_250), Err(250));
        // However long nobody comes, the bucket holds a burst.
        for _ in 0..2 {
            assert_eq!(limiter.take(client, 1_000_000), Ok(()));
        }
        assert_eq!(limiter.take(client, 1_000_000), Err(250));
        assert_eq!(limiter.take(client, 0), Err(250), "a clock that was set back fills nothing");
    }

    #[test]
    fn take_counts_clients_apart() {
        let limiter = Limiter::new(1, 1);
        for client in ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"] {
            assert_eq!(limiter.take(at(client), 0), Ok(()), "{client}");
            assert_eq!(limiter.take(at(client), 0), Err(1_000), "{client}");
        }
    }

    #[test]
    fn take_knows_a_client_by_each_of_its_addresses() {
        let limiter = Limiter::new(1, 1);
        assert_eq!(limiter.take(at("2001:db8::1"), 0), Ok(()));
        assert_eq!(limiter.take(at("2001:db8::ffff:1"), 0), Err(1_000));
        assert_eq!(limiter.take(at("192.0.2.1"), 0), Ok(()));
        assert_eq!(limiter.take(at("::ffff:192.0.2.1"), 0), Err(1_000));
    }

    #[test]
    fn take_keeps_no_more_buckets_than_it_may() {
        let limiter = Limiter::new(1, 1).with_capacity(1);
        assert_eq!(limiter.take(at("192.0.2.1"), 0), Ok(()));
        assert_eq!(limiter.take(at("192.0.2.2"), 0), Ok(()), "the first further one");
        assert_eq!(limiter.take(at("192.0.2.3"), 0), Err(1_000), "shares the bucket of the second");
        assert_eq!(limiter.take(at("192.0.2.1"), 0), Err(1_000));
        assert_eq!(limiter.take(at("192.0.2.3"), 1_000), Ok(()), "the first one's bucket was full again");
        assert_eq!(limiter.buckets.lock().unwrap().len(), 1);
    }
}
