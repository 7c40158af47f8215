//! Comparing the regexes of a set with its signatures, each text once.

use std::collections::HashMap;
use std::ops::Range;

use regex_syntax::hir::Hir;

use super::crowd::{Crowd, Member};
use super::plain::Plain;
use super::row::{Finds, Row};
use super::short::ShortSearch;
use super::{Folded, Literals, Pattern, Prefilter};

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
    /// For each record what others can share with it.
    members: Vec<Member>,
    /// For each record the number of its signature, and the place of its row if that is wanted.
    own: Vec<(usize, Option<usize>)>,
}

/// What a regex means, as far as a search needs it. A regex that has been read takes a thousand times more memory than
/// its text, so nothing else of it is kept.
enum SearchMeaning {
    /// It is not a regex.
    None,
    /// It is read at a glance.
    Plain(Plain),
    /// It is read in full.
    Read(Hir),
}

impl SearchMeaning {
    /// The literals and the meaning of a regex.
    fn of(text: &str) -> (Literals, Self) {
        if let Some(plain) = Plain::read(text).filter(Plain::is_searchable) {
            return (plain.literals(), SearchMeaning::Plain(plain));
        }
        match Pattern::parse(text) {
            Ok(pattern) => (pattern.literals().clone(), SearchMeaning::Read(pattern.into_hir())),
            Err(_) => (Literals::new([]), SearchMeaning::None),
        }
    }
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
        let folded = signatures.iter().map(|(text, _)| Folded::of(text)).collect();
        let members = slugs.into_iter().zip(domains).map(|(slug, domain)| Member { slug, domain }).collect();
        let own = of_signature.into_iter().zip(rows).collect();
        Comparison { regexes, wanted_regexes, signatures, wanted_signatures, folded, members, own }
    }

    /// The numbers of all regexes, in parts of up to `most`.
    pub(super) fn parts(&self, most: usize) -> Vec<Range<usize>> {
        let (wanted, all) = (self.wanted_regexes, self.regexes.len());
        let parts = |from: usize, to: usize| {
            (from..to).step_by(most.max(1)).map(move |first| first..to.min(first.saturating_add(most)))
        };
        // What is searched for a wanted regex is more than for another one.
        parts(0, wanted).chain(parts(wanted, all)).collect()
    }

    /// Compares some regexes with the signatures.
    pub(super) fn compare(&self, part: Range<usize>) -> Found {
        // Only the rows of wanted records need all signatures.
        let searched = if part.start < self.wanted_regexes { self.folded.len() } else { self.wanted_signatures };
        let regexes = self.regexes.get(part).unwrap_or_default();
        let (literals, meanings): (Vec<Literals>, Vec<SearchMeaning>) =
            regexes.iter().map(|(text, _)| SearchMeaning::of(text)).unzip();
        let prefilter = Prefilter::new(&literals);
        let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); regexes.len()];
        for (signature, folded) in self.folded.iter().take(searched).enumerate() {
            for regex in prefilter.candidates(folded) {
                if let Some(signatures) = candidates.get_mut(regex) {
                    signatures.push(signature);
                }
            }
        }
        let mut found = Found::default();
        for (((text, owners), meaning), signatures) in regexes.iter().zip(&meanings).zip(candidates) {
            let hits = self.hits(text, meaning, signatures);
            self.account(owners, hits.as_deref(), &mut found);
        }
        found
    }

    /// Those of some signatures, in order, in which a regex finds something; `None` if it is not a regex.
    fn hits(&self, text: &str, meaning: &SearchMeaning, mut candidates: Vec<usize>) -> Option<Vec<usize>> {
        match meaning {
            SearchMeaning::None => return None,
            SearchMeaning::Plain(plain) => {
                candidates.retain(|number| self.folded.get(*number).is_some_and(|text| plain.finds(text)));
            }
            SearchMeaning::Read(hir) => {
                let search = ShortSearch::new(text, hir);
                candidates.retain(|number| self.signatures.get(*number).is_some_and(|(text, _)| search.finds(text)));
            }
        }
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
