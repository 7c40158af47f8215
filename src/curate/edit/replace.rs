//! Substitutions: every match of a regex in a field is replaced by a text.

use std::str::FromStr;

use regex::{Captures, Regex, RegexBuilder};

use super::replace_error::{ReplacementError, ReplacementPart};

/// A substitution, written `FIELD=/REGEX/TEXT/` as in sed. Any punctuation may be the delimiter instead of `/`, and an
/// `i` after the last one makes the regex ignore case.
///
/// In TEXT `$1`, `$name` and `${name}` mean a group of the regex, `$0` the whole match, `$$` a dollar sign. A backslash
/// before the delimiter makes it an ordinary character; in TEXT `\\` is one backslash.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The field: `root_cause`, `w1.how`, or `w.how` for that of every workaround.
    pub field: String,
    regex: Regex,
    text: Vec<TextPart>,
}

/// A piece of the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TextPart {
    Text(String),
    Group(usize),
}

impl FromStr for Replacement {
    type Err = ReplacementError;

    fn from_str(word: &str) -> Result<Self, ReplacementError> {
        let (field, rest) = word.split_once('=').ok_or(ReplacementError::Form)?;
        let mut characters = rest.chars();
        let delimiter = characters.next().filter(|_| !field.is_empty()).ok_or(ReplacementError::Form)?;
        if delimiter.is_alphanumeric() || delimiter.is_whitespace() || delimiter == '\\' {
            return Err(ReplacementError::Delimiter(delimiter));
        }
        let open = |part| ReplacementError::Open { part, delimiter };
        let literal = regex::escape(&delimiter.to_string());
        let regex = until(&mut characters, delimiter, &literal, "\\\\").ok_or_else(|| open(ReplacementPart::Regex))?;
        let text = until(&mut characters, delimiter, &delimiter.to_string(), "\\")
            .ok_or_else(|| open(ReplacementPart::Text))?;
        let ignores_case = match characters.as_str() {
            "" => false,
            "i" => true,
            other => return Err(ReplacementError::Flag(other.to_owned())),
        };
        let regex = compile(&regex, ignores_case)?;
        let text = text_parts(&text, &regex)?;
        Ok(Replacement { field: field.to_owned(), regex, text })
    }
}

impl Replacement {
    /// The text with every match replaced; `None` if nothing matches, or nothing changes.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let new = self.regex.replace_all(text, |captures: &Captures<'_>| {
            let mut new = String::new();
            for piece in &self.text {
                match piece {
                    TextPart::Text(text) => new.push_str(text),
                    // A group that is not part of the match is empty.
                    TextPart::Group(number) => new.push_str(captures.get(*number).map_or("", |group| group.as_str())),
                }
            }
            new
        });
        (new != text).then(|| new.into_owned())
    }
}

/// The characters up to the delimiter, which is consumed, too; `None` if there is none. A delimiter after a backslash
/// becomes `literal`, and a backslash after a backslash becomes `backslash`.
fn until(characters: &mut std::str::Chars<'_>, delimiter: char, literal: &str, backslash: &str) -> Option<String> {
    let mut part = String::new();
    while let Some(character) = characters.next() {
        match character {
            _ if character == delimiter => return Some(part),
            '\\' => match characters.next()? {
                escaped if escaped == delimiter => part.push_str(literal),
                '\\' => part.push_str(backslash),
                other => part.extend(['\\', other]),
            },
            _ => part.push(character),
        }
    }
    None
}

fn compile(pattern: &str, ignores_case: bool) -> Result<Regex, ReplacementError> {
    if pattern.is_empty() {
        return Err(ReplacementError::Empty);
    }
    RegexBuilder::new(pattern).case_insensitive(ignores_case).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => ReplacementError::Size,
        other => fault(pattern).unwrap_or_else(|| ReplacementError::Syntax {
            regex: pattern.to_owned(),
            at: 1,
            reason: other.to_string(),
        }),
    })
}

/// What is wrong with a regex, and where: `regex` reports that only as a drawing of several lines.
fn fault(pattern: &str) -> Option<ReplacementError> {
    let (span, reason) = match regex_syntax::parse(pattern).err()? {
        regex_syntax::Error::Parse(error) => (*error.span(), error.kind().to_string()),
        regex_syntax::Error::Translate(error) => (*error.span(), error.kind().to_string()),
        _ => return None,
    };
    let at = pattern.get(..span.start.offset).map_or(1, |before| before.chars().count() + 1);
    Some(ReplacementError::Syntax { regex: pattern.to_owned(), at, reason })
}

/// Splits the new text at its references, by the rules of [`Captures::expand`]; but a reference to a group that does
/// not exist is an error, and not an empty text.
fn text_parts(text: &str, regex: &Regex) -> Result<Vec<TextPart>, ReplacementError> {
    let mut text_parts = Vec::new();
    let mut parts = text.split('$');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, rest) = match part.strip_prefix('{') {
            Some(braced) => braced.split_once('}').ok_or(ReplacementError::Reference)?,
            None => part.split_at(part.find(|c| !is_name(c)).unwrap_or(part.len())),
        };
        if name.is_empty() {
            // Two dollar signs are one, and a dollar sign before anything else is itself.
            plain.push('$');
            plain.push_str(if part.is_empty() { parts.next().unwrap_or_default() } else { part });
            continue;
        }
        let missing = || ReplacementError::Group { group: name.to_owned(), regex: regex.as_str().to_owned() };
        let named = || regex.capture_names().position(|group| group == Some(name));
        let number = name.parse().ok().filter(|number| *number < regex.captures_len()).or_else(named);
        text_parts.push(TextPart::Text(std::mem::take(&mut plain)));
        text_parts.push(TextPart::Group(number.ok_or_else(missing)?));
        plain.push_str(rest);
    }
    text_parts.push(TextPart::Text(plain));
    Ok(text_parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(word: &str) -> Result<Replacement, ReplacementError> {
        word.parse()
    }

    fn apply(word: &str, text: &str) -> Option<String> {
        parse(word).unwrap().apply(text)
    }

    #[test]
    fn every_match_is_replaced_and_what_does_not_match_stays() {
        assert_eq!(apply("f=/colou?r/color/", "colour, color, Colour").as_deref(), Some("color, color, Colour"));
        assert_eq!(apply("f=/colou?r/color/i", "Colour").as_deref(), Some("color"));
        assert_eq!(apply("f=/(?i)colou?r/color/", "COLOR").as_deref(), Some("color"));
        assert_eq!(apply("f=/none/x/", "colour"), None);
        assert_eq!(apply("f=/c/c/", "colour"), None, "a text that stays as it is does not change");
        assert_eq!(apply("f=/错误/error/", "错误: 错误").as_deref(), Some("error: error"));
        assert_eq!(apply("f=/^/> /", "a\nb").as_deref(), Some("> a\nb"));
        assert_eq!(apply("f=/a//", "banana").as_deref(), Some("bnn"));
    }

    #[test]
    fn groups_are_named_by_number_or_name_and_a_dollar_is_two() {
        assert_eq!(apply("f=/(a)(b)?/$2${1}1$$0$0/", "a").as_deref(), Some("a1$0a"));
        assert_eq!(apply("f=/(?<first>a)/$first-${first}/", "a").as_deref(), Some("a-a"));
        assert_eq!(apply("f=/a/$ $/", "a").as_deref(), Some("$ $"));
        let missing = |group: &str, regex: &str| ReplacementError::Group { group: group.into(), regex: regex.into() };
        assert_eq!(parse("f=/(a)/$2/").unwrap_err(), missing("2", "(a)"));
        assert_eq!(parse("f=/(a)/$1b/").unwrap_err(), missing("1b", "(a)"));
        assert_eq!(parse("f=/(a)/${1/").unwrap_err(), ReplacementError::Reference);
    }

    #[test]
    fn any_punctuation_delimits_and_is_ordinary_after_a_backslash() {
        assert_eq!(apply("f=|a/b|c|", "a/b").as_deref(), Some("c"));
        assert_eq!(apply(r"f=/a\/b/c\/d/", "a/b").as_deref(), Some("c/d"));
        assert_eq!(apply(r"f=|a\|b|\||", "a|b a").as_deref(), Some("| a"), "an escaped | is no alternative");
        assert_eq!(apply(r"f=/\d+\\/\d\\/", r"12\").as_deref(), Some(r"\d\"));
        assert_eq!(parse("f=xaxbx").unwrap_err(), ReplacementError::Delimiter('x'));
        assert_eq!(
            parse("f=/a/b").unwrap_err(),
            ReplacementError::Open { part: ReplacementPart::Text, delimiter: '/' }
        );
        assert_eq!(
            parse(r"f=/a\/b").unwrap_err(),
            ReplacementError::Open { part: ReplacementPart::Regex, delimiter: '/' }
        );
        assert_eq!(parse("f=/a/b/g").unwrap_err(), ReplacementError::Flag("g".into()));
        for word in ["f", "f=", "=/a/b/", ""] {
            assert_eq!(parse(word).unwrap_err(), ReplacementError::Form, "{word}");
        }
    }

    #[test]
    fn a_regex_that_is_wrong_says_where() {
        let at = |word: &str| match parse(word).unwrap_err() {
            ReplacementError::Syntax { at, .. } => at,
            other => panic!("{other}"),
        };
        assert_eq!((at("f=/错(b/c/"), at("f=/a**[/c/"), at(r"f=/ab\p{Nope}/c/")), (2, 4, 3));
        assert_eq!(parse("f=//x/").unwrap_err(), ReplacementError::Empty);
        assert_eq!(parse(r"f=/(\w{900}){900}/x/").unwrap_err(), ReplacementError::Size);
    }
}
