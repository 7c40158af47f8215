//! By what two runs of an import are known to do the same.

use std::cell::RefCell;

use sha2::{Digest, Sha256};

use crate::cli::changes;
use crate::curate::{Ceased, Incoming};
use crate::record::{Id, RecordChange, compact};

/// A digest of what an import reads and changes. It costs time, so it is made only if somebody may be asked.
pub(super) struct Seal(Option<RefCell<Sha256>>);

impl Seal {
    pub(super) fn new(is_wanted: bool) -> Self {
        Seal(is_wanted.then(RefCell::default))
    }

    /// A record was read, or a text that is not one.
    pub(super) fn input(&self, incoming: &Incoming) {
        match &incoming.draft.read {
            Ok(prepared) => self.add(b"record", prepared.digest.as_bytes()),
            Err(_) => self.add(b"text", &incoming.draft.text),
        }
    }

    /// A record changed.
    pub(super) fn change(&self, id: &Id, fields: &[RecordChange]) {
        if self.0.is_some() {
            self.add(b"change", compact(&changes::to_json(id, fields, &[])).as_bytes());
        }
    }

    /// Reports on a claim no longer count.
    pub(super) fn ceased(&self, ceased: &Ceased) {
        let Ceased { id, name, reports, .. } = ceased;
        self.event(b"ceased", id);
        self.add(name.as_bytes(), &reports.to_le_bytes());
    }

    /// Something else happened to a record.
    pub(super) fn event(&self, what: &[u8], id: &Id) {
        self.add(what, id.as_str().as_bytes());
    }

    fn add(&self, what: &[u8], bytes: &[u8]) {
        if let Some(hash) = &self.0 {
            let mut hash = hash.borrow_mut();
            for part in [what, bytes] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
    }

    /// The digest of everything so far.
    pub(super) fn value(&self) -> Option<[u8; 32]> {
        self.0.as_ref().map(|hash| hash.borrow().clone().finalize().into())
    }
}
