//! The words of a record that the search of the site finds it by.

use std::ops::Range;

use super::found_record::FoundRecord;
use crate::pattern::{Word, each_word, fold_word};
use crate::record::Record;

/// The longest word that is listed, in bytes. Longer ones are data such as keys and digests, which nobody searches for.
const MAX_WORD: usize = 64;

/// Where a word stands in a record. A match in an earlier one comes first among the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WordPlace {
    /// The signature.
    Signature,
    /// What names the record: its id, code, tags and aliases.
    Label,
    /// What to do and what not to do, and the cause.
    Text,
}

impl WordPlace {
    /// All places, the best first.
    pub(super) const ALL: [WordPlace; 3] = [WordPlace::Signature, WordPlace::Label, WordPlace::Text];
}

/// A place with whether a result shows the word there.
pub(super) type ShownPlace = (WordPlace, bool);

/// A text of a record with its place and the part of it that a result shows.
type PlacedText<'r> = (&'r str, WordPlace, Range<usize>);

/// Calls `visit` with the words of a record, folded, and their places.
pub(super) fn each(record: &Record, found: &FoundRecord, mut visit: impl FnMut(&str, ShownPlace)) {
    let mut folded = String::new();
    each_text(record, found, |(text, place, shown)| {
        each_word(text, |word| {
            let (Word::Part(span) | Word::Whole(span)) = word;
            let word = text.get(span.clone()).unwrap_or_default();
            if word.len() <= MAX_WORD {
                folded.clear();
                fold_word(word, &mut folded);
                visit(&folded, (place, shown.start <= span.start && span.end <= shown.end));
            }
        });
    });
}

/// Calls `visit` with the texts of a record in the order of their places.
fn each_text<'r>(record: &'r Record, found: &FoundRecord, mut visit: impl FnMut(PlacedText<'r>)) {
    let titled = |signature: &'r str, title: &str| (signature, WordPlace::Signature, shown(signature, title));
    visit(titled(&record.signature, &found.title));
    let chinese = record.signature_zh.as_deref();
    chinese.into_iter().for_each(|text| visit(titled(text, found.chinese.as_deref().unwrap_or_default())));
    let id = record.id.as_str();
    visit((id, WordPlace::Label, 0..id.len()));
    let names = record.error_code.iter().chain(&record.tags).chain(&record.aliases);
    names.for_each(|text| visit((text, WordPlace::Label, 0..0)));
    let actions = record.workarounds.iter().map(|item| &item.action);
    let actions = actions.chain(&record.workarounds_zh).chain(record.dead_ends.iter().map(|item| &item.action));
    let causes = [Some(&record.root_cause), record.root_cause_zh.as_ref()];
    actions.chain(causes.into_iter().flatten()).for_each(|text| visit((text, WordPlace::Text, 0..0)));
}

/// The part of a signature that its title shows, without a run of letters that the title cuts off.
fn shown(signature: &str, title: &str) -> Range<usize> {
    let whole = match title.strip_suffix('…') {
        Some(cut) => cut.trim_end_matches(char::is_alphanumeric),
        None => title,
    };
    signature.find(whole).map_or(0..0, |start| start..start + whole.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_the_title_cuts_off_is_not_shown() {
        for (signature, title, expected) in [
            ("\n  no such file \nat x", "no such file", "no such file"),
            ("cannot open HTTPServer", "cannot open HTTPS…", "cannot open "),
            ("获取令牌失败", "获取令…", ""),
            ("other", "", ""),
        ] {
            assert_eq!(signature.get(shown(signature, title)), Some(expected));
        }
    }
}
