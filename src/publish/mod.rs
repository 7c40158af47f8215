//! The published forms of a record as bytes, and their paths in a tree. This room opens no files.

mod difference;
mod layout;
mod ledger;
mod markdown;
mod notices;
mod site;
mod snapshot;
mod tree_format;

use std::borrow::Cow;

use crate::record::{self, Record, RecordFile, Revision, SamplesKey, vocabulary};
pub use difference::{
    DifferenceEntry, Fragment, GroupedEntries, MeantChange, RecordDifference, RecordFate, Section, SectionTitle,
    SetDifference, Topic,
};
pub use layout::{
    FILE_NAMES, LEDGER, LEDGER_EXTENSION, RECORD_FILE, RECORDS, WITHDRAWN_FILE, folder_of, has_name_of_record, id_of,
};
pub use ledger::{LedgerFile, ledger_folder_of};
pub use notices::NoticeFile;
pub use site::{
    FigureOf, FindingCount, GonePage, RECORD_FILES, RateFigure, RecentChange, SITE_SUMS, SearchIndex, SetState, Site,
    SiteEntry, SiteFile, SiteIndex, SiteRelease, SiteSettings, WhyGone, describe_templates, is_site_path,
};
pub use snapshot::{
    ArchiveFlaw, ArchivePathError, CHANGES, DELTA, DeltaFault, DeltaLine, DeltaRecord, FileEntry, GZIP_HEADER,
    GZIP_PART, GzipEnd, GzipPart, KeptDemand, KeptStanding, MANIFEST, Manifest, ManifestError, NOTES, PACKAGE,
    RECORD_LINES, ReleaseNotes, SUMS, SnapshotCounts, SumsError, TAR_END, content_digest, data_package, is_content,
    is_snapshot_path, read_archive, read_sums, sum_line, tar_header, tar_padding,
};
pub use tree_format::TreeFormat;

vocabulary! {
    /// One published form of a record: a file in the record's folder. They are written in this order.
    Form {
        /// `index.json`: the canonical JSON, the record itself without loss.
        Json = "json",
        /// `index.md`: the English page in Markdown.
        Markdown = "md",
        /// `zh.md`: the Chinese page in Markdown.
        ChineseMarkdown = "zh-md",
    }
}

/// The JSON in which a record is published: its canonical JSON, which is given, or another one with its samples at the
/// end, if it has any and there is a key for them.
///
/// # Errors
/// The key, if the record has another value under it.
pub fn published_json<'k>(
    revision: &Revision,
    canonical: String,
    key: Option<&'k SamplesKey>,
) -> Result<String, &'k SamplesKey> {
    let Some(key) = key else { return Ok(canonical) };
    match key.published(&revision.record, &revision.annotations).ok_or(key)? {
        Cow::Borrowed(_) => Ok(canonical),
        Cow::Owned(with_samples) => Ok(record::canonical(&with_samples)),
    }
}

impl Form {
    /// The file's name in the record's folder.
    pub const fn file_name(self) -> &'static str {
        match self {
            Form::Json => RecordFile::Json,
            Form::Markdown => RecordFile::Markdown,
            Form::ChineseMarkdown => RecordFile::ChineseMarkdown,
        }
        .as_str()
    }

    /// The text of the record in this form, without samples (see [`published_json`]), or `None` if the record has no
    /// such page: the Chinese one needs a Chinese signature and cause.
    pub fn render(self, record: &Record) -> Option<String> {
        match self {
            Form::Json => Some(record::canonical(record)),
            Form::Markdown => Some(markdown::english(record)),
            Form::ChineseMarkdown => markdown::chinese(record),
        }
    }
}
