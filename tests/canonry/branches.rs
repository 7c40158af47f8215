//! Maintainers who exchange trees through branches of a git repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::exchanging::{Maintainer, Numbers};
use crate::support::Ran;

/// Runs git in a folder, and returns whether it succeeded and what it printed.
fn git(folder: &Path, words: &[&str]) -> (bool, String) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=test", "-c", "user.email=test@example.org"]).args(words);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

fn git_ok(folder: &Path, words: &[&str]) -> String {
    let (is_done, text) = git(folder, words);
    assert!(is_done, "git {words:?}: {text}");
    text
}

/// The fields that only one maintainer edits.
fn own_fields(name: &str) -> [&'static str; 3] {
    match name {
        "tom" => ["category", "root_cause", "w1.how"],
        _ => ["error_code", "locale", "d1.condition"],
    }
}

/// Two maintainers, each with a database and a clone of one repository.
struct Branches {
    seed: u64,
    numbers: Numbers,
    all: [Maintainer; 2],
}

impl Branches {
    fn new(seed: u64) -> Self {
        let branches = Branches { seed, numbers: Numbers::new(seed), all: ["tom", "mei"].map(Maintainer::new) };
        let [tom, mei] = &branches.all;
        let hub = tom.sandbox.path("hub");
        fs::create_dir(&hub).unwrap();
        git_ok(&hub, &["init", "-q", "--bare", "-b", "main"]);
        let url = hub.display().to_string();
        git_ok(&tom.sandbox.path(""), &["clone", "-q", &url, "tree"]);
        tom.sandbox.write("tree/.gitattributes", "index.json merge=canonry\n*.ndjson merge=union\n");
        branches.push(0);
        git_ok(&mei.sandbox.path(""), &["clone", "-q", "-b", tom.name, &url, "tree"]);
        for one in &branches.all {
            let driver = format!("{} merge-file %A %O %B --name %P", env!("CARGO_BIN_EXE_canonry"));
            git_ok(&one.sandbox.path("tree"), &["config", "merge.canonry.driver", &driver]);
        }
        branches.push(1);
        branches
    }

    fn tree_of(&self, at: usize) -> PathBuf {
        self.all[at].sandbox.path("tree")
    }

    /// Exports, commits and pushes.
    fn push(&self, at: usize) {
        let (one, tree) = (&self.all[at], self.tree_of(at));
        self.ok(at, "export --out tree --format json,ledger --prune --yes");
        git_ok(&tree, &["add", "-A"]);
        if !git_ok(&tree, &["status", "--porcelain"]).is_empty() {
            git_ok(&tree, &["commit", "-q", "-m", "work"]);
        }
        git_ok(&tree, &["push", "-q", "origin", &format!("HEAD:refs/heads/{}", one.name)]);
    }

    /// Merges the branch of the other.
    fn merge(&self, at: usize) {
        let tree = self.tree_of(at);
        git_ok(&tree, &["fetch", "-q", "origin"]);
        let (is_done, text) = git(&tree, &["merge", "--no-edit", "-q", &format!("origin/{}", self.all[1 - at].name)]);
        assert!(is_done, "seed {}: {text}", self.seed);
    }

    fn run(&self, at: usize, day: &str, words: &str) -> Ran {
        self.all[at].run(day, words)
    }

    fn ok(&self, at: usize, words: &str) -> Ran {
        let ran = self.run(at, "2026-11-28", words);
        assert_eq!(ran.code, Some(0), "seed {}, {}: {words}\n{}{}", self.seed, self.all[at].name, ran.out, ran.err);
        ran
    }

    /// Pushes, merges the other's branch, and imports the result. What only this maintainer edits stays as it is.
    fn pull(&self, at: usize) {
        self.push(at);
        self.merge(at);
        let before = self.own(at, at);
        self.ok(at, "import tree");
        assert_eq!(self.own(at, at), before, "seed {}: {} lost edits", self.seed, self.all[at].name);
    }

    /// What stands in the database `at` in the fields that only `whose` edits.
    fn own(&self, at: usize, whose: usize) -> BTreeMap<(String, &'static str), Value> {
        let name = self.all[whose].name;
        let out = self.ok(at, "export --out - --format ndjson").out;
        let mut own = BTreeMap::new();
        for line in out.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            for field in own_fields(name) {
                let value = match field {
                    "w1.how" => &record["workarounds"][0]["how"],
                    "d1.condition" => &record["dead_ends"][0]["condition"],
                    _ => &record[field],
                };
                own.insert((record["id"].to_string(), field), value.clone());
            }
            let tags = record["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let tags: BTreeSet<&str> = tags.filter(|tag| tag.starts_with(name)).collect();
            own.insert((record["id"].to_string(), "tags"), json!(tags));
        }
        own
    }

    fn step(&mut self, step: usize) {
        let numbers = &mut self.numbers;
        let at = numbers.below(2);
        let name = self.all[at].name;
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let id = numbers.one_of(&["x/a", "x/b", "y/c"]);
        let words = match numbers.below(11) {
            0 | 1 => {
                let field = numbers.one_of(&own_fields(name));
                format!("edit {id} --set {field}={name}{}", numbers.below(4))
            }
            2 => format!("edit {id} --add tags={name}{}", numbers.below(3)),
            3 => format!("edit {id} --remove tags={name}{}", numbers.below(3)),
            4 | 5 => {
                let outcome = numbers.one_of(&["success", "fail"]);
                let item = numbers.one_of(&["w1", "d1"]);
                let reporter = numbers.one_of(&["lena", "omar"]);
                format!(
                    "evidence add {id}#{item} --kind outcome --outcome {outcome} --reporter {reporter} --on 2026-11-01"
                )
            }
            6 => format!("evidence withdraw e{} --reason wrong{step}", 1 + numbers.below(5)),
            7 => {
                // An undone import is an edit of what the other edits.
                let last = self.all[at].sandbox.json("log --limit 1", 0);
                match (last["batches"][0]["batch"].as_i64(), last["batches"][0]["verb"].as_str()) {
                    (Some(number), Some(verb)) if verb != "import" => format!("undo {number} --reason test"),
                    _ => return,
                }
            }
            8 => return self.push(at),
            _ => return self.pull(at),
        };
        // Some are refused, such as the removal of an item that is not there.
        let ran = self.run(at, &day, &words);
        assert!(matches!(ran.code, Some(0 | 2..=6)), "seed {}, {name}: {words}: {}", self.seed, ran.err);
    }

    fn end_equal(&self) {
        let own = [0, 1].map(|at| self.own(at, at));
        for _ in 0..3 {
            for at in [0, 1] {
                self.pull(at);
                self.push(at);
            }
        }
        for at in [0, 1] {
            assert_eq!(own[at], self.own(1 - at, at), "seed {}: what only {} edits", self.seed, self.all[at].name);
        }
        for one in &self.all {
            fs::remove_dir_all(one.sandbox.path("tree")).unwrap();
            one.export(true);
            one.ok("verify");
        }
        let (ours, theirs) = (self.all[0].tree(), self.all[1].tree());
        for (path, text) in &ours {
            assert_eq!(Some(text), theirs.get(path), "seed {}: {path:?}", self.seed);
        }
        assert_eq!(ours.len(), theirs.len(), "seed {}", self.seed);
        assert_eq!(self.all[0].rates(), self.all[1].rates());
    }
}

fn live(seed: u64, steps: usize) {
    let mut branches = Branches::new(seed);
    (0..steps).for_each(|step| branches.step(step));
    branches.end_equal();
}

#[test]
fn two_maintainers_merge_their_branches_without_a_conflict() {
    (1..4).for_each(|seed| live(seed, 20));
}

#[test]
#[ignore = "takes minutes"]
fn two_maintainers_merge_a_few_hundred_branches_without_a_conflict() {
    (100..400).for_each(|seed| live(seed, 30));
}
