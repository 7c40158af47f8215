//! Reading files for the first time, to know which records there are.

use std::collections::{BTreeMap, HashSet};

use super::texts::FileTexts;
use crate::check::{Checker, Finding, Fingerprint, Settings};
use crate::cli::input::Notes;
use crate::curate::{NotedText, RenamedTexts, TextSet, Unfit};
use crate::record::{Demands, SamplesKey};

/// The records of files, as they are known after the first reading.
pub(super) struct KnownRecords {
    pub(super) set: TextSet,
    /// Whether they are most likely a part of a set: no path has several of them.
    pub(super) is_part: bool,
    /// The number of texts, also of those that are no records.
    pub(super) texts: u64,
    pub(super) notes: Notes,
}

/// Reads the files that will be checked for the first time, and calls `read` for each text.
pub(super) fn know(
    texts: &FileTexts<'_>,
    demands: &Demands,
    key: Option<&SamplesKey>,
    mut read: impl FnMut(),
) -> KnownRecords {
    let note = |draft| NotedText::of(draft, demands);
    let (notes, (set, of_paths)) = texts.each(note, |all| {
        let (mut set, mut of_paths) = (TextSet::new(key.cloned()), BTreeMap::<usize, u64>::new());
        for (path, noted) in all {
            read();
            *of_paths.entry(path).or_default() += 1;
            set.add(noted);
        }
        (set, of_paths)
    });
    let is_part = of_paths.values().all(|texts| *texts < 2);
    KnownRecords { set, is_part, texts: of_paths.values().sum(), notes }
}

/// Reads the rest of the set; returns the number of texts that are not records.
pub(super) fn know_rest(
    set: &mut TextSet,
    texts: &FileTexts<'_>,
    demands: &Demands,
    mut read: impl FnMut(),
) -> (Notes, usize) {
    let note = |draft| NotedText::of(draft, demands);
    texts.each(note, |all| {
        let mut faulty = 0;
        for (_, noted) in all {
            read();
            faulty += usize::from(!noted.is_record());
            set.add_rest(noted);
        }
        faulty
    })
}

/// The fingerprints of all findings of a set, and notes about the reading. A record that has another id in the set of
/// `now` has that id.
pub(super) fn fingerprints(
    texts: &FileTexts<'_>,
    settings: &Settings,
    demands: &Demands,
    now: &TextSet,
) -> (Notes, HashSet<Fingerprint>) {
    let KnownRecords { set, notes, .. } = know(texts, demands, now.samples_key(), || {});
    let checker = Checker::new(settings);
    set.compare(&checker, |_, _| {});
    let (_, mut all) = texts.each(
        |draft| match set.check(draft, &checker, demands, |_| false).outcome {
            Ok(record) => record.findings.into_iter().map(|(finding, _)| as_of(now, &finding)).collect(),
            Err(Unfit::Faulty(faults)) => faults.into_iter().map(|(_, fingerprint)| fingerprint).collect(),
            Err(Unfit::Again { fingerprint, .. }) => vec![fingerprint],
        },
        |all| all.flat_map(|(_, one): (usize, Vec<Fingerprint>)| one).collect::<HashSet<_>>(),
    );
    all.extend(set.check_set(&checker).into_iter().map(|(finding, _)| as_of(now, &finding)));
    if let Some(renamed) = RenamedTexts::between(&set, now) {
        all.extend(of_edges(texts, checker.of_edges(), &renamed, demands, now));
    }
    (notes, all)
}

/// The fingerprints of the findings about edges, as if records had had the ids that they have now.
fn of_edges(
    texts: &FileTexts<'_>,
    checker: Checker<'_>,
    renamed: &RenamedTexts,
    demands: &Demands,
    now: &TextSet,
) -> Vec<Fingerprint> {
    let (_, set) = texts.each(
        |draft| renamed.note(draft, demands),
        |all| {
            let mut set = TextSet::new(now.samples_key().cloned());
            all.for_each(|(_, noted)| set.add(noted));
            set
        },
    );
    let (_, mut all) = texts.each(
        |draft| renamed.fingerprints(draft, (&set, &checker), demands),
        |all| all.flat_map(|(_, one): (usize, Vec<Fingerprint>)| one).collect::<Vec<_>>(),
    );
    all.extend(set.check_set(&checker).into_iter().map(|(finding, _)| finding.fingerprint()));
    all
}

/// The fingerprint of a finding in another set.
fn as_of(set: &TextSet, finding: &Finding) -> Fingerprint {
    set.index().id_of_former(&finding.record).map_or_else(|| finding.fingerprint(), |id| finding.fingerprint_in(id))
}
