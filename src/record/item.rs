//! The parts of a record that come in lists.

use super::{FreeForm, Rate};

/// A version of the software in which the error occurs.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The version as people write it, such as `Docker 24.0`.
    pub version: String,
    /// When or where the error came in.
    pub introduced: Option<String>,
    /// When or where the behaviour was deprecated.
    pub deprecated: Option<String>,
    /// When or where it went away.
    pub removed: Option<String>,
    /// What is different in this version.
    pub behavior_change: Option<String>,
    /// The state of the version; every published record says `active`.
    pub status: String,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

/// Something that people try in vain.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadEnd {
    /// What is tried; often empty, and then `why_fails` is all there is.
    pub action: String,
    /// Why it does not help.
    pub why_fails: String,
    /// How often it fails, 0 to 1.
    pub fail_rate: Rate,
    /// Under which condition this holds; empty where it always does.
    pub condition: String,
    /// Where this is documented. Not known to be URLs.
    pub sources: Vec<String>,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

/// Something that helps.
#[derive(Debug, Clone, PartialEq)]
pub struct Workaround {
    /// What to do, in a line.
    pub action: String,
    /// How often it helps, 0 to 1.
    pub success_rate: Rate,
    /// How to do it, step by step; may span lines and may equal `action`.
    pub how: String,
    /// Under which condition this holds; empty where it always does.
    pub condition: String,
    /// Where this is documented. Not known to be URLs.
    pub sources: Vec<String>,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

/// How this error relates to others. Targets are text: the record they name may not exist.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransitionGraph {
    /// Errors that tend to follow.
    pub leads_to: Vec<Edge>,
    /// Errors that tend to come first.
    pub preceded_by: Vec<Edge>,
    /// Errors that look alike.
    pub frequently_confused_with: Vec<Confusion>,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

/// A step from one error to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The id of the other record.
    pub error_id: String,
    /// How often this step is taken, 0 to 1; unknown where the record does not say.
    pub probability: Option<Rate>,
    /// Under which condition.
    pub condition: String,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

/// An error that is easily taken for this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    /// The id of the other record.
    pub error_id: String,
    /// How to tell them apart.
    pub distinction: String,
    /// Keys that the format does not know.
    pub extra: FreeForm,
}

impl Version {
    /// The text by which the item is known.
    pub fn text(&self) -> &str {
        &self.version
    }
}

impl DeadEnd {
    /// The text by which the item is known: its action, or where that is empty the reason why it fails.
    pub fn text(&self) -> &str {
        if self.action.is_empty() { &self.why_fails } else { &self.action }
    }
}

impl Workaround {
    /// The text by which the item is known.
    pub fn text(&self) -> &str {
        &self.action
    }
}
