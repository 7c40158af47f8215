//! Several databases that exchange records and evidence through trees.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Ran, Sandbox, files, record};

/// A maintainer with a database, who began with the records that all have. Their authors set a count of 1.
pub struct Maintainer {
    pub name: &'static str,
    pub sandbox: Sandbox,
}

impl Maintainer {
    pub fn new(name: &'static str) -> Self {
        Self::named(name, &["x/a", "x/b", "y/c"])
    }

    /// A maintainer who has these records.
    pub fn named(name: &'static str, ids: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        let lines: Vec<String> = ids.iter().map(|id| record(id)).collect();
        sandbox.write("records.json", format!("[{}]", lines.join(",")));
        let maintainer = Maintainer { name, sandbox };
        maintainer.ok("import --from start records.json");
        maintainer
    }

    pub fn run(&self, day: &str, words: &str) -> Ran {
        let words: Vec<&str> = words.split_whitespace().collect();
        self.sandbox.run_with(&words, &[("CANONRY_ACTOR", self.name.as_ref()), ("CANONRY_TODAY", day.as_ref())])
    }

    pub fn ok(&self, words: &str) -> String {
        let ran = self.run("2026-11-21", words);
        assert_eq!(ran.code, Some(0), "{}: canonry {words}\n{}{}", self.name, ran.out, ran.err);
        ran.out
    }

    /// Writes the own tree, from scratch if `is_new`.
    pub fn export(&self, is_new: bool) {
        if is_new {
            let _ = fs::remove_dir_all(self.sandbox.path("tree"));
        }
        self.ok("export --out tree --format json,ledger");
    }

    pub fn tree(&self) -> BTreeMap<String, String> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let path = |path: &Path| path.display().to_string();
        files(&self.sandbox.path("tree")).into_iter().map(|(name, bytes)| (path(name.as_ref()), text(bytes))).collect()
    }

    /// Imports the tree of another maintainer; returns whether anything was new.
    pub fn import(&self, other: &Maintainer) -> bool {
        let last = || self.sandbox.json("log --limit 1", 0)["batches"][0]["batch"].clone();
        let before = last();
        self.ok(&format!("import --from {} {}", other.name, other.sandbox.path("tree").display()));
        last() != before
    }

    fn count(&self, id: &str) -> i64 {
        self.sandbox.json(&format!("show {id}"), 0)["records"][0]["evidence_count"].as_i64().unwrap()
    }

    pub fn rates(&self) -> serde_json::Value {
        let mut rates = self.sandbox.json("rates", 0);
        rates["claims"].take()
    }
}

/// Exchanges trees until nothing is new anywhere, and compares all.
pub fn exchange_all(all: &[Maintainer]) {
    for round in 0.. {
        assert!(round < 6, "the exchange does not end");
        let mut is_any_new = false;
        for one in all {
            one.export(false);
            for other in all.iter().filter(|other| other.name != one.name) {
                is_any_new |= other.import(one);
            }
        }
        if !is_any_new {
            break;
        }
    }
    for one in all {
        one.export(true);
        one.ok("verify");
    }
    for other in &all[1..] {
        let (ours, theirs) = (all[0].tree(), other.tree());
        for (path, text) in &ours {
            assert_eq!(theirs.get(path), Some(text), "{path} of {}", other.name);
        }
        assert_eq!(ours.len(), theirs.len());
        assert_eq!(all[0].rates(), other.rates(), "rates of {}", other.name);
    }
}

#[test]
fn evidence_of_two_maintainers_counts_once_at_both() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 2 --reporter lena --on 2026-11-01");
    mei.ok("evidence add x/a#w1 --kind outcome --outcome success --reporter omar --on 2026-11-02");
    // Both record the same.
    tom.ok("evidence add x/b --kind review --note looked --reporter omar --on 2026-11-02");
    mei.ok("evidence add x/b --kind review --note looked --reporter omar --on 2026-11-02");
    exchange_all(&all);
    assert_eq!((tom.count("x/a"), tom.count("x/b")), (4, 2));
    assert!(!mei.import(tom) && !tom.import(mei));
    let ledger = tom.tree().into_keys().filter(|path| path.contains("ledger")).collect::<Vec<_>>();
    assert_eq!(ledger.len(), 4, "{ledger:?}");
}

#[test]
fn a_withdrawal_comes_through_and_what_is_reinstated_counts_again() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 2 --reporter lena --on 2026-11-01");
    exchange_all(&all);
    mei.ok("evidence withdraw e1 --reason wrong");
    exchange_all(&all);
    assert_eq!((tom.count("x/a"), mei.count("x/a")), (1, 1));
    let list = tom.sandbox.json("evidence list x/a", 0);
    assert_ne!(list["evidence"][0]["withdrawn_in"], serde_json::Value::Null, "{list}");
    mei.ok("undo");
    exchange_all(&all);
    assert_eq!((tom.count("x/a"), mei.count("x/a")), (3, 3));
}

#[test]
fn an_import_names_the_rates_that_are_due_with_what_it_brought() {
    let [tom, mei] = ["tom", "mei"].map(Maintainer::new);
    tom.ok("evidence add x/b --kind review --note looked --reporter lena --on 2026-11-01");
    tom.export(true);
    let path = tom.sandbox.path("tree").display().to_string();
    let import = format!("import --from tom {path}");
    let ran = mei.run("2026-11-21", &import);
    assert!(ran.err.contains("1 piece of evidence, 0 rulings; no rate of these records is due\n"), "{}", ran.err);
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 40 --reporter lena --on 2026-11-01");
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 40 --reporter omar --on 2026-11-01");
    tom.export(true);
    let ran = mei.run("2026-11-21", &import);
    let due = mei.sandbox.json("rates --only due", 0)["claims"].clone();
    assert_eq!((due.as_array().unwrap().len(), &due[0]["id"]), (1, &"x/a".into()), "{due}");
    let line =
        format!("1 rate of these records is due (`canonry rates`): x/a w1.success_rate 0.8 → {}", due[0]["target"]);
    assert!(ran.err.contains(&line), "{line}: {}", ran.err);
    assert!(!mei.run("2026-11-21", &import).err.contains("due"), "nothing is new");
}

/// A tree keeps the ledger under the former id of a renamed record: others may have added lines to it.
#[test]
fn a_renamed_record_gets_the_evidence_under_both_of_its_ids() {
    for (new, options) in [("x/1", " --prune --yes"), ("x/z", " --prune --yes"), ("x/1", ""), ("x/z", "")] {
        let all = [Maintainer::new("tom"), Maintainer::new("mei")];
        let [tom, mei] = &all;
        let add = |id: &str, reporter: &str| {
            let seen = "--kind outcome --outcome fail --count 4 --on 2026-11-01";
            tom.ok(&format!("evidence add {id} {seen} --reporter {reporter}"));
            tom.ok(&format!("export --out tree --format json,ledger{options}"));
            mei.import(tom);
        };
        add("x/a", "lena");
        tom.ok(&format!("rename x/a {new}"));
        ["omar", "pia"].into_iter().for_each(|reporter| add(new, reporter));
        for one in &all {
            assert_eq!(one.count(new), 13, "{new}{options}: {}", one.name);
            assert_eq!(one.ok(&format!("evidence list {new}")).lines().count(), 4, "{new}{options}");
        }
        assert!(!mei.import(tom), "{new}{options}");
        assert_eq!(tom.rates(), mei.rates());
        mei.ok("verify");
        // Somebody new gets all of it, and the record once.
        let ann = Maintainer { name: "ann", sandbox: Sandbox::new() };
        ann.ok("init");
        ann.import(tom);
        assert_eq!((ann.count(new), ann.ok("list --csv").lines().count()), (13, 4), "{new}{options}");
        assert!(!ann.import(tom));
    }
}

#[test]
fn a_tree_whose_records_are_all_withdrawn_is_imported() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("withdraw x/a x/b y/c --reason all");
    tom.export(true);
    let ran = mei.run("2026-11-21", &format!("import {} --yes", tom.sandbox.path("tree").display()));
    assert!(ran.code == Some(0) && !ran.err.contains("there is no"), "{}", ran.err);
    assert_eq!(mei.ok("list --csv").lines().count(), 1);
}

/// Git brought the file of the record under its new id together with a ledger that only the former id has. Its count
/// has these pieces, or not.
#[test]
fn the_count_of_a_renamed_record_is_that_of_its_ledgers_whatever_its_file_says() {
    for (new, has_count) in [("x/1", true), ("x/z", true), ("x/1", false), ("x/z", false)] {
        let [tom, mei, ann] = ["tom", "mei", "ann"].map(Maintainer::new);
        let first = tom.sandbox.path("tree");
        tom.export(true);
        mei.import(&tom);
        mei.ok(&format!("rename x/a {new}"));
        tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --reporter lena --on 2026-11-01");
        tom.export(false);
        mei.ok("export --out tree --format json,ledger --prune --yes");
        let merged = mei.sandbox.path("tree");
        let path = merged.join("errors/x/a/ledger");
        fs::create_dir_all(&path).unwrap();
        fs::copy(first.join("errors/x/a/ledger/tom.ndjson"), path.join("tom.ndjson")).unwrap();
        if has_count {
            let file = merged.join("errors").join(new).join("index.json");
            let text = fs::read_to_string(&file).unwrap();
            fs::write(file, text.replace("\"evidence_count\": 1", "\"evidence_count\": 2")).unwrap();
        }
        // Her own tree, which she has exported.
        mei.ok("import tree");
        for one in [&mei, &ann, &tom] {
            one.import(&mei);
            assert_eq!(one.count(new), 2, "{new} {has_count}: {}", one.name);
            assert!(!one.import(&mei), "{new} {has_count}: {}", one.name);
        }
    }
}

#[test]
fn the_same_change_on_two_days_is_dated_by_the_later_one_at_both() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    for (one, day) in all.iter().zip(["2026-11-03", "2026-11-05"]) {
        assert_eq!(one.run(day, "edit x/a --set category=same").code, Some(0));
    }
    exchange_all(&all);
    let shown = all[0].sandbox.json("show x/a", 0);
    assert_eq!(shown["records"][0]["last_updated"], "2026-11-05");
}

/// The counts of both are the same by chance, and the days are not.
#[test]
fn evidence_that_balances_leaves_no_other_day() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.run("2026-11-02", "evidence add x/a --kind review --note looked");
    tom.export(true);
    mei.import(tom);
    tom.run("2026-11-02", "evidence add x/a --kind review --note again");
    mei.run("2026-11-05", "evidence withdraw e1 --reason wrong");
    exchange_all(&all);
    assert_eq!((tom.count("x/a"), mei.count("x/a")), (2, 2));
}

#[test]
fn a_stale_tree_reverts_nothing() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
    tom.export(true);
    let old = tom.sandbox.path("old");
    fs::rename(tom.sandbox.path("tree"), &old).unwrap();
    tom.ok("evidence withdraw e1 --reason wrong");
    tom.ok("edit x/a --set category=build_error");
    exchange_all(&all);
    let before = mei.tree();
    mei.ok(&format!("import --from elsewhere {}", old.display()));
    mei.export(true);
    assert_eq!(mei.tree(), before);
}

#[test]
fn evidence_on_an_item_that_is_not_here_is_kept_and_exported_as_it_was() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --reporter lena --on 2026-11-01");
    tom.ok("edit x/a --set w1.action=Replace-it-by-something-else-entirely");
    tom.export(true);
    let strange = Maintainer::new("strange");
    strange.import(tom);
    let ran = strange.run("2026-11-21", "evidence list x/a");
    assert!(ran.out.contains("e1"), "{}", ran.out);
    strange.export(true);
    let name = "errors/x/a/ledger/tom.ndjson";
    assert_eq!(strange.tree().get(name), tom.tree().get(name));
    strange.ok("verify");
    mei.ok("verify");
}

#[test]
fn what_cannot_be_read_is_rejected_with_its_place() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
    tom.export(true);
    let path = tom.sandbox.path("tree/errors/x/a/ledger/tom.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    let import = format!("import {}", tom.sandbox.path("tree").display());
    let refused = |text: &str| {
        fs::write(&path, text).unwrap();
        let ran = mei.run("2026-11-21", &import);
        assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
        ran.err
    };
    let said = refused(&text.replace("\"count\":1", "\"count\":9"));
    assert!(said.contains("tom.ndjson:1:1: uid: the line does not match its uid"), "{said}");
    let said = refused(&format!("{text}<<<<<<< HEAD\n"));
    assert!(said.contains("tom.ndjson:2:1: line: a conflict marker of git; keep the lines of both sides"), "{said}");
    let before = mei.count("x/a");
    fs::write(&path, text.replace("\"count\":1", "\"count\":9")).unwrap();
    let ran = mei.run("2026-11-21", &format!("{import} --keep-going"));
    assert_eq!((ran.code, mei.count("x/a")), (Some(3), before), "a line that was rejected does not count: {}", ran.err);
    fs::write(&path, format!("{text}<<<<<<< HEAD\n")).unwrap();
    let kept = mei.run("2026-11-21", &format!("{import} --keep-going --rejects rejects.ndjson"));
    assert_eq!(mei.count("x/a"), before + 1);
    assert!(kept.err.contains("new in the ledger: 1 piece of evidence, 0 rulings"), "{}", kept.err);
    fs::write(&path, &text).unwrap();
    fs::rename(tom.sandbox.path("tree/errors/x/a"), tom.sandbox.path("tree/errors/x/new")).unwrap();
    fs::remove_file(tom.sandbox.path("tree/errors/x/new/index.json")).unwrap();
    let strange = Sandbox::new();
    strange.ok("init");
    let ran = strange.words(&import);
    assert!(ran.err.contains("evidence on a record that is not here"), "{}", ran.err);
}

/// Numbers that look random, the same each time.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Numbers(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub fn one_of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }
}

/// Random commands and exchanges of three maintainers.
fn live(seed: u64, steps: usize) {
    let mut numbers = Numbers::new(seed);
    let all = ["tom", "mei", "李雷"].map(Maintainer::new);
    all.iter().for_each(|one| one.export(true));
    for step in 0..steps {
        let one = &all[numbers.below(all.len())];
        let id = numbers.one_of(&["x/a", "x/b", "y/c"]);
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let words = match numbers.below(8) {
            0..=2 => {
                let item = numbers.one_of(&["", "#w1", "#d1"]);
                let outcome = numbers.one_of(&["success", "fail", "partial"]);
                let reporter = numbers.one_of(&["lena", "omar"]);
                let count = 1 + numbers.below(3);
                format!(
                    "evidence add {id}{item} --kind outcome --outcome {outcome} --count {count} --reporter {reporter} \
                     --on 2026-11-01"
                )
            }
            3 => format!("evidence add {id} --kind review --note looked{step} --reporter omar --on 2026-11-01"),
            4 => format!("evidence withdraw e{} --reason wrong{step}", 1 + numbers.below(6)),
            5 => "undo --reason test".to_owned(),
            6 => {
                one.export(numbers.below(2) == 0);
                continue;
            }
            _ => {
                let other = &all[numbers.below(all.len())];
                let path = other.sandbox.path("tree");
                format!("import --from {} {}", other.name, path.display())
            }
        };
        // Some are refused, such as the withdrawal of evidence that is not there, and a tree with days after today.
        let ran = one.run(&day, &words);
        assert!(matches!(ran.code, Some(0 | 3..=6)), "seed {seed}: {words}: {}", ran.err);
    }
    exchange_all(&all);
}

#[test]
fn three_maintainers_end_with_the_same_records_and_ledgers() {
    (1..4).for_each(|seed| live(seed, 14));
}
