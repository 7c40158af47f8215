//! Why a report does not fit the database, in words.

use crate::curate::{Misfit, MissingItem};
use crate::record::{Id, ItemNumber};

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
        Misfit::ByText { matching: Some(id) } => format!("it matches {id}; --fuzzy accepts that, or name the record"),
        Misfit::ByText { matching: None } => {
            "no record is named; --fuzzy finds records by their error texts".to_owned()
        }
        Misfit::SeveralByText { matching } => {
            let ids: Vec<&str> = matching.iter().map(Id::as_str).collect();
            format!("it matches {} about equally well; name one of them as the record_id", ids.join(", "))
        }
        Misfit::UnknownText { close } if close.is_empty() => "no record is known for this text".to_owned(),
        Misfit::UnknownText { close } => format!("no record is known for this text{}", did_you_mean(close)),
        Misfit::Withdrawn(name) => format!("{name} is withdrawn; `canonry restore {name}` publishes it again"),
        Misfit::Day(wrong) => wrong.to_string(),
        Misfit::NoItem(missing) => MissingItem { word: beginning(&missing.word), ..missing.clone() }.to_string(),
        Misfit::NoText { name, near } => {
            let quoted = |(number, text): &(ItemNumber, String)| format!("{number} '{}'", cut(text, MAX_TEXT_CHARS));
            let near: Vec<String> = near.iter().map(quoted).collect();
            format!("no workaround or dead end of {name} has this text{}", did_you_mean(&near))
        }
        Misfit::SeveralItems { name, numbers } => {
            let numbers: Vec<String> = numbers.iter().map(ItemNumber::to_string).collect();
            format!("several items of {name} have this text: {}; name one by its number", numbers.join(", "))
        }
        Misfit::Count { count, .. } => count.to_string(),
        Misfit::Sum(sum) => format!("with the failures the sum {sum}"),
        Misfit::Overflow { count, .. } => count.to_string(),
    }
}

fn did_you_mean(near: &[impl ToString]) -> String {
    let near: Vec<String> = near.iter().map(ToString::to_string).collect();
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
    use crate::curate::LargeCount;
    use crate::intake::FeedbackColumn;

    #[test]
    fn a_misfit_names_its_column_and_what_to_do() {
        let ids = ["x/a", "x/b"].map(|id| id.parse().unwrap()).to_vec();
        let said = "record_id: both is an alias of 2 records: x/a, x/b; name one by its id";
        assert_eq!(line(&Misfit::Ambiguous { name: "both".to_owned(), ids }), said);
        let large = LargeCount { count: 12, max_count: 10 };
        let count = Misfit::Count { column: FeedbackColumn::Failures, count: large };
        assert_eq!(line(&count), "failures: 12 is more than 10, the max_count of the policy");
        let long = line(&Misfit::NoRecord { name: "é".repeat(1_000), near: Vec::new() });
        assert_eq!(long.chars().count(), "record_id: there is no record ".len() + MAX_NAME_CHARS);
    }
}
