//! What an entry says, in parts that a page and a terminal show each in its own way.

use super::{DifferenceEntry, MeantChange, Topic, WordChange, word_changes};
use crate::record::{ChangePath, Id, Json};

/// A part of what an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment<'d> {
    /// The id of a record that is published.
    Id(&'d Id),
    /// An id under which nothing is published any more.
    FormerId(&'d Id),
    /// Words of canonry's own.
    Words(String),
    /// The text of a record, or of somebody who changed it.
    Text(String),
    /// A part of such a text that is no longer there.
    Removed(String),
    /// A part of such a text that is new.
    Added(String),
}

impl<'d> DifferenceEntry<'d> {
    /// What the entry says.
    pub fn fragments(&self) -> Vec<Fragment<'d>> {
        let words = |text: &str| Fragment::Words(text.to_owned());
        let text = |text: &str| Fragment::Text(text.to_owned());
        match *self {
            DifferenceEntry::Withdrawn(id, reason, merged_into) => {
                let into = merged_into.map(|into| [words(", merged into "), Fragment::Id(into)]);
                let why = reason.map(|reason| [words(": "), text(reason)]);
                let parts = [into, why].into_iter().flatten().flatten();
                std::iter::once(Fragment::FormerId(id)).chain(parts).collect()
            }
            DifferenceEntry::Renamed(from, to) => vec![Fragment::FormerId(from), words(" is now "), Fragment::Id(to)],
            DifferenceEntry::Restored(id) => vec![Fragment::Id(id), words(" is published again")],
            DifferenceEntry::Added(id, signature) => vec![Fragment::Id(id), words(": "), text(signature)],
            DifferenceEntry::Changed(id, change) => {
                let mut fragments = vec![Fragment::Id(id), words(" ")];
                fragments.extend(meaning(change));
                fragments
            }
            DifferenceEntry::Confirmed(records, first, last) if first == last => {
                vec![words(&format!("{} confirmed on {first}", counted(records)))]
            }
            DifferenceEntry::Confirmed(records, first, last) => {
                vec![words(&format!("{} confirmed from {first} to {last}", counted(records)))]
            }
            DifferenceEntry::Rest(topic, records) => vec![words(&format!("{}: {}", topic.plural(), counted(records)))],
        }
    }
}

fn counted(records: usize) -> String {
    if records == 1 { "1 record".to_owned() } else { format!("{records} records") }
}

/// What became of a field or an item.
fn meaning(MeantChange { topic, change, item, reports }: &MeantChange) -> Vec<Fragment<'static>> {
    let name = match (&change.path, topic) {
        // Of an item only one rate and one wording is told, so its number says which.
        (ChangePath::Field(named), Topic::Rate | Topic::Wording) if named.number.is_some() => {
            named.number.map(|number| number.to_string()).unwrap_or_default()
        }
        (path, _) => path.to_string(),
    };
    let words = |text: String| Fragment::Words(text);
    let text = |value: Option<&Json>| value.and_then(Json::as_str).unwrap_or_default().into_owned();
    let shown = |value: Option<&Json>| match value {
        Some(value) => value.as_str().unwrap_or_else(|| value.text().into()).into_owned(),
        None => "none".to_owned(),
    };
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    match topic {
        Topic::Item => {
            let what = if new.is_none() { "removed" } else { "added" };
            vec![words(format!("{name} {what}: ")), Fragment::Text(item.clone().unwrap_or_default())]
        }
        Topic::Wording => {
            let parts = word_changes(&text(old), &text(new)).into_iter().map(|part| match part {
                WordChange::Same(text) => Fragment::Text(text),
                WordChange::Removed(text) => Fragment::Removed(text),
                WordChange::Added(text) => Fragment::Added(text),
            });
            std::iter::once(words(format!("{name} reworded: "))).chain(parts).collect()
        }
        Topic::Verdict | Topic::Rate | Topic::Confirmed | Topic::Evidence => {
            told(&name, &shown(old), &shown(new), *reports, item)
        }
        Topic::Edge | Topic::Regex | Topic::Text | Topic::Other => told(&name, &shown(old), &shown(new), None, &None),
    }
}

/// An old and a new value, the reports between them, and the item.
fn told(name: &str, old: &str, new: &str, reports: Option<u64>, item: &Option<String>) -> Vec<Fragment<'static>> {
    let behind = match reports {
        None => String::new(),
        Some(0) => ", no reports".to_owned(),
        Some(1) => ", 1 report".to_owned(),
        Some(many) => format!(", {many} reports"),
    };
    let (words, text) = (|text: &str| Fragment::Words(text.to_owned()), |text: &str| Fragment::Text(text.to_owned()));
    let mut fragments = vec![words(name), words(": "), text(old), words(" → "), text(new), words(&behind)];
    if let Some(item) = item {
        fragments.extend([words(": "), text(item)]);
    }
    fragments
}
