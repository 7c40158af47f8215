//! Conditions on what a field contains.

use std::fmt;
use std::str::FromStr;

use crate::record::{FieldKind, FormatField, GRAPH, ItemKind, Part};
use crate::store::fold::fold;
use crate::store::nearest::Nearest;

/// The most fields that an error suggests.
const MAX_SUGGESTIONS: usize = 3;

/// A field of the format, and a text that it contains, ignoring case. Written `FIELD~TEXT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Containing {
    field: FormatField,
    /// Folded.
    text: String,
}

/// Why a word is not a condition on a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContainingError {
    /// The word has no `~`, or nothing on one side of it.
    #[error("expected FIELD~TEXT")]
    Form,
    /// The format has no such field.
    #[error(transparent)]
    Field(UnknownField),
}

/// A name that no field has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field '{name}'")]
pub struct UnknownField {
    /// The name.
    pub name: String,
    /// The most similar names.
    pub nearest: Vec<String>,
}

impl FromStr for Containing {
    type Err = ContainingError;

    fn from_str(word: &str) -> Result<Self, ContainingError> {
        let (name, text) = word.split_once('~').ok_or(ContainingError::Form)?;
        if name.is_empty() || text.is_empty() {
            return Err(ContainingError::Form);
        }
        let field = searched_field(name).map_err(ContainingError::Field)?;
        Ok(Containing { field, text: fold(text) })
    }
}

/// The field with a name in conditions: `category`, `leads_to`, `workarounds.action` or `w.action`.
///
/// # Errors
/// If there is none.
pub fn searched_field(name: &str) -> Result<FormatField, UnknownField> {
    let found = names().find(|(_, names)| names.iter().any(|known| known == name));
    found.map(|(field, _)| field).ok_or_else(|| unknown(name))
}

/// The error for a name that no field has: a list of items is named by the fields of its items, and a mistyped name by
/// the most similar ones.
fn unknown(name: &str) -> UnknownField {
    let below = format!("{name}.");
    let mut nearest: Vec<String> =
        names().flat_map(|(_, names)| names).filter(|known| known.starts_with(&below)).collect();
    if nearest.is_empty() {
        let mut alike = Nearest::new(name, MAX_SUGGESTIONS);
        names().flat_map(|(_, names)| names).for_each(|known| alike.consider(&known));
        nearest = alike.into_words();
    }
    UnknownField { name: name.to_owned(), nearest }
}

impl fmt::Display for Containing {
    /// The text alone, folded, as it is bound to the statement.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Every field that can be searched for a text, with its names. The lists of items are named by their fields.
fn names() -> impl Iterator<Item = (FormatField, Vec<String>)> {
    let is_items = |field: &FormatField| matches!(field.kind(), FieldKind::Items(_));
    let of_record = FormatField::all(Part::Record).filter(move |field| !is_items(field)).map(|field| {
        let short = field.name().strip_prefix(GRAPH).and_then(|name| name.strip_prefix('.'));
        let short = short.filter(|_| field.kind() != FieldKind::Extra);
        (field, std::iter::once(field.name()).chain(short).map(str::to_owned).collect())
    });
    let of_items = ItemKind::ALL.iter().flat_map(|kind| {
        let names = |field: &str| vec![format!("{}.{field}", kind.list()), format!("{}.{field}", kind.letter())];
        FormatField::all(Part::Item(*kind)).map(move |field| (field, names(field.name())))
    });
    of_record.chain(of_items)
}

impl Containing {
    /// The condition on a row of `record`; `text` is the SQL of the folded text.
    pub(super) fn condition(&self, text: &str) -> String {
        let FieldPlace { rows, value, beside } = FieldPlace::of(self.field);
        let has = |column: &str| format!("contains_folded({column}, {text})");
        let has: Vec<String> = std::iter::once(value.as_str()).chain(beside.iter().copied()).map(has).collect();
        match rows {
            None => has.join(" OR "),
            Some(rows) => format!("EXISTS (SELECT 1 FROM {rows} AND ({}))", has.join(" OR ")),
        }
    }
}

/// Where the values of a field are, as SQL.
pub(super) struct FieldPlace {
    /// The table with the condition that joins it to `record`; `None` if the values are in `record` itself.
    pub(super) rows: Option<String>,
    /// The column of the value.
    pub(super) value: String,
    /// Other columns that are shown with the value.
    pub(super) beside: &'static [&'static str],
}

impl FieldPlace {
    pub(super) fn of(field: FormatField) -> Self {
        let (part, name) = (field.part(), field.name());
        let own = |column: &str| FieldPlace { rows: None, value: column.to_owned(), beside: &[] };
        let within = |rows: &str, value: &str| FieldPlace { rows: Some(rows.to_owned()), ..own(value) };
        if let Part::Item(kind) = part {
            let table = kind.as_str();
            let joined = "i.record = record.id AND i.gone_in IS NULL";
            return match name {
                "sources" => {
                    let sources = format!("JOIN source s ON s.record = i.record AND s.{table} = i.id");
                    within(&format!("{table} i {sources} WHERE {joined}"), "s.url")
                }
                name => within(&format!("{table} i WHERE {joined}"), &format!("i.{name}")),
            };
        }
        match name {
            "id" => own("canon_id"),
            "tags" => within("tag t WHERE t.record = record.id", "t.tag"),
            "aliases" => within("alias a WHERE a.record = record.id", "a.alias"),
            "signature_zh" | "root_cause_zh" | "workarounds_zh" => {
                let name = name.trim_end_matches("_zh");
                let of_field = format!("t.language = 'zh' AND t.field = '{name}'");
                within(&format!("translation t WHERE t.record = record.id AND {of_field}"), "t.text")
            }
            "transition_graph.extra" => own("graph_extra"),
            name => match name.strip_prefix(GRAPH).and_then(|kind| kind.strip_prefix('.')) {
                Some(kind) => {
                    let rows = format!("edge e WHERE e.record = record.id AND e.kind = '{kind}'");
                    FieldPlace { beside: &["e.condition", "e.distinction"], ..within(&rows, "e.target") }
                }
                None => own(name),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Workaround;

    #[test]
    fn fields_have_their_names_in_the_format() {
        for word in ["root_cause~x", "tags~x", "leads_to~x", "transition_graph.leads_to~x", "extra~x", "signature_zh~x"]
        {
            assert!(word.parse::<Containing>().is_ok_and(|one| one.field.part() == Part::Record), "{word}");
        }
        let long: Containing = "workarounds.action~LOG~IN".parse().unwrap();
        assert_eq!(long, "w.action~log~in".parse().unwrap());
        assert_eq!((long.field, long.text.as_str()), (Workaround::ACTION, "log~in"));
    }

    #[test]
    fn the_error_of_an_unknown_field_names_the_nearest_one() {
        let nearest = |word: &str| match word.parse::<Containing>() {
            Err(ContainingError::Field(unknown)) => unknown.nearest,
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("root_cuase~x"), ["root_cause", "root_cause_zh", "root_cause_type"]);
        assert_eq!(nearest("w1.action~x").first().unwrap(), "w.action");
        assert_eq!(nearest("workarounds~x")[..2], ["workarounds.action", "workarounds.success_rate"]);
        assert_eq!(nearest("d~x")[..2], ["d.action", "d.why_fails"]);
        assert_eq!(nearest("qqq~x"), [""; 0]);
        for word in ["root_cause", "~x", "root_cause~"] {
            assert_eq!(word.parse::<Containing>(), Err(ContainingError::Form), "{word}");
        }
    }
}
