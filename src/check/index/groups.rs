//! Which records have the same signature, regex, cause and the like.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::names::Name;
use crate::check::fold::{folded, is_blank, lowered};
use crate::record::Record;

/// What records can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::check) enum Trait {
    /// The signature, whatever its case and blanks.
    Signature,
    /// What is left of the signature without its variable parts.
    Template,
    /// The regex, to the letter.
    Regex,
    /// The root cause.
    Cause,
    /// All actions of the workarounds, in any order.
    Workarounds,
}

impl Trait {
    const ALL: [Trait; 5] = [Trait::Signature, Trait::Template, Trait::Regex, Trait::Cause, Trait::Workarounds];

    /// The hash of what a record has of this; `None` if that is nothing. Of 100,000 records the chance that any two
    /// of them share one by accident is one in a billion.
    fn hash(self, record: &Record) -> Option<u64> {
        let text = match self {
            Trait::Signature => lowered(&record.signature),
            Trait::Template => template(&record.signature),
            Trait::Regex => record.regex.clone(),
            Trait::Cause => folded(&record.root_cause),
            Trait::Workarounds => {
                let mut actions: Vec<String> = record.workarounds.iter().map(|one| folded(&one.action)).collect();
                actions.sort_unstable();
                actions.join("\n")
            }
        };
        if is_blank(&text) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Some(hasher.finish())
    }
}

/// What a record has of each trait.
#[derive(Debug, Clone)]
pub(super) struct Traits([Option<u64>; Trait::ALL.len()]);

impl Traits {
    /// What a record has.
    pub(super) fn of(record: &Record) -> Self {
        Traits(Trait::ALL.map(|one| one.hash(record)))
    }
}

/// The records of a set by what they have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    records: HashMap<(Trait, u64), Vec<Name>>,
    traits: HashMap<Name, Traits>,
}

impl Groups {
    /// Adds a record.
    pub(super) fn add(&mut self, name: Name, traits: Traits) {
        for (of, hash) in Trait::ALL.into_iter().zip(traits.0) {
            if let Some(hash) = hash {
                self.records.entry((of, hash)).or_default().push(name);
            }
        }
        self.traits.insert(name, traits);
    }

    /// The records that share a trait with one, itself among them.
    pub(super) fn sharing(&self, name: Name, of: Trait) -> impl Iterator<Item = Name> {
        let hashes = Trait::ALL.into_iter().zip(self.traits.get(&name).into_iter().flat_map(|traits| traits.0));
        let hash = hashes.filter(move |(one, _)| *one == of).find_map(|(_, hash)| hash);
        hash.and_then(|hash| self.records.get(&(of, hash))).into_iter().flatten().copied()
    }
}

/// A signature in which what is quoted or in angle brackets, numbers and paths are replaced by `*`: two errors that
/// differ in no more are one.
pub(in crate::check) fn template(signature: &str) -> String {
    let lower = signature.to_lowercase();
    let mut template = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    // Without it, a row of `<` would be searched to its end from each of them.
    let last_close = lower.rfind('>').unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let is_open = first == '<' && lower.len() - rest.len() > last_close;
        let length = if is_open { None } else { variable_length(rest, first) };
        let (part, after) = rest.split_at_checked(length.unwrap_or(first.len_utf8())).unwrap_or((rest, ""));
        template.push_str(if length.is_some() { "*" } else { part });
        rest = after;
    }
    template.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length in bytes of the variable part that a text begins with.
pub(in crate::check) fn variable_length(text: &str, first: char) -> Option<usize> {
    let after = text.get(first.len_utf8()..)?;
    let run = |text: &str, is_part: fn(char) -> bool| text.find(|c| !is_part(c)).unwrap_or(text.len());
    match first {
        '\'' | '"' | '`' => Some(after.find(first)? + 2),
        '<' => Some(after.find('>')? + 2),
        '/' => {
            let path = run(after, |c| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-'));
            (path > 0).then_some(path + 1)
        }
        '0'..='9' => match after.strip_prefix('x').map(|digits| run(digits, |c| c.is_ascii_hexdigit())) {
            Some(digits) if first == '0' && digits > 0 => Some(digits + 2),
            _ => {
                let number = run(text, |c| c.is_ascii_digit() || c == '.');
                text.get(..number).map(|number| number.trim_end_matches('.').len())
            }
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_parts_of_a_signature_do_not_count() {
        for one in ["No module named 'requests'", "No  module named 'numpy'", "no module named ''"] {
            assert_eq!(template(one), "no module named *");
        }
        assert_eq!(template("open /etc/x.conf: errno 13 at 0xDEADbeef, <name> v1.2.3."), "open *: errno * at *, * v*.");
        assert_eq!(template("it's 错 / \"open"), "it's 错 / \"open");
    }
}
