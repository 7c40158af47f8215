//! Choosing records.

mod facet;
mod field;
mod selection;
mod unknown;

use rusqlite::types::Value;

pub use facet::FacetValue;
pub use field::{Containing, ContainingError, UnknownField, searched_field};
use selection::Conditions;
pub(super) use selection::Selection;
pub use unknown::UnknownValue;

use crate::ledger::RecordKey;
use crate::record::{Date, Rate, Resolvable, Tier, compact};

/// A selection of records. Every given condition has to be met. If a condition has several values, one of them is
/// enough. Without conditions: all records that are not withdrawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// The domain is one of these.
    pub domains: Vec<String>,
    /// The category is one of these.
    pub categories: Vec<String>,
    /// The verification tier is one of these.
    pub tiers: Vec<Tier>,
    /// `resolvable` is one of these.
    pub resolvable: Vec<Resolvable>,
    /// Last confirmed before this day.
    pub confirmed_before: Option<Date>,
    /// A fix rate below this one.
    pub below: Option<Rate>,
    /// One of the tags is one of these.
    pub tags: Vec<String>,
    /// The id matches one of these patterns: `*` any text, `?` one character, `[a-z]` one of a set.
    pub ids: Vec<String>,
    /// One of these sources has it, as far as is known here.
    pub sources: Vec<String>,
    /// Each of these fields contains its text.
    pub containing: Vec<Containing>,
    /// Withdrawn records instead of those that are not.
    pub withdrawn: bool,
    /// The record is one of these, for conditions that are evaluated before the query. `None` for any record.
    pub among: Option<Box<Among>>,
    /// There is an open dispute: evidence of that kind that counts, about the record or an item that it still has.
    pub disputed: bool,
}

/// Records by their keys. There may be many of them, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Among {
    /// The keys.
    pub rows: Vec<RecordKey>,
}

/// The records with one of the tags.
const TAGGED: &str = "id IN (SELECT record FROM tag WHERE tag IN (SELECT value FROM json_each(:tags)))";

/// The records that one of the sources has.
const EXCHANGED: &str = "id IN (SELECT b.record FROM base b JOIN record_source s ON s.id = b.source \
                         WHERE s.name IN (SELECT value FROM json_each(:sources)))";

/// The records with an open dispute. A dispute of an item that was removed does not count.
const DISPUTED: &str = include_str!("disputed.sql");

impl Filter {
    pub(super) fn selection(&self) -> Selection {
        let mut conditions = Conditions::new(self.withdrawn);
        conditions.any("domain IN (SELECT value FROM json_each(:domains))", ":domains", &self.domains);
        conditions.any("category IN (SELECT value FROM json_each(:categories))", ":categories", &self.categories);
        conditions.any("verification_tier IN (SELECT value FROM json_each(:tiers))", ":tiers", &self.tiers);
        conditions.any("resolvable IN (SELECT value FROM json_each(:resolvable))", ":resolvable", &self.resolvable);
        let day = self.confirmed_before.map(|day| Value::Text(day.to_string()));
        conditions.one("last_confirmed < :day", ":day", day);
        conditions.one("fix_success_rate < :below", ":below", self.below.map(|rate| Value::Real(rate.value())));
        conditions.any(TAGGED, ":tags", &self.tags);
        conditions.each(":ids", &self.ids, " OR ", |_, pattern| format!("canon_id GLOB {pattern}"));
        conditions.any(EXCHANGED, ":sources", &self.sources);
        conditions.each(":containing", &self.containing, " AND ", Containing::condition);
        let among = self.among.as_ref().map(|among| Value::Text(compact(&among.rows)));
        conditions.one("id IN (SELECT value FROM json_each(:among))", ":among", among);
        if self.disputed {
            conditions.also(DISPUTED);
        }
        conditions.finish()
    }
}
