//! `canonry facet apply`

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filter::meant;
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::options::Writing;
use crate::cli::policy::PolicyArgs;
use crate::cli::table::{Heading, Table};
use crate::cli::{changes, input, verb};
use crate::curate::{AskedChecks, Context, ReplaceValues, ValueMap, ValueMapFault, ValueMove};
use crate::intake::{VALUE_MAP_COLUMNS, ValueMapError, ValueMapRow, value_map};
use crate::store::Snapshot;

/// Replace values of fields in all records, by a map
///
/// The map is a CSV file with the columns field, from and to, such as `canonry facet category --cluster --csv` prints;
/// other columns are ignored. Only texts and lists of texts can be replaced with it. All records change as one batch. A
/// value that no record has is ignored, so a map can be applied again after each import. If more than 5 records change,
/// the values that were replaced are listed instead of the records.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The map; - for standard input
    #[arg(value_name = "FILE")]
    map: PathBuf,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let rows = read(&args.map, console)?;
    let map = ValueMap::new(rows).map_err(|(line, fault)| refused(&args.map, line, &fault))?;
    let (policy, _) = args.policy.policy(global)?;
    let context = global.context(&args.writing)?;
    let context = Context { checks: Some(policy.check_settings(&AskedChecks::default(), context.day)), ..context };
    let verb = |_: &mut Snapshot<'_>, _: &Context| Ok(ReplaceValues { map });
    let (context, replaced, applied) = verb::carry_out_as(context, global, &args.writing, console, verb)?;
    let moves = replaced.map.moves();
    let unused = applied.detail.iter().filter(|records| **records == 0).count();
    let listed: Vec<Value> = moves.iter().zip(&applied.detail).map(|(one, records)| to_json(one, *records)).collect();
    let counts =
        Map::from_iter([("replaced".to_owned(), json!(moves.len() - unused)), ("unused".to_owned(), json!(unused))]);
    let rest = Map::from_iter([("moves".to_owned(), Value::Array(listed))]);
    if applied.changed.len() <= changes::FINDINGS_TOLD {
        changes::print(console, &context, &applied, counts, rest)?;
    } else {
        let list = |console: &mut Console| print_moves(console, moves.iter().zip(applied.detail.iter().copied()));
        changes::print_with(console, &context, &applied, counts, rest, list)?;
    }
    if unused > 0 {
        console.note(unused_values(unused, moves.len()));
    }
    Ok(Exit::Done)
}

/// Prints which values were replaced, and in how many records: of many records that is what a map is judged by.
fn print_moves<'m>(console: &mut Console, moves: impl Iterator<Item = (&'m ValueMove, u64)>) -> Result<(), Failure> {
    let text = |name| Heading::new(name, Fit::Cut(0));
    let columns = vec![Heading::number("records", Fit::Whole), text("field"), text("value"), text("becomes")];
    let mut table = Table::new(columns, console);
    for (one, records) in moves.filter(|(_, records)| *records > 0) {
        table.row(vec![records.to_string(), one.field.name().to_string(), one.from.clone(), one.to.clone()])?;
    }
    table.finish()?;
    console.note("--json lists the changes of each record");
    Ok(())
}

/// The number of values of the map that no record has, in one line.
fn unused_values(unused: usize, all: usize) -> String {
    match (unused, all) {
        (1, 1) => "no record has the value of the map".to_owned(),
        _ if unused == all => format!("no record has any of the {all} values of the map"),
        (1, _) => format!("1 of the {all} values of the map is in no record"),
        _ => format!("{unused} of the {all} values of the map are in no record"),
    }
}

fn read(path: &Path, console: &Console) -> Result<Vec<ValueMapRow>, Failure> {
    let rows = match path.as_os_str() == "-" {
        true => value_map(console.env().input.clone()),
        false => value_map(input::open(path)?),
    };
    rows.map_err(|error| {
        let place = |line: u64| format!("{}:{line}: {error}", path.display());
        let failure = match &error {
            ValueMapError::Io(cause) => return Failure::input(path, cause),
            ValueMapError::Lacks(_) => Failure::new(Exit::Rejected, place(1)),
            ValueMapError::Row { line, .. } => Failure::new(Exit::Rejected, place(*line)),
        };
        failure.hint(format!(
            "the columns are {}; `canonry facet category --cluster --csv` prints such a map",
            VALUE_MAP_COLUMNS.join(", ")
        ))
    })
}

fn refused(path: &Path, line: u64, fault: &ValueMapFault) -> Failure {
    let failure = Failure::new(Exit::Rejected, format!("{}:{line}: {fault}", path.display()));
    match fault {
        ValueMapFault::NoField(unknown) => failure.hint(meant(unknown)),
        ValueMapFault::NotReplaceable(_) => failure.hint(
            "texts and lists of texts can be replaced; a tier is changed by `promote`, other fields by `edit --set`",
        ),
        ValueMapFault::Empty { .. } => failure.hint("remove the row, or say what becomes what"),
        ValueMapFault::Twice { .. } => failure.hint("keep one of the two rows"),
        ValueMapFault::Chained { .. } => failure.hint("say in each row what the value is to be in the end"),
    }
}

fn to_json(one: &ValueMove, records: u64) -> Value {
    json!({ "field": one.field.name(), "from": one.from, "to": one.to, "records": records })
}
