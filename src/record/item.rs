//! The parts of a record that come in lists.

use super::Rate;
use super::declare::declare;

declare! {
    /// A version of the software in which the error occurs.
    pub struct Version {
        /// The version as people write it, such as `Docker 24.0`.
        pub version: String = Text, required_text;
        /// When or where the error was introduced.
        pub introduced: Option<String> = OptionalText, optional_text;
        /// When or where the behaviour was deprecated.
        pub deprecated: Option<String> = OptionalText, optional_text;
        /// When or where it went away.
        pub removed: Option<String> = OptionalText, optional_text;
        /// What is different in this version.
        pub behavior_change: Option<String> = OptionalText, optional_text;
        /// The state of the version; every published record says `active`.
        pub status: String = Text, text;
    }
}

declare! {
    /// Something that people try without success.
    pub struct DeadEnd {
        /// What is tried; often empty, and then there is only `why_fails`.
        pub action: String = Text, text;
        /// Why it does not help.
        pub why_fails: String = Text, text;
        /// How often it fails, 0 to 1.
        pub fail_rate: Rate = Rate, required_rate;
        /// Under which condition this holds; empty if it always does.
        pub condition: String = Text, text;
        /// Where this is documented. Not known to be URLs.
        pub sources: Vec<String> = Set, texts;
    }
}

declare! {
    /// Something that helps.
    pub struct Workaround {
        /// What to do, in a line.
        pub action: String = Text, text;
        /// How often it helps, 0 to 1.
        pub success_rate: Rate = Rate, required_rate;
        /// How to do it, step by step; may span lines and may equal `action`.
        pub how: String = Text, text;
        /// Under which condition this holds; empty if it always does.
        pub condition: String = Text, text;
        /// Where this is documented. Not known to be URLs.
        pub sources: Vec<String> = Set, texts;
    }
}

impl Version {
    /// The text by which the item is known.
    pub fn text(&self) -> &str {
        &self.version
    }
}

impl DeadEnd {
    /// The text by which the item is known: its action, or if that is empty the reason why it fails.
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
