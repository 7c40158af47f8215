//! The commands.

use clap::Subcommand;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::{
    backup, blame, check, completions, confirm, demote, edit, evidence, export, facet, feedback, graph, import, init,
    list, log, man, matching, new, policy, promote, rates, regex, release, rename, restore, sample, search, show, site,
    sources, undo, verify, waive, why, withdraw,
};

/// The command that canonry runs.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(init::Args),
    Import(import::Args),
    Merge(import::MergeArgs),
    Export(export::Args),
    Site(site::Args),
    Backup(backup::Args),
    Verify(verify::Args),
    Check(check::Args),
    Facet(facet::Args),
    Graph(graph::Args),
    Show(show::Args),
    List(list::Args),
    Search(search::Args),
    Match(matching::Args),
    Sources(sources::Args),
    New(new::Args),
    Edit(edit::Args),
    Rename(rename::Args),
    Withdraw(withdraw::Args),
    Restore(restore::Args),
    Regex(regex::Args),
    Sample(sample::Args),
    Waive(waive::Args),
    Evidence(evidence::Args),
    Feedback(feedback::Args),
    Rates(rates::Args),
    Confirm(confirm::Args),
    Promote(promote::Args),
    Demote(demote::Args),
    Release(release::Args),
    Policy(policy::Args),
    Log(log::Args),
    Blame(blame::Args),
    Why(why::Args),
    Undo(undo::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Its whole name, as it is typed.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Command::Init(_) => "init",
            Command::Import(_) => "import",
            Command::Merge(_) => "merge",
            Command::Export(_) => "export",
            Command::Site(_) => "site",
            Command::Backup(_) => "backup",
            Command::Verify(_) => "verify",
            Command::Check(_) => "check",
            Command::Facet(args) => args.name(),
            Command::Graph(args) => args.name(),
            Command::Show(_) => "show",
            Command::List(_) => "list",
            Command::Search(_) => "search",
            Command::Match(_) => "match",
            Command::Sources(_) => "sources",
            Command::New(_) => "new",
            Command::Edit(_) => "edit",
            Command::Rename(_) => "rename",
            Command::Withdraw(_) => "withdraw",
            Command::Restore(_) => "restore",
            Command::Regex(args) => args.name(),
            Command::Sample(args) => args.name(),
            Command::Waive(_) => "waive",
            Command::Evidence(args) => args.name(),
            Command::Feedback(_) => "feedback import",
            Command::Rates(_) => "rates",
            Command::Confirm(_) => "confirm",
            Command::Promote(_) => "promote",
            Command::Demote(_) => "demote",
            Command::Release(args) => args.name(),
            Command::Policy(_) => "policy show",
            Command::Log(_) => "log",
            Command::Blame(_) => "blame",
            Command::Why(_) => "why",
            Command::Undo(_) => "undo",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }

    /// Runs it. `program` describes the whole command line.
    pub(super) fn run(
        &self,
        global: &Global,
        console: &mut Console,
        program: fn() -> clap::Command,
    ) -> Result<Exit, Failure> {
        match self {
            Command::Init(args) => init::run(args, global, console),
            Command::Import(args) => import::run(args, global, console),
            Command::Merge(args) => import::merge(args, global, console),
            Command::Export(args) => export::run(args, global, console),
            Command::Site(args) => site::run(args, global, console),
            Command::Backup(args) => backup::run(args, global, console),
            Command::Verify(args) => verify::run(args, global, console),
            Command::Check(args) => check::run(args, global, console),
            Command::Facet(args) => facet::run(args, global, console),
            Command::Graph(args) => graph::run(args, global, console),
            Command::Show(args) => show::run(args, global, console),
            Command::List(args) => list::run(args, global, console),
            Command::Search(args) => search::run(args, global, console),
            Command::Match(args) => matching::run(args, global, console),
            Command::Sources(args) => sources::run(args, global, console),
            Command::New(args) => new::run(args, global, console),
            Command::Edit(args) => edit::run(args, global, console),
            Command::Rename(args) => rename::run(args, global, console),
            Command::Withdraw(args) => withdraw::run(args, global, console),
            Command::Restore(args) => restore::run(args, global, console),
            Command::Regex(args) => regex::run(args, global, console),
            Command::Sample(args) => sample::run(args, global, console),
            Command::Waive(args) => waive::run(args, global, console),
            Command::Evidence(args) => evidence::run(args, global, console),
            Command::Feedback(args) => feedback::run(args, global, console),
            Command::Rates(args) => rates::run(args, global, console),
            Command::Confirm(args) => confirm::run(args, global, console),
            Command::Promote(args) => promote::run(args, global, console),
            Command::Demote(args) => demote::run(args, global, console),
            Command::Release(args) => release::run(args, global, console),
            Command::Policy(args) => policy::run(args, global, console),
            Command::Log(args) => log::run(args, global, console),
            Command::Blame(args) => blame::run(args, global, console),
            Command::Why(args) => why::run(args, global, console),
            Command::Undo(args) => undo::run(args, global, console),
            Command::Completions(args) => completions::run(args, program(), console),
            Command::Man(args) => man::run(args, program(), console),
        }
    }
}
