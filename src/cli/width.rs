//! Measuring text in columns of a terminal, where a Chinese character takes two.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The number of columns of a text.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text, cut to a number of columns; `…` replaces the rest.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let room = left.checked_sub(c.width().unwrap_or_default());
        left = room.unwrap_or_default();
        room.is_some()
    };
    let start: String = text.chars().take_while(fits).collect();
    format!("{}…", start.trim_end())
}

/// Wraps one line to a number of columns. `first` is its prefix; the following lines are indented by `indent`. A word
/// that is longer than a line is wrapped by the terminal, so that it can be copied in one piece. A line with tabs is
/// code, and is not changed.
pub(super) fn wrap(line: &str, columns: usize, first: &str, indent: usize) -> Vec<String> {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let hanging = " ".repeat(indent + blanks);
    if line.contains('\t') || hanging.len() >= columns {
        return vec![format!("{first}{line}")];
    }
    let options = Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(&hanging)
        .break_words(false)
        .word_separator(WordSeparator::Custom(|line| Box::new(words(line))))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(line, options).into_iter().map(|line| line.into_owned()).collect()
}

/// The pieces between which a line may be wrapped: at blanks, and on both sides of a Chinese character. A URL or a
/// regular expression is one piece, so that it can be copied.
fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let characters = line.char_indices().zip(line.chars().skip(1));
    let breaks = characters.filter(|((_, before), after)| may_break(*before, *after));
    let ends = breaks.map(|((at, before), _)| at + before.len_utf8()).chain(std::iter::once(line.len()));
    let mut start = 0;
    ends.filter_map(move |end| line.get(std::mem::replace(&mut start, end)..end)).map(Word::from)
}

fn may_break(before: char, after: char) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    match (before, after) {
        (_, ' ') => false,
        (' ', _) => true,
        // Characters that are joined to the one before, such as an accent or the parts of an emoji.
        ('\u{200d}', _) => false,
        (_, after) if after.width() == Some(0) => false,
        (before, after) => (is_wide(before) || is_wide(after)) && !opens(before) && !closes(after),
    }
}

/// Punctuation that must not be at the end of a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '“' | '‘' | '(' | '[' | '{' | '"' | '\'' | '`')
}

/// Punctuation that must not be at the beginning of a line.
fn closes(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '〉' | '」' | '』' | '】' | '”' | '’')
        || matches!(c, ')' | ']' | '}' | '"' | '\'' | '`' | ',' | '.' | ';' | ':' | '!' | '?' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_the_columns_it_takes() {
        assert_eq!(cut("whole", 5), "whole");
        assert_eq!(cut("too long", 7), "too lo…");
        assert_eq!(cut("too long", 5), "too…");
        assert_eq!(cut("检查令牌", 8), "检查令牌");
        assert_eq!(cut("检查令牌", 7), "检查令…");
        assert_eq!(cut("检查令牌", 6), "检查…");
        assert_eq!(cut("ab", 1), "…");
    }

    #[test]
    fn following_lines_are_indented_as_the_first() {
        assert_eq!(
            wrap("Log in again, then retry", 16, "  w1  ", 6),
            ["  w1  Log in", "      again,", "      then retry"]
        );
        assert_eq!(wrap("  - name: build it all", 16, "", 0), ["  - name: build", "  it all"]);
        assert_eq!(wrap("", 16, "  ", 2), ["  "]);
    }

    #[test]
    fn chinese_is_wrapped_between_characters() {
        assert_eq!(wrap("检查令牌是否过期。", 9, "", 0), ["检查令牌", "是否过", "期。"]);
        assert_eq!(wrap("运行ensurepip（在环境中）", 12, "", 0), ["运行", "ensurepip", "（在环境中）"]);
    }

    #[test]
    fn long_words_are_not_split() {
        let url = "https://example.org/a-b/c?d=e";
        assert_eq!(wrap(&format!("see {url} there"), 32, "  ", 2), ["  see", &format!("  {url}"), "  there"]);
        assert_eq!(wrap(&format!("see {url} there"), 20, "", 0), ["see", url, "there"]);
        assert_eq!(wrap("all:\tbuild the whole", 10, "", 0), ["all:\tbuild the whole"]);
    }
}
