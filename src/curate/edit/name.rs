//! The names by which maintainers name fields: `root_cause`, `w1.success_rate`, `tags`.

use super::super::numbered::item;
use super::super::refusal::{EditRefusal, Refusal};
use crate::record::{EXTRA, Field, FieldKind, FormatField, GRAPH, ItemKind, ItemNumber, ItemRef, Part, Revision};

/// A field of a revision, its item resolved, or a custom key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EditedField {
    /// The field; `extra` for a key that the format does not know.
    pub field: Field,
    /// That key.
    pub own: Option<String>,
}

/// The meaning of a name in the format, for any item.
#[derive(Debug, Clone)]
enum MeantField {
    Field(FormatField),
    Own(String),
}

impl MeantField {
    fn of(self, item: Option<ItemRef>) -> EditedField {
        match self {
            MeantField::Field(field) => EditedField { field: field.of(item.map_or(0, |item| item.id)), own: None },
            MeantField::Own(key) => EditedField { field: Field::extra(item), own: Some(key) },
        }
    }
}

/// The Jaro-Winkler similarity from which a name may be the one that was meant, 0 to 1.
const MIN_SIMILARITY: f64 = 0.8;

impl EditedField {
    /// Resolves a name. `extra.KEY` names a key that the format does not know; one that the record already has may be
    /// named without the prefix.
    pub(super) fn resolve(revision: &Revision, word: &str) -> Result<Self, Refusal> {
        if let Some((number, field)) = word.split_once('.')
            && ItemNumber::parse(number).is_some()
        {
            let item = item(revision, number)?;
            let there = |key: &str| has_unknown(revision, item, key);
            return Ok(meant(Part::Item(item.kind), field, there, word)?.of(Some(item)));
        }
        let there = |key: &str| revision.record.extra.keys().any(|own| own == key);
        Ok(meant(Part::Record, word, there, word)?.of(None))
    }

    /// The fields that a name means for a substitution: `w.how` is that of every workaround. The inner error says that
    /// the record does not have the item.
    pub(super) fn every(revision: &Revision, word: &str) -> Result<Result<Vec<Self>, Refusal>, Refusal> {
        let Some((number, field)) = word.split_once('.') else {
            return EditedField::resolve(revision, word).map(|name| Ok(vec![name]));
        };
        if let Some(kind) = ItemKind::from_letter(number) {
            let items = || revision.items.of(kind).iter().map(|id| ItemRef { kind, id: *id });
            let there = |key: &str| items().any(|item| has_unknown(revision, item, key));
            let meant = meant(Part::Item(kind), field, there, word)?;
            return Ok(Ok(items().map(|item| meant.clone().of(Some(item))).collect()));
        }
        match item(revision, number) {
            Err(missing @ Refusal::NoItem(_)) => Ok(Err(missing)),
            _ => EditedField::resolve(revision, word).map(|name| Ok(vec![name])),
        }
    }

    /// Whether it is a key that the format does not know.
    pub(super) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Whether the field is text, which is used as it is typed.
    pub(super) fn is_text(&self) -> bool {
        self.field.kind().is_text()
    }

    /// Whether the field is a list of texts without duplicates.
    pub(super) fn is_set(&self) -> bool {
        self.field.kind() == FieldKind::Set
    }

    /// Whether the field is a list of texts.
    pub(super) fn is_text_list(&self) -> bool {
        self.field.kind().is_text_list()
    }
}

/// The parts of a name, for any record: the letter and the number of the item, and the field. A letter without a number
/// means every item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address<'w> {
    item: Option<(ItemKind, Option<usize>)>,
    field: &'w str,
}

impl<'w> Address<'w> {
    pub(super) fn of(word: &'w str) -> Self {
        if let Some((number, field)) = word.split_once('.')
            && let Some(item) = ItemKind::from_letter(number).map(|kind| (kind, None)).or_else(|| numbered(number))
        {
            return Address { item: Some(item), field: field.strip_prefix("extra.").unwrap_or(field) };
        }
        let field = [EXTRA, GRAPH].iter().find_map(|prefix| word.strip_prefix(prefix)?.strip_prefix('.'));
        Address { item: None, field: field.unwrap_or(word) }
    }

    /// The item that a word such as `w2` means as a whole.
    pub(super) fn of_item(word: &'w str) -> Option<Self> {
        Some(Address { item: Some(numbered(word)?), field: "" })
    }

    /// Whether it is a field of an item.
    pub(super) fn is_in(&self, item: &Address<'_>) -> bool {
        self.item == item.item
    }

    /// Whether both may mean one field.
    pub(super) fn meets(&self, other: &Address<'_>) -> bool {
        let items = match (self.item, other.item) {
            (Some((a, m)), Some((b, n))) => a == b && (m == n || m.is_none() || n.is_none()),
            (one, other) => one == other,
        };
        items && self.field == other.field
    }
}

/// The kind and the number of a word such as `w2`.
fn numbered(word: &str) -> Option<(ItemKind, Option<usize>)> {
    ItemNumber::parse(word).map(|item| (item.kind, Some(item.number)))
}

/// Whether an item has a key that the format does not know.
fn has_unknown(revision: &Revision, item: ItemRef, key: &str) -> bool {
    let Revision { record, items, .. } = revision;
    let Some(at) = items.position(item) else { return false };
    let extra = match item.kind {
        ItemKind::Version => record.versions.get(at).map(|item| &item.extra),
        ItemKind::DeadEnd => record.dead_ends.get(at).map(|item| &item.extra),
        ItemKind::Workaround => record.workarounds.get(at).map(|item| &item.extra),
    };
    extra.is_some_and(|extra| extra.keys().any(|own| own == key))
}

fn meant(part: Part, field: &str, there: impl Fn(&str) -> bool, word: &str) -> Result<MeantField, EditRefusal> {
    let named = |name: &str| FormatField::named(part, name);
    if named(field).is_some_and(|field| matches!(field.kind(), FieldKind::Items(_))) {
        return Err(EditRefusal::ItemList(field.to_owned()));
    }
    if let Some((EXTRA, key)) = field.split_once('.')
        && !key.is_empty()
    {
        if key != EXTRA && (named(key).is_some() || (part == Part::Record && key == GRAPH)) {
            return Err(EditRefusal::NotCustom(key.to_owned()));
        }
        return Ok(MeantField::Own(key.to_owned()));
    }
    let known = named(field).or_else(|| named(&format!("{GRAPH}.{field}")));
    if let Some(known) = known.filter(|known| known.kind() != FieldKind::Extra) {
        return Ok(MeantField::Field(known));
    }
    if there(field) {
        return Ok(MeantField::Own(field.to_owned()));
    }
    let is_meant = |annotation: &Field| part == Part::Record && annotation.name() == field;
    if let Some(annotation) = Field::ANNOTATIONS.into_iter().find(is_meant) {
        return Err(EditRefusal::Annotation(annotation));
    }
    let known = FormatField::all(part).filter(|known| known.kind() != FieldKind::Extra).map(FormatField::name);
    let mut near: Vec<(f64, &str)> = known.map(|name| (strsim::jaro_winkler(field, name), name)).collect();
    near.retain(|(likeness, _)| *likeness >= MIN_SIMILARITY);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    // The item's number is before the field: w1.sucess_rate.
    let prefix = word.strip_suffix(field).unwrap_or_default();
    let near = near.first().map(|(_, name)| format!("{prefix}{name}"));
    Err(EditRefusal::NoField { word: word.to_owned(), near, custom: format!("{prefix}{EXTRA}.{field}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::Step;
    use crate::curate::fixture::refused_edit;

    fn refused(word: &str) -> EditRefusal {
        refused_edit(vec![Step::Set(word.to_owned(), "[]".to_owned())])
    }

    #[test]
    fn a_list_of_items_is_not_set_as_a_whole() {
        assert_eq!(refused("workarounds"), EditRefusal::ItemList("workarounds".to_owned()));
    }

    #[test]
    fn a_field_of_the_format_is_not_named_as_a_custom_key() {
        for (word, key) in [("extra.tags", "tags"), ("w1.extra.how", "how"), ("extra.transition_graph", GRAPH)] {
            assert_eq!(refused(word), EditRefusal::NotCustom(key.to_owned()), "{word}");
        }
    }
}
