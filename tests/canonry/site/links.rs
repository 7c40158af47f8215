//! Every link of a site leads somewhere.

use std::path::Path;

use super::page::Page;
use super::writing::with_site;
use crate::support::files;

#[test]
fn no_link_inside_a_site_is_dangling() {
    let sandbox = with_site();
    sandbox.ok("withdraw cuda/minimal --reason nothing");
    sandbox.ok("rename node/heap-out-of-memory node/heap");
    sandbox.ok("site --out site --prune --base-url https://example.org/e");
    let site = files(&sandbox.path("site"));
    let mut links = 0;
    for (path, text) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Page::of(std::str::from_utf8(text).unwrap());
        let all = [("a, link", "href"), ("script, img", "src")];
        for link in all.iter().flat_map(|(of, name)| page.attributes(of, name)) {
            // The empty icon, without which a browser asks for one.
            if link.starts_with("https://") || link == "data:," {
                continue;
            }
            // The page for a missing address may be sent from anywhere, so its links begin at the top of the site.
            let link = if path == "404.html" { link.strip_prefix("/e/").unwrap_or(&link) } else { &link };
            let (to, fragment) = link.split_once('#').unwrap_or((link, ""));
            if to.is_empty() {
                assert_eq!(page.attributes(&format!("[id='{fragment}']"), "id"), [fragment], "{path}: {link}");
            } else {
                let target = resolve(path, to);
                assert!(site.contains_key(&target), "{path}: {link} leads to {target}");
            }
            links += 1;
        }
    }
    assert!(links > 100, "{links} links");
}

/// The path that a relative link of a page leads to.
fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = Path::new(page).parent().unwrap().iter().map(|part| part.to_str().unwrap()).collect();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page}: {link} leads out of the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
