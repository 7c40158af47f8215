//! What maintainers tell each other about an item that got another text.

use serde::Deserialize;

use super::by::{RecordedBy, write_recorded};
use super::error::{LineError, LineFlaw};
use super::form::{ItemMembers, RecordedByMembers, read};
use super::values::{day, filled, flaw, uid, uid_of_record, word};
use crate::ledger::Uid;
use crate::ledger::canonical::{item_if_any, raw, text};
use crate::record::{Date, Id, ItemKind};

/// The member that only lines about rewordings have. In a text every quote is escaped, so this is not part of one.
const REWORDED: &[u8] = b"\"reworded_to\":";

/// That an item got another text and is still the same: so what was recorded about it under either text is about one
/// item, however different the texts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRewording {
    /// The id that the record had then.
    pub record: String,
    /// The kind of the item.
    pub kind: ItemKind,
    /// Its text before; not empty.
    pub old: String,
    /// Its text after; not empty, and not `old`.
    pub new: String,
    /// Who reworded it.
    pub recorded: RecordedBy,
}

/// The members of a line. All are always there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RewordingMembers {
    uid: String,
    record: String,
    item: ItemMembers,
    reworded_to: String,
    recorded: RecordedByMembers,
}

impl RecordedRewording {
    /// Whether a line is about a rewording.
    pub(super) fn is_written_in(line: &[u8]) -> bool {
        line.windows(REWORDED.len()).any(|bytes| bytes == REWORDED)
    }

    /// Reads a line without its end. `latest` is the last day that it may name, if there is one.
    pub(super) fn parse(line: &[u8], latest: Option<Date>) -> Result<Self, LineFlaw> {
        let members: RewordingMembers = read(line)?;
        members.record.parse::<Id>().map_err(|error| flaw("record", error.into()))?;
        let read = RecordedRewording {
            record: members.record,
            kind: word("item.kind", &members.item.kind)?,
            old: filled("item.text", members.item.text)?,
            new: filled("reworded_to", members.reworded_to)?,
            recorded: RecordedBy {
                day: day("recorded.day", &members.recorded.day, latest)?,
                by: filled("recorded.by", members.recorded.by)?,
            },
        };
        if read.old == read.new {
            return Err(flaw("reworded_to", LineError::SameText));
        }
        let (own, expected) = (uid("uid", &members.uid)?, read.uid());
        if expected == own { Ok(read) } else { Err(flaw("uid", LineError::Uid(expected))) }
    }

    /// Its uid: the first 6 bytes of the SHA-256 of the record's id, and the first 10 of that of the canonical form.
    pub fn uid(&self) -> Uid {
        let mut form = Vec::new();
        self.write_form(&mut form);
        uid_of_record(&self.record, &form)
    }

    /// Appends the canonical form.
    pub(super) fn write_form(&self, form: &mut Vec<u8>) {
        raw(form, "{\"record\":");
        text(form, &self.record);
        raw(form, ",\"item\":");
        item_if_any(form, Some((self.kind, &self.old)));
        raw(form, ",\"reworded_to\":");
        text(form, &self.new);
        write_recorded(&self.recorded, form);
    }
}

#[cfg(test)]
mod tests {
    use super::super::LedgerLine;
    use super::*;
    use crate::ledger::Uids;

    fn line() -> RecordedRewording {
        RecordedRewording {
            record: "python/x".to_owned(),
            kind: ItemKind::Workaround,
            old: "say \"pip\"".to_owned(),
            new: "重启".to_owned(),
            recorded: RecordedBy { day: "2026-11-03".parse().unwrap(), by: "tom".to_owned() },
        }
    }

    fn written(line: &RecordedRewording) -> String {
        String::from_utf8(LedgerLine::Rewording(Box::new(line.clone())).written()).unwrap()
    }

    fn parse(text: &str) -> Result<LedgerLine, LineFlaw> {
        LedgerLine::parse(text.as_bytes(), &mut Uids::default(), Some("2026-11-22".parse().unwrap()))
    }

    #[test]
    fn a_line_that_is_read_is_the_one_that_was_written() {
        assert_eq!(parse(&written(&line())), Ok(LedgerLine::Rewording(Box::new(line()))));
        let members = r#""record":"python/x","item":{"kind":"workaround","text":"say \"pip\""},"reworded_to":"重启","recorded":{"day":"2026-11-03","by":"tom"}}"#;
        assert!(written(&line()).ends_with(members));
    }

    #[test]
    fn every_difference_gives_another_uid_of_the_record() {
        let others = [
            RecordedRewording { kind: ItemKind::DeadEnd, ..line() },
            RecordedRewording { old: "x".to_owned(), ..line() },
            RecordedRewording { new: "x".to_owned(), ..line() },
            RecordedRewording { recorded: RecordedBy { by: "mei".to_owned(), ..line().recorded }, ..line() },
        ];
        for other in others {
            assert_ne!(other.uid(), line().uid());
            assert_eq!(other.uid().as_bytes()[..6], line().uid().as_bytes()[..6]);
        }
        assert_ne!(
            RecordedRewording { record: "x/y".to_owned(), ..line() }.uid().as_bytes()[..6],
            line().uid().as_bytes()[..6]
        );
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_with_its_member() {
        for (from, to, expected) in [
            ("重启", "重", "uid: the line does not match its uid"),
            ("重启", "say \\\"pip\\\"", "reworded_to: the text that the item had"),
            ("重启", "", "reworded_to: empty text"),
            ("say \\\"pip\\\"", "", "item.text: empty text"),
            ("\"workaround\"", "\"rate\"", "item.kind: "),
            ("{\"kind\":\"workaround\",\"text\":\"say \\\"pip\\\"\"}", "null", "item: not a line of a ledger"),
            (",\"recorded\"", ",\"more\":1,\"recorded\"", "more: unknown member"),
            ("11-03", "11-23", "recorded.day: a day in the future"),
            ("python/x", "python", "record: an id has at least two segments"),
        ] {
            let text = written(&line());
            assert!(text.contains(from), "{text}");
            let LineFlaw { path, error, .. } = parse(&text.replacen(from, to, 1)).unwrap_err();
            let said = if path.is_empty() { error.to_string() } else { format!("{path}: {error}") };
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
