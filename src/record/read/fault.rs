//! What can be wrong with the text of a record, and where.

use std::fmt;
use std::str::Utf8Error;

use super::fault_path::FaultPath;
use super::limits::{Demands, Limits};
use super::path::Path;
use super::start::Start;
use crate::record::Date;

/// The rules that reading enforces. Doubtful values are kept, and the checks report them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The text is UTF-8.
    Encoding,
    /// The text is one JSON value and nothing else.
    Syntax,
    /// Values nest no deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    Depth,
    /// A record, a field and a list are no larger than [`Limits`] allow.
    Size,
    /// A key occurs once in its object.
    DuplicateKey,
    /// A required key exists.
    Missing,
    /// A value has the type that the format gives it.
    Type,
    /// A required text is not empty.
    Empty,
    /// No text contains U+0000.
    Nul,
    /// Every escaped surrogate has its partner.
    Surrogate,
    /// A free-form number fits a double.
    Number,
    /// A rate lies in [0, 1].
    Rate,
    /// A count is a whole number from 0 to 9223372036854775807.
    Count,
    /// A date exists.
    Date,
    /// An id follows the grammar of [`Id`](crate::record::Id).
    Id,
    /// An id begins with the record's domain.
    Domain,
    /// A tier is a word.
    Tier,
    /// `resolvable` is one of its three words.
    Resolvable,
    /// No line of a record is a marker of a conflict that git could not merge.
    Marker,
    /// The count of a piece of evidence is not larger than the policy allows.
    LargeCount,
    /// A line of a ledger has no members and no words but those that this version knows.
    Newer,
}

impl Rule {
    /// Every rule of the format, in the order above. The policy says how large a record may be. Markers of
    /// conflicts break the syntax as well, and only lines of ledgers break the last two.
    pub const ALL: [Rule; 17] = [
        Rule::Encoding,
        Rule::Syntax,
        Rule::Depth,
        Rule::DuplicateKey,
        Rule::Missing,
        Rule::Type,
        Rule::Empty,
        Rule::Nul,
        Rule::Surrogate,
        Rule::Number,
        Rule::Rate,
        Rule::Count,
        Rule::Date,
        Rule::Id,
        Rule::Domain,
        Rule::Tier,
        Rule::Resolvable,
    ];

    /// The rule's name in docs/format.md and in the fixtures.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Encoding => "encoding",
            Rule::Syntax => "syntax",
            Rule::Depth => "depth",
            Rule::Size => "size",
            Rule::DuplicateKey => "duplicate-key",
            Rule::Missing => "missing",
            Rule::Type => "type",
            Rule::Empty => "empty",
            Rule::Nul => "nul",
            Rule::Surrogate => "surrogate",
            Rule::Number => "number",
            Rule::Rate => "rate",
            Rule::Count => "count",
            Rule::Date => "date",
            Rule::Id => "id",
            Rule::Domain => "domain",
            Rule::Tier => "tier",
            Rule::Resolvable => "resolvable",
            Rule::Marker => "marker",
            Rule::LargeCount => "large-count",
            Rule::Newer => "newer",
        }
    }
}

/// One thing that is wrong with a record, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The place in the record, as in `workarounds[0].success_rate`.
    pub path: FaultPath,
    /// Which rule it breaks.
    pub rule: Rule,
    /// What is wrong, in words.
    pub reason: String,
}

impl Fault {
    /// A record that is too large, whose text begins at `start`.
    pub fn of_record(start: Start, reason: impl fmt::Display) -> Self {
        let Start { line, column } = start;
        Fault { line, column, path: FaultPath::default(), rule: Rule::Size, reason: reason.to_string() }
    }
}

impl fmt::Display for Fault {
    /// `LINE:COLUMN: PATH: REASON`, on one line whatever the record contains; of what is in no text ` PATH: REASON`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}:", self.line, self.column)?;
        }
        let text = format!(" {}: {}", self.path, self.reason);
        text.chars()
            .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { write!(f, "{c}") })
    }
}

/// A fault at a byte offset, before its line is known.
pub(super) struct Unplaced {
    pub offset: usize,
    pub path: FaultPath,
    pub rule: Rule,
    pub reason: String,
}

impl Unplaced {
    /// The fault with its line and column in a text that begins at `start`.
    pub(super) fn at(self, text: &str, start: Start) -> Fault {
        Cursor::new(text.as_bytes(), start).place(self)
    }
}

/// Collects the faults of one text.
pub(in crate::record) struct Faults<'t> {
    text: &'t str,
    demands: &'t Demands,
    found: Vec<Unplaced>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(text: &'t str, demands: &'t Demands) -> Self {
        Faults { text, demands, found: Vec::new() }
    }

    /// An empty collection for the same text.
    pub(super) fn fresh(&self) -> Self {
        Faults::new(self.text, self.demands)
    }

    /// How large the parts of the text may be.
    pub(super) fn limits(&self) -> &'t Limits {
        &self.demands.limits
    }

    /// The latest day that the text may name.
    pub(super) fn latest(&self) -> Option<Date> {
        self.demands.latest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes a fault at `part`, a piece of the text.
    pub(super) fn add(&mut self, rule: Rule, part: &str, path: &Path<'_>, reason: impl Into<String>) {
        // `part` borrows from the text, so the distance of the two addresses is its offset.
        let offset = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        self.found.push(Unplaced { offset, path: FaultPath::at(path), rule, reason: reason.into() });
    }

    /// All faults by position. One pass over the text, for a text may have very many.
    pub(super) fn located(mut self, start: Start) -> Vec<Fault> {
        self.found.sort_by_key(|fault| fault.offset);
        let mut cursor = Cursor::new(self.text.as_bytes(), start);
        self.found.into_iter().map(|fault| cursor.place(fault)).collect()
    }
}

/// The fault of a text that is not UTF-8.
pub(super) fn encoding(bytes: &[u8], error: Utf8Error, start: Start) -> Vec<Fault> {
    let offset = error.valid_up_to();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let reason = format!("byte 0x{byte:02x} is not UTF-8; save the file as UTF-8");
    let fault = Unplaced { offset, path: FaultPath::default(), rule: Rule::Encoding, reason };
    vec![Cursor::new(bytes, start).place(fault)]
}

/// Moves forward through a text and counts lines and columns.
struct Cursor<'t> {
    rest: &'t [u8],
    offset: usize,
    at: Start,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t [u8], at: Start) -> Self {
        Cursor { rest: text, offset: 0, at }
    }

    fn place(&mut self, fault: Unplaced) -> Fault {
        let ahead = fault.offset.saturating_sub(self.offset).min(self.rest.len());
        let (passed, rest) = self.rest.split_at(ahead);
        for byte in passed {
            match byte {
                b'\n' => self.at = Start { line: self.at.line + 1, column: 1 },
                // Continuation bytes belong to the character before them.
                0x80..=0xbf => {}
                _ => self.at.column += 1,
            }
        }
        self.rest = rest;
        self.offset += ahead;
        let Start { line, column } = self.at;
        Fault { line, column, path: fault.path, rule: fault.rule, reason: fault.reason }
    }
}
