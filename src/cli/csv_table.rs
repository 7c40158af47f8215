//! Tables as CSV, for programs and for spreadsheets.

use super::console::Console;
use super::failure::{Exit, Failure};
use super::terminal::{Data, Escapes};

/// Whether and how to print CSV; the same options for every command that can.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct CsvArgs {
    /// Print CSV, with a header
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print CSV for a spreadsheet. A text that begins with = + - or @ gets an apostrophe before it, so that it is not
    /// a formula. This changes the cells, so do not import such a file
    #[arg(long, conflicts_with = "json")]
    safe_csv: bool,
}

impl CsvArgs {
    /// Whether CSV is wanted.
    pub(super) fn is_wanted(self) -> bool {
        self.csv || self.safe_csv
    }

    /// A cell with a text. A number is not a text: a leading - does not make it a formula.
    pub(super) fn text(self, mut text: String) -> String {
        if self.safe_csv && text.starts_with(BEGINS_A_FORMULA) {
            text.insert(0, '\'');
        }
        text
    }
}

/// The characters that begin a cell that a spreadsheet computes: the signs, also in full width, and the blanks that it
/// strips.
const BEGINS_A_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A table as CSV, printed row by row.
pub(super) struct Csv {
    writer: csv::Writer<Data>,
}

impl Csv {
    pub(super) fn new(header: &[&str], console: &mut Console) -> Result<Self, Failure> {
        let writer = csv::WriterBuilder::new().buffer_capacity(64 * 1024).from_writer(console.data(Escapes::Text)?);
        let mut csv = Csv { writer };
        csv.row(header)?;
        Ok(csv)
    }

    /// Prints a row, byte for byte.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Failure> {
        self.writer.write_record(cells).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => Failure::from(error),
            other => Failure::new(Exit::Machine, format!("the table could not be written: {other:?}")),
        })
    }

    /// Prints the rest.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}
