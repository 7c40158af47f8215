//! The site of the fixtures, byte for byte.

use super::writing::with_site;
use crate::support::{files, project};

/// Whether a file is one that an export writes too, or lists the others.
fn is_elsewhere(path: &str) -> bool {
    let forms = ["/index.json", "/index.md", "/zh.md"];
    forms.iter().any(|form| path.ends_with(form)) || ["site.sha256", "site.css", "site.js"].contains(&path)
}

/// After a change of the templates: `UPDATE_FIXTURES=1 cargo test site`, and look at the diff.
#[test]
fn the_records_make_the_expected_site() {
    let sandbox = with_site();
    sandbox.ok("rename node/heap-out-of-memory node/heap");
    sandbox.ok("withdraw cuda/minimal --reason nothing");
    sandbox.ok("site --out site --base-url https://example.org/e --prune");
    let mut made = files(&sandbox.path("site"));
    made.retain(|path, _| !is_elsewhere(path));
    let pages = project("fixtures/site/pages");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let _ = std::fs::remove_dir_all(&pages);
        for (path, bytes) in &made {
            std::fs::create_dir_all(pages.join(path).parent().unwrap()).unwrap();
            std::fs::write(pages.join(path), bytes).unwrap();
        }
    }
    let expected = files(&pages);
    assert_eq!(made.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert_eq!(String::from_utf8_lossy(&made[path]), String::from_utf8_lossy(bytes), "{path}");
    }
}
