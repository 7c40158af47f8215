//! The end of a long text.

use std::ops::Range;

use super::constants::MAX_TEXT;

/// How a text is written, by the mark at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// UTF-8, perhaps with a mark.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl TextForm {
    /// The form of a text, and the length of its mark in bytes.
    pub(super) fn of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xff, 0xfe, ..] => (TextForm::Utf16Le, 2),
            [0xfe, 0xff, ..] => (TextForm::Utf16Be, 2),
            [0xef, 0xbb, 0xbf, ..] => (TextForm::Utf8, 3),
            _ => (TextForm::Utf8, 0),
        }
    }

    /// The number of lines that end in bytes of a text.
    fn line_ends(self, bytes: &[u8]) -> usize {
        let units = |end: [u8; 2]| bytes.as_chunks::<2>().0.iter().filter(|unit| **unit == end).count();
        match self {
            TextForm::Utf8 => bytes.iter().filter(|byte| **byte == b'\n').count(),
            TextForm::Utf16Le => units([b'\n', 0]),
            TextForm::Utf16Be => units([0, b'\n']),
        }
    }
}

/// What of a long text is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The bytes: all between the mark of the text and about its last [`MAX_TEXT`] bytes; none of a short text.
    pub bytes: Range<usize>,
    /// The number of lines that end there.
    pub lines: usize,
}

impl Unread {
    /// What is not read of a text.
    pub fn of(text: &[u8]) -> Self {
        let (form, mark) = TextForm::of(text);
        let too_many = text.len().saturating_sub(mark + MAX_TEXT);
        // A character of UTF-16 has two bytes.
        let length = if form == TextForm::Utf8 { too_many } else { too_many.next_multiple_of(2) };
        let bytes = mark..mark + length;
        let lines = form.line_ends(text.get(bytes.clone()).unwrap_or_default());
        Unread { bytes, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_of_a_long_text_is_read_and_characters_are_not_divided() {
        let long = |mark: &[u8], unit: &[u8], more: usize| {
            let text =
                [mark.to_vec(), unit.repeat((MAX_TEXT + more) / unit.len()), vec![b'x'; more % unit.len()]].concat();
            Unread::of(&text)
        };
        assert_eq!(long(b"", b"\n", 3), Unread { bytes: 0..3, lines: 3 });
        assert_eq!(long(b"\xef\xbb\xbf", b"\n", 3), Unread { bytes: 3..6, lines: 3 });
        assert_eq!(long(b"\xff\xfe", b"\n\0", 4), Unread { bytes: 2..6, lines: 2 });
        assert_eq!(long(b"\xfe\xff", b"\0\n", 3), Unread { bytes: 2..6, lines: 2 });
        assert_eq!(long(b"\xff\xfe", b"\0\n", 4).lines, 0, "another character");
        assert_eq!(long(b"\xff\xfe", b"\n\0", 0), Unread { bytes: 2..2, lines: 0 });
    }
}
