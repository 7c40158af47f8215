//! Links that leave the site.

use serde::Serialize;

use crate::record::web_address;

/// A text that may be an address: a link if it is one of the web, otherwise only a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct WebLink<'a> {
    /// As the record has it.
    pub text: &'a str,
    /// Where the link leads; `None` for a text that no browser should follow.
    pub href: Option<String>,
}

impl<'a> WebLink<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        WebLink { text, href: web_address(text).ok().map(String::from) }
    }

    pub(super) fn all(texts: &'a [String]) -> Vec<Self> {
        texts.iter().map(|text| WebLink::of(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_the_web_becomes_a_link() {
        let href = |text: &str| WebLink::of(text).href;
        assert_eq!(href("https://example.org/a b"), None);
        assert_eq!(href("https://example.org/\"onclick=x").as_deref(), Some("https://example.org/%22onclick=x"));
        for other in ["javascript:alert(1)", "data:text/html,x", "//example.org", "see the manual", ""] {
            assert_eq!(href(other), None, "{other}");
        }
    }
}
