//! Records as a stream with one per line.

use std::io::Write;

use super::{ExportError, ExportRecords, ExportWatch, Exported, check, has_samples, is_news};
use crate::disk::ordered;
use crate::record::{SamplesKey, one_line};
use crate::store::{AsOf, Sent, SentBefore, Snapshot, Stored};

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
        let (read, written) = ordered(
            |emit| self.records.each(snapshot, |as_of| Ok::<_, ExportError>(emit(as_of))),
            AsOf::weight,
            |as_of| {
                let checked = check(as_of, self.keep_going, self.samples_key.as_ref())?;
                let publishes = |stored: &Stored| self.samples_key.is_some() && has_samples(stored);
                let line = |(stored, text): (Stored, String)| (one_line(&text), stored.standing, publishes(&stored));
                Ok::<_, ExportError>(checked.map(line))
            },
            |lines| {
                let mut exported = Exported::default();
                for checked in lines {
                    let (line, standing, has_samples) = match checked? {
                        Ok(line) => line,
                        Err(id) => {
                            exported.damaged.push(id);
                            continue;
                        }
                    };
                    writeln!(out, "{line}").map_err(ExportError::Write)?;
                    let sent = Sent { row: standing.row, digest: standing.digest };
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
}
