//! The records of a snapshot, one after the other.

use std::ffi::OsStr;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::error::PublishedFault;
use super::summed::SummedContent;
use crate::curate::WorkProgress;
use crate::curate::release::told_file::ToldFile;
use crate::curate::release::verify::SnapshotFlaw;
use crate::disk::{EntryKind, open_plain};
use crate::intake::{Draft, drafts};
use crate::publish::{FileEntry, MANIFEST, Manifest, RECORD_LINES, read_archive};
use crate::record::{Demands, Fault, Id, Limits, Record, Rule, SamplesKey, Start};

/// The most bytes of a manifest that are read: that of two million files.
const MAX_MANIFEST: u64 = 512 << 20;

/// The size of the buffer before the records, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A snapshot: a folder, or an archive that is read as it is. Only its records are needed; if it has a manifest, they
/// have to be those that it names.
#[derive(Debug, Clone)]
pub struct PublishedSet {
    /// The folder or the archive.
    pub path: PathBuf,
    /// How large its records may be.
    pub limits: Limits,
    /// The key under which samples are published with the records: they are not compared.
    pub samples_key: Option<SamplesKey>,
}

impl PublishedSet {
    /// The bytes of the files that are read to compare it; `None` if one of them is not readable.
    pub(super) fn bytes(&self) -> Option<u64> {
        let length = |path: &Path| match EntryKind::of_entry(path) {
            Ok(Some(EntryKind::File(bytes))) => Some(bytes),
            Ok(None) => Some(0),
            Ok(Some(_)) | Err(_) => None,
        };
        match EntryKind::at(&self.path).ok()? {
            Some(EntryKind::Folder) => {
                Some(length(&self.path.join(MANIFEST))? + length(&self.path.join(RECORD_LINES))?)
            }
            _ => Some(self.path.metadata().ok()?.len()),
        }
    }

    /// Calls `visit` with each record, in the order of the ids, until it breaks off. `progress` is told the bytes that
    /// are read.
    ///
    /// # Errors
    /// If the folder or archive cannot be read, is damaged or has no records; if a record is not valid, larger than the
    /// limits or not in the order of the ids.
    pub(super) fn each(
        &self,
        progress: &WorkProgress,
        visit: &mut dyn FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), PublishedFault> {
        let open = |path: &Path| open_plain(path).map(|file| ToldFile { file, progress });
        let mut read =
            ReadSnapshot { set: self, visit, manifest: None, records: None, faults: None, is_stopped: false };
        let mut flaws = Vec::new();
        if EntryKind::at(&self.path)? == Some(EntryKind::Folder) {
            for name in [MANIFEST, RECORD_LINES] {
                let path = self.path.join(name);
                // As in an archive, no link is followed.
                match EntryKind::of_entry(&path)? {
                    None => {}
                    Some(EntryKind::File(_)) => flaws.extend(read.file(name, &mut open(&path)?)?),
                    Some(kind) => flaws.push(SnapshotFlaw::not_a_file(name.to_owned(), kind)),
                }
            }
        } else {
            let mut twice = Vec::new();
            let visit = |path: &str, content: &mut dyn Read| {
                twice.extend(read.file(path, content)?);
                Ok(())
            };
            read_archive(open(&self.path)?, visit, |flaw| flaws.push(SnapshotFlaw::from(flaw)))?;
            flaws.extend(twice);
        }
        read.finish(flaws)
    }

    /// The record of a line, which has to come after the record before.
    fn record(&self, draft: Draft<Vec<u8>>, before: Option<&Id>) -> Result<Record, Vec<Fault>> {
        let start = draft.origin.start;
        let text = draft.content.map_err(|faulty| faulty.faults)?;
        let read = Draft::new(draft.origin, text, &Demands::within(&self.limits));
        let mut record = read.content.map_err(|faulty| faulty.faults)?;
        if let Some(before) = before.filter(|before| **before >= record.id) {
            let reason = format!("{} does not come after {before}, but the order is that of the ids", record.id);
            return Err(vec![Fault::of_record(start, reason)]);
        }
        if let Some(key) = &self.samples_key {
            let Start { line, column } = start;
            let fault = |path, reason| vec![Fault { line, column, path, rule: Rule::Type, reason }];
            key.split(&mut record).map_err(|error| fault(error.path, error.reason))?;
        }
        Ok(record)
    }
}

/// What was read of a snapshot.
struct ReadSnapshot<'s, 'v> {
    set: &'s PublishedSet,
    visit: &'v mut dyn FnMut(Record) -> ControlFlow<()>,
    manifest: Option<Vec<u8>>,
    /// The file with the records.
    records: Option<FileEntry>,
    /// What is wrong with the first line that is not valid.
    faults: Option<Vec<Fault>>,
    /// Whether no more records are wanted.
    is_stopped: bool,
}

impl ReadSnapshot<'_, '_> {
    /// Reads a file, if it is one that is needed.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> io::Result<Option<SnapshotFlaw>> {
        match path {
            RECORD_LINES if self.records.is_none() => self.records = Some(self.records(content)),
            MANIFEST if self.manifest.is_none() => {
                let mut text = Vec::new();
                content.take(MAX_MANIFEST).read_to_end(&mut text)?;
                self.manifest = Some(text);
            }
            RECORD_LINES | MANIFEST => return Ok(Some(SnapshotFlaw::Twice(path.to_owned()))),
            _ => {}
        }
        Ok(None)
    }

    fn records(&mut self, content: &mut dyn Read) -> FileEntry {
        let ReadSnapshot { set, visit, faults, .. } = self;
        let mut content = SummedContent::new(content);
        let mut before = None;
        let buffered = BufReader::with_capacity(BUFFER_BYTES, &mut content);
        let flow = drafts(buffered, RECORD_LINES, Some(OsStr::new("ndjson")), &set.limits, &mut |draft| match set
            .record(draft, before.as_ref())
        {
            Ok(record) => {
                before = Some(record.id.clone());
                visit(record)
            }
            Err(found) => {
                *faults = Some(found);
                ControlFlow::Break(())
            }
        });
        self.is_stopped = flow.is_break();
        content.finish(RECORD_LINES)
    }

    /// Compares what was read with the manifest.
    fn finish(self, flaws: Vec<SnapshotFlaw>) -> Result<(), PublishedFault> {
        if let Some(flaw) = flaws.into_iter().next() {
            return Err(PublishedFault::Flaw(flaw));
        }
        if let Some(faults) = self.faults {
            return Err(PublishedFault::Line(faults));
        }
        let Some(records) = self.records else {
            return Err(PublishedFault::Flaw(SnapshotFlaw::Missing(RECORD_LINES.to_owned())));
        };
        let Some(manifest) = self.manifest.filter(|_| !self.is_stopped) else { return Ok(()) };
        let unknown = |reason: String| PublishedFault::Flaw(SnapshotFlaw::Unknown { path: MANIFEST, reason });
        let manifest = Manifest::read(&manifest).map_err(|error| unknown(error.to_string()))?;
        match manifest.files.iter().find(|file| file.path == RECORD_LINES) {
            Some(named) if *named == records => Ok(()),
            Some(_) => Err(PublishedFault::Flaw(SnapshotFlaw::Altered(RECORD_LINES.to_owned()))),
            None => Err(PublishedFault::Flaw(SnapshotFlaw::Extra(RECORD_LINES.to_owned()))),
        }
    }
}
