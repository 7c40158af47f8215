//! The lines of a delta: what has to be done with a published tree so that it is that of a later state.

use std::fmt;

use crate::record::{Checksum, Id, Json, one_line};

/// A line of a delta. An id is named in one line only, so lines can be applied in any order.
///
/// Digests are those of canonical JSON, which a published tree has as `index.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeltaLine {
    /// A record is published under an id, or has another content.
    Put {
        /// The id.
        id: Id,
        /// The digest of what was published under the id before; `None` if nothing was.
        was: Option<Checksum>,
        /// The record.
        record: DeltaRecord,
    },
    /// Nothing is published under an id any more.
    Withdraw {
        /// The id.
        id: Id,
        /// The digest of what was published under it.
        was: Checksum,
        /// Why, if somebody said so.
        reason: Option<String>,
    },
    /// A record is published under another id, perhaps with another content, and nothing under the one before.
    Rename {
        /// The id.
        id: Id,
        /// The id before.
        from: Id,
        /// The digest of what was published under the id before.
        from_was: Checksum,
        /// The digest of what was published under the id itself; `None` if nothing was.
        was: Option<Checksum>,
        /// The record.
        record: DeltaRecord,
    },
}

/// A record in a line of a delta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeltaRecord {
    /// The digest of its canonical JSON.
    pub digest: Checksum,
    /// Its JSON on one line.
    pub line: String,
}

impl DeltaRecord {
    /// The record of a canonical JSON.
    pub fn of(canonical: &str) -> Self {
        DeltaRecord { digest: Checksum::of(canonical.as_bytes()), line: one_line(canonical) }
    }
}

impl fmt::Display for DeltaLine {
    /// The line, without a line break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |f: &mut fmt::Formatter<'_>, key: &str, sum: &Checksum| write!(f, ", \"{key}\": \"{sum}\"");
        let end = |f: &mut fmt::Formatter<'_>, was: Option<&Checksum>, record: &DeltaRecord| {
            was.map_or(Ok(()), |was| sum(f, "was", was))?;
            write!(f, ", \"digest\": \"{}\", \"record\": {}}}", record.digest, record.line)
        };
        match self {
            DeltaLine::Put { id, was, record } => {
                write!(f, "{{\"op\": \"put\", \"id\": \"{id}\"")?;
                end(f, was.as_ref(), record)
            }
            DeltaLine::Withdraw { id, was, reason } => {
                write!(f, "{{\"op\": \"withdraw\", \"id\": \"{id}\"")?;
                sum(f, "was", was)?;
                let reason = reason.as_deref().map(Json::from);
                reason.map_or(Ok(()), |reason| write!(f, ", \"reason\": {reason}"))?;
                f.write_str("}")
            }
            DeltaLine::Rename { id, from, from_was, was, record } => {
                write!(f, "{{\"op\": \"rename\", \"id\": \"{id}\", \"from\": \"{from}\"")?;
                sum(f, "from_was", from_was)?;
                end(f, was.as_ref(), record)
            }
        }
    }
}

impl DeltaLine {
    /// The id under which the line publishes or withdraws a record.
    pub fn id(&self) -> &Id {
        match self {
            DeltaLine::Put { id, .. } | DeltaLine::Withdraw { id, .. } | DeltaLine::Rename { id, .. } => id,
        }
    }

    /// The record that it publishes, if it does.
    pub fn record(&self) -> Option<&DeltaRecord> {
        match self {
            DeltaLine::Put { record, .. } | DeltaLine::Rename { record, .. } => Some(record),
            DeltaLine::Withdraw { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_shape_that_consumers_read() {
        let id = |text: &str| text.parse::<Id>().unwrap();
        let record = || DeltaRecord::of("{\n  \"id\": \"x/a\"\n}");
        let [old, new] = [Checksum::of(b"old"), record().digest];
        let put = DeltaLine::Put { id: id("x/a"), was: None, record: record() };
        let expected = format!(r#"{{"op": "put", "id": "x/a", "digest": "{new}", "record": {{"id": "x/a"}}}}"#);
        assert_eq!(put.to_string(), expected);
        let withdraw = DeltaLine::Withdraw { id: id("x/b"), was: old, reason: Some("a \"b\"".to_owned()) };
        let expected = format!(r#"{{"op": "withdraw", "id": "x/b", "was": "{old}", "reason": "a \"b\""}}"#);
        assert_eq!(withdraw.to_string(), expected);
        let (from, was) = (id("x/c"), Some(old));
        let rename = DeltaLine::Rename { id: id("x/a"), from, from_was: new, was, record: record() };
        let start = format!(r#"{{"op": "rename", "id": "x/a", "from": "x/c", "from_was": "{new}", "was": "{old}", "#);
        assert!(rename.to_string().starts_with(&start), "{rename}");
    }
}
