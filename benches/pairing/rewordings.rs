//! Texts that say the same in other words.

use crate::random::Random;

/// A way to say the same in other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rewording {
    Case,
    Punctuation,
    Whitespace,
    Quoting,
    Typo,
    Articles,
    Adverb,
    VerbForm,
    Synonym,
    ClauseAtEnd,
    ClauseAtStart,
    Shortened,
    Halves,
    ByHand,
}

/// All that are made by rule.
pub const REWORDINGS: [Rewording; 13] = [
    Rewording::Case,
    Rewording::Punctuation,
    Rewording::Whitespace,
    Rewording::Quoting,
    Rewording::Typo,
    Rewording::Articles,
    Rewording::Adverb,
    Rewording::VerbForm,
    Rewording::Synonym,
    Rewording::ClauseAtEnd,
    Rewording::ClauseAtStart,
    Rewording::Shortened,
    Rewording::Halves,
];

const AT_END: [&str; 16] = [
    ", then try again",
    " if that is possible",
    " and restart the service",
    " as the documentation says",
    " to be safe",
    " before anything else",
    " on every machine",
    " (needs administrator rights)",
    "; this helps in most cases",
    ", since the default is too small",
    " if nothing else works",
    ", but only for a test",
    " and check the log afterwards",
    " so that the error does not come back",
    " when you build on Linux",
    ", which takes a few minutes",
];

const AT_START: [&str; 10] = [
    "First, ",
    "If possible, ",
    "As a last resort, ",
    "On Linux, ",
    "To fix this, ",
    "In most cases, ",
    "Make sure to ",
    "Try to ",
    "After the upgrade, ",
    "If you own the server, ",
];

const ADVERBS: [&str; 10] =
    ["simply", "properly", "explicitly", "manually", "correctly", "first", "also", "again", "completely", "locally"];

/// First words of instructions that have no other form.
const NO_VERBS: [&str; 9] = ["always", "never", "stop", "avoid", "the", "for", "when", "only", "after"];

/// Words that say the same in instructions. Many more than the program knows.
const SYNONYMS: [&[&str]; 34] = [
    &["use", "run", "execute", "apply", "employ"],
    &["using", "running", "executing", "applying"],
    &["remove", "delete", "drop", "erase"],
    &["removing", "deleting", "dropping"],
    &["ensure", "make sure", "verify", "check"],
    &["verify", "check", "confirm", "validate"],
    &["set", "configure", "define"],
    &["setting", "configuring", "defining"],
    &["create", "make", "generate", "build"],
    &["add", "include", "insert", "append"],
    &["adding", "including", "inserting"],
    &["update", "upgrade", "refresh"],
    &["change", "modify", "alter", "adjust"],
    &["fix", "repair", "correct", "resolve"],
    &["increase", "raise", "enlarge"],
    &["increasing", "raising", "enlarging"],
    &["reduce", "lower", "decrease"],
    &["restart", "reboot", "relaunch"],
    &["ignore", "skip", "disregard"],
    &["move", "relocate", "transfer"],
    &["call", "invoke"],
    &["specify", "give", "state", "provide"],
    &["switch", "change", "move"],
    &["directory", "folder"],
    &["parameter", "argument", "option"],
    &["setting", "option"],
    &["correct", "right", "proper"],
    &["before", "prior to"],
    &["existing", "present"],
    &["large", "big", "huge"],
    &["required", "needed", "necessary"],
    &["missing", "absent"],
    &["error", "failure", "fault"],
    &["via", "through", "with", "using"],
];

/// Says `text` in another way; `None` if that way does not change it.
pub fn reword(text: &str, by: Rewording, random: &mut Random) -> Option<String> {
    let new = match by {
        Rewording::Case => match random.below(3) {
            0 => text.to_lowercase(),
            1 => lower_first(text),
            _ => text.split(' ').map(upper_first).collect::<Vec<_>>().join(" "),
        },
        Rewording::Punctuation => match random.below(4) {
            0 => text.strip_suffix('.').map_or(format!("{text}."), str::to_owned),
            1 => text.replace(": ", " - "),
            2 => text.replace(", ", " ").replace(" (", ", ").replace(") ", " "),
            _ => text.replace(" - ", ": ").replace(": ", ", "),
        },
        Rewording::Whitespace => match random.below(4) {
            0 => format!("{text} "),
            1 => text.replacen(' ', "  ", 2),
            2 => text.replacen(' ', "\n", 1),
            _ => text.replacen(' ', "\u{a0}", 1),
        },
        Rewording::Quoting => quote(text),
        Rewording::Typo => change_word(text, random, |word| word.len() > 4 && is_plain(word), typo)?,
        Rewording::Articles => articles(text, random),
        Rewording::Adverb => adverb(text, random)?,
        Rewording::VerbForm => verb_form(text)?,
        Rewording::Synonym => synonym(text, random)?,
        Rewording::ClauseAtEnd => format!("{}{}", text.trim_end_matches('.'), random.one(&AT_END)?),
        Rewording::ClauseAtStart => format!("{}{}", random.one(&AT_START)?, lower_first(text)),
        Rewording::Shortened => shorten(text, random)?,
        Rewording::Halves => halves(text)?,
        Rewording::ByHand => return None,
    };
    (new != text && !new.trim().is_empty()).then_some(new)
}

/// Whether a word is made of small letters only.
pub fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase())
}

pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Changes one of the words that fit.
pub fn change_word(
    text: &str,
    random: &mut Random,
    fits: impl Fn(&str) -> bool,
    change: impl Fn(&str, &mut Random) -> String,
) -> Option<String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let fitting: Vec<usize> = (0..words.len()).filter(|at| fits(&words[*at])).collect();
    let at = *random.one(&fitting)?;
    words[at] = change(&words[at], random);
    Some(words.join(" "))
}

fn typo(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.below(letters.len() - 1);
    match random.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = *random.one(&['a', 'e', 'i', 'o', 'r', 't', 's']).unwrap_or(&'e'),
    }
    letters.into_iter().collect()
}

fn quote(text: &str) -> String {
    if text.contains(['`', '\'']) {
        return text.replace(['`', '\''], "");
    }
    let is_code = |word: &str| word.contains(['_', '/', '=', '(']) || word.starts_with('-') && word.len() > 1;
    let quote = |word: &str| if is_code(word) { format!("`{word}`") } else { word.to_owned() };
    text.split(' ').map(quote).collect::<Vec<_>>().join(" ")
}

fn articles(text: &str, random: &mut Random) -> String {
    let without: Vec<&str> = text.split(' ').filter(|word| !["the", "a", "an"].contains(word)).collect();
    let without = without.join(" ");
    if without != text {
        return without;
    }
    let mut words: Vec<&str> = text.split(' ').collect();
    let at = 1 + random.below(words.len().saturating_sub(1));
    words.insert(at.min(words.len()), "the");
    words.join(" ")
}

fn adverb(text: &str, random: &mut Random) -> Option<String> {
    let without: Vec<&str> = text.split(' ').filter(|word| !ADVERBS.contains(&word.to_lowercase().as_str())).collect();
    if without.len() < text.split(' ').count() && without.len() > 1 {
        return Some(without.join(" "));
    }
    let mut words: Vec<&str> = text.split(' ').collect();
    let at = 1 + random.below(words.len());
    words.insert(at.min(words.len()), random.one(&ADVERBS)?);
    Some(words.join(" "))
}

/// "Use a proxy" and "Using a proxy".
fn verb_form(text: &str) -> Option<String> {
    let (first, rest) = text.split_once(' ')?;
    let small = first.to_lowercase();
    if !is_plain(&small) || small.len() < 3 || small.ends_with("ly") || NO_VERBS.contains(&small.as_str()) {
        return None;
    }
    let verb = match first.strip_suffix("ing") {
        Some(stem) if stem.len() > 2 => {
            let letters: Vec<char> = stem.chars().rev().take(2).collect();
            let is_doubled = letters[0] == letters[1] && !"lsd".contains(letters[0]);
            let is_short = !is_doubled && "cvgzr".contains(letters[0]);
            let stem = if is_doubled { &stem[..stem.len() - 1] } else { stem };
            format!("{stem}{}", if is_short { "e" } else { "" })
        }
        Some(_) => return None,
        None => match first {
            "Set" | "Get" | "Run" | "Put" | "Drop" | "Skip" | "Pin" | "Wrap" | "Let" => {
                format!("{first}{}ing", first.chars().last()?)
            }
            _ => format!("{}ing", first.strip_suffix('e').unwrap_or(first)),
        },
    };
    Some(format!("{verb} {rest}"))
}

fn synonym(text: &str, random: &mut Random) -> Option<String> {
    let known = |word: &str| SYNONYMS.iter().any(|set| set.contains(&word.to_lowercase().as_str()));
    change_word(text, random, known, |word, random| {
        let small = word.to_lowercase();
        let sets: Vec<&&[&str]> = SYNONYMS.iter().filter(|set| set.contains(&small.as_str())).collect();
        let others: Vec<&str> =
            random.one(&sets).map_or(vec![], |set| set.iter().copied().filter(|other| *other != small).collect());
        let other = random.one(&others).copied().unwrap_or_default();
        if small == word { other.to_owned() } else { upper_first(other) }
    })
}

/// Whether the program may say one for the other.
pub fn are_synonyms(one: &str, other: &str) -> bool {
    SYNONYMS.iter().any(|set| set.contains(&one) && set.contains(&other))
}

fn shorten(text: &str, random: &mut Random) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let ends: Vec<usize> = [" (", ": ", ", ", " - ", "; ", " to ", " for ", " with "]
        .iter()
        .filter_map(|end| text.find(end))
        .filter(|end| text[..*end].split(' ').count() * 2 >= words.len() && *end > 8)
        .collect();
    if let Some(end) = random.one(&ends) {
        return Some(text[..*end].to_owned());
    }
    let left = words.len() - words.len() / 4;
    (left > 2).then(|| words[..left].join(" "))
}

fn halves(text: &str) -> Option<String> {
    let at = |by: &'static str| text.split_once(by).filter(|(one, other)| one.contains(' ') && other.contains(' '));
    let (one, by, other) =
        [" and ", ": ", ", ", " then ", " for ", " in "].iter().find_map(|by| at(by).map(|(a, b)| (a, *by, b)))?;
    let other = other.trim_end_matches('.');
    Some(match by {
        " for " | " in " => format!("{}{other}, {}", upper_first(by.trim_start()), lower_first(one)),
        _ => format!("{}{by}{}", upper_first(other), lower_first(one)),
    })
}
