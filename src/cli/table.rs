//! Tables on a terminal.

use comfy_table::{CellAlignment, ContentArrangement, Row, presets};

use super::console::Console;
use super::failure::Failure;
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
