//! Records as a stream with one per line.

use std::io::Write;

use super::in_order::{InOrder, Waiting};
use super::{ExportError, ExportRecords, ExportWatch, Exported, check, has_samples, is_news};
use crate::disk::ordered;
use crate::record::{SamplesKey, one_line};
use crate::store::{AsOf, Sent, SentBefore, Snapshot};

/// Writes records as NDJSON, in the order of their ids.
#[derive(Debug, Clone)]
pub struct ExportLines {
    /// Which records.
    pub records: ExportRecords,
    /// Leaves damaged records out instead of stopping at the first.
    pub keep_going: bool,
    /// The key under which samples are published, if they are.
    pub samples_key: Option<SamplesKey>,
}

impl ExportLines {
    /// Writes the records of a state to `out`. `before` is what the place is known to have, if the
    /// export is noted.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn apply<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        before: Option<&SentBefore>,
        out: &mut impl Write,
        watch: &mut W,
    ) -> Result<Exported, ExportError> {
        self.records.unless_withdrawn()?;
        let waiting = Waiting::default();
        let (read, written) = ordered(
            |emit| {
                let emit = |place, as_of| Ok::<_, ExportError>(emit((place, as_of)));
                self.records.each_placed(snapshot, || waiting.is_full(), emit)
            },
            |(_, as_of)| as_of.weight(),
            |(place, as_of)| (place, self.line(as_of)),
            |placed| {
                let mut exported = Exported::default();
                for line in InOrder::new(placed, size, &waiting) {
                    let RenderedLine { text, sent, has_samples } = match line? {
                        Ok(line) => line,
                        Err(id) => {
                            exported.damaged.push(id);
                            continue;
                        }
                    };
                    writeln!(out, "{text}").map_err(ExportError::Write)?;
                    exported.sent.extend(before.filter(|before| is_news(before, &sent, has_samples)).map(|_| sent));
                    exported.records += 1;
                    watch.record();
                }
                Ok::<_, ExportError>(exported)
            },
        );
        let exported = written?;
        read?;
        Ok(exported)
    }

    /// The line of a record.
    fn line(&self, as_of: AsOf) -> Result<Result<RenderedLine, String>, ExportError> {
        let checked = check(as_of, self.keep_going, self.samples_key.as_ref())?;
        Ok(checked.map(|(stored, text)| RenderedLine {
            text: one_line(&text),
            sent: Sent { row: stored.standing.row, digest: stored.standing.digest },
            has_samples: self.samples_key.is_some() && has_samples(&stored),
        }))
    }
}

/// A record as it is written.
struct RenderedLine {
    text: String,
    sent: Sent,
    /// Whether samples are published with it.
    has_samples: bool,
}

/// The size of a line in bytes.
fn size(line: &Result<Result<RenderedLine, String>, ExportError>) -> usize {
    match line {
        Ok(Ok(line)) => line.text.len(),
        Ok(Err(id)) => id.len(),
        Err(_) => 0,
    }
}
