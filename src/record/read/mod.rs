//! Reading a record from JSON, with file position and path for every fault.
//!
//! serde's derived readers stop at the first fault, and `flatten` loses the order of unknown keys. So this reader asks
//! serde_json only where each value begins and ends (`RawValue` borrows from the text, which gives its offset), and
//! judges every value itself. A fault is noted and reading goes on, so that one run names them all.

mod fault;
mod fields;
mod free_form;
mod item;
mod limits;
mod value;

pub use fault::{Fault, Rule, Start};
pub use free_form::{FreeFormError, MAX_DEPTH, read_free_form, read_json};
pub use limits::{Excess, Limits};

use super::{Date, Id, Record, Resolvable, Tier, write::canonical_size};
use fault::Faults;
use fields::Fields;
use limits::wide;
use value::{Path, Value};

/// What is asked of a record that is new here, besides the rules of the format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands {
    /// The latest day that it may name.
    pub latest: Option<Date>,
    /// How large it may be.
    pub limits: Limits,
}

impl Demands {
    /// That it is within limits.
    pub fn within(limits: &Limits) -> Self {
        Demands { latest: None, limits: *limits }
    }
}

/// Reads one record from its JSON text, which begins at `start` in its file.
///
/// Key order, white space, the spelling of numbers and escapes are free; a byte order mark is passed over. Keys that
/// the format does not know are kept.
///
/// # Errors
/// Every fault of the text, in the order of their positions. A fault in the syntax ends the reading of that text.
pub fn read(text: &[u8], start: Start) -> Result<Record, Vec<Fault>> {
    read_new(text, start, &Demands::within(&Limits::NONE))
}

/// Reads one record as [`read()`] does. What does not meet the demands is a fault.
///
/// # Errors
/// As [`read()`].
pub fn read_new(text: &[u8], start: Start, demands: &Demands) -> Result<Record, Vec<Fault>> {
    let Demands { latest, limits } = demands;
    if let Some(excess) = Excess::of_record(wide(text.len()), limits) {
        return Err(vec![Fault::of_record(start, excess)]);
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let text = std::str::from_utf8(text).map_err(|error| fault::encoding(text, error, start))?;
    let root = value::parse(text).map_err(|fault| vec![fault.at(text, start)])?;
    let mut faults = Faults::new(text, limits);
    match record(&mut faults, root, *latest) {
        Some(record) if faults.is_empty() && limits.record_bytes == u64::MAX => Ok(record),
        Some(record) if faults.is_empty() => match too_large(&record, text, limits) {
            Some(excess) => Err(vec![Fault::of_record(start, format!("as canonical JSON it takes {excess}"))]),
            None => Ok(record),
        },
        _ => Err(faults.located(start)),
    }
}

/// In canonical JSON a text grows at most so many times: each comma may become a line break with the deepest indent.
const MAX_GROWTH: u64 = 128;

/// The keys that the canonical JSON has besides those of the text, in bytes.
const MAX_ADDED: u64 = 4096;

/// Whether the canonical JSON of a record that was read from a text is too large.
fn too_large(record: &Record, text: &str, limits: &Limits) -> Option<Excess> {
    if wide(text.len()).saturating_mul(MAX_GROWTH).saturating_add(MAX_ADDED) <= limits.record_bytes {
        return None;
    }
    Excess::of_record(canonical_size(record), limits)
}

/// Reads the record's own fields; `None` where one without a neutral value is at fault.
fn record<'t>(faults: &mut Faults<'t>, root: Value<'t>, latest: Option<Date>) -> Option<Record> {
    let path = Path::Record;
    let mut fields = Fields::open(faults, root, &path)?;
    // In canonical order: then every field is found at the first look.
    let id_at = fields.position("id");
    let id: Option<Id> = fields.parsed("id", Rule::Id);
    let signature = fields.non_empty_text("signature");
    let signature_zh = fields.optional_text("signature_zh");
    let regex = fields.required_text("regex");
    let domain = fields.non_empty_text("domain");
    let category = fields.required_text("category");
    let subcategory = fields.optional_text("subcategory");
    let root_cause = fields.required_text("root_cause");
    let root_cause_type = fields.text("root_cause_type");
    let root_cause_zh = fields.optional_text("root_cause_zh");
    let versions = fields.list("versions", item::version);
    let os_specific = fields.free_form("os_specific");
    let dead_ends = fields.list("dead_ends", item::dead_end);
    let workarounds = fields.list("workarounds", item::workaround);
    let workarounds_zh = fields.texts("workarounds_zh");
    let transition_graph = fields.object("transition_graph", item::transition_graph);
    let official_doc_url = fields.optional_text("official_doc_url");
    let official_doc_section = fields.optional_text("official_doc_section");
    let error_code = fields.optional_text("error_code");
    let verification_tier: Option<Tier> = fields.parsed("verification_tier", Rule::Tier);
    let confidence = fields.required_rate("confidence");
    let fix_success_rate = fields.required_rate("fix_success_rate");
    let resolvable: Option<Resolvable> = fields.parsed("resolvable", Rule::Resolvable);
    let first_seen: Option<Date> = fields.day("first_seen", latest);
    let last_confirmed: Option<Date> = fields.day("last_confirmed", latest);
    let last_updated: Option<Date> = fields.day("last_updated", latest);
    let evidence_count = fields.count("evidence_count");
    let tags = fields.texts("tags");
    let locale = fields.text("locale");
    let aliases = fields.texts("aliases");
    let extra = fields.rest();

    if let (Some(id), Some(at)) = (&id, id_at)
        && !domain.is_empty()
        && id.domain() != domain
    {
        let reason = format!("'{id}' does not lie in its domain '{domain}'");
        faults.add(Rule::Domain, at, &Path::Key(&path, "id"), reason);
    }
    Some(Record {
        id: id?,
        signature,
        signature_zh,
        regex,
        domain,
        category,
        subcategory,
        root_cause,
        root_cause_type,
        root_cause_zh,
        versions,
        os_specific,
        dead_ends,
        workarounds,
        workarounds_zh,
        transition_graph: transition_graph.unwrap_or_default(),
        official_doc_url,
        official_doc_section,
        error_code,
        verification_tier: verification_tier?,
        confidence: confidence?,
        fix_success_rate: fix_success_rate?,
        resolvable: resolvable?,
        first_seen: first_seen?,
        last_confirmed: last_confirmed?,
        last_updated: last_updated?,
        evidence_count,
        tags,
        locale,
        aliases,
        extra,
    })
}
