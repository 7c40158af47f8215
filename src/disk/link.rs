//! Broken links.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A link whose target does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// The link.
    pub link: PathBuf,
    /// Its target, after following other links.
    pub target: PathBuf,
}

impl fmt::Display for Dangling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is a link that leads to {}, which does not exist", self.link.display(), self.target.display())
    }
}

/// The broken link in a path, as its last part or an earlier one; `None` if the path exists, or does not exist for
/// another reason.
pub fn dangling(path: &Path) -> Option<Dangling> {
    let is_missing = |path: &Path| match fs::metadata(path) {
        Ok(_) => false,
        // A circle of links is another error, whose message says so.
        Err(error) => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    };
    let parts: Vec<&Path> = path.ancestors().filter(|part| !part.as_os_str().is_empty()).collect();
    let link = parts.into_iter().rev().find(|part| is_missing(part))?;
    let target = link.with_file_name(fs::read_link(link).ok()?);
    let target = dangling(&target).map_or(target, |next| next.target);
    Some(Dangling { link: link.to_owned(), target })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn the_broken_link_is_found_in_every_part_of_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "").unwrap();
        for (target, name) in [("nowhere", "first"), ("first", "second"), ("file", "good"), ("loop", "loop")] {
            std::os::unix::fs::symlink(target, path(name)).unwrap();
        }
        let found = |name: &str| dangling(&path(name)).map(|found| (found.link, found.target));
        assert_eq!(found("first"), Some((path("first"), path("nowhere"))));
        assert_eq!(found("first/a/b"), Some((path("first"), path("nowhere"))));
        assert_eq!(found("second"), Some((path("second"), path("nowhere"))));
        for other in ["good", "file", "missing", "missing/a", "loop", "file/a"] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
