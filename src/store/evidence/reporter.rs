//! Who reports, by name.

use std::borrow::Cow;

/// A reporter's name as names are compared: without outer blanks and without case, so that `Lena`, ` lena` and `LENA` are
/// one reporter, and `Weiß` and `WEISS` another one. Borrowed if the name is written that way already; folding it once more changes nothing.
pub fn folded(name: &str) -> Cow<'_, str> {
    let name = name.trim();
    if name.is_ascii() {
        return match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
    }
    // Some letters have a capital of several letters, and are those letters in another case.
    let lower = name.to_uppercase().to_lowercase();
    if lower == name { Cow::Borrowed(name) } else { Cow::Owned(lower) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_by_case_and_outer_blanks_alone() {
        let cases = [
            ("lena", "lena"),
            ("Lena", "lena"),
            (" \tLENA\u{a0}\n", "lena"),
            ("Lena  Weiß", "lena  weiss"),
            ("WEISS", "weiss"),
            ("ÅSA", "åsa"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("李雷", "李雷"),
            ("İ", "i\u{307}"),
            ("  ", ""),
            ("", ""),
        ];
        for (name, expected) in cases {
            let once = folded(name);
            assert_eq!(once, expected, "{name:?}");
            assert_eq!(folded(&once), expected, "{name:?}, folded twice");
        }
    }

    #[test]
    fn a_name_that_is_folded_already_is_borrowed() {
        for name in ["lena", " lena ", "åsa", "李雷", ""] {
            assert!(matches!(folded(name), Cow::Borrowed(_)), "{name:?}");
        }
        assert!(matches!(folded("Åsa"), Cow::Owned(_)));
    }
}
