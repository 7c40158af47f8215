//! Hints for a waiver that was refused.

use crate::cli::failure::{Exit, Failure};
use crate::curate::WaiverRefusal;
use crate::record::NamedField;

/// The most places that are named.
const MAX_PLACES: usize = 5;

/// A refused waiver as a failure.
pub(super) fn failure(refusal: &WaiverRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        WaiverRefusal::NotFound { id, elsewhere, .. } if elsewhere.is_empty() => {
            failure(Exit::Missing).hint(format!("`canonry check {id} --all` shows what is found"))
        }
        WaiverRefusal::NotFound { elsewhere, .. } => {
            let named = |place: &Option<NamedField>| match place {
                Some(field) => field.to_string(),
                None => "the whole record".to_owned(),
            };
            let places: Vec<String> = elsewhere.iter().take(MAX_PLACES).map(named).collect();
            let more = if elsewhere.len() > MAX_PLACES { ", and elsewhere" } else { "" };
            failure(Exit::Missing).hint(format!("it is found in {}{more}", places.join(", ")))
        }
        WaiverRefusal::Over { .. } => failure(Exit::Usage).hint("give a day from today on, or none"),
        WaiverRefusal::OfWaiver => failure(Exit::Usage).hint("withdraw it: `canonry waive ID CODE --withdraw`"),
        WaiverRefusal::NoWaiver { id, .. } => {
            failure(Exit::Missing).hint(format!("`canonry check {id} --waived` shows what is waived"))
        }
    }
}
