//! The rows that were not taken, to be fixed: the same columns, with the line and what is wrong behind.

use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::curate::{FeedbackHeader, RawReport};

/// The column of the line in the file that the row came from.
pub(super) const LINE: &str = "_line";

/// The column of what is wrong.
pub(super) const ERROR: &str = "_error";

/// What the file is, for messages.
const WHAT: &str = "the rejects file";

/// The file of rejected rows; if none is rejected it has its header only.
pub(super) struct Rejects {
    path: PathBuf,
    writer: csv::Writer<Staged>,
}

impl Rejects {
    /// Begins the file with its header.
    pub(super) fn create(path: &Path, header: &FeedbackHeader) -> Result<Self, Failure> {
        let writer = csv::Writer::from_writer(Staged::create(path, WHAT)?);
        let mut rejects = Rejects { path: path.to_owned(), writer };
        let own = header.names().iter().map(String::as_str).filter(|name| ![LINE, ERROR].contains(name));
        rejects.write(&own.chain([LINE, ERROR]).collect::<Vec<_>>())?;
        Ok(rejects)
    }

    /// Adds a row with what is wrong with it. What an earlier run said of it is left out.
    pub(super) fn add(&mut self, raw: &RawReport, error: &str) -> Result<(), Failure> {
        let names = raw.header.names();
        let own = names.iter().zip(raw.fields.iter()).filter(|(name, _)| ![LINE, ERROR].contains(&name.as_str()));
        let line = raw.line.to_string();
        let row: Vec<&str> = own.map(|(_, field)| field).chain([line.as_str(), error]).collect();
        self.write(&row)
    }

    fn write(&mut self, row: &[&str]) -> Result<(), Failure> {
        self.writer.write_record(row).map_err(|error| staged::unwritable(&self.path, WHAT, &error.into()))
    }

    /// Before the commit: a row that is not taken has to be on the disk, or nothing is taken.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        let Rejects { path, writer } = self;
        let file = writer.into_inner().map_err(|error| staged::unwritable(&path, WHAT, error.error()))?;
        file.complete()
    }
}
