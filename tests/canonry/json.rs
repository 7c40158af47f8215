//! What `--json` prints is what docs/json.md says.

use std::collections::BTreeSet;

use canonry::store::FlawKind;

use crate::shape::{Shape, Shapes, parse};
use crate::snapshots;
use crate::support::{Sandbox, changed, project, record, record_with};

/// The blocks of docs/json.md: shared shapes by their names, and those of the commands with their commands.
fn documented() -> (Shapes, Vec<(String, Shape)>) {
    let doc = std::fs::read_to_string(project("docs/json.md")).unwrap();
    let (mut shapes, mut commands) = (Shapes::new(), Vec::new());
    for section in doc.split("\n## ").skip(1) {
        let title = section.lines().next().unwrap().to_owned();
        for block in section.split("```text\n").skip(1) {
            let block = block.split("```").next().unwrap();
            match block.split_once(" = ") {
                Some((name, shape)) => drop(shapes.insert(name.to_owned(), parse(shape))),
                None => commands.push((title.clone(), parse(block))),
            }
        }
    }
    (shapes, commands)
}

/// What was printed, and what of the docs was seen in it.
struct Looked {
    shapes: Shapes,
    commands: Vec<(String, Shape)>,
    seen: BTreeSet<String>,
    sandbox: Sandbox,
}

impl Looked {
    /// Runs a command and compares each object that it prints with the docs.
    fn run(&mut self, words: &str, code: i32) {
        let ran = self.sandbox.words(&format!("--json {words}"));
        assert_eq!(ran.code, Some(code), "canonry --json {words}\n{}{}", ran.out, ran.err);
        assert!(!ran.out.is_empty(), "{words} prints nothing");
        for line in ran.out.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let command = if value.get("error").is_some() { "Failures" } else { value["command"].as_str().unwrap() };
            let mut reasons = Vec::new();
            let is_documented = self.commands.iter().filter(|(title, _)| title == command).any(|(title, shape)| {
                let mut seen = BTreeSet::new();
                let fit = shape.fits(&value, title, &self.shapes, &mut seen);
                self.seen.extend(seen.into_iter().filter(|_| fit.is_ok()));
                fit.map_err(|reason| reasons.push(reason)).is_ok()
            });
            assert!(is_documented, "canonry {words}: docs/json.md says otherwise\n{}", reasons.join("\n"));
        }
    }

    fn ok(&mut self, words: &str) {
        self.run(words, 0);
    }
}

/// Records in and out: conflicts, faults, a record that went, a record that is too large, damage.
fn exchanges(look: &mut Looked) {
    let edge = serde_json::json!([{ "error_id": "x/a", "distinction": "" }]);
    let b = changed(&record("x/b"), |tree| tree["transition_graph"]["frequently_confused_with"] = edge);
    look.sandbox.write("in/a/index.json", record_with("x/a", &["Do it", "Or that"]));
    look.sandbox.write("in/b/index.json", b);
    look.sandbox.write("in/c/index.json", record("x/c"));
    look.ok("init --db empty.db");
    look.ok("import in");
    look.ok("sources");
    look.ok("init --db other.db");
    look.ok("import in --db other.db");
    look.ok("edit x/b --set category=there --db other.db");
    look.ok("edit x/c --set category=there --reason r --db other.db");
    look.ok("merge other.db --db merged.db");
    look.ok("log --db merged.db");
    look.ok("evidence add x/a#w2 --kind outcome --outcome success --reporter lena");
    look.ok("edit x/a --set category=ours");
    let theirs = |tree: &mut serde_json::Value| {
        tree["category"] = "theirs".into();
        tree["workarounds"][1]["success_rate"] = 0.9.into();
    };
    look.sandbox.write("in/a/index.json", changed(&record_with("x/a", &["Do it", "Or that"]), theirs));
    look.sandbox.write("in/d/index.json", "{}");
    look.run("import in --keep-going", 4);
    std::fs::remove_dir_all(look.sandbox.path("in/c")).unwrap();
    std::fs::remove_dir_all(look.sandbox.path("in/d")).unwrap();
    look.ok("import in --whole --yes --on-conflict theirs");
    look.sandbox.write("small.toml", "[limits]\nrecord_bytes = 10\n");
    look.run("import in/a/index.json --policy small.toml", 3);
    look.ok("export --out tree");
    look.ok("rename x/a x/new");
    look.ok("release diff 1");
    look.run("release diff 1 --exit-code", 1);
    look.ok("release delta 1 3 --out delta.ndjson");
    look.ok("export --at 1 --out then");
    look.ok("site --out site");
    look.ok("release apply delta.ndjson then");
    look.run("release verify then", 1);
    snapshots::write(&look.sandbox, "v1", 1);
    look.ok("release verify snapshots/v1");
    look.ok("release diff snapshots/v1 1");
    look.ok("release notes snapshots/v1");
    std::fs::rename(look.sandbox.path("snapshots/v1/CHANGES.md"), look.sandbox.path("snapshots/v1/other")).unwrap();
    look.run("release verify snapshots/v1", 1);
    for (name, category) in [("base", "one"), ("current", "two"), ("theirs", "three")] {
        look.sandbox.write(name, changed(&record("x/b"), |tree| tree["category"] = category.into()));
    }
    look.run("merge-file current base theirs", 4);
    look.ok("merge-file base base theirs");
    look.ok("withdraw x/b --reason r");
    look.sandbox.write("tree/errors/x/b/index.md", "by hand");
    look.run("export --out tree --check", 1);
    look.sandbox.write("site/errors/x/b/index.md", "by hand");
    look.run("site --out site --check", 1);
    look.ok("site --out site --prune --yes");
    look.ok("export --out tree --prune --yes");
    look.ok("undo 6");
    look.ok("undo 5");
    look.ok("export --out tree");
    standings(look);
}

/// A tree that differs from the other database in every way.
fn standings(look: &mut Looked) {
    look.ok("export --out there --db other.db");
    let elsewhere = changed(&record("x/b"), |tree| tree["category"] = "elsewhere".into());
    look.sandbox.write("there/errors/x/b/index.json", elsewhere);
    look.sandbox.write("there/errors/x/a/index.md", "by hand");
    look.sandbox.write("there/errors/x/bad/index.json", "{}");
    look.ok("status there --db other.db");
    look.sandbox.write("there/errors/x/c/index.md", "by hand");
    for words in ["edit x/b --set category=mine", "withdraw x/c --reason r", "rename x/a x/new"] {
        look.ok(&format!("{words} --db other.db"));
    }
    look.run("status there --exit-code --db other.db", 1);
}

/// Writing records, and undoing it.
fn edits(look: &mut Looked) {
    let nearly = changed(&record_with("x/n", &["Do it", "Reboot the router"]), |tree| {
        tree["signature"] = "error of x/b".into(); // which another record has
        tree["regex"] = "".into();
    });
    look.sandbox.write("n.json", nearly);
    look.ok("new x/n --from n.json");
    look.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter ben");
    look.ok("edit x/a --set w2.success_rate=0.3");
    look.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter ben --again");
    look.ok("edit x/a --set w2.success_rate=0.3");
    look.ok("edit x/a --remove w2");
    look.ok("log x/a");
    look.ok("undo");
    look.ok("edit x/b --set category=other --set subcategory=s");
    let batch = look.sandbox.ok("log --limit 1");
    let batch = batch.split_whitespace().next().unwrap().to_owned();
    look.ok("edit x/b --set category=third");
    look.run(&format!("undo {batch}"), 4);
    look.ok(&format!("undo {batch} --partly"));
    look.ok("log");
    look.ok("blame x/b");
    look.ok("release diff 1");
    look.ok("show x/b");
    look.ok("edit x/b --add tags=t");
    look.ok("list --columns id,tags,error_code,workarounds");
    look.ok("search error");
    look.ok("search erorr");
    look.run("match --text error", 1);
    look.sandbox.write("error.log", "2026-11-22 10:00:00 ERROR error of x/b\n");
    look.run("match error.log --all", 1);
    look.sandbox.write(
        "bench.jsonl",
        "{\"text\": \"x/b\", \"class\": \"clean\", \"expected\": \"x/b\", \"accept\": [\"x/none\"]}",
    );
    look.ok("match --bench bench.jsonl");
    look.ok("sample add x/b --match error");
    look.ok("sample add x/b --no-match =");
    look.ok("sample list");
    look.ok("sample withdraw x/b m1");
    look.ok("evidence add x/n --kind source --url https://example.org/n");
    look.ok("evidence add x/n --kind dispute --note no");
    look.ok("evidence add x/n#w2 --kind review --note n");
    look.ok("sample add x/n --match E9");
    look.ok("sample add x/b --no-match E9");
    look.ok("withdraw x/n --merge-into x/b --reason r");
    look.ok("restore x/n");
    look.ok("withdraw x/a --reason r");
    look.ok("restore x/a");
}

/// Evidence, tiers, reports and rates.
fn ledger(look: &mut Looked) {
    look.ok("evidence add x/b --kind source --url https://example.org/b");
    look.ok("evidence add x/b --kind source --url https://example.org/b");
    look.ok("evidence add x/b#w1 --kind source --url https://example.org/b");
    look.ok("confirm x/b --kind source --url https://example.org/b");
    look.ok("evidence add x/b --kind dispute --note no");
    look.ok("why x/b confidence");
    look.ok("evidence list x/b");
    look.sandbox.write(
        "f.csv",
        "record_id,item,outcome,observed_at,count,reporter,reporter_kind\n\
         x/b,w1,fail,2026-11-01,9,ops,maintainer\nx/b,w1,success,2026-11-02,1,ana,user\n\
             x/b,w9,fail,2026-11-02,1,ana,user\n",
    );
    look.run("feedback import f.csv --keep-going", 3);
    look.sandbox
        .write("text.csv", "record_id,error_text,item,outcome,observed_at\n,quota of volume,,fail,2026-11-01\n");
    look.ok("edit x/b --set signature=quota_of_volume");
    look.ok("feedback import text.csv --fuzzy --dry-run");
    look.ok("rates");
    look.ok("rates --confidence");
    look.ok("rates --calibrate");
    look.ok("rates --apply");
    look.ok("why x/b w1.success_rate");
    look.ok("why x/a confidence");
    look.ok("promote x/b --explain");
    look.sandbox.write("reporters.toml", "[gate.human_reviewed]\nreporters = 1\n");
    look.ok("promote x/b --explain --policy reporters.toml");
    look.ok("promote x/b --to human_reviewed --force --reason r");
    look.ok("demote x/b --to ai_generated --reason r");
    look.ok("policy show --policy every.toml");
    look.ok("evidence move e1 x/b#w1 --reason r");
    look.ok("evidence withdraw e2 --reason r");
}

/// Releases: what stands against one, and several of them.
fn releases(look: &mut Looked) {
    look.sandbox.write("first.json", format!("[{}]", ["x/a", "x/b", "x/c"].map(record).join(", ")));
    look.sandbox.write("notes.md", "Thanks.");
    look.ok("import first.json --db r.db");
    look.ok("release plan --db r.db");
    look.ok("release create v1 --out site --db r.db --dry-run");
    look.ok("release create v1 --out site --archive v1.tar.gz --site web --db r.db");
    look.ok("edit x/a --set regex=zzz --db r.db");
    look.ok("withdraw x/c --merge-into x/b --reason r --db r.db");
    look.ok("evidence add x/b#w1 --kind outcome --outcome fail --count 9 --reporter ops --reporter-kind ci --db r.db");
    look.run("release plan --db r.db", 6);
    look.run("release create v2 --out site --db r.db", 6);
    look.ok("release create v2 --out site --notes notes.md --force --reason r --db r.db");
    look.ok("release notes v1 --db r.db");
    look.ok("release verify v1.tar.gz --against v1 --db r.db");
    look.run("release verify v1.tar.gz --against v2 --db r.db", 1);
    look.ok("release list --db r.db");
    look.ok("release show v2 --db r.db");
    look.ok("release export v1 --out again --db r.db");
}

/// Copies, damage, and what the system gets.
fn machine(look: &mut Looked) {
    look.ok("backup copy.db");
    look.ok("completions bash");
    look.ok("man pages");
    look.run("man f.csv", 2);
    look.run("man f.csv/man1", 70);
    look.ok("export --out tree");
    look.ok("verify --repair");
    look.ok("check --list");
    look.sandbox.write("twins.ndjson", include_str!("../../fixtures/findings/G005-edge-unmirrored.ndjson"));
    look.ok("import twins.ndjson --db checked.db --check");
    let alike = |id| changed(&record(id), |tree| tree["signature"] = "Disk quota exceeded on volume".into());
    look.sandbox.write("alike.json", format!("[{}, {}]", alike("x/one"), alike("x/two")));
    look.ok("import alike.json --db alike.db --check");
    look.ok("edit x/one --db alike.db --set signature=Disk_quota_exceeded_on_volume");
    let without_edges = |line: &str| changed(line, |tree| tree["transition_graph"]["leads_to"] = serde_json::json!([]));
    let twins = include_str!("../../fixtures/findings/G005-edge-unmirrored.ndjson");
    look.sandbox.write("fixed.json", format!("[{}]", twins.lines().map(without_edges).collect::<Vec<_>>().join(",")));
    look.ok("import twins.ndjson --db fixed.db");
    look.ok("import fixed.json --db fixed.db --check");
    look.ok("check --db checked.db --all");
    look.ok("edit python/venv-pip-missing --db checked.db --set signature=Error --set regex=Error");
    look.ok("check --db checked.db --all");
    look.ok("facet --db checked.db subcategory");
    look.ok("facet --db checked.db category");
    look.ok("graph mirror --db checked.db");
    look.ok("waive python/venv-pip-missing S001 --reason r --until 2026-12-31 --db checked.db");
    look.ok("check --db checked.db --waived");
    look.ok("waive python/venv-pip-missing S001 --reason r --db checked.db");
    look.ok("check --db checked.db --waived");
    look.ok("waive python/venv-pip-missing S001 --withdraw --db checked.db");
    look.ok("check --db checked.db --fix");
    look.sandbox.write("tried.ndjson", include_str!("../../fixtures/findings/R004-regex-too-broad.ndjson"));
    look.ok("import tried.ndjson --db tried.db");
    look.ok("regex show python/venv-pip-missing --db tried.db");
    look.ok("regex show python/numpy-missing --db tried.db");
    look.ok("sample add python/venv-pip-missing --db tried.db --match pip");
    look.ok("sample add python/venv-pip-missing --db tried.db --no-match module");
    look.ok("regex try python/venv-pip-missing modu.*na.*le --db tried.db");
    look.ok("edit python/venv-pip-missing --db tried.db --set regex=module|numpy");
    look.ok("regex show python/venv-pip-missing --db tried.db");
    look.ok("edit python/venv-pip-missing --db tried.db --set regex='pip|numpy");
    look.ok("regex suggest python/venv-pip-missing --db tried.db");
    look.ok("regex try python/venv-pip-missing (?i)pip|modu\\z --db tried.db --apply");
    look.ok("regex suggest python/venv-pip-missing --db tried.db");
    look.ok("regex show python/venv-pip-missing --db tried.db");
    look.ok("regex try python/venv-pip-missing (x|a)mo.*du.*na.*le --db tried.db --apply");
    look.ok("regex suggest python/venv-pip-missing --db tried.db");
    look.ok("edit python/venv-pip-missing --db tried.db --set regex=(");
    look.ok("regex show python/venv-pip-missing --db tried.db");
    look.ok("regex try python/venv-pip-missing module --db tried.db");
    look.sandbox.write("variants.ndjson", include_str!("../../fixtures/findings/C002-category-variant.ndjson"));
    look.ok("import variants.ndjson --db variants.db");
    look.ok("facet --db variants.db category --cluster");
    look.sandbox.write("map.csv", "field,from,to\ncategory,config_error,crash\n");
    look.ok("facet --db variants.db apply map.csv");
    look.sandbox.write("checked/a.json", "{\"id\": 3}");
    look.run("check checked/a.json twins.ndjson --all", 1);
    look.ok("check twins.ndjson --fix --dry-run");
    look.run("check --db checked.db --since 1 --fail-on new --select S001", 1);
    let connection = rusqlite::Connection::open(look.sandbox.path("canonry.db")).unwrap();
    // Of a tree whose files are known, records are not read if nothing of them changed.
    let flip = "UPDATE record SET root_cause = 'Flipped.' WHERE canon_id = 'x/b'; DELETE FROM tree";
    connection.execute_batch(flip).unwrap();
    drop(connection);
    look.run("export --out tree --keep-going", 70);
    look.run("site --out site --keep-going", 70);
    look.run("verify", 70);
    look.ok("verify --repair tree/errors/x/b/index.json tree/errors/x/a/index.json");
}

#[test]
fn every_command_prints_what_the_docs_say() {
    let (shapes, commands) = documented();
    let mut look = Looked { shapes, commands, seen: BTreeSet::new(), sandbox: Sandbox::new() };
    look.sandbox.write("every.toml", include_str!("../../docs/canonry.toml"));
    exchanges(&mut look);
    edits(&mut look);
    ledger(&mut look);
    releases(&mut look);
    machine(&mut look);
    let mut all = BTreeSet::new();
    look.shapes.iter().chain(look.commands.iter().map(|(title, shape)| (title, shape))).for_each(|(name, shape)| {
        shape.paths(name, &mut all);
    });
    let unseen: Vec<&str> = all.difference(&look.seen).map(String::as_str).collect();
    assert!(unseen.is_empty(), "of docs/json.md, no run has\n{}", unseen.join("\n"));
}

#[test]
fn the_docs_have_every_kind_of_damage() {
    let doc = std::fs::read_to_string(project("docs/json.md")).unwrap();
    let section = doc.split("\n## ").find(|section| section.starts_with("verify\n")).unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split_once('|'));
    let words = |(_, kinds): (&str, &str)| kinds.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let told: BTreeSet<String> = rows.flat_map(words).collect();
    assert_eq!(told, FlawKind::ALL.iter().map(ToString::to_string).collect());
}

#[test]
fn every_command_has_its_shape_in_the_docs() {
    let (_, documented) = documented();
    let mut commands = vec![(String::new(), canonry::cli::command())];
    while let Some((name, command)) = commands.pop() {
        if !command.has_subcommands() {
            assert!(documented.iter().any(|(title, _)| *title == name), "{name} is not in docs/json.md");
        }
        let below = command.get_subcommands();
        commands
            .extend(below.map(|below| (format!("{name} {}", below.get_name()).trim_start().to_owned(), below.clone())));
    }
}
