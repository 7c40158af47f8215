//! Running the checks.

use super::catalogue::{Check, Code};
use super::finding::Finding;
use super::found::keeps_found;
use super::index::SetIndex;
use super::kind::{FindingKind, KeptFinding};
use super::normal::normal;
use super::reading::Reading;
use super::settings::Settings;
use super::severity::Severity;
use super::source::sources;
use super::spot::Spot;
use super::subject::{Background, Subject};
use super::texts::texts;
use super::waivers::Waivers;
use crate::record::{Revision, Waiver};

/// The checks that run, with the severity of their findings.
#[derive(Debug, Clone)]
pub struct Checker<'s> {
    settings: &'s Settings,
    checks: Vec<(Code, Severity, Check)>,
    wants_regexes: bool,
}

impl<'s> Checker<'s> {
    /// The checks that run by these settings.
    pub fn new(settings: &'s Settings) -> Self {
        let selected = Code::ALL.iter().copied().filter(|code| settings.runs(*code));
        let checks = selected.map(|code| (code, settings.severity(code), code.check())).collect();
        Checker { settings, checks, wants_regexes: true }
    }

    /// Whether a check needs what each regex of the set finds among the signatures, which takes most of the time; then
    /// the index should [compare](SetIndex::compare) them before.
    pub fn compares(&self) -> bool {
        self.checks.iter().any(|(_, _, check)| matches!(check, Check::Compared(_)))
    }

    /// An empty index that can hold what these checks need of a set.
    pub fn index(&self) -> SetIndex {
        if self.compares() { SetIndex::default() } else { SetIndex::without_texts() }
    }

    /// Those whose findings are normally errors or warnings.
    pub fn without_notes(mut self) -> Self {
        self.checks.retain(|(_, severity, _)| *severity != Severity::Note);
        self
    }

    /// Those of them whose findings name the other end of an edge that is in the set.
    pub fn of_edges(mut self) -> Self {
        self.checks.retain(|(code, ..)| code.is_of_edge());
        self
    }

    /// Those of them that do not [compare](Self::compares) the regexes of the set.
    pub fn without_comparisons(mut self) -> Self {
        self.checks.retain(|(_, _, check)| !matches!(check, Check::Compared(_)));
        self
    }

    /// The same checks, for a caller that only counts the findings: fixes that are another regex are left out, because
    /// it takes long to find these.
    pub fn without_regexes(mut self) -> Self {
        self.wants_regexes = false;
        self
    }

    /// Those that need only the record, and no index.
    pub fn alone(settings: &'s Settings) -> Self {
        let mut checker = Checker::new(settings);
        checker.checks.retain(|(_, _, check)| matches!(check, Check::Alone(_)));
        checker
    }

    /// Calls `sink` with what is wrong with one record, in the order of the codes, except for waived findings. The
    /// index has all records of the set, this one among them.
    pub fn check(
        &self,
        revision: &Revision,
        background: &Background,
        index: &SetIndex,
        sink: &mut impl FnMut(Finding),
    ) {
        self.check_with_waived(revision, background, index, sink, &mut |_, _| {});
    }

    /// As [`check`](Self::check), and calls `waived` with what is waived.
    pub fn check_with_waived<K: KeptFinding>(
        &self,
        revision: &Revision,
        background: &Background,
        index: &SetIndex,
        sink: &mut impl FnMut(K),
        waived: &mut impl FnMut(Finding, &Waiver),
    ) {
        let mut waivers = Waivers::of(revision, self.settings.terms.today);
        let (texts, sources) = (texts(revision), sources(revision));
        let regex = Reading::of(&revision.record.regex);
        let subject = Subject {
            revision,
            terms: &self.settings.terms,
            background,
            texts: &texts,
            sources: &sources,
            regex: &regex,
            // A finding that is waived is a whole one.
            is_read: K::IS_READ || !waivers.are_idle(),
            wants_regexes: self.wants_regexes,
        };
        let mut spots: Vec<Spot> = Vec::new();
        for (code, severity, check) in &self.checks {
            match check {
                Check::Alone(find) => find(subject, &mut spots),
                Check::Among(find) => find(subject, index, &mut spots),
                Check::Compared(find) => {
                    if let Some(row) = index.row(&revision.record.id) {
                        find(subject, index, &row, &mut spots);
                    }
                }
                Check::Set(_) => {}
                // The last one, because it reads the findings of the others.
                Check::Waivers => {
                    // Asked for a row, an index that has not compared the records compares all of them.
                    let is_compared = index.is_compared() && index.row(&revision.record.id).is_some();
                    let may_run = |code: Code| match code.check() {
                        Check::Alone(_) | Check::Among(_) => true,
                        Check::Compared(_) => is_compared,
                        Check::Set(_) | Check::Waivers => false,
                    };
                    let ran = |code: Code| may_run(code) && self.settings.runs(code);
                    spots.extend(waivers.spots(&revision.record, ran));
                }
            }
            for mut spot in spots.drain(..) {
                spot.fix = spot.fix.filter(|fix| keeps_found(subject, fix));
                let severity = self.severity(*code, *severity, &spot);
                let safe = spot.fix.as_ref().map(|fix| fix.safe);
                let kind = FindingKind { code: *code, severity, safe };
                let finding = || Finding::of(*code, severity, revision, normal(subject, spot));
                if waivers.are_idle() {
                    sink(K::of(kind, finding));
                    continue;
                }
                let finding = finding();
                match waivers.find(&finding) {
                    Some(waiver) => waived(finding, waiver),
                    None => sink(K::of(kind, || finding)),
                }
            }
        }
    }

    /// Calls `sink` with the findings about the set as a whole, even if they are [waived](super::SetWaivers).
    pub fn check_set(&self, index: &SetIndex, sink: &mut impl FnMut(Finding)) {
        for (code, severity, check) in &self.checks {
            match check {
                Check::Set(find) => find(index).into_iter().for_each(|(record, spot)| {
                    sink(Finding::new(*code, self.severity(*code, *severity, &spot), record, "", spot));
                }),
                Check::Alone(_) | Check::Among(_) | Check::Compared(_) | Check::Waivers => {}
            }
        }
    }

    /// The severity of a finding: that of the policy for its code, else that of the check.
    fn severity(&self, code: Code, usual: Severity, spot: &Spot) -> Severity {
        let is_set = self.settings.severities.contains_key(&code);
        spot.severity.filter(|_| !is_set).unwrap_or(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Selector, Terms};
    use crate::record::{Start, read};

    #[test]
    fn who_only_counts_gets_the_same_findings_without_other_regexes() {
        let text = include_bytes!("../../fixtures/findings/base.json");
        let mut record = read(text.as_slice(), Start::default()).unwrap();
        record.regex = r"(?i:zebra)\-a.*b.*c.*d|.*lion".to_owned();
        let revision = Revision::from(record);
        let settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
        let mut index = SetIndex::default();
        index.note(&revision.record);
        let found = |checker: Checker<'_>| {
            let mut found = Vec::new();
            checker.check(&revision, &Background::default(), &index, &mut |finding| found.push(finding));
            found
        };
        let (whole, counted) = (found(Checker::new(&settings)), found(Checker::new(&settings).without_regexes()));
        let seen = |all: &[Finding]| all.iter().map(|one| (one.code, one.severity, one.key())).collect::<Vec<_>>();
        assert_eq!(seen(&whole), seen(&counted));
        let slow = |all: &[Finding]| all.iter().find(|one| one.code == Code::R022).map(|one| one.fix.is_some());
        assert_eq!((slow(&whole), slow(&counted)), (Some(true), Some(false)));
    }

    #[test]
    fn an_index_can_compare_regexes_only_for_checks_that_need_it() {
        let text = include_bytes!("../../fixtures/findings/base.json");
        let record = read(text.as_slice(), Start::default()).unwrap();
        let is_compared = |code: Code| {
            let mut settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
            settings.select = vec![Selector::One(code)];
            let mut index = Checker::new(&settings).index();
            index.note(&record);
            index.compare(None, &|_, _| {});
            index.is_compared()
        };
        assert_eq!([Code::R022, Code::R003].map(is_compared), [false, true]);
    }

    #[test]
    fn records_are_not_compared_for_the_waivers() {
        let text = include_bytes!("../../fixtures/findings/base.json");
        let revision = Revision::from(read(text.as_slice(), Start::default()).unwrap());
        let mut index = SetIndex::default();
        index.note(&revision.record);
        let checked = |code: Code| {
            let mut settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
            settings.select = vec![Selector::One(code), Selector::One(Code::Z001)];
            Checker::new(&settings).check(&revision, &Background::default(), &index, &mut |_| {});
            index.is_compared()
        };
        assert_eq!([Code::R002, Code::R003].map(checked), [false, true]);
    }
}
