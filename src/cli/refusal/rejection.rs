//! Why a record was not imported, in words.

use crate::cli::plain::one_line;
use crate::curate::{OpenConflict, Rejection};
use crate::intake::{Draft, Origin};
use crate::record::{Fault, FaultPath, Id, Rule, Start, compact};
use crate::store::Prepared;

/// A rejection as faults with their positions.
pub(in crate::cli) fn faults(rejection: &Rejection, draft: &Draft<Prepared>) -> Vec<Fault> {
    let Start { line, column } = draft.origin.start;
    let fault = |path: FaultPath, reason| Fault { line, column, path, rule: Rule::Id, reason };
    let reason = match rejection {
        Rejection::Faults(faults) => return faults.clone(),
        Rejection::Unportable(reason) => reason.to_string(),
        Rejection::Duplicate { id, first } => twice(id, first),
        Rejection::InvalidResolution { id, faults } => {
            let reason = |reason: &str| format!("the value for a conflict in '{id}' is not valid: {reason}");
            return faults.iter().map(|one| fault(one.path.clone(), reason(&one.reason))).collect();
        }
        Rejection::Conflict { id, conflicts, .. } => {
            return conflicts
                .iter()
                .map(|one| fault(FaultPath::of(one.name().to_string()), both_changed(id, one)))
                .collect();
        }
    };
    vec![fault(FaultPath::of("id"), reason)]
}

/// Where a rejected record came from: its file or, without a place in a text, the other database and its id there, if
/// the rejection does not name it.
pub(in crate::cli) fn place(rejection: &Rejection, draft: &Draft<Prepared>) -> String {
    let source = one_line(&draft.origin.source);
    match (&draft.content, rejection) {
        (Ok(prepared), Rejection::Faults(_) | Rejection::Unportable(_)) if draft.origin.start == Start::NONE => {
            format!("{source} {}", prepared.record.id)
        }
        (Ok(_) | Err(_), _) => source,
    }
}

/// The fault of a record that is twice in a run, with the first place.
pub(in crate::cli) fn twice(id: &Id, first: &Origin) -> String {
    format!("'{id}' was already in this run, at {first}; keep one of the two")
}

/// The values of a field on each side, in one line.
pub(in crate::cli) fn both_changed(id: &Id, conflict: &OpenConflict) -> String {
    let [base, ours, theirs] = conflict.values();
    let item = conflict.item.as_ref().map_or(String::new(), |text| format!(" (of {})", compact(text)));
    format!("both sides changed it in '{id}'{item}: base {base}, ours {ours}, theirs {theirs}")
}
