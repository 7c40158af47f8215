//! Reports from users.

use canonry::cli::readers::{read_csv, read_outcomes};
use canonry::curate::{FeedbackRow, Report};

/// Whether a row stands on the line that it names, as far as its first field tells.
fn assert_on_its_line(lines: &[&[u8]], row: &FeedbackRow) {
    let raw = row.as_ref().map_or_else(|(raw, _)| raw, |report| &report.raw);
    let first = raw.fields.get(0).unwrap_or_default();
    let text = lines[usize::try_from(raw.line).unwrap() - 1];
    // Quotes are not as they stood, and bytes that are no text are replaced.
    let is_plain = !first.is_empty() && !text.contains(&b'"') && !first.contains(['"', '\r', '\n', '\u{fffd}']);
    let stands = || text.windows(first.len()).any(|part| part == first.as_bytes());
    assert!(!is_plain || stands(), "{first} does not stand on line {}", raw.line);
}

/// A CSV.
pub fn feedback(bytes: &[u8]) {
    let Ok(rows) = read_csv(bytes) else { return };
    assert_rows(bytes, &rows);
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    rows.iter().for_each(|row| assert_on_its_line(&lines, row));
    // A quote that is never closed ends the file with one row.
    let mut plain = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    assert_eq!(rows.len(), plain.byte_records().count());
    for report in rows.iter().filter_map(|row| row.as_ref().ok()) {
        assert_reads_back(report);
    }
}

/// A log of outcomes.
pub fn outcomes(bytes: &[u8]) {
    let Ok(rows) = read_outcomes(bytes) else { return };
    assert_rows(bytes, &rows);
    let lines = bytes.split(|byte| *byte == b'\n');
    let bom = "\u{feff}".as_bytes();
    let solid = |(at, line): (usize, &[u8])| {
        let line = line.strip_prefix(bom).filter(|_| at == 0).unwrap_or(line);
        (!line.trim_ascii().is_empty() && !stands_above(line)).then_some(at as u64 + 1)
    };
    let expected: Vec<u64> = lines.enumerate().filter_map(solid).collect();
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), expected);
    for report in rows.iter().filter_map(|row| row.as_ref().ok()) {
        assert_reads_back(report);
    }
}

/// Whether a line is what rejects have above each line, which is passed over.
fn stands_above(line: &[u8]) -> bool {
    let object: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(line).ok();
    let is_first = line[..line.len().min(32)].windows(5).any(|word| word == b"_line");
    is_first && object.is_some_and(|object| object.keys().eq(["_line", "_error"]))
}

fn line(row: &FeedbackRow) -> u64 {
    match row {
        Ok(report) => report.raw.line,
        Err((raw, _)) => raw.line,
    }
}

fn assert_rows(bytes: &[u8], rows: &[FeedbackRow]) {
    let last = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    let lines: Vec<u64> = rows.iter().map(line).collect();
    assert!(lines.is_sorted() && lines.iter().all(|line| (1..=last).contains(line)), "{lines:?} of {last}");
    for row in rows {
        match row {
            Ok(report) => assert!(!report.counted.is_empty() && report.counted.iter().all(|one| one.count > 0)),
            Err((_, faults)) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.reason.is_empty())),
        }
    }
}

/// A report that was accepted says the same when its fields are written as CSV again.
fn assert_reads_back(report: &Report) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(report.raw.header.names()).unwrap();
    writer.write_record(report.raw.fields.iter()).unwrap();
    let text = writer.into_inner().unwrap();
    let rows = read_csv(&text).unwrap();
    let [Ok(again)] = rows.as_slice() else { panic!("{rows:?}") };
    assert!(again.raw.fields.iter().eq(report.raw.fields.iter()));
    assert_eq!(
        (&again.counted, &again.evidence, again.key.as_bytes()),
        (&report.counted, &report.evidence, report.key.as_bytes())
    );
}
