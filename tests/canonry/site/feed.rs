//! What changed last, for feed readers.

use super::writing::with_site;
use crate::support::{Sandbox, project};

const SITE: &str = "site --out site --base-url https://example.org/e --prune";

fn feed(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path("site/feed.xml")).unwrap()
}

/// The texts of an element, wherever it is in a feed.
fn all<'f>(feed: &'f str, name: &str) -> Vec<&'f str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    feed.split(&open).skip(1).map(|rest| rest.split_once(&close).unwrap().0).collect()
}

#[test]
fn a_feed_says_what_changed_the_latest_first_and_leads_to_the_page() {
    let sandbox = with_site();
    sandbox.ok("edit cuda/minimal --set root_cause=Other --today 2026-11-21");
    sandbox.ok("rename python/venv-pip-missing python/pip --today 2026-11-22");
    sandbox.ok("withdraw node/heap-out-of-memory --reason nothing --today 2026-11-23");
    sandbox.ok("sample add cuda/minimal --match CUDA --today 2026-11-24");
    sandbox.ok(SITE);
    let feed = feed(&sandbox);
    let [withdrawn, renamed, edited, rest @ ..] = &*all(&feed, "entry") else { panic!("{feed}") };
    assert_eq!(all(withdrawn, "updated"), ["2026-11-23T00:00:00Z"]);
    assert_eq!(all(withdrawn, "id"), ["https://example.org/e/errors/node/heap-out-of-memory/#batch-4"]);
    assert!(withdrawn.contains("<bdi>nothing</bdi>") && all(withdrawn, "title")[0].ends_with(" (withdrawn)"));
    assert!(renamed.contains("<code>python/venv-pip-missing</code> is now <code>python/pip</code>"));
    assert!(renamed.contains("<link href=\"https://example.org/e/errors/python/pip/index.html\"/>"), "{renamed}");
    assert!(
        edited.contains("</code> root_cause: <bdi>") && edited.contains("</bdi> → <bdi>Other</bdi></li>"),
        "{edited}"
    );
    assert!(!edited.contains("last_updated"), "it follows every change: {edited}");
    assert!(rest.iter().all(|entry| all(entry, "title")[0].ends_with(" (added)")), "{rest:?}");
    assert!(feed.contains("<updated>2026-11-23T00:00:00Z</updated>"), "that of the latest entry");
    assert!(!feed.contains("samples"), "samples are not published");
    let mut ids = all(&feed, "id");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all(&feed, "entry").len() + 1, "each entry has an id of its own, as has the feed");
}

#[test]
fn a_record_that_was_merged_into_another_one_leads_to_it_also_after_that_was_renamed() {
    let sandbox = with_site();
    sandbox.ok("withdraw cuda/minimal --merge-into python/venv-pip-missing --reason twice --today 2026-11-21");
    sandbox.ok(SITE);
    let page = |id: &str| std::fs::read_to_string(sandbox.path(&format!("site/errors/{id}/index.html"))).unwrap();
    let link = |id: &str| format!("href=\"../../../errors/{id}/index.html\"");
    assert!(page("cuda/minimal").contains(&link("python/venv-pip-missing")), "{}", page("cuda/minimal"));
    let told = |id: &str| format!("<code>cuda/minimal</code>, merged into <code>{id}</code>: <bdi>twice</bdi>");
    assert!(feed(&sandbox).contains(&told("python/venv-pip-missing")), "{}", feed(&sandbox));
    sandbox.ok("rename python/venv-pip-missing python/pip --today 2026-11-22");
    sandbox.ok(SITE);
    assert!(page("cuda/minimal").contains(&link("python/pip")) && feed(&sandbox).contains(&told("python/pip")));
}

#[test]
fn a_site_of_an_imported_tree_has_the_pages_of_records_that_were_withdrawn_or_renamed_before() {
    let sandbox = with_site();
    sandbox.ok("withdraw cuda/minimal --merge-into python/venv-pip-missing --reason twice --today 2026-11-21");
    sandbox.ok("withdraw rust/borrow-mutable-twice --reason <b>wrong --today 2026-11-21");
    sandbox.ok("restore rust/borrow-mutable-twice --today 2026-11-22");
    sandbox.ok("rename python/venv-pip-missing python/pip --today 2026-11-22");
    sandbox.ok("export --out tree --format json,ledger --today 2026-11-23");
    let other = Sandbox::new();
    other.ok(&format!("import {} --today 2026-11-23", sandbox.path("tree").display()));
    other.ok(SITE);
    sandbox.ok(SITE);
    let pages = |one: &Sandbox| {
        let page = |id: &str| std::fs::read_to_string(one.path(&format!("site/errors/{id}/index.html"))).unwrap();
        ["cuda/minimal", "python/venv-pip-missing", "rust/borrow-mutable-twice"].map(page)
    };
    let [merged, renamed, restored] = pages(&other);
    assert!(merged.contains("withdrawn") && renamed.contains("errors/python/pip/index.html"), "{merged} {renamed}");
    assert!(restored.contains("<article "));
    let [merged_here, renamed_here, _] = pages(&sandbox);
    assert_eq!((merged, renamed), (merged_here, renamed_here));
    assert!(!other.path("site/errors/cuda/minimal/index.json").exists());
}

#[test]
fn the_feed_of_records_that_are_imported_again_elsewhere_and_later_is_the_same() {
    let sandbox = with_site();
    let other = Sandbox::new();
    other.ok(&format!("import {} --today 2027-03-01", project("fixtures/records").display()));
    other.ok(&format!("{SITE} --today 2027-03-02"));
    assert_eq!(feed(&sandbox), feed(&other));
}

#[test]
fn a_feed_has_the_records_of_the_filter_and_needs_an_address() {
    let sandbox = with_site();
    sandbox.ok(&format!("{SITE} --domain python"));
    let of_python = feed(&sandbox);
    let links = of_python.matches("<link href=\"https://example.org/e/errors/python/").count();
    assert!(links > 0 && all(&of_python, "entry").len() == links, "{of_python}");
    sandbox.ok("site --out other");
    assert!(!sandbox.path("other/feed.xml").exists());
    let page = std::fs::read_to_string(sandbox.path("other/index.html")).unwrap();
    assert!(!page.contains("feed.xml"));
    let page = std::fs::read_to_string(sandbox.path("site/errors/python/venv-pip-missing/index.html")).unwrap();
    assert!(page.contains("type=\"application/atom+xml\" title=\"Error canon\" href=\"../../../feed.xml\">"), "{page}");
}

#[test]
fn a_feed_has_up_to_fifty_changes() {
    let sandbox = with_site();
    for number in 0..60 {
        sandbox.ok(&format!("edit cuda/minimal --set root_cause=Cause{number} --today 2026-11-22"));
    }
    sandbox.ok(SITE);
    let feed = feed(&sandbox);
    let entries = all(&feed, "entry");
    assert_eq!(entries.len(), 50);
    assert!(entries[0].contains("Cause59") && entries[49].contains("Cause10"), "{}", entries[49]);
}
