//! Editing a text in the user's editor until it is valid or cancelled, without losing it.

use std::io::Write;

use super::console::Console;
use super::env::Env;
use super::failure::{Exit, Failure};
use super::faults::hint;
use crate::curate::{COMMENT, KeptText, Refusal, TextBase};
use crate::disk::Partial;
use crate::record::{Demands, Limits, Record, Start, read_new};

/// The number of attempts after which the editor is probably a program that never fixes the text.
const TRIES: usize = 50;

/// A text that was read as a record.
#[derive(Debug)]
pub(super) struct EditedText {
    pub record: Record,
    /// As it was typed.
    pub text: String,
    /// The digest of the record that the text was made from, if the text has it.
    pub based_on: Option<TextBase>,
}

/// What is edited.
#[derive(Clone, Copy)]
pub(super) struct EditTask<'s> {
    /// The record's id.
    pub name: &'s str,
    /// The command that continues with a kept text.
    pub command: &'s str,
    /// The record that the text was made from, whose digest is written into a kept text.
    pub made_from: Option<TextBase>,
    /// How large the record may be.
    pub limits: &'s Limits,
}

/// Lets the user edit a text until it is a record that `check` accepts. `None` if nothing new was saved.
pub(super) fn edit(
    subject: EditTask<'_>,
    original: &str,
    console: &mut Console,
    check: impl Fn(&Record) -> Result<(), Refusal>,
) -> Result<Option<EditedText>, Failure> {
    let EditTask { name, command, made_from, limits } = subject;
    let mut shown = format!("{original}\n");
    let mut last = shown.clone();
    for attempt in 0..TRIES {
        let text = match open(console.env(), name, &shown) {
            Ok(text) => text,
            // The text of the last attempt is not lost if the editor fails now.
            Err(Closed { failure, typed: None }) if attempt > 0 => {
                return Err(keep(console.env(), (name, command), last.as_bytes(), made_from, *failure));
            }
            Err(Closed { failure, typed: Some(typed) }) => {
                return Err(keep(console.env(), (name, command), &typed, made_from, *failure));
            }
            Err(Closed { failure, .. }) => return Err(*failure),
        };
        if text.trim().is_empty() || text.trim_end() == original.trim_end() {
            return Ok(None);
        }
        if attempt > 0 && text == last {
            break; // saved without a change: cancelled
        }
        last = text.clone();
        let faults = match check_saved(&text, Start::default(), limits, &check) {
            Ok(record) => return Ok(Some(EditedText { record, text, based_on: None })),
            Err((faults, _)) => faults,
        };
        let plural = if faults.len() == 1 { "" } else { "s" };
        console.note(format!("{} fault{plural} to fix; the editor opens again", faults.len()));
        shown = with_comments(&text, &faults, limits, &check);
    }
    let (faults, exit) = match check_saved(&last, Start::default(), limits, &check) {
        Ok(record) => return Ok(Some(EditedText { record, text: last, based_on: None })),
        Err(refused) => refused,
    };
    let failure =
        Failure { details: faults, ..Failure::new(exit, format!("{name} was cancelled: the text still has faults")) };
    Err(keep(console.env(), (name, command), last.as_bytes(), made_from, failure))
}

/// Keeps a text in a file, and adds that to the failure.
pub(super) fn keep(
    env: &Env,
    (name, command): (&str, &str),
    text: &[u8],
    based_on: Option<TextBase>,
    failure: Failure,
) -> Failure {
    let slug: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let header = based_on.map_or(String::new(), |base| base.comment(name));
    let kept = Partial::named(&env.temporary, &format!("canonry-{slug}-"), ".json").and_then(|mut file| {
        file.write_all(header.as_bytes())?;
        file.write_all(text)?;
        file.keep()
    });
    match kept {
        Ok(path) => {
            let hint = failure.hint.clone().map_or(String::new(), |hint| format!("{hint}; "));
            let path = path.display();
            failure.hint(format!("{hint}your text is kept in {path}; `{command} --from {path}` continues with it"))
        }
        Err(error) => {
            let text = String::from_utf8_lossy(text);
            failure.cause(format!("nor could the text be kept: {error}; here it is\n{text}"))
        }
    }
}

/// The record of a text; or what is wrong with it, a line each, and the exit code if the text stays like that.
fn check_saved(
    text: &str,
    start: Start,
    limits: &Limits,
    check: impl Fn(&Record) -> Result<(), Refusal>,
) -> Result<Record, (Vec<String>, Exit)> {
    let record = read_new(text.as_bytes(), start, &Demands::within(limits)).map_err(|faults| {
        let lines = faults.iter().map(|fault| match hint(std::slice::from_ref(fault)) {
            Some(hint) => format!("{fault}; {hint}"),
            None => fault.to_string(),
        });
        (lines.collect(), Exit::Rejected)
    })?;
    match check(&record) {
        Ok(()) => Ok(record),
        Err(refusal) => {
            let failure = Failure::from(refusal);
            let lines = std::iter::once(failure.message).chain(failure.details).chain(failure.hint);
            Err((lines.collect(), failure.exit))
        }
    }
}

/// The text after comments that say what is wrong with it. Lines are counted as the editor will show them.
fn with_comments(
    text: &str,
    faults: &[String],
    limits: &Limits,
    check: impl Fn(&Record) -> Result<(), Refusal>,
) -> String {
    let lines = faults.len() + 2;
    let start = Start { line: lines + 1, ..Start::default() };
    let faults = check_saved(text, start, limits, check).err().map_or_else(|| faults.to_vec(), |(faults, _)| faults);
    let mut shown = format!("{COMMENT} Not saved yet (line:column: field: what is wrong):\n");
    for fault in faults {
        shown.push_str(&format!("{COMMENT}   {}\n", fault.replace('\n', " ")));
    }
    shown.push_str(&format!("{COMMENT} Fix it and save. To cancel, save it without a change, or empty.\n"));
    shown + text
}

/// What was typed in a text that an editor saved, and what the editor shows next: the same after comments that say what
/// is wrong with it. `None` if it is a record, or is not UTF-8.
pub fn reopened(saved: &[u8]) -> Option<(String, String)> {
    let typed = String::from_utf8(KeptText::of(saved).body.to_vec()).ok()?;
    let (faults, _) = check_saved(&typed, Start::default(), &Limits::default(), |_| Ok(())).err()?;
    let shown = with_comments(&typed, &faults, &Limits::default(), |_| Ok(()));
    Some((typed, shown))
}

/// An editor that closed without a text to use.
struct Closed {
    failure: Box<Failure>,
    /// What was typed, if that is to be kept.
    typed: Option<Vec<u8>>,
}

impl From<Failure> for Closed {
    fn from(failure: Failure) -> Self {
        Closed { failure: Box::new(failure), typed: None }
    }
}

/// Opens a text in the editor, and returns what was saved, without the comments.
fn open(env: &Env, name: &str, text: &str) -> Result<String, Closed> {
    let slug: String = name.rsplit('/').next().unwrap_or(name).to_owned();
    let io = |error| Failure::file("the text for the editor could not be written", &error);
    let mut file = Partial::named(&env.temporary, &format!("{slug}-"), ".json").map_err(io)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(io)?;
    let words = editor(env)?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(no_editor().into());
    };
    let mut editor = env.program(program);
    let status = env.messages.lent(|| editor.args(arguments).arg(file.path()).status()).map_err(|error| {
        Failure::usage(format!("the editor {program} could not be started"))
            .cause(error)
            .hint("set $VISUAL or $EDITOR to an editor, or give the text with --from FILE")
    })?;
    // Editors may put a new file into the place of the old one, so it is read by its name.
    let saved =
        std::fs::read(file.path()).map_err(|error| Failure::file("what the editor saved could not be read", &error))?;
    let typed = KeptText::of(&saved).body.to_vec();
    if !status.success() {
        let failure =
            Failure::new(Exit::Usage, format!("the editor {program} ended with {status}; nothing was changed"));
        let is_new = saved != text.as_bytes() && !typed.trim_ascii().is_empty();
        return Err(Closed { failure: Box::new(failure), typed: is_new.then_some(typed) });
    }
    // A text in another encoding could not be shown again without changing it.
    String::from_utf8(typed).map_err(|error| {
        let failure = Failure::new(Exit::Rejected, format!("{name} was not saved as UTF-8")).cause(error.utf8_error());
        Closed { failure: Box::new(failure), typed: Some(error.into_bytes()) }
    })
}

/// The words of the editor's command.
fn editor(env: &Env) -> Result<Vec<String>, Failure> {
    let named = env.variable("VISUAL").or_else(|| env.variable("EDITOR"));
    let Some(command) = named else {
        return Err(no_editor());
    };
    shlex::split(&command)
        .ok_or_else(|| Failure::usage(format!("a quote in the editor's command is not closed: {command}")))
}

fn no_editor() -> Failure {
    Failure::usage("there is no editor").hint("set $VISUAL or $EDITOR, or give the text with --from FILE")
}
