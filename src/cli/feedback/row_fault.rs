//! What is wrong with a row of feedback and what to do about it, in words.

use crate::intake::{ONCE_RIGHT, RowError, RowFault};

/// The column, what is wrong with its value and what to do next, in one line.
pub(super) fn line(fault: &RowFault) -> String {
    format!("{}: {}{}", fault.place(), fault.error, advice(&fault.error))
}

fn advice(error: &RowError) -> String {
    match error {
        RowError::Unclosed { begins: Some(begins) } => format!("; it begins {begins}; {ONCE_RIGHT}"),
        RowError::Unclosed { begins: None } | RowError::Unmarked(_) => format!("; {ONCE_RIGHT}"),
        RowError::LongRow { begins } | RowError::FieldCount { begins: Some(begins), .. } => {
            format!("; is a quote missing? It begins {begins}")
        }
        RowError::LongLine { begins } => format!("; it begins {begins}"),
        RowError::FieldCount { begins: None, .. } => "; is a quote missing?".to_owned(),
        RowError::NotUtf8 => "; save the file as UTF-8".to_owned(),
        RowError::GivenTwice(_) | RowError::OutcomeAndSums => "; keep one of the two".to_owned(),
        RowError::NoOutcome => "; one of the two is required".to_owned(),
        RowError::NoAttempts => "; one of them must be above 0".to_owned(),
        RowError::Nameless(_)
        | RowError::Noted(_)
        | RowError::NotAnObject
        | RowError::NotJson(_)
        | RowError::NotBoolean(_)
        | RowError::NotATime(_)
        | RowError::NotText(_)
        | RowError::Empty
        | RowError::CountOfSums
        | RowError::NotWhole { .. }
        | RowError::Value(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::FeedbackColumn;

    #[test]
    fn a_fault_names_its_column_or_the_row_and_what_to_do() {
        let count = |begins| RowFault::of_row(RowError::FieldCount { found: 1, expected: 4, begins });
        assert_eq!(line(&count(None)), "row: 1 field, but the header has 4; is a quote missing?");
        let begun = line(&count(Some("x,y".to_owned())));
        assert_eq!(begun, "row: 1 field, but the header has 4; is a quote missing? It begins x,y");
        let both = FeedbackColumn::Outcome.fault(RowError::OutcomeAndSums);
        assert_eq!(line(&both), "outcome: given together with successes and failures; keep one of the two");
        assert_eq!(line(&FeedbackColumn::RecordId.fault(RowError::Empty)), "record_id: empty, and required");
    }

    #[test]
    fn a_fault_that_a_row_of_rejects_does_not_show_ends_with_the_mark_of_one() {
        let unclosed = |begins| RowError::Unclosed { begins };
        for error in [unclosed(None), unclosed(Some("x".to_owned())), RowError::Unmarked(4)] {
            assert!(line(&RowFault::of_row(error)).ends_with(ONCE_RIGHT));
        }
    }
}
