//! The literals of which a text must contain one.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::Folded;

/// Literals of which one occurs in every text that a regex finds something in.
///
/// They are folded as [`Folded`] is, and none contains another. If nothing is known about the regex, the only literal
/// is the empty one, which occurs in every text.
///
/// Their text form, for a table or a file, has one literal per line, each line ended, sorted, with `\\`, `\n` and `\0`
/// for a backslash, a line break and a NUL. It is the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literals(BTreeSet<String>);

/// Why a text is not the form of [`Literals`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LiteralsError {
    /// The last line does not end.
    #[error("the last literal does not end with a line break")]
    Unended,
    /// A backslash before another character than `\`, `n` and `0`.
    #[error("a literal has an unknown escape")]
    Escape,
}

impl Literals {
    /// The literals, without those that contain another one.
    pub fn new(literals: impl IntoIterator<Item = String>) -> Self {
        let all: BTreeSet<String> = literals.into_iter().collect();
        let is_needed = |one: &String| !all.iter().any(|other| other != one && one.contains(other.as_str()));
        if all.iter().all(is_needed) {
            return Literals(all);
        }
        Literals(all.iter().filter(|one| is_needed(one)).cloned().collect())
    }

    /// The literals in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a regex with these literals may find something in the text.
    pub fn may_match(&self, text: &Folded) -> bool {
        self.iter().any(|literal| text.as_str().contains(literal))
    }

    /// The characters of the shortest: 0 if nothing is known about the regex; `None` if there are none.
    pub fn shortest(&self) -> Option<usize> {
        self.iter().map(|literal| literal.chars().count()).min()
    }
}

impl fmt::Display for Literals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for literal in self.iter() {
            writeln!(f, "{}", literal.replace('\\', "\\\\").replace('\n', "\\n").replace('\0', "\\0"))?;
        }
        Ok(())
    }
}

impl FromStr for Literals {
    type Err = LiteralsError;

    fn from_str(text: &str) -> Result<Self, LiteralsError> {
        let mut lines: Vec<&str> = text.split('\n').collect();
        match lines.pop() {
            Some("") => lines.into_iter().map(unescape).collect::<Result<_, _>>().map(Literals),
            _ => Err(LiteralsError::Unended),
        }
    }
}

/// A literal from its line.
fn unescape(line: &str) -> Result<String, LiteralsError> {
    let mut literal = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        literal.push(match character {
            '\\' => match characters.next() {
                Some('\\') => '\\',
                Some('n') => '\n',
                Some('0') => '\0',
                _ => return Err(LiteralsError::Escape),
            },
            other => other,
        });
    }
    Ok(literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_read_back() {
        for literals in [vec!["b\\n\n\0", "令牌", "\\"], vec![""], vec![]] {
            let literals = Literals::new(literals.into_iter().map(str::to_owned));
            assert_eq!(literals.to_string().parse(), Ok(literals));
        }
        assert_eq!("a".parse::<Literals>(), Err(LiteralsError::Unended));
        assert_eq!("\\a\n".parse::<Literals>(), Err(LiteralsError::Escape));
        assert_eq!(Literals::new(["令\n".to_owned(), "b".to_owned()]).to_string(), "b\n令\\n\n");
    }

    #[test]
    fn a_literal_that_contains_another_one_is_left_out() {
        let literals = Literals::new(["throttlingexception", "throttling"].map(str::to_owned));
        assert_eq!(literals.iter().collect::<Vec<_>>(), ["throttling"]);
    }
}
