//! Tables on a terminal, and as CSV.

use comfy_table::{CellAlignment, ContentArrangement, Row, presets};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::plain::one_line;

/// A table in the making.
pub(super) struct Table {
    table: comfy_table::Table,
}

impl Table {
    pub(super) fn new(header: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        let mut row = Row::from(header.iter().copied());
        row.max_height(1);
        table.set_header(row);
        Table { table }
    }

    /// Puts the numbers of a column in line.
    pub(super) fn align_right(&mut self, column: usize) {
        if let Some(column) = self.table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }

    /// Adds a row; each cell is put on one line.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        let mut row = Row::from(cells.into_iter().map(|cell| one_line(&cell)));
        row.max_height(1);
        self.table.add_row(row);
    }

    /// The table as the library has it, for whoever shapes its columns.
    pub(super) fn shape(&mut self) -> &mut comfy_table::Table {
        &mut self.table
    }

    /// Prints the table: fit for the terminal, or complete where nobody looks at one.
    pub(super) fn print(mut self, console: &mut Console) -> Result<(), Failure> {
        let arrangement =
            if console.is_terminal() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
        self.table.set_content_arrangement(arrangement);
        if let Some(first) = self.table.column_mut(0) {
            first.set_padding((0, 1));
        }
        for line in self.table.lines() {
            console.line(line.trim_end())?;
        }
        Ok(())
    }
}

/// A table as CSV in the making.
pub(super) struct Csv {
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    pub(super) fn new(header: &[&str]) -> Result<Self, Failure> {
        let mut csv = Csv { writer: csv::Writer::from_writer(Vec::new()) };
        csv.row(header)?;
        Ok(csv)
    }

    /// Adds a row.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Failure> {
        self.writer.write_record(cells).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => Failure::from(error),
            other => Failure::new(Exit::Machine, format!("the table could not be written: {other:?}")),
        })
    }

    /// Prints the table, byte for byte.
    pub(super) fn print(self, console: &mut Console) -> Result<(), Failure> {
        let bytes = self.writer.into_inner().map_err(|error| Failure::from(error.into_error()))?;
        console.bytes(&bytes)
    }
}
