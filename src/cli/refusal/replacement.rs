//! Hints for a word that is not a substitution.

use crate::curate::ReplacementError;

/// What to do.
pub(in crate::cli) fn hint(error: &ReplacementError) -> String {
    match error {
        ReplacementError::Form | ReplacementError::Open { .. } => {
            "as in root_cause=/colou?r/color/; a delimiter inside is written with a backslash before it".to_owned()
        }
        ReplacementError::Delimiter(_) => {
            "put punctuation such as / or | before, between and after regex and text".to_owned()
        }
        ReplacementError::Flag(_) => "every match is replaced, so there is no flag g".to_owned(),
        ReplacementError::Empty => "^ matches where a text begins, $ where it ends".to_owned(),
        ReplacementError::Syntax { .. } => {
            "the syntax is that of https://docs.rs/regex; \\( stands for a parenthesis, \\. for a dot".to_owned()
        }
        ReplacementError::Size => "use smaller repetitions".to_owned(),
        // `$1a` is the group of the name 1a.
        ReplacementError::Group { group, .. } => {
            let digits: String = group.chars().take_while(char::is_ascii_digit).collect();
            let rest = group.trim_start_matches(|c: char| c.is_ascii_digit());
            match (digits.is_empty(), rest.is_empty()) {
                (false, false) => format!("${{{digits}}}{rest} is the group {digits} with {rest} behind it"),
                _ => "groups are counted by their opening parentheses from 1; a dollar sign is $$".to_owned(),
            }
        }
        ReplacementError::Reference => "a dollar sign is $$".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_name_that_includes_the_letters_after_it_is_written_out() {
        let hint = |group: &str| hint(&ReplacementError::Group { group: group.to_owned(), regex: "(a)".to_owned() });
        assert_eq!(hint("1b"), "${1}b is the group 1 with b behind it");
        assert_eq!(hint("2"), "groups are counted by their opening parentheses from 1; a dollar sign is $$");
    }
}
