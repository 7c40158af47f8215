//! Tables that fit a terminal, or are complete if the output goes elsewhere.

use super::console::Console;
use super::failure::Failure;
use super::layout::{ColumnWidth, Fit, GAP, fit};
use super::plain::tidy;
use super::width::{cut, width};

/// The number of rows after which the widths are fixed and rows are printed as they arrive, in little memory. A longer
/// cell below moves the rest of its line to the right.
const MEASURED_ROWS: usize = 10_000;

/// The heading of a column of a table.
pub(super) struct Heading {
    header: String,
    fit: Fit,
    is_right: bool,
}

impl Heading {
    pub(super) fn new(header: &str, fit: Fit) -> Self {
        Heading { header: header.to_owned(), fit, is_right: false }
    }

    /// A column of numbers, aligned right.
    pub(super) fn number(header: &str, fit: Fit) -> Self {
        Heading { is_right: true, ..Heading::new(header, fit) }
    }
}

/// A table that is being printed.
pub(super) struct Table<'c> {
    columns: Vec<Heading>,
    /// Rows that wait for the widths to be fixed.
    waiting: Vec<Vec<String>>,
    /// The width of each column, `None` for one that is left out.
    widths: Option<Vec<Option<usize>>>,
    console: &'c mut Console,
}

impl<'c> Table<'c> {
    pub(super) fn new(columns: Vec<Heading>, console: &'c mut Console) -> Self {
        Table { columns, waiting: Vec::new(), widths: None, console }
    }

    /// Adds a row, each cell on one line.
    pub(super) fn row(&mut self, cells: Vec<String>) -> Result<(), Failure> {
        let cells: Vec<String> = cells.into_iter().map(tidy).collect();
        if let Some(widths) = &self.widths {
            return self.console.line(line(&self.columns, widths, &cells));
        }
        self.waiting.push(cells);
        if self.waiting.len() < MEASURED_ROWS { Ok(()) } else { self.fix_widths() }
    }

    /// Prints what is left. A table without rows is not printed at all.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        if self.widths.is_none() && !self.waiting.is_empty() {
            self.fix_widths()?;
        }
        let columns = self.columns.iter().zip(self.widths.iter().flatten());
        let left_out: Vec<&str> =
            columns.filter(|(_, width)| width.is_none()).map(|(column, _)| column.header.as_str()).collect();
        if !left_out.is_empty() {
            let left_out = left_out.join(", ");
            self.console.note(format!("the terminal is too narrow for {left_out}; --json has every column"));
        }
        Ok(())
    }

    /// Fixes the widths, and prints the header and the rows so far.
    fn fix_widths(&mut self) -> Result<(), Failure> {
        let measure = |(at, column): (usize, &Heading)| {
            let cells = self.waiting.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            ColumnWidth { fit: column.fit, header: width(&column.header), cells: cells.max().unwrap_or_default() }
        };
        let measures: Vec<ColumnWidth> = self.columns.iter().enumerate().map(measure).collect();
        let widths = fit(&measures, self.console.width());
        // A column is left out or wide enough for its cells, or it is one of texts, which may be cut. So may headers.
        let header = |(column, width): (&Heading, &Option<usize>)| cut(&column.header, width.unwrap_or_default());
        let header: Vec<String> = self.columns.iter().zip(&widths).map(header).collect();
        self.console.line(line(&self.columns, &widths, &header))?;
        for cells in std::mem::take(&mut self.waiting) {
            self.console.line(line(&self.columns, &widths, &cells))?;
        }
        self.widths = Some(widths);
        Ok(())
    }
}

/// The cells of a row in one line, without blanks at its end.
fn line(columns: &[Heading], widths: &[Option<usize>], cells: &[String]) -> String {
    let mut line = String::new();
    let mut blanks = 0;
    for ((column, columns), cell) in columns.iter().zip(widths).zip(cells) {
        let Some(columns) = *columns else { continue };
        let shortened = matches!(column.fit, Fit::Cut(_)).then(|| cut(cell, columns));
        let cell = shortened.as_deref().unwrap_or(cell);
        let padding = columns.saturating_sub(width(cell));
        if column.is_right {
            blanks += padding;
        }
        if !cell.is_empty() {
            line.extend(std::iter::repeat_n(' ', blanks));
            line.push_str(cell);
            blanks = 0;
        }
        blanks += if column.is_right { GAP } else { padding + GAP };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(terminal: Option<usize>, rows: &[[&str; 3]]) -> Vec<String> {
        let columns =
            [Heading::new("id", Fit::Whole), Heading::number("rate", Fit::Drop(1)), Heading::new("text", Fit::Cut(2))];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        let measure = |(at, column): (usize, &Heading)| {
            let cells = rows.iter().map(|row| width(&row[at])).max().unwrap();
            ColumnWidth { fit: column.fit, header: width(&column.header), cells }
        };
        let measures: Vec<ColumnWidth> = columns.iter().enumerate().map(measure).collect();
        let widths = fit(&measures, terminal);
        rows.iter().map(|row| line(&columns, &widths, row)).collect()
    }

    const ROWS: [[&str; 3]; 3] =
        [["a/long-id", "0.7", "ein Text, der dauert"], ["b/c", "0.65", ""], ["d/e", "", "令牌已过期请重新登录"]];

    #[test]
    fn lines_are_complete_without_a_terminal() {
        assert_eq!(
            lines(None, &ROWS),
            ["a/long-id   0.7  ein Text, der dauert", "b/c        0.65", "d/e              令牌已过期请重新登录"]
        );
    }

    #[test]
    fn texts_are_cut_to_the_terminal_and_ids_are_not() {
        let cut = ["a/long-id   0.7  ein Text, d…", "b/c        0.65", "d/e              令牌已过期…"];
        assert_eq!(lines(Some(29), &ROWS), cut);
        assert!(lines(Some(29), &ROWS).iter().all(|line| width(line) <= 29));
        assert_eq!(lines(Some(28), &ROWS), ["a/long-id   0.7", "b/c        0.65", "d/e"]);
        assert_eq!(lines(Some(5), &ROWS), ["a/long-id", "b/c", "d/e"]);
    }
}
