//! What is compared with what.

use crate::record::vocabulary;

vocabulary! {
    /// What is compared with what, in the order in which flaws are listed.
    Inspection {
        /// The pages of the file with each other, by SQLite; the definitions of the tables with those of this program.
        File = "file",
        /// Texts with UTF-8, in the tables that no other inspection reads as a whole.
        Texts = "texts",
        /// Rows with the rows that they refer to.
        References = "references",
        /// Records with their digests.
        Records = "records",
        /// The places of items in their lists.
        Lists = "lists",
        /// The search index with the records.
        Index = "index",
        /// The table of literals with the regexes of the records.
        Literals = "literals",
        /// The ledger of evidence with itself, and the counts of the records with it.
        Ledger = "ledger",
        /// The journal with the records as they are.
        Journal = "journal",
        /// What sources had, by digest, with what the journal leads to.
        Bases = "bases",
    }
}
