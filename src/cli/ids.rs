//! Names of records, from the command line or from standard input.

use std::io::{self, Read};

use super::env::Env;
use super::failure::{Exit, Failure};
use crate::curate::find_id;
use crate::record::Id;
use crate::store::Snapshot;

/// The word for standard input.
const STDIN: &str = "-";

/// Whether the names are to be read from standard input.
pub(super) fn are_on_stdin(words: &[String]) -> bool {
    matches!(words, [word] if word == STDIN)
}

/// The records that words name; for a single `-` those that the lines of standard input name.
pub(super) fn find_all(snapshot: &Snapshot<'_>, words: &[String], env: &Env) -> Result<Vec<Id>, Failure> {
    each(words, env, |word| Ok(find_id(snapshot, word)?))
}

/// Looks up each name with `find`. For a single `-` the names are the lines of standard input; all names that are not
/// found are reported, with their lines.
pub(super) fn each<T>(
    words: &[String],
    env: &Env,
    find: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    if !are_on_stdin(words) {
        if words.iter().any(|word| word == STDIN) {
            return Err(Failure::usage("- cannot be combined with names").hint("give - alone, or names"));
        }
        return words.iter().map(|word| find(word)).collect();
    }
    let mut text = String::new();
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData => Failure::new(Exit::Rejected, "standard input is not UTF-8"),
        _ => Failure::file("standard input could not be read", &error),
    };
    env.input.clone().read_to_string(&mut text).map_err(unreadable)?;
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        match line.trim() {
            "" => {}
            word => match find(word) {
                Ok(one) => found.push(one),
                Err(failure) if matches!(failure.exit, Exit::Missing | Exit::Usage) => missing.push((number, failure)),
                Err(failure) => return Err(failure),
            },
        }
    }
    let Some((_, first)) = missing.first() else { return Ok(found) };
    let message = match missing.len() {
        1 => "1 line of standard input names no record".to_owned(),
        many => format!("{many} lines of standard input name no record"),
    };
    let line = |(number, failure): &(usize, Failure)| {
        let hint = failure.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
        format!("-:{number}: {}{hint}", failure.message)
    };
    Err(Failure { details: missing.iter().map(line).collect(), ..Failure::new(first.exit, message) })
}
