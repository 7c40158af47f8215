//! The environment of the program: arguments, the folder, streams, variables, the day. Nothing else in the crate
//! accesses the process.

#![expect(clippy::disallowed_methods, reason = "the only place that reads them, for all others")]

mod folder;
mod sign;
mod stream;

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use indicatif::ProgressDrawTarget;

use crate::record::Date;
use sign::WorkingSign;
pub use stream::{InputStream, OutputStream, Terminal};

/// What the program gets from the system, or from a test that runs it.
#[derive(Debug, Clone)]
pub struct Env {
    /// The command line, the name of the program first.
    pub arguments: Vec<OsString>,
    /// The folder in which relative paths begin, those of the command line and of variables, and in which programs are
    /// started. Empty for the current folder of the process. Otherwise messages may name a file by the folder and its
    /// path; what is stored or written names it as the user did.
    pub folder: PathBuf,
    /// The environment. Programs that are started, such as the editor, get it too.
    pub variables: BTreeMap<OsString, OsString>,
    /// Standard input.
    pub input: InputStream,
    /// Standard output, for data.
    pub output: OutputStream,
    /// Standard error, for messages and questions.
    pub messages: OutputStream,
    /// The day that the clock shows, if a date can hold it.
    pub day: Option<Date>,
    /// The folder for temporary files.
    pub temporary: PathBuf,
    /// Where progress is drawn.
    pub progress: fn() -> ProgressDrawTarget,
}

impl Env {
    /// The environment of the process.
    pub fn of_process() -> Self {
        Env {
            arguments: env::args_os().collect(),
            folder: PathBuf::new(),
            variables: env::vars_os().collect(),
            input: InputStream::of_process(),
            output: OutputStream::stdout(),
            messages: OutputStream::stderr(),
            day: Date::from_calendar(chrono::Local::now().date_naive()),
            temporary: env::temp_dir(),
            progress: ProgressDrawTarget::stderr,
        }
    }

    /// The same, with a sign on the terminal while a command works and shows nothing.
    pub(super) fn with_sign(&self) -> Self {
        if !self.messages.is_terminal() {
            return self.clone();
        }
        let (env, sign) = (self.clone(), WorkingSign::new(self.progress));
        let [output, messages] = [env.output, env.messages].map(|stream| stream.with_sign(&sign));
        Env { input: env.input.with_sign(&sign), output, messages, ..env }
    }

    /// A variable of the environment; `None` also if it is empty or not UTF-8.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let value = self.raw_variable(name)?.to_str()?;
        (!value.trim().is_empty()).then(|| value.to_owned())
    }

    /// A variable of the environment, whatever its value is.
    fn raw_variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The words of the command line after the program's name.
    pub(super) fn words(&self) -> impl Iterator<Item = &OsStr> {
        self.arguments.iter().skip(1).map(OsString::as_os_str)
    }

    /// Whether the user can be asked.
    pub(super) fn can_ask(&self) -> bool {
        self.input.is_terminal() && self.messages.is_terminal()
    }

    /// Whether a stream gets colours by default: by the conventions of `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`
    /// (<https://bixense.com/clicolors/>), else on a terminal that supports them.
    pub(super) fn has_colors(&self, stream: &OutputStream) -> bool {
        let is_set = |name| self.raw_variable(name).is_some_and(|value| !value.is_empty());
        if is_set("NO_COLOR") {
            return false;
        }
        if is_set("CLICOLOR_FORCE") {
            return true;
        }
        let wanted = self.raw_variable("CLICOLOR").map(|value| value != "0");
        let is_able = match self.raw_variable("TERM") {
            Some(name) => name != "dumb",
            None => cfg!(windows), // it is not usually set there
        };
        let is_likely = is_able || wanted == Some(true) || self.raw_variable("CI").is_some();
        wanted != Some(false) && stream.is_terminal() && is_likely
    }

    /// The width of the terminal that is standard output, in columns: the value of `COLUMNS`, else that of the
    /// terminal. `None` if it is not a terminal.
    pub(super) fn width(&self) -> Option<usize> {
        let Terminal { columns } = self.output.terminal()?;
        self.said_columns().or(columns).or(Some(DEFAULT_WIDTH))
    }

    /// The width of any terminal, for the help, which is printed before a command is known; `None` if there is none.
    pub(super) fn any_width(&self) -> Option<usize> {
        let terminals = [self.output.terminal(), self.messages.terminal(), self.input.terminal()];
        terminals.into_iter().flatten().find_map(|terminal| terminal.columns).or_else(|| self.said_columns())
    }

    fn said_columns(&self) -> Option<usize> {
        self.variable("COLUMNS").and_then(|columns| columns.trim().parse().ok()).filter(|columns| *columns > 0)
    }
}

/// The assumed width of a terminal that does not report it.
const DEFAULT_WIDTH: usize = 80;

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// The process's, with these variables and a terminal, or none, for standard output.
    fn env(variables: &[(&str, &str)], terminal: Option<Terminal>) -> Env {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        Env { variables, output: OutputStream::new(io::sink(), terminal), ..Env::of_process() }
    }

    #[test]
    fn colours_are_for_terminals_that_support_them_unless_the_environment_says_otherwise() {
        let terminal = Some(Terminal { columns: None });
        let has = |variables: &[(&str, &str)], terminal| {
            let env = env(variables, terminal);
            env.has_colors(&env.output)
        };
        assert!(has(&[("TERM", "xterm")], terminal) && !has(&[("TERM", "xterm")], None));
        assert!(!has(&[("TERM", "dumb")], terminal) && has(&[("TERM", "dumb"), ("CLICOLOR", "1")], terminal));
        assert!(!has(&[("TERM", "xterm"), ("CLICOLOR", "0")], terminal));
        assert!(has(&[("CLICOLOR_FORCE", "1")], None) && !has(&[("CLICOLOR_FORCE", "")], None));
        assert!(!has(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], terminal));
        assert!(has(&[("TERM", "xterm"), ("NO_COLOR", "")], terminal));
    }

    #[test]
    fn a_terminal_is_as_wide_as_columns_says_else_as_it_says_itself() {
        let width = |variables: &[(&str, &str)], columns| env(variables, Some(Terminal { columns })).width();
        assert_eq!(width(&[("COLUMNS", " 40 ")], Some(120)), Some(40));
        assert_eq!((width(&[("COLUMNS", "0")], Some(120)), width(&[], Some(120))), (Some(120), Some(120)));
        assert_eq!(width(&[("COLUMNS", "wide")], None), Some(DEFAULT_WIDTH));
        assert_eq!(env(&[("COLUMNS", "40")], None).width(), None);
    }
}
