//! Finding the records of reports that have an error text instead of an id.

use std::collections::{BTreeMap, HashMap};

use super::Misfit;
use crate::curate::matching::matched;
use crate::pattern::ranking::LogText;
use crate::record::Id;
use crate::store::{Filter, StoreError, Tx};

/// The most different texts that a run remembers, with what they matched.
const MAX_REMEMBERED: usize = 10_000;

/// The most different texts of a run for which a record is suggested if none is accepted.
const MAX_SUGGESTED: usize = 50;

/// The most records that are named as close to a text without a known record.
const MAX_CLOSE: usize = 3;

/// Finds the records of error texts.
pub(super) struct ByText {
    is_accepted: bool,
    known: HashMap<String, Result<Id, Misfit>>,
    suggested: usize,
    /// The number of valid reports that were accepted for each record by their texts.
    pub(super) accepted: BTreeMap<Id, u64>,
}

impl ByText {
    /// Accepts the record that a text matches, or only suggests it.
    pub(super) fn new(is_accepted: bool) -> Self {
        ByText { is_accepted, known: HashMap::new(), suggested: 0, accepted: BTreeMap::new() }
    }

    /// The record that is known to be about a text; or why none is accepted.
    pub(super) fn find(&mut self, tx: &Tx<'_>, text: &str) -> Result<Result<Id, Misfit>, StoreError> {
        if let Some(found) = self.known.get(text) {
            return Ok(found.clone());
        }
        // Matching takes time, and nobody fixes a file full of such texts one by one.
        if !self.is_accepted && self.suggested == MAX_SUGGESTED {
            return Ok(Err(Misfit::ByText { matching: None }));
        }
        self.suggested += 1;
        let found = matched(tx, &mut LogText::read(text.as_bytes(), 0), &Filter::default(), MAX_CLOSE)?;
        let is_known = found.is_known();
        let mut ids = found.records.into_iter().map(|one| one.record.id);
        let found = match ids.next() {
            Some(id) if is_known && self.is_accepted => Ok(id),
            Some(id) if is_known => Err(Misfit::ByText { matching: Some(id) }),
            first => Err(Misfit::UnknownText { close: first.into_iter().chain(ids).collect() }),
        };
        if self.known.len() < MAX_REMEMBERED {
            self.known.insert(text.to_owned(), found.clone());
        }
        Ok(found)
    }
}
