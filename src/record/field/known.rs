//! The fields that rules refer to, by name. If the format does not declare a name, this does not compile.

use super::{Field, FormatField};
use crate::record::{DeadEnd, ItemKind, ItemRef, Part, Record, SampleKind, Version, Workaround};

/// The name of the field that holds the keys that the format does not know.
pub const EXTRA: &str = "extra";

/// The key of the object whose members are fields of the record.
pub const GRAPH: &str = "transition_graph";

/// Constants for fields: of the record itself, or of every item of a kind.
macro_rules! known {
    (Record: $($NAME:ident = $name:literal,)*) => {
        impl Record {$(
            #[doc = concat!("The field `", $name, "`.")]
            pub const $NAME: Field = declared(Part::Record, $name).of(0);
        )*}
    };
    ($Item:ident: $($NAME:ident = $name:literal,)*) => {
        impl $Item {$(
            #[doc = concat!("The field `", $name, "` of these items.")]
            pub const $NAME: FormatField = declared(Part::Item(ItemKind::$Item), $name);
        )*}
    };
}

known! { Record:
    ID = "id",
    SIGNATURE = "signature",
    SIGNATURE_ZH = "signature_zh",
    REGEX = "regex",
    DOMAIN = "domain",
    CATEGORY = "category",
    ROOT_CAUSE = "root_cause",
    ROOT_CAUSE_ZH = "root_cause_zh",
    VERSIONS = "versions",
    DEAD_ENDS = "dead_ends",
    WORKAROUNDS = "workarounds",
    WORKAROUNDS_ZH = "workarounds_zh",
    LEADS_TO = "transition_graph.leads_to",
    PRECEDED_BY = "transition_graph.preceded_by",
    CONFUSED_WITH = "transition_graph.frequently_confused_with",
    OFFICIAL_DOC_URL = "official_doc_url",
    OFFICIAL_DOC_SECTION = "official_doc_section",
    ERROR_CODE = "error_code",
    VERIFICATION_TIER = "verification_tier",
    CONFIDENCE = "confidence",
    FIX_SUCCESS_RATE = "fix_success_rate",
    RESOLVABLE = "resolvable",
    FIRST_SEEN = "first_seen",
    LAST_CONFIRMED = "last_confirmed",
    LAST_UPDATED = "last_updated",
    EVIDENCE_COUNT = "evidence_count",
    TAGS = "tags",
    LOCALE = "locale",
    ALIASES = "aliases",
}

known! { Version:
    VERSION = "version",
    INTRODUCED = "introduced",
    DEPRECATED = "deprecated",
    REMOVED = "removed",
    BEHAVIOR_CHANGE = "behavior_change",
}

known! { DeadEnd:
    ACTION = "action",
    WHY_FAILS = "why_fails",
    FAIL_RATE = "fail_rate",
    CONDITION = "condition",
    SOURCES = "sources",
}

known! { Workaround:
    ACTION = "action",
    SUCCESS_RATE = "success_rate",
    HOW = "how",
    CONDITION = "condition",
    SOURCES = "sources",
}

impl Field {
    /// The samples that the regex has to find.
    pub const MATCH_SAMPLES: Field = declared(Part::Record, "samples.match").of(0);
    /// The samples that the regex must not find.
    pub const NO_MATCH_SAMPLES: Field = declared(Part::Record, "samples.no_match").of(0);
    /// The waivers.
    pub const WAIVERS: Field = declared(Part::Record, "waivers").of(0);
    /// All annotations.
    pub const ANNOTATIONS: [Field; 3] = [Field::MATCH_SAMPLES, Field::NO_MATCH_SAMPLES, Field::WAIVERS];

    /// The samples of a kind.
    pub const fn samples(kind: SampleKind) -> Field {
        match kind {
            SampleKind::Match => Field::MATCH_SAMPLES,
            SampleKind::NoMatch => Field::NO_MATCH_SAMPLES,
        }
    }

    /// The field `extra` of an item or of the record itself.
    pub const fn extra(item: Option<ItemRef>) -> Field {
        let FormatField { rank, .. } = declared(Part::of(item), EXTRA);
        Field { item, rank }
    }

    /// The field of the record that lists the items of a kind.
    pub const fn listing(kind: ItemKind) -> Field {
        match kind {
            ItemKind::Version => Record::VERSIONS,
            ItemKind::DeadEnd => Record::DEAD_ENDS,
            ItemKind::Workaround => Record::WORKAROUNDS,
        }
    }
}

/// The field of a name that the format declares.
#[expect(clippy::panic, reason = "evaluated while compiling; every part has the field `extra`")]
const fn declared(part: Part, name: &str) -> FormatField {
    let mut fields = part.declarations();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::FieldKind;

    #[test]
    fn a_field_has_the_name_that_it_is_known_by() {
        assert_eq!(Record::EVIDENCE_COUNT.name(), "evidence_count");
        assert_eq!(
            DeadEnd::FAIL_RATE.of(3),
            Field::named(Some(ItemRef { kind: ItemKind::DeadEnd, id: 3 }), "fail_rate").unwrap()
        );
        for part in Part::ALL {
            let extra = Field::extra(part.item(1));
            assert_eq!((extra.name(), extra.kind()), ("extra", FieldKind::Extra));
        }
        for kind in ItemKind::ALL {
            assert_eq!(Field::listing(*kind).name(), kind.list());
        }
    }
}
