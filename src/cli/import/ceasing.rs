//! The warning about reports that will no longer count because of an import.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::ceased;
use crate::curate::{Ceased, Counts, KeptField, MAX_NAMED};

/// The claims that an import sets while reports on them count.
#[derive(Default)]
pub(super) struct CeasingClaims {
    /// The first of them, by name.
    first: Vec<String>,
    /// The value of `--keep` that keeps them.
    kept: BTreeSet<String>,
    /// All of them, for JSON.
    pub(super) all: Vec<Value>,
}

impl CeasingClaims {
    pub(super) fn add(&mut self, one: &Ceased, is_json: bool) {
        let Ceased { id, field, reports } = one;
        if self.first.len() < MAX_NAMED {
            self.first.push(format!("{id} {field} ({reports})"));
        }
        self.kept.insert(KeptField::from(field.field).to_string());
        if is_json {
            self.all.push(ceased::to_json(one));
        }
    }

    /// The note before the commit; `None` if there are none.
    pub(super) fn note(&self, counts: &Counts) -> Option<String> {
        let Counts { reports_ceased, claims_ceased, .. } = counts;
        if *claims_ceased == 0 {
            return None;
        }
        let what = ceased::amount(*reports_ceased, *claims_ceased);
        let rates = if *claims_ceased == 1 { "this rate" } else { "these rates" };
        let kept: Vec<&str> = self.kept.iter().map(String::as_str).collect();
        let rest = claims_ceased.saturating_sub(self.first.len() as u64);
        let rest = if rest > 0 { format!(" … and {rest} more") } else { String::new() };
        Some(format!(
            "note: {what} will no longer count, because this import sets {rates} (`--keep {}` keeps ours): {}{rest}",
            kept.join(","),
            self.first.join(", ")
        ))
    }
}
