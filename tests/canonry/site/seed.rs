//! The page of the record that every page follows.

use super::page::Page;
use crate::support::{Sandbox, project};

#[test]
fn the_page_of_the_seed_has_its_texts_in_their_order() {
    let sandbox = Sandbox::new();
    let seed = project("fixtures/site/seed");
    sandbox.ok(&format!("import {}", seed.join("index.json").display()));
    sandbox.ok("site --out site");
    let page = Page::read(&sandbox.path("site/errors/cicd/docker-buildkit-ssh-auth-fail/index.html"));
    let texts = page.texts();
    let mut rest = texts.iter();
    let mut before = "the beginning".to_owned();
    for line in std::fs::read_to_string(seed.join("page.txt")).unwrap().lines() {
        // A label and what it labels may be two texts of the page.
        let is_found = rest.any(|text| text == line || line.strip_prefix("ID: ") == Some(text));
        assert!(is_found, "'{line}' does not follow '{before}' in {texts:#?}");
        line.clone_into(&mut before);
    }
}
