//! What changed in a record, as programs read it.

use serde_json::{Map, Value, json};

use super::{MeantChange, RecordDifference, RecordFate};
use crate::record::Json;

impl RecordDifference {
    /// What became of the record, with each change, as JSON.
    pub fn to_json(&self) -> Map<String, Value> {
        let RecordDifference { id, fate, changes } = self;
        let mut object = Map::from_iter([
            ("id".to_owned(), json!(id.as_str())),
            ("fate".to_owned(), json!(fate.as_str())),
            ("changes".to_owned(), changes.iter().map(change_to_json).collect()),
        ]);
        let told = match fate {
            RecordFate::Added { signature } => Some(("signature", signature.clone())),
            RecordFate::Withdrawn { reason, merged_into } => {
                object.extend(merged_into.as_ref().map(|into| ("merged_into".to_owned(), json!(into.as_str()))));
                reason.clone().map(|reason| ("reason", reason))
            }
            RecordFate::Renamed { from } => Some(("from", from.to_string())),
            RecordFate::Restored | RecordFate::Kept => None,
        };
        object.extend(told.map(|(name, value)| (name.to_owned(), Value::String(value))));
        object
    }
}

fn change_to_json(MeantChange { topic, change, item, reports }: &MeantChange) -> Value {
    let value = |value: &Option<Json>| value.as_ref().map_or(Value::Null, Json::to_value);
    let mut object = Map::from_iter([
        ("topic".to_owned(), json!(topic.as_str())),
        ("field".to_owned(), json!(change.path.to_string())),
        ("old".to_owned(), value(&change.old)),
        ("new".to_owned(), value(&change.new)),
    ]);
    object.extend(item.as_ref().map(|item| ("item".to_owned(), json!(item))));
    object.extend(reports.map(|reports| ("reports".to_owned(), json!(reports))));
    Value::Object(object)
}
