//! Applying a delta to a published tree.

mod error;
mod expected;
mod forms;
#[cfg(test)]
mod tests;

use std::io::{BufRead, Seek, SeekFrom};
use std::path::PathBuf;

use crate::curate::{WorkProgress, WorkStage};
use crate::disk::{Compared, Tree};
use crate::publish::{DeltaLine, FILE_NAMES, Form, RECORDS, folder_of};
use crate::record::{Id, Record};
pub use error::{ApplyError, LineFault};
pub(super) use expected::ReadLine;
use expected::{DeltaRead, ExpectedRecords, each_line, expected, unexpected};
use forms::forms_of;

/// Applies a delta to the tree of the state that it begins with.
#[derive(Debug, Clone)]
pub struct ApplyDelta {
    /// The folder of the tree, which has the folder `errors`.
    pub tree: PathBuf,
    /// The forms that are written; `None` for those that the tree has.
    pub forms: Option<Vec<Form>>,
}

/// What was done with a tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AppliedDelta {
    /// The number of lines of the delta.
    pub lines: u64,
    /// The number of files that were written.
    pub written: u64,
    /// The number of files that were removed.
    pub removed: u64,
}

impl ApplyDelta {
    /// Applies a delta. It is read twice: first it is compared with the tree, and nothing is written unless all of it
    /// fits. One that was stopped on the way can be applied again. `progress` is told the bytes of the delta, the
    /// records that it is about, and the lines that are applied.
    ///
    /// # Errors
    /// See [`ApplyError`].
    pub fn apply(
        &self,
        delta: &mut (impl BufRead + Seek),
        progress: &WorkProgress,
    ) -> Result<AppliedDelta, ApplyError> {
        let applied = self.applied(delta, progress);
        progress.end();
        applied
    }

    fn applied(&self, delta: &mut (impl BufRead + Seek), progress: &WorkProgress) -> Result<AppliedDelta, ApplyError> {
        let bytes = delta.seek(SeekFrom::End(0)).and_then(|bytes| delta.rewind().map(|()| bytes));
        progress.begin(WorkStage::Planning, Some(bytes.map_err(ApplyError::Read)?));
        let DeltaRead { lines, expected } = expected(delta, progress)?;
        progress.begin(WorkStage::Matching, u64::try_from(expected.len()).ok());
        let others = unexpected(&Tree::look(&self.tree)?, &expected, progress)?;
        if !others.is_empty() {
            return Err(ApplyError::OtherTree(others));
        }
        let forms = self.forms.clone().unwrap_or_else(|| forms_of(&self.tree));
        delta.rewind().map_err(ApplyError::Read)?;
        let tree = Tree::claim(&self.tree, RECORDS, &FILE_NAMES)?;
        let mut applied = AppliedDelta::default();
        progress.begin(WorkStage::Patching, Some(lines));
        each_line(delta, |_, ReadLine { line, record }| {
            applied.lines += 1;
            progress.step();
            match &line {
                DeltaLine::Put { .. } => {}
                DeltaLine::Withdraw { id, .. } => remove(&tree, id, &expected, &mut applied)?,
                DeltaLine::Rename { from, .. } => remove(&tree, from, &expected, &mut applied)?,
            }
            record.map_or(Ok(()), |(record, text)| write(&tree, &forms, &record, &text, &mut applied))
        })?;
        tree.finish()?;
        Ok(applied)
    }
}

/// Writes the files of a record, and removes a page that it no longer has.
fn write(
    tree: &Tree,
    forms: &[Form],
    record: &Record,
    text: &str,
    applied: &mut AppliedDelta,
) -> Result<(), ApplyError> {
    let mut folder = tree.folder(folder_of(&record.id))?;
    for form in forms {
        let name = form.file_name();
        let content = match form {
            Form::Json => Some(text.to_owned()),
            Form::Markdown | Form::ChineseMarkdown => form.render(record),
        };
        match content {
            Some(content) if folder.compare(name, content.as_bytes())? != Compared::Same => {
                folder.write(name, content.as_bytes())?;
                applied.written += 1;
            }
            None if folder.kind(name)?.is_some() => {
                folder.remove(name)?;
                applied.removed += 1;
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// Removes the files of an id under which nothing is published.
fn remove(tree: &Tree, id: &Id, expected: &ExpectedRecords, applied: &mut AppliedDelta) -> Result<(), ApplyError> {
    if expected.get(id).is_some_and(|record| record.now.is_some()) {
        return Ok(());
    }
    let path = folder_of(id);
    let folder = tree.folder(path.clone())?;
    for name in FILE_NAMES {
        if folder.kind(name)?.is_some() {
            folder.remove(name)?;
            applied.removed += 1;
        }
    }
    drop(folder);
    tree.remove_empty(&path);
    Ok(())
}
