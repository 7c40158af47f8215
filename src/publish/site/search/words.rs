//! The words of a record that the search of the site finds it by.

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
    /// What to do and what not to do.
    Action,
    /// The cause.
    Cause,
}

/// Calls `visit` with the words of a record, folded, and their places.
pub(super) fn each(record: &Record, mut visit: impl FnMut(&str, WordPlace)) {
    let mut folded = String::new();
    each_text(record, |text, place| {
        each_word(text, |word| {
            let (Word::Part(span) | Word::Whole(span)) = word;
            let word = text.get(span).unwrap_or_default();
            if word.len() <= MAX_WORD {
                folded.clear();
                fold_word(word, &mut folded);
                visit(&folded, place);
            }
        });
    });
}

fn each_text<'r>(record: &'r Record, mut visit: impl FnMut(&'r str, WordPlace)) {
    let signatures = [Some(&record.signature), record.signature_zh.as_ref()];
    signatures.into_iter().flatten().for_each(|text| visit(text, WordPlace::Signature));
    visit(record.id.as_str(), WordPlace::Label);
    let names = record.error_code.iter().chain(&record.tags).chain(&record.aliases);
    names.for_each(|text| visit(text, WordPlace::Label));
    record.workarounds.iter().for_each(|item| visit(&item.action, WordPlace::Action));
    record.workarounds_zh.iter().for_each(|text| visit(text, WordPlace::Action));
    record.dead_ends.iter().for_each(|item| visit(&item.action, WordPlace::Action));
    let causes = [Some(&record.root_cause), record.root_cause_zh.as_ref()];
    causes.into_iter().flatten().for_each(|text| visit(text, WordPlace::Cause));
}
