//! What is too long to be held in memory, laid aside until it goes into the rejects.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use csv_core::ReadFieldResult;

use super::cells::Cells;
use super::columns::ROW;
use crate::curate::{LaidAside, Original};

/// A row or a line on its way into a temporary file, or into nothing.
pub(super) struct Aside {
    file: Option<BufWriter<File>>,
    beginning: Cells,
}

impl Aside {
    /// Begins with what is to be shown of it. Without `keeps` the rest is dropped.
    pub(super) fn new(keeps: bool, beginning: Cells) -> io::Result<Self> {
        let file = if keeps { Some(BufWriter::with_capacity(64 * 1024, tempfile::tempfile()?)) } else { None };
        Ok(Aside { file, beginning })
    }

    /// Adds what comes next.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    /// The beginning, and all of it.
    pub(super) fn finish(self) -> io::Result<(Cells, Option<Kept>)> {
        let file = self.file.map(|file| file.into_inner().map_err(io::IntoInnerError::into_error)).transpose()?;
        Ok((self.beginning, file.map(Kept)))
    }
}

/// A row or a line in a temporary file.
#[derive(Debug)]
pub(super) struct Kept(File);

impl LaidAside for Kept {
    fn copy(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut file = &self.0;
        file.rewind()?;
        io::copy(&mut file, out).map(drop)
    }
}

impl Kept {
    /// What goes into the rejects; `None` if nothing was to be kept.
    pub(super) fn original(kept: Option<Kept>) -> Original {
        kept.map_or(Original::Dropped, |kept| Original::Aside(Box::new(kept)))
    }

    /// Closes the quote in which a row ends: it holds the same field then, and other fields can stand behind it.
    pub(super) fn close_quote(&mut self) -> io::Result<()> {
        self.0.write_all(b"\"")
    }

    /// Takes off what an earlier run put behind the row: the line, and what was wrong with the row.
    pub(super) fn take_marks_off(&mut self) -> io::Result<()> {
        let mut file = &self.0;
        file.rewind()?;
        let mut input = BufReader::with_capacity(64 * 1024, file);
        let mut core = csv_core::Reader::new();
        let mut scratch = vec![0; 64 * 1024];
        // Where the last two fields begin, and how the last one does.
        let (mut before, mut begin, mut at) = (0_u64, 0_u64, 0_u64);
        let mut word: Vec<u8> = Vec::new();
        loop {
            let bytes = input.fill_buf()?;
            let (result, taken, written) = core.read_field(bytes, &mut scratch);
            if word.len() < ROW.len() {
                let room = ROW.len() - word.len();
                word.extend(scratch.get(..written.min(room)).unwrap_or_default());
            }
            input.consume(taken);
            at += u64::try_from(taken).unwrap_or_default();
            match result {
                ReadFieldResult::Field { record_end: false } => {
                    (before, begin) = (begin, at);
                    word.clear();
                }
                ReadFieldResult::Field { record_end: true } | ReadFieldResult::End => break,
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            }
        }
        // The comma before them goes, too.
        if word == ROW.as_bytes()
            && let Some(end) = before.checked_sub(1)
        {
            file.set_len(end)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_run_put_behind_a_row_goes() {
        for (text, expected) in [
            ("a,\"b,\"\"c\",3,row: longer", "a,\"b,\"\"c\""),
            ("a,b,3,\"row: longer, and so on\"", "a,b"),
            ("a,b,c", "a,b,c"),
            ("row: x", "row: x"),
        ] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let mut kept = Kept(file);
            kept.take_marks_off().unwrap();
            let mut left = Vec::new();
            kept.copy(&mut left).unwrap();
            assert_eq!(left, expected.as_bytes());
        }
    }
}
