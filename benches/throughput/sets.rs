//! The sets of records that are measured.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use canonry::record::{Start, compact, read};
use serde_json::{Value, json};

use super::{Outcome, generate};

/// The number of records after which those of a real-sized set begin again, as a set that is imported in parts has
/// them: ids that are neighbours are not neighbours in the file.
const ROUND: usize = 1_784;

/// A kind of set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordSet {
    /// Of about the size and the shape of real records: half as large as the others, with fewer items and no Chinese.
    /// They are not in the order of their ids, which the others are.
    pub is_real_sized: bool,
    /// The parts of the ids, 2 or 3.
    pub parts: usize,
}

impl RecordSet {
    pub const ALL: [RecordSet; 4] = [
        RecordSet { is_real_sized: false, parts: 2 },
        RecordSet { is_real_sized: false, parts: 3 },
        RecordSet { is_real_sized: true, parts: 2 },
        RecordSet { is_real_sized: true, parts: 3 },
    ];

    pub fn name(self) -> String {
        let kind = if self.is_real_sized { "real-sized records" } else { "made-up records" };
        format!("{kind}, ids of {} parts", self.parts)
    }

    /// Writes a number of records as NDJSON.
    pub fn write(self, path: &Path, count: usize) -> Outcome<()> {
        let mut out = BufWriter::new(File::create(path)?);
        for number in 0..count {
            let mut record: Value = serde_json::from_str(&generate::record(number))?;
            record["id"] = self.id(number).into();
            if self.is_real_sized {
                shrink(&mut record, number);
            }
            let record = read(record.to_string().as_bytes(), Start::default());
            writeln!(out, "{}", compact(&record.map_err(|faults| format!("{faults:?}"))?))?;
        }
        Ok(out.flush()?)
    }

    /// The id of the record of a number.
    pub fn id(self, number: usize) -> String {
        let id = generate::id(number);
        let (domain, slug) = id.split_once('/').expect("an id has two parts");
        let between = if self.parts == 3 { "generated/" } else { "" };
        match self.is_real_sized {
            true => format!("{domain}/{between}error-{:04}-n{}", number % ROUND, number / ROUND),
            false => format!("{domain}/{between}{slug}"),
        }
    }
}

/// Gives a made-up record the size of a real one: one version, one to three dead ends and workarounds, no translation.
fn shrink(record: &mut Value, number: usize) {
    for key in ["signature_zh", "root_cause_zh"] {
        record[key] = Value::Null;
    }
    for key in ["workarounds_zh", "tags"] {
        record[key] = json!([]);
    }
    truncate(&mut record["versions"], 1);
    truncate(&mut record["dead_ends"], 1 + number % 3);
    truncate(&mut record["workarounds"], 1 + (number / 3) % 3);
    truncate(&mut record["transition_graph"]["leads_to"], usize::from(number.is_multiple_of(3)));
    truncate(&mut record["transition_graph"]["preceded_by"], usize::from(number % 3 == 1));
    for (list, key, bytes) in [("dead_ends", "action", 45), ("workarounds", "action", 68), ("workarounds", "how", 128)]
    {
        record[list].as_array_mut().into_iter().flatten().for_each(|item| cut(&mut item[key], bytes));
    }
    cut(&mut record["root_cause"], 130);
}

fn truncate(list: &mut Value, items: usize) {
    list.as_array_mut().expect("a list").truncate(items);
}

/// Cuts a made-up text, which is ASCII.
fn cut(text: &mut Value, bytes: usize) {
    let whole = text.as_str().expect("a text");
    *text = whole.get(..bytes).unwrap_or(whole).trim_end().into();
}
