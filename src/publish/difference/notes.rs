//! What changed in a set as notes for its readers: what is new, what got better, what was found wrong, what to look at.

use super::markdown::{escaped, line};
use super::{DifferenceEntry, MeantChange, RecordFate, SetDifference, Topic};
use crate::record::{ChangePath, DeadEnd, Json, Record, Resolvable, Tier};

/// What a change means for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoteGroup {
    /// Records that were not published before.
    New,
    /// Higher tiers and rates, more ways to fix an error.
    Better,
    /// Records and items that went, lower tiers and rates.
    Wrong,
    /// Other ids, other regexes, other words.
    Look,
    /// What else changed, by count.
    Rest,
}

/// The groups in the order of the notes, with their titles.
const GROUPS: [(NoteGroup, &str); 5] = [
    (NoteGroup::New, "What is new"),
    (NoteGroup::Better, "What got better"),
    (NoteGroup::Wrong, "What was found wrong"),
    (NoteGroup::Look, "What to look at"),
    (NoteGroup::Rest, "What else changed"),
];

/// What changed with one meaning for a reader.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedEntries<'d> {
    /// The title of the group.
    pub title: &'static str,
    /// What changed; at least one entry.
    pub entries: Vec<DifferenceEntry<'d>>,
}

impl SetDifference {
    /// What changed, as notes in Markdown below a title; see [`SetDifference::grouped`].
    pub fn notes(&self, title: &str, ladder: &[Tier]) -> String {
        format!("# {}\n\n{}", escaped(title), self.grouped(ladder))
    }

    /// What changed, as notes in Markdown without a title: first the counts, then groups by what a change means for a
    /// reader. `ladder` has the tiers, from the lowest to the highest. Ids are links to the pages of the tree in whose
    /// folder the notes lie.
    pub fn grouped(&self, ladder: &[Tier]) -> String {
        let mut out = format!("{}\n", self.count_line());
        for GroupedEntries { title, entries } in self.groups(ladder) {
            out.push_str(&format!("\n## {title}\n\n"));
            entries.iter().for_each(|entry| out.push_str(&line(entry)));
        }
        out
    }

    /// What changed, in groups by what a change means for a reader. `ladder` has the tiers, from the lowest to the
    /// highest.
    pub fn groups(&self, ladder: &[Tier]) -> Vec<GroupedEntries<'_>> {
        let entries: Vec<DifferenceEntry<'_>> =
            self.sections().into_iter().flat_map(|section| section.entries).collect();
        let of_group = |group| entries.iter().filter(move |entry| group_of(entry, ladder) == group).cloned().collect();
        let groups = GROUPS.map(|(group, title)| GroupedEntries { title, entries: of_group(group) });
        groups.into_iter().filter(|group| !group.entries.is_empty()).collect()
    }

    /// How many records changed, in a sentence.
    pub fn count_line(&self) -> String {
        let count = |is: fn(&RecordFate) -> bool| self.records.iter().filter(|record| is(&record.fate)).count();
        let counts = [
            (count(|fate| matches!(fate, RecordFate::Added { .. })), "added"),
            (count(|fate| *fate == RecordFate::Restored), "published again"),
            (count(|fate| matches!(fate, RecordFate::Withdrawn { .. })), "withdrawn"),
            (count(|fate| matches!(fate, RecordFate::Renamed { .. })), "renamed"),
            (count(|fate| *fate == RecordFate::Kept), "changed"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let told: Vec<String> = told.collect();
        if told.is_empty() { "Nothing changed.".to_owned() } else { format!("Records: {}.", told.join(", ")) }
    }
}

fn group_of(entry: &DifferenceEntry<'_>, ladder: &[Tier]) -> NoteGroup {
    match entry {
        DifferenceEntry::Added(..) | DifferenceEntry::Restored(_) => NoteGroup::New,
        DifferenceEntry::Withdrawn(_, _, None) => NoteGroup::Wrong,
        DifferenceEntry::Withdrawn(_, _, Some(_))
        | DifferenceEntry::Renamed(..)
        | DifferenceEntry::Rest(Topic::Regex, _) => NoteGroup::Look,
        DifferenceEntry::Confirmed(..) => NoteGroup::Better,
        DifferenceEntry::Rest(..) => NoteGroup::Rest,
        DifferenceEntry::Changed(_, change) => group_of_change(change, ladder),
    }
}

fn group_of_change(MeantChange { topic, change, .. }: &MeantChange, ladder: &[Tier]) -> NoteGroup {
    let better = |is_better: bool| if is_better { NoteGroup::Better } else { NoteGroup::Wrong };
    match topic {
        Topic::Item => better(change.new.is_some()),
        Topic::Rate => {
            // How often a dead end fails makes a record neither better nor worse.
            let is_of_dead_end =
                matches!(change.path, ChangePath::Field(named) if named.field.format() == DeadEnd::FAIL_RATE);
            let rate = |value: &Option<Json>| value.as_ref().and_then(|rate| rate.text().parse::<f64>().ok());
            if is_of_dead_end { NoteGroup::Look } else { better(rate(&change.new) > rate(&change.old)) }
        }
        Topic::Verdict if change.path == ChangePath::Field(Record::VERIFICATION_TIER.into()) => {
            let rung = |value: &Option<Json>| {
                let word = value.as_ref().and_then(Json::as_str);
                ladder.iter().position(|tier| Some(tier.as_str()) == word.as_deref())
            };
            better(rung(&change.new) > rung(&change.old))
        }
        Topic::Verdict => {
            let verdict = |value: &Option<Json>| value.as_ref().and_then(Json::as_str)?.parse::<Resolvable>().ok();
            better(verdict(&change.new) < verdict(&change.old)) // the best is the first
        }
        Topic::Wording | Topic::Regex => NoteGroup::Look,
        Topic::Confirmed => NoteGroup::Better,
        Topic::Evidence | Topic::Edge | Topic::Text | Topic::Other => NoteGroup::Rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::RecordDifference;
    use crate::record::{Field, FieldChange, ItemKind, ItemNumber};

    #[test]
    fn changes_are_told_by_what_they_mean_for_a_reader_and_counts_come_first() {
        let field = |field: Field, topic, old: &str, new: &str| {
            let (old, new) = (Some(Json::from(old)), Some(Json::from(new)));
            let path = ChangePath::Field(field.into());
            MeantChange { topic, change: FieldChange { path, old, new }, item: None, reports: None }
        };
        let gone = MeantChange {
            topic: Topic::Item,
            change: FieldChange {
                path: ChangePath::Item(ItemNumber { kind: ItemKind::Workaround, number: 1 }),
                old: Some(Json::null()),
                new: None,
            },
            item: Some("Wait".to_owned()),
            reports: None,
        };
        let changes = vec![
            field(Record::VERIFICATION_TIER, Topic::Verdict, "low", "high"),
            field(Record::RESOLVABLE, Topic::Verdict, "true", "false"),
            gone,
        ];
        let record = |id: &str, fate, changes| RecordDifference { id: id.parse().unwrap(), fate, changes };
        let added = RecordFate::Added { signature: "E".to_owned() };
        let renamed = RecordFate::Renamed { from: "x/old".parse().unwrap() };
        let path = ChangePath::Field(Record::ALIASES.into());
        let aliases = FieldChange { path, old: Some(Json::of(&["e"])), new: Some(Json::of(&["e", "x/d"])) };
        let heir = vec![MeantChange { topic: Topic::Other, change: aliases, item: None, reports: None }];
        let withdrawn = |why: &str| RecordFate::Withdrawn { reason: Some(why.to_owned()), merged_into: None };
        let records = vec![
            record("x/a", RecordFate::Kept, changes),
            record("x/b", added, Vec::new()),
            record("x/c", renamed, heir),
            record("x/d", withdrawn("the same"), Vec::new()),
            record("x/e", withdrawn("wrong"), Vec::new()),
        ];
        let ladder = ["low", "high"].map(|tier| tier.parse().unwrap());
        let notes = SetDifference::among(records).notes("v2", &ladder);
        let a = "[x/a](errors/x/a/index.md)";
        let expected = format!(
            "# v2\n\nRecords: 1 added, 2 withdrawn, 1 renamed, 1 changed.\n\n## What is new\n\n- [x/b](errors/x/b/index.md): E\n\n\
             ## What got better\n\n- {a} verification_tier: low → high\n\n## What was found wrong\n\n\
             - `x/e`: wrong\n- {a} resolvable: true → false\n- {a} w1 removed: Wait\n\n## What to look at\n\n\
             - `x/d`, merged into [x/c](errors/x/c/index.md): the same\n\
             - `x/old` is now [x/c](errors/x/c/index.md)\n\n\
             ## What else changed\n\n- tags, dates, order and other fields: 1 record\n"
        );
        assert_eq!(notes, expected);
        assert_eq!(SetDifference::default().notes("v2", &ladder), "# v2\n\nNothing changed.\n");
    }
}
