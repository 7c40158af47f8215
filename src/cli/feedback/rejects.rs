//! The rows that were not taken, to be fixed: byte for byte as they came, each with its line and what is wrong with it.
//!
//! A CSV stays one, with these two behind the fields of each row, as many as they are. Of a log of outcomes each line
//! stands as it was, below an object with the two.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::cells::encode;
use super::columns::{ERROR, LINE};
use super::lines::Format;
use super::outcomes::mark;
use super::records::BOM;
use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::curate::{Original, RawReport};
use crate::record::compact;

/// What the file is, for messages.
const WHAT: &str = "the rejects file";

/// The file of rejected rows; if none is rejected a CSV has its header only.
pub(super) struct Rejects {
    path: PathBuf,
    out: Staged,
    is_csv: bool,
}

impl Rejects {
    /// Begins the file, a CSV with its header.
    pub(super) fn create(path: &Path, format: &Format) -> Result<Self, Failure> {
        let out = Staged::create(path, WHAT)?;
        let mut rejects = Rejects { path: path.to_owned(), out, is_csv: format.is_csv };
        if format.is_csv {
            let columns = &format.columns;
            let mut header = if columns.has_bom { BOM.to_vec() } else { Vec::new() };
            encode(columns.names.iter().chain([LINE.as_bytes(), ERROR.as_bytes()]), &mut header);
            header.push(b'\n');
            rejects.write(|out| out.write_all(&header))?;
        }
        Ok(rejects)
    }

    /// Adds a row with what is wrong with it. What an earlier run said of it is left out.
    pub(super) fn add(&mut self, raw: &RawReport, error: &str) -> Result<(), Failure> {
        let (is_csv, line) = (self.is_csv, raw.line.to_string());
        let marks = [line.as_bytes(), error.as_bytes()];
        let mut begin = Vec::new();
        let mut end = Vec::new();
        if is_csv {
            end.push(b',');
            encode(marks, &mut end);
        } else {
            begin.extend(compact(&mark(raw.line, error)).into_bytes());
            begin.push(b'\n');
        }
        end.push(b'\n');
        self.write(|out| {
            out.write_all(&begin)?;
            match &raw.original {
                Original::Texts => {
                    let mut row = Vec::new();
                    encode(raw.fields.iter().map(str::as_bytes), &mut row);
                    out.write_all(&row)?;
                }
                Original::Fields(fields) => {
                    let (bytes, ends) = &**fields;
                    let mut row = Vec::new();
                    let starts = std::iter::once(0).chain(ends.iter().copied());
                    encode(starts.zip(ends).filter_map(|(start, end)| bytes.get(start..*end)), &mut row);
                    out.write_all(&row)?;
                }
                Original::Line(bytes) => out.write_all(bytes)?,
                Original::Aside(kept) => kept.copy(out)?,
                Original::Dropped => return Err(io::Error::other(format!("line {line} could not be kept"))),
            }
            out.write_all(&end)
        })
    }

    fn write(&mut self, write: impl FnOnce(&mut Staged) -> io::Result<()>) -> Result<(), Failure> {
        write(&mut self.out).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Before the commit: a row that is not taken has to be on the disk, or nothing is taken.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        self.out.complete()
    }
}
