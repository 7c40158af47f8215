//! Checking files.

use std::path::PathBuf;

use super::set::{KnownRecords, know, know_rest};
use super::texts::FileTexts;
use crate::check::{Checker, Code, Finding, Settings};
use crate::cli::check::arguments::Args;
use crate::cli::check::printed::{At, Printed, Wrong};
use crate::cli::check::printer::FindingPrinter;
use crate::cli::check::scan::{self, Sink};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::{one_line, plain};
use crate::cli::progress::{self, StageBar, StageLength};
use crate::cli::refusal::twice;
use crate::curate::{CheckedText, Policy, TextSet, Unfit};
use crate::record::{Demands, Fault, Place, Start};

/// Files, and the checks for them.
pub(super) struct Files<'a> {
    pub(super) texts: FileTexts<'a>,
    pub(super) set: TextSet,
    pub(super) settings: Settings,
    pub(super) demands: Demands,
    /// Whether a folder had no record: most likely it is the wrong one.
    pub(super) is_empty: bool,
    /// The number of texts.
    total: u64,
    bar: StageBar,
}

impl<'a> Files<'a> {
    /// Reads the files for the first time, and says which checks are left out.
    pub(super) fn open(
        args: &'a Args,
        paths: &'a [PathBuf],
        mut settings: Settings,
        policy: &Policy,
        console: &mut Console,
    ) -> Result<Self, Failure> {
        let texts = FileTexts::open(paths, policy.limits, console)?;
        let rest = FileTexts::open(&args.within, policy.limits, console)?;
        let demands = Demands::within(&policy.limits);
        let bar = progress::bar(console, "texts read", StageLength::Counted);
        let KnownRecords { mut set, is_part, texts: total, notes } =
            know(&texts, &demands, policy.samples_key.as_ref(), || bar.inc(1));
        let (of_rest, faulty) = know_rest(&mut set, &rest, &demands, || bar.inc(1));
        bar.begin("checking", StageLength::Of(total));
        notes.notes.iter().chain(&of_rest.notes).for_each(|note| console.note(plain(note)));
        match faulty {
            0 => {}
            1 => console.note("1 text of --within is not a record; nothing is compared with it"),
            many => console.note(format!("{many} texts of --within are not records; nothing is compared with them")),
        }
        settings.leave_out_without_ledger();
        if is_part && !set.is_empty() && args.within.is_empty() {
            note_left_out(&settings.leave_out_without_rest(), console);
        }
        Ok(Files { texts, set, settings, demands, is_empty: notes.is_empty, total, bar })
    }

    /// Reads the files for the second time, and reports what is wrong.
    pub(super) fn check(&self, args: &Args, sink: &mut impl Sink) -> Result<(), Failure> {
        let checker = Checker::new(&self.settings);
        self.set.compare(&checker, |regexes, of| scan::compared(&self.bar, (regexes, of), self.total));
        let work = |draft| {
            let is_told = |finding: &Finding| FindingPrinter::prints(args, finding.severity);
            self.set.check(draft, &checker, &self.demands, is_told)
        };
        let (_, told) = self.texts.each(work, |all| {
            for (_, checked) in all {
                self.bar.inc(1);
                told(&checked, sink)?;
            }
            Ok::<_, Failure>(())
        });
        self.bar.end();
        told?;
        for (finding, origin) in self.set.check_set(&checker) {
            let place = Place { start: origin.start, end: origin.start };
            let at = At { file: &origin.source, place };
            sink.add(Printed { what: Wrong::Finding(&finding, None), at: Some(at) })?;
        }
        Ok(())
    }
}

/// Says which checks need the rest of the set.
fn note_left_out(codes: &[Code], console: &mut Console) {
    let codes: Vec<&str> = codes.iter().map(|code| code.short()).collect();
    if !codes.is_empty() {
        console.note(format!("left out without the rest of the set, which --within names: {}", codes.join(", ")));
    }
}

/// Reports what is wrong with a text.
fn told(checked: &CheckedText, sink: &mut impl Sink) -> Result<(), Failure> {
    let CheckedText { origin, first, outcome } = checked;
    let at = |place| Some(At { file: &origin.source, place });
    let from = first.as_ref().map_or(String::new(), |first| format!(" (from {})", one_line(&first.to_string())));
    let mut unfit = |place, path: &str, reason: &str, fingerprint| {
        sink.add(Printed {
            what: Wrong::Unfit { path, reason: &format!("{reason}{from}"), fingerprint },
            at: at(place),
        })
    };
    match outcome {
        Ok(record) => {
            sink.record();
            record.findings.iter().try_for_each(|(finding, place)| {
                sink.add(Printed { what: Wrong::Finding(finding, Some(&record.revision)), at: at(*place) })
            })
        }
        Err(Unfit::Faulty(faults)) => faults.iter().try_for_each(|(fault, fingerprint)| {
            let Fault { line, column, path, reason, .. } = fault;
            let start = Start { line: *line, column: *column };
            unfit(Place { start, end: start }, &path.to_string(), reason, *fingerprint)
        }),
        Err(Unfit::Again { id, first, place, fingerprint }) => unfit(*place, "id", &twice(id, first), *fingerprint),
    }
}
