//! The table `[export]` of a policy: what an export writes.

use serde::Deserialize;
use toml::Spanned;

use super::layout::{TomlTable, line, table};
use super::problem::{PolicyError, PolicyProblem, wrong};
use super::value::{GivenWord, parse};
use crate::publish::TreeFormat;

/// What an export writes unless the command says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPolicy {
    /// What is written of each record to a tree, each once and in their order; not empty.
    pub formats: Vec<TreeFormat>,
}

impl Default for ExportPolicy {
    fn default() -> Self {
        ExportPolicy { formats: vec![TreeFormat::Json, TreeFormat::Markdown, TreeFormat::ChineseMarkdown] }
    }
}

/// The table, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ExportTable {
    formats: Option<Spanned<Vec<GivenWord>>>,
}

impl ExportTable {
    pub(super) fn export(&self) -> Result<ExportPolicy, PolicyError> {
        const KEY: &str = "export.formats";
        let Some(words) = &self.formats else { return Ok(ExportPolicy::default()) };
        let formats = words.get_ref().iter().map(|word| parse(KEY, word));
        let mut formats = formats.collect::<Result<Vec<TreeFormat>, _>>()?;
        if formats.is_empty() {
            return Err(wrong(words.span(), KEY, PolicyProblem::NoFormat));
        }
        formats.sort_unstable();
        formats.dedup();
        Ok(ExportPolicy { formats })
    }
}

/// The table in a file.
pub(super) fn written(ExportPolicy { formats }: &ExportPolicy) -> TomlTable {
    let words: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
    let about = "what `export` writes to a tree: json, md, zh-md, ledger";
    table("", "export", vec![line("formats", words, about)])
}
