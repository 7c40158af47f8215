//! The values of fields that list objects of the format: edges as they are, items by their ids.

use super::values::values;
use crate::record::{Confusion, DeadEnd, Edge, Json, Version, Workaround};

values! {
    Vec<Edge>: |edges, _items| Json::of(edges);
    Vec<Confusion>: |edges, _items| Json::of(edges);
    Vec<Version>: |_list, items| Json::from(items.versions.as_slice());
    Vec<DeadEnd>: |_list, items| Json::from(items.dead_ends.as_slice());
    Vec<Workaround>: |_list, items| Json::from(items.workarounds.as_slice());
}
