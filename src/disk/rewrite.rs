//! Replacing the content of a file of the user, such as one of a checkout.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::Temporary;

/// Replaces the content of a file, atomically: it has the old content or the new one. A link is followed to its target,
/// which keeps its permissions.
///
/// # Errors
/// What the system says; then the file is as it was.
pub fn rewrite(path: &Path, content: &[u8]) -> io::Result<()> {
    let place = fs::canonicalize(path)?;
    let permissions = File::open(&place)?.metadata()?.permissions();
    let mut file = Temporary::Output.create_beside(&place)?;
    file.write_all(content)?;
    file.file().set_permissions(permissions)?;
    file.move_to(&place).map_err(|unmoved| unmoved.error)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_keeps_its_permissions_and_a_link_leads_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o754)).unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        rewrite(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o754);
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
