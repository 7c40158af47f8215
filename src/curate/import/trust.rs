//! The trust of a source.

use std::fmt;
use std::str::FromStr;

use crate::record::{Field, Fields, FormatField, GRAPH, ItemKind, Json, Part, Record, Tier};

/// What a source may change, from `[source.NAME]` of the policy or from the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trust {
    /// Fields of existing records which it does not change.
    pub keep: Vec<KeptField>,
    /// The tier of its new records; by default their own.
    pub new_tier: Option<Tier>,
    /// Whether only its new records are imported.
    pub only_new: bool,
}

/// A field that a source does not change: `confidence`, or `w.success_rate` for that of all workarounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptField(FormatField);

/// A word that names no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown field '{0}'; expected one of the JSON, such as confidence, or w.success_rate, d.fail_rate, v.status")]
pub struct KeptFieldError(String);

impl FromStr for KeptField {
    type Err = KeptFieldError;

    fn from_str(word: &str) -> Result<Self, KeptFieldError> {
        let item = word.split_once('.');
        let item = item.and_then(|(letter, name)| Some((Part::Item(ItemKind::from_letter(letter)?), name)));
        let (part, name) = item.unwrap_or((Part::Record, word));
        let found = FormatField::named(part, name);
        let found = found.or_else(|| FormatField::named(part, &format!("{GRAPH}.{name}")));
        let is_fixed = |field: FormatField| [Record::ID, Record::DOMAIN].contains(&field.of(0));
        found.filter(|field| !is_fixed(*field)).map(KeptField).ok_or_else(|| KeptFieldError(word.to_owned()))
    }
}

impl From<Field> for KeptField {
    /// The name that keeps a field from being changed by a source.
    fn from(field: Field) -> Self {
        KeptField(field.format())
    }
}

impl fmt::Display for KeptField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.part() {
            Part::Record => f.write_str(self.0.name()),
            Part::Item(kind) => write!(f, "{}.{}", kind.letter(), self.0.name()),
        }
    }
}

impl Trust {
    /// The stricter of two trusts.
    #[must_use]
    pub fn and(mut self, other: &Trust) -> Self {
        self.keep.extend(other.keep.iter().cloned());
        self.new_tier = self.new_tier.or_else(|| other.new_tier.clone());
        self.only_new |= other.only_new;
        self
    }

    /// Whether the count that an author set is not changed. New evidence is counted all the same.
    pub(super) fn keeps_count(&self) -> bool {
        self.keeps(Record::EVIDENCE_COUNT)
    }

    /// Whether a field is not changed.
    pub(super) fn keeps(&self, field: Field) -> bool {
        self.keep.contains(&field.into())
    }

    /// Replaces their values by those of the base, or else ours, in the fields that the source does not change.
    pub(super) fn hold(&self, theirs: &mut Fields, base: &Fields, ours: &Fields) {
        let ids = |part: Part| match part {
            Part::Record => vec![0],
            Part::Item(kind) => theirs.ids(kind),
        };
        let every = |field: FormatField| ids(field.part()).into_iter().map(move |id| field.of(id));
        let kept: Vec<Field> = self.keep.iter().flat_map(|kept| every(kept.0)).collect();
        for field in kept {
            if let Some(kind) = field.listed() {
                // The list names its items, which are not changed either.
                let from = if base.get(field).is_some() { base } else { ours };
                let of_kind = |fields: &Fields| -> Vec<(Field, Json)> {
                    let own = fields.iter().filter(|(field, _)| field.item.is_some_and(|item| item.kind == kind));
                    own.map(|(field, value)| (field, value.clone())).collect()
                };
                of_kind(theirs).into_iter().for_each(|(field, _)| theirs.set(field, None));
                of_kind(from).into_iter().for_each(|(field, value)| theirs.set(field, Some(value)));
            }
            if let Some(value) = base.get(field).or_else(|| ours.get(field)) {
                theirs.set(field, Some(value.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Workaround;

    #[test]
    fn kept_fields_are_named_as_in_the_json() {
        let parse = |word: &str| word.parse::<KeptField>();
        assert_eq!(parse("confidence").unwrap(), Record::CONFIDENCE.into());
        assert_eq!(parse("w.success_rate").unwrap(), KeptField(Workaround::SUCCESS_RATE));
        assert_eq!(parse("leads_to").unwrap().0.name(), "transition_graph.leads_to");
        assert!(parse("w.fail_rate").is_err() && parse("id").is_err() && parse("confidense").is_err());
    }
}
