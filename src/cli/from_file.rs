//! A record from a file, instead of an editor.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::editor::EditedText;
use super::env::Env;
use super::failure::{Exit, Failure};
use super::faults::hint;
use crate::curate::{KeptText, Refusal};
use crate::record::{Demands, Excess, Fault, Limits, Record, Start, read_new};

/// Reads a record from a file, or from standard input.
pub(super) fn read_file(
    path: &Path,
    env: &Env,
    limits: &Limits,
    check: impl Fn(&Record) -> Result<(), Refusal>,
) -> Result<EditedText, Failure> {
    let mut bytes = Vec::new();
    // The comments above the text may have this size. A larger file is not read to the end.
    let most = limits.record_bytes.saturating_add(64 * 1024);
    let outcome = match path.as_os_str() == "-" {
        true => env.input.clone().take(most).read_to_end(&mut bytes),
        false => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    outcome.map_err(|error| Failure::input(path, &error))?;
    let no_record = |faults: &[Fault]| {
        let details = faults.iter().map(|fault| format!("{}:{fault}", path.display())).collect();
        let failure = Failure::new(Exit::Rejected, format!("{} is not a valid record", path.display()));
        Failure { details, hint: hint(faults), ..failure }
    };
    if u64::try_from(bytes.len()).is_ok_and(|size| size >= most) {
        return Err(no_record(&[Fault::of_record(Start::default(), Excess::unread(limits))]));
    }
    let KeptText { based_on, start, body } = KeptText::of(&bytes);
    let record = read_new(body, start, &Demands::within(limits)).map_err(|faults| no_record(&faults))?;
    check(&record)?;
    Ok(EditedText { record, text: String::from_utf8_lossy(&bytes).into_owned(), based_on })
}
