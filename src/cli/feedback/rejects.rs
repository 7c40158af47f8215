//! The rows that were not taken, for mending: the same columns, with the line and what is wrong behind.

use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::replace::Replacement;
use crate::curate::{FeedbackHeader, RawReport};

/// The column of the line in the file that the row came from.
pub(super) const LINE: &str = "_line";

/// The column of what is wrong.
pub(super) const ERROR: &str = "_error";

/// The file of rejected rows. It appears whole at the end of the run.
pub(super) struct Rejects {
    path: PathBuf,
    writer: csv::Writer<Replacement>,
}

impl Rejects {
    /// Begins the file with its header.
    pub(super) fn create(path: &Path, header: &FeedbackHeader) -> Result<Self, Failure> {
        let file = Replacement::of(path).map_err(|error| failure(path, &error))?;
        let mut rejects = Rejects { path: path.to_owned(), writer: csv::Writer::from_writer(file) };
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
        self.writer.write_record(row).map_err(|error| failure(&self.path, &std::io::Error::from(error)))
    }

    /// Puts the file into its place; where nothing was rejected it has its header only.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Rejects { path, writer } = self;
        let file = writer.into_inner().map_err(|error| failure(&path, error.error()))?;
        file.commit().map_err(|error| failure(&path, &error))
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure::file(format!("the rejects file {} could not be written; nothing was imported", path.display()), error)
}
