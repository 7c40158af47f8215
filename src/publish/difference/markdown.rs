//! What changed in a set, in Markdown.

use super::{DifferenceEntry, Fragment, SetDifference};
use crate::publish::{Form, folder_of};

impl SetDifference {
    /// What changed, as a page of Markdown below a title. Ids are links to the pages of the tree in whose folder the
    /// page lies.
    pub fn markdown(&self, title: &str) -> String {
        let mut out = format!("# {}\n", escaped(title));
        if self.is_empty() {
            out.push_str("\nNothing changed.\n");
        }
        for section in self.sections() {
            out.push_str(&format!("\n## {}\n\n", section.title));
            section.entries.iter().for_each(|entry| out.push_str(&line(entry)));
        }
        out
    }
}

/// An entry as a line of a list.
pub(super) fn line(entry: &DifferenceEntry<'_>) -> String {
    let line: String = entry.fragments().iter().map(markdown).collect();
    format!("- {line}\n")
}

fn markdown(fragment: &Fragment<'_>) -> String {
    match fragment {
        Fragment::Id(id) => format!("[{id}]({}/{})", folder_of(id), Form::Markdown.file_name()),
        Fragment::FormerId(id) => format!("`{id}`"),
        Fragment::Words(words) => words.clone(),
        Fragment::Text(text) => escaped(text),
        Fragment::Removed(text) => marked(text, "~~"),
        Fragment::Added(text) => marked(text, "**"),
    }
}

/// A text between marks; spaces at its ends stand outside, as Markdown wants it.
fn marked(text: &str, mark: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return escaped(text);
    }
    let (before, after) = text.split_once(inner).unwrap_or_default();
    format!("{}{mark}{}{mark}{}", escaped(before), escaped(inner), escaped(after))
}

/// A text on one line in which nothing is taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => {}
            '\n' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '#' | '|' | '&' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{MeantChange, RecordDifference, RecordFate, Topic};
    use crate::record::{ChangePath, FieldChange, Json, Record};

    #[test]
    fn nothing_in_a_text_is_taken_for_markup() {
        let id = |id: &str| id.parse().unwrap();
        let added = RecordFate::Added { signature: "a*b* <x>\n# `c`".to_owned() };
        let renamed = RecordFate::Renamed { from: id("x/b") };
        let record = |name: &str, fate| RecordDifference { id: id(name), fate, changes: Vec::new() };
        let difference = SetDifference { records: vec![record("x/a", added), record("x/c", renamed)] };
        let expected = "# From 1 to 2\n\n## Renamed\n\n- `x/b` is now [x/c](errors/x/c/index.md)\n\n## Added\n\n\
                        - [x/a](errors/x/a/index.md): a\\*b\\* \\<x\\> \\# \\`c\\`\n";
        assert_eq!(difference.markdown("From 1 to 2"), expected);
    }

    #[test]
    fn neither_is_anything_in_a_value() {
        let path = ChangePath::Field(Record::VERIFICATION_TIER.into());
        let change = FieldChange { path, old: Some(Json::of("<a>")), new: Some(Json::of("*b*")) };
        let changes = vec![MeantChange { topic: Topic::Verdict, change, item: None, reports: None }];
        let record = RecordDifference { id: "x/a".parse().unwrap(), fate: RecordFate::Kept, changes };
        let page = SetDifference { records: vec![record] }.markdown("t");
        assert!(page.ends_with(" verification_tier: \\<a\\> → \\*b\\*\n"), "{page}");
    }

    #[test]
    fn marks_stand_next_to_a_word() {
        assert_eq!(marked(" again  ", "**"), " **again**  ");
        assert_eq!(marked("  ", "~~"), "  ");
    }
}
