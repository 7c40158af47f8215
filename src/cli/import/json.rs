//! What an import prints as JSON.

use serde_json::{Map, Value, json};

use super::printer::ImportPrinter;
use super::{ledgers, remarks};
use crate::check::Code;
use crate::cli::changes;
use crate::cli::failure::Failure;
use crate::curate::{Applied, Counts, Imported};
use crate::record::{Id, RecordChange};

impl ImportPrinter<'_> {
    /// Prints the JSON object of an import. `imported` is `None` if nothing was imported.
    pub(super) fn print_json(&mut self, counts: Counts, imported: Option<&Applied<Imported>>) -> Result<(), Failure> {
        let Counts { added, changed, unchanged, kept, stale, rejected, conflicts, withdrawn, .. } = counts;
        let Counts { claims_ceased, reports_ceased, .. } = counts;
        let counts = json!({
            "added": added, "changed": changed, "unchanged": unchanged, "kept": kept, "stale": stale,
            "rejected": rejected, "conflicts": conflicts, "withdrawn": withdrawn,
            "reports_ceased": reports_ceased, "claims_ceased": claims_ceased,
        });
        let dry_run = self.options.writing.dry_run;
        let record = |(id, fields): &(Id, Vec<RecordChange>)| changes::to_json(id, fields, &[]);
        let (mut added, mut changed, mut withdrawn, mut ceased) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        if imported.is_some() {
            changed = self.changed.iter().map(record).collect();
            ceased = std::mem::take(&mut self.ceasing.all);
            (added, withdrawn) = (std::mem::take(&mut self.added), std::mem::take(&mut self.withdrawn));
        }
        let batch = imported.and_then(|imported| imported.batch).filter(|_| !dry_run);
        let mut rest = Map::from_iter([
            ("dry_run".to_owned(), json!(dry_run)),
            ("batch".to_owned(), json!(batch)),
            ("added".to_owned(), Value::Array(added)),
            ("changed".to_owned(), Value::Array(changed)),
            ("withdrawn".to_owned(), Value::Array(withdrawn)),
            ("ceased".to_owned(), Value::Array(ceased)),
            ("rejected".to_owned(), Value::Array(std::mem::take(&mut self.rejected))),
            ("ledgers".to_owned(), imported.map_or(Value::Null, |imported| ledgers::to_json(&imported.detail.ledgers))),
            ("due".to_owned(), ledgers::due_to_json(imported.and_then(|imported| imported.detail.due.as_ref()))),
            ("remarks".to_owned(), imported.map_or(Value::Null, |imported| remarks::to_json(&imported.detail.remarks))),
        ]);
        if self.options.check {
            let gone = |(code, records): (&Code, &Vec<Id>)| {
                let ids: Vec<&str> = records.iter().map(Id::as_str).collect();
                json!({ "code": code.short(), "findings": ids.len(), "records": ids })
            };
            let gone = self.checked.gone.iter().map(gone).collect();
            rest.insert("findings".to_owned(), Value::Array(std::mem::take(&mut self.checked.all)));
            rest.insert("gone".to_owned(), Value::Array(gone));
            let matching = |(id, others): &(Id, Vec<Id>)| {
                let others: Vec<&str> = others.iter().map(Id::as_str).collect();
                json!({ "id": id.as_str(), "records": others })
            };
            rest.insert("matching".to_owned(), self.checked.matching.iter().map(matching).collect());
        }
        self.console.object(counts, rest)
    }
}
