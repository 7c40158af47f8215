//! The values of a field in a set, finding variants among them, and replacing them by a map.

mod replace;
mod value_map;

pub use replace::ReplaceValues;
pub use value_map::{ValueMap, ValueMapFault, ValueMove};

use crate::check::{Cluster, VariantRule, Variants};
use crate::curate::{WorkProgress, WorkStage};
use crate::record::{ChangedBy, FormatField, Record};
use crate::store::{FacetValue, Filter, Snapshot, StoreError};

/// The values that a field has in the records of a filter, the most used first; see [`Snapshot::facet`]. `progress` is
/// told the records of the database.
///
/// # Errors
/// If the database cannot be read.
pub fn facet(
    snapshot: &Snapshot<'_>,
    field: FormatField,
    filter: &Filter,
    progress: &WorkProgress,
) -> Result<Vec<FacetValue>, StoreError> {
    progress.begin(WorkStage::Tallying, Some(snapshot.last_key()?));
    let values = snapshot.facet(field, filter, |records| progress.add(records));
    progress.end();
    values
}

/// The values among those of a field that have variants.
pub fn clusters(field: FormatField, values: Vec<FacetValue>) -> Vec<Cluster> {
    let is_category = field == Record::CATEGORY.format();
    let mut variants = Variants::by(if is_category { VariantRule::Categories } else { VariantRule::Words });
    for FacetValue { value, records } in values {
        if let Some(value) = value {
            variants.count(value.into(), records);
        }
    }
    variants.clusters()
}

/// Whether the values of a field can be replaced by a map: those of texts and lists of texts that have no command of
/// their own.
pub fn is_replaceable(field: FormatField) -> bool {
    let kind = field.kind();
    kind.changed_by() == ChangedBy::Fix && (kind.is_text() || kind.is_text_list())
}
