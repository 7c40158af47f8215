//! Addresses of the web, as records and evidence name them.

use url::{ParseError, Url};

/// Why a text is not an address that a browser can open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has white space or control characters.
    #[error("an address has no white space")]
    Blank,
    /// Its scheme is neither http nor https. Browsers also accept `https:host`, but other programs do not.
    #[error("an address begins with http:// or https://")]
    Scheme,
    /// It is not a URL.
    #[error(transparent)]
    Url(#[from] ParseError),
}

/// Reads an absolute address with `http` or `https` and a host.
///
/// # Errors
/// If the text is not such an address.
pub fn web_address(text: &str) -> Result<Url, AddressError> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(AddressError::Blank);
    }
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    // With these schemes a URL without a host is an error of the parser.
    if is_web { Ok(Url::parse(text)?) } else { Err(AddressError::Scheme) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_of_the_web_and_a_host() {
        let good = ["https://docs.rs/x", "http://a.b", "HTTPS://a.b/c?d#e", "https://münchen.de/", "https://[::1]/"];
        for good in good.into_iter().chain(["http://127.0.0.1:80/a?b#c", "HTTPS://Example.org/错"]) {
            assert!(web_address(good).is_ok_and(|url| url.has_host()), "{good}");
        }
        for blank in ["https://a b", "https://a.b/c d", "https://a.b/\n", "see https://example.org"] {
            assert_eq!(web_address(blank), Err(AddressError::Blank), "{blank:?}");
        }
        for other in ["", "docs.rs/x", "ftp://a.b", "https:a.b", "https:/a.b", "//a.b", "x-http://a.b"] {
            assert_eq!(web_address(other), Err(AddressError::Scheme), "{other:?}");
        }
        for hostless in ["https://", "http://:80", "https://a.b:x"] {
            assert!(matches!(web_address(hostless), Err(AddressError::Url(_))), "{hostless:?}");
        }
    }

    #[test]
    fn addresses_are_compared_as_they_are_read() {
        assert_eq!(web_address("HTTPS://Example.org"), web_address("https://example.org/"));
        assert_ne!(web_address("https://example.org/a"), web_address("https://example.org/A"));
    }
}
