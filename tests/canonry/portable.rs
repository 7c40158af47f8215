//! Ids that are not valid paths on Windows: no new record gets one, and old records with one are not lost.

use canonry::curate::{Context, WorkProgress};
use canonry::record::{Start, read};
use canonry::store::{BatchVerb, Durability, Store, StoreError};

use crate::support::{Sandbox, changed, record};

/// A set from the time when such ids were accepted.
fn old_set() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a"]);
    let (day, actor, command) = ("2026-11-20".parse().unwrap(), "mei".to_owned(), "canonry import".to_owned());
    let context =
        Context { day, actor, reason: None, command, dry_run: false, checks: None, progress: WorkProgress::default() };
    let mut store = Store::open(&sandbox.path("canonry.db")).unwrap();
    let insert = |tx: &mut canonry::store::Tx<'_>| -> Result<(), StoreError> {
        for id in ["con/nul", "x/y."] {
            tx.insert(&read(record(id).as_bytes(), Start::default()).unwrap().into(), None)?;
        }
        Ok(())
    };
    store.transact(&context.batch(BatchVerb::New), Durability::Full, insert).unwrap();
    sandbox
}

#[test]
fn no_new_record_gets_an_id_that_is_not_a_path_on_windows() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    let device = "segment 'nul' of the id is the name of a device on Windows, where no folder can have that name";
    let dot = "segment 'x.' of the id ends with a dot, which Windows leaves out of the name of a folder";
    for (id, reason) in [("a/nul", device), ("x./a", dot)] {
        sandbox.write("new.json", record(id));
        for words in ["import new.json", "import new.json --dry-run", "import new.json --keep-going"] {
            let ran = sandbox.words(words);
            assert_eq!(ran.code, Some(3), "{words}: {}", ran.err);
            assert!(ran.err.contains(&format!("new.json:1:1: id: {reason}\n")), "{words}: {}", ran.err);
        }
        for words in [format!("new {id} --from new.json"), format!("new {id}"), format!("rename x/a {id}")] {
            let ran = sandbox.words(&words);
            assert_eq!(ran.code, Some(2), "{words}: {}", ran.err);
            assert!(ran.err.contains(&format!("error: {id}: {reason}\nhint: choose another id")), "{}", ran.err);
        }
    }
    assert_eq!(sandbox.ok("list --columns id --csv"), "id\nx/a\n");
}

#[test]
fn an_old_record_with_such_an_id_works_and_is_named() {
    let sandbox = old_set();
    sandbox.ok("edit con/nul --set category=new");
    sandbox.ok("confirm con/nul --note seen");
    sandbox.write("rows.csv", "record_id,item,observed_at,outcome,count\ncon/nul,,2026-11-01,success,2\n");
    sandbox.ok("feedback import rows.csv");
    let update =
        |id: &str| changed(&sandbox.ok(&format!("show {id} --format json")), |tree| tree["regex"] = "b".into());
    sandbox.write("update.json", format!("[{},{}]", update("con/nul"), update("x/y.")));
    let ran = sandbox.words("import update.json --on-conflict theirs");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let named =
        "note: 2 records have ids that are not valid paths on Windows (`canonry rename` changes them): con/nul, x/y.";
    assert!(ran.err.contains(named), "{}", ran.err);
    let note = "note: not a valid path on Windows, so the tree cannot be checked out there: con/nul (2 in all)";
    for words in ["export --out tree", "export --out tree --check"] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(0) && ran.err.contains(note), "{words}: {}", ran.err);
    }
    assert!(sandbox.path("tree/errors/con/nul/index.json").is_file());
    for words in ["rename con/nul con-x/nul-x", "rename x/y. x/y", "export --out tree --check --id x/y"] {
        let ran = sandbox.words(words);
        assert!(!ran.err.contains("Windows"), "{words}: {}", ran.err);
    }
    sandbox.ok("undo --yes");
    assert!(sandbox.ok("list --columns id --csv").contains("x/y.\n"));
}
