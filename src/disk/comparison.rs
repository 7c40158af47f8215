//! Comparing a file with its new content.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::tree::Compared;

/// Compares what is written to it with a file.
pub struct FileComparison {
    file: Option<io::BufReader<File>>,
    change: Compared,
}

impl FileComparison {
    /// Opens the file, if it exists.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn with(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(FileComparison { file: None, change: Compared::Different });
        }
        match File::open(path) {
            Ok(file) => Ok(FileComparison { file: Some(io::BufReader::new(file)), change: Compared::Same }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(FileComparison { file: None, change: Compared::Missing })
            }
            Err(error) => Err(error),
        }
    }

    /// The result, after everything was written.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn finish(mut self) -> io::Result<Compared> {
        let has_more = match (&mut self.file, self.change) {
            (Some(file), Compared::Same) => file.read(&mut [0])? > 0,
            _ => false,
        };
        Ok(if has_more { Compared::Different } else { self.change })
    }
}

impl Write for FileComparison {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let (Some(file), Compared::Same) = (&mut self.file, self.change) {
            let mut there = vec![0; bytes.len()];
            let is_same = match file.read_exact(&mut there) {
                Ok(()) => there == bytes,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
                Err(error) => return Err(error),
            };
            if !is_same {
                self.change = Compared::Different;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_only_from_its_beginning_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let compare = |texts: &[&str]| {
            let mut comparison = FileComparison::with(&file).unwrap();
            texts.iter().for_each(|text| comparison.write_all(text.as_bytes()).unwrap());
            comparison.finish().unwrap()
        };
        assert_eq!(compare(&["ab"]), Compared::Missing);
        fs::write(&file, "abcd").unwrap();
        assert_eq!(compare(&["ab", "cd"]), Compared::Same);
        for other in [&["ab"][..], &["ab", "ce"], &["abcde"], &[]] {
            assert_eq!(compare(other), Compared::Different, "{other:?}");
        }
    }
}
