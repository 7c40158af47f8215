//! Reading the lines of a delta.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{DeltaLine, DeltaRecord};

/// Why a line is not one of a delta.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct DeltaFault {
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong, in words.
    pub reason: String,
}

/// The members of a line as they stand in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeltaMembers<'t> {
    #[serde(borrow)]
    op: &'t RawValue,
    #[serde(borrow)]
    id: &'t RawValue,
    #[serde(borrow)]
    from: Option<&'t RawValue>,
    #[serde(borrow)]
    from_was: Option<&'t RawValue>,
    #[serde(borrow)]
    was: Option<&'t RawValue>,
    #[serde(borrow)]
    reason: Option<&'t RawValue>,
    #[serde(borrow)]
    digest: Option<&'t RawValue>,
    #[serde(borrow)]
    record: Option<&'t RawValue>,
}

/// The most characters of an unknown word that are shown.
const MAX_SHOWN: usize = 40;

impl DeltaLine {
    /// Reads a line. The record in it is not compared with its digest.
    ///
    /// # Errors
    /// [`DeltaFault`] with the column.
    pub fn read(text: &str) -> Result<Self, DeltaFault> {
        let members: DeltaMembers<'_> = serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            let reason = said.split(" at line ").next().unwrap_or_default().to_owned();
            DeltaFault { column: error.column().max(1), reason }
        })?;
        let line = ParsedLine { text, members };
        let DeltaMembers { op, id, from, from_was, was, reason, .. } = line.members;
        let id = line.parse(id)?;
        let was = was.map(|was| line.parse(was)).transpose()?;
        match line.string(op)?.as_str() {
            "put" => {
                line.has_none(&[("from", from), ("from_was", from_was), ("reason", reason)])?;
                Ok(DeltaLine::Put { id, was, record: line.record()? })
            }
            "withdraw" => {
                let DeltaMembers { digest, record, .. } = line.members;
                line.has_none(&[("from", from), ("from_was", from_was), ("digest", digest), ("record", record)])?;
                let reason = reason.map(|reason| line.string(reason)).transpose()?;
                Ok(DeltaLine::Withdraw { id, was: was.ok_or_else(|| missing("was"))?, reason })
            }
            "rename" => {
                line.has_none(&[("reason", reason)])?;
                let from = line.parse(from.ok_or_else(|| missing("from"))?)?;
                let from_was = line.parse(from_was.ok_or_else(|| missing("from_was"))?)?;
                Ok(DeltaLine::Rename { id, from, from_was, was, record: line.record()? })
            }
            other => {
                let shown: String = other.chars().take(MAX_SHOWN).collect();
                Err(line.fault(op, format!("unknown op '{shown}'; expected put, withdraw or rename")))
            }
        }
    }
}

/// A line that is read.
struct ParsedLine<'t> {
    text: &'t str,
    members: DeltaMembers<'t>,
}

impl ParsedLine<'_> {
    fn record(&self) -> Result<DeltaRecord, DeltaFault> {
        let DeltaMembers { digest, record, .. } = self.members;
        let digest = self.parse(digest.ok_or_else(|| missing("digest"))?)?;
        Ok(DeltaRecord { digest, line: record.ok_or_else(|| missing("record"))?.get().to_owned() })
    }

    fn string(&self, value: &RawValue) -> Result<String, DeltaFault> {
        serde_json::from_str(value.get()).map_err(|_| self.fault(value, "expected a text".to_owned()))
    }

    fn parse<T: FromStr<Err: ToString>>(&self, value: &RawValue) -> Result<T, DeltaFault> {
        self.string(value)?.parse().map_err(|error: T::Err| self.fault(value, error.to_string()))
    }

    fn has_none(&self, members: &[(&str, Option<&RawValue>)]) -> Result<(), DeltaFault> {
        match members.iter().find_map(|(name, value)| Some((name, (*value)?))) {
            Some((name, value)) => Err(self.fault(value, format!("a line of this op has no {name}"))),
            None => Ok(()),
        }
    }

    fn fault(&self, value: &RawValue, reason: String) -> DeltaFault {
        let column = value.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr()).saturating_add(1);
        DeltaFault { column, reason }
    }
}

fn missing(name: &str) -> DeltaFault {
    DeltaFault { column: 1, reason: format!("there is no {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Checksum, Id};

    fn lines() -> [DeltaLine; 4] {
        let id = |text: &str| text.parse::<Id>().unwrap();
        let record = || DeltaRecord::of("{\n  \"id\": \"x/a\",\n  \"b\": [\n    1\n  ]\n}");
        let sum = Checksum::of(b"old");
        [
            DeltaLine::Put { id: id("x/a"), was: Some(sum), record: record() },
            DeltaLine::Put { id: id("x/a"), was: None, record: record() },
            DeltaLine::Withdraw { id: id("x/b"), was: sum, reason: Some("wrong\n".to_owned()) },
            DeltaLine::Rename { id: id("x/a"), from: id("x/c"), from_was: sum, was: None, record: record() },
        ]
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        for line in lines() {
            assert_eq!(DeltaLine::read(&line.to_string()), Ok(line));
        }
    }

    #[test]
    fn a_line_of_another_shape_is_refused_with_its_column() {
        let [put, _, withdraw, rename] = lines().map(|line| line.to_string());
        for (line, old, new, column, said) in [
            (&put, "\"put\"", "\"drop\"", 8, "unknown op 'drop'"),
            (&put, "x/a", "x/../a", 21, "does not begin with a letter"),
            (&put, "\"x/a\"", "7", 21, "expected a text"),
            (&put, "\"was\": \"", "\"was\": \"A", 35, "expected 64 hexadecimal digits"),
            (&put, "\"record\"", "\"own\"", 185, "unknown field `own`"),
            (&withdraw, "\"withdraw\"", "\"put\"", 113, "a line of this op has no reason"),
            (&rename, "\"from\": \"x/c\", ", "", 1, "there is no from"),
        ] {
            let changed = line.replacen(old, new, 1);
            assert_ne!(&changed, line);
            let fault = DeltaLine::read(&changed).unwrap_err();
            assert!(fault.reason.contains(said) && fault.column == column, "{changed}: {fault:?}");
        }
        assert!(DeltaLine::read("").is_err() && DeltaLine::read("[]").is_err());
    }
}
