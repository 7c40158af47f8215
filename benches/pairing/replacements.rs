//! Texts that keep most of the letters and say something else.

use crate::random::Random;
use crate::rewordings::{are_synonyms, change_word, is_plain, lower_first, upper_first};

/// The origin of the replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replacement {
    /// Another item of the list.
    SameList,
    /// A workaround instead of a dead end of the record, or the other way round.
    OtherList,
    /// Any item of another record of the domain.
    Domain,
    /// The most similar item of the other records of the domain.
    Nearest,
    /// A word became its opposite.
    Opposite,
    /// A number became another.
    Number,
    /// A name became another.
    Name,
    /// Another word became another.
    Word,
    /// A negation was added.
    Negation,
    /// The texts on both sides of "instead of", "before" and the like were swapped.
    Sides,
    /// A comparison became another.
    Operator,
    ByHand,
}

/// Those that are made by rule from the text that they replace.
pub const TWISTS: [Replacement; 6] = [
    Replacement::Opposite,
    Replacement::Number,
    Replacement::Name,
    Replacement::Word,
    Replacement::Negation,
    Replacement::Sides,
];

const OPPOSITES: [(&str, &str); 56] = [
    ("install", "uninstall"),
    ("installing", "uninstalling"),
    ("upgrade", "downgrade"),
    ("upgrading", "downgrading"),
    ("enable", "disable"),
    ("enabling", "disabling"),
    ("enabled", "disabled"),
    ("increase", "decrease"),
    ("increasing", "decreasing"),
    ("increase", "reduce"),
    ("add", "remove"),
    ("adding", "removing"),
    ("allow", "deny"),
    ("allow", "disallow"),
    ("before", "after"),
    ("with", "without"),
    ("true", "false"),
    ("on", "off"),
    ("start", "stop"),
    ("import", "export"),
    ("encrypt", "decrypt"),
    ("encode", "decode"),
    ("client", "server"),
    ("upload", "download"),
    ("lock", "unlock"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("more", "fewer"),
    ("mount", "unmount"),
    ("include", "exclude"),
    ("synchronous", "asynchronous"),
    ("sync", "async"),
    ("public", "private"),
    ("hide", "show"),
    ("open", "close"),
    ("create", "delete"),
    ("use", "avoid"),
    ("using", "avoiding"),
    ("all", "no"),
    ("same", "different"),
    ("always", "never"),
    ("local", "global"),
    ("larger", "smaller"),
    ("higher", "lower"),
    ("input", "output"),
    ("internal", "external"),
    ("read", "write"),
    ("push", "pull"),
    ("first", "last"),
    ("from", "to"),
    ("into", "from"),
    ("http", "https"),
    ("mutable", "immutable"),
    ("secure", "insecure"),
    ("required", "optional"),
    ("newer", "older"),
];

const PIVOTS: [&str; 9] =
    [" instead of ", " rather than ", " before ", " after ", " over ", " without ", " with ", " from ", " not "];

/// Makes something else of `text` with `words` of the neighbourhood; `None` if that cannot be done.
pub fn twist(text: &str, by: Replacement, words: &[String], random: &mut Random) -> Option<String> {
    let new = match by {
        Replacement::Opposite => opposite(text, random)?,
        Replacement::Number => number(text, random)?,
        Replacement::Name => name(text, words, random)?,
        Replacement::Word => word(text, words, random)?,
        Replacement::Negation => negation(text, random),
        Replacement::Sides => sides(text)?,
        Replacement::Operator => ["<", ">"].iter().find(|by| text.contains(**by)).map(|by| operator(text, by))?,
        _ => return None,
    };
    (new.to_lowercase() != text.to_lowercase()).then_some(new)
}

fn opposite(text: &str, random: &mut Random) -> Option<String> {
    let others = |word: &str| -> Vec<&str> {
        let small = word.to_lowercase();
        let other = |(one, other): &(&'static str, &'static str)| match small.as_str() {
            word if word == *one => Some(*other),
            word if word == *other => Some(*one),
            _ => None,
        };
        OPPOSITES.iter().filter_map(other).collect()
    };
    change_word(
        text,
        random,
        |word| !others(word).is_empty(),
        |word, random| {
            let other = random.one(&others(word)).copied().unwrap_or_default();
            if word.starts_with(char::is_uppercase) { upper_first(other) } else { other.to_owned() }
        },
    )
}

fn number(text: &str, random: &mut Random) -> Option<String> {
    let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let at = *random.one(&digits)?;
    let digit = text[at..].chars().next()?.to_digit(10)?;
    let other = (digit + 1 + random.below(8) as u32) % 10;
    Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
}

/// Whether a word names something: a package, a file, an option, a class.
fn is_name(word: &str) -> bool {
    let inner = word.chars().skip(1);
    word.chars().count() > 2
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        && word.ends_with(|c: char| c.is_ascii_alphanumeric())
        && (inner.clone().any(|c| c.is_ascii_uppercase() || "._".contains(c)) || word.starts_with('-'))
}

fn name(text: &str, words: &[String], random: &mut Random) -> Option<String> {
    let names: Vec<&str> = text.split(' ').filter(|word| is_name(word)).collect();
    let old = *random.one(&names)?;
    let others: Vec<&String> = words.iter().filter(|word| is_name(word) && !text.contains(word.as_str())).collect();
    Some(text.replace(old, random.one(&others)?))
}

fn word(text: &str, words: &[String], random: &mut Random) -> Option<String> {
    let fits = |word: &str| is_plain(word) && word.len() > 4 && !word.ends_with("ly");
    let differ = |one: &str, other: &str| one.chars().take(4).ne(other.chars().take(4)) && !are_synonyms(one, other);
    let others: Vec<&String> = words.iter().filter(|word| fits(word) && !text.contains(word.as_str())).collect();
    let new = random.one(&others)?.as_str();
    change_word(text, random, |word| fits(word) && differ(word, new), |_, _| new.to_owned())
}

fn negation(text: &str, random: &mut Random) -> String {
    let opening = ["Do not ", "Never ", "Don't ", "Avoid: ", "It does not help to ", "Stop trying to "];
    format!("{}{}", random.one(&opening).unwrap_or(&"Do not "), lower_first(text))
}

fn operator(text: &str, old: &str) -> String {
    text.replacen(old, if old == "<" { ">" } else { "<" }, 1)
}

fn sides(text: &str) -> Option<String> {
    let (one, by, other) = PIVOTS.iter().find_map(|by| text.split_once(by).map(|(one, other)| (one, *by, other)))?;
    let (verb, one) = one.split_once(' ')?;
    let (other, end) = match other.find([',', ':', ';', '(']) {
        Some(end) => other.split_at(end),
        None => (other, ""),
    };
    Some(format!("{verb} {}{by}{one}{end}", other.trim_end()))
}
