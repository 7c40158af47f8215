//! Where in a policy's text a message belongs.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where the fault stands that a message is about: it begins with the path of a key and a colon, and may name a word in
/// single quotes. The word if it stands there, else the last key of the path that does.
pub(super) fn find(text: &str, message: &str) -> Option<Range<usize>> {
    let mut path = message.split(": ").next()?;
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut found: Option<(Range<usize>, &Spanned<DeValue<'_>>)> = None;
    while let Some((key, value)) = table.iter().find(|(key, _)| rest(path, key.get_ref()).is_some()) {
        found = Some((key.span(), value));
        path = rest(path, key.get_ref()).unwrap_or_default();
        match value.get_ref() {
            DeValue::Table(below) => table = below,
            _ => break,
        }
    }
    let (key, value) = found?;
    let word = message.split('\'').nth(1).filter(|word| !word.is_empty());
    Some(word.and_then(|word| stands(text, word, value)).unwrap_or(key))
}

/// What follows a key on a path; `None` if the path does not begin with it.
fn rest<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(key).filter(|_| !key.is_empty())?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

/// Where a word stands in a value: as a key of the table, else in its text.
fn stands(text: &str, word: &str, value: &Spanned<DeValue<'_>>) -> Option<Range<usize>> {
    if let DeValue::Table(table) = value.get_ref()
        && let Some((key, _)) = table.iter().find(|(key, _)| key.get_ref() == word)
    {
        return Some(key.span());
    }
    let start = value.span().start + text.get(value.span())?.find(word)?;
    Some(start..start + word.len())
}

#[cfg(test)]
mod tests {
    use crate::curate::Policy;

    #[test]
    fn a_bad_value_is_found_under_its_own_key() {
        let cases = [
            ("# user, maintainer\n[weight]\nuser = 1\n[rho]\nuser = 2\n", 5, "user"),
            ("[prior]\nai_generated = 4\n[slope]\nai_generated = 0\n", 4, "ai_generated"),
            ("[weight]\nusr = 1\n", 2, "usr"),
            ("# walk\n[gate.human_reviewed]\nevidence = { walk = 1 }\n", 3, "walk"),
            ("[source.a]\nkeep = ['confidense']\n", 2, "confidense"),
            ("[source.'a.b']\nnew_tier = 'best'\n", 2, "best"),
            ("# confidence\n[source.a]\nkeep = ['confidence']\n[confidence]\nstale = 0.5\n", 4, "confidence"),
            ("confidence.stale = 0.5\n", 1, "confidence"),
            ("[reporters]\nci = ['a', ' ']\n", 2, "ci"),
            ("[rates]\nmax_count = 0\n", 2, "max_count"),
        ];
        for (text, line, word) in cases {
            let error = text.parse::<Policy>().unwrap_err();
            let span = error.span.clone().unwrap_or_else(|| panic!("{text}: {error}"));
            let (before, there) = (text.get(..span.start).unwrap(), text.get(span).unwrap());
            assert_eq!((before.matches('\n').count() + 1, there), (line, word), "{text}: {error}");
        }
    }
}
