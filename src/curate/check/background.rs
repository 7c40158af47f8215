//! Facts about records from the ledger and the journal.

use std::collections::HashMap;

use crate::check::Background;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Field, Record, Revision, Workaround};
use crate::store::{ChangedText, Snapshot, StoreError};

/// The facts about all records of a state.
#[derive(Debug)]
pub(super) struct Backgrounds {
    evidence: HashMap<RecordKey, u64>,
    changed: HashMap<RecordKey, Vec<ChangedText>>,
}

impl Backgrounds {
    /// Reads the facts after a batch.
    pub(super) fn read(snapshot: &Snapshot<'_>, until: BatchNumber) -> Result<Self, StoreError> {
        Ok(Backgrounds {
            evidence: snapshot.counted_by_record(until)?,
            changed: snapshot.texts_changed_after_translation(until)?,
        })
    }

    /// The facts about a record, by its key.
    pub(super) fn of(&self, row: RecordKey, revision: &Revision) -> Background {
        let changed = self.changed.get(&row).map(Vec::as_slice).unwrap_or_default();
        Background {
            evidence: self.evidence.get(&row).copied().unwrap_or(0),
            outdated: all_outdated(changed, revision),
        }
    }
}

/// The facts about one record by its key, without those about the others: with the current evidence, and with the texts
/// that changed up to a batch.
pub(super) fn background_of(
    snapshot: &Snapshot<'_>,
    row: RecordKey,
    revision: &Revision,
    until: BatchNumber,
) -> Result<Background, StoreError> {
    let Record { signature_zh, root_cause_zh, workarounds_zh, .. } = &revision.record;
    let is_translated = signature_zh.is_some() || root_cause_zh.is_some() || !workarounds_zh.is_empty();
    let changed = match is_translated {
        true => snapshot.texts_of_record_changed_after_translation(row, until)?,
        false => Vec::new(),
    };
    Ok(Background { evidence: snapshot.counted(row)?, outdated: all_outdated(&changed, revision) })
}

/// The Chinese fields that English texts made outdated, each once.
fn all_outdated(changed: &[ChangedText], revision: &Revision) -> Vec<Field> {
    let mut outdated: Vec<_> = changed.iter().filter_map(|text| outdated(text, revision)).collect();
    outdated.dedup();
    outdated
}

/// The Chinese field that an English text made outdated; `None` if there is no Chinese text, or the English one is
/// again what it was.
fn outdated(text: &ChangedText, revision: &Revision) -> Option<Field> {
    let record = &revision.record;
    let (english, chinese, is_there) = match text.field {
        Record::SIGNATURE => (&record.signature, Record::SIGNATURE_ZH, record.signature_zh.is_some()),
        Record::ROOT_CAUSE => (&record.root_cause, Record::ROOT_CAUSE_ZH, record.root_cause_zh.is_some()),
        field => {
            let item = field.item.filter(|_| field.format() == Workaround::ACTION)?;
            let workaround = record.workarounds.get(revision.items.position(item)?)?;
            (&workaround.action, Record::WORKAROUNDS_ZH, !record.workarounds_zh.is_empty())
        }
    };
    let is_same = text.old.as_str().is_some_and(|old| visible(&old).eq(visible(english)));
    (is_there && !is_same).then_some(chinese)
}

/// The visible characters of a text: other changes, such as safe fixes of blanks and invisible characters, do not make
/// a translation outdated.
fn visible(text: &str) -> impl Iterator<Item = char> {
    let is_seen = |c: char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    text.chars().filter(move |c| !c.is_whitespace() && !c.is_control() && is_seen(*c))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{edit, set, store, stored};
    use super::*;
    use crate::curate::Step;
    use crate::store::Store;

    /// The Chinese fields of x/a that are outdated after a batch.
    fn outdated(store: &mut Store, until: BatchNumber) -> Vec<Field> {
        let stored = stored(store, "x/a");
        let snapshot = store.snapshot().unwrap();
        let all = Backgrounds::read(&snapshot, until).unwrap();
        let row = stored.standing.row;
        let revision = snapshot.revision_at(row, until).unwrap().unwrap();
        let found = all.of(row, &revision);
        assert_eq!(background_of(&snapshot, row, &revision, until).unwrap(), found, "alone as among all");
        found.outdated
    }

    /// A database in which x/a has Chinese texts since batch 2.
    fn translated() -> Store {
        let mut store = store(&["x/a"]);
        for (field, value) in [("signature_zh", "错误"), ("root_cause_zh", "原因"), ("workarounds_zh", r#"["做"]"#)]
        {
            set(&mut store, &["x/a"], field, value);
        }
        store
    }

    #[test]
    fn a_text_that_changed_after_its_translation_makes_it_outdated_until_that_is_written_again() {
        let mut store = translated();
        assert_eq!(outdated(&mut store, BatchNumber::END), []);
        set(&mut store, &["x/a"], "root_cause", "another one");
        set(&mut store, &["x/a"], "w1.action", "Do that");
        assert_eq!(outdated(&mut store, BatchNumber::END), [Record::ROOT_CAUSE_ZH, Record::WORKAROUNDS_ZH]);
        set(&mut store, &["x/a"], "root_cause_zh", "另一个原因");
        assert_eq!(outdated(&mut store, BatchNumber::END), [Record::WORKAROUNDS_ZH]);
        let last = store.snapshot().unwrap().last_batch().unwrap();
        assert_eq!(outdated(&mut store, last.before()), [Record::ROOT_CAUSE_ZH, Record::WORKAROUNDS_ZH], "as it was");
        assert_eq!(outdated(&mut store, last.before().before().before()), []);
    }

    #[test]
    fn a_text_that_is_the_old_one_again_makes_nothing_outdated() {
        let mut store = translated();
        set(&mut store, &["x/a"], "signature", "something else");
        assert_eq!(outdated(&mut store, BatchNumber::END), [Record::SIGNATURE_ZH]);
        for same in ["E x/a", "E  x/a ", "E\u{200b}x/a\r\n"] {
            set(&mut store, &["x/a"], "signature", same);
            assert_eq!(outdated(&mut store, BatchNumber::END), [], "{same:?}");
        }
    }

    #[test]
    fn a_removed_item_and_a_text_without_translation_make_nothing_outdated() {
        let mut store = translated();
        set(&mut store, &["x/a"], "w1.action", "Do that");
        edit(&mut store, &["x/a"], Step::Remove("w1".to_owned(), None));
        set(&mut store, &["x/a"], "root_cause", "another one");
        set(&mut store, &["x/a"], "root_cause_zh", "null");
        assert_eq!(outdated(&mut store, BatchNumber::END), []);
    }
}
