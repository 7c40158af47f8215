//! What maintainers tell each other about ids: that a record was withdrawn, published again or renamed.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::by::{RecordedBy, write_day};
use super::error::{LineError, LineFlaw};
use super::form::read;
use super::values::{day, filled, flaw, from_one, sound, word};

use crate::ledger::Uid;
use crate::ledger::canonical::{digits, raw, text, text_if_any};
use crate::record::{Date, Id, vocabulary};

vocabulary! {
    /// What happened to the record that an id names.
    NoticeEvent {
        /// It was withdrawn.
        Withdrawn = "withdrawn",
        /// It is published again.
        Restored = "restored",
        /// It has another id.
        Renamed = "renamed",
        /// Another record was added under the id, which a renamed record had.
        Added = "added",
    }
}

/// A line of the withdrawn records of a tree, as docs/ledger.md spells it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The id that it is about.
    pub id: Id,
    /// What happened.
    pub event: NoticeEvent,
    /// The id that a renamed record has from then on, or that of the record that a withdrawn one was merged into.
    pub other: Option<Id>,
    /// Why.
    pub reason: Option<String>,
    /// Its number among the notices of its day that its maker knew, from 1.
    pub number: u32,
    /// Who made it. The day is not before that of an earlier notice that its maker knew.
    pub recorded: RecordedBy,
}

/// The members of a line. All are always there: an option with its own function may be `null`, but not missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeMembers {
    id: String,
    event: String,
    #[serde(deserialize_with = "Option::deserialize")]
    merged_into: Option<String>,
    #[serde(deserialize_with = "Option::deserialize")]
    renamed_to: Option<String>,
    day: String,
    by: String,
    #[serde(deserialize_with = "Option::deserialize")]
    reason: Option<String>,
    number: u32,
}

impl Notice {
    /// Reads a line without its end. `latest` is the last day that it may name, if there is one.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(line: &[u8], latest: Option<Date>) -> Result<Self, LineFlaw> {
        let members: NoticeMembers = read(line)?;
        let id = |path, text: &str| text.parse::<Id>().map_err(|error| flaw(path, error.into()));
        let other = |path, text: &Option<String>| text.as_deref().map(|text| id(path, text)).transpose();
        let event: NoticeEvent = word("event", &members.event)?;
        let merged_into = other("merged_into", &members.merged_into)?;
        let renamed_to = other("renamed_to", &members.renamed_to)?;
        let reason = members.reason.map(|reason| sound("reason", reason)).transpose()?;
        match (event, &merged_into, &renamed_to) {
            (NoticeEvent::Renamed, None, Some(_))
            | (NoticeEvent::Withdrawn, _, None)
            | (NoticeEvent::Restored | NoticeEvent::Added, None, None) => {}
            (NoticeEvent::Renamed, None, None) => return Err(flaw("renamed_to", LineError::Missing)),
            (NoticeEvent::Renamed | NoticeEvent::Restored | NoticeEvent::Added, Some(_), _) => {
                return Err(flaw("merged_into", LineError::Unexpected));
            }
            (NoticeEvent::Withdrawn | NoticeEvent::Restored | NoticeEvent::Added, _, Some(_)) => {
                return Err(flaw("renamed_to", LineError::Unexpected));
            }
        }
        let id = id("id", &members.id)?;
        let other = merged_into.or(renamed_to);
        if other.as_ref() == Some(&id) {
            let is_renamed = event == NoticeEvent::Renamed;
            let (path, what) = if is_renamed { ("renamed_to", "renamed to") } else { ("merged_into", "merged into") };
            return Err(flaw(path, LineError::Itself(what)));
        }
        let recorded = RecordedBy { day: day("day", &members.day, latest)?, by: filled("by", members.by)? };
        Ok(Notice { id, event, other, reason, number: from_one("number", members.number)?, recorded })
    }

    /// The line without its end.
    pub fn written(&self) -> Vec<u8> {
        let mut line = Vec::with_capacity(256);
        let other = |event| self.other.as_ref().filter(|_| self.event == event).map(Id::as_str);
        raw(&mut line, "{\"id\":");
        text(&mut line, self.id.as_str());
        raw(&mut line, ",\"event\":");
        text(&mut line, self.event.as_str());
        raw(&mut line, ",\"merged_into\":");
        text_if_any(&mut line, other(NoticeEvent::Withdrawn));
        raw(&mut line, ",\"renamed_to\":");
        text_if_any(&mut line, other(NoticeEvent::Renamed));
        raw(&mut line, ",");
        write_day(&self.recorded, &mut line);
        raw(&mut line, ",\"reason\":");
        text_if_any(&mut line, self.reason.as_deref());
        raw(&mut line, ",\"number\":");
        digits(&mut line, self.number);
        raw(&mut line, "}");
        line
    }

    /// What identifies it in every database: the first 16 bytes of the SHA-256 of its line.
    pub fn uid(&self) -> Uid {
        let mut bytes = [0; 16];
        let hash = Sha256::digest(self.written());
        bytes.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = of_hash);
        Uid::from_bytes(bytes)
    }

    /// Its place among all notices: later ones decide. Those of two makers who did not know of each other are in the
    /// same order everywhere.
    pub fn rank(&self) -> (Date, u32, Uid) {
        (self.recorded.day, self.number, self.uid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Notice, LineFlaw> {
        Notice::parse(line.as_bytes(), Some("2026-11-22".parse().unwrap()))
    }

    const RENAMED: &str = r#"{"id":"x/a","event":"renamed","merged_into":null,"renamed_to":"x/b","day":"2026-11-20","by":"tom","reason":"said \"so\"","number":2}"#;

    #[test]
    fn a_line_that_is_read_is_the_one_that_was_written() {
        let withdrawn = RENAMED.replace("renamed\"", "withdrawn\"").replace(r#""merged_into":null"#, "M");
        let withdrawn = withdrawn.replace(r#""renamed_to":"x/b""#, r#""renamed_to":null"#);
        let merged = withdrawn.replace('M', r#""merged_into":"x/c""#);
        let withdrawn = withdrawn.replace('M', r#""merged_into":null"#);
        let [restored, added] = ["restored", "added"].map(|event| withdrawn.replace("withdrawn", event));
        for line in [RENAMED, &withdrawn, &merged, &restored, &added] {
            assert_eq!(String::from_utf8(parse(line).unwrap().written()).unwrap(), line);
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_with_its_member() {
        for (from, to, expected) in [
            ("\"x/a\"", "\"x\"", "id: an id has at least two segments"),
            ("\"renamed\"", "\"gone\"", "event: unknown value 'gone'"),
            ("\"x/b\"", "null", "renamed_to: missing"),
            ("\"x/b\"", "\"x/a\"", "renamed_to: a record cannot be renamed to itself"),
            ("\"renamed\"", "\"withdrawn\"", "renamed_to: lines of this kind do not have it"),
            ("\"merged_into\":null", "\"merged_into\":\"x/c\"", "merged_into: lines of this kind do not have it"),
            ("\"merged_into\":null,", "", "not a line of a ledger: missing field `merged_into`"),
            ("\"merged_into\"", "\"more\":1,\"merged_into\"", "more: unknown member"),
            ("11-20", "11-31", "day: there is no day 2026-11-31"),
            ("11-20", "11-23", "day: a day in the future"),
            ("\"tom\"", "\"\"", "by: empty text"),
            ("so\\", "\\u0000\\", "reason: contains U+0000"),
            ("\"number\":2", "\"number\":0", "number: not a whole number from 1"),
            ("\"number\":2", "\"number\":-2", "number: not a line of a ledger: invalid value"),
        ] {
            assert!(RENAMED.contains(from), "{from}");
            let LineFlaw { path, error, .. } = parse(&RENAMED.replacen(from, to, 1)).unwrap_err();
            let said = if path.is_empty() { error.to_string() } else { format!("{path}: {error}") };
            assert!(said.starts_with(expected), "{said}");
        }
        let merged = RENAMED.replace("renamed\"", "withdrawn\"").replace("x/b", "x/a");
        let merged =
            merged.replace("merged_into\":null,\"renamed_to\":\"x/a\"", "merged_into\":\"x/a\",\"renamed_to\":null");
        let LineFlaw { path, error, .. } = parse(&merged).unwrap_err();
        assert_eq!((path.as_str(), error), ("merged_into", LineError::Itself("merged into")));
        assert_eq!(parse("======= ").unwrap_err().error, LineError::ConflictMarker);
    }

    #[test]
    fn later_notices_have_a_higher_rank() {
        let notice = |day: &str, number| {
            let notice = parse(RENAMED).unwrap();
            let recorded = RecordedBy { day: day.parse().unwrap(), ..notice.recorded.clone() };
            Notice { number, recorded, ..notice }.rank()
        };
        assert!(notice("2026-11-19", 9) < notice("2026-11-20", 1));
        assert!(notice("2026-11-20", 1) < notice("2026-11-20", 2));
    }
}
