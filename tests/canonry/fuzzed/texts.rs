//! Texts that people write: records, what an editor saved, resolutions of conflicts.

use canonry::cli::readers::reopened;
use canonry::intake::{ResolvedLine, resolved_conflicts};
use canonry::publish::Form;
use canonry::record::{Fields, Record, Revision, Start, Take, canonical, compact, read, read_free_form, read_json};
use serde_json::json;

use super::assert_within;

/// The text of a record.
pub fn record(bytes: &[u8]) {
    let moved = read(bytes, Start { line: 7, column: 3 });
    match read(bytes, Start::default()) {
        Ok(record) => {
            assert_eq!(moved.as_ref(), Ok(&record));
            assert_accepted(record);
        }
        Err(faults) => {
            assert_within(bytes, &faults);
            for (moved, fault) in moved.unwrap_err().iter().zip(&faults) {
                let column = fault.column + if fault.line == 1 { 2 } else { 0 };
                assert_eq!((moved.line, moved.column), (fault.line + 6, column), "{fault}");
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(value) = read_json(text)
    {
        assert_eq!(read_json(value.text()).as_ref(), Ok(&value));
        if let Ok(form) = read_free_form(text) {
            assert_eq!(read_free_form(&compact(&form)).as_ref(), Ok(&form));
        }
    }
}

/// What has to hold for each record that was accepted.
fn assert_accepted(record: Record) {
    let text = canonical(&record);
    let again = read(text.as_bytes(), Start::default()).unwrap();
    assert_eq!(again, record);
    assert_eq!(canonical(&again), text);
    let line = compact(&record);
    assert!(!line.contains('\n'));
    assert_eq!(read(line.as_bytes(), Start::default()).as_ref(), Ok(&record));
    assert_eq!(Form::Json.render(&record).as_deref(), Some(text.as_str()));
    assert!(Form::Markdown.render(&record).is_some_and(|page| page.ends_with('\n')));
    let is_chinese = record.signature_zh.is_some() && record.root_cause_zh.is_some();
    assert!(is_chinese || Form::ChineseMarkdown.render(&record).is_none());
    let revision = Revision::from(record);
    assert_eq!(Fields::of(&revision).assemble(false), Ok(revision));
}

/// What an editor saved.
pub fn editor(bytes: &[u8]) {
    let Some((typed, shown)) = reopened(bytes) else { return };
    assert!(bytes.ends_with(typed.as_bytes()) && !typed.starts_with("//"));
    assert!(shown.ends_with(&typed));
    // Saved as it was shown, it is the same text with the same faults.
    assert_eq!(reopened(shown.as_bytes()), Some((typed.clone(), shown.clone())));
    let comments: Vec<&str> = shown[..shown.len() - typed.len()].lines().collect();
    let lines: Vec<&str> = shown.split('\n').collect();
    assert!(comments.len() > 2 && comments.iter().all(|line| line.starts_with("//")));
    for fault in &comments[1..comments.len() - 1] {
        let mut words = fault["//   ".len()..].split(':');
        let mut number = || words.next().unwrap().parse::<usize>().unwrap();
        let (line, column) = (number(), number());
        let is_typed = line > comments.len() && line <= lines.len();
        assert!(is_typed && column <= lines[line - 1].chars().count() + 1, "{fault}");
    }
}

/// A file of conflicts that was filled in.
pub fn resolutions(bytes: &[u8]) {
    let lines = |bytes: &[u8]| resolved_conflicts(bytes).map(Result::unwrap).collect::<Vec<_>>();
    for ResolvedLine { line, content } in lines(bytes) {
        assert!(line >= 1);
        match content {
            Err(reason) => assert!(!reason.to_string().is_empty()),
            Ok(resolved) => {
                let take = match &resolved.take {
                    Take::Ours => json!("ours"),
                    Take::Theirs => json!("theirs"),
                    Take::Base => json!("base"),
                    Take::Value(value) => value.to_value(),
                };
                let mut entry = serde_json::Map::from_iter([
                    ("id".to_owned(), json!(resolved.id.as_str())),
                    ("field".to_owned(), json!(resolved.field)),
                    ("item".to_owned(), json!(resolved.item)),
                ]);
                // Not with `json!`, for which some keys are special.
                entry.insert("base".to_owned(), resolved.base.to_value());
                entry.insert("ours".to_owned(), resolved.ours.to_value());
                entry.insert("theirs".to_owned(), resolved.theirs.to_value());
                entry.insert("take".to_owned(), take);
                let again = lines(compact(&entry).as_bytes());
                assert_eq!(again, [ResolvedLine { line: 1, content: Ok(resolved) }]);
            }
        }
    }
}
