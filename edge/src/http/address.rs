//! The client's address, as far as limits are concerned.

use std::net::{IpAddr, Ipv6Addr};

use crate::ctx::UNKNOWN_ADDRESS;

/// Bits of an IPv6 address that name a network: one customer holds all addresses behind them.
const NETWORK: u128 = u128::MAX << 64;

/// The address that limits count by, from the field that the platform sets (`CF-Connecting-IP`): IPv4 as it
/// is, IPv6 as its /64, or [`UNKNOWN_ADDRESS`]. Fields that clients can set are never looked at.
pub fn client_address(connecting_ip: Option<&str>) -> String {
    match connecting_ip.and_then(|text| text.parse::<IpAddr>().ok()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.to_string(),
            None => format!("{}/64", Ipv6Addr::from(u128::from(address) & NETWORK)),
        },
        None => UNKNOWN_ADDRESS.to_owned(),
    }
}

/// The country of a client, from what the platform says: two capital letters (ISO 3166-1). The platform's words for
/// "unknown" and for networks that hide it are no country.
pub fn country(found: &str) -> Option<String> {
    let is_one = found.len() == 2 && found.bytes().all(|b| b.is_ascii_uppercase()) && found != "XX";
    is_one.then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_a_country_is_none() {
        assert_eq!(country("KZ"), Some("KZ".to_owned()));
        for hidden in ["XX", "T1", "", "kz", "KAZ"] {
            assert_eq!(country(hidden), None, "{hidden}");
        }
    }

    #[test]
    fn an_ipv6_client_is_counted_by_its_network() {
        assert_eq!(client_address(Some("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
        assert_eq!(client_address(Some("192.0.2.7")), "192.0.2.7");
        assert_eq!(client_address(Some("::ffff:192.0.2.7")), "192.0.2.7");
        assert_eq!(client_address(Some("nonsense")), "unknown");
        assert_eq!(client_address(None), "unknown");
    }
}
