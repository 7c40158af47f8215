//! The parts of a record and the names of their fields.

/// To which part of a record a field belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// To the record itself.
    Record,
    /// To one of its versions.
    Version,
    /// To one of its dead ends.
    DeadEnd,
    /// To one of its workarounds.
    Workaround,
}

impl Part {
    /// The kinds of items.
    pub const ITEMS: [Part; 3] = [Part::Version, Part::DeadEnd, Part::Workaround];

    /// The letter of the items' numbers, as in `w1`; empty for the record.
    pub fn letter(self) -> &'static str {
        match self {
            Part::Record => "",
            Part::Version => "v",
            Part::DeadEnd => "d",
            Part::Workaround => "w",
        }
    }

    /// The part's word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Part::Record => "record",
            Part::Version => "version",
            Part::DeadEnd => "dead_end",
            Part::Workaround => "workaround",
        }
    }

    /// The part of a word; `None` where it is none.
    pub fn from_word(word: &str) -> Option<Part> {
        [Part::Record, Part::Version, Part::DeadEnd, Part::Workaround].into_iter().find(|part| part.word() == word)
    }

    /// The kind of item that a letter stands for.
    pub fn from_letter(letter: char) -> Option<Part> {
        Part::ITEMS.into_iter().find(|part| part.letter().starts_with(letter))
    }

    /// The name of the list of these items in the format; for the record itself the empty text.
    pub fn list(self) -> &'static str {
        match self {
            Part::Record => "",
            Part::Version => "versions",
            Part::DeadEnd => "dead_ends",
            Part::Workaround => "workarounds",
        }
    }

    /// The fields of the part, in the order of the format.
    ///
    /// A list of items is a field of the record, too: its value is the ids of the items, so that moving one changes
    /// this field alone. `extra` holds the keys that the format does not know.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Part::Record => RECORD,
            Part::Version => &["version", "introduced", "deprecated", "removed", "behavior_change", "status", EXTRA],
            Part::DeadEnd => &["action", "why_fails", "fail_rate", "condition", "sources", EXTRA],
            Part::Workaround => &["action", "success_rate", "how", "condition", "sources", EXTRA],
        }
    }
}

/// The keys that the format does not know, as one field.
pub const EXTRA: &str = "extra";

const RECORD: &[&str] = &[
    "id",
    "signature",
    "signature_zh",
    "regex",
    "domain",
    "category",
    "subcategory",
    "root_cause",
    "root_cause_type",
    "root_cause_zh",
    "versions",
    "os_specific",
    "dead_ends",
    "workarounds",
    "workarounds_zh",
    "transition_graph.leads_to",
    "transition_graph.preceded_by",
    "transition_graph.frequently_confused_with",
    "transition_graph.extra",
    "official_doc_url",
    "official_doc_section",
    "error_code",
    "verification_tier",
    "confidence",
    "fix_success_rate",
    "resolvable",
    "first_seen",
    "last_confirmed",
    "last_updated",
    "evidence_count",
    "tags",
    "locale",
    "aliases",
    EXTRA,
];
