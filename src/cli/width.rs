//! Text measured in the columns of a terminal, in which a Chinese character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text, cut to a number of columns; `…` stands for what is cut off.
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
}
