//! What the database has and a tree does not.

use std::collections::BTreeMap;

use super::side::SideChange;
use crate::curate::{ExportError, ExportTree, FileDifference, FileState};
use crate::disk::{EntryKind, Tree};
use crate::publish::{LEDGER, LEDGER_EXTENSION, RECORD_FILE, folder_of, id_of};
use crate::record::{FreeIds, Id, Identities, Limits, RecordChange, Rewordings, SamplesKey, Start, compare, read};
use crate::store::{Departure, Gone, Snapshot};

/// What an export would bring to a tree.
#[derive(Debug, Default)]
pub struct HereChanges {
    /// The records that the tree has otherwise, or not.
    pub records: BTreeMap<Id, SideChange>,
    /// Other files that an export would write.
    pub files: Vec<FileDifference>,
}

/// What the path of a file in a tree says of it.
enum FileOf {
    Record(Id),
    Ledger(Id),
    Page(Id),
    NoRecord,
}

impl FileOf {
    fn path(path: &str) -> Self {
        let Some((folder, name)) = path.rsplit_once('/') else { return FileOf::NoRecord };
        let ledger = folder.strip_suffix(LEDGER).and_then(|folder| folder.strip_suffix('/'));
        let is_line = name.rsplit_once('.').is_some_and(|(_, extension)| extension == LEDGER_EXTENSION);
        match (ledger.and_then(id_of).filter(|_| is_line), id_of(folder)) {
            (Some(id), _) => FileOf::Ledger(id),
            (None, Some(id)) if name == RECORD_FILE => FileOf::Record(id),
            (None, Some(id)) => FileOf::Page(id),
            (None, None) => FileOf::NoRecord,
        }
    }
}

impl HereChanges {
    /// Finds what the differences that an export found mean for the records. Of a record that differs, both texts are
    /// compared. `reworded` are the items that the tree has with another text.
    ///
    /// # Errors
    /// If the database or the tree cannot be read.
    pub fn find(
        export: &ExportTree,
        differences: &[FileDifference],
        reworded: &BTreeMap<Id, Rewordings>,
        (limits, snapshot): (&Limits, &Snapshot<'_>),
    ) -> Result<Self, ExportError> {
        let tree = Tree::look(&export.out)?;
        let comparison = TreeComparison { tree, reworded, limits, samples_key: export.samples_key.as_ref(), snapshot };
        let mut here = HereChanges::default();
        let mut pages = Vec::new();
        for difference in differences {
            match FileOf::path(&difference.path) {
                FileOf::Record(id) => match comparison.of_record(&id, &difference.state)? {
                    Some(change) => drop(here.records.insert(id, change)),
                    None => here.files.push(difference.clone()),
                },
                FileOf::Ledger(id) => here.add_ledger(id),
                FileOf::Page(id) => pages.push((id, difference)),
                FileOf::NoRecord => here.files.push(difference.clone()),
            }
        }
        let renamed = |change: &SideChange| if let SideChange::Renamed(to) = change { Some(to.clone()) } else { None };
        let renamed: Vec<Id> = here.records.values().filter_map(renamed).collect();
        renamed.iter().for_each(|to| drop(here.records.remove(to)));
        let others = pages.into_iter().filter(|(id, _)| !here.records.contains_key(id));
        here.files.extend(others.map(|(_, difference)| difference.clone()));
        Ok(here)
    }

    fn add_ledger(&mut self, id: Id) {
        let only = SideChange::Changed { fields: Vec::new(), ledger: true };
        match self.records.entry(id).or_insert(only) {
            SideChange::Changed { ledger, .. } => *ledger = true,
            SideChange::Record | SideChange::Withdrawn | SideChange::Restored | SideChange::Renamed(_) => {}
        }
    }
}

/// A tree whose records are compared with those of the database.
struct TreeComparison<'t> {
    tree: Tree,
    reworded: &'t BTreeMap<Id, Rewordings>,
    limits: &'t Limits,
    samples_key: Option<&'t SamplesKey>,
    snapshot: &'t Snapshot<'t>,
}

impl TreeComparison<'_> {
    /// What the database has of a record; `None` if only its file is another one.
    fn of_record(&self, id: &Id, state: &FileState) -> Result<Option<SideChange>, ExportError> {
        match state {
            FileState::Missing => Ok(Some(SideChange::Record)),
            FileState::Gone(Some(Gone { departure: Departure::Withdrawn(_), .. })) => Ok(Some(SideChange::Withdrawn)),
            FileState::Gone(Some(Gone { departure: Departure::Renamed(to), .. })) => {
                Ok(Some(SideChange::Renamed(to.clone())))
            }
            FileState::Gone(None) => Ok(None),
            FileState::Different => {
                let fields = self.fields(id)?;
                Ok((!fields.is_empty()).then_some(SideChange::Changed { fields, ledger: false }))
            }
        }
    }

    /// The names of the fields of a record that have other values in the database; none if the file is not a record.
    fn fields(&self, id: &Id) -> Result<Vec<String>, ExportError> {
        let folder = self.tree.folder(folder_of(id))?;
        let Some(EntryKind::File(length)) = folder.kind(RECORD_FILE)? else { return Ok(Vec::new()) };
        if length > self.limits.record_bytes {
            return Ok(Vec::new());
        }
        let text = folder.read(RECORD_FILE, length)?;
        let (Ok(mut there), Some(stored)) = (read(&text, Start::default()), self.snapshot.load(id)?) else {
            return Ok(Vec::new());
        };
        let samples = self.samples_key.and_then(|key| key.split(&mut there).ok().flatten());
        let ours = stored.revision;
        let free = FreeIds { version: 1, dead_end: 1, workaround: 1 }.beyond(&ours.items);
        let mut rewordings = self.snapshot.rewordings(stored.standing.row)?;
        self.reworded.get(id).into_iter().for_each(|reworded| rewordings.extend(reworded));
        let mut theirs = ours.becoming(there, &Identities { rewordings, ..Identities::from(free) });
        if let Some(samples) = &samples {
            theirs.annotations.set_samples(samples);
        }
        let name = |change: RecordChange| match change {
            RecordChange::Field(field) => Some(field.path.to_string()),
            RecordChange::Arrived | RecordChange::Withdrawn | RecordChange::Restored => None,
        };
        Ok(compare(&theirs, &ours).into_iter().filter_map(name).collect())
    }
}
