//! Findings for people.

use std::ops::Range;

use super::counts::{FindingCounts, names};
use super::printed::{Printed, Wrong};
use crate::check::{Code, Severity};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::layout::Fit;
use crate::cli::plain::one_line;
use crate::cli::style;
use crate::cli::table::{Heading, Table};
use crate::cli::width::width;
use crate::record::{Field, Record, Revision, Start};

/// Characters of a text that are shown before and after what a finding is about.
const AROUND: usize = 40;

/// Prints what is wrong: the place in the file, the record, the field, the code, the message, and where in a pattern or
/// a signature.
pub(in crate::cli) fn print(printed: Printed<'_>, console: &mut Console) -> Result<(), Failure> {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let look = match printed.severity() {
        Severity::Error => style::BAD,
        Severity::Warning => style::MARK,
        Severity::Note => style::FAINT,
    };
    let place = printed.at.map_or(String::new(), |at| {
        let Start { line, column } = at.place.start;
        format!("{}:{line}:{column}: ", one_line(at.file))
    });
    let message = one_line(printed.message());
    let (finding, revision) = match printed.what {
        Wrong::Finding(finding, revision) => (finding, revision),
        // As in an import.
        Wrong::Unfit { path, .. } => {
            return console.line(format!("{place}{look}{}{look:#}: {message}", one_line(path)));
        }
    };
    let path = printed.path().map_or(String::new(), |path| format!(" {path}"));
    let fix = match &finding.fix {
        Some(fix) if fix.safe => " [safe fix]",
        Some(_) => " [fix offered]",
        None => "",
    };
    console.line(format!(
        "{place}{strong}{}{strong:#}{path}: {look}{}{look:#} {}: {message}{faint}{fix}{faint:#}",
        finding.record,
        finding.code.short(),
        finding.code.as_str(),
    ))?;
    let text = finding.field.zip(revision).and_then(|(field, revision)| pointed(field, revision));
    match text.zip(finding.span.as_ref()).and_then(|(text, span)| carets(text, span)) {
        Some((excerpt, carets)) => {
            console.line(format!("    {excerpt}"))?;
            console.line(format!("    {look}{carets}{look:#}"))
        }
        None => Ok(()),
    }
}

/// The text that a finding points into: only patterns and signatures.
fn pointed(field: Field, revision: &Revision) -> Option<&str> {
    match field {
        Record::REGEX => Some(&revision.record.regex),
        Record::SIGNATURE => Some(&revision.record.signature),
        _ => None,
    }
}

/// A part of a text on one line, and a line with carets under a span of it.
pub(in crate::cli) fn carets(text: &str, span: &Range<usize>) -> Option<(String, String)> {
    let (before, marked, after) = (text.get(..span.start)?, text.get(span.clone())?, text.get(span.end..)?);
    let skipped = before.chars().count().saturating_sub(AROUND);
    let dots = if skipped > 0 { "…" } else { "" };
    let before: String = before.chars().skip(skipped).collect();
    let before = format!("{dots}{}", one_line(&before));
    let more = if after.chars().count() > AROUND { "…" } else { "" };
    let after: String = after.chars().take(AROUND).collect();
    let marked = one_line(marked);
    let carets = format!("{}{}", " ".repeat(width(&before)), "^".repeat(width(&marked).max(1)));
    Some((format!("{before}{marked}{}{more}", one_line(&after)), carets))
}

/// The number of findings of each code, as a table.
pub(super) fn statistics(tally: &FindingCounts, console: &mut Console) -> Result<(), Failure> {
    let columns = vec![
        Heading::new("code", Fit::Whole),
        Heading::new("name", Fit::Whole),
        Heading::new("severity", Fit::Whole),
        Heading::number("findings", Fit::Whole),
        Heading::number("safe fixes", Fit::Drop(2)),
        Heading::number("offers", Fit::Drop(1)),
    ];
    let mut table = Table::new(columns, console);
    let mut codes: Vec<_> = tally.codes.iter().collect();
    codes.sort_by_key(|((code, severity), counted)| (*severity, std::cmp::Reverse(counted.findings), *code));
    let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
    for ((code, severity), counted) in codes {
        let (short, name) = names(*code);
        table.row(vec![
            short.to_owned(),
            name.to_owned(),
            severity.as_str().to_owned(),
            counted.findings.to_string(),
            number(counted.safe),
            number(counted.offers),
        ])?;
    }
    table.finish()?;
    console.summary(sum(tally))
}

/// The end of the output: the number of findings of each code, and what to do next.
pub(super) fn summary(tally: &FindingCounts, with_notes: bool, console: &mut Console) -> Result<(), Failure> {
    counts(tally, with_notes, console)?;
    if tally.safe() > 0 {
        console.note(format!("--fix fixes {} of them; with --dry-run it shows how", tally.safe()));
    }
    if let Some(code) = tally.by_code(with_notes).into_keys().flatten().next() {
        console.note(format!("`canonry check --explain {}` says what a code means", code.short()));
    }
    Ok(())
}

/// The number of findings of each code.
pub(in crate::cli) fn counts(tally: &FindingCounts, with_notes: bool, console: &mut Console) -> Result<(), Failure> {
    let count = |(code, findings): (Option<Code>, u64)| match names(code) {
        ("", name) => format!("{name} {findings}"),
        (short, _) => format!("{short} {findings}"),
    };
    let codes: Vec<String> = tally.by_code(with_notes).into_iter().map(count).collect();
    if !codes.is_empty() {
        console.summary(codes.join(", "))?;
    }
    console.summary(sum(tally))
}

/// How many records were checked, and how many findings there are.
pub(super) fn sum(tally: &FindingCounts) -> String {
    if tally.is_empty() {
        return "there are no records to check".to_owned();
    }
    let of = |severity, word: &str| match tally.of(severity) {
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    };
    let records = if tally.records == 1 { "1 record".to_owned() } else { format!("{} records", tally.records) };
    let (errors, warnings) = (of(Severity::Error, "error"), of(Severity::Warning, "warning"));
    let waived = if tally.waived == 0 { String::new() } else { format!(", {} waived", tally.waived) };
    let (new, before) = match tally.before {
        Some(before) => ("new: ", format!("; {before} were there before")),
        None => ("", String::new()),
    };
    format!("{records}: {new}{errors}, {warnings}, {}{waived}{before}", of(Severity::Note, "note"))
}
