//! The text of a sample, from the command line or from standard input.

use std::io::Read;

use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::record::Limits;

/// The text that a word is; standard input for `-`, without the line break at its end. A text that is too large is not
/// read to the end.
pub(super) fn read(word: &str, env: &Env, limits: &Limits) -> Result<String, Failure> {
    if word != "-" {
        return Ok(word.to_owned());
    }
    // A line break, and one more character to detect a text that is too large.
    let most = limits.field_bytes.saturating_add(6);
    let mut bytes = Vec::new();
    let read = env.input.clone().take(most).read_to_end(&mut bytes);
    read.map_err(|error| Failure::file("standard input could not be read", &error))?;
    let is_cut = u64::try_from(bytes.len()).is_ok_and(|length| length == most);
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // A text that was cut in the middle of a character is too large anyway.
        Err(error) if is_cut && error.utf8_error().error_len().is_none() => {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(_) => return Err(Failure::new(Exit::Rejected, "standard input is not UTF-8")),
    };
    let line = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    Ok(line.unwrap_or(&text).to_owned())
}
