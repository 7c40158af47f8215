//! A signature, prepared for comparing it with passages.

use std::collections::BTreeMap;

use super::escapes::plain;
use super::lexicon::{Lexicon, WordNumber};
use super::prefix::is_level;
use super::text::LogText;
use super::variable::Variable;

/// The words of a signature, and their pairs of neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Its distinct words, each with its weight, from 0 to 1.
    pub(super) words: Vec<(WordNumber, f64)>,
    /// Its distinct pairs of neighbours, each with its weight.
    pub(super) pairs: Vec<(WordNumber, WordNumber, f64)>,
    /// The signature as it would be in a passage.
    pub(super) text: String,
    /// The names of the classes of errors before its message, as they would be in a passage, without their modules.
    pub(super) classes: Vec<String>,
    /// Whether it is only the message of one.
    pub(super) is_message: bool,
    /// Whether it names the program that it is an error of, and the text does not.
    pub(super) is_unnamed: bool,
}

impl Signature {
    /// Prepares a signature of a program's error for comparing it with a text: itself, and its message alone if the
    /// class of an error is before it, because other programs report the same error as another class.
    pub fn all(signature: &str, program: &str, text: &mut LogText) -> Vec<Self> {
        let (mut classes, message) = divided(signature);
        classes.extend(class_in_parentheses(signature));
        let mut whole = Signature { classes, ..Signature::of(signature, &mut text.lexicon) };
        let named = text.lexicon.words(&without_class_paths(signature));
        let is_unnamed = text.lexicon.words(program).iter().any(|word| named.contains(word) && !text.has(*word));
        whole.is_unnamed = is_unnamed;
        let message = message.map(|message| Signature {
            is_message: true,
            is_unnamed,
            ..Signature::of(message, &mut text.lexicon)
        });
        std::iter::once(whole).chain(message).collect()
    }

    pub(super) fn of(signature: &str, lexicon: &mut Lexicon) -> Self {
        let plain: String = signature.chars().map(plain).collect();
        let variable = Variable::of(&plain);
        let (mut words, mut pairs) = (BTreeMap::<_, f64>::new(), BTreeMap::<_, f64>::new());
        let mut all = Vec::new();
        lexicon.read(&plain, |word, span| {
            let weight = variable.weight(plain.get(span.clone()).unwrap_or_default(), &span);
            words.entry(word).and_modify(|known| *known = known.max(weight)).or_insert(weight);
            all.push(word);
        });
        for (one, next) in all.iter().zip(all.iter().skip(1)) {
            let weight = |word| words.get(word).copied().unwrap_or_default();
            pairs.insert((*one, *next), weight(one).min(weight(next)));
        }
        Signature {
            words: words.into_iter().collect(),
            pairs: pairs.into_iter().map(|((one, next), weight)| (one, next, weight)).collect(),
            text: on_one_line(&plain),
            classes: Vec::new(),
            is_message: false,
            is_unnamed: false,
        }
    }
}

/// The names of the classes of errors before a message, each with a colon and without a blank, and the message; `None`
/// without any class.
fn divided(signature: &str) -> (Vec<String>, Option<&str>) {
    let (mut classes, mut message) = (Vec::new(), None);
    let mut rest = signature;
    while let Some((class, after)) = rest.split_once(": ") {
        if class.is_empty() || class.contains(char::is_whitespace) {
            break;
        }
        if !is_level(class) {
            classes.push(class.rsplit(['.', ':']).next().unwrap_or(class).to_lowercase());
        }
        rest = after.trim_start();
        message = Some(rest);
    }
    match message.filter(|message| !message.is_empty()) {
        Some(message) => (classes, Some(message)),
        None => (Vec::new(), None),
    }
}

/// The class of an error in parentheses, as in `An error occurred (AccessDeniedException)`, in the form that it has
/// in a passage.
fn class_in_parentheses(signature: &str) -> Option<String> {
    let (inside, _) = signature.split_once('(')?.1.split_once(')')?;
    let is_class = ["Exception", "Error"].iter().any(|end| inside.ends_with(end));
    (is_class && inside.chars().all(char::is_alphanumeric)).then(|| inside.to_lowercase())
}

/// A signature without classes that have their modules before them, such as `java.io.IOException`: logs leave the
/// modules out.
fn without_class_paths(signature: &str) -> String {
    let is_path = |token: &&str| {
        let name = token.trim_matches(|c: char| !c.is_alphanumeric()).rsplit_once('.');
        name.is_some_and(|(_, class)| class.starts_with(char::is_uppercase))
    };
    let rest: Vec<&str> = signature.split_whitespace().filter(|token| !is_path(token)).collect();
    rest.join(" ")
}

/// A text in lower case, with single blanks.
pub(super) fn on_one_line(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Whether a text is in another one and neither begins nor ends within a word of it.
pub(super) fn stands_in(whole: &str, passage: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let Some(at) = passage.find(whole).filter(|_| !whole.is_empty()) else { return false };
    let (before, after) = (passage.get(..at).unwrap_or_default(), passage.get(at + whole.len()..).unwrap_or_default());
    !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pairs_are_there_once_with_their_weights() {
        let signature = Signature::of("Error: open 'x1' error  open", &mut Lexicon::default());
        assert_eq!(signature.words, [(0, 1.0), (1, 1.0), (2, 0.6)]);
        assert_eq!(signature.pairs, [(0, 1, 1.0), (1, 2, 0.6), (2, 0, 0.6)]);
        assert_eq!(signature.text, "error: open 'x1' error open");
    }

    #[test]
    fn the_classes_of_errors_before_a_message_are_told_from_levels() {
        let divided = |signature| {
            let (mut classes, message) = divided(signature);
            classes.extend(class_in_parentheses(signature));
            (classes.join(" "), message)
        };
        let own = |classes: &str, message| (classes.to_owned(), message);
        assert_eq!(divided("java.io.IOException: Broken pipe"), own("ioexception", Some("Broken pipe")));
        assert_eq!(divided("db.Deadlock: ERROR: deadlock: x y"), own("deadlock deadlock", Some("x y")));
        assert_eq!(divided("error: x"), own("", Some("x")));
        for whole in ["no class here: x", "A: ", "A:x", ": x", ""] {
            assert_eq!(divided(whole), own("", None), "{whole}");
        }
    }

    #[test]
    fn a_class_of_error_may_be_in_parentheses() {
        let class = |signature| class_in_parentheses(signature);
        assert_eq!(class("An error occurred (AccessDeniedException) when"), Some("accessdeniedexception".to_owned()));
        for other in ["out of memory (OOMKilled)", "f(x Error)", "no (parentheses", "no class"] {
            assert_eq!(class(other), None, "{other}");
        }
    }

    #[test]
    fn a_signature_may_name_its_program_and_the_text_not() {
        let is_unnamed = |signature: &str, program: &str, text: &str| {
            Signature::all(signature, program, &mut LogText::read(text.as_bytes(), 0)).iter().any(|one| one.is_unnamed)
        };
        assert!(is_unnamed("Segmentation fault in Node.js", "node", "Segmentation fault"));
        assert!(!is_unnamed("Segmentation fault in Node.js", "node", "node x.js\nSegmentation fault"));
        assert!(!is_unnamed("Segmentation fault", "node", "Segmentation fault"), "it names none");
        assert!(!is_unnamed("java.io.IOException: Broken pipe", "java", "IOException: Broken pipe"), "a module");
    }

    #[test]
    fn a_signature_is_in_a_passage_between_words() {
        assert!(stands_in("no space", "error: no space left"));
        assert!(!stands_in("no space", "no spaces") && !stands_in("no", "so no1") && !stands_in("", "a"));
    }
}
