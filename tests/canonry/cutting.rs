//! Cutting releases, and writing them again.

use serde_json::{Value, json};

use crate::support::{Sandbox, files};

/// Two records, of which one has a regex that finds its signature.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    // The demands are about what changed, not about what the records of tests lack.
    sandbox.write("canonry.toml", "[release]\noff = []\n");
    sandbox
}

#[test]
fn a_release_is_cut_listed_shown_compared_and_written_again() {
    let sandbox = sandbox();
    let out = sandbox.ok("release create v1 --out site --archive v1.tar.gz --today 2026-12-01");
    assert!(out.starts_with("site/v1: 2 records, "), "{out}");
    sandbox.ok("edit x/a --set root_cause=Known. --today 2026-12-02");
    sandbox.ok("rename x/b x/c --today 2026-12-03");
    sandbox.write("notes.md", "Thanks to all.\n");
    sandbox.ok("release create v2 --out site --notes notes.md --today 2026-12-04");
    let list = sandbox.json("release list", 0);
    let names: Vec<&Value> = list["releases"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["v2", "v1"]);
    let shown = sandbox.json("release show V2", 0);
    assert_eq!(shown["counts"], json!({"added": 0, "restored": 0, "withdrawn": 0, "renamed": 1, "changed": 1}));
    assert_eq!((&shown["release"]["previous"], &shown["release"]["state"]), (&json!("v1"), &json!(4)));
    assert!(sandbox.ok("release show v2").ends_with("\n\nThanks to all.\n"));
    assert!(sandbox.ok("release show v1").contains("\nthe first release\n"));
    assert!(sandbox.ok("release diff v1 v2").contains("x/b is now x/c"));
    assert_eq!(sandbox.json("release diff", 0)["records"], json!([]), "nothing changed since the latest release");
    assert!(sandbox.ok("show x/c --at v1").contains("x/b"));
    // Later changes, other folders and another day make no difference.
    sandbox.ok("edit x/a --set root_cause=Better. --today 2026-12-05");
    sandbox.ok("release export v1 --out again --archive again.tar.gz --today 2027-01-01");
    sandbox.ok("release export v2 --out again");
    assert_eq!(files(&sandbox.path("again")), files(&sandbox.path("site")));
    let read = |name: &str| std::fs::read(sandbox.path(name)).unwrap();
    assert_eq!(read("again.tar.gz"), read("v1.tar.gz"));
    assert!(sandbox.ok("release export v1 --out site").contains("unchanged"));
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

#[test]
fn a_demand_that_is_not_met_stops_a_release_and_is_overridden_with_a_reason() {
    let sandbox = sandbox();
    sandbox.ok("release create v1 --out site");
    sandbox.ok("edit x/a --set regex=zzz --yes");
    let before = sandbox.ok("log");
    let planned = sandbox.words("release plan");
    assert_eq!(planned.code, Some(6));
    assert!(planned.out.contains("N001 no-new-findings: not met (found 1)\n  x/a: R002 "), "{}", planned.out);
    let refused = sandbox.words("release create v2 --out site");
    assert_eq!(refused.code, Some(6));
    assert!(refused.err.starts_with("error: v2 is not cut: 1 demand is not met, N001\n"), "{}", refused.err);
    assert_eq!(sandbox.words("release create v2 --out site --dry-run").code, Some(6));
    assert!(!sandbox.path("site/v2").exists());
    assert_eq!(sandbox.ok("log"), before);
    assert_eq!(sandbox.words("release create v2 --out site --force").code, Some(2), "it needs a reason");
    let forced = sandbox.run(&["release", "create", "v2", "--out", "site", "--force", "--reason", "it is urgent"]);
    assert!(forced.code == Some(0) && forced.err.contains("overridden: N001"), "{}", forced.err);
    let shown = sandbox.ok("release show v2");
    assert!(shown.contains("not met and overridden: N001\nbecause it is urgent\n"), "{shown}");
    let manifest = std::fs::read_to_string(sandbox.path("site/v2/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["gate"][0]["standing"], &manifest["gate"][0]["found"]), (&json!("not_met"), &json!(1)));
}

#[test]
fn a_set_that_cannot_be_reproduced_leaves_no_snapshot_and_is_not_recorded() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[limits]\nfield_bytes = 2\n");
    let (log, create) = (sandbox.ok("log"), "release create v1 --out site --archive v1.tar.gz");
    let refused = sandbox.words(create);
    assert_eq!(refused.code, Some(6), "{}", refused.err);
    assert!(refused.err.starts_with("error: v1 is not cut: 1 demand is not met, N009\n"), "{}", refused.err);
    assert!(refused.out.contains("N009 reproducible: not met (found 2)\n"), "{}", refused.out);
    assert!(sandbox.words("release plan").out.starts_with(&refused.out), "{}", refused.out);
    assert_eq!(sandbox.ok("log"), log);
    let left: Vec<String> = files(&sandbox.path("")).into_keys().filter(|path| !path.starts_with("canonry.")).collect();
    assert_eq!(left, ["records.json"]);
    sandbox.ok(&format!("{create} --force --reason known"));
    let manifest = std::fs::read_to_string(sandbox.path("site/v1/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["gate"][8]["code"], &manifest["gate"][8]["standing"]), (&json!("N009"), &json!("not_met")));
}

#[test]
fn deltas_lead_from_one_key_of_samples_to_another() {
    let sandbox = sandbox();
    sandbox.ok("sample add x/a --no-match zzz");
    sandbox.ok("release create v1 --out site");
    sandbox.write("canonry.toml", "[samples]\nkey = 'samples'\n");
    sandbox.ok("edit x/b --set root_cause=Known.");
    sandbox.ok("release create v2 --out site");
    let tree = |name: &str| files(&sandbox.path(&format!("site/{name}/errors")));
    assert_ne!(tree("v1")["x/a/index.json"], tree("v2")["x/a/index.json"]);
    let expected = [tree("v2"), tree("v1")];
    for ((from, to), expected) in [("v1", "v2"), ("v2", "v1")].into_iter().zip(expected) {
        sandbox.ok(&format!("release delta {from} {to} --out {from}.ndjson"));
        sandbox.ok(&format!("release apply {from}.ndjson site/v1"));
        assert_eq!(tree("v1"), expected, "{from} to {to}");
    }
    let read = |path: &str| std::fs::read_to_string(sandbox.path(path)).unwrap();
    assert_eq!(read("v1.ndjson"), read("site/v2/delta.ndjson"));
    sandbox.ok("release verify site/v2 --against v2");
}

#[test]
fn the_notes_in_a_snapshot_are_grouped_by_the_ladder_that_was_in_force() {
    let sandbox = sandbox();
    sandbox.ok("release create v1 --out site");
    sandbox.ok("promote x/a --to human_reviewed --force --reason known --yes");
    sandbox.write("notes.md", "Thanks to all.\n");
    sandbox.ok("release create v2 --out site --notes notes.md --force --reason test");
    let notes = std::fs::read_to_string(sandbox.path("site/v2/CHANGES.md")).unwrap();
    let grouped = sandbox.ok("release notes v1 v2");
    let (_, grouped) = grouped.split_once("\n\n").unwrap();
    assert!(grouped.starts_with("Records: 1 changed.\n\n## What got better\n\n- [x/a]"), "{grouped}");
    assert!(notes.ends_with(&format!("\n\nThanks to all.\n\n{grouped}")), "{notes}");
    sandbox.write("canonry.toml", "ladder = ['human_reviewed', 'ai_generated']\n[release]\noff = []\n");
    assert!(sandbox.ok("release notes v1 v2").contains("## What was found wrong"));
    for name in ["v1", "v2"] {
        sandbox.ok(&format!("release export {name} --out again"));
    }
    assert_eq!(files(&sandbox.path("again")), files(&sandbox.path("site")));
}

#[test]
fn a_plan_and_a_dry_run_without_a_folder_have_the_notes_of_the_release() {
    let sandbox = sandbox();
    sandbox.ok("release create v1 --out site");
    sandbox.ok("edit x/a --set w1.action=Rest");
    sandbox.run(&["withdraw", "x/b", "--reason", "it is wrong"]);
    let planned = sandbox.ok("release plan");
    let (_, notes) = planned.split_once("\n\n").unwrap();
    let expected = "What changed since release v1\nRecords: 1 withdrawn, 1 changed.\n\nWhat was found wrong\n  x/b: it \
                    is wrong\n\nWhat to look at\n  x/a w1 reworded: [-Do it-]{+Rest+}\n";
    assert!(notes.starts_with(expected), "{notes}");
    assert_eq!(sandbox.ok("release create v2 --dry-run"), planned);
    let plan = sandbox.json("release plan", 0);
    let fates: Vec<&Value> = plan["records"].as_array().unwrap().iter().map(|one| &one["fate"]).collect();
    assert_eq!(fates, ["changed", "withdrawn"]);
    let without = sandbox.words("release create v2");
    assert!(without.code == Some(2) && without.err.contains("--out"), "{}", without.err);
    let created = sandbox.json("release create v2 --out site", 0);
    assert_eq!((&created["records"], &created["notes"]), (&plan["records"], &plan["notes"]));
    let page = std::fs::read_to_string(sandbox.path("site/v2/CHANGES.md")).unwrap();
    assert!(page.ends_with(plan["notes"].as_str().unwrap()), "{page}");
}

#[test]
fn a_name_is_cut_once_and_a_release_is_not_undone() {
    let sandbox = sandbox();
    sandbox.ok("release create v1 --out site");
    let log = sandbox.ok("log");
    let again = sandbox.words("release create V1 --out other");
    assert!(again.code == Some(4) && again.err.contains("there is already a release v1"), "{}", again.err);
    assert!(!sandbox.path("other").exists());
    let undone = sandbox.words("undo 2");
    assert!(undone.code == Some(4) && undone.err.contains("batch 2 recorded the release v1"), "{}", undone.err);
    assert_eq!(sandbox.ok("log"), log);
    assert!(sandbox.ok("undo").starts_with("undid batch 1\n"), "the release is skipped");
    for name in ["12", "2026-12-01", "a/b", "nul"] {
        assert_eq!(sandbox.words(&format!("release create {name} --out site")).code, Some(2), "{name}");
    }
    assert_eq!(sandbox.words("release show v9").code, Some(5));
    assert_eq!(sandbox.words("release export v9 --out site").code, Some(5));
}

#[test]
fn without_a_release_there_is_nothing_to_compare_with_and_the_plan_says_so() {
    let sandbox = sandbox();
    assert!(sandbox.words("release list").err.contains("there are no releases yet"));
    let compared = sandbox.words("release diff");
    assert!(compared.code == Some(5) && compared.err.contains("there is no release yet"), "{}", compared.err);
    let planned = sandbox.ok("release plan");
    assert!(planned.ends_with("This is the first release; there is none before to compare it with.\n"), "{planned}");
    let empty = Sandbox::new();
    empty.ok("init");
    let nothing = empty.words("release create v1 --out site");
    assert!(nothing.code == Some(5) && !empty.path("site").exists(), "{}", nothing.err);
}

#[test]
fn an_imported_day_of_confirmation_needs_a_source_that_is_trusted() {
    let sandbox = sandbox();
    sandbox.ok("export --out up --format json");
    sandbox.ok("release create v1 --out site");
    let path = "up/errors/x/a/index.json";
    let text = std::fs::read_to_string(sandbox.path(path)).unwrap();
    let mut tree: Value = serde_json::from_str(&text).unwrap();
    tree["error"]["last_confirmed"] = json!(null);
    let day = tree["last_confirmed"].as_str().map(str::to_owned);
    let newer = text
        .replace(&format!("\"last_confirmed\": \"{}\"", day.unwrap_or_default()), "\"last_confirmed\": \"2026-11-20\"");
    sandbox.write(path, newer);
    sandbox.ok("import up --yes");
    let standing = |sandbox: &Sandbox, code: i32| {
        let plan = sandbox.json("release plan", code);
        plan["gate"].as_array().unwrap().iter().find(|one| one["code"] == "N007").unwrap()["standing"].clone()
    };
    assert_eq!(standing(&sandbox, 6), "not_met");
    sandbox.write("canonry.toml", "[release]\nconfirmed_by = ['up']\n");
    assert_eq!(standing(&sandbox, 0), "met");
    sandbox.write("canonry.toml", "[source.up]\nkeep = ['confidence']\n");
    assert_eq!(standing(&sandbox, 0), "met");
}

#[test]
fn a_release_and_its_site_belong_together_until_something_changes() {
    let sandbox = sandbox();
    let create = "release create v1 --out pub --site web --title Known --today 2026-12-01";
    assert!(!sandbox.ok(&format!("{create} --dry-run")).contains("web") && !sandbox.path("web").exists());
    let out = sandbox.ok(create);
    assert!(out.contains("\nweb: site, written "), "{out}");
    let front = || std::fs::read_to_string(sandbox.path("web/index.html")).unwrap();
    let named = "Release v1, <time datetime=\"2026-12-01\">2026-12-01</time>";
    assert!(front().contains(named) && front().contains("<title>Known"), "{}", front());
    for form in ["json", "md"] {
        let [site, snapshot] =
            ["web", "pub/v1"].map(|place| std::fs::read(sandbox.path(&format!("{place}/errors/x/a/index.{form}"))));
        assert_eq!(site.unwrap(), snapshot.unwrap(), "{form}");
    }
    sandbox.ok("release verify pub/v1");
    // What was stopped after the release was recorded is completed by `canonry site`.
    let site = "site --out web --title Known --today 2026-12-01";
    sandbox.ok(&format!("{site} --check"));
    std::fs::remove_dir_all(sandbox.path("web/errors/x/b")).unwrap();
    sandbox.ok(site);
    assert!(front().contains(named));
    sandbox.ok("site --out part --domain x --id x/a");
    let part = std::fs::read_to_string(sandbox.path("part/index.html")).unwrap();
    assert!(!part.contains("elease v1"), "a part of the set is not the release");
    sandbox.ok("edit x/a --set root_cause=Known. --today 2026-12-02");
    sandbox.ok(site);
    assert!(front().contains(&named.replace("Release", "Changed since release")), "{}", front());
    sandbox.ok("release create v2 --out web --site web --title Known --today 2026-12-03");
    assert!(front().contains("Release v2, "));
    sandbox.ok("release verify web/v2");
}

#[test]
fn a_site_that_cannot_be_written_is_refused_before_a_release_is_cut() {
    let sandbox = sandbox();
    sandbox.write("other/index.html", "<p>mine");
    let log = sandbox.ok("log");
    let inside = ["pub/v1", "pub/v1/web", "pub/../pub/v1/web", "pub/v1/../v1", "new/../pub/v1"];
    for site in inside.into_iter().chain(["other", "canonry.db"]) {
        let ran = sandbox.words(&format!("release create v1 --out pub --site {site}"));
        assert!(ran.code == Some(2) && ran.err.contains(site), "{site}: {:?} {}", ran.code, ran.err);
    }
    assert_eq!(sandbox.words("release create v1 --out pub --title Known").code, Some(2), "of which site?");
    assert!(sandbox.ok("log") == log && !sandbox.path("pub").exists());
}
