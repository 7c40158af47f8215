//! What users report, before it is known whether it fits.

use std::str::FromStr;

use super::{Column, FeedbackRow, RawReport};
use crate::record::Date;
use crate::store::{Environment, EvidenceKind, NewEvidence, Outcome, ReportKey, ReporterKind};

/// A column that has no place in feedback, or a value that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// How many attempts ended how: one outcome and its number, or successes and failures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The outcome.
    pub outcome: Outcome,
    /// How many, from 1.
    pub count: u32,
}

/// A report whose own values can be; whether its record and item are there is not known yet.
#[derive(Debug)]
pub struct Report {
    /// As it came.
    pub raw: RawReport,
    /// What it says: one row of the ledger for each.
    pub counted: Vec<Counted>,
    /// Its row in the ledger, as far as the report tells it: without the item and what is in `counted`.
    pub evidence: NewEvidence,
    /// The reporter's own key, or what the report says, as a hash.
    pub key: ReportKey,
}

impl Report {
    /// Whether the reporter gave the report a key.
    pub fn has_own_key(&self) -> bool {
        !self.raw.get(Column::ReportId).is_empty()
    }
}

/// No more of a reason is told, in characters.
const LONGEST: usize = 300;

/// Who reports where nobody says.
const NOBODY: &str = "anonymous";

impl RawReport {
    /// Reads the values, as far as that can be told without the database.
    ///
    /// # Errors
    /// The row again, with every column whose value cannot be.
    pub fn read(self) -> FeedbackRow {
        let mut faults = Vec::new();
        if self.get(Column::RecordId).is_empty() {
            faults.push(Fault { column: Column::RecordId.name(), reason: "empty, and required".to_owned() });
        }
        let counted = self.counted(&mut faults);
        let day = self.day(&mut faults);
        let reporter_kind = match self.get(Column::ReporterKind) {
            "" => Some(ReporterKind::User),
            word => parsed(Column::ReporterKind, word, &mut faults),
        };
        let (Some(day), Some(reporter_kind), true) = (day, reporter_kind, faults.is_empty()) else {
            return Err((self, faults));
        };
        let optional = |column| Some(self.get(column)).filter(|text| !text.is_empty()).map(str::to_owned);
        let evidence = NewEvidence {
            item: None,
            kind: EvidenceKind::Outcome,
            outcome: None,
            count: 0,
            day,
            reporter: optional(Column::Reporter).unwrap_or_else(|| NOBODY.to_owned()),
            reporter_kind,
            is_apart: false,
            url: optional(Column::SourceUrl),
            note: optional(Column::Notes),
            environment: Environment {
                os: optional(Column::EnvOs),
                runtime: optional(Column::EnvRuntime),
                version: optional(Column::EnvVersion),
            },
        };
        let key = self.key(&evidence);
        Ok(Report { raw: self, counted, evidence, key })
    }

    /// By what the report is known again: the reporter's own key, or all that it says.
    fn key(&self, evidence: &NewEvidence) -> ReportKey {
        let own = self.get(Column::ReportId);
        if !own.is_empty() {
            return ReportKey::of(["own", own]);
        }
        let said =
            [Column::RecordId, Column::Item, Column::Outcome, Column::Successes, Column::Failures, Column::Count]
                .map(|column| self.get(column));
        let place = [Column::EnvOs, Column::EnvRuntime, Column::EnvVersion].map(|column| self.get(column));
        let day = evidence.day.to_string();
        let rest = [day.as_str(), &evidence.reporter, evidence.reporter_kind.as_str()];
        ReportKey::of(said.into_iter().chain(rest).chain(place))
    }

    /// The outcome with its count, or the successes and the failures.
    fn counted(&self, faults: &mut Vec<Fault>) -> Vec<Counted> {
        let (outcome, count) = (self.get(Column::Outcome), self.get(Column::Count));
        let sums = [(Column::Successes, Outcome::Success), (Column::Failures, Outcome::Fail)];
        let has_sums = sums.iter().any(|(column, _)| !self.get(*column).is_empty());
        let fault = |column: Column, reason: &str| Fault { column: column.name(), reason: reason.to_owned() };
        if !outcome.is_empty() && has_sums {
            faults.push(fault(Column::Outcome, "given together with successes and failures; keep one of the two"));
        } else if !outcome.is_empty() {
            let outcome = parsed(Column::Outcome, outcome, faults);
            let count = if count.is_empty() { Some(1) } else { whole(Column::Count, count, 1, faults) };
            return outcome.zip(count).map(|(outcome, count)| Counted { outcome, count }).into_iter().collect();
        } else if !has_sums {
            faults.push(fault(Column::Outcome, "empty, and so are successes and failures; one of the two is required"));
        } else if !count.is_empty() {
            faults.push(fault(Column::Count, "goes with outcome, not with successes and failures"));
        } else {
            let mut counted = Vec::new();
            let before = faults.len();
            for (column, outcome) in sums.into_iter().filter(|(column, _)| !self.get(*column).is_empty()) {
                let count = whole(column, self.get(column), 0, faults);
                counted.extend(count.filter(|count| *count > 0).map(|count| Counted { outcome, count }));
            }
            if counted.is_empty() && faults.len() == before {
                faults.push(fault(Column::Successes, "0, and so are the failures; a report says something"));
            }
            return counted;
        }
        Vec::new()
    }

    /// The day, written alone or at the beginning of a time, as RFC 3339 has it or without a zone.
    fn day(&self, faults: &mut Vec<Fault>) -> Option<Date> {
        let text = self.get(Column::ObservedAt);
        let day = match text.split_once(['T', 't', ' ']) {
            Some((day, time)) if is_time(text, time) => day,
            _ => text,
        };
        if text.is_empty() {
            faults.push(Fault { column: Column::ObservedAt.name(), reason: "empty, and required".to_owned() });
            return None;
        }
        parsed(Column::ObservedAt, day, faults)
    }
}

/// Whether a text is a time, of which `time` stands behind the day.
fn is_time(text: &str, time: &str) -> bool {
    let has_no_zone = || chrono::NaiveTime::parse_from_str(time, "%H:%M:%S%.f").is_ok();
    chrono::DateTime::parse_from_rfc3339(text).is_ok() || has_no_zone()
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(column: Column, text: &str, faults: &mut Vec<Fault>) -> Option<T> {
    // The reason repeats the text, which may be as long as a row.
    let reason = |error: T::Err| error.to_string().chars().take(LONGEST).collect();
    text.parse().map_err(|error: T::Err| faults.push(Fault { column: column.name(), reason: reason(error) })).ok()
}

fn whole(column: Column, text: &str, least: u32, faults: &mut Vec<Fault>) -> Option<u32> {
    let number = text.parse().ok().filter(|number| *number >= least && text.bytes().all(|byte| byte.is_ascii_digit()));
    if number.is_none() {
        let shown: String = text.chars().take(40).collect();
        let reason = format!("'{shown}' is not a whole number from {least} to {}", u32::MAX);
        faults.push(Fault { column: column.name(), reason });
    }
    number
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{COLUMNS, Header, Original};
    use super::*;

    fn raw(pairs: &[(&str, &str)]) -> RawReport {
        let header = Arc::new(Header::new(COLUMNS.map(str::to_owned).to_vec()));
        let given = [("record_id", "x/a"), ("observed_at", "2026-01-02")];
        let value =
            |column| pairs.iter().chain(&given).find(|(name, _)| *name == column).map_or("", |(_, value)| value);
        RawReport { line: 2, header, fields: COLUMNS.map(value).into_iter().collect(), original: Original::Texts }
    }

    fn reasons(pairs: &[(&str, &str)]) -> Vec<String> {
        let (_, faults) = raw(pairs).read().unwrap_err();
        faults.iter().map(|fault| format!("{}: {}", fault.column, fault.reason)).collect()
    }

    #[test]
    fn an_outcome_or_sums() {
        let counted = |pairs: &[(&str, &str)]| raw(pairs).read().unwrap().counted;
        assert_eq!(counted(&[("outcome", "partial")]), [Counted { outcome: Outcome::Partial, count: 1 }]);
        assert_eq!(counted(&[("outcome", "fail"), ("count", "3")]), [Counted { outcome: Outcome::Fail, count: 3 }]);
        let sums = counted(&[("successes", "2"), ("failures", "1")]);
        assert_eq!(
            sums,
            [Counted { outcome: Outcome::Success, count: 2 }, Counted { outcome: Outcome::Fail, count: 1 }]
        );
        assert_eq!(counted(&[("failures", "1")]).len(), 1);
        for bad in [
            &[][..],
            &[("outcome", "success"), ("failures", "1")],
            &[("successes", "0"), ("failures", "0")],
            &[("successes", "1.5")],
            &[("successes", "+1")],
            &[("outcome", "good")],
            &[("outcome", "fail"), ("count", "0")],
            &[("successes", "1"), ("count", "2")],
        ] {
            assert_eq!(reasons(bad).len(), 1, "{bad:?}");
        }
    }

    #[test]
    fn a_day_or_a_time_whose_day_counts() {
        let day = |text| {
            raw(&[("outcome", "fail"), ("observed_at", text)]).read().map(|report| report.evidence.day.to_string())
        };
        assert_eq!(day("2026-01-31").unwrap(), "2026-01-31");
        assert_eq!(day("2026-01-31T23:59:59-11:00").unwrap(), "2026-01-31");
        for bad in ["", "2026-02-30", "31.1.2026", "2026-01-31T25:00:00Z", "2026-01-31Tnoon"] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_fault_of_a_row_is_named() {
        let found =
            reasons(&[("record_id", " "), ("outcome", "good"), ("observed_at", "soon"), ("reporter_kind", "cat")]);
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
