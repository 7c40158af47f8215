//! The uid of a piece of evidence, which is the same in every database.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::support::Sandbox;

const REPORTS: &str = "record_id,item,outcome,successes,failures,observed_at,report_id,reporter\n\
    cicd/a,w1,success,,,2026-11-01,,lena\n\
    cicd/a,w1,success,,,2026-11-01,,lena\n\
    cicd/b,d1,,2,3,2026-11-01,,lena\n\
    cicd/b,w1,fail,,,2026-11-01,7,omar\n";

/// The uids of a database, by the numbers of the rows.
fn uids(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let mut statement = connection.prepare("SELECT uid FROM evidence ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Records, and on them the same reports and evidence, in the order of `ids`.
fn reported(ids: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_records(ids);
    sandbox.write("reports.csv", REPORTS);
    sandbox.ok("feedback import reports.csv");
    for id in ids {
        sandbox.ok(&format!("evidence add {id} --kind review"));
        sandbox.ok(&format!("evidence add {id} --kind review"));
    }
    sandbox.ok("evidence move e1 cicd/b --reason r");
    sandbox
}

#[test]
fn the_same_evidence_has_the_same_uids_whatever_the_numbers_of_records_and_rows() {
    let (one, other) = (reported(&["cicd/a", "cicd/b"]), reported(&["cicd/c", "cicd/b", "cicd/a"]));
    let (of_one, of_other) = (uids(&one), uids(&other));
    let set = |uids: &[Vec<u8>]| uids.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!((of_one.len(), set(&of_one).len()), (10, 10));
    // The other one has two pieces more, and moved another row.
    assert_eq!((of_other.len(), set(&of_one).difference(&set(&of_other)).count()), (12, 1));
    assert_eq!(one.ok("feedback import reports.csv"), "added 0, duplicate 4, rejected 0\n");
}

#[test]
fn a_report_is_known_after_its_record_was_renamed_and_its_item_reworded() {
    let sandbox = reported(&["cicd/a", "cicd/b"]);
    let before = uids(&sandbox);
    sandbox.ok("rename cicd/a cicd/z");
    sandbox.ok("edit cicd/b --set d1.action=Otherwise --reason r");
    assert_eq!(sandbox.ok("feedback import reports.csv"), "added 0, duplicate 4, rejected 0\n");
    assert_eq!(uids(&sandbox), before);
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
    // What is recorded now names them as they are called now.
    sandbox.ok("evidence add cicd/z --kind review");
    assert!(!before.contains(&uids(&sandbox)[10]));
}

#[test]
fn a_row_whose_content_does_not_match_its_uid_is_found() {
    let sandbox = reported(&["cicd/a", "cicd/b"]);
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let change = "DROP TRIGGER evidence_stays_as_it_is; UPDATE evidence SET note = 'changed' WHERE id = 3;
        CREATE TRIGGER evidence_stays_as_it_is BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed: withdraw it with `canonry evidence withdraw`'); END;";
    connection.execute_batch(change).unwrap();
    drop(connection);
    let found = sandbox.json("verify", 70)["findings"].clone();
    let what = "e3 does not match its uid";
    assert_eq!(
        found,
        serde_json::json!([{ "check": "ledger", "kind": "other_uid", "record": "cicd/b", "what": what }])
    );
}
