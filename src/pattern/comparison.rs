//! Comparing the regexes of a set with its signatures, each text once.

use std::collections::HashMap;
use std::ops::Range;

use super::crowd::{Crowd, Member};
use super::plain::Plain;
use super::row::{Finds, Row};
use super::sequence::LiteralSequences;
use super::short::ShortSearch;
use super::sieve::{GramCounts, Sieve};
use super::{Folded, Literals, Pattern};

/// The most candidates that are kept at once, each a regex and a signature: 16 MB. In a hostile set each regex may find
/// something in each signature.
const MAX_PAIRS: usize = 2_000_000;

/// How many parts regexes are divided into, so that all threads have something to do until the end.
const PARTS: usize = 16;

/// The fewest regexes of a part.
const MIN_PART: usize = 100;

/// The most regexes of a part. More need more memory for their literals, fewer make more passes over the signatures.
const MAX_PART: usize = 4_000;

/// What the matrix has to know of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'e> {
    /// Its regex.
    pub regex: &'e str,
    /// The text that its regex has to find, and others should not.
    pub signature: &'e str,
    /// The error that it is about: records of the same slug are about the same one.
    pub slug: &'e str,
    /// The domain.
    pub domain: &'e str,
}

/// A set in which each text stands once.
pub(super) struct Comparison<'e> {
    /// The different regexes, each with the records that have it. Those of wanted records come first.
    regexes: Vec<(&'e str, Vec<usize>)>,
    /// How many of the regexes are those of wanted records.
    wanted_regexes: usize,
    /// The different signatures, each with the records that have it. Those of wanted records come first.
    signatures: Vec<(&'e str, Vec<usize>)>,
    /// How many of the signatures are those of wanted records.
    wanted_signatures: usize,
    /// The signatures folded.
    folded: Vec<Folded>,
    /// How often the grams of these occur.
    grams: GramCounts,
    /// For each record what others can share with it.
    members: Vec<Member>,
    /// For each record the number of its signature, and the place of its row if that is wanted.
    own: Vec<(usize, Option<usize>)>,
}

/// What some regexes find.
#[derive(Default)]
pub(super) struct Found {
    /// Their rows by their places, without claims.
    pub(super) rows: Vec<(usize, Row)>,
    /// By which of them the signatures of some rows are found.
    pub(super) claims: HashMap<usize, Finds>,
}

impl<'e> Comparison<'e> {
    /// Prepares the comparison of all records, for the rows of those at some places.
    pub(super) fn of(entries: &[Entry<'e>], wanted: &[usize]) -> Self {
        let mut rows: Vec<Option<usize>> = vec![None; entries.len()];
        for (row, place) in wanted.iter().enumerate() {
            if let Some(of_record) = rows.get_mut(*place) {
                *of_record = Some(row);
            }
        }
        let is_wanted = |place: &usize| rows.get(*place).is_some_and(Option::is_some);
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|place| !is_wanted(place));
        let in_order = |text: fn(&Entry<'e>) -> &'e str| {
            let texts = order.iter().filter_map(|place| Some((*place, text(entries.get(*place)?))));
            let (different, numbers) = numbered(texts, entries.len());
            let wanted = different.iter().take_while(|(_, owners)| owners.iter().any(is_wanted)).count();
            (different, numbers, wanted)
        };
        let (regexes, _, wanted_regexes) = in_order(|entry| entry.regex);
        let (signatures, of_signature, wanted_signatures) = in_order(|entry| entry.signature);
        let (_, slugs, _) = in_order(|entry| entry.slug);
        let (_, domains, _) = in_order(|entry| entry.domain);
        let folded: Vec<Folded> = signatures.iter().map(|(text, _)| Folded::of(text)).collect();
        let grams = GramCounts::of(&folded);
        let members = slugs.into_iter().zip(domains).map(|(slug, domain)| Member { slug, domain }).collect();
        let own = of_signature.into_iter().zip(rows).collect();
        Comparison { regexes, wanted_regexes, signatures, wanted_signatures, folded, grams, members, own }
    }

    /// The numbers of all regexes, in parts.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let (wanted, all) = (self.wanted_regexes, self.regexes.len());
        let parts = |from: usize, to: usize| {
            let most = (to.saturating_sub(from) / PARTS).clamp(MIN_PART, MAX_PART);
            (from..to).step_by(most).map(move |first| first..to.min(first.saturating_add(most)))
        };
        // What is searched for a wanted regex is more than for another one.
        parts(0, wanted).chain(parts(wanted, all)).collect()
    }

    /// Compares some regexes with the signatures.
    pub(super) fn compare(&self, part: Range<usize>) -> Found {
        // Only the rows of wanted records need all signatures.
        let searched = if part.start < self.wanted_regexes { self.folded.len() } else { self.wanted_signatures };
        let searched = self.folded.get(..searched).unwrap_or_default();
        let regexes = self.regexes.get(part).unwrap_or_default();
        let literals = |(text, _): &(&str, Vec<usize>)| Pattern::literals_of(text);
        let literals: Vec<Literals> =
            regexes.iter().map(literals).map(|known| known.unwrap_or_else(|| Literals::new([]))).collect();
        let mut found = Found::default();
        for group in self.groups(&literals) {
            let sieve = Sieve::new(literals.get(group.clone()).unwrap_or_default(), &self.grams);
            let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); group.len()];
            for (signature, folded) in searched.iter().enumerate() {
                for regex in sieve.candidates(folded) {
                    if let Some(signatures) = candidates.get_mut(regex) {
                        signatures.push(signature);
                    }
                }
            }
            for ((text, owners), signatures) in regexes.iter().skip(group.start).zip(candidates) {
                self.account(owners, self.hits(text, signatures).as_deref(), &mut found);
            }
        }
        found
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

    /// Those of some signatures, in order, in which a regex finds something; `None` if it is not a regex.
    ///
    /// A regex that has been read in full takes a thousand times more memory than its text, so it is not kept.
    fn hits(&self, text: &str, mut candidates: Vec<usize>) -> Option<Vec<usize>> {
        let plain = Plain::read(text);
        if let Some(search) = plain.as_ref().and_then(Plain::search) {
            candidates.retain(|number| self.folded.get(*number).is_some_and(|text| search.finds(text)));
            return Some(candidates);
        }
        let pattern = Pattern::parse(text).ok()?;
        let (literals, search) = (LiteralSequences::of(&pattern), ShortSearch::new(text, pattern.hir()));
        candidates.retain(|number| {
            let may_match = self.folded.get(*number).is_some_and(|text| literals.may_match(text));
            may_match && self.signatures.get(*number).is_some_and(|(text, _)| search.finds(text))
        });
        Some(candidates)
    }

    /// Accounts for what the regex of some records finds; `None` if it is not a regex.
    fn account(&self, owners: &[usize], hits: Option<&[usize]>, found: &mut Found) {
        let signatures = hits.unwrap_or_default().iter().filter_map(|number| self.signatures.get(*number));
        let records: Vec<usize> = signatures.flat_map(|(_, records)| records).copied().collect();
        let mut finders = Crowd::of(owners.to_vec(), &self.members);
        for record in &records {
            let (_, Some(row), member) = self.record(*record) else { continue };
            let foreign = finders.foreign(member.slug);
            // Most regexes find nothing but the signature of their own record.
            if foreign.count > 0 {
                found.claims.entry(row).or_default().merge(foreign);
            }
        }
        let mut finding = Crowd::of(records, &self.members);
        for owner in owners {
            if let (own, Some(row), member) = self.record(*owner) {
                let finds_itself = hits.map(|hits| hits.binary_search(&own).is_ok());
                found.rows.push((row, finding.row(member, finds_itself)));
            }
        }
    }

    /// The number of a record's signature, the place of its row if that is wanted, and what others can share with it.
    #[expect(clippy::expect_used, reason = "a record is named by its place in the set")]
    fn record(&self, place: usize) -> (usize, Option<usize>, Member) {
        let of_set = self.own.get(place).zip(self.members.get(place));
        let ((own, row), member) = of_set.expect("a record of the set");
        (*own, *row, *member)
    }
}

/// The different texts, in the order in which they first occur, each with the places at which it does; and for each
/// place the number of its text.
fn numbered<'t>(
    texts: impl Iterator<Item = (usize, &'t str)>,
    places: usize,
) -> (Vec<(&'t str, Vec<usize>)>, Vec<usize>) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut different: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut of_place = vec![0; places];
    for (place, text) in texts {
        let number = *numbers.entry(text).or_insert(different.len());
        match different.get_mut(number) {
            Some((_, places)) => places.push(place),
            None => different.push((text, vec![place])),
        }
        if let Some(of_place) = of_place.get_mut(place) {
            *of_place = number;
        }
    }
    (different, of_place)
}
