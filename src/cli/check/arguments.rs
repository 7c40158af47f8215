//! The options of `canonry check`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::counts::Grave;
use crate::check::{Code, Profile, Selector, Settings};
use crate::cli::failure::Failure;
use crate::cli::filter::FilterArgs;
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::curate::{AskedChecks, Offers, Policy};
use crate::store::{Filter, Snapshot};

/// Check what records say
///
/// Runs a table of checks over the published records: signatures, dead ends, workarounds, rates, sources, dates,
/// translations, categories, edges and texts. Each finding has a code and a name. Errors and warnings are printed, and
/// at the end how often each code was found; --all prints notes too. The exit code is 1 if there is a finding that is
/// as grave as --fail-on says.
///
/// --explain CODE says what a code means and what to do about it, --list lists all codes. --fix applies the fixes that
/// are safe, as one batch that `canonry undo` reverts. No fix changes a rate, a tier or a date, but for last_updated.
/// --unsafe also applies those that a person should look at, except for those that would bring an error or a warning
/// as grave as what they remove; if --select names their codes, it applies these too.
/// The policy says which checks run, and how grave they are. Findings that are right as they are can be waived: see
/// `canonry waive`.
///
/// Files are checked without a database: name JSON or NDJSON files, folders (every index.json below them), or - for
/// standard input. A word is a path if something lies there, or if it begins with . or / or ends with /, .json, .ndjson
/// or .jsonl; with --files every word is one. What is printed begins with FILE:LINE:COLUMN. A text that is not a record
/// is an error, and the others are checked; a file that is named twice is checked once. A folder without records ends
/// with 1, for it is most likely the wrong one. The policy is the nearest canonry.toml, here or in a folder above; it
/// also says under which key records have samples.
///
/// The files are checked against each other and against what --within names: in a hook name the files that changed, and
/// the whole set after --within. If each PATH has one record and there is no --within, the checks that need the rest of
/// the set are left out (C003, G001, G002, G012). V009 is left out because files have no ledger. --fix writes the
/// records that it fixes back into their files, in their canonical form.
///
/// With --since only what is new is printed and counted: a finding is identified by what it is about, wherever its
/// item stands now. A database is checked as it was then, with the settings of today. A record that was renamed since
/// is the same: in files it is known by the former id among its aliases. --fail-on new ends with 1 if anything is
/// printed.
///
/// `canonry verify` looks for damage of the database instead.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry check\n  canonry check --statistics\n  \
    canonry check --select G,S001 --ignore G012\n  canonry check python/venv-pip-missing --all\n  \
    canonry check --fix --dry-run\n  canonry check errors/\n  \
    canonry check --within errors errors/python/venv-pip-missing/index.json")]
pub(in crate::cli) struct Args {
    /// The records' ids or aliases, or files [default: all records of the database]
    #[arg(value_name = "ID|PATH")]
    pub(super) named: Vec<String>,
    /// Every PATH is a file or a folder, whatever it looks like
    #[arg(long)]
    pub(super) files: bool,
    /// Files or folders with the rest of the set: files are checked against it
    #[arg(long, value_name = "PATH")]
    pub(super) within: Vec<PathBuf>,
    /// Run only these checks: codes, names, or families such as S
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) select: Vec<Selector>,
    /// Do not run these
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(super) ignore: Vec<Selector>,
    /// By which rules findings are errors: usual or deadends [default: that of the policy]
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<Profile>,
    /// Print only what was not there in this release, after this batch, at the end of this day or, for files, in the
    /// set at this path
    #[arg(long, value_name = "RELEASE|BATCH|DAY|PATH", conflicts_with = "fix")]
    pub(super) since: Option<String>,
    /// Also print notes
    #[arg(long)]
    pub(super) all: bool,
    /// Exit with 1 from this severity on, or if anything is new
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: Grave,
    /// Print only how often each code was found, notes too
    #[arg(long, conflicts_with = "fix")]
    pub(super) statistics: bool,
    /// Apply the fixes that are safe
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix: also apply the fixes that a person should look at
    #[arg(long = "unsafe", requires = "fix")]
    with_offers: bool,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FindingFormat,
    /// List what is waived, with who waived it and why
    #[arg(long, conflicts_with_all = ["fix", "statistics", "all"])]
    pub(super) waived: bool,
    /// List the codes
    #[arg(long, conflicts_with_all = ["named", "fix", "statistics", "explain"])]
    pub(super) list: bool,
    /// Explain a code
    #[arg(long, value_name = "CODE", conflicts_with_all = ["named", "fix", "statistics"])]
    pub(super) explain: Option<Selector>,
    #[command(flatten)]
    pub(super) filter: FilterArgs,
    #[command(flatten)]
    pub(super) writing: Writing,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    /// A line each, for people
    Text,
    /// One JSON object, as with --json
    Json,
    /// A JSON object each, on a line
    Ndjson,
    /// Commands of a GitHub workflow, which annotate a pull request
    Github,
    /// One log in the format SARIF 2.1.0, for code scanning
    Sarif,
}

impl Args {
    /// Which fixes are applied that a person should look at.
    pub(super) fn offers(&self) -> Offers {
        let named = self.select.iter().filter_map(|selector| match selector {
            Selector::One(code) => Some(*code),
            Selector::Family(_) => None,
        });
        if self.with_offers { Offers::All(named.collect()) } else { Offers::None }
    }

    /// The records that are named or chosen.
    pub(super) fn chosen(&self, snapshot: &mut Snapshot<'_>, global: &Global) -> Result<Filter, Failure> {
        self.filter.unless_all(&self.named, snapshot, global)
    }

    /// Refuses a form that only findings have, for other output; and two forms.
    pub(super) fn require_format(&self, is_json: bool) -> Result<(), Failure> {
        let format = match self.format {
            FindingFormat::Text | FindingFormat::Json => return Ok(()),
            FindingFormat::Ndjson => "ndjson",
            FindingFormat::Github => "github",
            FindingFormat::Sarif => "sarif",
        };
        if is_json {
            return Err(Failure::usage(format!("--json and --format {format} are two forms")).hint("give one of them"));
        }
        let others = [
            ("--fix", self.fix),
            ("--statistics", self.statistics),
            ("--waived", self.waived),
            ("--list", self.list),
            ("--explain", self.explain.is_some()),
        ];
        match others.into_iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) => Err(Failure::usage(format!("--format {format} is for findings, not for {option}"))
                .hint(format!("{option} prints text, or with --format json an object"))),
            None => Ok(()),
        }
    }

    /// Refuses options without effect.
    pub(super) fn require_fix(&self) -> Result<(), Failure> {
        match self.writing.dry_run && !self.fix {
            true => Err(Failure::usage("--dry-run without --fix: a check writes nothing")
                .hint("--fix --dry-run shows what would be fixed")),
            false => Ok(()),
        }
    }

    /// The checks of which it is told what fixes bring: also those that are not selected.
    pub(super) fn told(&self, policy: &Policy, global: &Global) -> Result<Settings, Failure> {
        let asked = AskedChecks { profile: self.profile, ..AskedChecks::default() };
        Ok(policy.check_settings(&asked, global.today()?))
    }

    /// Which checks run.
    pub(super) fn settings(&self, policy: &Policy, global: &Global) -> Result<Settings, Failure> {
        let asked = AskedChecks { select: self.select.clone(), ignore: self.ignore.clone(), profile: self.profile };
        let settings = policy.check_settings(&asked, global.today()?);
        match Code::ALL.iter().any(|code| settings.runs(*code)) {
            true => Ok(settings),
            // A gate without checks would always pass.
            false => Err(Failure::usage("no check runs: all that are selected are ignored")
                .hint("look at --select, --ignore and [check] in canonry.toml")),
        }
    }
}
