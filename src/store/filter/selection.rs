//! A filter as SQL.

use std::fmt::Display;

use rusqlite::types::Value;

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, compact};

/// Which records, as SQL.
pub(in crate::store) struct Selection {
    /// A common table expression `selected (record, canon_id)` to put before a statement.
    pub with: String,
    /// A statement that scans the table of records. It returns the number of selected records, and the key of one that
    /// is withdrawn by a batch that does not exist, or NULL.
    pub census: String,
    /// Its named parameters.
    pub parameters: Vec<(&'static str, Value)>,
    /// Whether it selects all records that are not withdrawn.
    pub is_everything: bool,
}

impl Selection {
    /// The parameters as rusqlite takes them.
    pub(in crate::store) fn bindings(&self) -> Vec<(&str, &dyn rusqlite::ToSql)> {
        self.parameters.iter().map(|(name, value)| (*name, value as &dyn rusqlite::ToSql)).collect()
    }

    /// All records, withdrawn or not.
    pub(in crate::store) fn all() -> Self {
        let mut conditions = Conditions::default();
        conditions.also("TRUE");
        conditions.finish()
    }

    /// The records that a batch or an earlier one added, withdrawn or not. The batch is the parameter `:since`.
    pub(in crate::store) fn added_until(batch: BatchNumber) -> Self {
        let mut conditions = Conditions::default();
        conditions.one("added_by <= :since", ":since", Some(Value::Integer(batch.get())));
        conditions.finish()
    }

    /// The records that batches after one, up to another, added or changed, withdrawn or not. The batches are the
    /// parameters `:since` and `:until`.
    pub(in crate::store) fn changed_between(since: BatchNumber, until: BatchNumber) -> Self {
        let mut conditions = Conditions::default();
        conditions.one("added_by <= :until", ":until", Some(Value::Integer(until.get())));
        let changed = "(added_by > :since OR id IN \
                       (SELECT record FROM change WHERE batch > :since AND batch <= :until))";
        conditions.one(changed, ":since", Some(Value::Integer(since.get())));
        conditions.finish()
    }

    /// The records that are not withdrawn, for statements about what came after a batch, which is the parameter
    /// `:since`.
    pub(in crate::store) fn published_since(batch: BatchNumber) -> Self {
        let mut conditions = Conditions::new(false);
        conditions.one(":since IS NOT NULL", ":since", Some(Value::Integer(batch.get())));
        conditions.finish()
    }

    /// The one record of an id, withdrawn or not.
    pub(in crate::store) fn one(id: &Id) -> Self {
        let mut conditions = Conditions::default();
        conditions.one("canon_id = :canon_id", ":canon_id", Some(Value::Text(id.to_string())));
        conditions.finish()
    }

    /// The records whose keys are in the table of a window, withdrawn or not, in the order of the keys.
    pub(in crate::store) fn nearby() -> Self {
        let with = "WITH selected (record, canon_id) AS (SELECT record, record FROM temp.nearby)\n".to_owned();
        let census = "SELECT count(*), NULL FROM temp.nearby".to_owned();
        Selection { with, census, parameters: Vec::new(), is_everything: false }
    }

    /// The one record of a key, withdrawn or not.
    pub(in crate::store) fn row(row: RecordKey) -> Self {
        let mut conditions = Conditions::default();
        conditions.one("id = :row", ":row", Some(Value::Integer(row.get())));
        conditions.finish()
    }
}

/// The conditions of a selection while they are collected. Their columns are those of `record`.
#[derive(Default)]
pub(super) struct Conditions {
    clauses: Vec<String>,
    parameters: Vec<(&'static str, Value)>,
    is_published: bool,
}

impl Conditions {
    /// Begins with either the withdrawn records or the others.
    pub(super) fn new(withdrawn: bool) -> Self {
        let clause = if withdrawn { "withdrawn_in IS NOT NULL" } else { "withdrawn_in IS NULL" };
        Conditions { clauses: vec![clause.to_owned()], parameters: Vec::new(), is_published: !withdrawn }
    }

    /// Adds a condition without values.
    pub(super) fn also(&mut self, clause: impl Into<String>) {
        self.clauses.push(clause.into());
    }

    /// Adds a condition with one value, if there is one.
    pub(super) fn one(&mut self, clause: &str, name: &'static str, value: Option<Value>) {
        if let Some(value) = value {
            self.also(clause);
            self.parameters.push((name, value));
        }
    }

    /// Adds a condition on several values, if there are any. The parameter is a JSON array, so that the statement is
    /// the same for any number of them.
    pub(super) fn any(&mut self, clause: &str, name: &'static str, values: &[impl Display]) {
        self.one(clause, name, array(values));
    }

    /// Adds a condition for each of several values, joined by ` AND ` or ` OR `; `clause` gets the value and the SQL
    /// that reads it from the parameter, a JSON array.
    pub(super) fn each<T: Display>(
        &mut self,
        name: &'static str,
        values: &[T],
        join: &str,
        clause: impl Fn(&T, &str) -> String,
    ) {
        let clauses = values.iter().enumerate().map(|(at, value)| clause(value, &format!("({name} ->> {at})")));
        let clauses = format!("({})", clauses.collect::<Vec<_>>().join(join));
        self.one(&clauses, name, array(values));
    }

    pub(super) fn finish(self) -> Selection {
        let clauses = self.clauses.join(" AND ");
        let with = format!("WITH selected (record, canon_id) AS (SELECT id, canon_id FROM record WHERE {clauses})\n");
        let census = format!(
            "SELECT count(*) FILTER (WHERE {clauses}), \
             min(id) FILTER (WHERE withdrawn_in IS NOT NULL AND withdrawn_in NOT IN (SELECT id FROM batch)) \
             FROM record NOT INDEXED"
        );
        let is_everything = self.is_published && self.clauses.len() == 1;
        Selection { with, census, parameters: self.parameters, is_everything }
    }
}

/// Values as a JSON array; `None` if there are none.
fn array(values: &[impl Display]) -> Option<Value> {
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| Value::Text(compact(&words)))
}
