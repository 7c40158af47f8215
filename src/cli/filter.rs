//! Options that select records, the same for every command that accepts several.

use clap::{Args, Parser};

use super::console;
use super::env::Env;
use super::failure::Failure;
use super::global::Global;
use super::ids;
use super::options::Options;
use super::plain::plain;
use super::policy::PolicyArgs;
use crate::check::Selector;
use crate::curate::{AskedChecks, CheckRecords, Which, find_living};
use crate::record::{Id, Rate, Resolvable, Tier};
use crate::store::{Containing, ContainingError, Filter, Snapshot, UnknownField, UnknownValue};

/// The message if records are selected in two ways.
const NAMED_AND_CHOSEN: &str = "records are named or chosen by a filter, not both";

/// Which records. Every condition has to be met; if a condition has several values, one of them is enough.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which records (all conditions must be met; a,b is a or b)")]
pub(super) struct FilterArgs {
    /// Of this domain, the first segment of the id
    #[arg(long, value_name = "D", value_delimiter = ',')]
    domain: Vec<String>,
    /// Of this category, such as auth_error
    #[arg(long, value_name = "C", value_delimiter = ',')]
    category: Vec<String>,
    /// Of this verification tier, such as ai_generated
    #[arg(long, value_name = "T", value_delimiter = ',')]
    tier: Vec<Tier>,
    /// That can be fixed: true, partial or false
    #[arg(long, value_name = "R", value_delimiter = ',')]
    resolvable: Vec<Resolvable>,
    /// Last confirmed more than this number of days ago
    #[arg(long, value_name = "DAYS")]
    stale: Option<u32>,
    /// With a fix_success_rate below this, 0 to 1
    #[arg(long, value_name = "RATE")]
    below: Option<Rate>,
    /// With this tag
    #[arg(long, value_name = "T", value_delimiter = ',')]
    tag: Vec<String>,
    /// Whose id matches: * any text, ? one character, [a-z] one of a set
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    id: Vec<String>,
    /// That this source has, by its name in `canonry sources`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    source: Vec<String>,
    /// Whose field contains a text, in any case: root_cause~token, tags~net, workarounds.action~login (or w.action)
    #[arg(long = "where", value_name = "FIELD~TEXT", value_parser = containing)]
    containing: Vec<Containing>,
    /// Withdrawn records instead of published ones; for list and search
    #[arg(long)]
    withdrawn: bool,
    /// With an open dispute
    #[arg(long)]
    disputed: bool,
    /// In which `canonry check` finds one of these: codes, names, or families such as S
    #[arg(long, value_name = "CODES", value_delimiter = ',', conflicts_with = "withdrawn")]
    has: Vec<Selector>,
    // The policy for --has.
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

/// Which records, by their ids or by a filter.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    /// The records' ids or aliases; - reads them from standard input, one per line; or choose records by the options
    /// below
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
}

impl Chosen {
    /// Whether the records are named on standard input.
    pub(super) fn is_on_stdin(&self) -> bool {
        ids::are_on_stdin(&self.ids)
    }

    /// The policy.
    pub(super) fn policy(&self) -> &PolicyArgs {
        &self.filter.policy
    }

    /// The records that are meant.
    pub(super) fn which(&self, snapshot: &mut Snapshot<'_>, global: &Global) -> Result<Which, Failure> {
        Ok(match self.filter.unless_named(&self.ids, snapshot, global)? {
            Some(filter) => Which::Filter(filter),
            None => Which::Ids(ids::find_all(snapshot, &self.ids, &global.env)?),
        })
    }
}

impl FilterArgs {
    /// Whether any condition is given.
    pub(super) fn is_given(&self) -> bool {
        let FilterArgs { domain, category, tier, resolvable, stale, below, tag, id, source, containing, .. } = self;
        let lists = [domain, category, tag, id, source].iter().any(|list| !list.is_empty());
        let words = !tier.is_empty() || !resolvable.is_empty() || !containing.is_empty() || !self.has.is_empty();
        lists || words || stale.is_some() || below.is_some() || self.withdrawn || self.disputed
    }

    /// The filter; says which of its values no record has.
    pub(super) fn filter(&self, snapshot: &mut Snapshot<'_>, global: &Global) -> Result<Filter, Failure> {
        let filter = self.conditions(global)?;
        name_unknown(&filter, snapshot, global)?;
        if self.has.is_empty() {
            // A file that is named and wrong is not ignored silently.
            if self.policy.is_named() {
                self.policy.policy(global)?;
            }
            return Ok(filter);
        }
        let (policy, _) = self.policy.policy(global)?;
        let asked = AskedChecks { select: self.has.clone(), ..AskedChecks::default() };
        let settings = policy.check_settings(&asked, global.today()?);
        Ok(CheckRecords { filter, settings }.having(snapshot, &global.progress())?)
    }

    /// The conditions that the database can look up by itself: all except --has.
    fn conditions(&self, global: &Global) -> Result<Filter, Failure> {
        let confirmed_before = match self.stale {
            Some(days) => Some(global.today()?.minus_days(days)),
            None => None,
        };
        Ok(Filter {
            domains: self.domain.clone(),
            categories: self.category.clone(),
            tiers: self.tier.clone(),
            resolvable: self.resolvable.clone(),
            confirmed_before,
            below: self.below,
            tags: self.tag.clone(),
            ids: self.id.clone(),
            sources: self.source.clone(),
            containing: self.containing.clone(),
            among: None,
            withdrawn: self.withdrawn,
            disputed: self.disputed,
        })
    }

    /// The filter of a command that changes records, or `None` if `names` name them.
    ///
    /// # Errors
    /// A usage failure if records are selected in neither way or in both ways.
    pub(super) fn unless_named(
        &self,
        names: &[String],
        snapshot: &mut Snapshot<'_>,
        global: &Global,
    ) -> Result<Option<Filter>, Failure> {
        match (names.is_empty(), self.is_given()) {
            (true, false) => Err(Failure::usage("which records?")
                .hint("name them, or choose them by --domain, --tag, --id and so on; all of them are --id '*'")),
            (true, true) => self.filter(snapshot, global).map(Some),
            (false, false) => Ok(None),
            (false, true) => Err(Failure::usage(NAMED_AND_CHOSEN)),
        }
    }

    /// The filter of a command that reads all published records unless some are named or selected.
    pub(super) fn unless_all(
        &self,
        names: &[String],
        snapshot: &mut Snapshot<'_>,
        global: &Global,
    ) -> Result<Filter, Failure> {
        match (names.is_empty(), self.is_given()) {
            (true, _) => self.filter(snapshot, global),
            (false, true) => Err(Failure::usage(NAMED_AND_CHOSEN)),
            (false, false) => {
                let ids = ids::find_all(snapshot, names, &global.env)?;
                ids.iter().try_for_each(|id| find_living(snapshot, id).map(drop))?;
                Ok(Filter { ids: ids.iter().map(Id::to_string).collect(), ..Filter::default() })
            }
        }
    }
}

/// Reads a condition on a field, and says what to type instead if it is not one.
fn containing(word: &str) -> Result<Containing, String> {
    word.parse().map_err(|error| match &error {
        ContainingError::Form => format!("{error}, such as root_cause~token or workarounds.action~login"),
        ContainingError::Field(unknown) => format!("{error}; {}", meant(unknown)),
    })
}

/// The fields that a wrong name may mean, as a hint.
pub(super) fn meant(unknown: &UnknownField) -> String {
    match unknown.nearest.as_slice() {
        [] => "fields are named as in the JSON, such as root_cause, tags, workarounds.action or w.action".to_owned(),
        nearest => format!("did you mean {}?", nearest.join(", ")),
    }
}

/// The options of a filter alone.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct FilterOptions {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    filter: FilterArgs,
}

/// Reads a filter from the words of a command line.
///
/// # Errors
/// What is wrong with the words.
pub fn read_filter(words: &[&str]) -> Result<Filter, String> {
    let options = FilterOptions::try_parse_from(words).map_err(|error| error.to_string())?;
    let global = Global::new(options.options, Env::of_process());
    options.filter.conditions(&global).map_err(|failure| failure.message)
}

/// Says which values of a filter no record has: an empty result may be a mistyped word.
fn name_unknown(filter: &Filter, snapshot: &Snapshot<'_>, global: &Global) -> Result<(), Failure> {
    for UnknownValue { field, value, nearest } in snapshot.unknown_values(filter)? {
        let meant = nearest.map_or(String::new(), |nearest| format!("; did you mean {nearest}?"));
        console::note(&global.options, &global.env, plain(&format!("no record has {field} '{value}'{meant}")));
    }
    Ok(())
}
