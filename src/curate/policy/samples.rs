//! The table `[samples]` of a policy: whether samples are published.

use serde::Deserialize;

use super::layout::{TomlTable, line, table};
use super::problem::PolicyError;
use super::value::{GivenWord, parse};
use crate::record::SamplesKey;

const ABOUT: &str = "\
Samples of the regexes are published with their records under this key, and read from there, if there is one.";

/// An example of a key.
const EXAMPLE: &str = "samples";

/// The table, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SamplesTable {
    key: Option<GivenWord>,
}

impl SamplesTable {
    pub(super) fn key(&self) -> Result<Option<SamplesKey>, PolicyError> {
        self.key.as_ref().map(|word| parse("samples.key", word)).transpose()
    }
}

/// The table in a file; in comments if samples are not published, so that the key is shown.
pub(super) fn written(key: Option<&SamplesKey>) -> String {
    let word = key.map_or(EXAMPLE.to_owned(), SamplesKey::to_string);
    let text = TomlTable::to_string(&table(ABOUT, "samples", vec![line("key", word, "")]));
    let commented = |line: &str| if line.starts_with('#') { format!("{line}\n") } else { format!("# {line}\n") };
    if key.is_some() { text } else { text.lines().map(commented).collect() }
}
