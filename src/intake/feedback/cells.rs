//! The fields of a row as bytes, which need not be UTF-8. They are in one allocation, because there may be a million of
//! them.

use super::length::MAX_SHOWN;

/// Fields one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    /// Fields in sequence in `bytes`, with the end of each.
    pub(super) fn new(bytes: Vec<u8>, ends: Vec<usize>) -> Self {
        Cells { bytes, ends }
    }

    /// The number of fields.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Their approximate size in bytes.
    pub(super) fn weight(&self) -> usize {
        self.bytes.len() + self.ends.len().saturating_mul(size_of::<usize>())
    }

    /// The field at an index, from 0; empty after the last one.
    pub(super) fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(at)).map(|(start, end)| start..*end);
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count()).map(|at| self.get(at))
    }

    /// The beginning of the row, for a message.
    pub(super) fn beginning(&self) -> String {
        let mut text = String::new();
        for (at, cell) in self.iter().enumerate() {
            if text.len() >= MAX_SHOWN {
                break;
            }
            text.push_str(if at > 0 { "," } else { "" });
            text.push_str(&String::from_utf8_lossy(cell.get(..MAX_SHOWN).unwrap_or(cell)));
        }
        let shown: String = text.chars().take(MAX_SHOWN).collect();
        format!("'{shown}…'")
    }

    /// Keeps only the first ones.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.bytes.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// The texts with the end of each, if all fields are UTF-8.
    ///
    /// # Errors
    /// The fields as they are.
    pub(super) fn into_texts(self) -> Result<(String, Vec<usize>), Self> {
        let Cells { bytes, ends } = self;
        match String::from_utf8(bytes) {
            // Two fields may be UTF-8 together, and neither of them alone.
            Ok(text) if ends.iter().all(|end| text.is_char_boundary(*end)) => Ok((text, ends)),
            Ok(text) => Err(Cells { bytes: text.into_bytes(), ends }),
            Err(error) => Err(Cells { bytes: error.into_bytes(), ends }),
        }
    }
}

/// Writes a row of fields as CSV, without the line end. Read back, they are the same.
pub(super) fn encode<'f>(fields: impl IntoIterator<Item = &'f [u8]>, out: &mut Vec<u8>) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if field.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
            out.push(b'"');
            for byte in field {
                out.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
            }
            out.push(b'"');
        } else {
            out.extend(field);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_utf_8_only_together_are_not_texts() {
        let cells = |bytes: &[u8], ends: &[usize]| Cells::new(bytes.to_vec(), ends.to_vec());
        assert!(cells("aé".as_bytes(), &[1, 3]).into_texts().is_ok());
        let halves = cells("aé".as_bytes(), &[2, 3]);
        assert_eq!(halves.clone().into_texts().unwrap_err(), halves);
        assert!(cells(b"\xff", &[1]).into_texts().is_err());
    }

    #[test]
    fn a_row_is_cut_to_its_first_fields() {
        let mut cells = Cells::new(b"abcd".to_vec(), vec![1, 1, 4]);
        assert_eq!(cells.iter().collect::<Vec<_>>(), [&b"a"[..], b"", b"bcd"]);
        cells.truncate(2);
        assert_eq!((cells.iter().collect::<Vec<_>>(), cells.get(2)), (vec![&b"a"[..], b""], &b""[..]));
    }
}
