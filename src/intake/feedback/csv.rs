//! The records of a CSV, in bounded memory: a quote that is never closed takes the rest of a file into one field.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use csv_core::ReadRecordResult;

use super::cells::Cells;
use super::length::{MAX_BYTES, MAX_SHOWN};
use super::line::{Content, FeedbackLine};
use super::scratch::{MakeScratch, Spill};

/// The byte order mark that some programs write before the first line.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads records.
pub(super) struct Records<R> {
    input: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    core: csv_core::Reader,
    line: u64,
    has_bom: bool,
    /// Makes room for rows that are too long.
    scratch: Option<MakeScratch>,
    /// The buffer for the current record.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    /// Begins with an input. What is too long for memory goes into `scratch`.
    pub(super) fn new(mut input: R, scratch: Option<MakeScratch>) -> io::Result<Self> {
        let mut first = Vec::new();
        input.by_ref().take(3).read_to_end(&mut first)?;
        let has_bom = first == BOM;
        if has_bom {
            first.clear();
        }
        let input = BufReader::with_capacity(64 * 1024, Cursor::new(first).chain(input));
        let (bytes, ends) = (vec![0; 4 * 1024], vec![0; 64]);
        // A second mark is text. The reader would skip it if it had not read anything.
        let mut core = csv_core::Reader::new();
        core.read_record(b"\n", &mut [0; 1], &mut [0; 1]);
        Ok(Records { input, core, line: 1, has_bom, scratch, bytes, ends })
    }

    /// Whether the file begins with a mark that it is UTF-8.
    pub(super) fn has_bom(&self) -> bool {
        self.has_bom
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<FeedbackLine>> {
        self.pass_line_ends()?;
        if self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let begin = self.line;
        let (mut written, mut ended) = (0, 0);
        let mut is_open = false;
        let mut long: Option<Spill> = None;
        // The part of the record before the current part of the input.
        let mut passed: Vec<u8> = Vec::new();
        loop {
            let input = self.input.fill_buf()?;
            if input.is_empty() {
                is_open = is_within_quotes(&mut self.core);
                self.ends.truncate(ended);
                self.ends.push(written);
                ended += 1;
                break;
            }
            let room = self.bytes.get_mut(written..).unwrap_or_default();
            let places = self.ends.get_mut(ended..).unwrap_or_default();
            let (result, taken, more, fields) = self.core.read_record(input, room, places);
            let input = input.get(..taken).unwrap_or_default();
            self.line += line_feeds(input);
            let is_done = matches!(result, ReadRecordResult::Record);
            match &mut long {
                // New input overwrites the old: only the beginning is needed.
                Some(spill) => spill.write(if is_done { own(input) } else { input })?,
                None => {
                    (written, ended) = (written + more, ended + fields);
                    if !is_done {
                        passed.extend(input);
                    }
                }
            }
            self.input.consume(taken);
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty => {}
                _ if long.is_some() => {}
                _ if written + ended * size_of::<usize>() >= MAX_BYTES => {
                    let mut spill = Spill::new(self.scratch.as_ref(), self.beginning(written, ended))?;
                    spill.write(&std::mem::take(&mut passed))?;
                    (written, ended) = (0, 0);
                    long = Some(spill);
                }
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
        let content = match long {
            Some(spill) => {
                let (begins, kept) = spill.finish()?;
                Content::Long { begins, kept, is_open }
            }
            None => Content::Cells { cells: self.cells(written, ended), is_open },
        };
        Ok(Some(FeedbackLine { number: begin, content }))
    }

    /// Skips the line ends before a record: those of empty lines, and the second byte of CR and LF.
    fn pass_line_ends(&mut self) -> io::Result<()> {
        loop {
            let input = self.input.fill_buf()?;
            let ends = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if ends == 0 {
                return Ok(());
            }
            self.line += line_feeds(input.get(..ends).unwrap_or_default());
            self.input.consume(ends);
        }
    }

    fn cells(&self, written: usize, ended: usize) -> Cells {
        let bytes = self.bytes.get(..written).unwrap_or_default();
        Cells::new(bytes.to_vec(), self.ends.get(..ended).unwrap_or_default().to_vec())
    }

    /// The first fields, and the beginning of the current one.
    fn beginning(&self, written: usize, ended: usize) -> Cells {
        let most = written.min(MAX_SHOWN);
        let mut ends: Vec<usize> = self.ends.iter().take(ended.min(MAX_SHOWN)).map(|end| (*end).min(most)).collect();
        if ended < MAX_SHOWN {
            ends.push(most);
        }
        Cells::new(self.bytes.get(..most).unwrap_or_default().to_vec(), ends)
    }
}

/// The end of a record without the byte that ended it.
fn own(input: &[u8]) -> &[u8] {
    input.split_last().map_or(input, |(_, own)| own)
}

fn line_feeds(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Whether the input ends within a field in quotes: a comma would be copied there, and elsewhere it ends the field.
/// Nothing can be read after it. (A copy of the reader cannot find out: copies do not know the ends of fields.)
fn is_within_quotes(core: &mut csv_core::Reader) -> bool {
    let (_, _, copied, _) = core.read_record(b",", &mut [0; 2], &mut [0; 2]);
    copied > 0
}

#[cfg(test)]
mod tests {
    use super::super::scratch::tests::in_memory;
    use super::*;

    fn read(text: &[u8]) -> Vec<(Vec<Vec<u8>>, u64, bool)> {
        let mut records = Records::new(text, in_memory()).unwrap();
        let mut read = Vec::new();
        while let Some(FeedbackLine { number, content }) = records.next().unwrap() {
            let Content::Cells { cells, is_open } = content else { panic!("{content:?}") };
            read.push((cells.iter().map(<[u8]>::to_vec).collect(), number, is_open));
        }
        read
    }

    #[test]
    fn records_have_their_lines() {
        let row = |fields: &[&str], line| (fields.iter().map(|field| field.as_bytes().to_vec()).collect(), line, false);
        let expected = vec![row(&["a", "b\n", ""], 1), row(&["c\"d"], 4), row(&["", "e"], 5)];
        for text in ["a,\"b\n\",\n\n\"c\"\"d\"\n,e", "\u{feff}a,\"b\n\",\r\n\r\n\"c\"\"d\"\r\n,e\r\n"] {
            assert_eq!(read(text.as_bytes()), expected, "{text:?}");
        }
        assert!(read(b"").is_empty() && read(b"\n\r\n\n").is_empty());
    }

    #[test]
    fn an_open_quote_is_reported_and_its_field_is_exact() {
        for (text, field, is_open) in [
            ("a,\"b\n\n", "b\n\n", true),
            ("a,\"b", "b", true),
            ("a,\"", "", true),
            ("a,\"b\"\"", "b\"", true),
            ("a,\"b\"\"\"", "b\"", false),
            ("a,\"b\"", "b", false),
            ("a,b\"", "b\"", false),
        ] {
            let read = read(text.as_bytes());
            assert_eq!(read.len(), 1, "{text:?}");
            assert_eq!((&*read[0].0[1], read[0].2), (field.as_bytes(), is_open), "{text:?}");
        }
    }

    /// A row that is too long is kept unchanged, and the rows around it are read.
    #[test]
    fn a_row_beyond_memory_is_kept_elsewhere() {
        let wide = ",".repeat(MAX_BYTES / 8);
        let long = format!("x,\"{}\"", "y\r\n".repeat(MAX_BYTES / 3));
        for row in [wide, long] {
            let text = format!("a,b\n\n{row}\r\nc,d\n");
            let mut records = Records::new(text.as_bytes(), in_memory()).unwrap();
            assert_eq!(records.next().unwrap().unwrap().number, 1);
            let FeedbackLine { number, content } = records.next().unwrap().unwrap();
            let Content::Long { begins, kept, is_open } = content else { panic!("line {number} fits into memory") };
            assert_eq!((number, is_open), (3, false));
            assert!(begins.weight() < 10_000);
            let mut whole = Vec::new();
            kept.unwrap().copy(&mut whole).unwrap();
            assert!(whole == row.as_bytes(), "{} bytes, {} expected", whole.len(), row.len());
            let next = records.next().unwrap().unwrap().content;
            let Content::Cells { cells, .. } = next else { panic!("{next:?}") };
            assert_eq!(cells.iter().collect::<Vec<_>>(), [b"c", b"d"]);
            assert!(records.next().unwrap().is_none());
        }
    }
}
