//! The map of the house: which file imports from which.

use std::collections::{BTreeMap, BTreeSet};

use super::uses::Uses;
use crate::support::project;

/// A file of the crate.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path below src/.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What it names.
    pub uses: Uses,
}

/// The files of the crate by the paths of their modules; that of the crate itself is empty.
#[derive(Debug)]
pub(super) struct Map(BTreeMap<Vec<String>, Source>);

/// The files that no other one can import from.
const NOT_IMPORTED: &[&str] = &["build.rs", "main.rs"];

/// How often one name may stand for another.
const MAX_HOPS: usize = 8;

impl Map {
    /// Reads all the sources of the crate.
    pub(super) fn read() -> Self {
        let root = project("src");
        let files = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap);
        let sources = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"));
        let path = |file: &walkdir::DirEntry| file.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let texts = sources.map(|file| (path(&file), std::fs::read_to_string(file.path()).unwrap()));
        Map::of(texts.filter(|(path, _)| !NOT_IMPORTED.contains(&path.as_str())))
    }

    /// Reads sources by their paths.
    pub(super) fn of(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let read = |(path, text): (String, String)| (module(&path), Source { uses: Uses::of(&text), path, text });
        Map(texts.into_iter().map(read).collect())
    }

    /// The files.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }

    /// Every path that a file names, its aliases spelled out: what is of the crate begins with `crate`.
    pub(super) fn names<'m>(&'m self, source: &'m Source) -> impl Iterator<Item = Vec<String>> + 'm {
        let module = module(&source.path);
        let all = source.uses.paths.iter().chain(source.uses.aliases.values()).chain(&source.uses.globs);
        all.map(move |path| whole(&module, &source.uses, path))
    }

    /// Every import as a pair of files.
    pub(super) fn imports(&self) -> BTreeSet<(&str, &str)> {
        let mut imports = BTreeSet::new();
        for (module, source) in &self.0 {
            for path in &source.uses.paths {
                if let Some(target) = self.file(module, path, MAX_HOPS).filter(|target| target.path != source.path) {
                    imports.insert((source.path.as_str(), target.path.as_str()));
                }
            }
        }
        imports
    }

    /// The file in which what a path names is defined; `None` if that is outside the crate, or a module.
    fn file(&self, module: &[String], path: &[String], hops: usize) -> Option<&Source> {
        let (first, mut names) = path.split_first()?;
        let mut at = module.to_vec();
        match first.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()),
            _ => return self.defined(module, path, hops),
        }
        while let Some(("super", rest)) = names.split_first().map(|(name, rest)| (name.as_str(), rest)) {
            at.pop();
            names = rest;
        }
        self.defined(&at, names, hops)
    }

    /// The file in which what a module calls by a name is defined.
    fn defined(&self, module: &[String], names: &[String], hops: usize) -> Option<&Source> {
        let source = self.0.get(module)?;
        let (name, rest) = names.split_first()?;
        let child = [module, std::slice::from_ref(name)].concat();
        if self.0.contains_key(&child) {
            return self.defined(&child, rest, hops);
        }
        let Some(path) = source.uses.aliases.get(name) else { return Some(source) };
        // An alias of nothing but itself is a crate's name.
        if hops == 0 || path == std::slice::from_ref(name) {
            return None;
        }
        self.file(module, &[path.as_slice(), rest].concat(), hops - 1)
    }
}

/// A path from the crate or from a crate.
fn whole(module: &[String], uses: &Uses, path: &[String]) -> Vec<String> {
    let Some((first, rest)) = path.split_first() else { return Vec::new() };
    let ups = path.iter().take_while(|name| *name == "super").count();
    let own = |depth: usize| [&["crate".to_owned()], &module[..depth]].concat();
    match first.as_str() {
        "super" => [&own(module.len() - ups), &path[ups..]].concat(),
        "self" => [own(module.len()).as_slice(), rest].concat(),
        _ => match uses.aliases.get(first).filter(|alias| alias.first() != Some(first)) {
            Some(alias) => [whole(module, uses, alias).as_slice(), rest].concat(),
            None => path.to_vec(),
        },
    }
}

/// The path of a file's module.
fn module(path: &str) -> Vec<String> {
    let name = path.strip_suffix(".rs").unwrap();
    let name = name.strip_suffix("mod").map_or(name, |folder| folder.trim_end_matches('/'));
    name.split('/').filter(|name| !name.is_empty() && *name != "lib").map(str::to_owned).collect()
}

/// The groups of files of which each one imports, by way of others, from every other one.
pub(super) fn circles<'m>(imports: &BTreeSet<(&'m str, &'m str)>) -> Vec<BTreeSet<&'m str>> {
    let mut circles: Vec<BTreeSet<&str>> = Vec::new();
    let files: BTreeSet<&str> = imports.iter().map(|(from, _)| *from).collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> = files.iter().map(|file| (*file, reached(imports, file))).collect();
    for file in &files {
        if circles.iter().any(|circle| circle.contains(file)) {
            continue;
        }
        let back = |other: &&str| reach.get(other).is_some_and(|reached| reached.contains(file));
        let circle: BTreeSet<&str> = reach[file].iter().copied().filter(back).collect();
        if !circle.is_empty() {
            circles.push(circle);
        }
    }
    circles
}

/// The files that a file reaches by one import or several.
fn reached<'m>(imports: &BTreeSet<(&'m str, &'m str)>, from: &'m str) -> BTreeSet<&'m str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for (_, to) in imports.range((file, "")..).take_while(|(one, _)| *one == file) {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}
