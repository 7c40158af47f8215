//! The options that say how records are merged.

use std::path::PathBuf;

use clap::ValueEnum;

use super::conflicts;
use crate::cli::failure::Failure;
use crate::curate::{Import, KeptField, Policy, Trust};
use crate::record::Side;

/// How records that already exist are merged.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Merging")]
pub(super) struct Merging {
    /// The source of the records [default: each path is a source of its own]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) from: Option<String>,
    /// The input is the whole source: withdraw the records that the source had before and no longer has
    #[arg(long)]
    pub(super) whole: bool,
    /// Import only records that do not exist yet, with their evidence; nothing that exists changes
    #[arg(long)]
    only_new: bool,
    /// Fields of existing records that the input does not change, separated by commas, such as
    /// confidence,w.success_rate. With evidence_count, new evidence in a ledger still counts
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    keep: Vec<KeptField>,
    /// Import old values as changes, even if the source never had the record
    #[arg(long)]
    take_stale: bool,
    /// Which value to use in every conflict
    #[arg(long, value_name = "SIDE")]
    on_conflict: Option<SideArg>,
    /// Write the conflicts to this file (- for standard output), as NDJSON; set "take" in each line
    #[arg(long, value_name = "FILE")]
    pub(super) conflicts: Option<PathBuf>,
    /// Resolve conflicts as in this file; can be repeated. "take" is "ours", "theirs", "base" or a value
    #[arg(long, value_name = "FILE")]
    pub(super) resolve: Vec<PathBuf>,
    /// Ask about each conflict on the terminal
    #[arg(long, short, conflicts_with_all = ["on_conflict", "conflicts"])]
    pub(super) interactive: bool,
}

/// One side of a conflict.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SideArg {
    /// The value in the database
    Ours,
    /// The value in the input
    Theirs,
}

impl Merging {
    /// The import that the options describe.
    pub(super) fn import(&self, keep_going: bool, policy: Policy) -> Result<Import, Failure> {
        let Merging { whole, only_new, keep, take_stale, on_conflict, resolve, .. } = self;
        Ok(Import {
            on_conflict: on_conflict.map(|side| match side {
                SideArg::Ours => Side::Ours,
                SideArg::Theirs => Side::Theirs,
            }),
            keep_going,
            resolutions: conflicts::read(resolve)?,
            trust: Trust { keep: keep.clone(), new_tier: None, only_new: *only_new },
            whole: *whole,
            take_stale: *take_stale,
            policy,
            ..Import::default()
        })
    }
}
