//! How the columns of a table share a terminal.

/// How a column shrinks if the terminal is too narrow. Of several columns, the one with the highest number shrinks
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Never: ids and the names of claims are never cut and never left out.
    Whole,
    /// Its texts are cut, and if that is not enough it is left out.
    Cut(usize),
    /// It is left out.
    Drop(usize),
}

/// How wide a column is, and how it shrinks.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnWidth {
    pub(super) fit: Fit,
    /// The width of the header in columns.
    pub(super) header: usize,
    /// The width of the widest cell in columns.
    pub(super) cells: usize,
}

/// The number of blanks between two columns.
pub(super) const GAP: usize = 2;

/// The least useful width of a text that is cut.
const MIN_TEXT: usize = 12;

/// The width at which a text can be recognized; only after that headers get their full width.
const GOOD_TEXT: usize = 32;

/// The width that a header may be cut to.
const MIN_HEADER: usize = 8;

impl ColumnWidth {
    /// The width at which nothing is cut.
    fn full(&self) -> usize {
        self.header.max(self.cells)
    }

    /// The least width at which the column is shown.
    fn least(&self) -> usize {
        match self.fit {
            Fit::Cut(_) => self.full().min(MIN_TEXT),
            Fit::Whole | Fit::Drop(_) => self.cells.max(self.header.min(MIN_HEADER)),
        }
    }

    fn rank(&self) -> Option<usize> {
        match self.fit {
            Fit::Whole => None,
            Fit::Cut(rank) | Fit::Drop(rank) => Some(rank),
        }
    }
}

/// The width of each column on a terminal, `None` for one that is left out. Without a terminal all are shown in full.
pub(super) fn fit(columns: &[ColumnWidth], terminal: Option<usize>) -> Vec<Option<usize>> {
    let Some(terminal) = terminal else { return columns.iter().map(|column| Some(column.full())).collect() };
    let mut order: Vec<(usize, &ColumnWidth)> = columns.iter().enumerate().collect();
    order.sort_by_key(|(_, column)| column.rank());
    let mut shown: Vec<(usize, &ColumnWidth, usize)> = Vec::new();
    let mut used = 0;
    for (at, column) in order {
        let needed = column.least() + if shown.is_empty() { 0 } else { GAP };
        if column.fit == Fit::Whole || used + needed <= terminal {
            used += needed;
            shown.push((at, column, column.least()));
        }
    }
    let mut spare = terminal.saturating_sub(used);
    let is_text = |column: &ColumnWidth| matches!(column.fit, Fit::Cut(_));
    grow(&mut shown, &mut spare, |column| if is_text(column) { column.full().min(GOOD_TEXT) } else { 0 });
    grow(&mut shown, &mut spare, |column| if is_text(column) { 0 } else { column.full() });
    grow(&mut shown, &mut spare, ColumnWidth::full);
    let width = |at: usize| shown.iter().find(|(shown, ..)| *shown == at).map(|(.., width)| *width);
    (0..columns.len()).map(width).collect()
}

/// Widens columns up to their full width, the narrowest first, as long as there is room.
fn grow(shown: &mut [(usize, &ColumnWidth, usize)], spare: &mut usize, wanted: impl Fn(&ColumnWidth) -> usize) {
    while *spare > 0 {
        let narrow = shown.iter_mut().filter(|(_, column, width)| *width < wanted(column));
        let Some((.., width)) = narrow.min_by_key(|(.., width)| *width) else { return };
        *width += 1;
        *spare -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of `list`: id, tier, rate, day, signature.
    fn list(id: usize) -> Vec<ColumnWidth> {
        let column = |fit, header, cells| ColumnWidth { fit, header, cells };
        vec![
            column(Fit::Whole, 2, id),
            column(Fit::Drop(1), 17, 14),
            column(Fit::Drop(2), 16, 5),
            column(Fit::Drop(3), 14, 10),
            column(Fit::Cut(4), 9, 90),
        ]
    }

    #[test]
    fn nothing_is_cut_without_a_terminal_and_on_a_wide_one() {
        let full = [40, 17, 16, 14, 90].map(Some);
        assert_eq!(fit(&list(40), None), full);
        assert_eq!(fit(&list(40), Some(40 + 17 + 16 + 14 + 90 + 4 * GAP)), full);
    }

    #[test]
    fn texts_are_cut_before_headers_and_headers_before_columns_are_left_out() {
        assert_eq!(fit(&list(40), Some(160)), [40, 17, 16, 14, 65].map(Some));
        assert_eq!(fit(&list(40), Some(120)), [40, 14, 13, 13, 32].map(Some));
        assert_eq!(fit(&list(40), Some(80)), [Some(40), Some(14), Some(10), Some(10), None]);
        assert_eq!(fit(&list(40), Some(60)), [Some(40), Some(17), None, None, None]);
    }

    #[test]
    fn a_column_that_fits_is_shown_although_one_before_it_does_not() {
        assert_eq!(fit(&list(50), Some(60)), [Some(50), None, Some(8), None, None]);
    }

    #[test]
    fn ids_are_never_cut_and_no_line_is_wider_than_its_ids_need() {
        for id in [0, 2, 30, 60] {
            for terminal in 1..200 {
                let widths = fit(&list(id), Some(terminal));
                assert!(widths[0].is_some_and(|width| width >= id), "{id} at {terminal}: {widths:?}");
                let used: usize = widths.iter().flatten().map(|width| width + GAP).sum::<usize>() - GAP;
                assert!(used <= terminal.max(id.max(2)), "{id} at {terminal}: {widths:?}");
            }
        }
    }
}
