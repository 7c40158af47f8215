//! Long lines.

use super::constants::{OVERLAP, WINDOW};

/// A line, or, if it is long, the windows that it is cut into.
pub(super) fn windows(line: &str) -> Vec<&str> {
    let mut windows = Vec::new();
    let mut rest = line;
    while let Some((end, _)) = rest.char_indices().nth(WINDOW) {
        let (window, after) = rest.split_at(end);
        windows.push(window);
        let overlap = window.char_indices().nth(WINDOW - OVERLAP).map_or(0, |(at, _)| window.len() - at);
        rest = line.get(line.len() - after.len() - overlap..).unwrap_or_default();
    }
    windows.push(rest);
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_into_windows_that_overlap() {
        let line: String = (0..1000).map(|number| format!("令{number} ")).collect();
        let windows = windows(line.trim());
        assert!(windows.len() > 1 && windows.iter().all(|window| window.chars().count() <= WINDOW));
        let first: String = windows[0].chars().skip(WINDOW - OVERLAP).collect();
        assert!(windows[1].starts_with(&first));
        assert!(line.trim().ends_with(windows.last().unwrap()));
        assert_eq!(
            windows[1..].iter().fold(windows[0].chars().count(), |sum, w| sum + w.chars().count() - OVERLAP),
            line.trim().chars().count()
        );
    }
}
