//! Where a snapshot is written, and what is told of it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::export::begin_stage;
use crate::cli::failure::{Exit, Failure};
use crate::cli::outputs::{Output, protect};
use crate::cli::progress::{self, StageBar, StageLength};
use crate::curate::{ExportError, ExportStage, SnapshotError, SnapshotWatch, WrittenSnapshot};
use crate::disk::place;
use crate::record::ReleaseName;

/// The variable with the time of the files in archives, in seconds since 1970 in UTC.
const SOURCE_DATE: &str = "SOURCE_DATE_EPOCH";

/// Where a snapshot is written.
#[derive(Debug, clap::Args)]
pub(super) struct SnapshotPlace {
    /// The folder in which the snapshot's own folder is made, with the name of the release
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Also write it as an archive, a tar file compressed with gzip
    #[arg(long, value_name = "FILE")]
    pub(super) archive: Option<PathBuf>,
}

/// Shows progress while a snapshot is written.
pub(super) struct WritingProgress {
    env: Env,
    is_quiet: bool,
    /// The number of records.
    total: u64,
    bar: StageBar,
}

impl WritingProgress {
    /// The progress of a snapshot of `total` records, which is shown when it begins.
    pub(super) fn new(console: &Console, total: u64) -> Self {
        let (env, is_quiet) = (console.env().clone(), console.is_quiet());
        WritingProgress { env, is_quiet, total, bar: StageBar::hidden() }
    }

    /// Removes it from the terminal.
    pub(super) fn end(&self) {
        self.bar.end();
    }
}

impl SnapshotWatch for WritingProgress {
    fn begins(&mut self, stage: ExportStage) {
        let records = ("writing", self.total);
        if self.bar.is_hidden() {
            self.bar = progress::start(&self.env, self.is_quiet, records.0, StageLength::Of(records.1));
        }
        begin_stage(&self.bar, stage, records);
    }

    fn record(&mut self) {
        self.bar.inc(1);
    }
}

impl SnapshotPlace {
    /// Refuses an archive that would replace the database, the policy or an input, or the folder of the snapshot.
    pub(super) fn protect(
        &self,
        name: &ReleaseName,
        database: &Path,
        input: Option<&Path>,
        env: &Env,
    ) -> Result<(), Failure> {
        let inputs: Vec<PathBuf> = input.iter().map(|path| path.to_path_buf()).collect();
        let Some(archive) = &self.archive else { return Ok(()) };
        protect(&[Output::new("--archive", archive)], database, &inputs, env)?;
        let folder = self.out.join(name.as_str());
        let (file, of_folder) = (place(archive), place(&folder));
        if file.starts_with(&of_folder) || of_folder.starts_with(&file) {
            let said =
                format!("--archive {} and the folder {} exclude each other", archive.display(), folder.display());
            return Err(Failure::usage(said).hint("name a place beside the folder for --archive"));
        }
        Ok(())
    }
}

/// The time of the files in archives that the environment names; `None` if it names none.
pub(super) fn source_date(env: &Env) -> Result<Option<u64>, Failure> {
    let parse = |text: String| match text.parse::<u32>() {
        Ok(seconds) => Ok(u64::from(seconds)),
        Err(error) => Err(Failure::usage(format!("{SOURCE_DATE} is not a number of seconds since 1970")).cause(error)),
    };
    env.variable(SOURCE_DATE).map(parse).transpose()
}

/// Says where a snapshot is, and what its digest is.
pub(super) fn print(
    name: &ReleaseName,
    place: &SnapshotPlace,
    written: &WrittenSnapshot,
    console: &mut Console,
) -> Result<(), Failure> {
    let WrittenSnapshot { content_digest, counts, is_folder_new, is_archive_new } = written;
    let state = |is_new: &bool| if *is_new { "" } else { ", unchanged" };
    let folder = place.out.join(name.as_str());
    let (records, files) = (counts.records, counts.files);
    console.line(format!("{}: {records} records, {files} files{}", folder.display(), state(is_folder_new)))?;
    if let Some(archive) = &place.archive {
        console.line(format!("{}{}", archive.display(), state(is_archive_new)))?;
    }
    console.line(format!("content digest {content_digest}"))
}

/// What was written, as JSON.
pub(super) fn to_json(written: &WrittenSnapshot) -> Value {
    let WrittenSnapshot { content_digest, counts, is_folder_new, is_archive_new } = written;
    json!({
        "content_digest": content_digest.to_string(), "records": counts.records, "files": counts.files,
        "folder_is_new": is_folder_new, "archive_is_new": is_archive_new,
    })
}

/// The failure of a snapshot that was not written.
pub(super) fn failure(error: SnapshotError) -> Failure {
    let message = error.to_string();
    match error {
        SnapshotError::Export(ExportError::Refused(refusal)) => refusal.into(),
        SnapshotError::Export(ExportError::Tree(error)) => error.into(),
        SnapshotError::Export(ExportError::SamplesKey { id, key }) => Failure::new(Exit::Policy, message)
            .hint(format!("remove it: `canonry edit {id} --remove {key}`, or choose another key in [samples]")),
        SnapshotError::Export(ExportError::Write(error)) => Failure::file("the snapshot could not be written", &error),
        SnapshotError::Export(ExportError::Sqlite(_) | ExportError::Declined) => Failure::new(Exit::Machine, message),
        SnapshotError::Path(_) => Failure::new(Exit::Rejected, message).hint("rename the record, or omit --archive"),
        SnapshotError::Other { .. } => {
            Failure::new(Exit::Conflict, message).hint("it stays as it is; name another place, or remove it first")
        }
        SnapshotError::Read { source, .. } | SnapshotError::Write { source, .. } => Failure::file(message, &source),
    }
}
