//! Hosts of sources.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Names of domains that are reserved for examples and tests (RFC 2606).
const RESERVED: [&str; 7] = ["example.com", "example.org", "example.net", "example", "test", "invalid", "example.edu"];

/// Names of domains that exist in one network only, and the name of one's own machine (RFC 6761, 6762 and 8375).
const LOCAL: [&str; 7] = ["localhost", "local", "internal", "lan", "intranet", "home.arpa", "localdomain"];

/// Parameters of addresses that only track who follows them, in addition to those that begin with `utm_`.
const TRACKING: [&str; 9] = ["fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_hsenc"];

/// The host of an address, without `www.`.
pub(super) fn host(url: &Url) -> Option<&str> {
    url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host))
}

/// Whether a host can be reached from one network or machine only, or is a bare number.
pub(super) fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(Ipv4Addr { .. }) | Host::Ipv6(Ipv6Addr { .. })) => true,
        Some(Host::Domain(name)) => !name.trim_end_matches('.').contains('.') || is_of(name, &LOCAL),
        None => false,
    }
}

/// Whether a host is reserved for examples.
pub(super) fn is_example(url: &Url) -> bool {
    url.domain().is_some_and(|name| is_of(name, &RESERVED))
}

/// Whether a host is one of these, or below one of them.
pub(super) fn is_of(host: &str, names: &[&str]) -> bool {
    let host = host.trim_end_matches('.');
    names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// The parameters of an address that only track who follows it, and the address without them; `None` if it has none.
pub(super) fn tracking_parameters(address: &str) -> Option<(Vec<&str>, String)> {
    let (before, fragment) = address.split_once('#').map_or((address, None), |(one, two)| (one, Some(two)));
    let (page, query) = before.split_once('?')?;
    let tracks = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    let is_tracking = |pair: &str| tracks(&pair.split('=').next().unwrap_or_default().to_ascii_lowercase());
    let (tracking, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| is_tracking(pair));
    if tracking.is_empty() {
        return None;
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some((tracking, format!("{page}{query}{fragment}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::web_address;

    #[test]
    fn a_private_host_is_recognized_in_every_spelling() {
        let private = |text: &str| is_private(&web_address(text).unwrap());
        for bad in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "10.1.2.3",
            "[::1]",
            "nas.local",
            "wiki",
            "8.8.8.8",
        ] {
            assert!(private(&format!("http://{bad}/x")), "{bad}");
        }
        for good in ["docs.rs", "local.example", "xlocal.com", "a.localhosts.org"] {
            assert!(!private(&format!("https://{good}/x")), "{good}");
        }
    }
}
