//! Choosing records on the command line, alike on every command that takes several.

use clap::Args;

use super::failure::Failure;
use super::global::Global;
use super::suggest;
use crate::curate::Which;
use crate::record::{Rate, Resolvable, Tier};
use crate::store::{Filter, Store};

/// Which records; all conditions have to hold.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which records (all conditions have to hold)")]
pub(super) struct FilterArgs {
    /// Of this domain, the first segment of the id
    #[arg(long, value_name = "D")]
    domain: Option<String>,
    /// Of this category, such as auth_error
    #[arg(long, value_name = "C")]
    category: Option<String>,
    /// Of this verification tier, such as ai_generated
    #[arg(long, value_name = "T")]
    tier: Option<Tier>,
    /// That can be fixed: true, partial or false
    #[arg(long, value_name = "R")]
    resolvable: Option<Resolvable>,
    /// Last confirmed more than so many days ago
    #[arg(long, value_name = "DAYS")]
    stale: Option<u32>,
    /// With a fix_success_rate below this, 0 to 1
    #[arg(long, value_name = "RATE")]
    below: Option<Rate>,
    /// With this tag
    #[arg(long, value_name = "T")]
    tag: Option<String>,
    /// Whose id matches: * any text, ? one character, [a-z] one of a set
    #[arg(long, value_name = "GLOB")]
    id: Option<String>,
}

/// Which records, by their ids or by a filter.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    /// The records' ids, or aliases; or choose records by the options below
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
}

impl Chosen {
    /// The records that are meant.
    pub(super) fn which(&self, store: &Store, global: &Global) -> Result<Which, Failure> {
        let filter = self.filter.filter(global)?;
        match (self.ids.as_slice(), filter == Filter::default()) {
            ([], true) => Err(Failure::usage("which records?")
                .hint("name them, or choose them by --domain, --tag, --id and so on; all of them are --id '*'")),
            ([], false) => Ok(Which::Filter(filter)),
            (ids, true) => {
                let ids = suggest::resolve_all(store, ids)?;
                Ok(Which::Ids(ids))
            }
            _ => Err(Failure::usage("records are named or chosen by a filter, not both")),
        }
    }
}

impl FilterArgs {
    pub(super) fn filter(&self, global: &Global) -> Result<Filter, Failure> {
        let confirmed_before = match self.stale {
            Some(days) => Some(global.today()?.minus_days(days)),
            None => None,
        };
        Ok(Filter {
            domain: self.domain.clone(),
            category: self.category.clone(),
            tier: self.tier.clone(),
            resolvable: self.resolvable,
            confirmed_before,
            below: self.below,
            tag: self.tag.clone(),
            id: self.id.clone(),
        })
    }
}
