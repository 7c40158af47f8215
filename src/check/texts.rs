//! The texts of a record, each with its field.

use std::ops::Range;
use std::sync::LazyLock;

use super::fix::FieldFix;
use super::phrase::Phrases;
use super::phrases::{SPOKEN, TELLING};
use super::secret::starts;
use super::spot::Spot;
use crate::record::{DeadEnd, Field, Json, Record, Revision, TransitionGraph, Version, Workaround};

/// The kind of a text, for checks of some texts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// Written in the record's own language.
    Prose,
    /// Written in Chinese.
    Chinese,
    /// A name, a code, an address.
    Name,
    /// The regex, in which blanks and brackets are significant.
    Pattern,
}

/// A text of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'r> {
    /// Its field.
    pub(super) field: Field,
    /// What it is.
    pub(super) kind: TextKind,
    /// The text.
    pub(super) text: &'r str,
    /// Whether it is the whole value of the field, not an element of a list.
    pub(super) is_whole: bool,
    /// Whether it has only visible ASCII, blanks and line ends, so that no check of characters finds anything.
    pub(super) is_plain: bool,
    /// Whether it has a part without which no text has a placeholder, a phrase of a language model or a secret. Few
    /// texts have one, and it takes as long to look for all of them as for one.
    pub(super) is_telling: bool,
}

impl Text<'_> {
    /// What is wrong with the text.
    pub(super) fn spot(self, message: impl Into<String>) -> Spot {
        Spot::at(self.field, self.text, message)
    }

    /// What is wrong with these bytes of the text. A list of texts has no bytes of its own.
    pub(super) fn spot_at(self, span: Range<usize>, message: impl Into<String>) -> Spot {
        if self.is_whole { self.spot(message).span(span) } else { self.spot(message) }
    }

    /// The change that makes it another text.
    pub(super) fn edit(self, record: &Record, new: &str) -> FieldFix {
        match self.is_whole {
            true => FieldFix::text(record, self.field, self.text, new),
            false => FieldFix::replacement(record, self.field, Json::from(self.text), Json::from(new)),
        }
    }
}

/// Every text of a record that is not empty, except for ids and custom keys.
pub(super) fn texts(revision: &Revision) -> Vec<Text<'_>> {
    let mut texts = Vec::with_capacity(32);
    each(revision, &mut |field, kind, text, is_whole| {
        if !text.is_empty() {
            let is_telling = telling_parts().are_in(text);
            texts.push(Text { field, kind, text, is_whole, is_plain: is_plain(text), is_telling });
        }
    });
    texts
}

/// The parts of which a telling text has one.
fn telling_parts() -> &'static Phrases {
    static PARTS: LazyLock<Phrases> = LazyLock::new(|| {
        let parts: Vec<&str> = TELLING.into_iter().chain(SPOKEN).chain(starts()).collect();
        Phrases::new(&parts)
    });
    &PARTS
}

/// Whether a text has only visible ASCII, blanks and line ends.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'))
}

/// Calls `add` with every text of a record.
fn each<'r>(revision: &'r Revision, add: &mut impl FnMut(Field, TextKind, &'r str, bool)) {
    let Revision { record, items, .. } = revision;
    of_record(record, add);
    for (id, version) in items.versions.iter().zip(&record.versions) {
        let mut name = |field: Field, text: &'r str| add(field, TextKind::Name, text, true);
        name(Version::VERSION.of(*id), &version.version);
        let optional = [
            (Version::INTRODUCED, &version.introduced),
            (Version::DEPRECATED, &version.deprecated),
            (Version::REMOVED, &version.removed),
        ];
        optional.into_iter().for_each(|(field, text)| name(field.of(*id), text.as_deref().unwrap_or_default()));
        let change = version.behavior_change.as_deref().unwrap_or_default();
        add(Version::BEHAVIOR_CHANGE.of(*id), TextKind::Prose, change, true);
    }
    for (id, one) in items.dead_ends.iter().zip(&record.dead_ends) {
        let prose = [
            (DeadEnd::ACTION, &one.action),
            (DeadEnd::WHY_FAILS, &one.why_fails),
            (DeadEnd::CONDITION, &one.condition),
        ];
        prose.into_iter().for_each(|(field, text)| add(field.of(*id), TextKind::Prose, text, true));
        one.sources.iter().for_each(|text| add(DeadEnd::SOURCES.of(*id), TextKind::Name, text, false));
    }
    for (id, one) in items.workarounds.iter().zip(&record.workarounds) {
        let prose =
            [(Workaround::ACTION, &one.action), (Workaround::HOW, &one.how), (Workaround::CONDITION, &one.condition)];
        prose.into_iter().for_each(|(field, text)| add(field.of(*id), TextKind::Prose, text, true));
        one.sources.iter().for_each(|text| add(Workaround::SOURCES.of(*id), TextKind::Name, text, false));
    }
}

/// Calls `add` with the texts of the record itself.
fn of_record<'r>(record: &'r Record, add: &mut impl FnMut(Field, TextKind, &'r str, bool)) {
    use TextKind::{Chinese, Name, Pattern, Prose};
    add(Record::SIGNATURE, Prose, &record.signature, true);
    add(Record::SIGNATURE_ZH, Chinese, record.signature_zh.as_deref().unwrap_or_default(), true);
    add(Record::REGEX, Pattern, &record.regex, true);
    add(Record::CATEGORY, Name, &record.category, true);
    add(Record::ROOT_CAUSE, Prose, &record.root_cause, true);
    add(Record::ROOT_CAUSE_ZH, Chinese, record.root_cause_zh.as_deref().unwrap_or_default(), true);
    record.workarounds_zh.iter().for_each(|text| add(Record::WORKAROUNDS_ZH, Chinese, text, false));
    add(Record::OFFICIAL_DOC_URL, Name, record.official_doc_url.as_deref().unwrap_or_default(), true);
    add(Record::OFFICIAL_DOC_SECTION, Prose, record.official_doc_section.as_deref().unwrap_or_default(), true);
    add(Record::ERROR_CODE, Name, record.error_code.as_deref().unwrap_or_default(), true);
    record.tags.iter().for_each(|text| add(Record::TAGS, Name, text, false));
    record.aliases.iter().for_each(|text| add(Record::ALIASES, Name, text, false));
    of_edges(&record.transition_graph, add);
}

/// Calls `add` with the texts of the edges.
fn of_edges<'r>(graph: &'r TransitionGraph, add: &mut impl FnMut(Field, TextKind, &'r str, bool)) {
    let steps = [(Record::LEADS_TO, &graph.leads_to), (Record::PRECEDED_BY, &graph.preceded_by)];
    for (field, list) in steps {
        list.iter().for_each(|edge| add(field, TextKind::Prose, &edge.condition, false));
    }
    let confusions = &graph.frequently_confused_with;
    confusions.iter().for_each(|edge| add(Record::CONFUSED_WITH, TextKind::Prose, &edge.distinction, false));
}
