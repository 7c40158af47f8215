//! Positions of the fields of a record in the text that it was read from.

use std::ops::Range;

use super::start::Start;
use crate::record::scan::{elements, length, members, string};
use crate::record::{Field, ItemIds, Record};

/// The position of something in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its first character.
    pub start: Start,
    /// The place after its last character; for a value of several lines, the end of its first line.
    pub end: Start,
}

/// Finds the fields of a record in the text that it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Locator<'t> {
    text: &'t str,
    start: Start,
}

impl<'t> Locator<'t> {
    /// The fields of a record whose text begins at `start` in its file; `None` if the text is not UTF-8. The text has
    /// to be one that was read without a fault.
    pub fn new(text: &'t [u8], start: Start) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        Some(Locator { text: text.strip_prefix('\u{feff}').unwrap_or(text), start })
    }

    /// The position of a field's value, or of these bytes of its text. If the text does not have the field, the
    /// position of its item; without a field, that of the record's id. `ids` are the ids of the items.
    pub fn place(&self, field: Option<Field>, span: Option<&Range<usize>>, items: &ItemIds) -> Place {
        let field = field.unwrap_or(Record::ID);
        let record = self.text.trim_start();
        let mut found = record;
        let mut is_whole = false;
        if let Some(item) = field.item {
            let list = member(record, item.kind.list());
            let at = items.position(item);
            found = list.zip(at).and_then(|(list, at)| elements(list).nth(at)).unwrap_or(found);
        }
        for name in field.name().split('.') {
            let value = member(found, name);
            is_whole = value.is_some();
            let Some(value) = value else { break };
            found = value;
        }
        let found = found.split_at_checked(length(found)).map_or(found, |(value, _)| value);
        self.part(match span.filter(|_| is_whole) {
            Some(span) => within(found, span),
            None if is_whole => found.lines().next().unwrap_or_default(),
            None => found.split_at_checked(1).map_or(found, |(bracket, _)| bracket),
        })
    }

    /// The position of a part of the text.
    fn part(&self, part: &str) -> Place {
        // The part borrows from the text, so the distance of the two addresses is its offset.
        let offset = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.text.get(..offset).unwrap_or_default();
        let start = after(self.start, before);
        Place { start, end: after(start, part) }
    }
}

/// The place after a text that begins at a place.
fn after(start: Start, text: &str) -> Start {
    match text.rsplit_once('\n') {
        Some((before, last)) => {
            let lines = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
            Start { line: start.line + lines, column: last.chars().count() + 1 }
        }
        None => Start { column: start.column + text.chars().count(), ..start },
    }
}

/// The value of a key of an object.
fn member<'t>(object: &'t str, key: &str) -> Option<&'t str> {
    members(object).find(|(quoted, _)| string(quoted).is_some_and(|own| own == key)).map(|(_, value)| value)
}

/// The part of a quoted string that encodes these bytes of its text.
fn within<'t>(quoted: &'t str, span: &Range<usize>) -> &'t str {
    let mut rest = quoted.strip_prefix('"').unwrap_or(quoted);
    let mut decoded = 0;
    let mut pass = |rest: &'t str, until: usize| {
        let mut at = 0;
        while let Some((raw, text)) = rest.get(at..).filter(|_| decoded < until).and_then(unit) {
            at += raw;
            decoded += text;
        }
        rest.split_at_checked(at).unwrap_or((rest, ""))
    };
    (_, rest) = pass(rest, span.start);
    pass(rest, span.end).0
}

/// The lengths of the first character inside of a quoted string in bytes, as it is written and as it is decoded. `None`
/// at the end.
fn unit(text: &str) -> Option<(usize, usize)> {
    let code = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(hex, 16).ok()
    };
    match text.as_bytes() {
        [] | [b'"', ..] => None,
        [b'\\', b'u', ..] => match (code(0)?, code(6)) {
            (0xd800..0xdc00, Some(0xdc00..0xe000)) => Some((12, 4)),
            (one, _) => Some((6, char::from_u32(one).map_or(3, char::len_utf8))),
        },
        [b'\\', ..] => Some((2, 1)),
        _ => text.chars().next().map(|character| (character.len_utf8(), character.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ItemKind, ItemRef, Workaround};

    const TEXT: &str = "{\n  \"id\": \"x/a\",\n  \"signature\": \"\\u00e9\\ud83d\\ude00 \\\"q\\\" é0x12\",\n  \
        \"workarounds\": [\n    {\"action\": \"One\"},\n    {\"how\": \"é\", \"action\": \"Two\"}\n  ],\n  \
        \"transition_graph\": {\"leads_to\": [\n  ]}\n}";

    fn start(line: usize, column: usize) -> Start {
        Start { line, column }
    }

    /// The position of a field in the text, which begins at line 10, column 5 of its file. The second workaround has
    /// the id 7.
    fn place(field: Option<Field>, span: Option<Range<usize>>) -> (Start, Start) {
        let items = ItemIds { workarounds: vec![3, 7], ..ItemIds::default() };
        let place = Locator::new(TEXT.as_bytes(), start(10, 5)).unwrap().place(field, span.as_ref(), &items);
        (place.start, place.end)
    }

    #[test]
    fn the_position_of_a_field_is_where_its_value_begins() {
        let two = |name: &str| Field::named(Some(ItemRef { kind: ItemKind::Workaround, id: 7 }), name);
        assert_eq!(place(two("action"), None), (start(15, 28), start(15, 33)));
        assert_eq!(place(two("how"), None), (start(15, 13), start(15, 16)));
        let of_graph = Field::named(None, "transition_graph.leads_to");
        assert_eq!(place(of_graph, None), (start(17, 36), start(17, 37)), "a list ends with its first line");
    }

    #[test]
    fn the_position_of_the_whole_record_is_its_id() {
        assert_eq!(place(None, None), (start(11, 9), start(11, 14)));
    }

    #[test]
    fn the_position_of_a_field_that_the_text_leaves_out_is_its_item() {
        let sources = Workaround::SOURCES.of(7);
        assert_eq!(place(Some(sources), None), (start(15, 5), start(15, 6)));
        assert_eq!(place(Some(Record::TAGS), Some(1..2)), (start(10, 5), start(10, 6)));
        assert_eq!(place(Some(Record::PRECEDED_BY), None).0, start(17, 23));
    }

    #[test]
    fn a_span_is_found_after_escapes() {
        let text = "é😀 \"q\" é0x12";
        let at = text.find("0x").unwrap();
        let (from, to) = place(Some(Record::SIGNATURE), Some(at..at + 4));
        // Behind `  "signature": "`, one escape, a pair of them, a blank, `\"q\"`, a blank and é.
        assert_eq!((from, to), (start(12, 17 + 6 + 12 + 1 + 5 + 1 + 1), start(12, 17 + 26 + 4)));
    }

    #[test]
    fn a_mark_of_the_byte_order_has_no_column() {
        let text = format!("\u{feff}{TEXT}");
        let place = Locator::new(text.as_bytes(), Start::default()).unwrap().place(None, None, &ItemIds::default());
        assert_eq!(place.start, start(2, 9));
        assert!(Locator::new(b"\xff", Start::default()).is_none());
    }
}
