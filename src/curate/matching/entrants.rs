//! The records that are compared with a text, in several steps.

use std::collections::BTreeSet;

use super::limits::{COMPARED, MAX_CANDIDATES, MAX_SEARCHED, SAMPLE, SEARCHED};
use crate::ledger::RecordKey;
use crate::pattern::ranking::{
    ByWords, Contender, LogText, Rarity, RegexHit, Sample, SearchedRegex, Signature, least_of_best, regex_hits,
};
use crate::pattern::{Folded, Pattern};
use crate::store::{ComparedRecord, Filter, Snapshot, StoreError};

/// Records with what is compared of them, in the same order.
pub(super) struct Entrants {
    pub(super) records: Vec<ComparedRecord>,
    pub(super) contenders: Vec<Contender>,
    /// Whether the regex may find something, whatever its score by words is.
    is_candidate: Vec<bool>,
}

impl Entrants {
    /// Reads the records on the shortlist and those whose regex may find something, ordered by id, and prepares their
    /// signatures.
    pub(super) fn read(
        snapshot: &Snapshot<'_>,
        text: &mut LogText,
        filter: &Filter,
        shortlist: &[RecordKey],
    ) -> Result<Self, StoreError> {
        let mut candidates = snapshot.candidates(&Folded::of(&text.searched(MAX_SEARCHED)))?;
        if candidates.len() > MAX_CANDIDATES {
            candidates.clear();
        }
        let rows: BTreeSet<RecordKey> = shortlist.iter().chain(&candidates).copied().collect();
        let mut records = snapshot.compared(rows, filter)?;
        records.sort_by(|one, other| one.id.cmp(&other.id));
        let contender = |record: &ComparedRecord| {
            let texts = [Some(&record.signature), record.signature_zh.as_ref()];
            let signatures = texts
                .into_iter()
                .flatten()
                .flat_map(|signature| Signature::all(signature, record.id.domain(), text))
                .collect();
            Contender { signatures, regex: None }
        };
        let contenders = records.iter().map(contender).collect();
        let is_candidate = records.iter().map(|record| candidates.binary_search(&record.row).is_ok()).collect();
        Ok(Entrants { records, contenders, is_candidate })
    }

    /// Keeps those with the best scores by their words, and those whose regex may find something.
    pub(super) fn keep_best(&mut self, text: &LogText, rarity: &Rarity) {
        let is_kept = self.best(&ByWords::of(text, rarity, &self.contenders, COMPARED), COMPARED);
        let records = std::mem::take(&mut self.records).into_iter();
        let all = records.zip(std::mem::take(&mut self.contenders)).zip(std::mem::take(&mut self.is_candidate));
        let kept = all.zip(is_kept).filter_map(|(entrant, is_kept)| is_kept.then_some(entrant));
        ((self.records, self.contenders), self.is_candidate) = kept.unzip();
    }

    /// Which are among a number of those with the best scores by their words, or may be found by their regex.
    fn best(&self, by_words: &ByWords, most: usize) -> Vec<bool> {
        let scores = by_words.scores(&self.contenders);
        let least = least_of_best(&scores, most).unwrap_or(f64::MIN_POSITIVE);
        scores.iter().zip(&self.is_candidate).map(|(score, is_candidate)| *is_candidate || *score >= least).collect()
    }

    /// What the regexes find of those that are best by their words, and of those of which a literal is in the text.
    pub(super) fn search(
        &mut self,
        snapshot: &Snapshot<'_>,
        text: &LogText,
        rarity: &Rarity,
        by_words: &ByWords,
        limit: usize,
    ) -> Result<Vec<RegexHit>, StoreError> {
        let is_tried = self.best(by_words, SEARCHED);
        let (mut patterns, mut owners) = (Vec::new(), Vec::new());
        for (number, (record, _)) in
            self.records.iter().zip(is_tried).enumerate().filter(|(_, (_, is_tried))| *is_tried)
        {
            // What is not a regex finds nothing.
            if let Ok(pattern) = Pattern::parse(&record.regex) {
                patterns.push(pattern);
                owners.push((number, record.row));
            }
        }
        let least = by_words.least(&self.contenders, limit);
        let searched = patterns.iter().zip(&owners).filter_map(|(pattern, (number, _))| {
            let signatures = &self.contenders.get(*number)?.signatures;
            Some(SearchedRegex { pattern, signatures, least: *least.get(*number)? })
        });
        let hits = regex_hits(text, rarity, &searched.collect::<Vec<_>>());
        if hits.is_empty() {
            return Ok(hits);
        }
        let records = snapshot.highest_row()?;
        let sample = Sample::new(snapshot.sampled_signatures(SAMPLE)?, records, records <= SAMPLE);
        let found: BTreeSet<usize> = hits.iter().map(|hit| hit.regex).collect();
        let (mut numbers, mut regexes) = (Vec::new(), Vec::new());
        for (regex, ((number, row), pattern)) in owners.iter().zip(&patterns).enumerate() {
            if found.contains(&regex) {
                numbers.push((regex, *number));
                regexes.push((pattern, *row));
            }
        }
        for ((regex, number), foreign) in numbers.into_iter().zip(sample.foreign(&regexes)) {
            if let Some(contender) = self.contenders.get_mut(number) {
                contender.regex = Some((regex, foreign));
            }
        }
        Ok(hits)
    }
}
