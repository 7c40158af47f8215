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

/// A number of things, such as `1 error` or `2 errors`.
pub(super) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!([0, 1, 2].map(|number| counted(number, "error")), ["0 errors", "1 error", "2 errors"]);
    }

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("\n  first \nsecond"), "first");
        assert_eq!(title(&"é".repeat(200)), format!("{}…", "é".repeat(160)));
        assert_eq!(title(""), "");
    }
}
