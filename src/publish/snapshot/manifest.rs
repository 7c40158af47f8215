//! The manifest of a snapshot: what it is and which files it has.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FileEntry, KeptDemand, is_snapshot_path};
use crate::record::{Checksum, Date, Json, ReleaseName, compact};

/// The format of the manifest, which changes if an earlier canonry could not read it.
const FORMAT: &str = "canonry-snapshot/1";

/// What a snapshot is and which files it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The name of the release.
    pub name: ReleaseName,
    /// Its day.
    pub day: Date,
    /// The program that made it, with its version.
    pub tool: String,
    /// What is in it.
    pub counts: SnapshotCounts,
    /// The checksum of the policy under which it was made.
    pub policy_digest: Checksum,
    /// The demands of the gate.
    pub gate: Vec<KeptDemand>,
    /// The release before, and the checksum of its content; `None` if it is the first.
    pub previous: Option<(ReleaseName, Checksum)>,
    /// The checksum of its content, see [`content_digest`](super::content_digest).
    pub content_digest: Checksum,
    /// Its files by their paths, without the manifest and the checksums.
    pub files: Vec<FileEntry>,
}

/// What is in a snapshot, and what changed in it since the release before; nothing changed in the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotCounts {
    /// Records.
    pub records: u64,
    /// Files that the manifest names.
    pub files: u64,
    /// Records that are new.
    pub added: u64,
    /// Records that are published again.
    pub restored: u64,
    /// Records that were withdrawn.
    pub withdrawn: u64,
    /// Records with other ids.
    pub renamed: u64,
    /// Records that changed under their ids.
    pub changed: u64,
}

/// Why a text is not a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not JSON of the shape of a manifest; the message has the line and the column.
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    /// It has another format.
    #[error("its format is '{0}', but this canonry knows {FORMAT} only")]
    Format(String),
    /// A value is not what it has to be.
    #[error("{key}: {reason}")]
    Value {
        /// The key of the value.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// The text of a manifest, as far as serde reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadManifest {
    format: String,
    name: String,
    day: String,
    tool: String,
    counts: SnapshotCounts,
    policy_digest: String,
    gate: Vec<KeptDemand>,
    previous: Option<ReadPrevious>,
    content_digest: String,
    files: Vec<FileMembers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadPrevious {
    name: String,
    content_digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileMembers {
    path: String,
    bytes: u64,
    sha256: String,
}

impl Manifest {
    /// Reads a manifest. Whether its files and sums agree with each other is not checked.
    ///
    /// # Errors
    /// See [`ManifestError`]: it has an unknown key, a path that is not one of a snapshot, or paths out of order.
    pub fn read(text: &[u8]) -> Result<Self, ManifestError> {
        let read: ReadManifest = serde_json::from_slice(text)?;
        if read.format != FORMAT {
            return Err(ManifestError::Format(read.format));
        }
        let name = |key, name: String| name.parse::<ReleaseName>().map_err(|error| fault(key, error));
        let previous = read.previous.map(|before| {
            Ok::<_, ManifestError>((name("previous.name", before.name)?, sum("previous", &before.content_digest)?))
        });
        let files: Vec<FileEntry> = read.files.into_iter().map(entry).collect::<Result<_, _>>()?;
        if let Some((one, next)) = files.iter().zip(files.iter().skip(1)).find(|(one, next)| one.path >= next.path) {
            return Err(fault("files", format!("{} stands before {}", one.path, next.path)));
        }
        Ok(Manifest {
            name: name("name", read.name)?,
            day: read.day.parse().map_err(|error| fault("day", error))?,
            tool: read.tool,
            counts: read.counts,
            policy_digest: sum("policy_digest", &read.policy_digest)?,
            gate: read.gate,
            previous: previous.transpose()?,
            content_digest: sum("content_digest", &read.content_digest)?,
            files,
        })
    }
}

impl fmt::Display for Manifest {
    /// The text: JSON with one member or one file in a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let previous = self.previous.as_ref().map(|(name, digest)| {
            Json::from_iter([
                ("name".to_owned(), Json::from(name.as_str())),
                ("content_digest".to_owned(), Json::from(digest.to_string())),
            ])
        });
        let members = [
            ("format", Json::from(FORMAT)),
            ("name", Json::from(self.name.as_str())),
            ("day", Json::from(self.day.to_string())),
            ("tool", Json::from(self.tool.as_str())),
            ("counts", Json::of(&self.counts)),
            ("policy_digest", Json::from(self.policy_digest.to_string())),
            ("gate", self.gate.iter().map(Json::of).collect()),
            ("previous", previous.unwrap_or_else(Json::null)),
            ("content_digest", Json::from(self.content_digest.to_string())),
        ];
        f.write_str("{\n")?;
        for (key, value) in members {
            writeln!(f, "  \"{key}\": {value},")?;
        }
        f.write_str("  \"files\": [")?;
        for (number, FileEntry { path, bytes, sha256 }) in self.files.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            let path = compact(path);
            write!(f, "{comma}\n    {{\"path\": {path}, \"bytes\": {bytes}, \"sha256\": \"{sha256}\"}}")?;
        }
        f.write_str("\n  ]\n}\n")
    }
}

fn entry(FileMembers { path, bytes, sha256 }: FileMembers) -> Result<FileEntry, ManifestError> {
    if !is_snapshot_path(&path) {
        return Err(fault("files", format!("'{}' is not a path of a snapshot", path.escape_debug())));
    }
    Ok(FileEntry { path, bytes, sha256: sum("files", &sha256)? })
}

fn sum(key: &'static str, text: &str) -> Result<Checksum, ManifestError> {
    text.parse().map_err(|error| fault(key, error))
}

fn fault(key: &'static str, reason: impl ToString) -> ManifestError {
    ManifestError::Value { key, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::KeptStanding;

    fn manifest() -> Manifest {
        let file = |path: &str| FileEntry { path: path.to_owned(), bytes: 3, sha256: Checksum::of(b"abc") };
        Manifest {
            name: "v2".parse().unwrap(),
            day: "2026-11-22".parse().unwrap(),
            tool: "canonry 0.1.0".to_owned(),
            counts: SnapshotCounts { records: 1, files: 2, ..SnapshotCounts::default() },
            policy_digest: Checksum::of(b""),
            gate: vec![KeptDemand {
                code: "N001".to_owned(),
                name: "clean".to_owned(),
                standing: KeptStanding::NotMet,
                found: 3,
            }],
            previous: Some(("v1".parse().unwrap(), Checksum::of(b"x"))),
            content_digest: Checksum::of(b"y"),
            files: vec![file("errors/a/b/index.json"), file("records.ndjson")],
        }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        for manifest in [manifest(), Manifest { previous: None, gate: Vec::new(), files: Vec::new(), ..manifest() }] {
            assert_eq!(Manifest::read(manifest.to_string().as_bytes()).unwrap(), manifest);
        }
    }

    #[test]
    fn what_is_not_a_manifest_is_refused_with_the_reason() {
        let text = manifest().to_string();
        for (old, new, said) in [
            ("canonry-snapshot/1", "canonry-snapshot/2", "its format is 'canonry-snapshot/2'"),
            ("  \"day\"", "  \"own\": 1,\n  \"day\"", "unknown field `own`"),
            ("2026-11-22", "2026-11-32", "day: "),
            ("errors/a/b/index.json", "errors/../index.json", "'errors/../index.json' is not a path of a snapshot"),
            ("errors/a/b/index.json", "/errors", "'/errors' is not a path of a snapshot"),
            ("errors/a/b/index.json", "s", "files: s stands before records.ndjson"),
            ("\"bytes\": 3", "\"bytes\": -3", "line 12 column"),
            ("\"sha256\": \"ba", "\"sha256\": \"", "files: expected 64 hexadecimal digits"),
            ("\"v1\"", "\"../v1\"", "previous.name: "),
        ] {
            let changed = text.replacen(old, new, 1);
            assert_ne!(changed, text, "{old}");
            let error = Manifest::read(changed.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        assert!(matches!(Manifest::read(b"{"), Err(ManifestError::Shape(_))));
    }
}
