//! A database in memory for tests of verbs.

use super::{Context, New, Verb};
use crate::record::{Id, Record, Start, read};
use crate::store::Store;

/// The day of every test.
const TODAY: &str = "2026-11-21";

/// Somebody's command of today, with a reason.
pub(super) fn context() -> Context {
    let (actor, reason, command) = ("mei".to_owned(), Some("a test".to_owned()), "test".to_owned());
    Context { day: TODAY.parse().unwrap(), actor, reason, command, dry_run: false }
}

/// The same without a reason.
pub(super) fn without_reason() -> Context {
    Context { reason: None, ..context() }
}

pub(super) fn id(word: &str) -> Id {
    word.parse().unwrap()
}

/// A record of the lowest tier with one workaround and one dead end, confirmed on 2026-11-01.
pub(super) fn record(id: &str) -> Record {
    let domain = id.split('/').next().unwrap();
    let text = format!(
        r#"{{"id": "{id}", "signature": "E {id}", "regex": "E", "domain": "{domain}", "category": "runtime_error",
        "root_cause": "c", "root_cause_type": "generic",
        "dead_ends": [{{"action": "Wait", "why_fails": "w", "fail_rate": 0.5}}],
        "workarounds": [{{"action": "Do", "success_rate": 0.5, "how": "h"}}], "verification_tier": "ai_generated",
        "confidence": 0.5, "fix_success_rate": 0.5, "resolvable": "true", "first_seen": "2026-01-01",
        "last_confirmed": "2026-11-01", "last_updated": "2026-11-01", "evidence_count": 0, "locale": "en"}}"#
    );
    read(text.as_bytes(), Start::default()).unwrap()
}

/// A database with records of these ids.
pub(super) fn store(ids: &[&str]) -> Store {
    let mut store = Store::in_memory().unwrap();
    for id in ids {
        let new = New { record: record(id), lowest_tier: "ai_generated".parse().unwrap(), force: false };
        new.apply(&mut store, &context(), &mut |_| true).unwrap();
    }
    store
}

/// Applies a verb that is approved.
pub(super) fn apply<V: Verb>(verb: &V, store: &mut Store, context: &Context) -> Result<V::Detail, super::Refusal> {
    verb.apply(store, context, &mut |_| true).map(|outcome| outcome.detail)
}
