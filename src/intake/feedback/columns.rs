//! The columns of a CSV of feedback, and which fields of a row are its own.
//!
//! In a file of rejects every row has its line and what is wrong with it as its last two fields, however many stand
//! before them. So a row of a wrong width is kept as it came, and is still one when it is read again. Spreadsheets make
//! all rows of a file as wide as the widest: then these two fields do not stand at the end, and are looked for.

use std::collections::HashSet;
use std::sync::Arc;

use super::cells::Cells;
use super::length::too_long;
use super::line::{Content, FeedbackLine};
use super::marks::{ERROR, LINE, ONCE_RIGHT, ROW};
use super::row::{FEEDBACK_COLUMNS, FeedbackHeader};
use super::row_error::RowError;

/// The number of unknown columns that are named.
const MAX_NAMED: usize = 20;

/// How much of a name is shown, in characters.
const MAX_NAME_SHOWN: usize = 60;

/// A row with this number of fields too many is shown in the message.
const SUSPICIOUS_EXCESS: usize = 50;

/// The columns of a file.
pub(super) struct Columns {
    /// The columns of the reports, without those that rejects have behind.
    pub header: Arc<FeedbackHeader>,
    /// Their names as they came.
    pub names: Cells,
    /// Whether the line and the error of an earlier run stand behind.
    pub is_rejects: bool,
    /// Whether the file begins with a mark that it is UTF-8.
    pub has_bom: bool,
    /// How many columns there are in all.
    all: usize,
    /// Columns without a name.
    nameless: Vec<usize>,
}

/// What is wrong with the header of a CSV of feedback.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// It ends the file within a quote.
    #[error("a quote in the header is never closed")]
    Open,
    /// It does not fit into memory.
    #[error("the header is {}", too_long())]
    TooLong,
    /// It names a column of feedback more than once.
    #[error("the header names the column '{0}' twice")]
    Twice(String),
    /// It lacks columns.
    #[error("the header has no {missing}")]
    Lacks {
        /// The columns, with commas between.
        missing: String,
        /// What seems to stand between the names instead of commas.
        separator: Option<&'static str>,
    },
}

/// What of a row is its own.
pub(super) struct Own {
    /// How many fields.
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
        let missing: Vec<&str> =
            ["record_id", "item", "observed_at"].into_iter().filter(|column| !seen.contains(column)).collect();
        let says_nothing = !["outcome", "successes", "failures"].iter().any(|column| seen.contains(column));
        if missing.is_empty() && !says_nothing {
            return Ok(());
        }
        let missing =
            if missing.is_empty() { "outcome (or successes and failures)".to_owned() } else { missing.join(", ") };
        let others = [(';', "semicolons"), ('\t', "tabs"), ('\0', "zeros, as UTF-16 has them")];
        let is_in = |separator: char| self.header.names().iter().any(|name| name.contains(separator));
        let separator = others.into_iter().find(|(separator, _)| is_in(*separator)).map(|(_, what)| what);
        Err(HeaderError::Lacks { missing, separator })
    }

    /// The columns that are ignored, for a warning; `None` if there are none.
    pub(super) fn ignored(&self) -> Option<String> {
        let is_known =
            |name: &str| name.is_empty() || [LINE, ERROR].contains(&name) || FEEDBACK_COLUMNS.contains(&name);
        let ignored: Vec<&String> = self.header.names().iter().filter(|name| !is_known(name)).collect();
        let shown: Vec<String> =
            ignored.iter().take(MAX_NAMED).map(|name| name.chars().take(MAX_NAME_SHOWN).collect()).collect();
        let more = ignored.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        if shown.is_empty() { None } else { Some(format!("{}{more}", shown.join(", "))) }
    }

    /// Which fields of a row are its own, and whether they are as many as the columns.
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
            // It may be a row that lacks two fields, with what stood behind it.
            Some(RowError::Unmarked(own))
        } else {
            let text = self.nameless.iter().find(|at| !cells.get(**at).trim_ascii().is_empty());
            text.map(|at| RowError::Nameless(at + 1))
        };
        Own { count: own, fault }
    }

    /// How many fields of a row of rejects stand before its line and its error.
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
