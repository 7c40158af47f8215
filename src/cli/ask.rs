//! Asking before a large change.

use std::fmt::Write as _;
use std::io::Write as _;

use super::changes::{restated as restated_line, shown, value};
use super::env::Env;
use super::options::Writing;
use super::plain::one_line;
use super::terminal::styled;
use crate::curate::Changed;
use crate::record::RecordChange;

/// Up to this many records change without a question.
pub(super) const UNASKED: u64 = 3;

/// The number of records, and of fields of each, that a question shows.
const SHOWN: usize = 3;

/// The number of characters of a change that a question shows.
const WIDTH: usize = 120;

/// The number of characters before the first difference of two long values that a question shows.
const BEFORE: usize = 20;

/// Whether to ask before this number of records changes.
pub(super) fn is_asked(writing: &Writing, records: usize, env: &Env) -> bool {
    let is_small = u64::try_from(records).is_ok_and(|records| records <= UNASKED);
    !writing.yes && !writing.dry_run && !is_small && env.can_ask()
}

/// The first of the changes, and the question.
pub(super) fn question(changed: &[Changed]) -> String {
    let mut text = String::new();
    let more = |text: &mut String, indent: &str, all: usize| {
        if all > SHOWN {
            let _ = writeln!(text, "{indent}… and {} more", all - SHOWN);
        }
    };
    for Changed { id, fields, restated, .. } in changed.iter().take(SHOWN) {
        let _ = writeln!(text, "{id}");
        for field in fields.iter().take(SHOWN) {
            let _ = writeln!(text, "  {}", change(field));
        }
        more(&mut text, "  ", fields.len());
        for one in restated.iter().take(SHOWN) {
            let _ = writeln!(text, "  {}", restated_line(one));
        }
        more(&mut text, "  ", restated.len());
    }
    more(&mut text, "", changed.len());
    let _ = write!(text, "change {} records?", changed.len());
    text
}

/// A change in one line. Of long values only the part around their first difference is shown.
fn change(change: &RecordChange) -> String {
    let (name, old, new) = shown(change);
    let (name, old, new) = (one_line(&name), value(old.as_ref()), value(new.as_ref()));
    let line = format!("{name}: {old} → {new}");
    if line.chars().count() <= WIDTH {
        return line;
    }
    let from = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count().saturating_sub(BEFORE);
    let cut = |text: &str| {
        let short: String = text.chars().skip(from).take(WIDTH / 2).collect();
        let ends = text.chars().count() <= from + WIDTH / 2;
        format!("{}{short}{}", if from > 0 { "…" } else { "" }, if ends { "" } else { "…" })
    };
    format!("{name}: {} → {}", cut(&old), cut(&new))
}

/// Asks a question on the terminal. Without a terminal there is no question, and the answer is yes.
pub(super) fn agrees(env: &Env, question: &str) -> bool {
    if !env.can_ask() {
        return true;
    }
    let mut err = env.messages.clone();
    let asked = err.write_all(styled(&format!("{question} [y/N] ")).as_bytes()).and_then(|()| err.flush());
    let mut answer = String::new();
    let answered = env.input.read_line(&mut answer);
    asked.is_ok() && answered.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::FindingChanges;
    use crate::record::{
        ChangePath, Field, FieldChange, FormatField, ItemKind, ItemNumber, Json, NamedField, Record, Workaround,
    };

    fn field(field: Field, old: Option<Json>, new: Option<Json>) -> RecordChange {
        RecordChange::Field(FieldChange { path: ChangePath::Field(field.into()), old, new })
    }

    /// A change of a field of the first workaround.
    fn of_first(field: FormatField, old: Option<Json>, new: Option<Json>) -> RecordChange {
        let number = Some(ItemNumber { kind: ItemKind::Workaround, number: 1 });
        let path = ChangePath::Field(NamedField { field: field.of(1), number });
        RecordChange::Field(FieldChange { path, old, new })
    }

    #[test]
    fn a_question_shows_the_first_changes_and_says_how_many_there_are() {
        let (old, new) = (|| Some(Json::from("a")), || Some(Json::from("b\n\u{1b}[2J")));
        let fields = [
            field(Record::CATEGORY, old(), new()),
            of_first(Workaround::HOW, old(), new()),
            of_first(Workaround::ACTION, old(), new()),
            field(Record::LOCALE, old(), new()),
            field(Record::TAGS, old(), new()),
        ];
        let record = |id: &str| Changed {
            id: id.parse().unwrap(),
            fields: fields.to_vec(),
            restated: Vec::new(),
            left: Vec::new(),
            ceased: Vec::new(),
            findings: FindingChanges::default(),
        };
        let all = ["x/a", "x/b", "x/c", "x/d", "x/e"].map(record);
        let text = question(&all);
        let first = "x/a\n  category: \"a\" → \"b\\n\\u001b[2J\"\n  w1.how: ";
        assert!(text.starts_with(first), "{text}");
        assert!(text.contains("  … and 2 more\nx/b\n"), "{text}");
        assert!(text.ends_with("  … and 2 more\n… and 2 more\nchange 5 records?"), "{text}");
        let long = field(Record::ROOT_CAUSE, None, Some(Json::from("错".repeat(1_000))));
        let text = question(&[Changed {
            id: "x/a".parse().unwrap(),
            fields: vec![long],
            restated: Vec::new(),
            left: Vec::new(),
            ceased: Vec::new(),
            findings: FindingChanges::default(),
        }]);
        assert!(text.chars().count() < 200 && text.contains("…\nchange 1 records?"), "{text}");
    }

    #[test]
    fn the_part_of_long_texts_that_changes_is_shown() {
        let text = |word: &str| Some(Json::from(format!("{}错 {word} {}", "a".repeat(300), "b".repeat(300))));
        let long = field(Record::REGEX, text("docker-compose"), text("docker compose"));
        let shown = change(&long);
        assert!(shown.starts_with("regex: …aaa") && shown.chars().count() < 150, "{shown}");
        assert!(shown.contains("a错 docker-compose bb") && shown.contains("b… → …aaa"), "{shown}");
        assert!(shown.contains("a错 docker compose bb") && shown.ends_with("b…"), "{shown}");
        // At the end of the text, too.
        let end = field(Record::REGEX, Some("a".repeat(300).into()), Some("a".repeat(301).into()));
        let (short, longer) = (format!("…{}\"", "a".repeat(20)), format!("…{}\"", "a".repeat(21)));
        assert_eq!(change(&end), format!("regex: {short} → {longer}"));
    }
}
