//! Copies of a database that live on apart: random commands and merges in both directions, until both are equal.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::exchanging::Numbers;
use crate::support::{Ran, Sandbox, files, record_with};

/// Two copies of a database in one folder, and copies of each that became old.
struct Copies {
    sandbox: Sandbox,
    seed: u64,
    /// The names of older copies.
    old: Vec<String>,
}

const BOTH: [&str; 2] = ["tom", "mei"];

impl Copies {
    fn new(seed: u64) -> Self {
        let sandbox = Sandbox::new();
        let records: Vec<String> =
            ["x/a", "x/b", "y/c"].map(|id| record_with(id, &["Clear the package cache", "Log in again"])).into();
        sandbox.write("records.json", format!("[{}]", records.join(",")));
        sandbox.ok("--db tom.db import records.json --by lena");
        let copies = Copies { sandbox, seed, old: Vec::new() };
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

    /// The conflicts of a merge: record, field, item, base, and both values in the order of [`BOTH`].
    fn conflicts(&self, name: &str, other: &str) -> BTreeSet<[String; 6]> {
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
                // A place in a list may be another one on each side; the item's text is the same.
                let field = one["field"].as_str().unwrap().trim_start_matches(|c: char| "wdv0123456789".contains(c));
                let (id, item, base) = (rejected["id"].to_string(), one["item"].to_string(), one["base"].to_string());
                conflicts.insert([id, field.to_owned(), item, base, tom, mei]);
            }
        }
        conflicts
    }

    fn step(&mut self, numbers: &mut Numbers, step: usize) {
        let name = numbers.one_of(&BOTH);
        let other = BOTH[usize::from(name == BOTH[0])];
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let id = numbers.one_of(&["x/a", "x/b", "y/c"]);
        let item = numbers.one_of(&["w1", "w2", "d1"]);
        let words = match numbers.below(17) {
            0 => format!("edit {id} --set category={name}{step}"),
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
        for old in &self.old {
            for name in BOTH {
                assert!(!self.merge(name, old, ""), "seed {}: {old} is known to {name}", self.seed);
            }
        }
        let tree = |name: &str| {
            self.ok(name, &format!("export --out tree-{name} --format json,ledger"));
            self.ok(name, "verify");
            files(&self.sandbox.path(&format!("tree-{name}")))
        };
        let (ours, theirs) = (tree(tom), tree(mei));
        for (path, text) in &ours {
            let other = theirs.get(path).map(|text| String::from_utf8_lossy(text));
            assert_eq!(Some(String::from_utf8_lossy(text)), other, "seed {}: {path:?}", self.seed);
        }
        assert_eq!(ours.len(), theirs.len(), "seed {}", self.seed);
        let samples = |name: &str| self.ok(name, "sample list x/a").out;
        assert_eq!(samples(tom), samples(mei), "seed {}", self.seed);
    }
}

fn live(seed: u64, steps: usize) {
    let mut numbers = Numbers::new(seed);
    let mut copies = Copies::new(seed);
    (0..steps).for_each(|step| copies.step(&mut numbers, step));
    copies.end_equal();
}

#[test]
fn copies_that_lived_apart_become_equal_or_name_the_same_conflicts() {
    (1..6).for_each(|seed| live(seed, 18));
}

#[test]
#[ignore = "takes minutes"]
fn many_copies_that_lived_apart_become_equal() {
    (100..300).for_each(|seed| live(seed, 40));
}
