//! The published tree: a folder for each record.

use std::path::{Path, PathBuf};

use super::mode::ExportMode;
use super::page::{Stale, is_there};
use super::place::ExportPlace;
use super::sweep::Sweep;
use super::written::{RecordWriting, WrittenFiles};
use super::{ExportError, ExportRecords, ExportStage, ExportWatch, Exported, check, is_news, ledgers, notices, prune};
use crate::disk::{self, FileStamp, Tree, TreeError, ordered};
use crate::publish::{FILE_NAMES, Form, RECORDS, folder_of, has_name_of_record};
use crate::record::SamplesKey;
use crate::store::{AsOf, NotedRecord, Snapshot};

/// Updates a tree of files, or finds out how it differs.
#[derive(Debug, Clone)]
pub struct ExportTree {
    /// The folder of the tree.
    pub out: PathBuf,
    /// The forms that are written of each record, each once and in their order.
    pub forms: Vec<Form>,
    /// Whether the ledger of each record is written, too.
    pub ledger: bool,
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

impl ExportTree {
    /// Writes the records of a state. `place` is what the database knows of the tree.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn apply<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        place: &ExportPlace,
        watch: &mut W,
    ) -> Result<Exported, ExportError> {
        self.records.unless_withdrawn()?;
        let only_looks = self.mode.only_looks();
        let tree = if only_looks { Tree::look(&self.out)? } else { Tree::claim(&self.out, RECORDS, &FILE_NAMES)? };
        let (mut exported, stale) = self.write(&tree, snapshot, place, watch)?;
        if self.ledger {
            watch.begins(ExportStage::Ledgers);
            ledgers::write((&tree, self.mode), &self.records, place.tree.as_ref(), snapshot, &mut exported)?;
            notices::write((&tree, self.mode), &self.records, snapshot, &mut exported)?;
        }
        watch.begins(ExportStage::Rest);
        if !only_looks {
            forget_fresh(&tree, &mut exported.noted);
            tree.finish()?;
        }
        if self.prune {
            let chosen = (&self.records, self.mode, &place.samples_keys);
            prune::run(chosen, snapshot, &tree, stale, &mut exported, watch)?;
        } else {
            let path = |Stale { id, form }: &Stale| format!("{}/{}", folder_of(id), form.file_name());
            exported.stale = stale.iter().map(path).collect();
            match self.records {
                ExportRecords::Now(_) => self.look_for_gone(snapshot, &tree, place, &mut exported)?,
                ExportRecords::AsOf(_) => self.look_for_others(snapshot, &tree, place, &mut exported)?,
            }
        }
        Ok(exported)
    }

    /// Writes or compares the files of all records.
    fn write<W: ExportWatch>(
        &self,
        tree: &Tree,
        snapshot: &mut Snapshot<'_>,
        place: &ExportPlace,
        watch: &mut W,
    ) -> Result<(Exported, Vec<Stale>), ExportError> {
        let mut exported = Exported::default();
        let writing = RecordWriting {
            forms: &self.forms,
            only_looks: self.mode.only_looks(),
            shows_samples: self.samples_key.is_some(),
        };
        let unknown = self.skip_unchanged(tree, snapshot, place, (&mut exported, watch))?;
        let (read, written) = ordered(
            |emit| unknown.each(&self.records, snapshot, emit),
            AsOf::weight,
            |as_of| match check(as_of, self.keep_going, self.samples_key.as_ref())? {
                Ok(checked) => writing.write(tree, checked).map(Ok),
                Err(id) => Ok::<_, ExportError>(Err(id)),
            },
            |results| {
                let mut stale = Vec::new();
                for written in results {
                    let WrittenFiles { differences, unchanged, stale: pages, sent, has_samples, noted } = match written?
                    {
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
                    let before = place.sent.as_ref();
                    exported.sent.extend(before.filter(|before| is_news(before, &sent, has_samples)).map(|_| sent));
                    exported.noted.extend(place.tree.as_ref().filter(|_| !self.mode.only_looks()).map(|_| noted));
                    stale.extend(pages);
                    watch.record();
                }
                Ok::<_, ExportError>(stale)
            },
        );
        let stale = written?;
        read?;
        Ok((exported, stale))
    }

    /// Looks for files of records that are not of the state that is exported: all of them for a check, else only how
    /// many such records there are.
    fn look_for_others(
        &self,
        snapshot: &mut Snapshot<'_>,
        tree: &Tree,
        place: &ExportPlace,
        exported: &mut Exported,
    ) -> Result<(), ExportError> {
        let published = self.records.published(snapshot)?;
        let others = prune::gone_ids(&published, &tree.walk(RECORDS)?.folders);
        if self.mode != ExportMode::Check {
            exported.obsolete += others.len() as u64;
            return Ok(());
        }
        let mut sweep = Sweep::new(&place.samples_keys);
        for id in others {
            sweep.add(snapshot, tree, &id, Form::ALL, None)?;
        }
        sweep.finish(exported, true);
        Ok(())
    }

    /// Looks for files of withdrawn and renamed records that are still in a tree: all of them for a check, otherwise
    /// only the number of such records. It does not read other parts of the tree, which may be large.
    fn look_for_gone(
        &self,
        snapshot: &Snapshot<'_>,
        tree: &Tree,
        place: &ExportPlace,
        exported: &mut Exported,
    ) -> Result<(), ExportError> {
        let mut sweep = Sweep::new(&place.samples_keys);
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

/// Forgets the records with files that may still change without another stamp, because they were just written.
pub(in crate::curate) fn forget_fresh(tree: &Tree, noted: &mut Vec<NotedRecord>) {
    let Some(now) = (if noted.is_empty() { None } else { tree.now() }) else { return noted.clear() };
    let is_settled = |stamp: &Option<FileStamp>| stamp.is_none_or(|stamp| stamp.is_settled(now));
    noted.retain(|record| record.files.iter().all(|(_, stamp)| is_settled(stamp)));
}
