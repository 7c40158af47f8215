//! The declaration of an object of the format: what it is, how it is read, written and taken apart follows from one
//! line for each field.

use super::ItemKind;

/// What a field holds. This decides how it merges, how it is edited and how it is filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// The record's name.
    Id,
    /// The first segment of the id.
    Domain,
    /// Text, which may be required or empty.
    Text,
    /// Text or null.
    OptionalText,
    /// A tier of the ladder.
    Tier,
    /// One of three words; see `Resolvable`.
    Resolvable,
    /// A share of cases, 0 to 1.
    Rate,
    /// A whole number from 0 on.
    Count,
    /// A day.
    Day,
    /// A day that only grows: of two, the later one is right.
    LatestDay,
    /// A list of texts whose order counts, with possible duplicates.
    Texts,
    /// A list of texts without duplicates.
    Set,
    /// Findings that are not reported, each by its key.
    Waivers,
    /// A list of edges to other records, with the fields of an edge.
    Edges(&'static [Declaration]),
    /// The items of a kind. As a field of the record it is their ids, so that moving one changes this field alone.
    Items(ItemKind),
    /// An object without a schema.
    FreeForm,
    /// The keys that the format does not know, as one object.
    Extra,
}

/// What may change a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedBy {
    /// A command of its own, or canonry itself: an edit does it only by force, and cannot change an id at all.
    OwnCommand,
    /// An edit, which has an author, but not a fix of a finding.
    Edit,
    /// An edit, and a fix of a finding.
    Fix,
}

/// A field as the format declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declaration {
    /// Its key, as in `root_cause`; after the key of its object if that is flat, as in `transition_graph.leads_to`.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
}

impl FieldKind {
    /// What may change such a field.
    pub fn changed_by(self) -> ChangedBy {
        use FieldKind as Kind;
        match self {
            Kind::Id | Kind::Domain | Kind::Tier | Kind::LatestDay | Kind::Count => ChangedBy::OwnCommand,
            Kind::Resolvable | Kind::Rate | Kind::Day | Kind::FreeForm | Kind::Extra => ChangedBy::Edit,
            Kind::Text | Kind::OptionalText | Kind::Texts | Kind::Set => ChangedBy::Fix,
            Kind::Waivers | Kind::Edges(_) | Kind::Items(_) => ChangedBy::Fix,
        }
    }

    /// Whether the value is one text, or null.
    pub fn is_text(self) -> bool {
        use FieldKind as Kind;
        match self {
            Kind::Id | Kind::Domain | Kind::Text | Kind::OptionalText => true,
            Kind::Tier | Kind::Resolvable | Kind::Day | Kind::LatestDay => true,
            Kind::Rate | Kind::Count | Kind::Texts | Kind::Set => false,
            Kind::Waivers | Kind::Edges(_) | Kind::Items(_) | Kind::FreeForm | Kind::Extra => false,
        }
    }

    /// Whether the value is a list of texts.
    pub fn is_text_list(self) -> bool {
        matches!(self, FieldKind::Texts | FieldKind::Set)
    }

    /// Whether the value is an object whose keys are free.
    pub fn is_free_form(self) -> bool {
        matches!(self, FieldKind::FreeForm | FieldKind::Extra)
    }
}

/// The number of rows of several tables together.
pub(super) const fn rows(mut tables: &[&[Declaration]]) -> usize {
    let mut sum = 0;
    while let [first, rest @ ..] = tables {
        sum += first.len();
        tables = rest;
    }
    sum
}

/// The rows of several tables, one table after the other; `N` is how many there are.
#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where a place out of bounds is an error")]
pub(super) const fn flatten<const N: usize>(mut tables: &[&[Declaration]]) -> [Declaration; N] {
    let mut flat = [Declaration { name: "", kind: FieldKind::Extra }; N];
    let mut at = 0;
    while let [first, rest @ ..] = tables {
        let mut rows: &[Declaration] = first;
        while let [row, others @ ..] = rows {
            flat[at] = *row;
            at += 1;
            rows = others;
        }
        tables = rest;
    }
    flat
}

/// Declares an object of the format. A line has the field's name, its type, what it holds ([`FieldKind`]), and the
/// method of [`ObjectReader`](super::read::ObjectReader) that reads it. The order of the lines is that of the canonical
/// JSON. `flat` says that the fields of the inner object count as the outer one's; they are declared with the prefix of
/// their names, as in `in "transition_graph."`. Every object also has the field `extra`, for the keys that nothing
/// declares.
///
/// From this the macro makes the type, its table of fields, `read`, `Serialize` and the values of its fields one by
/// one.
macro_rules! declare {
    (@rows $prefix:literal $field:ident: $Type:ty = flat) => {
        <$Type>::FIELDS
    };
    (@rows $prefix:literal $field:ident: $Type:ty = $kind:ident $(($of:expr))?) => {
        &[$crate::record::Declaration {
            name: concat!($prefix, stringify!($field)),
            kind: $crate::record::FieldKind::$kind $(($of))?,
        }]
    };
    ($(#[$about:meta])* pub struct $Name:ident { $($fields:tt)* }) => {
        $crate::record::declare::declare! { $(#[$about])* pub struct $Name in "" { $($fields)* } }
    };
    (
        $(#[$about:meta])*
        pub struct $Name:ident in $prefix:literal {
            $($(#[$doc:meta])* pub $field:ident: $Type:ty = $kind:ident $(($of:expr))?, $read:ident $(($how:expr))?;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name {
            $($(#[$doc])* pub $field: $Type,)*
            /// Keys that the format does not know, kept unchanged and written last.
            pub extra: $crate::record::FreeForm,
        }

        impl $Name {
            /// The fields, in the order of the format.
            pub(super) const FIELDS: &'static [$crate::record::Declaration] = {
                const TABLES: &[&[$crate::record::Declaration]] = &[
                    $($crate::record::declare::declare!(@rows $prefix $field: $Type = $kind $(($of))?),)*
                    &[$crate::record::Declaration {
                        name: concat!($prefix, "extra"),
                        kind: $crate::record::FieldKind::Extra,
                    }],
                ];
                const FLAT: [$crate::record::Declaration; $crate::record::declare::rows(TABLES)] =
                    $crate::record::declare::flatten(TABLES);
                &FLAT
            };

            /// Reads the object and notes every fault; `None` if a fault leaves a field without a value.
            pub(super) fn read<'t>(
                faults: &mut $crate::record::read::Faults<'t>,
                value: $crate::record::read::Value<'t>,
                path: &$crate::record::read::Path<'_>,
            ) -> Option<Self> {
                let mut object = $crate::record::read::ObjectReader::open(faults, value, path)?;
                // All of them before the first `?`, so that one run names every fault.
                $(let $field: Option<$Type> = object.$read(stringify!($field) $(, $how)?);)*
                let extra = object.rest();
                Some($Name { $($field: $field?,)* extra })
            }

        }

        impl $crate::record::field::Values for $Name {
            fn each(&self, items: &$crate::record::ItemIds, add: &mut impl FnMut($crate::record::Json)) {
                use $crate::record::field::Values;
                $(Values::each(&self.$field, items, add);)*
                Values::each(&self.extra, items, add);
            }
        }

        impl serde::ser::Serialize for $Name {
            fn serialize<S: serde::ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($field), &self.$field)?;)*
                self.extra.finish(map)
            }
        }
    };
}
pub(super) use declare;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FormatField, Part};

    #[test]
    fn what_is_earned_or_counted_has_a_command_of_its_own_and_no_fix_changes_a_judgement() {
        let changed_by = |part, by| -> Vec<&str> {
            FormatField::all(part).filter(|field| field.kind().changed_by() == by).map(FormatField::name).collect()
        };
        let own = ["id", "domain", "verification_tier", "last_confirmed", "last_updated", "evidence_count"];
        assert_eq!(changed_by(Part::Record, ChangedBy::OwnCommand), own);
        let judged = ["confidence", "fix_success_rate", "resolvable", "first_seen"];
        let free = ["transition_graph.extra", "extra"];
        let edited = changed_by(Part::Record, ChangedBy::Edit);
        assert!(judged.iter().chain(&free).all(|name| edited.contains(name)), "{edited:?}");
        for part in Part::ALL.into_iter().filter(|part| *part != Part::Record) {
            assert!(changed_by(part, ChangedBy::OwnCommand).is_empty(), "{part:?}");
        }
        let rates = [(ItemKind::DeadEnd, "fail_rate"), (ItemKind::Workaround, "success_rate")];
        for (kind, rate) in rates {
            assert_eq!(changed_by(Part::Item(kind), ChangedBy::Edit), [rate, "extra"]);
        }
    }
}
