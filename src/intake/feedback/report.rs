//! A report, as far as its row tells.

use super::counted::counted;
use super::day::day;
use super::row::{FeedbackColumn, FeedbackRow, RowFault};
use super::row_error::RowError;
use super::value::{noted, parsed};
use crate::ledger::{Environment, OutcomeCount, ReportKey, Reported, Reporter, ReporterKind};
use crate::record::Date;

/// A report whose own values are valid; whether its record and item exist is not known yet.
#[derive(Debug)]
pub struct FeedbackReport {
    /// As it was read.
    pub row: FeedbackRow,
    /// How attempts ended: one row of the ledger for each way.
    pub attempts: Vec<OutcomeCount>,
    /// What it says besides.
    pub reported: Reported,
    /// The key that identifies it in later imports.
    pub key: ReportKey,
    /// Whether the key is of an error text: then equal reports of a run are numbered.
    pub is_of_text: bool,
}

impl FeedbackReport {
    /// Reads the values of a row, as far as that can be told without the database.
    ///
    /// # Errors
    /// The row again, with what is wrong with it: what was wrong before, or else every column whose value cannot be.
    pub fn read(row: FeedbackRow) -> Result<Self, FeedbackRow> {
        if !row.faults.is_empty() {
            return Err(row);
        }
        let mut faults = Vec::new();
        if row.get(FeedbackColumn::RecordId).is_empty() && row.get(FeedbackColumn::ErrorText).is_empty() {
            faults.push(FeedbackColumn::RecordId.fault(RowError::Empty));
        }
        let attempts = counted(&row, &mut faults);
        let day = observed_at(&row, &mut faults);
        let reporter_kind = match row.get(FeedbackColumn::ReporterKind) {
            "" => Some(ReporterKind::User),
            word => parsed(FeedbackColumn::ReporterKind, word, &mut faults),
        };
        let (Some(day), Some(reporter_kind), true) = (day, reporter_kind, faults.is_empty()) else {
            return Err(FeedbackRow { faults, ..row });
        };
        let optional = |column| Some(row.get(column)).filter(|text| !text.is_empty()).map(str::to_owned);
        let reported = Reported {
            day,
            reporter: Reporter::named(row.get(FeedbackColumn::Reporter)),
            reporter_kind,
            url: optional(FeedbackColumn::SourceUrl),
            note: optional(FeedbackColumn::Notes),
            environment: Environment {
                os: optional(FeedbackColumn::EnvOs),
                runtime: optional(FeedbackColumn::EnvRuntime),
                version: optional(FeedbackColumn::EnvVersion),
            },
        };
        let item = row.get(FeedbackColumn::Item);
        let names_record = !row.get(FeedbackColumn::RecordId).is_empty();
        let has_own_key = !row.get(FeedbackColumn::ReportId).is_empty();
        let key = match row.get(FeedbackColumn::ReportId) {
            "" if names_record => reported.said_key(item, &attempts),
            "" => reported.text_key(row.get(FeedbackColumn::ErrorText), item, &attempts),
            own => reported.own_key(own),
        };
        Ok(FeedbackReport { row, attempts, reported, key, is_of_text: !names_record && !has_own_key })
    }
}

/// The day of a row.
fn observed_at(row: &FeedbackRow, faults: &mut Vec<RowFault>) -> Option<Date> {
    let text = row.get(FeedbackColumn::ObservedAt);
    if text.is_empty() {
        faults.push(FeedbackColumn::ObservedAt.fault(RowError::Empty));
        return None;
    }
    noted(FeedbackColumn::ObservedAt, day(text), faults)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake::{FEEDBACK_COLUMNS, FeedbackHeader};

    /// The report of a row of these columns; of a record and a day, if no others are given.
    pub(crate) fn read(pairs: &[(&str, &str)]) -> Result<FeedbackReport, FeedbackRow> {
        let header = Arc::new(FeedbackHeader::new(FEEDBACK_COLUMNS.map(str::to_owned).to_vec()));
        let given = [("record_id", "x/a"), ("observed_at", "2026-01-02")];
        let value =
            |column| pairs.iter().chain(&given).find(|(name, _)| *name == column).map_or("", |(_, value)| value);
        FeedbackReport::read(FeedbackRow::new(2, header, FEEDBACK_COLUMNS.map(value).into_iter().collect()))
    }

    /// What is wrong with such a row.
    pub(in super::super) fn reasons(pairs: &[(&str, &str)]) -> Vec<String> {
        let row = read(pairs).unwrap_err();
        row.faults.iter().map(|fault| format!("{}: {}", fault.place(), fault.error)).collect()
    }

    #[test]
    fn a_day_is_required() {
        assert_eq!(reasons(&[("outcome", "fail"), ("observed_at", " ")]), ["observed_at: empty, and required"]);
    }

    #[test]
    fn every_fault_of_a_row_is_named() {
        let found =
            reasons(&[("record_id", " "), ("outcome", "good"), ("observed_at", "soon"), ("reporter_kind", "cat")]);
        assert_eq!(found.len(), 4, "{found:?}");
    }

    /// The key of a row.
    fn key(pairs: &[(&str, &str)]) -> ReportKey {
        read(pairs).unwrap().key
    }

    #[test]
    fn a_report_is_the_same_however_it_is_written() {
        let report = [("outcome", "success"), ("count", "1"), ("reporter", "Lena Weiß"), ("notes", "x")];
        for change in [
            ("count", ""),
            ("count", "01"),
            ("reporter", " LENA WEIß\t"),
            ("reporter_kind", "maintainer"),
            ("source_url", "https://example.org/1"),
            ("item", " "),
            ("record_id", "an-alias"),
            ("observed_at", "2026-01-02T10:00+02:00"),
            ("notes", " x "),
        ] {
            let changed: Vec<_> = [change].into_iter().chain(report).collect();
            assert_eq!(key(&changed), key(&report), "{change:?}");
        }
        let sums = [("successes", "1"), ("failures", "0"), ("reporter", "lena weiß"), ("notes", "x")];
        assert_eq!(key(&sums), key(&report));
        assert_eq!(key(&[("outcome", "fail"), ("reporter", "Anonymous")]), key(&[("outcome", "fail")]));
    }

    #[test]
    fn a_report_is_another_one_if_it_says_something_else() {
        let report = [("outcome", "fail"), ("reporter", "lena"), ("notes", "x")];
        for change in [
            ("count", "2"),
            ("outcome", "worse"),
            ("reporter", "omar"),
            ("reporter", ""),
            ("observed_at", "2026-01-03"),
            ("notes", "y"),
            ("notes", ""),
            ("env_os", "x"),
            ("item", "w1"),
            ("env_runtime", "x"),
            ("env_version", "x"),
            ("report_id", "x"),
        ] {
            let changed: Vec<_> = [change].into_iter().chain(report).collect();
            assert_ne!(key(&changed), key(&report), "{change:?}");
        }
    }

    #[test]
    fn a_report_on_an_error_text_is_that_of_the_text_unless_a_record_is_named() {
        let key = |record, text, outcome| key(&[("record_id", record), ("error_text", text), ("outcome", outcome)]);
        assert!(key("", "no space", "fail").is_own() && !key("x/a", "no space", "fail").is_own());
        assert_eq!(key("", " no space", "fail"), key("", "no space ", "fail"));
        assert_ne!(key("", "no space", "fail"), key("", "no space", "worse"));
        assert_ne!(key("", "no space", "fail"), key("", "no memory", "fail"));
        assert_eq!(key("x/a", "no space", "fail"), key("x/a", "", "fail"));
        let own = read(&[("record_id", ""), ("error_text", "x"), ("outcome", "fail"), ("report_id", "1")]).unwrap();
        assert!(own.key.is_own() && !own.is_of_text);
    }

    #[test]
    fn a_reporters_own_key_is_that_reporters_whatever_else_is_said() {
        let own = |reporter, id| key(&[("outcome", "fail"), ("reporter", reporter), ("report_id", id)]);
        assert_eq!(own("lena", "1"), own(" Lena", "1 "));
        assert_ne!(own("lena", "1"), own("omar", "1"));
        assert_ne!(own("lena", "1"), own("", "1"));
        assert_ne!(own("lena", "a"), own("lena", "A"));
        assert_eq!(own("", "1"), own("anonymous", "1"));
        let elsewhere = read(&[("outcome", "success"), ("reporter", "lena"), ("report_id", "1")]).unwrap();
        assert_eq!(elsewhere.key, own("lena", "1"));
    }
}
