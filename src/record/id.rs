//! The name of a record.

use std::fmt;
use std::str::FromStr;

use super::vocabulary::vocabulary;

/// The longest id, in bytes. A published file's path has to be within the limits of file systems and archives.
const MAX_LENGTH: usize = 200;

vocabulary! {
    /// The name of a file in the folder of a published record. No segment of an id after the second is one, because the
    /// folder of one record would have to be a file of another. What is published as which of them is up to `publish`.
    RecordFile {
        /// The record.
        Json = "index.json",
        /// The English page.
        Markdown = "index.md",
        /// The Chinese page.
        ChineseMarkdown = "zh.md",
        /// The English page of a site; reserved.
        Html = "index.html",
        /// The Chinese page of a site; reserved.
        ChineseHtml = "zh.html",
    }
}

/// The name of a record: two or more segments of `[a-z0-9][a-z0-9._-]*` joined by `/`.
///
/// An id doubles as a relative path below the export folder, so the grammar leaves no way out of it: no `..`, no empty
/// segment, no leading `/`, and no upper case, because a file system that ignores case would make one folder of two
/// ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// Why a text is not an [`Id`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Fewer than two segments.
    #[error("an id has at least two segments, as in domain/slug")]
    OneSegment,
    /// Nothing between two slashes, or a slash at an end.
    #[error("an id has no empty segment and neither begins nor ends with '/'")]
    EmptySegment,
    /// A segment that does not begin with a letter or a digit; `..` is one.
    #[error("segment '{0}' of the id does not begin with a letter a-z or a digit")]
    BadStart(String),
    /// A character outside the grammar.
    #[error("character {0:?} in the id: only a-z, 0-9, '.', '_', '-' and '/' are allowed")]
    BadCharacter(char),
    /// A segment named like a file that is published in a record's folder: it would have to be both.
    #[error("segment '{0}' of the id is the name of a published file; only the first two segments may be")]
    FileName(String),
    /// Longer than file systems and archives allow.
    #[error("the id is {0} bytes long; up to {MAX_LENGTH} are allowed, because it becomes a path")]
    TooLong(usize),
}

/// Why an id cannot be a path everywhere, although it is an [`Id`]: no new record gets such an id.
///
/// Nothing else keeps an id off a file system: it has no upper case, none of Windows' `< > : " | ? * \\`, no blank at
/// an end of a segment, and no segment of more than 255 bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnportableId {
    /// A segment that Windows reads as a device, also if it has an extension.
    #[error("segment '{0}' of the id is the name of a device on Windows, where no folder can have that name")]
    Device(String),
    /// A segment that Windows would change.
    #[error("segment '{0}' of the id ends with a dot, which Windows leaves out of the name of a folder")]
    EndsWithDot(String),
}

impl Id {
    /// Why the id cannot be a path on Windows, if it cannot.
    pub fn unportable(&self) -> Option<UnportableId> {
        self.0.split('/').find_map(|segment| match segment {
            _ if is_device(segment) => Some(UnportableId::Device(segment.to_owned())),
            _ if segment.ends_with('.') => Some(UnportableId::EndsWithDot(segment.to_owned())),
            _ => None,
        })
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first segment.
    pub fn domain(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.len() > MAX_LENGTH {
            return Err(IdError::TooLong(text.len()));
        }
        let allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '.' | '_' | '-' | '/');
        if let Some(bad) = text.chars().find(|c| !allowed(*c)) {
            return Err(IdError::BadCharacter(bad));
        }
        for segment in text.split('/') {
            match segment.bytes().next() {
                None => return Err(IdError::EmptySegment),
                Some(b'a'..=b'z' | b'0'..=b'9') => {}
                Some(_) => return Err(IdError::BadStart(segment.to_owned())),
            }
        }
        if let Some(name) = text.split('/').skip(2).find(|segment| is_file_name(segment)) {
            return Err(IdError::FileName(name.to_owned()));
        }
        if !text.contains('/') {
            return Err(IdError::OneSegment);
        }
        Ok(Id(text.to_owned()))
    }
}

/// Whether a file of a record may have this name, at least temporarily.
fn is_file_name(segment: &str) -> bool {
    RecordFile::ALL.iter().any(|file| file.as_str() == segment) || segment.ends_with("-partial")
}

/// Whether Windows reads a name as that of a device, whatever follows its first dot.
pub(super) fn is_device(segment: &str) -> bool {
    let name = segment.split('.').next().unwrap_or_default();
    let is_numbered = |kind: &str| {
        name.strip_prefix(kind)
            .is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || is_numbered("com") || is_numbered("lpt")
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_two_or_more_segments() {
        for good in ["cicd/docker", "a/b/c", "0/0", "a/index.json", "python/module-not.found_1/py3.11"] {
            assert_eq!(good.parse::<Id>().unwrap().as_str(), good);
        }
        assert_eq!("a/b/c".parse::<Id>().unwrap().domain(), "a");
    }

    #[test]
    fn refuses_ids_that_could_leave_the_folder_or_collide() {
        let error = |text: &str| text.parse::<Id>().unwrap_err();
        assert_eq!(error("cicd"), IdError::OneSegment);
        for empty in ["", "/", "/etc/passwd", "cicd//x", "cicd/"] {
            assert_eq!(error(empty), IdError::EmptySegment, "{empty}");
        }
        for start in ["cicd/../x", "cicd/.git", "-x/y", "a/_b"] {
            assert!(matches!(error(start), IdError::BadStart(_)), "{start}");
        }
        for (text, bad) in [("CICD/x", 'C'), ("a/b c", ' '), ("a\\b/c", '\\'), ("a/错", '错'), ("a/b\n", '\n')] {
            assert_eq!(error(text), IdError::BadCharacter(bad));
        }
        for name in ["a/b/index.json", "a/b/c/zh.html", "a/b/index.md.canonry-partial"] {
            assert!(matches!(error(name), IdError::FileName(_)), "{name}");
        }
        assert_eq!(error(&format!("a/{}", "b".repeat(199))), IdError::TooLong(201));
    }

    #[test]
    fn some_ids_are_not_valid_paths_on_windows() {
        let reason = |id: &str| id.parse::<Id>().unwrap().unportable();
        for device in ["con", "prn", "aux", "nul", "com0", "com9", "lpt1", "nul.txt", "com1.tar.gz", "con."] {
            assert_eq!(reason(&format!("{device}/x")), Some(UnportableId::Device(device.to_owned())));
            assert_eq!(reason(&format!("x/y/{device}")), Some(UnportableId::Device(device.to_owned())));
        }
        assert_eq!(reason("x./y"), Some(UnportableId::EndsWithDot("x.".to_owned())));
        for good in ["x/console", "x/com", "x/com10", "x/coma", "x/null", "x/auxiliary", "x/a.con", "x/lpt-1"] {
            assert_eq!(reason(good), None, "{good}");
        }
    }
}
