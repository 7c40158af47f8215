//! The kinds of flaws, each with its word.

use super::flaw::Damage;
use super::inspection::Inspection;
use crate::record::vocabulary;

vocabulary! {
    /// What is wrong, without what it is about.
    FlawKind {
        /// [`Damage::Unreadable`]
        Unreadable = "unreadable",
        /// [`Damage::Sqlite`]
        Sqlite = "sqlite",
        /// [`Damage::MissingDefinition`]
        MissingDefinition = "missing_definition",
        /// [`Damage::OtherDefinition`]
        OtherDefinition = "other_definition",
        /// [`Damage::NotUtf8`]
        NotUtf8 = "not_utf8",
        /// [`Damage::BrokenReference`]
        BrokenReference = "broken_reference",
        /// [`Damage::NotFound`]
        NotFound = "not_found",
        /// [`Damage::OtherContent`]
        OtherContent = "other_content",
        /// [`Damage::Positions`]
        Positions = "positions",
        /// [`Damage::KeptItem`]
        KeptItem = "kept_item",
        /// [`Damage::NotIndexed`]
        NotIndexed = "not_indexed",
        /// [`Damage::IndexedUnknown`]
        IndexedUnknown = "indexed_unknown",
        /// [`Damage::OtherWords`]
        OtherWords = "other_words",
        /// [`Damage::OtherLiterals`]
        OtherLiterals = "other_literals",
        /// [`Damage::LiteralsOfUnknown`]
        LiteralsOfUnknown = "literals_of_unknown",
        /// [`Damage::NotJournaled`]
        NotJournaled = "not_journaled",
        /// [`Damage::OtherCount`]
        OtherCount = "other_count",
        /// [`Damage::EmptyRuling`]
        EmptyRuling = "empty_ruling",
        /// [`Damage::OtherMove`]
        OtherMove = "other_move",
        /// [`Damage::OtherUid`]
        OtherUid = "other_uid",
        /// [`Damage::OtherLine`]
        OtherLine = "other_line",
        /// [`Damage::MissingBatch`]
        MissingBatch = "missing_batch",
        /// [`Damage::UndoesLater`]
        UndoesLater = "undoes_later",
        /// [`Damage::OtherVerbUndoes`]
        OtherVerbUndoes = "other_verb_undoes",
        /// [`Damage::OtherVerbAdds`]
        OtherVerbAdds = "other_verb_adds",
        /// [`Damage::ChangedBeforeAdded`]
        ChangedBeforeAdded = "changed_before_added",
        /// [`Damage::UnknownFields`]
        UnknownFields = "unknown_fields",
        /// [`Damage::OtherValue`]
        OtherValue = "other_value",
        /// [`Damage::InvalidBefore`]
        InvalidBefore = "invalid_before",
        /// [`Damage::OtherWithdrawal`]
        OtherWithdrawal = "other_withdrawal",
        /// [`Damage::OtherRelease`]
        OtherRelease = "other_release",
        /// [`Damage::OtherBase`]
        OtherBase = "other_base",
        /// [`Damage::BaseBeforeAdded`]
        BaseBeforeAdded = "base_before_added",
    }
}

impl Damage {
    /// Its kind.
    pub fn kind(&self) -> FlawKind {
        match self {
            Damage::Unreadable { .. } => FlawKind::Unreadable,
            Damage::Sqlite(_) => FlawKind::Sqlite,
            Damage::MissingDefinition(_) => FlawKind::MissingDefinition,
            Damage::OtherDefinition(_) => FlawKind::OtherDefinition,
            Damage::NotUtf8 { .. } => FlawKind::NotUtf8,
            Damage::BrokenReference { .. } => FlawKind::BrokenReference,
            Damage::NotFound => FlawKind::NotFound,
            Damage::OtherContent => FlawKind::OtherContent,
            Damage::Positions { .. } => FlawKind::Positions,
            Damage::KeptItem(_) => FlawKind::KeptItem,
            Damage::NotIndexed { .. } => FlawKind::NotIndexed,
            Damage::IndexedUnknown { .. } => FlawKind::IndexedUnknown,
            Damage::OtherWords { .. } => FlawKind::OtherWords,
            Damage::OtherLiterals { .. } => FlawKind::OtherLiterals,
            Damage::LiteralsOfUnknown { .. } => FlawKind::LiteralsOfUnknown,
            Damage::NotJournaled { .. } => FlawKind::NotJournaled,
            Damage::OtherCount { .. } => FlawKind::OtherCount,
            Damage::EmptyRuling { .. } => FlawKind::EmptyRuling,
            Damage::OtherMove { .. } => FlawKind::OtherMove,
            Damage::OtherUid { .. } => FlawKind::OtherUid,
            Damage::OtherLine(_) => FlawKind::OtherLine,
            Damage::MissingBatch(_) => FlawKind::MissingBatch,
            Damage::UndoesLater { .. } => FlawKind::UndoesLater,
            Damage::OtherVerbUndoes { .. } => FlawKind::OtherVerbUndoes,
            Damage::OtherVerbAdds { .. } => FlawKind::OtherVerbAdds,
            Damage::ChangedBeforeAdded { .. } => FlawKind::ChangedBeforeAdded,
            Damage::UnknownFields { .. } => FlawKind::UnknownFields,
            Damage::OtherValue { .. } => FlawKind::OtherValue,
            Damage::InvalidBefore { .. } => FlawKind::InvalidBefore,
            Damage::OtherWithdrawal { .. } => FlawKind::OtherWithdrawal,
            Damage::OtherRelease { .. } => FlawKind::OtherRelease,
            Damage::OtherBase { .. } => FlawKind::OtherBase,
            Damage::BaseBeforeAdded { .. } => FlawKind::BaseBeforeAdded,
        }
    }

    /// The inspection that finds it.
    pub fn inspection(&self) -> Inspection {
        match self {
            Damage::Unreadable { inspection, .. } => *inspection,
            Damage::Sqlite(_) | Damage::MissingDefinition(_) | Damage::OtherDefinition(_) => Inspection::File,
            Damage::NotUtf8 { .. } => Inspection::Texts,
            Damage::BrokenReference { .. } => Inspection::References,
            Damage::NotFound | Damage::OtherContent => Inspection::Records,
            Damage::Positions { .. } | Damage::KeptItem(_) => Inspection::Lists,
            Damage::NotIndexed { .. } | Damage::IndexedUnknown { .. } | Damage::OtherWords { .. } => Inspection::Index,
            Damage::OtherLiterals { .. } | Damage::LiteralsOfUnknown { .. } => Inspection::Literals,
            Damage::NotJournaled { .. }
            | Damage::OtherCount { .. }
            | Damage::EmptyRuling { .. }
            | Damage::OtherMove { .. }
            | Damage::OtherUid { .. }
            | Damage::OtherLine(_) => Inspection::Ledger,
            Damage::MissingBatch(_)
            | Damage::UndoesLater { .. }
            | Damage::OtherVerbUndoes { .. }
            | Damage::OtherVerbAdds { .. }
            | Damage::ChangedBeforeAdded { .. }
            | Damage::UnknownFields { .. }
            | Damage::OtherValue { .. }
            | Damage::InvalidBefore { .. }
            | Damage::OtherWithdrawal { .. }
            | Damage::OtherRelease { .. } => Inspection::Journal,
            Damage::OtherBase { .. } | Damage::BaseBeforeAdded { .. } => Inspection::Bases,
        }
    }
}
