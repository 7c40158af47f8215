//! Asking about conflicts, one by one.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::plain::one_line;
use crate::cli::style;
use crate::cli::terminal::{Escapes, GuardedWriter};
use crate::curate::{
    ConflictName, Counts, Event, OpenConflict, Rejection, Resolution, Resolutions, Sealed, Watch, unsuitable,
};
use crate::intake::ConflictKey;
use crate::record::{Id, Take, read_json};

/// The conflicts that a rehearsal found.
#[derive(Default)]
pub(super) struct FoundConflicts(Vec<(Id, OpenConflict)>);

impl Watch for FoundConflicts {
    type Error = Failure;

    fn event(&mut self, event: Event<'_>) -> Result<(), Failure> {
        if let Event::Rejected(_, Rejection::Conflict { id, conflicts, .. }) = event {
            self.0.extend(conflicts.into_iter().map(|conflict| (id.clone(), conflict)));
        }
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Failure> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Failure> {
        Ok(true)
    }
}

/// Makes sure that the user can be asked.
pub(super) fn check(paths: &[PathBuf], env: &Env) -> Result<(), Failure> {
    if !env.can_ask() || paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::usage("-i asks on a terminal, and there is none")
            .hint("write the conflicts with --conflicts FILE, set \"take\", and give the file to --resolve"));
    }
    Ok(())
}

/// Asks how each conflict is to be resolved. Those that are skipped stay open.
pub(super) fn ask_about_all(found: FoundConflicts, console: &mut Console) -> Result<Resolutions, Failure> {
    let total = found.0.len();
    let mut resolutions = Vec::new();
    for (number, (id, conflict)) in (1..).zip(found.0) {
        show(console, &format!("conflict {number} of {total}"), &id, &conflict);
        let name = conflict.name();
        let Some(take) = ask(&name, console.env())? else { continue };
        let OpenConflict { item, base, ours, theirs, .. } = conflict;
        resolutions.push(Resolution { id, name, item, base, ours, theirs, take });
    }
    Ok(resolutions.into_iter().collect())
}

fn show(console: &mut Console, title: &str, id: &Id, conflict: &OpenConflict) {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let [base, ours, theirs] = conflict.values();
    console
        .fault(format!("{faint}{title}{faint:#}  {strong}{id} {}{strong:#}", one_line(&conflict.name().to_string())));
    if let Some(text) = &conflict.item {
        console.fault(format!("  item    {}", one_line(text)));
    }
    for (side, value) in [(ConflictKey::Base, base), (ConflictKey::Ours, ours), (ConflictKey::Theirs, theirs)] {
        console.fault(format!("  {side:<7} {}", one_line(&value)));
    }
}

/// One answer; `None` to leave the conflict open.
fn ask(conflict: &ConflictName, env: &Env) -> Result<Option<Take>, Failure> {
    loop {
        let mut err = GuardedWriter::new(env.messages.clone(), env.messages.is_terminal(), Escapes::Text);
        write!(err, "take [o]urs, [t]heirs, [b]ase, a [v]alue, [s]kip, [q]uit? ").and_then(|()| err.flush())?;
        let mut answer = String::new();
        if env.input.read_line(&mut answer)? == 0 {
            return Err(quit());
        }
        let is_side = |side: ConflictKey| {
            let (word, answer) = (side.as_str(), answer.trim());
            answer == word || answer.chars().eq(word.chars().take(1))
        };
        let sides =
            [(ConflictKey::Ours, Take::Ours), (ConflictKey::Theirs, Take::Theirs), (ConflictKey::Base, Take::Base)];
        if let Some((_, take)) = sides.into_iter().find(|(side, _)| is_side(*side)) {
            return Ok(Some(take));
        }
        match answer.trim() {
            "s" | "skip" => return Ok(None),
            "q" | "quit" => return Err(quit()),
            "v" | "value" => {
                write!(err, "the value as JSON: ").and_then(|()| err.flush())?;
                let mut value = String::new();
                env.input.read_line(&mut value)?;
                match read_json(value.trim()).map(Take::Value) {
                    Ok(take) => match unsuitable(conflict, &take) {
                        None => return Ok(Some(take)),
                        Some(reason) => writeln!(err, "{reason}")?,
                    },
                    Err(error) => writeln!(err, "{error}")?,
                }
            }
            _ => {}
        }
    }
}

fn quit() -> Failure {
    Failure::usage("cancelled; nothing was imported")
}
