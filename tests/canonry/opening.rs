//! Opening a database: whose it is.

use std::os::unix::fs::{MetadataExt, chown};

use crate::support::Sandbox;

/// Another user than the one who runs the tests.
const OTHER: u32 = 65_534;

#[test]
fn a_database_that_is_found_above_the_current_folder_is_named() {
    let sandbox = Sandbox::with_two_records();
    std::fs::create_dir_all(sandbox.path("deep/er")).unwrap();
    let note = format!("note: using {}\n", sandbox.path("canonry.db").canonicalize().unwrap().display());
    for (words, said) in [
        ("list", note.as_str()),
        ("import ../../a.json", &note),
        ("edit x/a --set category=above", &note),
        ("policy show", &note),
        ("--json list", &note),
        ("list --quiet", ""),
        ("--db ../../canonry.db list", ""),
        ("init", ""),
        ("list", ""),
    ] {
        let mut command = sandbox.command();
        let ran = crate::support::finish(command.current_dir(sandbox.path("deep/er")).args(words.split(' ')));
        let is_noted = ran.err.contains("note: using");
        assert_eq!((ran.code, is_noted), (Some(0), !said.is_empty()), "{words}: {}", ran.err);
        // Once, and before all else.
        assert!(ran.err.starts_with(said) && ran.err.matches("note: using").count() < 2, "{words}: {}", ran.err);
    }
}

#[test]
fn what_belongs_to_another_user_is_used_only_if_it_is_named() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("canonry.toml", "");
    let me = std::fs::metadata(sandbox.path("canonry.db")).unwrap().uid();
    let give = |name: &str, user: u32| chown(sandbox.path(name), Some(user), None).is_ok();
    for (name, words, named) in [
        ("canonry.db", "list", "--db canonry.db list"),
        ("", "list", "--db canonry.db list"),
        ("canonry.db", "edit x/a --add tags=t", "--db canonry.db edit x/a --add tags=t"),
        ("canonry.db", "import a.json", "--db canonry.db import a.json"),
        ("canonry.toml", "policy show", "policy show --policy canonry.toml"),
        ("canonry.toml", "--db canonry.db policy show", "policy show --policy canonry.toml"),
    ] {
        if !give(name, OTHER) {
            return; // only root can give files away
        }
        let ran = sandbox.words(words);
        let said =
            format!("belongs to another user (number {OTHER}), and nobody named it\nhint: if you trust it, name");
        assert!(ran.code == Some(2) && ran.err.contains(&said), "{words}: {}", ran.err);
        sandbox.ok(named);
        let database = if name == "canonry.toml" { words.to_owned() } else { named.replace("--db canonry.db ", "") };
        let mut command = sandbox.command();
        let command = command.env("CANONRY_DB", "canonry.db").env("SUDO_UID", "1000");
        let ran = crate::support::finish(command.args(database.split(' ')));
        assert_eq!(ran.code, Some(if name == "canonry.toml" { 2 } else { 0 }), "{}", ran.err);
        // Who became root with sudo is still the user.
        let mut command = sandbox.command();
        let ran = crate::support::finish(command.env("SUDO_UID", OTHER.to_string()).args(words.split(' ')));
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.err);
        assert!(give(name, me));
    }
    // The policy of a database that was named may be of the same owner as that.
    assert!(give("canonry.db", OTHER) && give("canonry.toml", OTHER));
    sandbox.ok("--db canonry.db policy show");
}
