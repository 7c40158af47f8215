//! Tables of counts whose rows have bars.

use std::fmt::Write;

use serde::Serialize;

use crate::record::Rate;

/// The width of a bar and of the line, and the height of the line, in units of the picture.
const PICTURE: (f64, f64) = (300.0, 100.0);

/// A table of counts.
#[derive(Debug, Serialize)]
pub(super) struct CountedTable {
    pub title: String,
    /// The heading of the first column.
    pub kind: &'static str,
    pub rows: Vec<CountedRow>,
}

/// A count with its bar.
#[derive(Debug, Serialize)]
pub(super) struct CountedRow {
    pub label: String,
    /// The way from the page to what is counted, if a page shows it.
    pub href: Option<String>,
    pub count: u64,
    /// The length of its bar; that of the largest is the width of the picture.
    pub length: String,
    /// The same as a share of the largest, 0 to 1.
    #[serde(skip)]
    share: f64,
}

impl CountedTable {
    pub(super) fn of(title: &str, kind: &'static str, counts: impl IntoIterator<Item = (String, u64)>) -> Self {
        let counts: Vec<(String, u64)> = counts.into_iter().collect();
        let largest = counts.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
        let rows = counts.into_iter().map(|(label, count)| {
            let share = count as f64 / largest as f64;
            CountedRow { label, href: None, count, length: format!("{:.1}", share * PICTURE.0), share }
        });
        CountedTable { title: title.to_owned(), kind, rows: rows.collect() }
    }
}

/// How many rates are in each tenth from 0 to 1; the last one includes its end.
pub(super) fn by_tenth(rates: impl Iterator<Item = Rate>) -> Vec<(String, u64)> {
    let mut tenths: Vec<(String, u64)> = (0..10)
        .map(|tenth| {
            let last = if tenth == 9 { 100 } else { tenth * 10 + 9 };
            (format!("{} to {last} %", tenth * 10), 0)
        })
        .collect();
    for rate in rates {
        let tenth = usize::from(rate.percent() / 10).min(9);
        if let Some((_, count)) = tenths.get_mut(tenth) {
            *count += 1;
        }
    }
    tenths
}

/// The points of a line through counts, from left to right, as SVG has them; empty for fewer than two.
pub(super) fn line(rows: &[CountedRow]) -> String {
    let (width, height) = PICTURE;
    let Some(steps) = rows.len().checked_sub(1).filter(|steps| *steps > 0) else { return String::new() };
    let mut points = String::new();
    for (number, row) in rows.iter().enumerate() {
        let left = (width * number as f64 / steps as f64).round();
        let space = if number == 0 { "" } else { " " };
        // A String can always be written to.
        let _ = write!(points, "{space}{left},{:.1}", height * (1.0 - row.share));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_count_is_large() {
        let counts = [("a", 4), ("b", 1), ("c", 0)].map(|(label, count)| (label.to_owned(), count));
        let table = CountedTable::of("t", "k", counts);
        assert_eq!(table.rows.iter().map(|row| row.length.as_str()).collect::<Vec<_>>(), ["300.0", "75.0", "0.0"]);
        assert_eq!(line(&table.rows), "0,0.0 150,75.0 300,100.0");
        assert_eq!(line(&table.rows[..1]), "");
    }

    #[test]
    fn each_rate_is_in_one_tenth() {
        let rates = [0.0, 0.09, 0.1, 0.99, 1.0].map(Rate::nearest);
        let counts: Vec<u64> = by_tenth(rates.into_iter()).into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    }
}
