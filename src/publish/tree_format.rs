//! What an export writes of each record.

use super::Form;
use crate::record::vocabulary;

vocabulary! {
    /// What an export writes of each record to a tree. They are written in this order.
    TreeFormat {
        /// [`Form::Json`].
        Json = "json",
        /// [`Form::Markdown`].
        Markdown = "md",
        /// [`Form::ChineseMarkdown`].
        ChineseMarkdown = "zh-md",
        /// The evidence on it, in a file for each maintainer who recorded some.
        Ledger = "ledger",
    }
}

impl TreeFormat {
    /// The form of the record; `None` for its ledger.
    pub fn form(self) -> Option<Form> {
        match self {
            TreeFormat::Json => Some(Form::Json),
            TreeFormat::Markdown => Some(Form::Markdown),
            TreeFormat::ChineseMarkdown => Some(Form::ChineseMarkdown),
            TreeFormat::Ledger => None,
        }
    }
}
