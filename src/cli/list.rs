//! `canonry list`

use std::ops::ControlFlow;

use comfy_table::{ColumnConstraint, Width};
use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::{FilterArgs, name_unknown};
use super::global::Global;
use super::table::{Csv, Table};
use crate::record::Rate;
use crate::store::{Cell, Column, Order, Store};

/// The columns that are shown where nobody names others.
const DEFAULT_COLUMNS: &str = "id,verification_tier,fix_success_rate,last_confirmed,signature";

/// From so many columns on a screen is wide.
const WIDE: u16 = 100;

/// List records
///
/// A table fit for the terminal, or complete lines where the output goes elsewhere; --csv and --json for programs.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Sort by this column, with - before it the largest first [default: id]
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show these columns, with commas between
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_value = DEFAULT_COLUMNS)]
    columns: Vec<Column>,
    /// Print CSV, with a header
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let order = args.sort.as_deref().map(order).transpose()?;
    let filter = args.filter.filter(global)?;
    let store = Store::open_read(&global.existing_database()?)?;
    name_unknown(&filter, &store, global)?;
    let each = |visit: &mut dyn FnMut(Vec<Cell>) -> Result<(), Failure>| {
        store.list(&filter, &args.columns, order, |cells| visit(cells).map(ControlFlow::Continue))
    };
    if console.is_json() {
        let mut records = Vec::new();
        each(&mut |cells| {
            let values = args.columns.iter().zip(cells).map(|(column, cell)| (column.name().to_owned(), value(cell)));
            records.push(Value::Object(Map::from_iter(values)));
            Ok(())
        })?;
        let counts = json!({ "records": records.len() });
        console.object(counts, Map::from_iter([("records".to_owned(), Value::Array(records))]))?;
    } else if args.csv {
        let header: Vec<&str> = args.columns.iter().map(|column| column.name()).collect();
        let mut csv = Csv::new(&header)?;
        each(&mut |cells| csv.row(cells.into_iter().map(text)))?;
        csv.print(console)?;
    } else {
        let mut rows = Vec::new();
        each(&mut |cells| {
            rows.push(cells);
            Ok(())
        })?;
        print_table(&args.columns, rows, console)?;
    }
    Ok(Exit::Done)
}

fn order(word: &str) -> Result<Order, Failure> {
    let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
    let column = name.parse().map_err(|error: crate::store::ColumnError| Failure::usage(error.to_string()))?;
    Ok(Order { column, descending })
}

fn print_table(columns: &[Column], rows: Vec<Vec<Cell>>, console: &mut Console) -> Result<(), Failure> {
    if rows.is_empty() {
        console.note("no record matches");
        return Ok(());
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let mut table = Table::new(&names);
    for (index, cell) in rows.first().into_iter().flatten().enumerate() {
        if matches!(cell, Cell::Integer(_) | Cell::Real(_)) {
            table.align_right(index);
        }
    }
    // On a wide screen names and numbers stay whole, and long texts share what is left; on a narrow one all share.
    let shape = table.shape();
    let is_wide = shape.width().is_some_and(|width| width >= WIDE);
    for (column, shown) in columns.iter().zip(shape.column_iter_mut()).filter(|_| is_wide) {
        if column.name() == "id" {
            shown.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(45)));
        } else if !column.is_prose() {
            shown.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let number = rows.len();
    for cells in rows {
        table.row(cells.into_iter().map(text).collect());
    }
    table.print(console)?;
    console.note(if number == 1 { "1 record".to_owned() } else { format!("{number} records") });
    Ok(())
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) => json!(number),
        Cell::Text(text) => Value::String(text),
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => Rate::try_from(number).map_or_else(|_| number.to_string(), |rate| rate.to_string()),
        Cell::Text(text) => text,
    }
}
