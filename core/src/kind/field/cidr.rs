//! Address ranges as the API server reads them: sloppily first, then judged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

const HOST_BITS: &str = "must not have bits set beyond the prefix length";

/// A range that at least the sloppy reading accepts.
#[derive(Debug)]
pub(in crate::kind) struct Cidr {
    /// Host bits cleared; an IPv4-mapped range as IPv4.
    pub(in crate::kind) net: IpNet,
    /// The prefix length as written: counts 128 bits in a mapped range.
    pub(in crate::kind) prefix: u8,
    /// What strict validation (on from 1.36) refuses about it, in the API server's order.
    pub(in crate::kind) strict: Vec<&'static str>,
    /// What servers of any version warn about: that it is ambiguous, then that it is not in the canonical form.
    pub(in crate::kind) warnings: Vec<String>,
    /// The range of the address alone, where host bits are set: it may be what is meant.
    pub(in crate::kind) single: Option<String>,
}

/// Reads `address/length`; `None` if it is neither family's.
pub(in crate::kind) fn parse(text: &str) -> Option<Cidr> {
    let (address, length) = text.split_once('/')?;
    let (ip, address_zeros) = parse_address(address)?;
    if length.is_empty() || !length.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let prefix: u8 = length.parse().ok()?;
    let leading_zeros = address_zeros || (length.len() > 1 && length.starts_with('0'));
    let written = IpNet::new(ip, prefix).ok()?;
    let masked = written.trunc();
    let mapped = match ip {
        IpAddr::V6(it) => it.to_ipv4_mapped(),
        IpAddr::V4(_) => None,
    };
    // A mapped range whose length reaches into the prefix `::ffff:0:0/96` is more than IPv4.
    let (host, net) = match mapped.zip(prefix.checked_sub(96)) {
        Some((host, length)) => (IpAddr::V4(host), IpNet::new(host.into(), length).ok()?.trunc()),
        None => (ip, masked),
    };
    let has_host_bits = written.addr() != masked.addr();
    let single = has_host_bits.then(|| format!("{host}/{}", if host.is_ipv4() { 32 } else { 128 }));
    let mut strict = Vec::new();
    if leading_zeros {
        // The parser that finds the others gives up at these.
        strict.push("must not have leading 0s in IP or prefix length");
    } else {
        strict.extend(mapped.map(|_| "must not have an IPv4-mapped IPv6 address"));
        strict.extend(single.as_ref().map(|_| HOST_BITS));
    }
    let mut warnings = Vec::new();
    if let Some(single) = &single {
        warnings.push(format!(
            "CIDR value \"{text}\" is ambiguous in this context (should be \"{net}\" or \"{single}\"?)"
        ));
    }
    if leading_zeros || mapped.is_some() {
        warnings.push(format!(
            "non-standard CIDR value \"{text}\" will be considered invalid in a future Kubernetes release: \
             use \"{net}\""
        ));
    }
    if warnings.is_empty() && net.to_string() != text {
        warnings
            .push(format!("IPv6 CIDR value \"{text}\" should be in RFC 5952 canonical format (\"{net}\")"));
    }
    Some(Cidr { net, prefix, strict, warnings, single })
}

impl Cidr {
    /// What `isCIDR` of CEL says: host bits may be set, but leading zeros and mapped addresses are errors.
    pub(in crate::kind) fn is_cidr_to_cel(&self) -> bool {
        self.strict.iter().all(|it| *it == HOST_BITS)
    }

    /// Where a range is every address and another was meant: the block that an IPv4 address with zeros at its end stands
    /// for to many, `10.0.0.0/8` for `10.0.0.0/0`.
    pub(in crate::kind) fn of_classes(&self) -> Option<String> {
        if self.net.prefix_len() != 0 {
            return None;
        }
        let address = self.single.as_ref()?.split('/').next()?.parse::<Ipv4Addr>().ok()?;
        let zeros = address.octets().iter().rev().take_while(|it| **it == 0).count();
        (1..4).contains(&zeros).then(|| format!("{address}/{}", 32 - 8 * zeros))
    }

    /// Whether `inner` is "a strict subset" of this range.
    pub(in crate::kind) fn strictly_contains(&self, inner: &Cidr) -> bool {
        self.net.contains(&inner.net.network()) && self.prefix < inner.prefix
    }
}

/// An address, and whether IPv4 digits had leading zeros (decimal all the same).
pub(in crate::kind) fn parse_address(text: &str) -> Option<(IpAddr, bool)> {
    if let Some((address, zeros)) = parse_v4(text) {
        return Some((IpAddr::V4(address), zeros));
    }
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Some((IpAddr::V6(address), false));
    }
    let (head, tail) = text.rsplit_once(':')?;
    let (tail, zeros) = parse_v4(tail)?;
    format!("{head}:{tail}").parse().ok().map(|it| (IpAddr::V6(it), zeros))
}

fn parse_v4(text: &str) -> Option<(Ipv4Addr, bool)> {
    let mut octets = [0_u8; 4];
    let mut zeros = false;
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || !part.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        zeros |= part.len() > 1 && part.starts_with('0');
        *octet = part.parse().ok()?;
    }
    parts.next().is_none().then(|| (Ipv4Addr::from(octets), zeros))
}

#[cfg(test)]
mod tests;
