//! Reports from users.

use canonry::intake::{FeedbackFile, FeedbackReport, FeedbackRow, feedback_csv, outcome_log};

/// A row that was read.
type Read = Result<FeedbackReport, FeedbackRow>;

fn read(file: FeedbackFile<&[u8]>) -> Vec<Read> {
    let FeedbackFile { format, lines } = file;
    lines.map(|line| FeedbackReport::read(format.row(line.unwrap()))).collect()
}

fn row(read: &Read) -> &FeedbackRow {
    match read {
        Ok(report) => &report.row,
        Err(row) => row,
    }
}

/// Whether a row stands on the line that it names, as far as its first field tells.
fn assert_on_its_line(lines: &[&[u8]], read: &Read) {
    let row = row(read);
    let first = row.texts.get(0).unwrap_or_default();
    let text = lines[usize::try_from(row.line).unwrap() - 1];
    // Quotes may differ, and bytes that are not text are replaced.
    let is_plain = !first.is_empty() && !text.contains(&b'"') && !first.contains(['"', '\r', '\n', '\u{fffd}']);
    let stands = || text.windows(first.len()).any(|part| part == first.as_bytes());
    assert!(!is_plain || stands(), "{first} does not stand on line {}", row.line);
}

/// A CSV.
pub fn feedback(bytes: &[u8]) {
    let Ok(file) = feedback_csv(bytes, None) else { return };
    let rows = read(file);
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
    let rows = read(outcome_log(bytes, None));
    assert_rows(bytes, &rows);
    let lines = bytes.split(|byte| *byte == b'\n');
    let bom = "\u{feff}".as_bytes();
    let solid = |(at, line): (usize, &[u8])| {
        let line = line.strip_prefix(bom).filter(|_| at == 0).unwrap_or(line);
        (!line.trim_ascii().is_empty() && !stands_above(line)).then_some(at as u64 + 1)
    };
    let expected: Vec<u64> = lines.enumerate().filter_map(solid).collect();
    assert_eq!(rows.iter().map(|read| row(read).line).collect::<Vec<_>>(), expected);
    for report in rows.iter().filter_map(|row| row.as_ref().ok()) {
        assert_reads_back(report);
    }
}

/// Whether a line is the object that rejects have before each line, which is skipped.
fn stands_above(line: &[u8]) -> bool {
    let object: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(line).ok();
    let is_first = line[..line.len().min(32)].windows(5).any(|word| word == b"_line");
    is_first && object.is_some_and(|object| object.keys().eq(["_line", "_error"]))
}

fn assert_rows(bytes: &[u8], rows: &[Read]) {
    let last = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    let lines: Vec<u64> = rows.iter().map(|read| row(read).line).collect();
    assert!(lines.is_sorted() && lines.iter().all(|line| (1..=last).contains(line)), "{lines:?} of {last}");
    for row in rows {
        match row {
            Ok(report) => assert!(!report.attempts.is_empty() && report.attempts.iter().all(|one| one.count > 0)),
            Err(row) => {
                assert!(!row.faults.is_empty() && row.faults.iter().all(|fault| !fault.error.to_string().is_empty()))
            }
        }
    }
}

/// A report that was accepted says the same when its fields are written as CSV again.
fn assert_reads_back(report: &FeedbackReport) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(report.row.header.names()).unwrap();
    writer.write_record(report.row.texts.iter()).unwrap();
    let text = writer.into_inner().unwrap();
    let rows = read(feedback_csv(text.as_slice(), None).unwrap());
    let [Ok(again)] = rows.as_slice() else { panic!("{rows:?}") };
    assert!(again.row.texts.iter().eq(report.row.texts.iter()));
    assert_eq!(
        (&again.attempts, &again.reported, again.key.as_bytes()),
        (&report.attempts, &report.reported, report.key.as_bytes())
    );
}
