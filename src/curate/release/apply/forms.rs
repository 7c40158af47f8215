//! The forms in which a tree has its records.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::disk::{FoundBelow, below, read_plain};
use crate::publish::{Form, RECORDS};
use crate::record::{Start, read};

/// The forms that a tree has, in their order; all if it has no records. If no record has a page in Chinese, a tree has
/// that form unless one of its records should have such a page.
pub(super) fn forms_of(tree: &Path) -> Vec<Form> {
    let records = tree.join(RECORDS);
    let mut seen: Vec<Form> = Vec::new();
    let mut texts: Vec<PathBuf> = Vec::new();
    let walked = below(&records, &mut |found| {
        let FoundBelow::File(path) = found else { return ControlFlow::Continue(()) };
        let form = Form::ALL.iter().find(|form| path.file_name().is_some_and(|name| name == form.file_name()));
        match form {
            Some(Form::Json) => texts.push(records.join(&path)),
            Some(Form::Markdown | Form::ChineseMarkdown) | None => {}
        }
        seen.extend(form.filter(|form| !seen.contains(form)));
        if seen.len() == Form::ALL.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if walked.is_err() || texts.is_empty() {
        return Form::ALL.to_vec();
    }
    if !seen.contains(&Form::ChineseMarkdown)
        && seen.contains(&Form::Markdown)
        && !texts.iter().any(|text| is_due(text))
    {
        seen.push(Form::ChineseMarkdown);
    }
    seen.sort_unstable();
    seen
}

/// Whether the record of a file has a page in Chinese.
fn is_due(path: &Path) -> bool {
    let record = read_plain(path).ok().and_then(|text| read(&text, Start::default()).ok());
    record.is_some_and(|record| Form::ChineseMarkdown.render(&record).is_some())
}
