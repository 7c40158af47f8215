//! The map finds what it is to find, shown on made-up houses.

use super::map::{Map, circles};

fn map(sources: &[(&str, &str)]) -> Map {
    Map::of(sources.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

#[test]
fn an_import_is_of_the_file_that_defines_the_name() {
    let map = map(&[
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a/mod.rs", "mod inner; pub use inner::Thing;"),
        ("a/inner.rs", "pub struct Thing; pub fn make() -> super::Thing { super::Thing }"),
        ("b.rs", "use crate::{a::{self, Thing as Other}}; fn f() -> Other { a::inner::make() }"),
    ]);
    assert_eq!(map.imports().into_iter().collect::<Vec<_>>(), [("b.rs", "a/inner.rs")]);
}

#[test]
fn files_that_import_from_each_other_by_way_of_a_third_are_a_circle() {
    let map = map(&[
        ("lib.rs", "pub mod a;"),
        ("a/mod.rs", "mod one; mod two; mod three; mod four;"),
        ("a/one.rs", "use super::two::Two; pub struct One(Two);"),
        ("a/two.rs", "pub struct Two; fn f() { println!(\"{}\", super::three::text()) }"),
        ("a/three.rs", "pub fn text() -> String { let _: Option<super::super::a::one::One> = None; String::new() }"),
        ("a/four.rs", "use super::one::One;"),
    ]);
    let imports = map.imports();
    let circles = circles(&imports);
    assert_eq!(circles.len(), 1);
    assert_eq!(circles[0].iter().copied().collect::<Vec<_>>(), ["a/one.rs", "a/three.rs", "a/two.rs"]);
}

#[test]
fn what_tests_import_and_what_a_visibility_names_is_not_counted() {
    let map = map(&[
        ("a/mod.rs", "mod one; pub(super) fn f() {}"),
        ("a/one.rs", "pub(super) fn g() {} #[cfg(test)] mod tests { use super::super::f; }"),
        ("a/two.rs", "#[cfg(all(test, unix))] mod tests { use super::super::f; }"),
    ]);
    assert!(map.imports().is_empty());
}

#[test]
fn names_are_spelled_out_from_their_crate() {
    let map =
        map(&[("a/one.rs", "use std::{env::{self as around}, io}; fn f() { around::var(\"A\"); io::stdout(); }")]);
    let source = map.sources().next().unwrap();
    let names: Vec<String> = map.names(source).map(|name| name.join("::")).collect();
    assert!(names.contains(&"std::env::var".to_owned()) && names.contains(&"std::io::stdout".to_owned()), "{names:?}");
}
