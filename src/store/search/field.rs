//! Which texts of a record are searched.

use crate::record::Record;

/// The column of the index that a text belongs to. The earlier, the more a match in it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Signature,
    Label,
    Action,
    Cause,
    Reason,
}

/// Where in a record a text stands that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A field of the record, by its name.
    Field(&'static str),
    /// A field of an item: the letter of its list, its number from 1, the field's name.
    Item(char, usize, &'static str),
    /// An element of a list of texts: the list's name and the index from 0.
    Element(&'static str, usize),
}

impl std::fmt::Display for Place {
    /// As maintainers name it: `signature`, `w1.action`, `tags[0]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Field(name) => f.pad(name),
            Place::Item(letter, number, name) => f.pad(&format!("{letter}{number}.{name}")),
            Place::Element(name, index) => f.pad(&format!("{name}[{index}]")),
        }
    }
}

/// Whether two records have the same texts, as far as they are searched.
pub(in crate::store) fn reads_alike(one: &Record, other: &Record) -> bool {
    let texts = |record| {
        let mut texts = Vec::new();
        each_text(record, |column, _, text| texts.push((column, text)));
        texts
    };
    texts(one) == texts(other)
}

/// Hands out the texts of a record that are searched, English and Chinese, those that weigh most first.
pub(super) fn each_text<'r>(record: &'r Record, mut visit: impl FnMut(Column, Place, &'r str)) {
    visit(Column::Signature, Place::Field("signature"), &record.signature);
    if let Some(text) = &record.signature_zh {
        visit(Column::Signature, Place::Field("signature_zh"), text);
    }
    visit(Column::Label, Place::Field("id"), record.id.as_str());
    if let Some(text) = &record.error_code {
        visit(Column::Label, Place::Field("error_code"), text);
    }
    for (name, list) in [("tags", &record.tags), ("aliases", &record.aliases)] {
        for (index, text) in list.iter().enumerate() {
            visit(Column::Label, Place::Element(name, index), text);
        }
    }
    for (number, item) in (1..).zip(&record.workarounds) {
        visit(Column::Action, Place::Item('w', number, "action"), &item.action);
    }
    for (index, text) in record.workarounds_zh.iter().enumerate() {
        visit(Column::Action, Place::Element("workarounds_zh", index), text);
    }
    for (number, item) in (1..).zip(&record.dead_ends) {
        visit(Column::Action, Place::Item('d', number, "action"), &item.action);
    }
    visit(Column::Cause, Place::Field("root_cause"), &record.root_cause);
    if let Some(text) = &record.root_cause_zh {
        visit(Column::Cause, Place::Field("root_cause_zh"), text);
    }
    for (number, item) in (1..).zip(&record.dead_ends) {
        visit(Column::Reason, Place::Item('d', number, "why_fails"), &item.why_fails);
    }
}
