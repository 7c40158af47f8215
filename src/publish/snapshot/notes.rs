//! The notes of a release: what changed since the one before, for people and for programs.

use serde_json::json;

use super::SnapshotCounts;
use crate::publish::{RecordDifference, RecordFate, SetDifference};
use crate::record::{Checksum, Date, Json, ReleaseName, Tier};

/// What the notes of a release tell.
#[derive(Debug)]
pub struct ReleaseNotes<'n> {
    /// The name of the release.
    pub name: &'n ReleaseName,
    /// Its day.
    pub day: Date,
    /// The number of its records.
    pub records: u64,
    /// What the maintainers say about it, in Markdown.
    pub text: Option<&'n str>,
    /// The release before, and what changed since; `None` if there is none before.
    pub since: Option<(&'n ReleaseName, &'n SetDifference)>,
    /// The tiers, from the lowest to the highest.
    pub ladder: &'n [Tier],
}

impl ReleaseNotes<'_> {
    /// The notes as a page of Markdown, `CHANGES.md`.
    pub fn page(&self) -> String {
        let ReleaseNotes { name, day, records, text, since, ladder } = self;
        let counted = if *records == 1 { "1 record".to_owned() } else { format!("{records} records") };
        let lead = match since {
            Some((before, _)) => format!("What changed since release {before}. The release has {counted}."),
            None => format!("The first release, with {counted}. There is none before it to compare it with."),
        };
        let mut page = format!("# Release {name}, {day}\n\n{lead}\n");
        if let Some(text) = text {
            page.push_str(&format!("\n{}\n", text.trim()));
        }
        if let Some((_, difference)) = since {
            page.push_str(&format!("\n{}", difference.grouped(ladder)));
        }
        page
    }

    /// The notes for programs, `changes.json`: each record that changed in a line of its own. `now` says for a record
    /// that is published the digest of its canonical JSON, and for any the day of its last change.
    pub fn json(&self, now: impl Fn(&RecordDifference) -> (Option<Checksum>, Option<Date>)) -> String {
        let ReleaseNotes { name, day, text, since, .. } = self;
        let previous = since.map_or_else(Json::null, |(before, _)| Json::from(before.as_str()));
        let mut out = format!("{{\n  \"name\": \"{name}\",\n  \"day\": \"{day}\",\n  \"previous\": {previous},\n");
        out.push_str(&format!("  \"notes\": {},\n", text.map_or_else(Json::null, Json::from)));
        out.push_str(&format!("  \"counts\": {},\n  \"records\": [", Json::of(&self.counts_of_changes())));
        let records = since.iter().flat_map(|(_, difference)| &difference.records);
        for (number, record) in records.enumerate() {
            let mut object = record.to_json();
            let changes = object.shift_remove("changes");
            let (digest, day) = now(record);
            object.extend(digest.map(|digest| ("digest".to_owned(), json!(digest.to_string()))));
            object.extend(day.map(|day| ("day".to_owned(), json!(day.to_string()))));
            object.extend(changes.map(|changes| ("changes".to_owned(), changes)));
            let comma = if number == 0 { "" } else { "," };
            out.push_str(&format!("{comma}\n    {}", Json::of(&object)));
        }
        out.push_str("\n  ]\n}\n");
        out
    }

    fn counts_of_changes(&self) -> serde_json::Value {
        let SnapshotCounts { added, restored, withdrawn, renamed, changed, .. } = self.counts(0);
        json!({ "added": added, "restored": restored, "withdrawn": withdrawn, "renamed": renamed, "changed": changed })
    }

    /// The counts of a snapshot with a number of files.
    pub fn counts(&self, files: u64) -> SnapshotCounts {
        let mut counts = SnapshotCounts { records: self.records, files, ..SnapshotCounts::default() };
        for record in self.since.iter().flat_map(|(_, difference)| &difference.records) {
            let count = match record.fate {
                RecordFate::Added { .. } => &mut counts.added,
                RecordFate::Restored => &mut counts.restored,
                RecordFate::Withdrawn { .. } => &mut counts.withdrawn,
                RecordFate::Renamed { .. } => &mut counts.renamed,
                RecordFate::Kept => &mut counts.changed,
            };
            *count = count.saturating_add(1);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn difference() -> SetDifference {
        let record = |id: &str, fate| RecordDifference { id: id.parse().unwrap(), fate, changes: Vec::new() };
        let (added, withdrawn) = (
            RecordFate::Added { signature: "E".to_owned() },
            RecordFate::Withdrawn { reason: None, merged_into: None },
        );
        SetDifference { records: vec![record("x/a", added), record("x/b", withdrawn)] }
    }

    #[test]
    fn the_notes_tell_what_changed_and_what_the_maintainers_say() {
        let (name, before, difference) = ("v2".parse().unwrap(), "v1".parse().unwrap(), difference());
        let (day, since) = ("2026-11-22".parse().unwrap(), Some((&before, &difference)));
        let notes = ReleaseNotes { name: &name, day, records: 7, text: Some("Thanks.\n"), since, ladder: &[] };
        let page = "# Release v2, 2026-11-22\n\nWhat changed since release v1. The release has 7 records.\n\n\
                    Thanks.\n\nRecords: 1 added, 1 withdrawn.\n\n## What is new\n\n- [x/a](errors/x/a/index.md): E\n\n\
                    ## What was found wrong\n\n- `x/b`\n";
        assert_eq!(notes.page(), page);
        let now = |one: &RecordDifference| ((one.id.as_str() == "x/a").then(|| Checksum::of(b"")), Some(day));
        let tree: Value = serde_json::from_str(&notes.json(now)).unwrap();
        assert_eq!((&tree["previous"], &tree["counts"]["added"]), (&json!("v1"), &json!(1)));
        let keys = |at: usize| tree["records"][at].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(
            (keys(0).as_str(), keys(1).as_str()),
            ("id fate signature digest day changes", "id fate day changes")
        );
        let expected = SnapshotCounts { records: 7, files: 9, added: 1, withdrawn: 1, ..SnapshotCounts::default() };
        assert_eq!(notes.counts(9), expected);
    }

    #[test]
    fn the_first_release_says_that_it_is_the_first() {
        let (name, day) = ("v1".parse().unwrap(), "2026-11-22".parse().unwrap());
        let notes = ReleaseNotes { name: &name, day, records: 1, text: None, since: None, ladder: &[] };
        let page = "# Release v1, 2026-11-22\n\nThe first release, with 1 record. There is none before it to compare \
                    it with.\n";
        assert_eq!(notes.page(), page);
        let tree: Value = serde_json::from_str(&notes.json(|_| (None, None))).unwrap();
        assert_eq!((&tree["previous"], &tree["records"]), (&Value::Null, &json!([])));
    }
}
