//! Choosing records.

use rusqlite::types::Value;

use crate::record::{Date, Id, Rate, Resolvable, Tier};

/// Which records are meant; every condition that is given has to hold. Without any, all of them. Records that were
/// withdrawn are never among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// The domain.
    pub domain: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// The verification tier.
    pub tier: Option<Tier>,
    /// Whether the error can be fixed.
    pub resolvable: Option<Resolvable>,
    /// Last confirmed before this day.
    pub confirmed_before: Option<Date>,
    /// A fix rate below this one.
    pub below: Option<Rate>,
    /// One of the tags.
    pub tag: Option<String>,
    /// A pattern for the id: `*` any text, `?` one character, `[a-z]` one of a set.
    pub id: Option<String>,
}

/// A filter as SQL.
pub(super) struct Selection {
    /// A common table expression `selected (record, canon_id)` to stand before a statement.
    pub with: String,
    /// Its named parameters.
    pub parameters: Vec<(&'static str, Value)>,
}

impl Selection {
    /// The parameters as rusqlite takes them.
    pub(super) fn bindings(&self) -> Vec<(&str, &dyn rusqlite::ToSql)> {
        self.parameters.iter().map(|(name, value)| (*name, value as &dyn rusqlite::ToSql)).collect()
    }

    /// The one record of an id, withdrawn or not.
    pub(super) fn one(id: &Id) -> Self {
        Selection::of("", vec![("canon_id = :canon_id", ":canon_id", Value::Text(id.to_string()))])
    }

    /// The one record of a key, withdrawn or not.
    pub(super) fn row(row: i64) -> Self {
        Selection::of("", vec![("id = :row", ":row", Value::Integer(row))])
    }

    fn of(always: &'static str, conditions: Vec<(&'static str, &'static str, Value)>) -> Self {
        let clauses = conditions.iter().map(|(clause, ..)| *clause);
        let clauses: Vec<&str> = std::iter::once(always).filter(|clause| !clause.is_empty()).chain(clauses).collect();
        let with = format!(
            "WITH selected (record, canon_id) AS (SELECT id, canon_id FROM record WHERE {})\n",
            clauses.join(" AND ")
        );
        Selection { with, parameters: conditions.into_iter().map(|(_, name, value)| (name, value)).collect() }
    }
}

impl Filter {
    pub(super) fn selection(&self) -> Selection {
        let text = |value: &Option<String>| value.clone().map(Value::Text);
        let conditions = [
            ("domain = :domain", ":domain", text(&self.domain)),
            ("category = :category", ":category", text(&self.category)),
            ("verification_tier = :tier", ":tier", self.tier.as_ref().map(|tier| Value::Text(tier.to_string()))),
            ("resolvable = :resolvable", ":resolvable", self.resolvable.map(|word| Value::Text(word.to_string()))),
            ("last_confirmed < :day", ":day", self.confirmed_before.map(|day| Value::Text(day.to_string()))),
            ("fix_success_rate < :below", ":below", self.below.map(|rate| Value::Real(rate.value()))),
            ("id IN (SELECT record FROM tag WHERE tag = :tag)", ":tag", text(&self.tag)),
            ("canon_id GLOB :glob", ":glob", text(&self.id)),
        ];
        let given = conditions.into_iter().filter_map(|(clause, name, value)| value.map(|value| (clause, name, value)));
        Selection::of("withdrawn_in IS NULL", given.collect())
    }
}
