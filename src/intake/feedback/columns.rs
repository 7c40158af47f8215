//! The columns of a CSV of feedback, and which fields of a row are its own.
//!
//! In a file of rejects the last two fields of every row are its line and what is wrong with it, however many fields
//! there are. So a row with too many or too few fields is kept unchanged, and can be read again. Spreadsheets make all
//! rows of a file as wide as the widest one: then these two fields are not at the end, and are searched for.

use std::collections::HashSet;
use std::sync::Arc;

use super::cells::Cells;
use super::length::too_long;
use super::line::{Content, FeedbackLine};
use super::marks::{ERROR, LINE, ONCE_RIGHT, ROW};
use super::row::{FEEDBACK_COLUMNS, FeedbackColumn, FeedbackHeader};
use super::row_error::RowError;

/// The columns that every file has; that of an error text may replace the first.
const REQUIRED: [FeedbackColumn; 3] = [FeedbackColumn::RecordId, FeedbackColumn::Item, FeedbackColumn::ObservedAt];

/// The columns that say how attempts ended: a file has one of them.
const OUTCOMES: [FeedbackColumn; 3] = [FeedbackColumn::Outcome, FeedbackColumn::Successes, FeedbackColumn::Failures];

/// If a row has this number of fields too many, the message shows it.
const SUSPICIOUS_EXCESS: usize = 50;

/// The columns of a file.
pub(super) struct Columns {
    /// The columns of the reports, without the two that rejects have at the end.
    pub header: Arc<FeedbackHeader>,
    /// Their names as they are in the file.
    pub names: Cells,
    /// Whether the line and the error of an earlier run follow.
    pub is_rejects: bool,
    /// Whether the file begins with a mark that it is UTF-8.
    pub has_bom: bool,
    /// How many columns there are in all.
    all: usize,
    /// Columns without a name.
    nameless: Vec<usize>,
}

/// The character that seems to separate the names of a header instead of a comma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// Semicolons.
    Semicolons,
    /// Tabs.
    Tabs,
    /// Zeros, which UTF-16 has beside each letter.
    Zeros,
}

/// What is wrong with the header of a CSV of feedback.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The file ends within a quote of it.
    #[error("a quote in the header is never closed")]
    Open,
    /// It does not fit into memory.
    #[error("the header is {}", too_long())]
    TooLong,
    /// It names a column of feedback more than once.
    #[error("the header names the column '{0}' twice")]
    Twice(String),
    /// It lacks columns.
    #[error("the header has no {}", listed(.missing))]
    Lacks {
        /// The columns; [`FeedbackColumn::Outcome`] if none says how an attempt ended.
        missing: Vec<FeedbackColumn>,
        /// The character that seems to separate the names instead of a comma.
        separator: Option<Separator>,
    },
}

/// Columns as they are named in a message.
fn listed(columns: &[FeedbackColumn]) -> String {
    let [outcome, successes, failures] = OUTCOMES;
    let name = |column: &FeedbackColumn| match *column == outcome {
        true => format!("{outcome} (or {successes} and {failures})"),
        false => column.to_string(),
    };
    columns.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The fields of a row without those that an earlier run or a spreadsheet added.
pub(super) struct Own {
    /// Their number.
    pub count: usize,
    /// What is wrong with it as a row.
    pub fault: Option<RowError>,
}

impl Columns {
    /// The columns of the header, which is the first row of a file.
    pub(super) fn read(header: Option<FeedbackLine>, has_bom: bool) -> Result<Self, HeaderError> {
        let names = match header.map(|line| line.content) {
            Some(Content::Cells { is_open: true, .. } | Content::Long { is_open: true, .. }) => {
                return Err(HeaderError::Open);
            }
            Some(Content::Long { .. }) => return Err(HeaderError::TooLong),
            Some(Content::Cells { cells, .. }) => cells,
            Some(Content::Object(_)) | None => Cells::default(),
        };
        let columns = Columns::new(names, has_bom);
        columns.check()?;
        Ok(columns)
    }

    /// The columns of a header.
    pub(super) fn new(mut names: Cells, has_bom: bool) -> Self {
        let all = names.count();
        let named = (0..all).rev().find(|at| !names.get(*at).trim_ascii().is_empty()).map_or(0, |last| last + 1);
        let own = named.checked_sub(2).filter(|own| {
            let name = |at: usize| names.get(at).trim_ascii();
            (name(*own), name(own + 1)) == (LINE.as_bytes(), ERROR.as_bytes())
        });
        names.truncate(own.unwrap_or(all));
        let texts = names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned());
        let header = Arc::new(FeedbackHeader::new(texts.collect()));
        let nameless = header.names().iter().enumerate().filter(|(_, name)| name.is_empty()).map(|(at, _)| at);
        let nameless = nameless.collect();
        Columns { header, names, is_rejects: own.is_some(), has_bom, all, nameless }
    }

    /// Refuses a header that has a column twice, or lacks one.
    fn check(&self) -> Result<(), HeaderError> {
        let mut seen = HashSet::new();
        let mut known = self.header.names().iter().filter(|name| FEEDBACK_COLUMNS.contains(&name.as_str()));
        if let Some(twice) = known.find(|name| !seen.insert(name.as_str())) {
            return Err(HeaderError::Twice(twice.clone()));
        }
        let has = |column: &FeedbackColumn| seen.contains(column.as_str());
        // An error text may stand for the id of a record.
        let is_there = |column: &FeedbackColumn| {
            has(column) || *column == FeedbackColumn::RecordId && has(&FeedbackColumn::ErrorText)
        };
        let mut missing: Vec<FeedbackColumn> = REQUIRED.into_iter().filter(|column| !is_there(column)).collect();
        if !OUTCOMES.iter().any(has) {
            missing.push(FeedbackColumn::Outcome);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let others = [(';', Separator::Semicolons), ('\t', Separator::Tabs), ('\0', Separator::Zeros)];
        let is_in = |character: char| self.header.names().iter().any(|name| name.contains(character));
        let separator = others.into_iter().find(|(character, _)| is_in(*character)).map(|(_, separator)| separator);
        Err(HeaderError::Lacks { missing, separator })
    }

    /// The columns that are ignored.
    pub(super) fn ignored(&self) -> impl Iterator<Item = &str> {
        let is_known =
            |name: &str| name.is_empty() || [LINE, ERROR].contains(&name) || FEEDBACK_COLUMNS.contains(&name);
        self.header.names().iter().map(String::as_str).filter(move |name| !is_known(name))
    }

    /// The fields of a row that are its own, and whether there are as many as columns.
    pub(super) fn own(&self, cells: &Cells) -> Own {
        let (expected, count) = (self.names.count(), cells.count());
        let own = if self.is_rejects { self.unmarked(cells) } else { count };
        let said = if self.is_rejects { cells.get(own + 1) } else { &[] };
        let fault = if said.ends_with(ONCE_RIGHT.as_bytes()) {
            let said = said.strip_prefix(ROW.as_bytes()).unwrap_or(said);
            Some(RowError::Noted(String::from_utf8_lossy(said).into_owned()))
        } else if own != expected {
            // In a row of thousands of fields the beginning shows which row it is.
            let begins = (own > expected + SUSPICIOUS_EXCESS).then(|| cells.beginning());
            Some(RowError::FieldCount { found: own, expected, begins })
        } else if self.is_rejects && count == own {
            // It may be a row that lacks two fields, followed by its line and error.
            Some(RowError::Unmarked(own))
        } else {
            let text = self.nameless.iter().find(|at| !cells.get(**at).trim_ascii().is_empty());
            text.map(|at| RowError::Nameless(at + 1))
        };
        Own { count: own, fault }
    }

    /// The number of fields of a row of rejects before its line and its error.
    fn unmarked(&self, cells: &Cells) -> usize {
        let (own, count) = (self.names.count(), cells.count());
        let is_empty = |at: &usize| cells.get(*at).trim_ascii().is_empty();
        let filled = (0..count).rev().find(|at| !is_empty(at)).map_or(0, |last| last + 1);
        let is_mark = |at: &usize| {
            let line = cells.get(*at).trim_ascii();
            let is_line = !line.is_empty() && line.iter().all(u8::is_ascii_digit);
            is_line && cells.get(at + 1).starts_with(ROW.as_bytes())
        };
        let marked = filled.checked_sub(2).filter(is_mark);
        let is_at_its_place = (count == self.all || count == own + 2) && filled <= own + 2;
        marked.unwrap_or(if is_at_its_place { own } else { count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Columns, HeaderError> {
        let texts: Vec<&str> = header.split(',').collect();
        let ends = texts.iter().scan(0, |end, text| {
            *end += text.len();
            Some(*end)
        });
        let columns = Columns::new(Cells::new(texts.concat().into_bytes(), ends.collect()), false);
        columns.check().map(|()| columns)
    }

    #[test]
    fn missing_columns_of_a_header_and_ignored_ones_are_named() {
        use FeedbackColumn::{Item, ObservedAt, Outcome};
        let lacks = |missing: &[FeedbackColumn]| HeaderError::Lacks { missing: missing.to_vec(), separator: None };
        let error = read("record_id,mood").err().unwrap();
        assert_eq!(error, lacks(&[Item, ObservedAt, Outcome]));
        assert_eq!(error.to_string(), "the header has no item, observed_at, outcome (or successes and failures)");
        assert_eq!(read("record_id,item,observed_at").err(), Some(lacks(&[Outcome])));
        let columns = read("record_id,mood,item,observed_at,,failures").unwrap();
        assert_eq!(columns.ignored().collect::<Vec<_>>(), ["mood"]);
    }
}
