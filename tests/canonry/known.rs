//! Which reports are duplicates, and what an import says about them.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::migrations::thaw;
use crate::support::{Ran, Sandbox, project};

const HEADER: &str = "record_id,item,outcome,count,observed_at,report_id,reporter,reporter_kind,notes\n";

fn sandbox() -> Sandbox {
    Sandbox::with_records(&["cicd/a", "cicd/b"])
}

fn import(sandbox: &Sandbox, rows: &str, options: &str) -> Ran {
    sandbox.write("feedback.csv", format!("{HEADER}{rows}"));
    sandbox.words(&format!("feedback import feedback.csv {options}"))
}

fn counts(added: u64, duplicate: u64) -> String {
    format!("added {added}, duplicate {duplicate}, rejected 0\n")
}

/// The ledger of some records: what each row says, without its number and its batch, sorted.
fn ledger(sandbox: &Sandbox, ids: &[&str]) -> Vec<String> {
    let mut rows = Vec::new();
    for id in ids {
        for row in sandbox.json(&format!("evidence list {id}"), 0)["evidence"].as_array().unwrap() {
            let mut row = row.clone();
            row.as_object_mut().unwrap().retain(|key, _| key != "id" && key != "batch");
            rows.push(format!("{id} {row}"));
        }
    }
    rows.sort();
    rows
}

fn last_batch(sandbox: &Sandbox) -> Value {
    sandbox.json("log --limit 1", 0)["batches"][0]["batch"].clone()
}

#[test]
fn a_reporters_keys_say_nothing_about_those_of_others() {
    let sandbox = sandbox();
    let rows =
        "cicd/a,w1,fail,,2026-01-02,1,lena,,\ncicd/a,w1,fail,,2026-01-02,1,omar,,\ncicd/a,w1,fail,,2026-01-02,1,,,\n";
    assert_eq!(import(&sandbox, rows, "").out, counts(3, 0));
    // Neither the owner of a key nor being anonymous depends on the spelling of the name.
    let again = "cicd/b,,worse,,2026-01-03,1, LENA ,,\ncicd/a,w1,fail,,2026-01-02,1,Omar,agent,\n\
        cicd/a,w1,fail,,2026-01-02,1,Anonymous,,\n";
    let batch = last_batch(&sandbox);
    assert_eq!(import(&sandbox, again, "").out, counts(0, 3));
    assert_eq!(last_batch(&sandbox), batch);
}

#[test]
fn a_file_under_other_spellings_adds_nothing_and_leaves_no_batch() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,fail,1,2026-01-02,,Lena Weiß,,same\ncicd/a,w1,fail,1,2026-01-02,,Lena Weiß,,same\n\
        cicd/a,d1,success,2,2026-01-02,,,,\n";
    assert_eq!(import(&sandbox, rows, "").out, counts(3, 0));
    let batch = last_batch(&sandbox);
    let again = "cicd/a,w1 ,fail,,2026-01-02T10:00+02:00,, lena weiß,agent,same\n\
        cicd/a,w1,fail,01,2026-01-02,,LENA WEIß,,same\n\
        cicd/a,d1,success,2,2026-01-02,,anonymous,,\n";
    let ran = import(&sandbox, again, "");
    assert_eq!((ran.out, last_batch(&sandbox)), (counts(0, 3), batch.clone()), "{}", ran.err);
    sandbox.write("sums.csv", "record_id,item,successes,failures,observed_at\ncicd/a,d1,2,0,2026-01-02\n");
    assert_eq!((sandbox.ok("feedback import sums.csv"), last_batch(&sandbox)), (counts(0, 1), batch));
    // The ledger keeps the name as it was first imported, without outer blanks.
    let listed = sandbox.json("evidence list cicd/a", 0);
    assert_eq!(listed["evidence"][0]["reporter"], "Lena Weiß");
    // Other notes are another report, and so is one more of the same.
    let more = "cicd/a,w1,fail,1,2026-01-02,,lena weiß,,other\n";
    assert_eq!(import(&sandbox, &format!("{rows}{more}"), "").out, counts(1, 3));
    let one_more = rows.lines().next().unwrap();
    assert_eq!(import(&sandbox, &format!("{rows}{one_more}\n"), "").out, counts(1, 3));
}

#[test]
fn a_record_is_the_same_by_its_id_and_by_an_alias() {
    let sandbox = sandbox();
    let row = |name: &str, item: &str| format!("{name},{item},fail,,2026-01-02,,lena,,\n");
    assert_eq!(import(&sandbox, &row("cicd/a", "w1"), "").out, counts(1, 0));
    sandbox.ok("rename cicd/a cicd/other --yes");
    assert_eq!(import(&sandbox, &row("cicd/a", "w1"), "").out, counts(0, 1));
    // The item is compared as it is written, because another one may be w1 by now.
    let shown = sandbox.ok("show cicd/other --format json");
    let first = r#""workarounds": [{"action": "Another one", "success_rate": 0.5, "how": "", "condition": "", "sources": []}, "#;
    sandbox.write("other.json", shown.replace(r#""workarounds": ["#, first));
    sandbox.ok("edit cicd/other --from other.json");
    assert!(sandbox.ok("why cicd/other w1.action").contains("Another one"));
    assert_eq!(import(&sandbox, &row("cicd/other", "w1"), "").out, counts(0, 1));
}

#[test]
fn a_known_report_with_other_counts_is_left_as_it_was_and_leaves_no_batch() {
    let sandbox = sandbox();
    let sums = |rows: &str| {
        let header = "record_id,item,successes,failures,observed_at,report_id,reporter,notes\n";
        sandbox.write("sums.csv", format!("{header}{rows}"));
        sandbox.words("feedback import sums.csv")
    };
    assert_eq!(sums("cicd/a,w1,2,,2026-01-02,R1,lena,\ncicd/a,w1,1,1,2026-01-02,R2,lena,\n").out, counts(2, 0));
    let (batch, before) = (last_batch(&sandbox), ledger(&sandbox, &["cicd/a", "cicd/b"]));
    let changed = "duplicate 1: 1 imported before with other content, which was not changed\n";
    for row in [
        "cicd/a,w1,2,5,2026-01-02,R1,lena,",
        "cicd/a,w1,3,,2026-01-02,R1,lena,",
        "cicd/a,w1,1,,2026-01-02,R2,lena,",
        "cicd/a,w1,1,2,2026-01-02,R2,lena,",
        "cicd/a,,1,1,2026-01-02,R2,lena,",
        "cicd/b,w1,1,1,2026-01-02,R2,lena,",
        "cicd/a,w1,1,1,2026-01-03,R2,lena,",
        "cicd/a,w1,1,1,2026-01-02,R2,lena,a note",
    ] {
        let ran = sums(&format!("{row}\n"));
        assert_eq!((ran.out, ran.err), (counts(0, 1), changed.to_owned()), "{row}");
        assert_eq!((last_batch(&sandbox), ledger(&sandbox, &["cicd/a", "cicd/b"])), (batch.clone(), before.clone()));
    }
    let ran = sums("cicd/a,w1,2,0,2026-01-02,R1,Lena,\ncicd/a,w1,1,1,2026-01-02,R2, lena,\n");
    assert_eq!((ran.out, ran.err.as_str()), (counts(0, 2), "duplicate 2: 2 imported before\n"));
}

#[test]
fn the_closing_lines_say_why_rows_are_known_who_is_not_listed_and_who_is_anonymous() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[reporters]\nmaintainer = ['Mei']\nci = ['buildbot']\n");
    let rows = "cicd/a,w1,fail,,2026-01-02,1,lena,,\ncicd/a,w1,fail,,2026-01-02,2,lena,,\n\
        cicd/a,w1,fail,,2026-01-02,,omar,,\n";
    let ran = import(&sandbox, rows, "");
    assert_eq!((ran.out, ran.err.lines().count()), (counts(3, 0), 1), "{}", ran.err);
    let more = "cicd/b,w1,fail,,2026-01-02,3,lena,,\ncicd/b,w1,fail,,2026-01-02,3,LENA,,\n\
        cicd/b,w1,fail,,2026-01-02,,mei,maintainer,\ncicd/b,w1,fail,,2026-01-02,,BuildBot,maintainer,\n\
        cicd/b,w1,fail,2,2026-01-02,,BuildBot,maintainer,\ncicd/b,w1,fail,,2026-01-02,,buildbot,ci,\n\
        cicd/b,w1,fail,,2026-01-02,,ops,ci,\ncicd/b,w1,fail,,2026-01-02,,,,\n\
            cicd/b,w1,fail,,2026-01-03,,anonymous,ci,\n";
    let all =
        format!("{}{more}", rows.replace(",2,lena", ",2,Lena").replace("fail,,2026-01-02,1", "worse,,2026-01-02,1"));
    let ran = import(&sandbox, &all, "--dry-run");
    let said = "duplicate 4: 2 imported before, 1 twice in the file, 1 imported before with other content, which was \
        not changed\n\
        4 rows claim a kind that the policy does not give to their reporters, and count as users': anonymous (ci), \
        buildbot (maintainer), ops (ci)\n\
        hint: list the names of maintainers and build machines under [reporters] in canonry.toml\n\
        2 rows are anonymous; anonymous reports count as those of one reporter, unless you use `--anonymous each`\n";
    assert_eq!((ran.out, ran.err), (counts(8, 4), format!("{said}dry run: nothing was written\n")));
    sandbox.write("feedback.csv", format!("{HEADER}{all}"));
    let object = sandbox.json("feedback import feedback.csv --anonymous each", 0);
    assert_eq!(object["counts"], json!({ "added": 8, "duplicate": 4, "rejected": 0 }));
    assert_eq!(object["duplicates"], json!({ "imported_before": 2, "twice_in_the_file": 1, "changed": 1 }));
    let name = |reporter: &str, kind: &str| json!({ "reporter": reporter, "reporter_kind": kind });
    assert_eq!(
        object["reporters"],
        json!({
            "unlisted": 4,
            "unlisted_names": [name("anonymous", "ci"), name("buildbot", "maintainer"), name("ops", "ci")],
            "anonymous": 2,
            "anonymous_as": "each",
        })
    );
    // A known report is counted once, by the reason why it is known.
    let ran = import(&sandbox, &all, "");
    let said = "duplicate 12: 10 imported before, 1 twice in the file, 1 imported before with other content, which \
        was not changed\n";
    assert_eq!((ran.out, ran.err.as_str()), (counts(0, 12), said));
}

#[test]
fn anonymous_reports_are_those_of_one_reporter_or_of_one_each() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,fail,,2026-01-02,,,,\ncicd/a,w1,fail,,2026-01-03,k,Anonymous,,\n\
        cicd/a,w1,fail,,2026-01-04,,lena,,\n";
    let apart = |sandbox: &Sandbox| -> Vec<(String, bool)> {
        let listed = sandbox.json("evidence list cicd/a", 0);
        let rows = listed["evidence"].as_array().unwrap().iter().filter(|row| row["withdrawn_in"].is_null());
        rows.map(|row| (row["reporter"].as_str().unwrap().to_owned(), row["is_apart"].as_bool().unwrap())).collect()
    };
    let is = |apart: bool| {
        vec![("anonymous".to_owned(), apart), ("anonymous".to_owned(), apart), ("lena".to_owned(), false)]
    };
    let ran = import(&sandbox, rows, "--anonymous each");
    assert!(
        ran.err.starts_with("2 rows are anonymous; each counts as the report of another reporter\n"),
        "{}",
        ran.err
    );
    assert_eq!(apart(&sandbox), is(true));
    let listed = sandbox.ok("evidence list cicd/a");
    assert_eq!(
        (listed.matches("anonymous, each (user)").count(), listed.matches("lena (user)").count()),
        (2, 1),
        "{listed}"
    );
    // A known report is not changed, however it is imported again.
    for options in ["", "--anonymous one", "--anonymous each"] {
        let ran = import(&sandbox, rows, options);
        assert_eq!((ran.out, ran.err.as_str()), (counts(0, 3), "duplicate 3: 3 imported before\n"), "{options}");
    }
    assert_eq!(apart(&sandbox), is(true));
    // After an undo it is imported in the way that is asked for, and the former report counts again.
    sandbox.ok("undo");
    assert_eq!(import(&sandbox, rows, "").out, counts(3, 0));
    assert_eq!(apart(&sandbox).iter().filter(|(_, is_apart)| *is_apart).count(), 0);
    sandbox.ok("undo");
    assert_eq!(import(&sandbox, rows, "--anonymous each").out, counts(3, 0));
    let mut now = apart(&sandbox);
    now.sort();
    assert_eq!(now, is(true));
    assert_eq!(sandbox.json("evidence list cicd/a", 0)["counts"]["evidence"], 5);
    assert_eq!(import(&sandbox, rows, "--anonymous some").code, Some(2));
}

#[test]
fn an_undone_report_is_imported_again_however_its_reporter_is_spelled() {
    let sandbox = sandbox();
    import(&sandbox, "cicd/a,w1,fail,3,2026-01-02,,Lena,,\n", "");
    sandbox.ok("undo");
    assert_eq!(import(&sandbox, "cicd/a,w1,fail,3,2026-01-02,,lena,,\n", "").out, counts(1, 0));
    let listed = sandbox.json("evidence list cicd/a", 0);
    assert_eq!((listed["counts"]["evidence"].as_u64(), &listed["evidence"][0]["reporter"]), (Some(1), &json!("Lena")));
}

#[test]
fn a_count_beyond_the_policy_is_rejected() {
    let sandbox = sandbox();
    let row = |count: &str| format!("cicd/a,w1,fail,{count},2026-01-02,,lena,,\n");
    let ran = import(&sandbox, &(row("4000000000") + &row("10001") + &row("10000")), "");
    let limit = "more than 10000, the max_count of the policy";
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 0, duplicate 0, rejected 2\n"));
    assert!(ran.err.contains(&format!("feedback.csv:2: count: 4000000000 is {limit}\n")), "{}", ran.err);
    assert!(ran.err.contains(&format!("feedback.csv:3: count: 10001 is {limit}\n")), "{}", ran.err);
    sandbox.write(
        "sums.csv",
        "record_id,item,successes,failures,observed_at\ncicd/a,w1,6000,6000,2026-01-02\n\
        cicd/no,w1,1,10001,2026-01-02\n",
    );
    let ran = sandbox.words("feedback import sums.csv");
    assert!(
        ran.err.contains(&format!("sums.csv:2: successes: with the failures the sum 12000 is {limit}\n")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("sums.csv:3: record_id: there is no record cicd/no"), "{}", ran.err);
    assert!(ran.err.contains(&format!("sums.csv:3: failures: 10001 is {limit}\n")), "{}", ran.err);
    sandbox.write("canonry.toml", "[rates]\nmax_count = 20000\n");
    assert_eq!(import(&sandbox, &row("10001"), "").out, counts(1, 0));
}

/// Today is 2026-11-21 here, but for some it is tomorrow already.
#[test]
fn the_future_begins_a_day_after_today() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[rates]\nconfirming_successes = 1\n");
    let rows = "cicd/a,w1,success,,2026-11-22T01:00:00.123456+13:00,,lena,,\ncicd/a,w1,success,,2026-11-22,,lena,,\n";
    assert_eq!(import(&sandbox, rows, "").out, counts(2, 0));
    assert!(sandbox.ok("show cicd/a --format json").contains("\"last_confirmed\": \"2026-11-21\""));
    let ran = import(&sandbox, "cicd/a,w1,success,,2026-11-23T00:00,,lena,,\n", "");
    assert!(ran.err.contains("observed_at: 2026-11-23 is in the future: today is 2026-11-21"), "{}", ran.err);
    let by_hand = sandbox.words("evidence add cicd/a#w1 --kind outcome --outcome success --on 2026-11-22");
    assert_eq!(by_hand.code, Some(6));
}

/// A database whose reports have keys of the former kind.
fn former() -> Sandbox {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v5.sql");
    sandbox
}

fn feed(sandbox: &Sandbox, name: &str) -> String {
    sandbox.ok(&format!("feedback import {}", project("fixtures/feedback").join(name).display()))
}

#[test]
fn reports_under_former_keys_are_known_and_a_lost_one_is_not() {
    let sandbox = former();
    let before = last_batch(&sandbox);
    assert_eq!(feed(&sandbox, "unkeyed.csv"), counts(0, 4));
    assert_eq!(last_batch(&sandbox), before);
    // omar's 1 was lost because lena had a 1.
    assert_eq!(feed(&sandbox, "keyed.csv"), counts(1, 4));
    let listed = sandbox.json("evidence list python/venv-pip-missing", 0);
    let found = listed["evidence"].as_array().unwrap().iter().filter(|row| row["note"] == "omar's own first");
    let found: Vec<_> = found.map(|row| (row["reporter"].clone(), row["count"].clone())).collect();
    assert_eq!(found, [(json!("omar"), json!(2))]);
    let batch = last_batch(&sandbox);
    assert_eq!((feed(&sandbox, "keyed.csv"), feed(&sandbox, "unkeyed.csv")), (counts(0, 5), counts(0, 4)));
    assert_eq!(last_batch(&sandbox), batch);
}

#[test]
fn each_report_under_a_former_hash_is_found_once() {
    let sandbox = former();
    let header = "record_id,item,successes,failures,observed_at,reporter,reporter_kind,notes\n";
    let row = |note: &str| format!("cicd/registry-unauthorized,w1,2,5,2026-11-01,Ana,user,{note}\n");
    let import = |rows: &[&str]| {
        sandbox.write("ana.csv", format!("{header}{}", rows.iter().map(|note| row(note)).collect::<String>()));
        sandbox.ok("feedback import ana.csv --yes")
    };
    // The second row alone, both the other way round, and one more of each.
    assert_eq!(import(&["another note"]), counts(0, 1));
    assert_eq!(import(&["another note", "one note"]), counts(0, 2));
    assert_eq!(import(&["one note", "one note", "another note", "a third"]), counts(2, 2));
    assert_eq!(import(&["one note", "a third", "one note"]), counts(0, 3));
    assert_eq!(import(&["one note", "one note", "one note"]), counts(1, 2));
}

/// Batch 6 undid an import; batch 7 imported the fixed file.
#[test]
fn a_report_under_a_former_key_whose_import_was_undone_is_imported_again() {
    let header = "record_id,item,outcome,count,observed_at,report_id,reporter,reporter_kind\n";
    let rows = |outcome: &str| {
        let row =
            |day: u32, own: &str| format!("node/heap-out-of-memory,w1,{outcome},1,2026-11-0{day},{own},li,user\n");
        format!("{header}{}{}", row(5, "n1"), row(6, ""))
    };
    let sandbox = former();
    sandbox.write("right.csv", rows("success"));
    sandbox.write("wrong.csv", rows("fail"));
    assert_eq!(sandbox.ok("feedback import right.csv"), counts(0, 2));
    assert_eq!(sandbox.ok("feedback import wrong.csv"), counts(2, 0));
    let counting = || {
        let listed = sandbox.json("evidence list node/heap-out-of-memory", 0);
        let rows = listed["evidence"].as_array().unwrap().iter().filter(|row| row["withdrawn_in"].is_null());
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(counting(), ["e1", "e17", "e18", "e19", "e20", "e21"]);
    sandbox.ok("undo");
    // A fixed one is a new row, and known from then on; another reporter's of that key is another report.
    sandbox.ok("undo 7");
    sandbox.write("fixed.csv", rows("worse"));
    assert_eq!(sandbox.ok("feedback import fixed.csv"), counts(2, 0));
    assert_eq!(sandbox.ok("feedback import fixed.csv"), counts(0, 2));
    sandbox.write("other.csv", rows("worse").replace(",li,", ",omar,"));
    assert_eq!(sandbox.ok("feedback import other.csv"), counts(2, 0));
    assert_eq!(sandbox.ok("feedback import other.csv"), counts(0, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, failure_persistence: None, ..ProptestConfig::default() })]

    /// Reports with keys of their reporters give the same ledger, in any order and in any number of files, some of them
    /// twice.
    #[test]
    fn order_and_splitting_change_nothing(
        reports in prop::collection::btree_map(
            (0_usize..4, 0_u32..6), (0_usize..2, 0_usize..3, 0_usize..4, 1_u32..9), 1..14,
        ),
        order in prop::collection::vec((any::<u32>(), 0_usize..3), 28),
    ) {
        let row = |((who, key), (record, item, outcome, day)): (&(usize, u32), &(usize, usize, usize, u32))| {
            let names = ["lena", "omar", "Lena W.", ""];
            let (record, item) = (["cicd/a", "cicd/b"][*record], ["w1", "d1", ""][*item]);
            let outcome = ["success", "partial", "fail", "worse"][*outcome];
            let name = names[*who];
            let row = format!("{record},{item},{outcome},{key},2026-01-0{day},{key},{name},,\n");
            row.replace(",0,2026", ",7,2026")
        };
        let rows: Vec<String> = reports.iter().map(row).collect();
        let twice: Vec<&String> = rows.iter().chain(rows.iter().step_by(2)).collect();
        let whole = sandbox();
        let all: String = twice.iter().map(|row| row.as_str()).collect();
        let many = |count: usize| u64::try_from(count).unwrap();
        prop_assert_eq!(import(&whole, &all, "").out, counts(many(rows.len()), many(twice.len() - rows.len())));
        let split = sandbox();
        let mut shuffled: Vec<_> = twice.iter().zip(&order).collect();
        shuffled.sort_by_key(|(_, (at, _))| *at);
        let (mut added, mut duplicate) = (0, 0);
        for file in 0..3 {
            let of_file = shuffled.iter().filter(|(_, (_, of))| *of == file);
            let rows: String = of_file.map(|(row, _)| row.as_str()).collect();
            split.write("part.csv", format!("{HEADER}{rows}"));
            let object = split.json("feedback import part.csv", 0);
            added += object["counts"]["added"].as_u64().unwrap();
            duplicate += object["counts"]["duplicate"].as_u64().unwrap();
        }
        prop_assert_eq!((added, duplicate), (many(rows.len()), many(twice.len() - rows.len())));
        prop_assert_eq!(ledger(&split, &["cicd/a", "cicd/b"]), ledger(&whole, &["cicd/a", "cicd/b"]));
    }
}
