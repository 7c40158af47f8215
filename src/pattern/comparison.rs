//! Comparing the regexes of a set with its signatures, each text once.

use std::collections::HashMap;
use std::ops::Range;

use super::crowd::{Crowd, Foreign, Member};
use super::distinct::{Distinct, numbered};
use super::entry::{Entries, nth};
use super::first_finds::FirstFinds;
use super::plain::Plain;
use super::sequence::LiteralSequences;
use super::short::ShortSearch;
use super::sieve::{GramCounts, Sieve};
use super::{Folded, Literals, Pattern};

/// The most candidates that are kept at once, each a regex and a signature: 8 MB. In a hostile set each regex may find
/// something in each signature.
const MAX_PAIRS: usize = 2_000_000;

/// The most claims that are kept by one thread, each a record and a list of regexes: under 1 MB.
const MAX_CLAIMS: usize = 100_000;

/// How many parts regexes are divided into, so that all threads have something to do until the end.
const PARTS: u32 = 16;

/// The fewest regexes of a part.
const MIN_PART: u32 = 100;

/// The most regexes of a part. More need more memory for their literals, fewer make more passes over the signatures.
const MAX_PART: u32 = 16_000;

/// A set in which each text stands once. What it holds is in proportion to the records, a few numbers for each; their
/// texts are where the caller has them.
pub(super) struct Comparison<'e> {
    entries: &'e dyn Entries,
    /// The different regexes. Those of wanted records come first.
    regexes: Distinct,
    /// How many of the regexes are those of wanted records.
    wanted_regexes: u32,
    /// The different signatures. Those of wanted records come first.
    signatures: Distinct,
    /// How many of the signatures are those of wanted records.
    wanted_signatures: u32,
    /// How often the grams of the folded signatures occur.
    grams: GramCounts,
    /// For each record what others can share with it.
    members: Vec<Member>,
    /// For each record the number of its signature.
    own: Vec<u32>,
    /// For each record the place of its row, [`NO_ROW`] if it is not wanted; `None` if that of each is its own place.
    rows: Option<Vec<u32>>,
}

/// The place of a row that nobody wants.
pub(super) const NO_ROW: u32 = u32::MAX;

/// What some regexes find.
#[derive(Default)]
pub(super) struct Found {
    /// What they find, each with the number of its row.
    pub(super) rows: Vec<(u32, Option<bool>, Foreign)>,
    /// Regexes that find the same signatures.
    pub(super) finders: Vec<FirstFinds>,
    /// By which of [`Found::finders`] the signatures of some rows are found.
    pub(super) claims: Vec<(u32, u32)>,
}

/// What a regex finds.
struct FoundSignatures {
    /// The signatures, in order.
    signatures: Vec<u32>,
    /// Whether there are texts that it does not find.
    is_telling: bool,
}

impl<'e> Comparison<'e> {
    /// Prepares the comparison of all records, for the rows of those at some places, or of all.
    pub(super) fn of(entries: &'e dyn Entries, wanted: Option<&[u32]>) -> Self {
        let rows = wanted.map(|wanted| {
            let mut rows = vec![NO_ROW; usize::try_from(entries.count()).unwrap_or_default()];
            for (row, place) in (0..).zip(wanted) {
                let of_record = usize::try_from(*place).ok().and_then(|place| rows.get_mut(place));
                of_record.into_iter().for_each(|of_record| *of_record = row);
            }
            rows
        });
        let is_wanted = |place: u32| rows.as_ref().is_none_or(|rows| nth(rows, place) != Some(NO_ROW));
        let mut order: Vec<u32> = (0..entries.count()).collect();
        order.sort_by_key(|place| !is_wanted(*place));
        let wanted_texts = |distinct: &Distinct| {
            let is_first = |number: &u32| distinct.first(*number).is_some_and(is_wanted);
            (0..distinct.len()).take_while(is_first).map(|number| number + 1).last().unwrap_or_default()
        };
        let (regexes, _) = Distinct::of(&order, |place| entries.regex(place));
        let (signatures, own) = Distinct::of(&order, |place| entries.signature(place));
        let (_, slugs) = numbered(&order, |place| entries.slug(place));
        let (_, domains) = numbered(&order, |place| entries.domain(place));
        let members = slugs.into_iter().zip(domains).map(|(slug, domain)| Member { slug, domain }).collect();
        let (wanted_regexes, wanted_signatures) = (wanted_texts(&regexes), wanted_texts(&signatures));
        let places = (0..signatures.len()).filter_map(|number| signatures.first(number));
        let grams = GramCounts::of(places.map(|place| Folded::of(entries.signature(place))));
        Comparison { entries, regexes, wanted_regexes, signatures, wanted_signatures, grams, members, own, rows }
    }

    /// For each record the place of its row, [`NO_ROW`] if it is not wanted; `None` if that of each is its own place.
    pub(super) fn into_rows(self) -> Option<Vec<u32>> {
        self.rows
    }

    /// The number of different regexes.
    pub(super) fn regexes(&self) -> usize {
        usize::try_from(self.regexes.len()).unwrap_or(usize::MAX)
    }

    /// The numbers of all regexes, in parts.
    pub(super) fn parts(&self) -> Vec<Range<u32>> {
        let (wanted, all) = (self.wanted_regexes, self.regexes.len());
        let parts = |from: u32, to: u32| {
            let most = (to.saturating_sub(from) / PARTS).clamp(MIN_PART, MAX_PART);
            let step = usize::try_from(most).unwrap_or(usize::MAX);
            (from..to).step_by(step).map(move |first| first..to.min(first.saturating_add(most)))
        };
        // What is searched for a wanted regex is more than for another one.
        parts(0, wanted).chain(parts(wanted, all)).collect()
    }

    /// Compares some regexes with the signatures, and tells what is found.
    pub(super) fn compare(&self, part: Range<u32>, tell: &mut dyn FnMut(Found)) {
        // Only the rows of wanted records need all signatures.
        let is_wanted = part.start < self.wanted_regexes;
        let searched = if is_wanted { self.signatures.len() } else { self.wanted_signatures };
        let literals = |number| Pattern::literals_of(self.regex(number)).unwrap_or_else(|| Literals::new([]));
        let literals: Vec<Literals> = part.clone().map(literals).collect();
        let (mut found, mut folded) = (Found::default(), Folded::default());
        for group in self.groups(&literals) {
            let sieve = Sieve::new(literals.get(group.clone()).unwrap_or_default(), &self.grams);
            let mut candidates: Vec<Vec<u32>> = vec![Vec::new(); group.len()];
            for signature in 0..searched {
                folded.fold_again(self.signature(signature));
                for regex in sieve.candidates(&folded) {
                    if let Some(signatures) = candidates.get_mut(regex) {
                        signatures.push(signature);
                    }
                }
            }
            let literals = literals.get(group.clone()).unwrap_or_default();
            for ((number, signatures), literals) in part.clone().skip(group.start).zip(candidates).zip(literals) {
                self.account(number, self.hits(self.regex(number), literals, signatures).as_ref(), &mut found);
                if found.claims.len() > MAX_CLAIMS {
                    tell(std::mem::take(&mut found));
                }
            }
        }
        tell(found);
    }

    /// A regex by its number.
    fn regex(&self, number: u32) -> &str {
        self.regexes.first(number).map_or("", |place| self.entries.regex(place))
    }

    /// A signature by its number.
    fn signature(&self, number: u32) -> &str {
        self.signatures.first(number).map_or("", |place| self.entries.signature(place))
    }

    /// Regexes that are searched for together, by their literals: each group has no more candidates than [`MAX_PAIRS`],
    /// or is a single regex.
    fn groups(&self, literals: &[Literals]) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut left = 0;
        for (regex, literals) in literals.iter().enumerate() {
            let most = self.grams.most(literals);
            match groups.last_mut() {
                Some(group) if most <= left => group.end = regex + 1,
                Some(_) | None => {
                    groups.push(regex..regex + 1);
                    left = MAX_PAIRS;
                }
            }
            left = left.saturating_sub(most);
        }
        groups
    }

    /// Those of some signatures, in order, in which a regex with some literals finds something; `None` if it is not a
    /// regex.
    ///
    /// A regex that has been read in full takes a thousand times more memory than its text, so it is not kept.
    fn hits(&self, text: &str, literals: &Literals, mut candidates: Vec<u32>) -> Option<FoundSignatures> {
        // One that finds every text needs no literal.
        let is_telling = literals.shortest() != Some(0) || !Pattern::parse(text).ok()?.matches_empty();
        let mut folded = Folded::default();
        let plain = Plain::read(text);
        if let Some(search) = plain.as_ref().and_then(Plain::search) {
            candidates.retain(|number| search.finds(folded.fold_again(self.signature(*number))));
            return Some(FoundSignatures { signatures: candidates, is_telling });
        }
        let pattern = Pattern::parse(text).ok()?;
        let (literals, search) = (LiteralSequences::of(&pattern), ShortSearch::new(text, pattern.hir()));
        candidates.retain(|number| {
            let signature = self.signature(*number);
            literals.may_match(folded.fold_again(signature)) && search.finds(signature)
        });
        Some(FoundSignatures { signatures: candidates, is_telling })
    }

    /// Accounts for what a regex finds; `None` if it is not a regex.
    fn account(&self, regex: u32, hits: Option<&FoundSignatures>, found: &mut Found) {
        let signatures = hits.map(|hits| hits.signatures.as_slice()).unwrap_or_default();
        let records: Vec<u32> = signatures.iter().flat_map(|number| self.signatures.records(*number)).collect();
        let owners: Vec<u32> = self.regexes.records(regex).collect();
        let mut finders = Crowd::of(owners.clone(), &self.members);
        let mut lists: HashMap<Option<u32>, Option<u32>> = HashMap::new();
        let telling = if hits.is_some_and(|hits| hits.is_telling) { records.as_slice() } else { &[] };
        for record in telling {
            let (_, Some(row), member) = self.record(*record) else { continue };
            let known = finders.known(member.slug);
            let list = lists.entry(known).or_insert_with(|| {
                let foreign = finders.foreign(known);
                // Most regexes find nothing but the signature of their own record.
                (foreign.count() > 0).then(|| {
                    found.finders.push(foreign);
                    u32::try_from(found.finders.len() - 1).unwrap_or(u32::MAX)
                })
            });
            found.claims.extend(list.map(|list| (row, list)));
        }
        let mut finding = Crowd::of(records, &self.members);
        for owner in owners {
            if let (own, Some(row), member) = self.record(owner) {
                let finds_itself = hits.map(|hits| hits.signatures.binary_search(&own).is_ok());
                found.rows.push((row, finds_itself, finding.seen_by(member)));
            }
        }
    }

    /// The number of a record's signature, the place of its row if that is wanted, and what others can share with it.
    #[expect(clippy::expect_used, reason = "a record is named by its place in the set")]
    fn record(&self, place: u32) -> (u32, Option<u32>, Member) {
        let row = match &self.rows {
            None => Some(place),
            Some(rows) => nth(rows, place).filter(|row| *row != NO_ROW),
        };
        let (own, member) = nth(&self.own, place).zip(nth(&self.members, place)).expect("a record of the set");
        (own, row, member)
    }
}
