//! Reports that no longer count because a rate was set, in words and as JSON.

use serde_json::{Map, Value, json};

use crate::curate::{Ceased, Changed};

/// The number of reports and of their claims: `12 reports on 3 claims`.
pub(super) fn amount(reports: u64, claims: u64) -> String {
    format!("{} on {}", counted(reports, "report"), counted(claims, "claim"))
}

fn counted(many: u64, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}

/// A line about reports that no longer count because the user set a rate.
pub(super) fn by_hand(ceased: &Ceased) -> String {
    let Ceased { id, field, reports } = ceased;
    let (reports, count) = (counted(*reports, "report"), if *reports == 1 { "counts" } else { "count" });
    format!("  {id}: {reports} on {field} no longer {count}: the number is yours now")
}

/// The reports on one claim, as JSON.
pub(super) fn to_json(ceased: &Ceased) -> Value {
    json!({ "id": ceased.id.as_str(), "claim": ceased.field.to_string(), "reports": ceased.reports })
}

/// The numbers of claims and reports, for the counts in JSON.
pub(super) fn counts(reports: u64, claims: u64) -> [(String, Value); 2] {
    [("reports_ceased".to_owned(), json!(reports)), ("claims_ceased".to_owned(), json!(claims))]
}

/// The counts and the list for the JSON of an edit.
pub(super) fn of_edit(changed: &[Changed]) -> (Map<String, Value>, Map<String, Value>) {
    let all = || changed.iter().flat_map(|one| &one.ceased);
    let (reports, claims) = all().fold((0, 0), |(reports, claims), one| (reports + one.reports, claims + 1));
    let list = all().map(to_json).collect();
    (Map::from_iter(counts(reports, claims)), Map::from_iter([("ceased".to_owned(), list)]))
}
