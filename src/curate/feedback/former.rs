//! Keys of reports as schemas up to 5 had them.

use crate::intake::{FeedbackColumn, FeedbackReport};
use crate::ledger::{FormerKey, Reporter};

/// The former key of a report: the reporter's own key without its reporter, or the texts of the row without its notes.
pub(super) fn key(report: &FeedbackReport) -> FormerKey {
    let text = |column| report.row.get(column);
    let own = text(FeedbackColumn::ReportId);
    if !own.is_empty() {
        return FormerKey::of(["own", own]);
    }
    let said = [
        FeedbackColumn::RecordId,
        FeedbackColumn::Item,
        FeedbackColumn::Outcome,
        FeedbackColumn::Successes,
        FeedbackColumn::Failures,
        FeedbackColumn::Count,
    ];
    let environment = [FeedbackColumn::EnvOs, FeedbackColumn::EnvRuntime, FeedbackColumn::EnvVersion];
    let reporter = Some(text(FeedbackColumn::Reporter)).filter(|name| !name.is_empty()).unwrap_or(Reporter::ANONYMOUS);
    let day = report.reported.day.to_string();
    let rest = [day.as_str(), reporter, report.reported.reporter_kind.as_str()];
    FormerKey::of(said.map(text).into_iter().chain(rest).chain(environment.map(text)))
}
