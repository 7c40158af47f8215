//! What lines of all kinds have in common.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{LineError, LineFlaw};

/// How the lines of git's conflict markers begin.
const MARKERS: [&[u8]; 4] = [b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordedByMembers {
    pub day: String,
    pub by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemMembers {
    pub kind: String,
    pub text: String,
}

/// The members of a line of some form.
pub(super) fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineFlaw> {
    if MARKERS.iter().any(|marker| line.starts_with(marker)) {
        return Err(LineFlaw { column: 1, path: String::new(), error: LineError::ConflictMarker });
    }
    serde_json::from_slice(line).map_err(|error| misread::<T>(line, &error))
}

/// The flaw of a line that does not have the form. The path is found by reading it once more.
fn misread<T: DeserializeOwned>(line: &[u8], error: &serde_json::Error) -> LineFlaw {
    let again = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(line));
    let path = again.err().map(|error| error.path().to_string()).filter(|path| path != ".").unwrap_or_default();
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default().to_owned();
    let error_here = if words.starts_with("unknown field ") { LineError::Unknown } else { LineError::Form(words) };
    LineFlaw { column: error.column().max(1), path, error: error_here }
}
