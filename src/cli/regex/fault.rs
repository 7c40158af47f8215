//! An invalid regex for people: what is wrong, and where.

use crate::cli::check::carets;
use crate::cli::failure::{Exit, Failure};
use crate::pattern::PatternFault;

/// The regex on a line, and carets under what is wrong with it.
pub(super) fn marked(text: &str, fault: &PatternFault) -> [String; 2] {
    let span = fault.span.start..fault.span.end;
    let (excerpt, carets) = carets(text, &span).unwrap_or_default();
    [excerpt, carets]
}

/// The failure of a command that got a text that is not a regex; `whose` says which regex it is.
pub(super) fn failure(exit: Exit, whose: &str, text: &str, fault: &PatternFault) -> Failure {
    let mut failure = Failure::new(exit, format!("{whose} does not compile: {fault}"));
    failure.details = marked(text, fault).to_vec();
    failure.hint("`canonry check --explain R001` says which regexes consumers can use")
}
