//! Where the values of a well-formed JSON text begin and end. Only what the caller asks for is parsed, and nothing is
//! copied.

use std::borrow::Cow;

/// The elements of a list, each as its own text; empty if the text is not a list. It has to be well-formed.
pub(super) fn elements(list: &str) -> Elements<'_> {
    Elements { rest: list.strip_prefix('[').unwrap_or_default() }
}

/// The members of an object in their order, each as the text of its key, with the quotes, and of its value; empty if
/// the text is not an object. It has to be well-formed.
pub(super) fn members(object: &str) -> Members<'_> {
    Members { values: Elements { rest: object.strip_prefix('{').unwrap_or_default() } }
}

/// The decoded text of a key or another string that is in quotes in a canonical text.
#[expect(clippy::expect_used, reason = "a canonical text was written by a serializer, strings with quotes and escapes")]
pub(super) fn quoted_text(quoted: &str) -> Cow<'_, str> {
    string(quoted).expect("a string of a canonical text")
}

/// The decoded text of a quoted string; `None` if it is not one.
pub(super) fn string(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if inner.as_bytes().contains(&b'\\') {
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    } else {
        Some(inner.into())
    }
}

/// What [`elements`] yields.
#[derive(Clone)]
pub(super) struct Elements<'t> {
    /// The rest of the text, from the next element or from the white space or comma before it.
    rest: &'t str,
}

/// What [`members`] yields.
#[derive(Clone)]
pub(super) struct Members<'t> {
    values: Elements<'t>,
}

impl<'t> Iterator for Elements<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let is_between = |c| matches!(c, ' ' | '\t' | '\r' | '\n' | ',' | ':');
        let text = self.rest.trim_start_matches(is_between);
        let (value, rest) = text.split_at_checked(length(text))?;
        self.rest = rest;
        (!value.is_empty()).then_some(value)
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<(&'t str, &'t str)> {
        Some((self.values.next()?, self.values.next()?))
    }
}

/// The length of the value with which a text begins; 0 if it begins with the end of a list or an object.
pub(super) fn length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                // Up to the closing quote.
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
                if depth == 0 {
                    return bytes.next().map_or(text.len(), |(next, _)| next);
                }
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => return at,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_whatever_they_contain() {
        let found: Vec<&str> = elements(r#"[1, "a,]\"", [2, [3]] ,{"k": [","]}, null , true]"#).collect();
        assert_eq!(found, ["1", r#""a,]\"""#, "[2, [3]]", r#"{"k": [","]}"#, "null", "true"]);
        assert_eq!(elements("[ ]").next(), None);
        assert_eq!(elements("{}").next(), None);
        assert_eq!(elements("[-1.5e3]").collect::<Vec<_>>(), ["-1.5e3"]);
    }

    #[test]
    fn members_are_found_with_their_keys() {
        let found: Vec<_> = members(r#"{ "a" : 1,"b\"":{"c": "}"},"":[]}"#).collect();
        assert_eq!(found, [(r#""a""#, "1"), (r#""b\"""#, r#"{"c": "}"}"#), (r#""""#, "[]")]);
        assert_eq!(members("{}").next(), None);
    }
}
