//! Texts that are shortened for titles and descriptions.

/// The longest title of a link, in characters.
const MAX_TITLE: usize = 160;

/// A text on one line, shortened.
pub(super) fn title(text: &str) -> String {
    shortened(text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default(), MAX_TITLE)
}

/// The beginning of a text, up to `most` characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("\n  first \nsecond"), "first");
        assert_eq!(title(&"é".repeat(200)), format!("{}…", "é".repeat(160)));
        assert_eq!(title(""), "");
    }
}
