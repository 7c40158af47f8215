//! Reading a record from JSON, with file position and path for every fault.
//!
//! serde's derived readers stop at the first fault, and `flatten` loses the order of unknown keys. So this reader asks
//! serde_json only where each value begins and ends (`RawValue` borrows from the text, which gives its offset), and
//! checks every value itself. A fault is noted and reading goes on, so that one run names all faults.

mod fault;
mod fault_path;
mod free_form;
mod limits;
mod locate;
mod object;
mod path;
mod start;
mod value;

pub use fault::{Fault, Rule};
pub use fault_path::{FaultPath, FaultyItem};
pub use free_form::{FreeFormError, MAX_DEPTH, read_free_form, read_json};
pub use limits::{Demands, Excess, Limits, SizeLimit};
pub use locate::{Locator, Place};
pub use start::Start;

use super::{Id, Record, canonical, write::canonical_size};
pub(super) use fault::Faults;
use limits::wide;
pub(super) use object::ObjectReader;
pub(super) use path::Path;
pub(super) use value::Value;

/// Reads one record from its JSON text, which begins at `start` in its file.
///
/// Key order, white space, the spelling of numbers and escapes are free; a byte order mark is skipped. Keys that the
/// format does not know are kept.
///
/// # Errors
/// Every fault of the text, in the order of their positions. A fault in the syntax ends the reading of that text.
pub fn read(text: &[u8], start: Start) -> Result<Record, Vec<Fault>> {
    read_new(text, start, &Demands::NONE)
}

/// Reads one record as [`read()`] does. A demand that is not met is a fault.
///
/// # Errors
/// As [`read()`].
pub fn read_new(text: &[u8], start: Start, demands: &Demands) -> Result<Record, Vec<Fault>> {
    let limits = &demands.limits;
    if let Some(excess) = Excess::of_record(wide(text.len()), limits) {
        return Err(vec![Fault::of_record(start, excess)]);
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let text = std::str::from_utf8(text).map_err(|error| fault::encoding(text, error, start))?;
    let root = value::parse(text).map_err(|fault| vec![fault.at(text, start)])?;
    let mut faults = Faults::new(text, demands);
    let record = Record::read(&mut faults, root, &Path::Record);
    check_domain(&mut faults, root, record.as_ref());
    match record {
        Some(record) if faults.is_empty() && limits.record_bytes == u64::MAX => Ok(record),
        Some(record) if faults.is_empty() => match too_large(&record, text, limits) {
            Some(excess) => Err(vec![Fault::of_record(start, format!("as canonical JSON it takes {excess}"))]),
            None => Ok(record),
        },
        _ => Err(faults.located(start)),
    }
}

impl Demands {
    /// Whether a record surely meets the demands, judging by its days and the size of its canonical JSON in bytes. No
    /// text is longer than that, and an element of a list takes two bytes or more.
    pub fn are_surely_met(&self, record: &Record, bytes: u64) -> bool {
        let Limits { record_bytes, field_bytes, items } = self.limits;
        let days = [record.first_seen, record.last_confirmed, record.last_updated];
        let is_in_time = self.latest.is_none_or(|latest| days.iter().all(|day| *day <= latest));
        is_in_time && bytes <= record_bytes.min(field_bytes) && bytes / 2 <= items
    }
}

/// Checks a record against demands that may not have been checked when it was read.
///
/// # Errors
/// Each demand that is not met, at its position in the canonical JSON.
pub fn check_new(record: &Record, demands: &Demands) -> Result<(), Vec<Fault>> {
    read_new(canonical(record).as_bytes(), Start::default(), demands).map(drop)
}

/// The factor by which a text can grow in canonical JSON: each comma may become a line break with the deepest indent.
const MAX_GROWTH: u64 = 128;

/// The size of the keys that the canonical JSON has in addition to those of the text, in bytes.
const MAX_ADDED: u64 = 4096;

/// Whether the canonical JSON of a record that was read from a text is too large.
fn too_large(record: &Record, text: &str, limits: &Limits) -> Option<Excess> {
    if wide(text.len()).saturating_mul(MAX_GROWTH).saturating_add(MAX_ADDED) <= limits.record_bytes {
        return None;
    }
    Excess::of_record(canonical_size(record), limits)
}

/// Notes that an id does not begin with the record's domain. This is a fault even if other fields have faults: if there
/// is no record because of these, the two fields are read again.
fn check_domain<'t>(faults: &mut Faults<'t>, root: Value<'t>, record: Option<&Record>) {
    if record.is_some_and(|record| record.id.domain() == record.domain) {
        return;
    }
    let mut noted = faults.fresh();
    let Some(mut object) = ObjectReader::open(&mut noted, root, &Path::Record) else { return };
    let at = object.position("id");
    let id: Option<Id> = object.parsed("id", Rule::Id);
    if let (Some(at), Some(id), Some(domain)) = (at, id, object.non_empty_text("domain"))
        && id.domain() != domain
    {
        let reason = format!("'{id}' is not in its domain '{domain}'");
        faults.add(Rule::Domain, at, &Path::Key(&Path::Record, "id"), reason);
    }
}
