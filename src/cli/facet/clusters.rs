//! Values that are variants of each other, as a table or as a map.

use serde_json::{Map, Value, json};

use crate::check::Cluster;
use crate::cli::console::Console;
use crate::cli::csv_table::{Csv, CsvArgs};
use crate::cli::failure::Failure;
use crate::cli::layout::Fit;
use crate::cli::table::{Heading, Table};
use crate::curate::{clusters, is_replaceable};
use crate::record::FormatField;
use crate::store::FacetValue;

/// Prints the values of a field that have variants.
pub(super) fn print(
    name: &str,
    field: FormatField,
    values: Vec<FacetValue>,
    csv: CsvArgs,
    console: &mut Console,
) -> Result<(), Failure> {
    let clusters = clusters(field, values);
    let variants = || clusters.iter().flat_map(|cluster| &cluster.variants);
    let (number, records) = (variants().count(), variants().map(|(_, records)| records).sum::<u64>());
    if console.is_json() {
        let list = clusters.iter().map(to_json).collect();
        let rest = [("field".to_owned(), json!(name)), ("clusters".to_owned(), Value::Array(list))];
        let counts = json!({ "clusters": clusters.len(), "variants": number, "records": records });
        return console.object(counts, Map::from_iter(rest));
    }
    if csv.is_wanted() {
        let mut table = Csv::new(&["field", "from", "to", "records"], console)?;
        for cluster in &clusters {
            for (value, records) in cluster.moves() {
                let (from, to) = (csv.text(value.to_owned()), csv.text(cluster.target.clone()));
                let row = [name.to_owned(), from, to, records.to_string()];
                table.row(row)?;
            }
        }
        return table.finish();
    }
    // What becomes of a value that nobody can replace is of no use.
    let becomes = is_replaceable(field).then(|| Heading::new("becomes", Fit::Cut(1)));
    let columns = [Heading::number("records", Fit::Whole), Heading::new("value", Fit::Cut(0))];
    let mut table = Table::new(columns.into_iter().chain(becomes).collect(), console);
    for Cluster { usual, records, target, variants } in &clusters {
        let row = |value: &str, indent: &str, records: &u64| {
            let becomes = if value == target { String::new() } else { target.clone() };
            let cells = [records.to_string(), format!("{indent}{value}"), becomes];
            cells.into_iter().take(if is_replaceable(field) { 3 } else { 2 }).collect()
        };
        table.row(row(usual, "", records))?;
        variants.iter().try_for_each(|(variant, records)| table.row(row(variant, "  ", records)))?;
    }
    table.finish()?;
    let of = |is_one: bool, one: &str, several: &str| if is_one { format!("1 {one}") } else { several.to_owned() };
    match clusters.len() {
        0 => console.note(format!("no value of {name} is a variant of another one")),
        all => console.note(format!(
            "{} variants in {}",
            of(all == 1, "value has", &format!("{all} values have")),
            of(records == 1, "record", &format!("{records} records"))
        )),
    }
    if number > 0 && is_replaceable(field) {
        console.note("with --csv this is a map: look through it, then `canonry facet apply MAP`");
    }
    Ok(())
}

fn to_json(cluster: &Cluster) -> Value {
    let Cluster { usual, records, target, variants } = cluster;
    let variant = |(value, records): &(String, u64)| json!({ "value": value, "records": records });
    json!({ "usual": usual, "records": records, "target": target, "variants": variants.iter().map(variant).collect::<Vec<_>>() })
}
