//! Comparing the table of literals with the regexes of the records.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::ledger::RecordKey;

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::literal::LiteralRows;

/// The sum of the hashes of the rows of a record, whatever their order; 0 if it has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LiteralSum(u64);

impl LiteralSum {
    /// What the table should have.
    pub(super) fn of(rows: &LiteralRows) -> Self {
        let mut sum = LiteralSum::default();
        rows.iter().for_each(|(gram, literal)| sum.add(gram.as_bytes(), literal.as_bytes()));
        sum
    }

    fn add(&mut self, gram: &[u8], literal: &[u8]) {
        let mut hasher = DefaultHasher::new();
        (gram, literal).hash(&mut hasher);
        self.0 = self.0.wrapping_add(hasher.finish());
    }
}

impl Verification<'_> {
    /// Of which records the table has other literals than their regexes need. `wanted` has for each record what it
    /// should have; `None` if that is unknown.
    pub(super) fn literals(&self, wanted: &HashMap<RecordKey, Option<LiteralSum>>) -> Vec<Flaw> {
        self.other_literals(wanted).unwrap_or_else(|error| vec![Flaw::unreadable(Inspection::Literals, &error)])
    }

    fn other_literals(&self, wanted: &HashMap<RecordKey, Option<LiteralSum>>) -> rusqlite::Result<Vec<Flaw>> {
        let mut held: HashMap<RecordKey, LiteralSum> = HashMap::new();
        let mut statement = self.connection().prepare("SELECT record, gram, literal FROM literal")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let sum = held.entry(row.get(0)?).or_default();
            sum.add(row.get_ref(1)?.as_bytes()?, row.get_ref(2)?.as_bytes()?);
        }
        let mut flaws = Vec::new();
        for (row, wanted) in wanted {
            let held = held.remove(row).unwrap_or_default();
            if wanted.is_some_and(|wanted| wanted != held) {
                flaws.push((*row, Damage::OtherLiterals { row: *row }));
            }
        }
        flaws.extend(held.into_keys().map(|row| (row, Damage::LiteralsOfUnknown { row })));
        flaws.sort_unstable_by_key(|(row, _)| *row);
        flaws.into_iter().map(|(row, damage)| self.flaw_of(row, damage)).collect()
    }
}
