//! The record itself.

use super::declare::declare;
use super::read::Rule;
use super::{Date, DeadEnd, FreeForm, Id, ItemKind, Rate, Resolvable, Tier, TransitionGraph, Version, Workaround};

declare! {
    /// What is known about one error: the unit that is imported, curated and published.
    ///
    /// The fields stand in the order of the canonical JSON. Text is never trimmed, folded or changed in another way.
    pub struct Record {
        /// The name of the record, `domain/slug`; also its folder in a published tree.
        pub id: Id = Id, parsed(Rule::Id);
        /// The error text as users meet it; may span several lines, never empty.
        pub signature: String = Text, non_empty_text;
        /// The signature in Chinese. Without it the record has no Chinese page.
        pub signature_zh: Option<String> = OptionalText, optional_text;
        /// A pattern that finds the error in a log, ignoring case. Not known to compile.
        pub regex: String = Text, required_text;
        /// The first segment of the id.
        pub domain: String = Domain, non_empty_text;
        /// The kind of error, such as `auth_error` or `type_error`.
        pub category: String = Text, required_text;
        /// A finer kind within the category.
        pub subcategory: Option<String> = OptionalText, optional_text;
        /// Why the error happens.
        pub root_cause: String = Text, required_text;
        /// The kind of cause; every published record says `generic`.
        pub root_cause_type: String = Text, text;
        /// The cause in Chinese. Without it the record has no Chinese page.
        pub root_cause_zh: Option<String> = OptionalText, optional_text;
        /// The versions in which the error is known to occur.
        pub versions: Vec<Version> = Items(ItemKind::Version), list(Version::read);
        /// Notes by operating system, without a schema.
        pub os_specific: FreeForm = FreeForm, free_form;
        /// What people try without success.
        pub dead_ends: Vec<DeadEnd> = Items(ItemKind::DeadEnd), list(DeadEnd::read);
        /// What helps.
        pub workarounds: Vec<Workaround> = Items(ItemKind::Workaround), list(Workaround::read);
        /// The workarounds in Chinese, one each in the same order; often fewer, often untranslated.
        pub workarounds_zh: Vec<String> = Texts, texts;
        /// Which errors come before, after, or look alike.
        pub transition_graph: TransitionGraph = flat, object(TransitionGraph::read);
        /// Where the vendor documents the error. Not known to be a URL.
        pub official_doc_url: Option<String> = OptionalText, optional_text;
        /// The section of that document.
        pub official_doc_section: Option<String> = OptionalText, optional_text;
        /// The vendor's code, such as `E0502`.
        pub error_code: Option<String> = OptionalText, optional_text;
        /// How far the record has been checked.
        pub verification_tier: Tier = Tier, parsed(Rule::Tier);
        /// How sure the author is of the record as a whole, 0 to 1.
        pub confidence: Rate = Rate, required_rate;
        /// How often the error gets fixed at all, 0 to 1: a claim of its own, not derived from the workarounds.
        pub fix_success_rate: Rate = Rate, required_rate;
        /// Whether the error can be fixed.
        pub resolvable: Resolvable = Resolvable, parsed(Rule::Resolvable);
        /// The day the error was first seen.
        pub first_seen: Date = Day, day;
        /// The day somebody last looked and found the record true.
        pub last_confirmed: Date = LatestDay, day;
        /// The day the record last changed.
        pub last_updated: Date = LatestDay, day;
        /// The number of pieces of evidence for the record.
        pub evidence_count: u64 = Count, count;
        /// Free labels.
        pub tags: Vec<String> = Set, texts;
        /// The language of the untranslated texts, such as `en`.
        pub locale: String = Text, text;
        /// Other names under which the record is looked up.
        pub aliases: Vec<String> = Set, texts;
    }
}

impl Record {
    /// The count of evidence, for differences of counts.
    #[expect(clippy::expect_used, reason = "what is read as a count, from JSON or a column, fits: Rule::Count")]
    pub fn signed_count(&self) -> i64 {
        i64::try_from(self.evidence_count).expect("a count of evidence")
    }
}

impl AsRef<Record> for Record {
    fn as_ref(&self) -> &Record {
        self
    }
}
