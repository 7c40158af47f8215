//! The fields that rules speak of, by name. A name that the format does not declare does not compile.

use super::{Field, FormatField, Part};
use crate::record::{DeadEnd, Record, Version, Workaround};

/// The name of the field that holds the keys that the format does not know.
pub const EXTRA: &str = "extra";

impl Record {
    /// The field `id`.
    pub const ID: Field = declared(Part::Record, "id").of(0);
    /// The field `domain`.
    pub const DOMAIN: Field = declared(Part::Record, "domain").of(0);
    /// The field `versions`.
    pub const VERSIONS: Field = declared(Part::Record, "versions").of(0);
    /// The field `dead_ends`.
    pub const DEAD_ENDS: Field = declared(Part::Record, "dead_ends").of(0);
    /// The field `workarounds`.
    pub const WORKAROUNDS: Field = declared(Part::Record, "workarounds").of(0);
    /// The field `verification_tier`.
    pub const VERIFICATION_TIER: Field = declared(Part::Record, "verification_tier").of(0);
    /// The field `confidence`.
    pub const CONFIDENCE: Field = declared(Part::Record, "confidence").of(0);
    /// The field `fix_success_rate`.
    pub const FIX_SUCCESS_RATE: Field = declared(Part::Record, "fix_success_rate").of(0);
    /// The field `last_confirmed`.
    pub const LAST_CONFIRMED: Field = declared(Part::Record, "last_confirmed").of(0);
    /// The field `last_updated`.
    pub const LAST_UPDATED: Field = declared(Part::Record, "last_updated").of(0);
    /// The field `evidence_count`.
    pub const EVIDENCE_COUNT: Field = declared(Part::Record, "evidence_count").of(0);
    /// The field `aliases`.
    pub const ALIASES: Field = declared(Part::Record, "aliases").of(0);
}

impl Version {
    /// The field `version`.
    pub const VERSION: FormatField = declared(Part::Version, "version");
}

impl DeadEnd {
    /// The field `action` of dead ends.
    pub const ACTION: FormatField = declared(Part::DeadEnd, "action");
    /// The field `why_fails`.
    pub const WHY_FAILS: FormatField = declared(Part::DeadEnd, "why_fails");
    /// The field `fail_rate`.
    pub const FAIL_RATE: FormatField = declared(Part::DeadEnd, "fail_rate");
}

impl Workaround {
    /// The field `action`.
    pub const ACTION: FormatField = declared(Part::Workaround, "action");
    /// The field `success_rate`.
    pub const SUCCESS_RATE: FormatField = declared(Part::Workaround, "success_rate");
}

impl Field {
    /// The field `extra` of the record or of an item.
    pub const fn extra(part: Part, item: u32) -> Field {
        declared(part, EXTRA).of(item)
    }

    /// The field of the record that lists the items of a kind; `None` for the record itself.
    pub const fn listing(part: Part) -> Option<Field> {
        match part {
            Part::Record => None,
            Part::Version => Some(Record::VERSIONS),
            Part::DeadEnd => Some(Record::DEAD_ENDS),
            Part::Workaround => Some(Record::WORKAROUNDS),
        }
    }
}

/// The field of a name that the format declares.
#[expect(clippy::panic, reason = "evaluated while compiling; every part has the field `extra`")]
const fn declared(part: Part, name: &str) -> FormatField {
    let mut fields = part.fields();
    let mut rank = 0;
    while let [field, rest @ ..] = fields {
        if is_same(field.name.as_bytes(), name.as_bytes()) {
            return FormatField { part, rank };
        }
        rank += 1;
        fields = rest;
    }
    panic!("the format declares no such field")
}

/// Whether two texts are equal, for constants.
const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, rest @ ..], [b, others @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (rest, others);
    }
    one.is_empty() && other.is_empty()
}
