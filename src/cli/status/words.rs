//! The status of a tree for people.

use std::path::Path;

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::import::{ledger_words, quoted};
use crate::cli::plain::{one_line, plain};
use crate::cli::style;
use crate::curate::{RecordStatus, SideChange, TreeStanding, TreeStatus};
use crate::publish::TreeFormat;
use crate::record::Id;

/// The most records and files of a paragraph that are printed.
const NAMED: usize = 10;

/// The commands that make both sides equal.
pub(super) struct NextCommands {
    export: String,
    import: String,
}

impl NextCommands {
    /// The commands for a tree, with the formats of its export and the name of its source, if it has one.
    pub(super) fn new(tree: &Path, formats: &[TreeFormat], from: Option<&str>) -> Self {
        let tree = quoted(&tree.display().to_string());
        let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
        let from = from.map_or(String::new(), |name| format!(" --from {}", quoted(name)));
        NextCommands {
            export: format!("canonry export --out {tree} --format {}", formats.join(",")),
            import: format!("canonry import {tree}{from}"),
        }
    }
}

/// Prints a paragraph for each standing that there is.
pub(super) fn print(
    status: &TreeStatus,
    NextCommands { export, import }: &NextCommands,
    rejected: &[String],
    console: &mut Console,
) -> Result<(), Failure> {
    let is_gone = |record: &RecordStatus| {
        matches!(record.here, Some(SideChange::Withdrawn | SideChange::Renamed(_))) && record.there.is_none()
    };
    let prune = if status.records.values().any(is_gone) { " --prune" } else { "" };
    for (standing, title, next) in [
        (TreeStanding::Ahead, "ahead: only the database has it", format!("`{export}{prune}` writes it")),
        (TreeStanding::Behind, "behind: only the tree has it", format!("`{import}` imports it")),
        (TreeStanding::Both, "both: each has something of its own", format!("`{import}` merges it; then export")),
        (
            TreeStanding::Conflict,
            "in conflict: both set a field to another value",
            format!("`{import} -i` asks about each"),
        ),
    ] {
        let lines = |(id, record): (&Id, &RecordStatus)| {
            (record.standing() == Some(standing)).then(|| format!("  {}", line(id, record)))
        };
        let lines: Vec<String> = status.records.iter().filter_map(lines).collect();
        paragraph((title, &next), &lines, "record", console)?;
    }
    if status.ledgers.has_news() {
        console.line(format!("new in the ledgers of the tree: {}", ledger_words(&status.ledgers)))?;
    }
    let files: Vec<String> = status.files.iter().map(|file| format!("  {}", plain(&file.path))).collect();
    paragraph(("files that an export would write", &format!("`{export}`")), &files, "file", console)?;
    let rejected: Vec<String> = rejected.iter().map(|line| format!("  {}", one_line(line))).collect();
    let fix = "fix them, or import the others with --keep-going";
    paragraph(("rejected: an import cannot read it", fix), &rejected, "line", console)?;
    let left: Vec<String> = status.left.iter().map(|file| format!("  {}", plain(&file.path))).collect();
    let why = "canonry did not write these files, and leaves them";
    paragraph(("left alone", why), &left, "file", console)?;
    if !status.differs() && rejected.is_empty() {
        console.summary("the tree and the database are equal")?;
    }
    Ok(())
}

fn paragraph((title, next): (&str, &str), lines: &[String], what: &str, console: &mut Console) -> Result<(), Failure> {
    if lines.is_empty() {
        return Ok(());
    }
    let strong = style::STRONG;
    console.line(format!("{strong}{title}{strong:#}\n  ({})", plain(next)))?;
    lines.iter().take(NAMED).try_for_each(|line| console.line(line))?;
    console.more(lines.len().saturating_sub(NAMED), what, "--json lists them all");
    Ok(())
}

/// A record in one line.
fn line(id: &Id, record: &RecordStatus) -> String {
    let RecordStatus { here, there, conflicts } = record;
    if !conflicts.is_empty() {
        return format!("{id}: {}", one_line(&conflicts.join(", ")));
    }
    match (here, there) {
        (Some(here), Some(there)) => format!("{id}: here {}; there {}", change(here), change(there)),
        (Some(one), None) | (None, Some(one)) => format!("{id}: {}", change(one)),
        (None, None) => id.to_string(),
    }
}

fn change(change: &SideChange) -> String {
    match change {
        SideChange::Record => "new".to_owned(),
        SideChange::Withdrawn => "withdrawn".to_owned(),
        SideChange::Restored => "restored".to_owned(),
        SideChange::Renamed(to) => format!("renamed to {to}"),
        SideChange::Changed { fields, ledger } => {
            let names = fields.iter().map(String::as_str).chain(ledger.then_some("ledger"));
            one_line(&names.collect::<Vec<_>>().join(", "))
        }
    }
}
