//! Choosing records by a filter, and listing them.

use canonry::record::{FieldKind, ItemKind, Part};

use crate::support::{Sandbox, changed, project, record};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    sandbox
}

/// The ids that `list` prints.
fn ids(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let out = sandbox.ok(&format!("list --csv --quiet --columns id {words}"));
    out.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn of_several_values_any_will_do_and_all_conditions_have_to_be_met() {
    let sandbox = sandbox();
    let both = ["cicd/registry-unauthorized", "cuda/minimal"];
    assert_eq!(ids(&sandbox, "--domain cicd,cuda"), both);
    assert_eq!(ids(&sandbox, "--domain cuda --domain cicd"), both);
    assert_eq!(ids(&sandbox, "--resolvable false,partial --domain cicd,cuda,node"), both);
    assert_eq!(ids(&sandbox, "--domain cicd,cuda --category auth_error,config_error"), both[..1]);
    assert_eq!(ids(&sandbox, "--tier human_reviewed,ai_generated").len(), 8);
    assert_eq!(ids(&sandbox, "--tag 令牌,venv"), ["cicd/registry-unauthorized", "python/venv-pip-missing"]);
    assert_eq!(ids(&sandbox, "--id cu*,*/venv*"), ["cuda/minimal", "python/venv-pip-missing"]);
    assert_eq!(ids(&sandbox, "--id cu*,*/venv* --below 0.5"), ["cuda/minimal"]);
    assert_eq!(sandbox.words("list --resolvable false,maybe").code, Some(2));
}

#[test]
fn where_finds_text_in_the_named_field_in_any_case() {
    let sandbox = sandbox();
    for (condition, found) in [
        ("root_cause~PRIVATE", "cicd/registry-unauthorized"),
        ("id~MINIM", "cuda/minimal"),
        ("tags~令", "cicd/registry-unauthorized"),
        ("aliases~NO-module", "python/venv-pip-missing"),
        ("workarounds.how~RM -rf", "python/venv-pip-missing"),
        ("w.sources~library/VENV", "python/venv-pip-missing"),
        ("dead_ends.action~sudo", "python/venv-pip-missing"),
        ("d.sources~pip.pypa", "python/venv-pip-missing"),
        ("versions.version~python 3.11", "python/venv-pip-missing"),
        ("signature_zh~未授权", "cicd/registry-unauthorized"),
        ("root_cause_zh~ENSUREPIP", "python/venv-pip-missing"),
        ("workarounds_zh~过期", "cicd/registry-unauthorized"),
        ("leads_to~externally", "python/venv-pip-missing"),
        ("transition_graph.frequently_confused_with~your OWN", "python/venv-pip-missing"),
        ("os_specific~debian", "python/venv-pip-missing"),
        ("confidence~0.5", "cuda/minimal"),
        ("fix_success_rate~0.0", "cuda/minimal"),
    ] {
        let ran = sandbox.run(&["list", "--csv", "--quiet", "--columns", "id", "--where", condition]);
        assert_eq!(ran.out, format!("id\n{found}\n"), "{condition}");
    }
    assert_eq!(ids(&sandbox, "--where root_cause~registry --where signature~unauthorized").len(), 1);
    assert_eq!(ids(&sandbox, "--where root_cause~registry --where signature~heap"), [""; 0]);
    assert_eq!(ids(&sandbox, "--where w.action~a"), ids(&sandbox, "--where workarounds.action~A"));
}

#[test]
fn case_is_that_of_unicode() {
    let sandbox = Sandbox::new();
    let strasse = changed(&record("x/a"), |tree| tree["root_cause"] = "Die STRASSE; ÉCHEC".into());
    sandbox.write("a.json", strasse);
    sandbox.write("b.json", record("x/b"));
    sandbox.ok("import a.json b.json");
    for condition in ["root_cause~straße", "root_cause~échec", "root_cause~Échec"] {
        assert_eq!(ids(&sandbox, &format!("--where {condition}")), ["x/a"], "{condition}");
    }
    assert_eq!(ids(&sandbox, "--where root_cause~echec"), [""; 0]);
    assert_eq!(ids(&sandbox, "--where root_cause~%"), [""; 0], "no character stands for others");
}

#[test]
fn text_is_looked_for_in_every_field_of_the_format() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    let of_items = ItemKind::ALL.iter().flat_map(|kind| {
        let name = |name: &str| [format!("{}.{name}", kind.list()), format!("{}.{name}", kind.letter())];
        Part::Item(*kind).fields().iter().flat_map(|field| name(field.name)).collect::<Vec<_>>()
    });
    let of_record = Part::Record.fields().iter().filter(|field| !matches!(field.kind, FieldKind::Items(_)));
    for field in of_record.map(|field| field.name.to_owned()).chain(of_items) {
        assert_eq!(ids(&sandbox, &format!("--where {field}~there-is-no-such-text")), [""; 0], "{field}");
    }
    let ran = sandbox.words("list --where root_cuase~x");
    assert!(
        ran.code == Some(2) && ran.err.contains("there is no field 'root_cuase'; did you mean root_cause"),
        "{}",
        ran.err
    );
    let ran = sandbox.words("list --where workarounds~x");
    assert!(ran.code == Some(2) && ran.err.contains("did you mean workarounds.action, "), "{}", ran.err);
    let ran = sandbox.words("list --where root_cause");
    assert!(ran.code == Some(2) && ran.err.contains("expected FIELD~TEXT"), "{}", ran.err);
}

#[test]
fn an_item_that_is_gone_contains_nothing() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w2 --kind outcome --outcome success");
    assert_eq!(ids(&sandbox, "--where w.action~that"), ["x/a"]);
    sandbox.ok("edit x/a --remove w2");
    assert_eq!(ids(&sandbox, "--where w.action~that"), [""; 0]);
}

#[test]
fn withdrawn_records_are_listed_with_batch_and_reason_and_not_changed() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("withdraw x/b --reason doubled");
    assert_eq!(ids(&sandbox, ""), ["x/a"]);
    let out = sandbox.ok("list --withdrawn --csv --columns id,withdrawn_in,withdrawn_reason");
    assert_eq!(out, "id,withdrawn_in,withdrawn_reason\nx/b,2,doubled\n");
    assert_eq!(sandbox.ok("search --withdrawn error"), "x/b  error of x/b\n");
    assert_eq!(sandbox.json("list --columns withdrawn_in", 0)["records"][0]["withdrawn_in"], serde_json::Value::Null);
    for refused in [
        "edit --set category=x",
        "promote",
        "demote --to ai_generated --reason y",
        "rates --apply",
        "export --out tree",
    ] {
        let ran = sandbox.words(&format!("{refused} --withdrawn"));
        assert!(ran.code == Some(2) && ran.err.starts_with("error: withdrawn records "), "{refused}: {}", ran.err);
    }
    sandbox.ok("restore x/b");
    assert_eq!(ids(&sandbox, "--withdrawn"), [""; 0]);
}

#[test]
fn a_record_is_disputed_until_its_disputes_are_withdrawn_or_their_item_is_gone() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w2 --kind dispute --note wrong");
    sandbox.ok("evidence add x/b --kind dispute --note wrong");
    sandbox.ok("evidence add x/b --kind review --note right");
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 9");
    sandbox.ok("evidence add x/b#w1 --kind outcome --outcome success --count 9");
    assert_eq!(ids(&sandbox, "--disputed"), ["x/a", "x/b"]);
    sandbox.ok("evidence withdraw e2 --reason settled");
    assert_eq!(ids(&sandbox, "--disputed"), ["x/a"]);
    // A filter without values is a filter all the same.
    assert_eq!(sandbox.json("rates --disputed", 0)["counts"]["claims"], 1);
    assert_eq!(sandbox.json("rates", 0)["counts"]["claims"], 2);
    sandbox.ok("edit --disputed --set category=disputed_error");
    assert_eq!(ids(&sandbox, "--category disputed_error"), ["x/a"]);
    sandbox.ok("edit x/a --remove w2");
    assert_eq!(ids(&sandbox, "--disputed"), [""; 0]);
}

#[test]
fn values_that_no_record_has_are_named_on_every_command() {
    let sandbox = sandbox();
    let said = "no record has category 'auht_error'; did you mean auth_error?\n";
    for command in [
        "list",
        "search docker",
        "rates",
        "rates --confidence",
        "rates --apply",
        "export --format ndjson",
        "edit --set category=x",
        "promote",
        "demote --to ai_generated --reason y",
    ] {
        let ran = sandbox.words(&format!("{command} --category auht_error"));
        assert!(ran.err.starts_with(said), "{command}: {}", ran.err);
        let quiet = sandbox.words(&format!("{command} --category auht_error --quiet"));
        assert_eq!(quiet.code, ran.code, "{command}");
        assert!(!quiet.err.contains("auht_error'"), "{command}: {}", quiet.err);
    }
    let ran = sandbox.words("list --domain cuda,cudda --tier humman_reviewed --tag zzz --columns id");
    assert_eq!(ran.code, Some(0));
    let domain = "no record has domain 'cudda'; did you mean cuda?\n";
    let others = "no record has tier 'humman_reviewed'; did you mean human_reviewed?\nno record has tag 'zzz'\n";
    assert_eq!(ran.err, format!("{domain}{others}no record matches\n"));
    sandbox.ok("withdraw cuda/minimal --reason x");
    assert_eq!(sandbox.words("list --domain cuda").err, "no record matches\n", "a withdrawn record has it");
}

#[test]
fn a_limit_shows_the_first_and_says_how_many_there_are() {
    let sandbox = sandbox();
    let ran = sandbox.words("list --limit 2 --columns id --sort -fix_success_rate");
    assert_eq!(ran.out, "id\nandroid/sdk-licence-not-accepted\npython/venv-pip-missing\n");
    assert_eq!(ran.err, "the first 2 of 8 are shown\n");
    assert_eq!(sandbox.words("list --limit 2 --csv --columns id").err, "the first 2 of 8 are shown\n");
    assert_eq!(sandbox.words("list --limit 8 --columns id").err, "8 records\n");
    assert_eq!(sandbox.words("list --limit 8 --csv").err, "");
    assert_eq!(sandbox.words("list --limit 2 --quiet").err, "");
    let object = sandbox.json("list --limit 2 --resolvable true", 0);
    assert_eq!(object["counts"], serde_json::json!({ "records": 2, "matching": 5 }));
    assert_eq!(object["records"].as_array().unwrap().len(), 2);
    assert_eq!(sandbox.words("list --limit 0").code, Some(2));
}

#[test]
fn json_has_lists_as_lists_and_items_as_numbers() {
    let sandbox = sandbox();
    let columns = "--columns id,tags,aliases,versions,dead_ends,workarounds";
    let object = sandbox.json(&format!("list --domain python,cuda {columns}"), 0);
    let [cuda, python] = object["records"].as_array().unwrap().as_slice() else { panic!("{object}") };
    assert_eq!(python["tags"], serde_json::json!(["packaging", "venv"]));
    assert_eq!(python["aliases"], serde_json::json!(["pip-missing", "no-module-named-pip"]));
    assert_eq!((&python["versions"], &python["dead_ends"], &python["workarounds"]), (&2.into(), &2.into(), &2.into()));
    assert_eq!(
        (&cuda["tags"], &cuda["aliases"], &cuda["workarounds"]),
        (&serde_json::json!([]), &serde_json::json!([]), &0.into())
    );
    let nothing = sandbox.ok("--json list --domain cuda --below 0 --columns id");
    assert_eq!(nothing, "{\"command\": \"list\", \"counts\": {\"records\": 0, \"matching\": 0}, \"records\": []}\n");
    let text = sandbox.ok(&format!("list --domain python --csv {columns}"));
    assert!(text.ends_with("python/venv-pip-missing,packaging venv,pip-missing no-module-named-pip,2,2,2\n"), "{text}");
}

#[test]
fn lines_are_whole_if_the_output_is_not_a_terminal() {
    let sandbox = Sandbox::new();
    let long = "word ".repeat(60);
    sandbox.write("a.json", changed(&record("x/a"), |tree| tree["signature"] = long.trim().into()));
    sandbox.ok("import a.json");
    let ran = sandbox.shell("COLUMNS=40 canonry list; COLUMNS=40 canonry show x/a");
    assert_eq!(ran.out.matches(long.trim()).count(), 2, "{}", ran.out);
}

#[test]
fn the_rows_of_a_long_list_are_all_printed_and_their_ids_are_whole() {
    let sandbox = Sandbox::new();
    let template: serde_json::Value = serde_json::from_str(&record("x/a")).unwrap();
    let line = |id: String| {
        let mut tree = template.clone();
        tree["id"] = id.into();
        format!("{tree}\n")
    };
    let lines: String = (0..10_001).map(|number| line(format!("x/{number:05}"))).collect();
    let long = format!("x/z-{}", "long-".repeat(12) + "id");
    sandbox.write("all.ndjson", lines + &line(long.clone()));
    sandbox.ok("import all.ndjson --quiet");
    let ran = sandbox.words("list --columns id,signature");
    assert_eq!((ran.out.lines().count(), ran.err.as_str()), (1 + 10_002, "10002 records\n"));
    assert_eq!(ran.out.lines().nth(10_001), Some("x/10000  error of x/a"));
    let ran_first = sandbox.words("list --limit 1 --columns id");
    assert_eq!(ran_first.err, "the first 1 of more than 10000 are shown\n");
    assert_eq!(ran.out.lines().last(), Some(format!("{long}  error of x/a").as_str()));
}

#[test]
fn quiet_commands_print_data_and_nothing_else() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 9");
    for command in [
        "list",
        "list --limit 1",
        "list --domain nothing",
        "show x/a",
        "rates",
        "rates --limit 1",
        "rates --confidence",
        "rates --domain nothing",
        "blame x/a",
        "log",
        "log x/a",
        "evidence list x/a",
        "evidence list x/b",
        "why x/a w1.success_rate",
        "why x/a confidence",
        "search error",
        "search zzz",
    ] {
        let (quiet, loud) = (sandbox.words(&format!("{command} --quiet")), sandbox.words(command));
        assert_eq!((quiet.code, quiet.err.as_str()), (Some(0), ""), "{command}");
        assert_eq!(quiet.out, loud.out, "{command}");
    }
    sandbox.write(
        "many.ndjson",
        (0..60)
            .map(|number| {
                serde_json::from_str::<serde_json::Value>(&record(&format!("y/{number}"))).unwrap().to_string() + "\n"
            })
            .collect::<String>(),
    );
    sandbox.ok("import many.ndjson --quiet");
    let ran = sandbox.words("edit --domain y --set category=x --quiet");
    assert!(ran.err.is_empty() && !ran.out.contains('…'), "{}{}", ran.out, ran.err);
    let ran = sandbox.words("log --batch 3");
    assert!(ran.err.ends_with("… and 10 more records; --json lists them all\n"), "{}", ran.err);
}

#[test]
fn records_are_listed_by_what_is_found_in_them() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    sandbox.ok("edit x/b y/c --set signature=Error --yes");
    let ids = |words: &str| {
        let listed = sandbox.json(&format!("list --columns id {words}"), 0);
        let records = listed["records"].as_array().unwrap().clone();
        assert_eq!(listed["counts"]["matching"], records.len());
        records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("--has S001"), ["x/b", "y/c"]);
    assert_eq!(ids("--has signature-short --domain x"), ["x/b"]);
    assert_eq!(ids("--has S001,T006 --limit 9"), ["x/a", "x/b", "y/c"]);
    assert_eq!(ids("--has E001").len(), 0);
    sandbox.write("canonry.toml", "[check.thresholds]\nshort_signature = 3\n");
    assert_eq!(ids("--has S001").len(), 0);
    assert_eq!(sandbox.words("list --has Q999").code, Some(2));
    assert_eq!(sandbox.words("list --has S001 --withdrawn").code, Some(2));
}

/// Every command that selects records, with the place of their number in --json.
const CHOOSING: &[(&str, &str, &str)] = &[
    ("canonry check", "check --all", "/counts/records"),
    ("canonry confirm", "confirm --note n --dry-run", "/counts/confirmed"),
    ("canonry demote", "demote --to ai_generated --reason r --dry-run", "/counts/changed"),
    ("canonry edit", "edit --set category=odd_error --dry-run", "/counts/changed"),
    ("canonry evidence add", "evidence add --kind review --dry-run", "/counts/added"),
    ("canonry export", "export --out tree --format json --dry-run", "/counts/written"),
    ("canonry facet", "facet signature", "/values/0/records"),
    ("canonry graph mirror", "graph mirror --dry-run", "/counts/fixes"),
    ("canonry list", "list", "/counts/records"),
    ("canonry match", "match --text Error", "/counts/matches"),
    ("canonry promote", "promote --explain", "/counts/checked"),
    ("canonry rates", "rates", "/counts/claims"),
    ("canonry search", "search Error", "/counts/records"),
    ("canonry site", "site --out site --dry-run", "/records"),
    ("canonry waive", "waive S001 --reason r --dry-run", "/counts/changed"),
];

fn choosing(name: &str, command: &clap::Command, found: &mut Vec<String>) {
    let has = |option: &str| command.get_arguments().any(|argument| argument.get_long() == Some(option));
    if has("domain") && has("tag") {
        assert!(has("has") && has("policy"), "{name} does not choose by what is found");
        found.push(name.to_owned());
    }
    for below in command.get_subcommands() {
        choosing(&format!("{name} {}", below.get_name()), below, found);
    }
}

#[test]
fn every_command_that_chooses_records_can_choose_them_by_what_is_found() {
    let mut found = Vec::new();
    choosing("canonry", &canonry::cli::command(), &mut found);
    found.sort_unstable();
    assert_eq!(found, CHOOSING.iter().map(|(command, ..)| *command).collect::<Vec<_>>());
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    sandbox.ok("edit x/b y/c --set signature=Error --yes");
    let step = r#"leads_to=[{"error_id":"x/a","probability":0.1,"condition":"then"}]"#;
    sandbox.ok(&format!("edit x/b y/c --set {step} --yes"));
    sandbox.ok("promote x/a x/b y/c --to human_reviewed --force --reason r --yes");
    sandbox.ok("evidence add x/a#w1 x/b#w1 y/c#w1 --kind outcome --outcome success --yes");
    for (command, words, at) in CHOOSING {
        let chosen = |options: &str| {
            // With a signature this short no error is known, so `match` ends with 1.
            let code = i32::from(*command == "canonry match");
            let printed = sandbox.json(&format!("{words} {options}"), code);
            printed.pointer(at).and_then(serde_json::Value::as_u64).unwrap_or_else(|| panic!("{command}: {printed}"))
        };
        // Of x/b and y/c one each.
        let one = chosen("--has S001 --domain y");
        assert_eq!(chosen("--has signature-short"), 2 * one, "{command}");
        assert!(one > 0, "{command}");
    }
    let sandbox = Sandbox::with_records(&["x/a"]);
    assert!(sandbox.words("edit --has S001 --set category=odd_error").err.contains("nothing to change"));
    assert_eq!(sandbox.words("edit x/a --has S001 --set category=odd_error").code, Some(2));
}

#[test]
fn a_policy_that_is_named_is_read_also_if_nothing_is_measured_by_it() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("wrong.toml", "[check]\nselect = 3\n");
    for words in ["list --policy none.toml", "list --policy wrong.toml", "search cause --policy wrong.toml"] {
        assert!(!matches!(sandbox.words(words).code, Some(0 | 1)), "{words}");
    }
}
