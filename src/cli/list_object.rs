//! A JSON object with one long list, printed as the list is read.

use std::io::{BufWriter, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::terminal::Data;
use crate::record::{compact, compact_into};

/// The JSON object of a command whose last member is a list. Only one element at a time is in memory.
pub(super) struct ListObject {
    out: BufWriter<Data>,
    is_empty: bool,
}

impl ListObject {
    /// Begins the object of a command: `{"command": ..., "counts": {...}, ..., NAME: [`.
    pub(super) fn begin(
        out: Data,
        command: &str,
        counts: &Value,
        rest: &Map<String, Value>,
        name: &str,
    ) -> Result<Self, Failure> {
        let mut out = BufWriter::with_capacity(64 * 1024, out);
        let (command, name) = (compact(&json!(command)), compact(&json!(name)));
        write!(out, "{{\"command\": {command}, \"counts\": {}, ", compact(counts))?;
        for (key, value) in rest {
            write!(out, "{}: {}, ", compact(key), compact(value))?;
        }
        write!(out, "{name}: [")?;
        Ok(ListObject { out, is_empty: true })
    }

    /// Adds an element to the list.
    pub(super) fn element<T: Serialize>(&mut self, element: &T) -> Result<(), Failure> {
        let separator = if std::mem::take(&mut self.is_empty) { "" } else { ", " };
        Ok(write!(self.out, "{separator}{}", compact(element))?)
    }

    /// Ends the list, and the object with one more member, which is written while it is serialized.
    pub(super) fn end_with<T: Serialize>(mut self, name: &str, value: &T) -> Result<(), Failure> {
        write!(self.out, "], {}: ", compact(&name))?;
        compact_into(value, &mut self.out)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out.flush()?)
    }

    /// Ends the list and the object.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        self.out.write_all(b"]}\n")?;
        Ok(self.out.flush()?)
    }
}
