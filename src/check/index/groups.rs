//! Records with the same signature, regex, cause and the like.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::OnceLock;

use super::names::{Name, Names};
use super::shared::SharedTrait;
use crate::check::fold::{folded, is_blank, lowered};
use crate::record::Record;

/// A trait that records can share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::check) enum Trait {
    /// The signature, whatever its case and blanks.
    Signature,
    /// The signature without its variable parts.
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

    /// The hash of a record's value of this trait; `None` if it is empty. Of 100,000 records the chance that any two of
    /// them share one by accident is one in a billion.
    fn hash(self, record: &Record) -> Option<NonZeroU64> {
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
        Some(hash(&text))
    }
}

fn hash(text: &str) -> NonZeroU64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MIN)
}

/// A record's hash of each trait.
#[derive(Debug, Clone, Default)]
pub(super) struct Traits([Option<NonZeroU64>; Trait::ALL.len()]);

impl Traits {
    /// What a record has.
    pub(super) fn of(record: &Record) -> Self {
        Traits(Trait::ALL.map(|one| one.hash(record)))
    }

    fn get(&self, of: Trait) -> Option<NonZeroU64> {
        Trait::ALL.into_iter().zip(self.0).find_map(|(one, hash)| hash.filter(|_| one == of))
    }
}

/// The records of a set by what they have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    /// The hashes of the records, in the order in which these were added.
    traits: Vec<Traits>,
    /// For each trait the records that share it, computed on demand. Most records share nothing.
    shared: [OnceLock<SharedTrait>; Trait::ALL.len()],
}

impl Groups {
    /// Adds a record.
    pub(super) fn add(&mut self, traits: Traits) {
        self.traits.push(traits);
        self.shared.iter_mut().for_each(|shared| drop(shared.take()));
    }

    /// The records that share a trait with one, including itself, in the order in which they were added; empty if no
    /// other does. `names` are those of the records.
    pub(super) fn sharing(&self, names: &Names, name: Name, of: Trait) -> impl Iterator<Item = Name> {
        let hash = names.number(name).and_then(|number| self.traits.get(number)?.get(of));
        let group = hash.zip(self.shared(names, of)).map(|(hash, shared)| shared.records(hash));
        group.unwrap_or_default().iter().copied()
    }

    /// The number of a regex among those that several records have, and how many these are; `None` if at most one
    /// record has it.
    pub(super) fn shared_regex(&self, names: &Names, regex: &str) -> Option<(usize, usize)> {
        let shared = self.shared(names, Trait::Regex)?;
        Some((shared.number(hash(regex))?, shared.len()))
    }

    /// The records that share a trait.
    fn shared(&self, names: &Names, of: Trait) -> Option<&SharedTrait> {
        let place = Trait::ALL.iter().position(|one| *one == of)?;
        let all = names.records().iter().zip(&self.traits);
        let hashes = || all.clone().filter_map(|(name, traits)| Some((traits.get(of)?, *name)));
        Some(self.shared.get(place)?.get_or_init(|| SharedTrait::of(hashes())))
    }
}

/// A signature in which what is quoted or in angle brackets, numbers and paths are replaced by `*`: two errors that
/// differ in no more are one.
pub(in crate::check) fn template(signature: &str) -> String {
    let lower = signature.to_lowercase();
    let mut template = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    // Without it, the search for the end of each `<` in a long row would be quadratic.
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
