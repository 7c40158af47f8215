//! Maintainers who exchange trees through branches of a git repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::exchanging::{Maintainer, Numbers};

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

/// Merges the branch of another maintainer. If both changed a record, the other's side of it is used: the counts follow
/// from the ledgers, and the days are the same.
fn merge(folder: &Path, branch: &str) {
    let (is_done, text) = git(folder, &["merge", "--no-edit", "-q", branch]);
    if is_done {
        return;
    }
    let conflicts = git_ok(folder, &["diff", "--name-only", "--diff-filter=U"]);
    for path in conflicts.lines() {
        assert!(path.ends_with("/index.json"), "{path}: {text}");
        git_ok(folder, &["checkout", "--theirs", path]);
        git_ok(folder, &["add", path]);
    }
    git_ok(folder, &["commit", "-q", "--no-edit"]);
}

/// Random evidence of two maintainers, exchanged through branches.
fn live(seed: u64, steps: usize) {
    let mut numbers = Numbers::new(seed);
    let all = ["tom", "mei"].map(Maintainer::new);
    let hub = all[0].sandbox.path("hub");
    fs::create_dir(&hub).unwrap();
    git_ok(&hub, &["init", "-q", "--bare", "-b", "main"]);
    let url = hub.display().to_string();
    let push = |one: &Maintainer| {
        let tree = one.sandbox.path("tree");
        one.export(false);
        git_ok(&tree, &["add", "-A"]);
        if !git_ok(&tree, &["status", "--porcelain"]).is_empty() {
            git_ok(&tree, &["commit", "-q", "-m", "evidence"]);
        }
        git_ok(&tree, &["push", "-q", "origin", &format!("HEAD:refs/heads/{}", one.name)]);
    };
    let pull = |one: &Maintainer, other: &Maintainer| {
        let tree = one.sandbox.path("tree");
        git_ok(&tree, &["fetch", "-q", "origin"]);
        merge(&tree, &format!("origin/{}", other.name));
        one.ok("import --from git tree");
    };
    git_ok(all[0].sandbox.path("").as_path(), &["clone", "-q", &url, "tree"]);
    push(&all[0]);
    git_ok(all[1].sandbox.path("").as_path(), &["clone", "-q", "-b", all[0].name, &url, "tree"]);
    push(&all[1]);
    for step in 0..steps {
        let at = numbers.below(2);
        let (one, other) = (&all[at], &all[1 - at]);
        match numbers.below(5) {
            0..=1 => {
                let id = numbers.one_of(&["x/a", "x/b"]);
                let outcome = numbers.one_of(&["success", "fail"]);
                one.ok(&format!("evidence add {id}#w1 --kind outcome --outcome {outcome} --reporter r{step}"));
            }
            2 => drop(one.run("2026-11-21", &format!("evidence withdraw e{} --reason wrong", 1 + numbers.below(4)))),
            3 => push(one),
            _ => {
                push(one);
                pull(one, other);
            }
        }
    }
    for _ in 0..3 {
        for at in [0, 1] {
            push(&all[at]);
            pull(&all[at], &all[1 - at]);
        }
    }
    for one in &all {
        let _ = fs::remove_dir_all(one.sandbox.path("tree"));
        one.export(true);
        one.ok("verify");
    }
    assert_eq!(all[0].tree(), all[1].tree());
    assert_eq!(all[0].rates(), all[1].rates());
}

#[test]
fn two_maintainers_merge_their_branches_without_a_conflict_in_a_ledger() {
    [1, 2, 100].into_iter().for_each(|seed| live(seed, 20));
}

#[test]
#[ignore = "takes minutes"]
fn two_maintainers_merge_a_few_hundred_branches_without_a_conflict_in_a_ledger() {
    (100..160).for_each(|seed| live(seed, 30));
}
