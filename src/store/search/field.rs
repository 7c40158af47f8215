//! The texts of a record that are searched.

use crate::record::{DeadEnd, Field, FormatField, ItemKind, ItemNumber, Record, Workaround};

/// The column of the index that a text belongs to. A match in an earlier one weighs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchedColumn {
    Signature,
    Label,
    Action,
    Cause,
    Reason,
}

/// The place of a searched text in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchedPlace {
    /// A field of the record.
    Field(Field),
    /// A field of an item.
    Item(ItemNumber, FormatField),
    /// An element of a list of texts: the list and the index from 0.
    Element(Field, usize),
}

impl std::fmt::Display for SearchedPlace {
    /// As maintainers name it: `signature`, `w1.action`, `tags[0]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SearchedPlace::Field(field) => f.pad(field.name()),
            SearchedPlace::Item(item, field) => f.pad(&format!("{item}.{}", field.name())),
            SearchedPlace::Element(field, index) => f.pad(&format!("{}[{index}]", field.name())),
        }
    }
}

/// Whether two records have the same searched texts.
pub(in crate::store) fn reads_alike(one: &Record, other: &Record) -> bool {
    let texts = |record| {
        let mut texts = Vec::new();
        each_text(record, |column, _, text| texts.push((column, text)));
        texts
    };
    texts(one) == texts(other)
}

/// Calls `visit` with the searched texts of a record, English and Chinese, those with the largest weight first.
pub(super) fn each_text<'r>(record: &'r Record, mut visit: impl FnMut(SearchedColumn, SearchedPlace, &'r str)) {
    // Every field is named here, so that a new field does not compile before it is decided whether it is searched.
    let Record {
        id,
        signature,
        signature_zh,
        regex: _,
        domain: _,
        category: _,
        subcategory: _,
        root_cause,
        root_cause_type: _,
        root_cause_zh,
        versions: _,
        os_specific: _,
        dead_ends,
        workarounds,
        workarounds_zh,
        transition_graph: _,
        official_doc_url: _,
        official_doc_section: _,
        error_code,
        verification_tier: _,
        confidence: _,
        fix_success_rate: _,
        resolvable: _,
        first_seen: _,
        last_confirmed: _,
        last_updated: _,
        evidence_count: _,
        tags,
        locale: _,
        aliases,
        extra: _,
    } = record;
    visit(SearchedColumn::Signature, SearchedPlace::Field(Record::SIGNATURE), signature);
    if let Some(text) = signature_zh {
        visit(SearchedColumn::Signature, SearchedPlace::Field(Record::SIGNATURE_ZH), text);
    }
    visit(SearchedColumn::Label, SearchedPlace::Field(Record::ID), id.as_str());
    if let Some(text) = error_code {
        visit(SearchedColumn::Label, SearchedPlace::Field(Record::ERROR_CODE), text);
    }
    for (field, list) in [(Record::TAGS, tags), (Record::ALIASES, aliases)] {
        for (index, text) in list.iter().enumerate() {
            visit(SearchedColumn::Label, SearchedPlace::Element(field, index), text);
        }
    }
    for (number, item) in (1..).zip(workarounds) {
        visit(
            SearchedColumn::Action,
            SearchedPlace::Item(ItemNumber { kind: ItemKind::Workaround, number }, Workaround::ACTION),
            &item.action,
        );
    }
    for (index, text) in workarounds_zh.iter().enumerate() {
        visit(SearchedColumn::Action, SearchedPlace::Element(Record::WORKAROUNDS_ZH, index), text);
    }
    for (number, item) in (1..).zip(dead_ends) {
        visit(
            SearchedColumn::Action,
            SearchedPlace::Item(ItemNumber { kind: ItemKind::DeadEnd, number }, DeadEnd::ACTION),
            &item.action,
        );
    }
    visit(SearchedColumn::Cause, SearchedPlace::Field(Record::ROOT_CAUSE), root_cause);
    if let Some(text) = root_cause_zh {
        visit(SearchedColumn::Cause, SearchedPlace::Field(Record::ROOT_CAUSE_ZH), text);
    }
    for (number, item) in (1..).zip(dead_ends) {
        visit(
            SearchedColumn::Reason,
            SearchedPlace::Item(ItemNumber { kind: ItemKind::DeadEnd, number }, DeadEnd::WHY_FAILS),
            &item.why_fails,
        );
    }
}
