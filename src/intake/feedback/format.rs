//! The format of a file of feedback, and how rejected rows are written so that they can be fixed: byte for byte
//! unchanged, each with its line and what is wrong with it.
//!
//! A CSV stays a CSV, with these two fields at the end of each row. In a log of outcomes each line is unchanged, after
//! an object with the two.

use std::io::{self, Write};

use super::cells::encode;
use super::columns::Columns;
use super::csv::BOM;
use super::line::{Content, FeedbackLine};
use super::marks::{ERROR, LINE};
use super::outcomes::mark;
use super::row::{FeedbackRow, Original};
use super::{outcomes, rows};
use crate::record::compact;

/// How the lines of a file are read and written again.
pub struct FeedbackFormat {
    /// Its columns; for a log, those that its keys become.
    pub(super) columns: Columns,
    pub(super) is_csv: bool,
}

impl FeedbackFormat {
    /// Reads a row or a line.
    pub fn row(&self, line: FeedbackLine) -> FeedbackRow {
        let FeedbackLine { number, content } = line;
        match content {
            Content::Cells { cells, is_open } => rows::read(cells, number, is_open, &self.columns),
            Content::Object(text) => outcomes::read(text, number, &self.columns.header),
            Content::Long { begins, kept, is_open } if self.is_csv => {
                rows::read_long(&begins, kept, number, is_open, &self.columns)
            }
            Content::Long { begins, kept, .. } => outcomes::read_long(&begins, kept, number, &self.columns.header),
        }
    }

    /// The names of the columns that are ignored, in the order of the file.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        self.columns.ignored()
    }

    /// How a file of rejects begins: a CSV with its header.
    pub fn rejects_header(&self) -> Vec<u8> {
        if !self.is_csv {
            return Vec::new();
        }
        let mut header = if self.columns.has_bom { BOM.to_vec() } else { Vec::new() };
        encode(self.columns.names.iter().chain([LINE.as_bytes(), ERROR.as_bytes()]), &mut header);
        header.push(b'\n');
        header
    }

    /// Writes a row into a file of rejects, with what is wrong with it. What an earlier run added to it is left out.
    ///
    /// # Errors
    /// If it cannot be written, or was too long and was not kept.
    pub fn write_rejected(&self, row: &FeedbackRow, error: &str, out: &mut impl Write) -> io::Result<()> {
        if !self.is_csv {
            writeln!(out, "{}", compact(&mark(row.line, error)))?;
        }
        match &row.original {
            Original::Texts => {
                let mut text = Vec::new();
                encode(row.texts.iter().map(str::as_bytes), &mut text);
                out.write_all(&text)?;
            }
            Original::Cells(cells) => {
                let mut text = Vec::new();
                encode(cells.iter(), &mut text);
                out.write_all(&text)?;
            }
            Original::Line(bytes) => out.write_all(bytes)?,
            Original::Long(kept) => kept.copy(out)?,
            Original::Dropped => return Err(io::Error::other(format!("line {} could not be kept", row.line))),
        }
        let mut end = Vec::new();
        if self.is_csv {
            end.push(b',');
            encode([row.line.to_string().as_bytes(), error.as_bytes()], &mut end);
        }
        end.push(b'\n');
        out.write_all(&end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FeedbackFile, RowError, RowFault, feedback_csv, outcome_log};
    use super::*;

    /// The rows of an input, and the file of rejects if all were rejected.
    fn rejects(input: FeedbackFile<&[u8]>) -> (Vec<FeedbackRow>, String) {
        let FeedbackFile { format, lines } = input;
        let rows: Vec<FeedbackRow> = lines.map(|line| format.row(line.unwrap())).collect();
        let mut out = format.rejects_header();
        for row in &rows {
            let reasons: Vec<String> = row.faults.iter().map(|one| format!("{}: {}", one.place(), one.error)).collect();
            format.write_rejected(row, &reasons.join("; "), &mut out).unwrap();
        }
        (rows, String::from_utf8(out).unwrap())
    }

    #[test]
    fn rejected_rows_of_a_csv_are_read_again_unchanged() {
        let text = "record_id,item,observed_at,outcome\nx/a,w1,2026-01-02,fail\nx/b,w1\n";
        let (rows, file) = rejects(feedback_csv(text.as_bytes(), None).unwrap());
        assert_eq!(rows.iter().map(|row| (row.line, row.faults.len())).collect::<Vec<_>>(), [(2, 0), (3, 1)]);
        assert!(
            file.starts_with("record_id,item,observed_at,outcome,_line,_error\nx/a,w1,2026-01-02,fail,2,\n"),
            "{file}"
        );
        let (again, same) = rejects(feedback_csv(file.as_bytes(), None).unwrap());
        assert!(again[0].texts.iter().eq(rows[0].texts.iter()) && again[0].faults.is_empty());
        assert_eq!(again[1].faults, rows[1].faults);
        assert_eq!(same, file);
    }

    #[test]
    fn rejected_lines_of_a_log_are_read_again_unchanged() {
        let text = "{\"error_id\": \"x/a\", \"success\": true}\n[]\n";
        let (rows, file) = rejects(outcome_log(text.as_bytes(), None));
        assert_eq!(rows[0].texts.iter().next(), Some("x/a"));
        assert_eq!(rows[1].faults, [RowFault::of_row(RowError::NotAnObject)]);
        let (again, _) = rejects(outcome_log(file.as_bytes(), None));
        assert_eq!(again.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4], "{file}");
        assert_eq!(again[1].faults, rows[1].faults);
    }
}
