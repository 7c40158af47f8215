//! Conditions on what a field contains.

use std::fmt;
use std::str::FromStr;

use crate::record::{FieldKind, FormatField, ItemKind, Part};
use crate::store::fold::fold;
use crate::store::nearest::Nearest;

/// How many fields an error suggests.
const MAX_SUGGESTIONS: usize = 3;

/// A field of the format, and a text that it contains. Case makes no difference. Written `FIELD~TEXT`.
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
    #[error("there is no field '{field}'")]
    Field {
        /// The unknown name.
        field: String,
        /// The names most like it.
        nearest: Vec<String>,
    },
}

impl FromStr for Containing {
    type Err = ContainingError;

    fn from_str(word: &str) -> Result<Self, ContainingError> {
        let (name, text) = word.split_once('~').ok_or(ContainingError::Form)?;
        if name.is_empty() || text.is_empty() {
            return Err(ContainingError::Form);
        }
        let found = names().find(|(_, names)| names.iter().any(|known| known == name));
        let (field, _) = found.ok_or_else(|| unknown(name))?;
        Ok(Containing { field, text: fold(text) })
    }
}

/// The error for a name that no field has: a list of items is named by the fields of its items, and a mistyped name by
/// those most like it.
fn unknown(name: &str) -> ContainingError {
    let below = format!("{name}.");
    let mut nearest: Vec<String> =
        names().flat_map(|(_, names)| names).filter(|known| known.starts_with(&below)).collect();
    if nearest.is_empty() {
        let mut alike = Nearest::new(name, MAX_SUGGESTIONS);
        names().flat_map(|(_, names)| names).for_each(|known| alike.consider(&known));
        nearest = alike.into_words();
    }
    ContainingError::Field { field: name.to_owned(), nearest }
}

impl fmt::Display for Containing {
    /// The text alone, folded: what is bound to the statement.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The key of the object whose members are fields of the record.
const GRAPH: &str = "transition_graph.";

/// Every field that text can be looked for in, with the names it goes by. The lists of items are named by their fields.
fn names() -> impl Iterator<Item = (FormatField, Vec<String>)> {
    let is_items = |field: &FormatField| matches!(field.kind(), FieldKind::Items(_));
    let of_record = FormatField::all(Part::Record).filter(move |field| !is_items(field)).map(|field| {
        let short = field.name().strip_prefix(GRAPH).filter(|_| field.kind() != FieldKind::Extra);
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
        let has = |value: &str| format!("contains_folded({value}, {text})");
        let exists = |rows: &str, found: &str| format!("EXISTS (SELECT 1 FROM {rows} AND ({found}))");
        let (part, name) = (self.field.part(), self.field.name());
        if let Part::Item(kind) = part {
            let table = kind.as_str();
            let rows = format!("{table} i WHERE i.record = record.id AND i.gone_in IS NULL");
            return match name {
                "sources" => {
                    let rows = format!("{table} i JOIN source s ON s.record = i.record AND s.{table} = i.id");
                    let rows = format!("{rows} WHERE i.record = record.id AND i.gone_in IS NULL");
                    exists(&rows, &has("s.url"))
                }
                name => exists(&rows, &has(&format!("i.{name}"))),
            };
        }
        match name {
            "id" => has("canon_id"),
            "tags" => exists("tag t WHERE t.record = record.id", &has("t.tag")),
            "aliases" => exists("alias a WHERE a.record = record.id", &has("a.alias")),
            "signature_zh" | "root_cause_zh" | "workarounds_zh" => {
                let name = name.trim_end_matches("_zh");
                let rows =
                    format!("translation t WHERE t.record = record.id AND t.language = 'zh' AND t.field = '{name}'");
                exists(&rows, &has("t.text"))
            }
            "transition_graph.extra" => has("graph_extra"),
            name => match name.strip_prefix(GRAPH) {
                Some(kind) => {
                    let rows = format!("edge e WHERE e.record = record.id AND e.kind = '{kind}'");
                    let texts = ["e.target", "e.condition", "e.distinction"].map(has);
                    exists(&rows, &texts.join(" OR "))
                }
                None => has(name),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Workaround;

    #[test]
    fn fields_go_by_their_names_in_the_format() {
        for word in ["root_cause~x", "tags~x", "leads_to~x", "transition_graph.leads_to~x", "extra~x", "signature_zh~x"]
        {
            assert!(word.parse::<Containing>().is_ok_and(|one| one.field.part() == Part::Record), "{word}");
        }
        let long: Containing = "workarounds.action~LOG~IN".parse().unwrap();
        assert_eq!(long, "w.action~log~in".parse().unwrap());
        assert_eq!((long.field, long.text.as_str()), (Workaround::ACTION, "log~in"));
    }

    #[test]
    fn an_unknown_field_names_the_nearest() {
        let nearest = |word: &str| match word.parse::<Containing>() {
            Err(ContainingError::Field { nearest, .. }) => nearest,
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
