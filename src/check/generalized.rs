//! A regex for a signature and others that differ only in variable parts.

use super::error_code::error_code;
use super::index::variable_length;
use crate::pattern::Pattern;

/// The characters that are special in a regex.
const SPECIAL: &str = r"\.+*?()|[]{}^$";

/// A regex that finds a signature, and any text in its quotes, angle brackets, paths and numbers; an error code stays.
/// `None` if nothing varies, or if a text would need no literal of `least` characters to be found.
pub(super) fn generalized(signature: &str, least: usize) -> Option<String> {
    let (regex, is_open) = opened(signature);
    strong(regex, signature, least).filter(|_| is_open)
}

/// The same also if nothing varies: then it finds the signature letter by letter.
pub(super) fn finding(signature: &str, least: usize) -> Option<String> {
    strong(opened(signature).0, signature, least)
}

/// A regex for a signature, if a text needs a literal of `least` characters to be found.
fn strong(regex: String, signature: &str, least: usize) -> Option<String> {
    let pattern = Pattern::parse(&regex).ok()?;
    let is_strong = pattern.literals().shortest().is_some_and(|shortest| shortest >= least);
    (is_strong && pattern.is_found_in(signature)).then_some(regex)
}

/// A signature as a regex in which its variable parts are open, and whether there are any.
fn opened(signature: &str) -> (String, bool) {
    let code = error_code(signature);
    let is_code = |at: usize| code.as_ref().is_some_and(|code| code.contains(&at));
    let (mut regex, mut rest, mut before) = (String::new(), signature, None);
    let mut is_open = false;
    while let Some(first) = rest.chars().next() {
        let at = signature.len() - rest.len();
        let length = variable_length(rest, first).filter(|length| {
            let after = rest.get(*length..).and_then(|after| after.chars().next());
            let is_within_word = [before, after].into_iter().flatten().any(char::is_alphanumeric);
            !is_within_word && !is_code(at)
        });
        let part = rest.get(..length.unwrap_or(first.len_utf8())).unwrap_or(rest);
        match length {
            Some(_) => regex.push_str(&open(part, first)),
            None => regex.extend([SPECIAL.contains(first).then_some('\\'), Some(first)].into_iter().flatten()),
        }
        is_open |= length.is_some();
        before = part.chars().next_back();
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    (regex, is_open)
}

/// A regex that finds a variable part and others like it.
fn open(part: &str, first: char) -> String {
    match first {
        '<' => "<[^>]*>".to_owned(),
        '/' => r"/[\w./-]+".to_owned(),
        '0'..='9' if part.starts_with("0x") => "0x[0-9a-f]+".to_owned(),
        '0'..='9' if part.contains('.') => r"[\d.]+".to_owned(),
        '0'..='9' => r"\d+".to_owned(),
        quote => format!("{quote}[^{quote}]*{quote}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_parts_are_open_and_the_rest_is_unchanged() {
        let of = |text: &str| generalized(text, 4);
        assert_eq!(of("No module named 'pip' (3.11)").as_deref(), Some(r"No module named '[^']*' \([\d.]+\)"));
        assert_eq!(of("open /etc/x.conf: fd 13").as_deref(), Some(r"open /[\w./-]+: fd \d+"));
        assert_eq!(of("fault at 0xff00 in <main>").as_deref(), Some("fault at 0x[0-9a-f]+ in <[^>]*>"));
        assert_eq!(of("error E0502 in line 3").as_deref(), Some(r"error E0502 in line \d+"));
        assert_eq!(of("HTTP 404 after 3 tries").as_deref(), Some(r"HTTP 404 after \d+ tries"));
    }

    #[test]
    fn a_signature_that_does_not_vary_or_would_find_too_much_has_no_regex() {
        for text in ["out of memory", "v2 of sha256", "'x' 12", "it's 错 / \"open", ""] {
            assert_eq!(generalized(text, 4), None, "{text}");
        }
        assert_eq!(finding("out of memory (oom)", 4).as_deref(), Some(r"out of memory \(oom\)"));
        assert_eq!([finding("'x' 12", 4), finding("", 4)], [None, None]);
    }
}
