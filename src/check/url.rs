//! Addresses of sources.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Names of domains that are reserved for examples and tests (RFC 2606).
const RESERVED: [&str; 7] = ["example.com", "example.org", "example.net", "example", "test", "invalid", "example.edu"];

/// Names of domains that exist in one network only, and the name of one's own machine (RFC 6761, 6762 and 8375).
const LOCAL: [&str; 7] = ["localhost", "local", "internal", "lan", "intranet", "home.arpa", "localdomain"];

/// An absolute address with `http` or `https`, without blanks; `None` if a text is none.
pub(super) fn parsed(text: &str) -> Option<Url> {
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let url = Url::parse(text).ok().filter(|_| is_plain)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    // "https:host" and "https:/host" are read as addresses by browsers, and by nothing else.
    let has_slashes = text.get(url.scheme().len()..).is_some_and(|rest| rest.starts_with("://"));
    (is_web && has_slashes).then_some(url)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_absolute_and_of_the_web() {
        for good in ["https://docs.rs/x", "http://a.b", "HTTPS://a.b/c?d#e", "https://münchen.de/"] {
            assert!(parsed(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "docs.rs/x",
            "ftp://a.b",
            "https:a.b",
            "https:/a.b",
            "https://",
            "https://a b",
            "https://a.b/c d",
            "//a.b",
            "https://a.b/\n",
        ] {
            assert!(parsed(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_private_host_is_recognized_in_every_spelling() {
        let private = |text: &str| is_private(&parsed(text).unwrap());
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
