//! Hints for an edit that was refused.

use crate::cli::failure::{Exit, Failure};
use crate::cli::faults::hint;
use crate::curate::{EditRefusal, Expected, Guarded};
use crate::record::{Conflict, Field, NamedField};

/// A refused edit as a failure.
pub(super) fn failure(refusal: &EditRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        EditRefusal::NoField { near, custom, .. } => {
            let own = format!("a custom key is set as {custom}");
            failure(Exit::Missing).hint(match near {
                Some(near) => format!("did you mean {near}? {own}"),
                None => format!("the fields are those of the JSON; {own}"),
            })
        }
        EditRefusal::ItemList(_) => failure(Exit::Usage).hint("use --add, --remove and --move, or the editor"),
        EditRefusal::Annotation(Field::WAIVERS) => failure(Exit::Usage).hint("`canonry waive` changes them"),
        EditRefusal::Annotation(_) => {
            failure(Exit::Usage).hint("`canonry sample add` and `canonry sample withdraw` change them")
        }
        EditRefusal::NotCustom(_) => failure(Exit::Usage).hint("name it without extra., or choose another key"),
        EditRefusal::NotText(word) | EditRefusal::NotAList(word) => {
            failure(Exit::Usage).hint(format!("use --set {word}=VALUE"))
        }
        EditRefusal::NotContained { id, .. } => failure(Exit::Missing).hint(format!("see `canonry show {id}`")),
        EditRefusal::NotJson { word, expected, .. } => failure(Exit::Rejected).hint(match expected {
            Expected::List => format!("write a list as [\"a\", \"b\"], or use --add {word}=a"),
            Expected::Item | Expected::Value => {
                "numbers as 0.8, lists as [\"a\"], items as {\"action\": \"...\", ...}".to_owned()
            }
        }),
        EditRefusal::NoIdLeft(_) => failure(Exit::Rejected).hint("the database is damaged: run `canonry verify`"),
        EditRefusal::NotRemovable(word) => failure(Exit::Usage)
            .hint(format!("set it: --set {word}=null, or to an empty value; from a list: --remove {word}=VALUE")),
        EditRefusal::NoPlace { .. } => failure(Exit::Usage),
        EditRefusal::Invalid { id, faults } => {
            let details = faults.iter().map(|fault| format!("{id}: {}: {}", fault.path, fault.reason)).collect();
            Failure { details, hint: hint(faults), ..failure(Exit::Rejected) }
        }
        EditRefusal::Twice { .. } => failure(Exit::Usage)
            .hint("change each field by one --set, or by one --replace after another; move an item once"),
        EditRefusal::RemovedAndChanged(_) => {
            failure(Exit::Usage).hint("numbers of items are those before the edit; omit one of the two steps")
        }
        EditRefusal::Id { from, to } => failure(Exit::Policy)
            .hint(format!("`canonry rename {from} {to}` does it, and the edges of other records follow")),
        EditRefusal::Guarded { fields, .. } => {
            let details = fields.iter().map(|field| format!("{}: {}", field.field(), command(*field))).collect();
            Failure { details, ..failure(Exit::Policy) }
                .hint("use those commands, or override with --force --reason TEXT")
        }
        EditRefusal::StaleText(id) => failure(Exit::Conflict).hint(format!("see `canonry log {id}`")),
        EditRefusal::Conflict { fields, .. } => {
            let line = |(name, conflict): &(NamedField, Conflict)| {
                let [base, ours, theirs] = conflict.values();
                format!("{name}: it was {base}, is {ours} now, and {theirs} in the text")
            };
            Failure { details: fields.iter().map(line).collect(), ..failure(Exit::Conflict) }
                .hint("set these fields in the text, and copy the rest from `canonry show --format json`")
        }
    }
}

/// The command that changes a field that an edit does not change.
fn command(field: Guarded) -> &'static str {
    match field {
        Guarded::VerificationTier => "`canonry promote` and `canonry demote` move a record along the tiers",
        Guarded::LastConfirmed => "`canonry confirm` changes the day and records the evidence",
        Guarded::EvidenceCount => "`canonry evidence add` and `evidence withdraw` change the count with the ledger",
        Guarded::LastUpdated => "it is set automatically when the record changes",
    }
}
