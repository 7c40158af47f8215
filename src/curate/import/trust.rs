//! How far a source is trusted.

use std::fmt;
use std::str::FromStr;

use crate::record::{Field, Fields, Json, Part, Tier};

/// What a source may change, from `[source.NAME]` of the policy or from the command line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trust {
    /// Fields of records that are there already, which it does not change.
    pub keep: Vec<KeptField>,
    /// The tier on which its new records begin; the one they claim if nothing is said.
    pub new_tier: Option<Tier>,
    /// Whether only its new records are taken.
    pub only_new: bool,
}

/// A field that a source does not change: `confidence`, or `w.success_rate` for that of all workarounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptField {
    part: Part,
    name: &'static str,
}

/// A word that names no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown field '{0}'; expected one of the JSON, such as confidence, or w.success_rate, d.fail_rate, v.status")]
pub struct KeptFieldError(String);

impl FromStr for KeptField {
    type Err = KeptFieldError;

    fn from_str(word: &str) -> Result<Self, KeptFieldError> {
        let item = word.split_once('.').filter(|(letter, _)| letter.len() == 1);
        let item = item.and_then(|(letter, name)| Some((Part::from_letter(letter.chars().next()?)?, name)));
        let (part, name) = item.unwrap_or((Part::Record, word));
        let find = |name: &str| part.fields().iter().find(|field| **field == name);
        let found = find(name).or_else(|| find(&format!("transition_graph.{name}")));
        let is_fixed = part == Part::Record && matches!(name, "id" | "domain");
        let found = found.filter(|_| !is_fixed).ok_or_else(|| KeptFieldError(word.to_owned()))?;
        Ok(KeptField { part, name: found })
    }
}

impl From<Field> for KeptField {
    /// What to name so that a source does not change a field.
    fn from(field: Field) -> Self {
        KeptField { part: field.part, name: field.name() }
    }
}

impl fmt::Display for KeptField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.letter() {
            "" => f.write_str(self.name),
            letter => write!(f, "{letter}.{}", self.name),
        }
    }
}

impl Trust {
    /// What holds if both say something: the stricter of the two.
    #[must_use]
    pub fn and(mut self, other: &Trust) -> Self {
        self.keep.extend(other.keep.iter().cloned());
        self.new_tier = self.new_tier.or_else(|| other.new_tier.clone());
        self.only_new |= other.only_new;
        self
    }

    /// Puts the base's values, or else ours, in place of theirs in the fields that the source does not change.
    pub(super) fn hold(&self, theirs: &mut Fields, base: &Fields, ours: &Fields) {
        let items = |part: Part| if part == Part::Record { vec![0] } else { theirs.ids(part) };
        let kept: Vec<Field> = self
            .keep
            .iter()
            .flat_map(|kept| items(kept.part).into_iter().filter_map(|item| Field::named(kept.part, item, kept.name)))
            .collect();
        for field in kept {
            if let Some(part) = field.listed() {
                // The list names its items, and these stay as they are with it.
                let from = if base.get(field).is_some() { base } else { ours };
                let of_part = |fields: &Fields| -> Vec<(Field, Json)> {
                    let own = fields.iter().filter(|(field, _)| field.part == part);
                    own.map(|(field, value)| (field, value.clone())).collect()
                };
                of_part(theirs).into_iter().for_each(|(field, _)| theirs.set(field, None));
                of_part(from).into_iter().for_each(|(field, value)| theirs.set(field, Some(value)));
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

    #[test]
    fn kept_fields_are_named_as_in_the_json() {
        let parse = |word: &str| word.parse::<KeptField>();
        assert_eq!(parse("confidence").unwrap(), KeptField { part: Part::Record, name: "confidence" });
        assert_eq!(parse("w.success_rate").unwrap(), KeptField { part: Part::Workaround, name: "success_rate" });
        assert_eq!(parse("leads_to").unwrap().name, "transition_graph.leads_to");
        assert!(parse("w.fail_rate").is_err() && parse("id").is_err() && parse("confidense").is_err());
    }
}
