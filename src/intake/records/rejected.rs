//! A line of a rejects file: the record is the text in it. Both writing and reading are here.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{Draft, Faulty, FaultyText, Origin};
use crate::record::{Demands, Fault, Record, Rule, Start, compact};

/// A rejected record as `import --rejects` writes it: these keys and no others, and one of the two texts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rejected<'t> {
    source: String,
    line: usize,
    #[serde(rename = "errors")]
    _errors: Vec<IgnoredAny>,
    #[serde(borrow, default)]
    text: Option<&'t RawValue>,
    #[serde(default)]
    text_base64: Option<String>,
    /// The size of a text that was too large to be kept, instead of the text.
    #[serde(default)]
    bytes: Option<u64>,
    /// Whether it is a part of a ledger, which is fixed in its file.
    #[serde(default)]
    ledger: bool,
}

/// A rejected draft as JSON: where it was read first and what is wrong, with or without its text. With its text it is a
/// line of a rejects file.
///
/// The text is the original, or written from the record if it was read without a fault. A text that is not UTF-8 cannot
/// be in JSON, and is encoded as base64 so that no byte of it changes.
pub fn rejected<R: AsRef<Record>>(draft: &Draft<R>, errors: &[String], with_text: bool) -> Value {
    let first = draft.first.as_ref().unwrap_or(&draft.origin);
    let mut entry = Map::new();
    entry.insert("source".to_owned(), json!(first.source.as_ref()));
    entry.insert("line".to_owned(), json!(first.start.line));
    entry.insert("errors".to_owned(), json!(errors));
    match &draft.content {
        // A text that was not kept cannot be fixed here, so the line says that it is missing.
        Err(Faulty { text: FaultyText::TooLarge { bytes }, .. }) => entry.insert("bytes".to_owned(), json!(bytes)),
        Ok(_) | Err(_) if !with_text => None,
        Err(Faulty { text: FaultyText::LedgerLine | FaultyText::LedgerFile, .. }) => {
            entry.insert("ledger".to_owned(), json!(true))
        }
        Ok(record) => entry.insert("text".to_owned(), json!(compact(record.as_ref()))),
        Err(Faulty { text: FaultyText::Kept(text), .. }) => match std::str::from_utf8(text) {
            Ok(text) => entry.insert("text".to_owned(), json!(text)),
            Err(_) => entry.insert("text_base64".to_owned(), json!(BASE64_STANDARD.encode(text))),
        },
    };
    Value::Object(entry)
}

impl Draft<Vec<u8>> {
    /// Reads the text. In a line of a rejects file the record is the text in it.
    pub fn read(self, demands: &Demands) -> Draft {
        let Draft { origin, first, content } = self;
        let draft = match content {
            Ok(text) => Draft::new(origin, text, demands),
            Err(faulty) => return Draft { origin, first, content: Err(faulty) },
        };
        // A rejected line is not a record, so only faulty texts are read twice.
        let rejected = match &draft.content {
            Err(Faulty { text: FaultyText::Kept(text), .. }) => read_line(&draft.origin, text, demands),
            Ok(_)
            | Err(Faulty {
                text: FaultyText::TooLarge { .. } | FaultyText::LedgerLine | FaultyText::LedgerFile, ..
            }) => None,
        };
        rejected.unwrap_or(draft)
    }
}

/// Reads the record in a rejected line; `None` if the object is not such a line. Positions of faults are those in the
/// rejects file, so that they can be found there.
fn read_line(origin: &Origin, object: &[u8], demands: &Demands) -> Option<Draft> {
    let object = std::str::from_utf8(object).ok()?;
    let Rejected { source, line, text, text_base64, bytes, ledger, .. } = serde_json::from_str(object).ok()?;
    if ledger {
        let reason = "a part of a ledger, which is not a record";
        let faults = vec![Fault { rule: Rule::Type, ..Fault::of_record(origin.start, reason) }];
        let first = Some(Origin { source: Arc::from(source), start: Start { line, column: 1 } });
        let content = Err(Faulty { faults, text: FaultyText::LedgerLine });
        return Some(Draft { origin: origin.clone(), first, content });
    }
    if let (Some(size), None, None) = (bytes, text, &text_base64) {
        let reason = format!("a record of {size} bytes was too large for the rejects file; it is in {source}:{line}");
        let faults = vec![Fault::of_record(origin.start, reason)];
        let content = Err(Faulty { faults, text: FaultyText::TooLarge { bytes: size } });
        let mut draft = Draft { origin: origin.clone(), first: None, content };
        draft.first = Some(Origin { source: Arc::from(source), start: Start { line, column: 1 } });
        return Some(draft);
    }
    let (bytes, raw) = match (text, text_base64) {
        (Some(raw), None) => (serde_json::from_str::<String>(raw.get()).ok()?.into_bytes(), Some(raw.get())),
        (None, Some(encoded)) => (BASE64_STANDARD.decode(encoded).ok()?, None),
        _ => return None,
    };
    let mut draft = Draft::new(Origin { source: Arc::clone(&origin.source), start: Start::default() }, bytes, demands);
    draft.origin = origin.clone();
    draft.first = Some(Origin { source: Arc::from(source), start: Start { line, column: 1 } });
    if let Err(Faulty { faults, .. }) = &mut draft.content {
        match raw {
            Some(raw) => Written::of(object, raw, origin.start).place(faults),
            None => faults.iter_mut().for_each(|fault| within_bytes(fault, origin.start)),
        }
    }
    Some(draft)
}

/// A position within base64 would be of no use.
fn within_bytes(fault: &mut Fault, start: Start) {
    fault.reason.push_str(&format!(" (line {}, column {} of the decoded text)", fault.line, fault.column));
    (fault.line, fault.column) = (start.line, start.column);
}

/// Moves forward through a JSON string as it is written, and knows the position in the decoded text.
struct Written<'t> {
    /// The rest, up to the closing quote.
    rest: &'t str,
    /// The place in the file.
    in_file: Start,
    /// The place in the text.
    in_text: Start,
}

impl<'t> Written<'t> {
    /// Begins after the opening quote of `raw`, which is a part of `object`, which begins at `start`.
    fn of(object: &'t str, raw: &'t str, start: Start) -> Self {
        // `raw` borrows from the object, so the distance of the two addresses is its offset.
        let offset = raw.as_ptr().addr().saturating_sub(object.as_ptr().addr());
        let mut in_file = start;
        for character in object.get(..offset).unwrap_or_default().chars() {
            step(&mut in_file, character == '\n');
        }
        step(&mut in_file, false);
        let rest = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
        let mut written = Written { rest, in_file, in_text: Start::default() };
        // A byte order mark has no column in the text.
        if rest.starts_with('\u{feff}') || rest.get(..6).is_some_and(|code| code.eq_ignore_ascii_case("\\ufeff")) {
            written.pass();
            written.in_text = Start::default();
        }
        written
    }

    /// Changes the positions of faults, which are in order, from those in the text to those in the file.
    fn place(mut self, faults: &mut [Fault]) {
        for fault in faults {
            while (self.in_text.line, self.in_text.column) < (fault.line, fault.column) && !self.rest.is_empty() {
                self.pass();
            }
            (fault.line, fault.column) = (self.in_file.line, self.in_file.column);
        }
    }

    /// Skips one character of the text.
    fn pass(&mut self) {
        let unit = |text: &str| match text.as_bytes() {
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => text.chars().next().map_or(0, char::len_utf8),
        };
        let mut length = unit(self.rest);
        let code = |at: usize| self.rest.get(at..at + 6).filter(|code| code.starts_with("\\u"))?.get(2..);
        let code = |at: usize| code(at).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        let is_pair = code(0).is_some_and(|high| (0xd800..0xdc00).contains(&high)) && code(length).is_some();
        let is_newline = self.rest.starts_with("\\n") || code(0) == Some(0x0a);
        length += if is_pair { 6 } else { 0 };
        let (passed, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.in_file.column += passed.chars().count();
        self.rest = rest;
        step(&mut self.in_text, is_newline);
    }
}

fn step(at: &mut Start, is_newline: bool) {
    *at = if is_newline { Start { line: at.line + 1, column: 1 } } else { Start { column: at.column + 1, ..*at } };
}
