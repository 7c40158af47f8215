//! The options that every command takes, and those of every command that writes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::curate::{Reasoned, Refusal};
use crate::record::Date;

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Options {
    /// The database [default: $CANONRY_DB, else canonry.db here or in the nearest folder above]
    #[arg(long, value_name = "FILE", global = true)]
    pub db: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print data and errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto", hide_possible_values = false)]
    pub color: ColorWhen,
    /// The day to take for today, YYYY-MM-DD [default: $CANONRY_TODAY, else the clock's]
    #[arg(long, value_name = "DATE", global = true)]
    pub today: Option<Date>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of every command that writes to the database.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub(super) struct Writing {
    /// Show what would be done, but change nothing
    #[arg(long, short = 'n')]
    pub dry_run: bool,
    /// Do not ask, even if many records change
    #[arg(long)]
    pub yes: bool,
    /// Who does it [default: $CANONRY_ACTOR, else your name in git, else your user name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

impl Writing {
    /// Refuses a command that needs a reason and has none, before anything else is checked.
    pub(super) fn require_reason(&self, what: Reasoned) -> Result<(), Failure> {
        Ok(Refusal::unless_reasoned(what, self.reason.as_deref())?)
    }
}
