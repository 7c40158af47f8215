//! Copies of a database that live on apart: random commands and merges in both directions, until both are equal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::exchanging::Numbers;
use crate::support::{Ran, Sandbox, files, record_with};

/// Two copies of a database in one folder, and copies of each that became old.
struct Copies {
    sandbox: Sandbox,
    seed: u64,
    /// Whether records are also renamed, withdrawn and restored.
    is_wide: bool,
    /// The names of older copies.
    old: Vec<String>,
}

const BOTH: [&str; 2] = ["tom", "mei"];

/// The id that a record had before it was renamed.
fn without_number(id: &str) -> String {
    id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

impl Copies {
    fn new(seed: u64, is_wide: bool) -> Self {
        let sandbox = Sandbox::new();
        let records: Vec<String> =
            ["x/a", "x/b", "y/c"].map(|id| record_with(id, &["Clear the package cache", "Log in again"])).into();
        sandbox.write("records.json", format!("[{}]", records.join(",")));
        sandbox.ok("--db tom.db import records.json --by lena");
        let copies = Copies { sandbox, seed, is_wide, old: Vec::new() };
        copies.sandbox.ok("--db tom.db backup mei.db");
        copies
    }

    fn run(&self, name: &str, day: &str, words: &str) -> Ran {
        let database = format!("{name}.db");
        let mut all = vec!["--db", &database];
        all.extend(words.split_whitespace());
        self.sandbox.run_with(&all, &[("CANONRY_ACTOR", name.as_ref()), ("CANONRY_TODAY", day.as_ref())])
    }

    fn ok(&self, name: &str, words: &str) -> Ran {
        let ran = self.run(name, "2026-11-28", words);
        assert_eq!(ran.code, Some(0), "seed {}, {name}: {words}\n{}{}", self.seed, ran.out, ran.err);
        ran
    }

    fn batches(&self, name: &str) -> Value {
        self.sandbox.json(&format!("--db {name}.db log --limit 0"), 0)["counts"]["batches"].clone()
    }

    /// Merges, and merges again, which must change nothing; returns whether the first merge wrote a batch.
    fn merge(&self, name: &str, other: &str, options: &str) -> bool {
        let before = self.batches(name);
        self.ok(name, &format!("merge {other}.db {options}"));
        let after = self.batches(name);
        self.ok(name, &format!("merge {other}.db"));
        assert_eq!(self.batches(name), after, "seed {}: {name} merges {other} again", self.seed);
        before != after
    }

    /// The conflicts of a merge: record, field, base, and both values in the order of [`BOTH`].
    fn conflicts(&self, name: &str, other: &str) -> BTreeSet<[String; 5]> {
        let ran = self.run(name, "2026-11-28", &format!("--json merge {other}.db --dry-run"));
        let said: Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
        let mut conflicts = BTreeSet::new();
        for rejected in said["rejected"].as_array().unwrap() {
            for one in rejected["conflicts"].as_array().unwrap() {
                let mut sides = [one["ours"].to_string(), one["theirs"].to_string()];
                if name != BOTH[0] {
                    sides.reverse();
                }
                let [tom, mei] = sides;
                // A place in a list may be another one on each side, and the item may have another text.
                let field = one["field"].as_str().unwrap().trim_start_matches(|c: char| "wdv0123456789".contains(c));
                // So may be its id.
                let id = without_number(rejected["id"].as_str().unwrap());
                conflicts.insert([id, field.to_owned(), one["base"].to_string(), tom, mei]);
            }
        }
        conflicts
    }

    fn step(&mut self, numbers: &mut Numbers, step: usize) {
        let name = numbers.one_of(&BOTH);
        let other = BOTH[usize::from(name == BOTH[0])];
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let id = match self.is_wide && numbers.below(3) == 0 {
            true => numbers.one_of(&["x/a1", "x/a2", "x/b1", "y/c1"]),
            false => numbers.one_of(&["x/a", "x/b", "y/c"]),
        };
        let item = numbers.one_of(&["w1", "w2", "d1"]);
        let words = match numbers.below(if self.is_wide { 24 } else { 20 }) {
            0 => format!("edit {id} --set category={name}{step}"),
            // A text that another item had would mean two items.
            1 if name == BOTH[0] => {
                format!("edit {id} --set w1.action=Ask-{}-{step}", numbers.one_of(&["lena", "omar", "kim"]))
            }
            1 => format!("edit {id} --set category={}", numbers.one_of(&["one", "two"])),
            2 => format!("edit {id} --set error_code=E{}", numbers.below(3)),
            3 => format!("edit {id} --add tags={}", numbers.one_of(&["p", "q", "r"])),
            4 => format!("edit {id} --remove tags={}", numbers.one_of(&["p", "q", "r"])),
            5 => format!("edit {id} --set w1.how={name}{step}"),
            6 => format!("edit {id} --add w={{\"action\":\"Step-{step}-of-{name}\",\"success_rate\":0.5}}"),
            7 => format!("edit {id} --remove {item} --reason gone"),
            8 | 9 => {
                let outcome = numbers.one_of(&["success", "fail"]);
                let reporter = numbers.one_of(&["lena", "omar"]);
                format!(
                    "evidence add {id}#{item} --kind outcome --outcome {outcome} --reporter {reporter} --on 2026-11-01"
                )
            }
            10 => format!("evidence withdraw e{} --reason wrong{step}", 1 + numbers.below(5)),
            // The first batch brought all records.
            11 => format!("undo {} --reason test", self.batches(name)).replace("undo 1 --reason test", "log"),
            12 => format!("sample add {id} --match sample{}", numbers.below(3)),
            13 => {
                let old = format!("{name}-{step}");
                let ran = self.run(name, &day, &format!("backup {old}.db"));
                assert_eq!(ran.code, Some(0), "{}", ran.err);
                self.old.push(old);
                return;
            }
            14 if !self.old.is_empty() => {
                let old = &self.old[numbers.below(self.old.len())];
                format!("merge {old}.db --on-conflict ours")
            }
            17 => {
                let field = numbers.one_of(&["w1.success_rate", "w2.success_rate", "d1.fail_rate", "fix_success_rate"]);
                format!("edit {id} --set {field}=0.{}", 1 + numbers.below(8))
            }
            18 => "rates --apply --yes".to_owned(),
            19 => format!("promote {id} --to human_reviewed --force --reason read{step}"),
            20 => {
                let number = numbers.below(3);
                let target = if number == 0 { String::new() } else { number.to_string() };
                format!("rename {id} {}{target}", id.trim_end_matches(|c: char| c.is_ascii_digit()))
            }
            21 => format!("withdraw {id} --reason gone{step}"),
            22 => format!("restore {id} --reason back{step}"),
            _ => format!("merge {other}.db --on-conflict {}", numbers.one_of(&["ours", "theirs"])),
        };
        // Some are refused, such as the removal of an item that is not there.
        let ran = self.run(name, &day, &words);
        assert!(matches!(ran.code, Some(0 | 2..=6)), "seed {}, {name}: {words}: {}", self.seed, ran.err);
    }

    /// Merges in both directions until nothing is new, and compares.
    fn end_equal(&self) {
        let [tom, mei] = BOTH;
        assert_eq!(self.conflicts(tom, mei), self.conflicts(mei, tom), "seed {}", self.seed);
        self.merge(mei, tom, "--on-conflict ours");
        // What one side resolved is no conflict on the other.
        self.merge(tom, mei, "");
        for round in 0.. {
            assert!(round < 4, "seed {}: the merges do not end", self.seed);
            if !self.merge(mei, tom, "") && !self.merge(tom, mei, "") {
                break;
            }
        }
        let (ours, theirs) = (self.tree(tom), self.tree(mei));
        for (path, text) in &ours {
            assert_eq!(Some(text), theirs.get(path), "seed {}: {path:?}", self.seed);
        }
        assert_eq!(ours.len(), theirs.len(), "seed {}", self.seed);
        let rates = |name: &str| {
            let mut rates = self.sandbox.json(&format!("--db {name}.db rates --limit 0"), 0);
            rates["claims"].take()
        };
        assert_eq!(rates(tom), rates(mei), "seed {}", self.seed);
        let samples = |name: &str| self.ok(name, "sample list").out;
        assert_eq!(samples(tom), samples(mei), "seed {}", self.seed);
        for (old, name) in self.old.iter().flat_map(|old| BOTH.map(|name| (old, name))) {
            // A withdrawn record can still get what was edited elsewhere before.
            let is_new = self.merge(name, old, if self.is_wide { "--on-conflict ours" } else { "" });
            assert!(!is_new || self.is_wide, "seed {}: {old} is known to {name}", self.seed);
        }
        assert_eq!(self.tree(tom), ours, "seed {}: older copies", self.seed);
        assert_eq!(self.tree(mei), theirs, "seed {}: older copies", self.seed);
    }

    fn tree(&self, name: &str) -> BTreeMap<String, String> {
        let path = self.sandbox.path(&format!("tree-{name}"));
        let _ = std::fs::remove_dir_all(&path);
        self.ok(name, &format!("export --out tree-{name} --format json,ledger"));
        self.ok(name, "verify");
        files(&path).into_iter().map(|(path, text)| (path, String::from_utf8(text).unwrap())).collect()
    }
}

fn live((seed, steps): (u64, usize), is_wide: bool) {
    let mut numbers = Numbers::new(seed);
    let mut copies = Copies::new(seed, is_wide);
    (0..steps).for_each(|step| copies.step(&mut numbers, step));
    copies.end_equal();
}

#[test]
fn copies_that_lived_apart_become_equal_or_name_the_same_conflicts() {
    (1..4).for_each(|seed| live((seed, 18), false));
}

#[test]
fn copies_whose_records_were_also_renamed_withdrawn_and_restored_become_equal() {
    (1..4).for_each(|seed| live((seed, 18), true));
}

#[test]
#[ignore = "takes minutes"]
fn many_copies_that_lived_apart_become_equal() {
    (100..300).for_each(|seed| live((seed, 40), false));
}

#[test]
#[ignore = "takes minutes"]
fn many_copies_whose_records_were_also_renamed_withdrawn_and_restored_become_equal() {
    (100..300).for_each(|seed| live((seed, 40), true));
}
