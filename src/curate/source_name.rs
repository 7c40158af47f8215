//! The names of the sources that records are imported from and exported to.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The name of the source for a path, which has the base of a merge: relative to the database's folder if it is below
/// that, so that both can be moved together; else the absolute path. Links are not followed: a link with a new target
/// is still the same source. `None` for a pipe or a device, which does not exist the next time.
pub fn source_of_path(database: &Path, path: &Path) -> Option<Arc<str>> {
    if path.exists() && !path.is_file() && !path.is_dir() {
        return None;
    }
    let whole = absolute(path)?;
    let folder = absolute(database)?.parent().map(Path::to_owned);
    let relative = folder.and_then(|folder| whole.strip_prefix(folder).map(Path::to_owned).ok());
    let name = match relative {
        Some(here) if here.as_os_str().is_empty() => ".".to_owned(),
        Some(below) => below.to_string_lossy().into_owned(),
        None => whole.to_string_lossy().into_owned(),
    };
    Some(Arc::from(name))
}

/// The absolute path, without `.` and `..`.
fn absolute(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in std::path::absolute(path).ok()?.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_below_the_database_is_named_relative_to_it() {
        let name = |database: &str, path: &str| {
            source_of_path(Path::new(database), Path::new(path)).map(|name| name.to_string())
        };
        assert_eq!(name("/sets/a/canonry.db", "/sets/a/up/"), Some("up".to_owned()));
        assert_eq!(name("/sets/a/canonry.db", "/sets/a/sub/../up/x.json"), Some("up/x.json".to_owned()));
        assert_eq!(name("/sets/a/canonry.db", "/sets/b"), Some("/sets/b".to_owned()));
        assert_eq!(name("/sets/a/canonry.db", "/sets/a"), Some(".".to_owned()));
        assert_eq!(name("/sets/a/canonry.db", "/dev/null"), None);
    }
}
