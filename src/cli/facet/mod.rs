//! `canonry facet`

mod apply;
mod clusters;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::console::Console;
use super::csv_table::{Csv, CsvArgs};
use super::failure::{Exit, Failure};
use super::filter::{FilterArgs, meant};
use super::global::Global;
use super::layout::Fit;
use super::table::{Heading, Table};
use crate::curate::facet;
use crate::store::{FacetValue, searched_field};

/// List the values of a field, with the number of records that have each
///
/// The most used values come first. A record whose field has several values, such as tags, counts for each. Fields are
/// named as for --where: category, tags, versions.version, w.condition.
///
/// With --cluster: the values that are variants of each other, that is, of the same words except for case, number,
/// order and punctuation. Print them with --csv into a map file, remove from it what is not the same, and `canonry
/// facet apply MAP` replaces them in all records. Keep the file: it can be applied again to what is imported later.
#[derive(Debug, clap::Args)]
#[command(subcommand_negates_reqs = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<FacetCommand>,
    #[command(flatten)]
    listing: FacetListing,
}

#[derive(Debug, Subcommand)]
enum FacetCommand {
    Apply(apply::Args),
}

#[derive(Debug, clap::Args)]
struct FacetListing {
    /// The field
    #[arg(required = true)]
    field: Option<String>,
    /// Show the values that are variants of each other; with --csv as a map for `facet apply`
    #[arg(long)]
    cluster: bool,
    /// Show up to this number of values [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "cluster")]
    limit: Option<u32>,
    #[command(flatten)]
    csv: CsvArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        if self.command.is_some() { "facet apply" } else { "facet" }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let FacetListing { field: name, cluster, limit, csv, filter } = &args.listing;
    if let Some(FacetCommand::Apply(apply)) = &args.command {
        if name.is_some()
            || *cluster
            || limit.is_some()
            || csv.is_wanted()
            || filter.is_given()
            || filter.policy.is_named()
        {
            return Err(Failure::usage("a map is applied to all records, and names its fields itself")
                .hint("`canonry facet apply MAP` has the options of a command that writes only"));
        }
        return apply::run(apply, global, console);
    }
    let name = name.as_deref().unwrap_or_default();
    let field = searched_field(name).map_err(|unknown| Failure::usage(unknown.to_string()).hint(meant(&unknown)))?;
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let filter = filter.filter(&mut snapshot, global)?;
    let values = facet(&snapshot, field, &filter, &global.progress())?;
    if *cluster {
        clusters::print(name, field, values, *csv, console)?;
    } else {
        print(name, &values, *limit, *csv, console)?;
    }
    Ok(Exit::Done)
}

/// Prints the values of a field.
fn print(
    name: &str,
    values: &[FacetValue],
    limit: Option<u32>,
    csv: CsvArgs,
    console: &mut Console,
) -> Result<(), Failure> {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let shown = limit.and_then(|limit| values.get(..limit)).unwrap_or(values);
    if console.is_json() {
        let list = shown.iter().map(|FacetValue { value, records }| json!({ "value": value, "records": records }));
        let rest = [("field".to_owned(), json!(name)), ("values".to_owned(), Value::Array(list.collect()))];
        return console.object(json!({ "values": values.len() }), Map::from_iter(rest));
    }
    if csv.is_wanted() {
        let mut table = Csv::new(&["value", "records"], console)?;
        for FacetValue { value, records } in shown {
            table.row([csv.text(value.clone().unwrap_or_default()), records.to_string()])?;
        }
        return table.finish();
    }
    let columns = vec![Heading::number("records", Fit::Whole), Heading::new("value", Fit::Cut(0))];
    let mut table = Table::new(columns, console);
    for FacetValue { value, records } in shown {
        table.row(vec![records.to_string(), value.clone().unwrap_or_else(|| "(none)".to_owned())])?;
    }
    table.finish()?;
    console.note(match (shown.len(), values.len()) {
        (_, 0) => "no record has a value there".to_owned(),
        (shown, all) if shown < all => format!("the first {shown} of {all} values are shown"),
        (1, _) => "1 value".to_owned(),
        (all, _) => format!("{all} values"),
    });
    Ok(())
}
