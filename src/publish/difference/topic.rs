//! What a change of a record means for those who read it.

use crate::ledger::Claim;
use crate::record::{ChangePath, DeadEnd, FieldKind, NamedField, Record, Version, Workaround, vocabulary};

vocabulary! {
    /// What a change of a record means, in the order in which readers care.
    Topic {
        /// Whether the error can be fixed, and how far the record was checked.
        Verdict = "verdict",
        /// How often something helps, fails, or fixes the error.
        Rate = "rate",
        /// A workaround, dead end or version that was added or removed.
        Item = "item",
        /// The text by which an item is known.
        Wording = "wording",
        /// A later day on which the record was confirmed, or an earlier one.
        Confirmed = "confirmed",
        /// The number of pieces of evidence.
        Evidence = "evidence",
        /// Other errors to which it leads, that lead to it, or that are taken for it.
        Edge = "edge",
        /// The regex, by which programs find the record.
        Regex = "regex",
        /// Another text.
        Text = "text",
        /// What else there is: tags, the day of the last change, the order of items, unknown keys.
        Other = "other",
    }
}

impl Topic {
    /// What counts records with such a change.
    pub(super) fn plural(self) -> &'static str {
        match self {
            Topic::Verdict => "verdicts",
            Topic::Rate => "rates",
            Topic::Item => "items",
            Topic::Wording => "wordings",
            Topic::Confirmed => "days of confirmation",
            Topic::Evidence => "evidence counts",
            Topic::Edge => "edges",
            Topic::Regex => "regexes",
            Topic::Text => "texts",
            Topic::Other => "tags, dates, order and other fields",
        }
    }

    /// What a change of this path means; `None` if it is not published.
    pub fn of(path: &ChangePath) -> Option<Topic> {
        match path {
            ChangePath::Item(_) => Some(Topic::Item),
            ChangePath::Field(NamedField { field, .. }) if field.is_annotation() => None,
            ChangePath::Field(named) => Some(Topic::of_field(named)),
            ChangePath::Key { .. } | ChangePath::Position(_) => Some(Topic::Other),
            ChangePath::Waiver(_) => None,
        }
    }

    fn of_field(NamedField { field, .. }: &NamedField) -> Topic {
        let format = field.format();
        let names_item = [Version::VERSION, DeadEnd::ACTION, Workaround::ACTION].contains(&format);
        match field.kind() {
            _ if names_item => Topic::Wording,
            _ if Claim::FIELDS.contains(&format) => Topic::Rate,
            _ if *field == Record::LAST_CONFIRMED => Topic::Confirmed,
            _ if *field == Record::REGEX => Topic::Regex,
            FieldKind::Tier | FieldKind::Resolvable => Topic::Verdict,
            FieldKind::Count => Topic::Evidence,
            FieldKind::Edges(_) => Topic::Edge,
            FieldKind::Text | FieldKind::OptionalText | FieldKind::Texts => Topic::Text,
            FieldKind::Rate => Topic::Other, // the confidence, which no report is about
            FieldKind::Id | FieldKind::Domain | FieldKind::Day | FieldKind::LatestDay | FieldKind::Set => Topic::Other,
            FieldKind::Items(_) | FieldKind::FreeForm | FieldKind::Extra | FieldKind::Waivers => Topic::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ItemKind, ItemNumber};

    #[test]
    fn what_readers_care_for_is_told_apart() {
        let number = ItemNumber { kind: ItemKind::Workaround, number: 1 };
        let of_item = |field| ChangePath::Field(NamedField { field, number: Some(number) });
        for (path, topic) in [
            (ChangePath::Field(Record::VERIFICATION_TIER.into()), Some(Topic::Verdict)),
            (ChangePath::Field(Record::FIX_SUCCESS_RATE.into()), Some(Topic::Rate)),
            (ChangePath::Field(Record::CONFIDENCE.into()), Some(Topic::Other)),
            (of_item(Workaround::SUCCESS_RATE.of(1)), Some(Topic::Rate)),
            (of_item(Workaround::ACTION.of(1)), Some(Topic::Wording)),
            (of_item(Workaround::HOW.of(1)), Some(Topic::Text)),
            (ChangePath::Item(number), Some(Topic::Item)),
            (ChangePath::Position(number), Some(Topic::Other)),
            (ChangePath::Field(Record::LAST_CONFIRMED.into()), Some(Topic::Confirmed)),
            (ChangePath::Field(Record::LAST_UPDATED.into()), Some(Topic::Other)),
            (ChangePath::Field(Record::REGEX.into()), Some(Topic::Regex)),
            (ChangePath::Waiver("W004".to_owned()), None),
        ] {
            assert_eq!(Topic::of(&path), topic, "{path}");
        }
    }
}
