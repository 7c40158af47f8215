//! Printing what a verification found.

use serde_json::{Map, Value, json};

use super::advice::{meaning, remedy};
use super::what::what;
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::plain;
use crate::store::{Flaw, Inspection, Verified};

/// The most findings of one kind that are printed one by one outside of --json.
const PRINTED: usize = 50;

/// Prints what was found. `repaired` is additional data for --json.
pub(super) fn print(
    amount: &Verified,
    flaws: &[Flaw],
    repaired: Option<Map<String, Value>>,
    console: &mut Console,
) -> Result<(), Failure> {
    let Verified { records, batches, changes, evidence } = amount;
    if console.is_json() {
        let one = |Flaw { record, damage }: &Flaw| {
            json!({
                "check": damage.inspection().as_str(), "kind": damage.kind().as_str(), "record": record,
                "what": what(record.is_some(), damage),
            })
        };
        let advice =
            |check: &Inspection| json!({ "check": check.as_str(), "means": meaning(*check), "hint": remedy(*check) });
        let advice: Vec<Value> = Inspection::ALL.iter().filter(|check| has(flaws, **check)).map(advice).collect();
        let mut rest = Map::from_iter([
            ("findings".to_owned(), flaws.iter().map(one).collect()),
            ("advice".to_owned(), Value::Array(advice)),
        ]);
        rest.extend(repaired.unwrap_or_default());
        let counts = json!({
            "records": records, "batches": batches, "changes": changes, "evidence": evidence, "findings": flaws.len(),
        });
        return console.object(counts, rest);
    }
    for check in Inspection::ALL.iter().copied() {
        let of_check: Vec<&Flaw> = flaws.iter().filter(|flaw| flaw.damage.inspection() == check).collect();
        for flaw in of_check.iter().take(PRINTED) {
            let about = flaw.record.as_ref().map_or(String::new(), |id| format!("{id}: "));
            let what = what(flaw.record.is_some(), &flaw.damage);
            console.line(plain(&format!("{}: {about}{what}", check.as_str())))?;
        }
        console.more(of_check.len().saturating_sub(PRINTED), "finding", "--json lists them all");
        if !of_check.is_empty() {
            console.line(format!("  means: {}", meaning(check)))?;
            console.line(format!("  next: {}", remedy(check)))?;
        }
    }
    let verdict = match flaws.len() {
        0 => "sound".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    let [records, batches, changes, evidence] = [records, batches, changes, evidence]
        .map(|counted| counted.map_or("not counted".to_owned(), |count| count.to_string()));
    console
        .summary(format!("records {records}, batches {batches}, changes {changes}, evidence {evidence}: {verdict}"))?;
    if !flaws.is_empty() {
        console.fault("first copy the database and its -wal: damaged files may still help to repair it");
    }
    Ok(())
}

/// Whether an inspection found something.
pub(super) fn has(flaws: &[Flaw], check: Inspection) -> bool {
    flaws.iter().any(|flaw| flaw.damage.inspection() == check)
}
