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
fn own_fields(name: &str) -> [&'static str; 4] {
    match name {
        "tom" => ["category", "root_cause", "w1.how", "w1.success_rate"],
        _ => ["error_code", "locale", "d1.condition", "d1.fail_rate"],
    }
}

/// The tiers above the first.
const TIERS: [&str; 2] = ["human_reviewed", "community_verified"];

/// The id that the path of a record's file says.
fn id_of(path: &str) -> &str {
    path.trim_start_matches("errors/").trim_end_matches("/index.json")
}

/// Two maintainers, each with a database and a clone of one repository.
struct Branches {
    seed: u64,
    numbers: Numbers,
    all: [Maintainer; 2],
    /// Whether records are also renamed, withdrawn and restored.
    is_wide: bool,
}

impl Branches {
    fn new(seed: u64, is_wide: bool) -> Self {
        let branches =
            Branches { seed, numbers: Numbers::new(seed), all: ["tom", "mei"].map(Maintainer::new), is_wide };
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
        // From then on a value that was in a database before is old only as a part of a whole record.
        [0, 1].iter().for_each(|at| drop(branches.ok(*at, "import tree")));
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

    /// Merges the branch of the other. If one renamed a record or removed its file, and the other changed it, either is
    /// taken, as it comes.
    fn merge(&mut self, at: usize) {
        let tree = self.tree_of(at);
        git_ok(&tree, &["fetch", "-q", "origin"]);
        let (is_done, text) = git(&tree, &["merge", "--no-edit", "-q", &format!("origin/{}", self.all[1 - at].name)]);
        if is_done {
            return;
        }
        for line in git_ok(&tree, &["status", "--porcelain"]).lines() {
            let (state, path) = line.split_at(3);
            let is_open = state.contains('U') || ["AA ", "DD "].contains(&state);
            if !is_open {
                continue;
            }
            let is_expected = self.is_wide && path.ends_with("/index.json");
            assert!(is_expected, "seed {}: {state} {path}: {text}", self.seed);
            // If both renamed it, git has both names with one content.
            let text = fs::read_to_string(tree.join(path)).unwrap_or_default();
            let has_other_id = !text.contains(&format!("\"id\": \"{}\"", id_of(path)));
            let is_removed = has_other_id || !["UU ", "AA "].contains(&state) && self.numbers.below(2) == 0;
            git_ok(&tree, &[if is_removed { "rm" } else { "add" }, path]);
        }
        git_ok(&tree, &["commit", "-q", "--no-edit"]);
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
    fn pull(&mut self, at: usize, options: &str) {
        self.push(at);
        self.merge(at);
        let before = self.own(at, at);
        self.ok(at, &format!("import tree {options}"));
        if !self.is_wide {
            assert_eq!(self.own(at, at), before, "seed {}: {} lost edits", self.seed, self.all[at].name);
        }
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
                    "w1.success_rate" => &record["workarounds"][0]["success_rate"],
                    "d1.fail_rate" => &record["dead_ends"][0]["fail_rate"],
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
        let (is_wide, numbers) = (self.is_wide, &mut self.numbers);
        let at = numbers.below(2);
        let name = self.all[at].name;
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let id = match is_wide && numbers.below(3) == 0 {
            true => numbers.one_of(&["x/a1", "x/a2", "x/b1", "y/c1"]),
            false => numbers.one_of(&["x/a", "x/b", "y/c"]),
        };
        let words = match numbers.below(if is_wide { 17 } else { 11 }) {
            0 | 1 => {
                let field = numbers.one_of(&own_fields(name));
                match field.ends_with("rate") {
                    true => format!("edit {id} --set {field}=0.{}", 1 + numbers.below(8)),
                    false => format!("edit {id} --set {field}={name}{}", numbers.below(4)),
                }
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
            9 | 10 => return self.pull(at, if is_wide { "--on-conflict ours" } else { "" }),
            11 | 12 => {
                let number = numbers.below(3);
                let target = if number == 0 { String::new() } else { number.to_string() };
                format!("rename {id} {}{target}", id.trim_end_matches(|c: char| c.is_ascii_digit()))
            }
            13 => "rates --apply --yes".to_owned(),
            14 => format!("promote {id} --to {} --force --reason read", numbers.one_of(&TIERS)),
            15 => format!("withdraw {id} --reason gone{step}"),
            _ => format!("restore {id} --reason back{step}"),
        };
        // Some are refused, such as the removal of an item that is not there.
        let ran = self.run(at, &day, &words);
        assert!(matches!(ran.code, Some(0 | 2..=6)), "seed {}, {name}: {words}: {}", self.seed, ran.err);
    }

    fn end_equal(&mut self) {
        let own = [0, 1].map(|at| self.own(at, at));
        for _ in 0..3 {
            for at in [0, 1] {
                self.pull(at, if self.is_wide { "--on-conflict theirs" } else { "" });
                self.push(at);
            }
        }
        if !self.is_wide {
            for at in [0, 1] {
                assert_eq!(own[at], self.own(1 - at, at), "seed {}: what only {} edits", self.seed, self.all[at].name);
            }
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

fn live(seed: u64, steps: usize, is_wide: bool) {
    let mut branches = Branches::new(seed, is_wide);
    (0..steps).for_each(|step| branches.step(step));
    branches.end_equal();
}

#[test]
fn two_maintainers_merge_their_branches_without_a_conflict() {
    (1..4).for_each(|seed| live(seed, 20, false));
}

#[test]
fn two_maintainers_who_also_rename_withdraw_and_restore_end_equal_through_branches() {
    (1..4).for_each(|seed| live(seed, 20, true));
}

#[test]
fn estimates_of_one_rate_that_both_published_are_no_conflict_for_git() {
    let mut branches = Branches::new(0, false);
    for (at, reporters) in [(0, 0..5), (1, 5..20)] {
        for reporter in reporters {
            let said = format!("--kind outcome --outcome fail --reporter r{reporter}");
            branches.ok(at, &format!("evidence add x/a#w1 {said}"));
        }
        branches.ok(at, "rates --apply --yes");
    }
    let published = |branches: &Branches| [0, 1].map(|at| branches.own(at, 0));
    let [tom, mei] = published(&branches);
    assert_ne!(tom, mei);
    branches.push(1);
    for at in [0, 1] {
        branches.push(at);
        branches.merge(at);
        branches.ok(at, "import tree");
    }
    let [tom, mei] = published(&branches);
    assert_eq!(tom, mei);
    branches.end_equal();
}

#[test]
fn an_item_that_one_reworded_beyond_likeness_is_the_same_for_git() {
    let mut branches = Branches::new(0, false);
    branches.ok(0, "edit x/a --set w1.action=Else");
    branches.ok(1, "edit x/a --set w1.how=mei");
    branches.push(1);
    branches.push(0);
    branches.merge(0);
    let text = fs::read_to_string(branches.tree_of(0).join("errors/x/a/index.json")).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    let merged = &record["workarounds"][0];
    assert_eq!((&merged["action"], &merged["how"]), (&json!("Else"), &json!("mei")), "{text}");
    assert_eq!(record["workarounds"].as_array().unwrap().len(), 1);
}

#[test]
#[ignore = "takes minutes"]
fn two_maintainers_merge_a_few_hundred_branches_without_a_conflict() {
    (100..400).for_each(|seed| live(seed, 30, false));
}

#[test]
#[ignore = "takes minutes"]
fn two_maintainers_who_also_rename_withdraw_and_restore_end_equal_through_a_few_hundred_branches() {
    (100..400).for_each(|seed| live(seed, 30, true));
}
