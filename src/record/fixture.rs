//! A record for tests, with the fields that a test changes.

use serde_json::{Value, json};

use super::{Revision, Start, read};

/// A revision with two workarounds, its items numbered from 1, changed as JSON.
pub(super) fn revision(change: impl FnOnce(&mut Value)) -> Revision {
    let mut tree = tree();
    change(&mut tree);
    let record = read(tree.to_string().as_bytes(), Start::default()).unwrap();
    record.into()
}

fn tree() -> Value {
    json!({
        "id": "x/a", "signature": "s", "regex": "r", "domain": "x", "category": "c", "root_cause": "cause",
        "os_specific": {"linux": "l", "mac": "m"}, "tags": ["a", "b"],
        "workarounds": [{"action": "One", "success_rate": 0.5, "how": ""}, {"action": "Two", "success_rate": 0.5, "how": ""}],
        "transition_graph": {"leads_to": [{"error_id": "x/b", "probability": 0.5, "condition": ""}]},
        "verification_tier": "ai_generated", "confidence": 0.5, "fix_success_rate": 0.5, "resolvable": "true",
        "first_seen": "2025-01-01", "last_confirmed": "2025-01-01", "last_updated": "2025-01-01", "evidence_count": 3
    })
}
