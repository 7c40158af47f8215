//! `canonry sources`

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::layout::Fit;
use super::table::{Heading, Table};

/// List the sources of records
///
/// A source is the path of a folder or a file, relative to the folder of the database, or a name given with `import
/// --from NAME`. For each record of a source, the database keeps the state that the source last had: the base of the
/// next merge with it.
///
/// The columns are the number of records that the source has, as far as known; the number of these that differ here or
/// are withdrawn; and the day of the last import from it or export to it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(Args {}: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let sources = global.open_read(&global.existing_database()?)?.snapshot()?.sources()?;
    if console.is_json() {
        let source = |source: &crate::store::SourceEntry| {
            json!({
                "name": source.name, "records": source.records, "differing": source.differing,
                "last_exchange": source.day.to_string(),
            })
        };
        let list: Vec<Value> = sources.iter().map(source).collect();
        let counts = json!({ "sources": list.len() });
        console.object(counts, Map::from_iter([("sources".to_owned(), Value::Array(list))]))?;
        return Ok(Exit::Done);
    }
    if sources.is_empty() {
        console.note("there are no sources yet; `canonry import PATH` adds the first");
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("source", Fit::Whole),
        Heading::number("records", Fit::Drop(1)),
        Heading::number("differing", Fit::Drop(0)),
        Heading::new("last exchange", Fit::Drop(2)),
    ];
    let mut table = Table::new(columns, console);
    for source in sources {
        table.row(vec![
            source.name,
            source.records.to_string(),
            source.differing.to_string(),
            source.day.to_string(),
        ])?;
    }
    table.finish()?;
    Ok(Exit::Done)
}
