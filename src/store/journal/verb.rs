//! The verbs of batches.

use crate::record::vocabulary;

vocabulary! {
    /// What a batch did: the verb of `curate` that wrote it. A new one needs a migration, because the database accepts
    /// no other words.
    BatchVerb {
        /// Imported records.
        Import = "import",
        /// Merged another database.
        Merge = "merge",
        /// Created a record.
        New = "new",
        /// Edited records.
        Edit = "edit",
        /// Replaced values by a map.
        ReplaceValues = "replace_values",
        /// Applied the fixes of findings.
        FixFindings = "fix_findings",
        /// Renamed a record.
        Rename = "rename",
        /// Withdrew records.
        Withdraw = "withdraw",
        /// Restored withdrawn records.
        Restore = "restore",
        /// Added a sample.
        AddSample = "add_sample",
        /// Withdrew samples.
        WithdrawSamples = "withdraw_samples",
        /// Waived findings.
        WaiveFindings = "waive_findings",
        /// Withdrew waivers.
        WithdrawWaivers = "withdraw_waivers",
        /// Added evidence.
        AddEvidence = "add_evidence",
        /// Moved evidence.
        MoveEvidence = "move_evidence",
        /// Withdrew evidence.
        WithdrawEvidence = "withdraw_evidence",
        /// Confirmed records.
        Confirm = "confirm",
        /// Imported feedback.
        ImportFeedback = "import_feedback",
        /// Published rates.
        PublishRates = "publish_rates",
        /// Promoted records to a higher tier.
        Promote = "promote",
        /// Demoted records to a lower tier.
        Demote = "demote",
        /// Undid an earlier batch.
        Undo = "undo",
        /// Repaired damage.
        Repair = "repair",
        /// Recorded a release.
        Release = "release",
    }
}
