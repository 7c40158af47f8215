//! Values of a text: where they begin, their types, and their paths in the record.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::super::scan;
use super::fault::{Faults, Rule, Unplaced};
use super::fault_path::FaultPath;
use super::limits::Excess;
use super::path::Path;

/// How the lines begin that git writes into a file that it cannot merge.
const MARKERS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

/// The text of one JSON value, borrowed from the whole text; known to be well-formed except for escapes in strings.
#[derive(Clone, Copy)]
pub(in crate::record) struct Value<'t>(&'t str);

/// The type of a JSON value. Its `Display` has the article, for messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonType {
    Text,
    Object,
    List,
    Number,
    Boolean,
    Null,
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JsonType::Text => "text",
            JsonType::Object => "an object",
            JsonType::List => "a list",
            JsonType::Number => "a number",
            JsonType::Boolean => "a boolean",
            JsonType::Null => "null",
        })
    }
}

/// A key, decoded and as it is written in the file, with its value.
pub(super) struct ObjectMember<'t> {
    pub key: Cow<'t, str>,
    pub key_part: &'t str,
    pub value: Value<'t>,
}

/// Finds the one value of a text.
pub(super) fn parse(text: &str) -> Result<Value<'_>, Unplaced> {
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => Ok(Value(raw.get())),
        Err(error) => Err(syntax_fault(text, &error)),
    }
}

impl<'t> Value<'t> {
    /// The text of the value, whose address gives its position.
    pub(super) fn part(self) -> &'t str {
        self.0
    }

    pub(super) fn is_null(self) -> bool {
        self.kind() == JsonType::Null
    }

    /// The text of a number, as it is spelled.
    pub(super) fn number(self) -> Option<&'t str> {
        (self.kind() == JsonType::Number).then_some(self.0)
    }

    /// The value's type.
    pub(super) fn kind(self) -> JsonType {
        match self.0.as_bytes().first() {
            Some(b'"') => JsonType::Text,
            Some(b'{') => JsonType::Object,
            Some(b'[') => JsonType::List,
            Some(b't' | b'f') => JsonType::Boolean,
            Some(b'n') => JsonType::Null,
            _ => JsonType::Number,
        }
    }

    /// The elements of a list; `None` if it is not a list.
    pub(super) fn elements(self) -> Option<impl Iterator<Item = Value<'t>> + Clone> {
        (self.kind() == JsonType::List).then(|| scan::elements(self.0).map(Value))
    }

    /// The members of an object in the order of the text, duplicates included; `None` if it is not an object.
    pub(super) fn members(self) -> Option<impl Iterator<Item = (&'t str, Value<'t>)> + Clone> {
        (self.kind() == JsonType::Object).then(|| scan::members(self.0).map(|(key, value)| (key, Value(value))))
    }

    /// The text of a string with its escapes resolved. Notes what is wrong with it; `None` if something is, or if it is
    /// not a string.
    pub(super) fn text(self, faults: &mut Faults<'_>, path: &Path<'_>) -> Option<Cow<'t, str>> {
        if self.kind() != JsonType::Text {
            faults.add(Rule::Type, self.0, path, format!("expected text, found {}", self.kind()));
            return None;
        }
        let text = string(self.0).map_err(|(rule, reason)| faults.add(rule, self.0, path, reason)).ok()?;
        if let Some(excess) = Excess::of_field(text.len(), faults.limits()) {
            faults.add(Rule::Size, self.0, path, excess.to_string());
            return None;
        }
        Some(text)
    }
}

impl<'t> ObjectMember<'t> {
    /// Resolves the escapes of a key, and notes what is wrong with it.
    pub(super) fn of((key_part, value): (&'t str, Value<'t>), faults: &mut Faults<'_>, path: &Path<'_>) -> Self {
        let key = string(key_part).map_err(|(rule, reason)| faults.add(rule, key_part, path, reason));
        ObjectMember { key: key.unwrap_or_default(), key_part, value }
    }
}

/// Resolves the escapes of a quoted string.
fn string(quoted: &str) -> Result<Cow<'_, str>, (Rule, &'static str)> {
    if !quoted.as_bytes().contains(&b'\\') {
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        return Ok(Cow::Borrowed(inner.unwrap_or_default()));
    }
    // The syntax is known to be valid, so the only possible fault is a surrogate without its partner.
    let text: String = serde_json::from_str(quoted)
        .map_err(|_| (Rule::Surrogate, "\\u escape of half a surrogate pair, which is no character"))?;
    if text.contains('\0') {
        return Err((Rule::Nul, "contains U+0000, which no text may"));
    }
    Ok(Cow::Owned(text))
}

/// Says what is wrong with a text that is not one JSON value, and in which value of it.
fn syntax_fault(text: &str, error: &serde_json::Error) -> Unplaced {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = floor_char(text, (line_start + error.column().saturating_sub(1)).min(text.len()));
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    // A marker of a conflict cannot begin a line of JSON.
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if MARKERS.iter().any(|marker| line.starts_with(marker)) {
        let reason = "a conflict marker of git".to_owned();
        return Unplaced { offset: line_start, path: syntax_path(text, error), rule: Rule::Marker, reason };
    }
    let reason = if text.trim().is_empty() {
        "there is nothing here; expected a record, a JSON object".to_owned()
    } else if error.is_eof() {
        format!("the text ends in the middle of the record ({words})")
    } else if words == "trailing characters" {
        "text after the end of the record".to_owned()
    } else {
        format!("not JSON: {words}")
    };
    Unplaced { offset, path: syntax_path(text, error), rule: Rule::Syntax, reason }
}

/// The path to a fault in the syntax. serde_json does not know it, so the text is read once more with a reader that
/// keeps track; if that one stops at another fault first, only the record is named.
fn syntax_path(text: &str, error: &serde_json::Error) -> FaultPath {
    let json = &mut serde_json::Deserializer::from_str(text);
    let tracked = serde_path_to_error::deserialize::<_, serde_json::Value>(json).err();
    let same = tracked.filter(|other| (other.inner().line(), other.inner().column()) == (error.line(), error.column()));
    let step = |path: FaultPath, segment: &Segment| match segment {
        Segment::Seq { index } => path.index(*index),
        Segment::Map { key } | Segment::Enum { variant: key } => path.key(key),
        Segment::Unknown => path.key("?"),
    };
    let path = same.map(|other| other.path().iter().fold(FaultPath::default(), step));
    path.filter(|path| !path.within.ends_with('?')).unwrap_or_default()
}

/// The nearest character boundary at or before an offset.
fn floor_char(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}
