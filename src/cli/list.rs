//! `canonry list`

use serde_json::{Map, Value, json};

use super::console::Console;
use super::csv_table::{Csv, CsvArgs};
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use super::layout::Fit;
use super::progress::{self, FEW, StageBar, StageLength};
use super::table::{self, Table};
use crate::record::Rate;
use crate::store::{Cell, ListedColumn, Listing, Order, Snapshot};

/// The default columns.
const DEFAULT_COLUMNS: &str = "id,verification_tier,fix_success_rate,last_confirmed,signature";

/// The number up to which records are counted if only some are shown: counting more takes longer than showing them.
const COUNTED: u64 = 10_000;

/// List records
///
/// Prints a table that fits the terminal, or complete lines to a file or a pipe; use --csv and --json for programs. On
/// a narrow terminal texts are cut and columns left out, the last ones first; ids are never cut.
///
/// The columns are the fields of a record. versions, dead_ends and workarounds are the number of items; tags and
/// aliases are lists, also in --json. withdrawn_in is the batch that withdrew the record, withdrawn_reason its reason.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Sort by this column; with - before it, the largest first [default: id]
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show these columns, separated by commas
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_value = DEFAULT_COLUMNS)]
    columns: Vec<ListedColumn>,
    /// Show up to this number of records [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    #[command(flatten)]
    csv: CsvArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let order = args.sort.as_deref().map(order).transpose()?;
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let filter = args.filter.filter(&mut snapshot, global)?;
    let listing = Listing { filter, columns: args.columns.clone(), order, limit: args.limit };
    let mut bar = ListBar::begin(&snapshot, &listing, console)?;
    if console.is_json() {
        print_json(&snapshot, &listing, &mut bar, console)?;
        return Ok(Exit::Done);
    }
    let shown = if args.csv.is_wanted() {
        print_csv(args.csv, &snapshot, &listing, &mut bar, console)?
    } else {
        print_table(&snapshot, &listing, &mut bar, console)?
    };
    bar.bar.end();
    if !console.is_quiet() {
        amount(&snapshot, &listing, shown, args.csv.is_wanted())?.iter().for_each(|amount| console.note(amount));
    }
    Ok(Exit::Done)
}

/// The note about the number of records; `None` if CSV shows all of them.
fn amount(snapshot: &Snapshot<'_>, listing: &Listing, shown: u64, is_csv: bool) -> Result<Option<String>, Failure> {
    let counted = COUNTED.max(shown);
    let all = match listing.limit {
        Some(limit) if u64::from(limit) == shown => snapshot.count_up_to(&listing.filter, counted + 1)?,
        _ => shown,
    };
    Ok(match (shown, all) {
        (0, _) => Some("no record matches".to_owned()),
        (_, all) if all > counted => Some(format!("the first {shown} of more than {counted} are shown")),
        (_, all) if all > shown => Some(format!("the first {shown} of {all} are shown")),
        _ if is_csv => None,
        (1, _) => Some("1 record".to_owned()),
        _ => Some(format!("{shown} records")),
    })
}

/// The progress of a long list that goes to a file or a pipe. On a terminal the list itself shows it.
struct ListBar {
    bar: StageBar,
    /// The number of records; `None` after the first one.
    total: Option<u64>,
}

impl ListBar {
    fn begin(snapshot: &Snapshot<'_>, listing: &Listing, console: &Console) -> Result<Self, Failure> {
        let is_wanted = console.env().messages.is_terminal() && !console.is_terminal();
        let all = if is_wanted { snapshot.count(&listing.filter)? } else { 0 };
        let total = listing.limit.map_or(all, |limit| all.min(limit.into()));
        let what = if listing.order.is_some() { "sorting" } else { "searching" };
        // The first row of a sorted list is known when all are.
        let is_long = if listing.order.is_some() { all >= FEW } else { total >= FEW };
        let bar = if is_long { progress::bar(console, what, StageLength::Uncounted) } else { StageBar::hidden() };
        Ok(ListBar { bar, total: Some(total) })
    }

    /// Another row is printed.
    fn row(&mut self) {
        if let Some(total) = self.total.take() {
            self.bar.begin("listing", StageLength::Of(total));
        }
        self.bar.inc(1);
    }
}

fn order(word: &str) -> Result<Order, Failure> {
    let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
    let column = name.parse().map_err(|error: crate::store::ListedColumnError| Failure::usage(error.to_string()))?;
    Ok(Order { column, descending })
}

fn print_json(
    snapshot: &Snapshot<'_>,
    listing: &Listing,
    bar: &mut ListBar,
    console: &mut Console,
) -> Result<(), Failure> {
    let all = snapshot.count(&listing.filter)?;
    let shown = listing.limit.map_or(all, |limit| all.min(limit.into()));
    let counts = json!({ "records": shown, "matching": all });
    let mut object = console.object_with_list(&counts, &Map::new(), "records")?;
    snapshot.list(listing, |cells| {
        bar.row();
        let columns = listing.columns.iter().map(|column| column.name().to_owned());
        object.element(&Value::Object(columns.zip(cells.into_iter().map(value)).collect()))
    })?;
    object.end()
}

/// Prints the list as CSV, and returns the number of records.
fn print_csv(
    args: CsvArgs,
    snapshot: &Snapshot<'_>,
    listing: &Listing,
    bar: &mut ListBar,
    console: &mut Console,
) -> Result<u64, Failure> {
    let header: Vec<&str> = listing.columns.iter().map(|column| column.name()).collect();
    let mut csv = Csv::new(&header, console)?;
    let mut shown = 0;
    snapshot.list(listing, |cells| {
        shown += 1;
        bar.row();
        csv.row(cells.into_iter().map(|cell| match cell {
            Cell::Integer(_) | Cell::Real(_) => text(cell),
            cell => args.text(text(cell)),
        }))
    })?;
    csv.finish()?;
    Ok(shown)
}

/// Prints the list as a table, and returns the number of records.
fn print_table(
    snapshot: &Snapshot<'_>,
    listing: &Listing,
    bar: &mut ListBar,
    console: &mut Console,
) -> Result<u64, Failure> {
    let mut table = Table::new(listing.columns.iter().zip(1..).map(head).collect(), console);
    let mut shown = 0;
    snapshot.list(listing, |cells| {
        shown += 1;
        bar.row();
        table.row(cells.into_iter().map(text).collect())
    })?;
    table.finish()?;
    Ok(shown)
}

/// How a column is shown: the last ones shrink first, and all others before the id.
fn head((column, place): (&ListedColumn, usize)) -> table::Heading {
    let fit = match column {
        column if column.is_id() => Fit::Whole,
        column if column.is_prose() => Fit::Cut(place),
        _ => Fit::Drop(place),
    };
    if column.is_number() {
        table::Heading::number(column.name(), fit)
    } else {
        table::Heading::new(column.name(), fit)
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) => json!(number),
        Cell::Text(text) => Value::String(text),
        Cell::List(texts) => json!(texts),
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => Rate::try_from(number).map_or_else(|_| number.to_string(), |rate| rate.to_string()),
        Cell::Text(text) => text,
        Cell::List(texts) => texts.join(" "),
    }
}
