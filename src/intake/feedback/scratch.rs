//! Rows that are too long for memory, kept in a file of the caller until they are written to the rejects.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::sync::Arc;

use csv_core::ReadFieldResult;

use super::cells::Cells;
use super::marks::ROW;

/// Room outside of memory: a temporary file.
pub trait Scratch: Read + Write + Seek + Debug + Send {
    /// Cuts it to a length in bytes.
    ///
    /// # Errors
    /// If that fails.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

/// Makes room for a row or a line that is too long for memory.
pub type MakeScratch = Arc<dyn Fn() -> io::Result<Box<dyn Scratch>> + Send + Sync>;

/// A row or a line that is being copied into scratch room, or dropped.
pub(super) struct Spill {
    room: Option<BufWriter<Box<dyn Scratch>>>,
    beginning: Cells,
}

impl Spill {
    /// Begins with the part that is shown. Without `scratch` the rest is dropped.
    pub(super) fn new(scratch: Option<&MakeScratch>, beginning: Cells) -> io::Result<Self> {
        let room = scratch.map(|make| make()).transpose()?;
        Ok(Spill { room: room.map(|room| BufWriter::with_capacity(64 * 1024, room)), beginning })
    }

    /// Adds the next part.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.room.as_mut().map_or(Ok(()), |room| room.write_all(bytes))
    }

    /// The beginning, and all of it.
    pub(super) fn finish(self) -> io::Result<(Cells, Option<Kept>)> {
        let room = self.room.map(|room| room.into_inner().map_err(io::IntoInnerError::into_error)).transpose()?;
        Ok((self.beginning, room.map(|room| Kept(RefCell::new(room)))))
    }
}

/// A row or a line in scratch room.
#[derive(Debug)]
pub struct Kept(RefCell<Box<dyn Scratch>>);

impl Kept {
    /// Writes all of it.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut room = self.0.borrow_mut();
        room.rewind()?;
        io::copy(&mut *room, out).map(drop)
    }

    /// Closes the quote in which a row ends: the field stays the same, and other fields can follow.
    pub(super) fn close_quote(&mut self) -> io::Result<()> {
        self.0.get_mut().write_all(b"\"")
    }

    /// Removes what an earlier run appended to the row: its line, and what was wrong with it.
    pub(super) fn strip_marks(&mut self) -> io::Result<()> {
        let room = self.0.get_mut();
        room.rewind()?;
        let mut input = BufReader::with_capacity(64 * 1024, &mut *room);
        let mut core = csv_core::Reader::new();
        let mut scratch = vec![0; 64 * 1024];
        // The beginnings of the last two fields, and the first byte of the last one.
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
        // The comma before them is removed, too.
        if word == ROW.as_bytes()
            && let Some(end) = before.checked_sub(1)
        {
            room.truncate(end)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    impl Scratch for Cursor<Vec<u8>> {
        fn truncate(&mut self, length: u64) -> io::Result<()> {
            self.get_mut().truncate(usize::try_from(length).unwrap());
            Ok(())
        }
    }

    /// Scratch room in memory.
    pub(in super::super) fn in_memory() -> Option<MakeScratch> {
        Some(Arc::new(|| Ok(Box::new(Cursor::new(Vec::new())))))
    }

    #[test]
    fn what_an_earlier_run_appended_to_a_row_is_removed() {
        for (text, expected) in [
            ("a,\"b,\"\"c\",3,row: longer", "a,\"b,\"\"c\""),
            ("a,b,3,\"row: longer, and so on\"", "a,b"),
            ("a,b,c", "a,b,c"),
            ("row: x", "row: x"),
        ] {
            let mut spill = Spill::new(in_memory().as_ref(), Cells::default()).unwrap();
            spill.write(text.as_bytes()).unwrap();
            let mut kept = spill.finish().unwrap().1.unwrap();
            kept.strip_marks().unwrap();
            let mut left = Vec::new();
            kept.copy(&mut left).unwrap();
            assert_eq!(left, expected.as_bytes());
        }
    }
}
