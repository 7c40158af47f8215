//! Addresses on the web, as evidence names them.

use url::Url;

use crate::curate::refusal::{AddressError, EvidenceRefusal};
use crate::ledger::{Evidence, EvidenceKind, NewEvidence};

/// Refuses evidence whose address is not one that a browser opens, and a source without any.
pub(super) fn check(kind: EvidenceKind, url: Option<&str>) -> Result<(), EvidenceRefusal> {
    match url {
        Some(url) => parse(url).map(drop).map_err(|why| EvidenceRefusal::Address { url: url.to_owned(), why }),
        None if kind == EvidenceKind::Source => Err(EvidenceRefusal::NoAddress),
        None => Ok(()),
    }
}

/// Whether a piece of evidence says again what the ledger has on the same record or item: a source of the same address,
/// or else evidence of the same kind, outcome and reporter with the same address.
pub(super) fn is_again(new: &NewEvidence, known: &Evidence) -> bool {
    let is_alike =
        new.kind == EvidenceKind::Source || (new.outcome, &new.reporter) == (known.what.outcome, &known.what.reporter);
    new.item == known.what.item && new.kind == known.what.kind && is_alike && has_address(new, known)
}

/// Whether a source is one that the ledger has, on the record or on any of its items.
pub(super) fn is_same_source(new: &NewEvidence, known: &Evidence) -> bool {
    let are_sources = [new.kind, known.what.kind].iter().all(|kind| *kind == EvidenceKind::Source);
    are_sources && has_address(new, known)
}

fn has_address(new: &NewEvidence, known: &Evidence) -> bool {
    let (Some(url), Some(other)) = (&new.url, &known.what.url) else { return false };
    let is_same = || url == other || matches!((parse(url), parse(other)), (Ok(one), Ok(other)) if one == other);
    known.counts() && is_same()
}

/// Reads an address with http or https and a host.
fn parse(text: &str) -> Result<Url, AddressError> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(AddressError::Blank);
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => Ok(Url::parse(text)?),
        _ => Err(AddressError::Scheme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_of_the_web_and_a_host() {
        for good in ["https://example.org", "http://127.0.0.1:80/a?b#c", "HTTPS://Example.org/错", "https://[::1]/"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "https://",
            "https:example.org",
            "https://a b",
            "http://:80",
            "see https://example.org",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(parse("https://a b"), Err(AddressError::Blank));
        assert_eq!(parse("ftp://example.org"), Err(AddressError::Scheme));
        assert_eq!(parse("HTTPS://Example.org"), parse("https://example.org/"));
        assert_ne!(parse("https://example.org/a"), parse("https://example.org/A"));
    }
}
