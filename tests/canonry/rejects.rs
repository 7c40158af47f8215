//! Rows of feedback that were rejected: kept byte for byte, rejected until they are fixed, and bounded in what they
//! cost.

use std::io::Write;

use proptest::prelude::*;

use crate::support::{Ran, Sandbox, record};

const HEADER: &str = "record_id,item,outcome,observed_at,notes,reporter";

fn sandbox() -> Sandbox {
    Sandbox::with_records(&["cicd/a", "cicd/b"])
}

/// The rows of a CSV as the library reads them, the header first.
fn rows(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

fn written(rows: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn keep_going(sandbox: &Sandbox, file: &str, rejects: &str) -> Ran {
    sandbox.words(&format!("feedback import {file} --keep-going --rejects {rejects} --json"))
}

fn counts(ran: &Ran) -> (u64, u64) {
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    (object["counts"]["added"].as_u64().unwrap(), object["counts"]["rejected"].as_u64().unwrap())
}

/// How a valid row was damaged; restoring the original fixes it.
fn spoilt(good: &[Vec<u8>], how: usize, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut row = good.to_vec();
    let at = bytes.len() % row.len();
    match how % 6 {
        0 => row.truncate(at.max(1)),
        1 => row.insert(at, bytes.to_vec()),
        2 => row.extend([Vec::new(), bytes.to_vec()]),
        3 => row[4].extend([bytes, b"\xff\xfe"].concat()),
        4 => row[2] = [b"no outcome", bytes].concat(),
        _ => row.extend([b"3".to_vec(), [b"row: 2 fields, ", bytes].concat()]),
    }
    row
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// For any bytes: a rejected row is in the rejects field for field, is rejected again until it is fixed, and is
    /// imported once it is fixed.
    #[test]
    fn rejects_hold_what_was_read(
        spoils in prop::collection::vec((0_usize..6, prop::collection::vec(any::<u8>(), 0..12)), 1..12),
        has_bom in any::<bool>(),
    ) {
        let sandbox = sandbox();
        let good = |n: usize| -> Vec<Vec<u8>> {
            let cells = ["cicd/a", "w1", "fail", "2026-01-02", "a \"note\",\nin two", &format!("r{n}")];
            cells.map(|text| text.as_bytes().to_vec()).to_vec()
        };
        let header: Vec<Vec<u8>> = HEADER.split(',').map(|name| name.as_bytes().to_vec()).collect();
        let spoil = |(n, (how, bytes)): (usize, &(usize, Vec<u8>))| spoilt(&good(n), *how, bytes);
        let bad: Vec<Vec<Vec<u8>>> = (0..).zip(&spoils).map(spoil).collect();
        let mut all = vec![header.clone()];
        for row in &bad {
            all.extend([good(1_000), row.clone()]);
        }
        let mut input = if has_bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        input.extend(written(&all));
        sandbox.write("feedback.csv", &input);
        let ran = keep_going(&sandbox, "feedback.csv", "rejects.csv");
        let many = u64::try_from(bad.len()).unwrap();
        prop_assert_eq!(counts(&ran), (many, many), "{}", ran.err);

        let rejects = std::fs::read(sandbox.path("rejects.csv")).unwrap();
        prop_assert_eq!(rejects.starts_with(b"\xef\xbb\xbf"), has_bom);
        let kept = rows(&rejects);
        prop_assert_eq!(&kept[0][..6], &header[..]);
        let own: Vec<_> = kept[1..].iter().map(|row| row[..row.len() - 2].to_vec()).collect();
        prop_assert_eq!(&own, &bad);

        let again = keep_going(&sandbox, "rejects.csv", "again.csv");
        prop_assert_eq!(counts(&again), (0, many), "{}", again.err);
        let second = rows(&std::fs::read(sandbox.path("again.csv")).unwrap());
        let own: Vec<_> = second[1..].iter().map(|row| row[..row.len() - 2].to_vec()).collect();
        prop_assert_eq!(&own, &bad);

        // A spreadsheet makes all rows as wide as the widest.
        let widest = kept.iter().map(Vec::len).max().unwrap();
        let mut filled = kept.clone();
        filled.iter_mut().for_each(|row| row.resize(widest, Vec::new()));
        sandbox.write("filled.csv", written(&filled));
        let ran = keep_going(&sandbox, "filled.csv", "again.csv");
        prop_assert_eq!(counts(&ran), (0, many), "{}", ran.err);

        let mut fixed = kept;
        for (n, row) in fixed[1..].iter_mut().enumerate() {
            let marks = row.split_off(row.len() - 2);
            *row = good(n);
            row.extend(marks);
        }
        sandbox.write("fixed.csv", written(&fixed));
        let ran = keep_going(&sandbox, "fixed.csv", "again.csv");
        prop_assert_eq!(counts(&ran), (many, 0), "{}", ran.err);
    }

    /// Bytes that are not CSV at all: each row that the library reads is rejected, kept and rejected again.
    #[test]
    fn any_bytes_are_kept(bytes in prop::collection::vec(prop::sample::select(&b"a,\"\n\r\xe9\xff w1"[..]), 0..80)) {
        let sandbox = sandbox();
        let input = [format!("{HEADER}\n").as_bytes(), &bytes].concat();
        let came = rows(&input);
        sandbox.write("feedback.csv", &input);
        let ran = keep_going(&sandbox, "feedback.csv", "rejects.csv");
        let many = u64::try_from(came.len() - 1).unwrap();
        prop_assert_eq!(counts(&ran), (0, many), "{}", ran.err);
        let kept = rows(&std::fs::read(sandbox.path("rejects.csv")).unwrap());
        let own: Vec<_> = kept[1..].iter().map(|row| row[..row.len() - 2].to_vec()).collect();
        prop_assert_eq!(&own, &came[1..]);
        let again = keep_going(&sandbox, "rejects.csv", "again.csv");
        prop_assert_eq!(counts(&again), (0, many), "{}", again.err);
    }
}

#[test]
fn text_without_a_column_is_not_dropped_unseen() {
    let sandbox = sandbox();
    let text = "record_id,item,outcome,observed_at,,\ncicd/a,w1,fail,2026-01-02,,\ncicd/a,w1,fail,2026-01-02,,lost\n";
    sandbox.write("feedback.csv", text);
    let ran = keep_going(&sandbox, "feedback.csv", "rejects.csv");
    assert_eq!(counts(&ran), (1, 1));
    assert!(ran.err.contains("feedback.csv:3: row: there is text in column 6, which has no name"), "{}", ran.err);
    assert_eq!(counts(&keep_going(&sandbox, "rejects.csv", "again.csv")), (0, 1));
}

#[test]
fn a_row_of_rejects_that_lost_its_marks_is_asked_about() {
    let sandbox = sandbox();
    let short = "cicd/a,w1,fail,2026-01-02,3,\n";
    sandbox.write("rejects.csv", format!("{HEADER},_line,_error\n{short}"));
    let ran = keep_going(&sandbox, "rejects.csv", "again.csv");
    assert!(ran.err.contains("rejects.csv:2: row: 6 fields without _line and _error"), "{}", ran.err);
    assert_eq!(counts(&keep_going(&sandbox, "again.csv", "third.csv")), (0, 1));
    let again = std::fs::read_to_string(sandbox.path("again.csv")).unwrap();
    sandbox.write("fixed.csv", format!("{},\n", &again[..again.rfind(",\"row: ").unwrap()]));
    assert_eq!(counts(&keep_going(&sandbox, "fixed.csv", "third.csv")), (1, 0));
}

/// One fault of a line, which shows how the row begins; not a message as long as the row.
#[test]
fn a_row_of_many_commas_is_one_short_fault_and_is_kept() {
    let sandbox = sandbox();
    let wide = format!("cicd/a{}", ",x".repeat(300_000));
    sandbox.write("feedback.csv", format!("{HEADER}\n{wide}\ncicd/a,w1,fail,2026-01-02,,\n"));
    let ran = sandbox.words("feedback import feedback.csv --keep-going --rejects rejects.csv");
    assert_eq!(ran.out, "added 1, duplicate 0, rejected 1\n");
    let said = "feedback.csv:2: row: 300001 fields, but the header has 6; is a quote missing? It begins 'cicd/a,x,x";
    assert!(ran.err.contains(said) && ran.err.len() < 1_000, "{}", ran.err);
    let rejects = std::fs::read_to_string(sandbox.path("rejects.csv")).unwrap();
    assert!(rejects.lines().nth(1).unwrap().starts_with(&format!("{wide},2,\"row: 300001 fields")));
    // As the name of that many columns it is also shortened.
    sandbox.write("columns.csv", format!("{HEADER}{}\n", ",x".repeat(300_000)));
    let ran = sandbox.words("feedback import columns.csv");
    assert!(ran.code == Some(0) && ran.err.contains("x and 299980 more"), "{}", &ran.err[..1_000.min(ran.err.len())]);
}

/// A row or a line too long for memory goes into the rejects by way of a file, and is unchanged in them.
#[test]
fn a_row_beyond_the_limit_is_kept_completely() {
    let sandbox = sandbox();
    let note = "a line of it\n".repeat((17 << 20) / 13);
    for open in ["", "\""] {
        let row = format!("cicd/a,w1,fail,2026-01-02,\"{note}");
        let (behind, many) = if open.is_empty() { ("\",\ncicd/a,w1,fail,2026-01-02,,\n", 1) } else { ("", 0) };
        sandbox.write("feedback.csv", format!("{HEADER}\n{row}{behind}"));
        let ran = sandbox.words("feedback import feedback.csv --keep-going --rejects rejects.csv");
        assert_eq!(ran.out, format!("added {many}, duplicate 0, rejected 1\n"), "{}", ran.err);
        assert!(ran.err.len() < 1_500, "{} bytes", ran.err.len());
        let said = if many == 1 { "row: longer than 16 MiB" } else { "row: a quote in this row is never closed" };
        assert!(ran.err.contains(said), "{}", ran.err);
        let again = sandbox.words("feedback import rejects.csv --keep-going --rejects again.csv");
        assert_eq!(again.out, "added 0, duplicate 0, rejected 1\n");
        for file in ["rejects.csv", "again.csv"] {
            let kept = rows(&std::fs::read(sandbox.path(file)).unwrap());
            let width = if many == 1 { 8 } else { 7 };
            assert_eq!((kept.len(), kept[1].len(), &*kept[1][4] == note.as_bytes()), (2, width, true));
        }
    }
    let line = format!("{{\"error_id\": \"{}\"}}", "x".repeat(17 << 20));
    let mut log = std::fs::File::create(sandbox.path("log.jsonl")).unwrap();
    writeln!(log, "{line}\n{{\"error_id\": \"cicd/b\", \"success\": true, \"timestamp\": \"2026-01-02\"}}").unwrap();
    let ran = sandbox.words("feedback import log.jsonl --format outcomes --keep-going --rejects rejects.jsonl");
    assert_eq!(ran.out, "added 1, duplicate 0, rejected 1\n", "{}", ran.err);
    let rejects = std::fs::read_to_string(sandbox.path("rejects.jsonl")).unwrap();
    assert!(rejects.lines().nth(1) == Some(&line) && rejects.lines().count() == 2);
}

/// A fault repeats what is wrong, and that may be megabytes; a file may have a million of them.
#[test]
fn faults_are_as_many_and_as_long_as_a_person_reads() {
    let sandbox = sandbox();
    let long = "x".repeat(3_000);
    let rows: String = (0..1_200).map(|n| format!("cicd/a,{long}{n},fail,{long}\n")).collect();
    sandbox.write("feedback.csv", format!("record_id,item,outcome,observed_at\n{rows}"));
    let ran = sandbox.words("feedback import feedback.csv");
    assert!(ran.err.len() < 1_000_000, "{} bytes", ran.err.len());
    assert!(ran.err.contains("… and 200 more; --json lists them all"), "{}", &ran.err[ran.err.len() - 500..]);
    let record = record("cicd/z").replace(
        "\"category\": \"runtime_error\"",
        &format!("\"category\": 7, \"tags\": [{}]", vec!["7"; 1_200].join(",")),
    );
    sandbox.write("bad.json", record.replace("cicd/z", "cicd/zz"));
    let ran = sandbox.words("import bad.json");
    assert!(ran.code == Some(3) && ran.err.lines().count() < 1_010, "{} lines", ran.err.lines().count());
}

#[test]
fn a_table_with_other_separators_is_refused_with_how_to_save_it() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    for (text, what) in [
        ("record_id;item;observed_at;outcome\nx/a;;2026-11-20;success\n", "semicolons"),
        ("record_id\titem\tobserved_at\toutcome\nx/a\t\t2026-11-20\tsuccess\n", "tabs"),
    ] {
        sandbox.write("table.csv", text);
        let ran = sandbox.words("feedback import table.csv");
        assert_eq!(ran.code, Some(3));
        assert!(ran.err.contains(&format!("hint: there are {what} in its names: save the file as CSV")), "{}", ran.err);
    }
}

#[test]
fn nothing_is_imported_if_everything_is_rejected() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    sandbox.write("feedback.csv", "record_id,item,observed_at,outcome\nx\n");
    let ran = sandbox.words("feedback import --keep-going --rejects rejects.csv feedback.csv");
    assert!(ran.err.contains("error: 1 row was rejected; there were no others"), "{}", ran.err);
    assert!(ran.err.contains("1 field, but the header has 4"), "{}", ran.err);
    sandbox.write("bad.json", "{}");
    let ran = sandbox.words("import --keep-going bad.json");
    assert!(ran.err.contains("1 record was rejected; there were no others"), "{}", ran.err);
}
