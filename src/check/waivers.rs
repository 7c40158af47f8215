//! Findings that are waived, and unneeded waivers.

use std::collections::BTreeMap;

use super::catalogue::{Check, Code};
use super::finding::Finding;
use super::fix::{FieldFix, Fix};
use super::settings::Settings;
use super::spot::Spot;
use crate::record::{Date, Field, Id, Record, Revision, Waiver};

/// The most characters of a waiver's item that are shown.
const MAX_SHOWN: usize = 40;

/// The waivers of a record, and which of them had a finding.
pub(super) struct Waivers<'r> {
    /// Those that are in force today.
    valid: Vec<(&'r Waiver, bool)>,
    ended: Vec<&'r Waiver>,
}

impl<'r> Waivers<'r> {
    /// The waivers of a record.
    pub(super) fn of(revision: &'r Revision, today: Date) -> Self {
        let (ended, valid): (Vec<_>, Vec<_>) =
            revision.annotations.waivers.iter().partition(|one| one.has_ended(today));
        Waivers { valid: valid.into_iter().map(|waiver| (waiver, false)).collect(), ended }
    }

    /// Whether none of them is in force, so that no finding is waived.
    pub(super) fn are_idle(&self) -> bool {
        self.valid.is_empty()
    }

    /// The waiver of a finding.
    pub(super) fn find(&mut self, finding: &Finding) -> Option<&'r Waiver> {
        if self.are_idle() {
            return None;
        }
        let key = finding.key();
        let (waiver, is_needed) = self.valid.iter_mut().find(|(waiver, _)| waiver.finding == key)?;
        *is_needed = true;
        Some(waiver)
    }

    /// The findings about waivers without a finding. A waiver whose check did not run is not reported.
    pub(super) fn spots(&self, record: &Record, ran: impl Fn(Code) -> bool) -> Vec<Spot> {
        let ended = self.ended.iter().map(|waiver| ended(record, waiver));
        let idle = self.valid.iter().filter(|(waiver, is_needed)| !is_needed && code_of(waiver).is_none_or(&ran));
        ended.chain(idle.map(|(waiver, _)| idle_spot(record, waiver))).collect()
    }
}

/// The code of a waiver; `None` if there is no such check.
fn code_of(waiver: &Waiver) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.short() == waiver.code)
}

fn ended(record: &Record, waiver: &Waiver) -> Spot {
    let until = waiver.until.map_or(String::new(), |day| day.to_string());
    spot(record, waiver, format!("the waiver of {} ended with {until}", about(waiver)))
}

fn idle_spot(record: &Record, waiver: &Waiver) -> Spot {
    spot(record, waiver, format!("nothing needs the waiver of {}", about(waiver)))
}

fn spot(record: &Record, waiver: &Waiver, message: String) -> Spot {
    let value = waiver.json();
    let removal = FieldFix::removal(record, Field::WAIVERS, value.clone());
    Spot::at(Field::WAIVERS, value.text(), message).fixed_by(Fix::safe(vec![removal]))
}

/// What a waiver is about, for people.
fn about(waiver: &Waiver) -> String {
    let Waiver { code, field, item, .. } = waiver;
    match (item, field.as_str()) {
        (Some(item), _) => {
            let shown: String = item.chars().take(MAX_SHOWN).collect();
            let dots = if shown.len() < item.len() { "…" } else { "" };
            format!("{code} at \"{shown}{dots}\"")
        }
        (None, "") => code.clone(),
        (None, field) => format!("{code} at {field}"),
    }
}

/// Waivers of findings about the set as a whole, of the records that were checked.
#[derive(Debug, Default)]
pub struct SetWaivers(BTreeMap<Id, Revision>);

impl SetWaivers {
    /// Remembers a record with such waivers. Most have none.
    pub fn note(&mut self, revision: &Revision) {
        let is_of_set = |waiver: &Waiver| code_of(waiver).is_some_and(Code::is_of_set);
        if revision.annotations.waivers.iter().any(is_of_set) {
            self.0.insert(revision.record.id.clone(), revision.clone());
        }
    }

    /// Splits findings about the set into those that are reported, with those of unneeded waivers, and those that are
    /// waived.
    pub fn divide(&self, findings: Vec<Finding>, settings: &Settings) -> (Vec<Finding>, Vec<(Finding, Waiver)>) {
        let today = settings.terms.today;
        let mut waivers: BTreeMap<&Id, Waivers<'_>> =
            self.0.iter().map(|(id, revision)| (id, Waivers::of(revision, today))).collect();
        let (mut open, mut waived) = (Vec::new(), Vec::new());
        for finding in findings {
            match waivers.get_mut(&finding.record).and_then(|waivers| waivers.find(&finding)) {
                Some(waiver) => waived.push((finding, waiver.clone())),
                None => open.push(finding),
            }
        }
        if settings.runs(Code::Z001) {
            let severity = settings.severity(Code::Z001);
            for (revision, waivers) in self.0.values().zip(waivers.into_values()) {
                let ran = |code: Code| code.is_of_set() && settings.runs(code);
                // Those that ended were reported with their record.
                let idle = Waivers { ended: Vec::new(), ..waivers };
                let spots = idle.spots(&revision.record, ran).into_iter();
                open.extend(spots.map(|spot| Finding::of(Code::Z001, severity, revision, spot)));
            }
        }
        (open, waived)
    }
}

impl Code {
    /// Whether it compares the regex or the signature of a record with those of all.
    pub fn compares(self) -> bool {
        match self.check() {
            Check::Compared(_) => true,
            Check::Alone(_) | Check::Among(_) | Check::Set(_) | Check::Waivers => false,
        }
    }

    /// Whether its findings are about the set as a whole.
    pub fn is_of_set(self) -> bool {
        match self.check() {
            Check::Set(_) => true,
            Check::Alone(_) | Check::Among(_) | Check::Compared(_) | Check::Waivers => false,
        }
    }
}

impl Finding {
    /// The waiver of a finding in a revision of its record.
    pub fn waiver(&self, revision: &Revision, until: Option<Date>) -> Waiver {
        let item = self.field.and_then(|field| field.item).and_then(|item| revision.item_text(item));
        Waiver {
            code: self.code.short().to_owned(),
            finding: self.key(),
            field: self.field.map_or(String::new(), |field| field.name().to_owned()),
            item: item.map(str::to_owned),
            until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Background, Checker, RecordFacts, Selector, SetIndex, Terms, apply};
    use crate::record::{FindingKey, Start, read};

    /// A record of a cycle of two, each of which leads to the other.
    fn revision(id: &str, to: &str) -> Revision {
        let text = include_str!("../../fixtures/records/minimal/index.json");
        let mut record = read(text.as_bytes(), Start::default()).unwrap();
        record.id = id.parse().unwrap();
        record.transition_graph.leads_to = vec![crate::record::Edge {
            error_id: to.to_owned(),
            probability: None,
            condition: String::new(),
            extra: Default::default(),
        }];
        record.into()
    }

    fn settings(select: &[Code]) -> Settings {
        let select = select.iter().copied().map(Selector::One).collect();
        Settings { select, ..Settings::new(Terms::on("2026-11-21".parse().unwrap())) }
    }

    /// The findings of the first of two records, and of both as a set.
    fn found(revision: &Revision, settings: &Settings) -> (Vec<Finding>, Vec<Finding>, SetWaivers) {
        let mut index = SetIndex::default();
        index.add(RecordFacts::of(&revision.record));
        index.add(RecordFacts::of(&self::revision("cuda/b", "cuda/a").record));
        let (mut own, mut of_set, mut waivers) = (Vec::new(), Vec::new(), SetWaivers::default());
        let checker = Checker::new(settings);
        checker.check(revision, &Background::default(), &index, &mut |finding| own.push(finding));
        checker.check_set(&index, &mut |finding| of_set.push(finding));
        waivers.note(revision);
        (own, of_set, waivers)
    }

    fn codes(findings: &[Finding]) -> Vec<Code> {
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_finding_about_the_set_is_waived_in_the_record_for_which_it_is_reported() {
        let mut first = revision("cuda/a", "cuda/b");
        let settings = settings(&[Code::G013, Code::Z001]);
        let (_, of_set, _) = found(&first, &settings);
        assert_eq!(codes(&of_set), [Code::G013]);
        first.annotations.waivers.push(of_set[0].waiver(&first, None));
        let (own, of_set, waivers) = found(&first, &settings);
        assert_eq!(codes(&own), []);
        let (open, waived) = waivers.divide(of_set, &settings);
        assert_eq!((open.len(), waived.len()), (0, 1));
        let (open, _) = waivers.divide(Vec::new(), &settings);
        assert_eq!(codes(&open), [Code::Z001], "nothing needs it any more");
    }

    #[test]
    fn a_waiver_is_unneeded_only_if_its_check_ran() {
        let mut revision = revision("cuda/a", "cuda/b");
        let finding = FindingKey::new([7; 32]);
        let waiver = Waiver { code: "S001".to_owned(), finding, field: String::new(), item: None, until: None };
        revision.annotations.waivers.push(waiver.clone());
        assert_eq!(codes(&found(&revision, &settings(&[Code::Z001])).0), []);
        assert_eq!(codes(&found(&revision, &settings(&[Code::S001, Code::Z001])).0), [Code::Z001]);
        assert_eq!(codes(&found(&revision, &settings(&[Code::S001])).0), []);
        revision.annotations.waivers[0].code = "Q999".to_owned();
        let (own, ..) = found(&revision, &settings(&[Code::Z001]));
        assert_eq!(codes(&own), [Code::Z001], "no check has this code");
        let fixed = apply(&revision, &own[0].fix.as_ref().unwrap().set).unwrap();
        assert!(fixed.annotations.waivers.is_empty());
    }
}
