//! The published tree: a folder for each record.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::mode::ExportMode;
use super::page::{Stale, is_there};
use super::sweep::Sweep;
use super::{
    ExportError, ExportRecords, ExportWatch, Exported, FileDifference, FileState, check, has_samples, is_news, prune,
};
use crate::disk::{self, Compared, Tree, TreeError, ordered};
use crate::publish::{FILE_NAMES, Form, RECORDS, folder_of, has_name_of_record};
use crate::record::SamplesKey;
use crate::store::{AsOf, SQLITE_HEAD, Sent, SentBefore, Snapshot, Stored, is_sqlite};

/// Updates a tree of files, or finds out how it differs.
#[derive(Debug, Clone)]
pub struct ExportTree {
    /// The folder of the tree.
    pub out: PathBuf,
    /// The forms that are written of each record, each once and in their order.
    pub forms: Vec<Form>,
    /// Which records.
    pub records: ExportRecords,
    /// What is done with a difference.
    pub mode: ExportMode,
    /// Removes canonry's files of withdrawn and renamed records, and pages that records no longer have.
    pub prune: bool,
    /// Leaves damaged records out instead of stopping at the first.
    pub keep_going: bool,
    /// The key under which samples are published, if they are.
    pub samples_key: Option<SamplesKey>,
}

/// Whether an export may write or remove a file at a path below the tree's folder.
pub fn may_write(relative: &Path) -> bool {
    disk::is_own(relative, &FILE_NAMES) || has_name_of_record(relative)
}

/// The result for the files of one record.
struct WrittenFiles {
    differences: Vec<FileDifference>,
    unchanged: u64,
    /// Pages that the record no longer has.
    stale: Vec<Stale>,
    sent: Sent,
    /// Whether samples are published with it.
    has_samples: bool,
}

impl ExportTree {
    /// Writes the records of a state. `before` is what the tree is known to have, if the export is noted.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn apply<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        before: Option<&SentBefore>,
        watch: &mut W,
    ) -> Result<Exported, ExportError> {
        self.records.unless_withdrawn()?;
        let only_looks = self.mode.only_looks();
        let tree = if only_looks { Tree::look(&self.out)? } else { Tree::claim(&self.out, RECORDS, &FILE_NAMES)? };
        let (mut exported, stale) = self.write(&tree, snapshot, before, watch)?;
        if !only_looks {
            tree.finish()?;
        }
        if self.prune {
            prune::run(
                (&self.records, self.mode, self.samples_key.as_ref()),
                snapshot,
                &tree,
                stale,
                &mut exported,
                watch,
            )?;
        } else {
            let path = |Stale { id, form }: &Stale| format!("{}/{}", folder_of(id), form.file_name());
            exported.stale = stale.iter().map(path).collect();
            match self.records {
                ExportRecords::Now(_) => self.look_for_gone(snapshot, &tree, &mut exported)?,
                ExportRecords::AsOf(_) => self.look_for_others(snapshot, &tree, &mut exported)?,
            }
        }
        Ok(exported)
    }

    /// Writes or compares the files of all records.
    fn write<W: ExportWatch>(
        &self,
        tree: &Tree,
        snapshot: &mut Snapshot<'_>,
        before: Option<&SentBefore>,
        watch: &mut W,
    ) -> Result<(Exported, Vec<Stale>), ExportError> {
        let (read, written) = ordered(
            |emit| self.records.each(snapshot, |as_of| Ok::<_, ExportError>(emit(as_of))),
            AsOf::weight,
            |as_of| match check(as_of, self.keep_going, self.samples_key.as_ref())? {
                Ok(checked) => self.write_record(tree, checked).map(Ok),
                Err(id) => Ok::<_, ExportError>(Err(id)),
            },
            |results| {
                let mut exported = Exported::default();
                let mut stale = Vec::new();
                for written in results {
                    let WrittenFiles { differences, unchanged, stale: pages, sent, has_samples } = match written? {
                        Ok(written) => written,
                        Err(id) => {
                            exported.damaged.push(id);
                            continue;
                        }
                    };
                    exported.records += 1;
                    exported.written += differences.len() as u64;
                    exported.unchanged += unchanged;
                    exported.differences.extend(differences);
                    exported.sent.extend(before.filter(|before| is_news(before, &sent, has_samples)).map(|_| sent));
                    stale.extend(pages);
                    watch.record();
                }
                Ok::<_, ExportError>((exported, stale))
            },
        );
        let written = written?;
        read?;
        Ok(written)
    }

    fn write_record(&self, tree: &Tree, (stored, canonical): (Stored, String)) -> Result<WrittenFiles, ExportError> {
        let standing = stored.standing;
        let sent = Sent { row: standing.row, digest: standing.digest };
        let has_samples = self.samples_key.is_some() && has_samples(&stored);
        let mut written = WrittenFiles { differences: Vec::new(), unchanged: 0, stale: Vec::new(), sent, has_samples };
        let record = &stored.revision.record;
        let mut folder = tree.folder(folder_of(&record.id))?;
        for form in &self.forms {
            let name = form.file_name();
            let rendered = match form {
                Form::Json => Some(Cow::Borrowed(canonical.as_str())),
                Form::Markdown | Form::ChineseMarkdown => form.render(record).map(Cow::Owned),
            };
            let Some(text) = rendered else {
                if is_there(folder.kind(name)?) {
                    written.stale.push(Stale { id: record.id.clone(), form: *form });
                }
                continue;
            };
            let path = folder.path_of(name);
            let state = match folder.compare(name, text.as_bytes())? {
                Compared::Same => {
                    written.unchanged += 1;
                    continue;
                }
                Compared::Missing => FileState::Missing,
                Compared::Different if is_sqlite(&folder.read(name, SQLITE_HEAD)?) => {
                    return Err(ExportError::Sqlite(tree.path(&path)));
                }
                Compared::Different => FileState::Different,
            };
            if !self.mode.only_looks() {
                folder.write(name, text.as_bytes())?;
            }
            written.differences.push(FileDifference { path, state });
        }
        Ok(written)
    }

    /// Looks for files of records that are not of the state that is exported: all of them for a check, else only how
    /// many such records there are.
    fn look_for_others(
        &self,
        snapshot: &mut Snapshot<'_>,
        tree: &Tree,
        exported: &mut Exported,
    ) -> Result<(), ExportError> {
        let published = self.records.published(snapshot)?;
        let others = prune::gone_ids(&published, &tree.walk(RECORDS)?.folders);
        if self.mode != ExportMode::Check {
            exported.obsolete += others.len() as u64;
            return Ok(());
        }
        let mut sweep = Sweep::new(self.samples_key.as_ref());
        for id in others {
            sweep.add(snapshot, tree, &id, Form::ALL, None)?;
        }
        sweep.finish(exported, true);
        Ok(())
    }

    /// Looks for files of withdrawn and renamed records that are still in a tree: all of them for a check, otherwise
    /// only the number of such records. It does not read other parts of the tree, which may be large.
    fn look_for_gone(&self, snapshot: &Snapshot<'_>, tree: &Tree, exported: &mut Exported) -> Result<(), ExportError> {
        let mut sweep = Sweep::new(self.samples_key.as_ref());
        for gone in snapshot.gone()? {
            let folder = match tree.folder(folder_of(&gone.id)) {
                Ok(folder) => folder,
                // No part of the tree is below a link or a file.
                Err(TreeError::InTheWay { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            if self.mode == ExportMode::Check {
                // A difference that pruning would leave.
                sweep.add(snapshot, tree, &gone.id, Form::ALL, Some(&gone))?;
                continue;
            }
            for name in FILE_NAMES {
                if is_there(folder.kind(name)?) {
                    exported.obsolete += 1;
                    break;
                }
            }
        }
        sweep.finish(exported, true);
        Ok(())
    }
}
