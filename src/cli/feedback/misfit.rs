//! Why a report does not fit the database, in words.

use crate::curate::Misfit;
use crate::record::{Id, ItemKind, ItemNumber};

/// The largest part of a name that is shown, in characters.
const MAX_NAME_CHARS: usize = 200;

/// The largest part of an item's text that is shown, in characters.
const MAX_TEXT_CHARS: usize = 60;

/// The column and what is wrong with its value, in one line.
pub(super) fn line(misfit: &Misfit) -> String {
    format!("{}: {}", misfit.column().as_str(), reason(misfit))
}

fn reason(misfit: &Misfit) -> String {
    match misfit {
        Misfit::NoRecord { name, near } => format!("there is no record {}{}", beginning(name), did_you_mean(near)),
        Misfit::Ambiguous { name, ids } => {
            let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
            format!("{} is an alias of {} records: {}; name one by its id", beginning(name), ids.len(), ids.join(", "))
        }
        Misfit::Withdrawn(name) => format!("{name} is withdrawn; `canonry restore {name}` publishes it again"),
        Misfit::Future { day, today } => format!("{day} is in the future: today is {today}"),
        Misfit::BeforeFirstSeen { name, day, first_seen } => {
            format!("{day} is before {name} was first seen, on {first_seen}")
        }
        Misfit::NoItem { name, word, kind, count } => no_item(name, word, *kind, *count),
        Misfit::NoText { name, near } => {
            let quoted = |(number, text): &(ItemNumber, String)| format!("{number} '{}'", cut(text, MAX_TEXT_CHARS));
            let near: Vec<String> = near.iter().map(quoted).collect();
            format!("no workaround or dead end of {name} has this text{}", did_you_mean(&near))
        }
        Misfit::SeveralItems { name, numbers } => {
            let numbers: Vec<String> = numbers.iter().map(ItemNumber::to_string).collect();
            format!("several items of {name} have this text: {}; name one by its number", numbers.join(", "))
        }
        Misfit::Count { count, max_count, .. } => format!("{count} is {}", limit(*max_count)),
        Misfit::Sum { sum, max_count } => format!("with the failures the sum is {sum}, {}", limit(*max_count)),
        Misfit::Overflow { count, max, .. } => format!("count {count} would raise evidence_count beyond {max}"),
    }
}

fn no_item(name: &str, word: &str, kind: ItemKind, count: usize) -> String {
    let (word, letter, list) = (beginning(word), kind.letter(), kind.list().replace('_', " "));
    match count {
        0 => format!("{name} has no {list}"),
        1 => format!("{name} has no {word}, only {letter}1"),
        many => format!("{name} has no {word}; its {list} are {letter}1 to {letter}{many}"),
    }
}

fn limit(max_count: u32) -> String {
    format!("more than {max_count}, the max_count of the policy")
}

fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}

fn beginning(name: &str) -> String {
    cut(name, MAX_NAME_CHARS)
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::FeedbackColumn;

    #[test]
    fn a_misfit_names_its_column_and_what_to_do() {
        let ids = ["x/a", "x/b"].map(|id| id.parse().unwrap()).to_vec();
        let said = "record_id: both is an alias of 2 records: x/a, x/b; name one by its id";
        assert_eq!(line(&Misfit::Ambiguous { name: "both".to_owned(), ids }), said);
        let count = Misfit::Count { column: FeedbackColumn::Failures, count: 12, max_count: 10 };
        assert_eq!(line(&count), "failures: 12 is more than 10, the max_count of the policy");
        let long = line(&Misfit::NoRecord { name: "é".repeat(1_000), near: Vec::new() });
        assert_eq!(long.chars().count(), "record_id: there is no record ".len() + MAX_NAME_CHARS);
    }

    #[test]
    fn an_item_that_is_missing_is_named_with_those_that_exist() {
        let no_item = |count| {
            let (name, word) = ("x/a".to_owned(), "w9".to_owned());
            line(&Misfit::NoItem { name, word, kind: ItemKind::Workaround, count })
        };
        assert_eq!(no_item(0), "item: x/a has no workarounds");
        assert_eq!(no_item(1), "item: x/a has no w9, only w1");
        assert_eq!(no_item(2), "item: x/a has no w9; its workarounds are w1 to w2");
    }
}
