//! Addresses of networks and of network interfaces.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::shape::Shape;

/// Whether it is the address of one device (RFC 791, RFC 4291): neither unspecified, nor loopback, nor of a group.
pub(super) fn is_ip_address(text: &str, shape: &Shape) -> bool {
    // the longest IPv6 address has 45 characters; an interface may be named behind a `%`
    if shape.length > 64 || shape.spaces > 0 || !(shape.dots == 3 || shape.colons >= 2) {
        return false;
    }
    let text = text.split_once('%').map_or(text, |(address, _)| address);
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_device(address),
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(mapped) => is_device(mapped),
            None => address != Ipv6Addr::UNSPECIFIED && !address.is_loopback() && !address.is_multicast(),
        },
        Err(_) => false,
    }
}

fn is_device(address: Ipv4Addr) -> bool {
    let [first, rest @ ..] = address.octets();
    // small numbers are a version or a section far more often than an address, save in network 10 (RFC 1918): of all addresses, one
    // in two hundred looks so
    let is_version = first < 32 && first != 10 && rest.iter().filter(|octet| **octet < 32).count() >= 2;
    // RFC 1122, 3.2.1.3: network 0 is no address
    first != 0 && !address.is_loopback() && !address.is_multicast() && !address.is_broadcast() && !is_version
}

/// Whether it is an EUI-48 or EUI-64 address: pairs of hexadecimal digits behind hyphens or colons, or groups of four behind dots.
pub(super) fn is_mac_address(text: &str, shape: &Shape) -> bool {
    let (separator, width) = match shape.length {
        17 | 23 if shape.colons == 5 || shape.colons == 7 => (':', 2),
        17 | 23 if shape.signs == 5 || shape.signs == 7 => ('-', 2),
        14 if shape.dots == 2 => ('.', 4),
        _ => return false,
    };
    let is_group = |group: &str| group.len() == width && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let one_digit = |digit: u8| text.bytes().all(|byte| byte == digit || byte == separator as u8);
    // all zero is no address, all ones is everybody's
    text.split(separator).all(is_group) && !one_digit(b'0') && !one_digit(b'f') && !one_digit(b'F')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_devices_are_found() {
        for text in ["203.0.113.7", "10.0.0.5", "2001:db8::1", "::ffff:203.0.113.7", "fe80::1%eth0", "192.168.1.10"] {
            assert!(is_ip_address(text, &Shape::of(text)), "{text}");
        }
        for text in [
            "1.2.3.4",
            "7.23.5.141",
            "0.0.0.0",
            "127.0.0.1",
            "::1",
            "224.0.0.1",
            "255.255.255.255",
            "203.0.113.256",
            "1.2.3",
            "a::b::c",
        ] {
            assert!(!is_ip_address(text, &Shape::of(text)), "{text}");
        }
    }

    #[test]
    fn addresses_of_interfaces_are_found() {
        for text in ["00:00:5E:00:53:01", "00-00-5e-00-53-01", "0000.5e00.5301", "02:00:5e:10:00:00:00:01"] {
            assert!(is_mac_address(text, &Shape::of(text)), "{text}");
        }
        for text in [
            "00:00:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "00:00:5E:00:53",
            "00:00:5G:00:53:01",
            "12:30:45",
            "2024-05-01T10:00:0",
        ] {
            assert!(!is_mac_address(text, &Shape::of(text)), "{text}");
        }
    }
}
