//! Where output goes: data to stdout, everything else to stderr.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use serde_json::{Map, Value, json};

use super::env::{Env, OutputStream};
use super::failure::{Exit, Failure};
use super::list_object::ListObject;
use super::options::{ColorWhen, Options};
use super::plain::plain;
use super::style;
use super::terminal::{Data, Escapes, GuardedWriter, styled};
use crate::ledger::BatchNumber;
use crate::record::compact;

/// The most lines of details or faults that are printed; --json has all of them.
pub(super) const MAX_LINES: usize = 1_000;

/// The output of one command.
pub(super) struct Console {
    command: &'static str,
    json: bool,
    quiet: bool,
    width: Option<usize>,
    env: Env,
    out: BufWriter<Coloured>,
    err: Coloured,
    /// What is done even if the output fails.
    done: Option<String>,
}

/// A stream whose colours are removed if they are unwanted.
type Coloured = AutoStream<Box<dyn Write + Send>>;

/// Prints a message before the command prints anything else.
pub(super) fn note(options: &Options, env: &Env, message: impl Display) {
    if !options.quiet {
        let mut err = coloured(env, &env.messages, options.color);
        let _ = say(&mut err, env.messages.is_terminal(), message);
    }
}

/// Writes a line. On a terminal, control characters of the line are replaced.
pub(super) fn say(out: &mut impl Write, is_terminal: bool, line: impl Display) -> io::Result<()> {
    if is_terminal { out.write_all(styled(&format!("{line}\n")).as_bytes()) } else { writeln!(out, "{line}") }
}

/// A stream of the program, with or without colours as the options say.
pub(super) fn coloured(env: &Env, stream: &OutputStream, when: ColorWhen) -> Coloured {
    let is_wanted = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => env.has_colors(stream),
    };
    let choice = if is_wanted { ColorChoice::AlwaysAnsi } else { ColorChoice::Never };
    AutoStream::new(Box::new(stream.clone()), choice)
}

impl Console {
    pub(super) fn new(options: &Options, env: &Env, command: &'static str) -> Self {
        Console {
            command,
            json: options.json,
            quiet: options.quiet,
            width: env.width(),
            out: BufWriter::with_capacity(64 * 1024, coloured(env, &env.output, options.color)),
            err: coloured(env, &env.messages, options.color),
            env: env.clone(),
            done: None,
        }
    }

    /// What is around the program.
    pub(super) fn env(&self) -> &Env {
        &self.env
    }

    /// Whether the command prints a JSON object.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a JSON object instead of text, as with `--json`.
    pub(super) fn print_json(&mut self) {
        self.json = true;
    }

    /// Whether messages are unwanted.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether stdout is a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.width.is_some()
    }

    /// The columns of the terminal that data goes to. `None` if it goes elsewhere: then nothing is cut or wrapped.
    pub(super) fn width(&self) -> Option<usize> {
        self.width
    }

    /// A line of data. Colours are removed if they are unwanted.
    pub(super) fn line(&mut self, line: impl Display) -> Result<(), Failure> {
        let is_terminal = self.is_terminal();
        Ok(say(&mut self.out, is_terminal, line)?)
    }

    /// A line that sums up what was done: left out with `--quiet`.
    pub(super) fn summary(&mut self, line: impl Display) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.line(line) }
    }

    /// Data byte for byte, but harmless on a terminal.
    pub(super) fn bytes(&mut self, bytes: &[u8], escapes: Escapes) -> Result<(), Failure> {
        Ok(self.data(escapes)?.write_all(bytes)?)
    }

    /// Standard output itself, for data that is written byte for byte as it is read, but harmless on a terminal.
    pub(super) fn data(&mut self, escapes: Escapes) -> Result<Data, Failure> {
        self.out.flush()?;
        Ok(GuardedWriter::stdout(&self.env, escapes))
    }

    /// Says how much of a long list is not printed, and where to get the rest.
    pub(super) fn more(&mut self, unprinted: usize, what: &str, where_else: &str) {
        if unprinted > 0 {
            let plural = if unprinted == 1 { "" } else { "s" };
            self.note(format!("… and {unprinted} more {what}{plural}; {where_else}"));
        }
    }

    /// A message for the user at a terminal.
    pub(super) fn note(&mut self, message: impl Display) {
        if !self.quiet {
            // On a terminal too, earlier data is printed before the message. If nobody reads the data any more, nobody
            // reads the message; the next line of data returns the error.
            if self.out.flush().is_err() {
                return;
            }
            self.tell(message);
        }
    }

    /// Something is wrong with the input; printed even if messages are unwanted.
    pub(super) fn fault(&mut self, line: impl Display) {
        let _ = self.out.flush();
        self.tell(line);
    }

    /// Says that something is wrong, from a command that goes on to its end; see [`Console::fail`] for one that stops.
    pub(super) fn error(&mut self, message: &str) {
        let _ = self.out.flush();
        self.labelled(style::BAD.bold(), "error:", message);
    }

    /// Says what to do about an error.
    pub(super) fn hint(&mut self, hint: &str) {
        let _ = self.out.flush();
        self.labelled(style::STRONG, "hint:", hint);
    }

    /// A line on standard error that begins with what it is.
    fn labelled(&mut self, style: Style, label: &str, text: &str) {
        self.tell(format!("{style}{label}{style:#} {}", plain(text)));
    }

    /// A line on standard error.
    fn tell(&mut self, line: impl Display) {
        let is_terminal = self.env.messages.is_terminal();
        let _ = say(&mut self.err, is_terminal, line); // there is no other place for it
    }

    /// The command's JSON object: `{"command": ..., "counts": {...}, ...}`.
    pub(super) fn object(&mut self, counts: Value, rest: Map<String, Value>) -> Result<(), Failure> {
        let mut object = Map::new();
        object.insert("command".to_owned(), json!(self.command));
        object.insert("counts".to_owned(), counts);
        object.extend(rest);
        // Not through the stream for colours, which would also remove characters of the data.
        self.bytes(format!("{}\n", compact(&object)).as_bytes(), Escapes::Json)
    }

    /// Begins the command's JSON object with one long list, which is printed as it is read.
    pub(super) fn object_with_list(
        &mut self,
        counts: &Value,
        rest: &Map<String, Value>,
        name: &str,
    ) -> Result<ListObject, Failure> {
        ListObject::begin(self.data(Escapes::Json)?, self.command, counts, rest, name)
    }

    /// The batch is committed. It stays, even if the result cannot be printed.
    pub(super) fn stored(&mut self, batch: Option<BatchNumber>) {
        self.done = batch.map(|batch| format!("stored as batch {batch}"));
    }

    /// The work of the command is done, even if the result cannot be printed.
    pub(super) fn done(&mut self, what: String) {
        self.done = Some(what);
    }

    /// Makes sure that all output is written.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.out.flush()?;
        Ok(self.env.output.flush()?)
    }

    /// Says what went wrong, and returns the exit code.
    pub(super) fn fail(&mut self, failure: &Failure) -> Exit {
        if failure.is_closed_pipe {
            return failure.exit;
        }
        let done = self.done.take();
        let message = match &done {
            Some(done) if failure.is_output => format!("{done}, but the result could not be printed"),
            _ => failure.message.clone(),
        };
        self.error(&message);
        failure.details.iter().take(MAX_LINES).for_each(|detail| self.labelled(style::FAINT, "  ·", detail));
        if failure.details.len() > MAX_LINES {
            let more = format!("and {} more; --json lists them all", failure.details.len() - MAX_LINES);
            self.labelled(style::FAINT, "  …", &more);
        }
        failure.causes.iter().for_each(|cause| self.labelled(style::STRONG, "caused by:", cause));
        failure.hint.iter().for_each(|hint| self.hint(hint));
        if self.json {
            let error = json!({
                "message": message, "details": failure.details, "causes": failure.causes, "hint": failure.hint,
                "exit": failure.exit.code(),
            });
            let mut rest = Map::from_iter([("error".to_owned(), error)]);
            rest.extend(failure.data.iter().flat_map(|data| (**data).clone()));
            let _ = self.object(json!({}), rest);
            let _ = self.out.flush();
        }
        failure.exit
    }
}
