//! Faults of releases provoked for real: killed processes, a full disk, another writer, and snapshots with things in
//! them that no snapshot has.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;

use crate::faults::{is_sound, limited, without_rights};
use crate::followed::Followed;
use crate::generate;
use crate::kills::{CREATE, calls_of, copy, is_strace_there, is_temporary, kill_at_call, released};
use crate::support::{Ran, Sandbox, files};

const EXPORT: &str = "release export v2 --out site --archive v2.tar.gz";

/// What a run that nobody stopped leaves of the second release.
struct Expected {
    begin: Sandbox,
    whole: Sandbox,
}

impl Expected {
    fn new() -> Self {
        let begin = released();
        let whole = copy(&begin);
        whole.ok(CREATE);
        Expected { begin, whole }
    }

    /// What has the name of the folder and of the archive is whole, or there is nothing. Whether each exists.
    fn standing(&self, sandbox: &Sandbox, when: &str) -> (bool, bool) {
        let is_there = ["site/v2", "v2.tar.gz"].map(|name| {
            let path = sandbox.path(name);
            let found = path.exists().then(|| files(&path));
            assert!(
                found.as_ref().is_none_or(|found| *found == files(&self.whole.path(name))),
                "{when}: {name} is half"
            );
            found.is_some()
        });
        (is_there[0], is_there[1])
    }

    /// After a fault a release is recorded and can be written again, or it is not and nothing has its name. The next
    /// command completes. Whether it was recorded, and whether both were in their places.
    fn completes(&self, sandbox: &Sandbox, when: &str) -> (bool, bool) {
        is_sound(sandbox);
        let is_there = self.standing(sandbox, when);
        let is_recorded = is_recorded(sandbox);
        assert!(is_recorded || is_there == (false, false), "{when}: something has the name of no release");
        sandbox.ok(if is_recorded { EXPORT } else { CREATE });
        assert_eq!(self.standing(sandbox, when), (true, true), "{when}");
        for name in ["site", "v1.tar.gz"] {
            assert!(files(&sandbox.path(name)) == files(&self.whole.path(name)), "{when}: {name}");
        }
        assert_eq!(left(sandbox), Vec::<String>::new(), "{when}");
        (is_recorded, is_there == (true, true))
    }
}

fn is_recorded(sandbox: &Sandbox) -> bool {
    let list = sandbox.json("release list", 0);
    list["releases"].as_array().unwrap().iter().any(|one| one["name"] == "v2")
}

/// The temporary files and folders.
fn left(sandbox: &Sandbox) -> Vec<String> {
    let entries = walkdir::WalkDir::new(sandbox.path("")).into_iter().map(|entry| entry.unwrap().into_path());
    let names = entries.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    names.filter(|name| is_temporary(name)).collect()
}

/// A release that is complete beside its place and waits for another writer.
fn held_up(sandbox: &Sandbox) -> Followed {
    let create = Followed::start(sandbox, CREATE);
    create.until("the archive is begun", || left(sandbox).len() == 2);
    create
}

#[test]
fn a_release_that_is_killed_is_not_recorded_or_can_be_written_again() {
    let expected = Expected::new();
    let followed = copy(&expected.begin);
    let command = Followed::start(&followed, CREATE);
    let changes = std::iter::repeat_with(|| command.changes()).take_while(|is_one| *is_one).count();
    assert_eq!(command.finish().code, Some(0));
    for point in 0..10 {
        let sandbox = copy(&expected.begin);
        let command = Followed::start(&sandbox, CREATE);
        let change = changes * point / 10;
        let _ = (0..change).all(|_| command.changes());
        command.kill();
        expected.completes(&sandbox, &format!("killed at change {change} of {changes}"));
    }
}

#[test]
fn a_release_that_is_killed_before_it_is_recorded_leaves_nothing_under_its_name() {
    let expected = Expected::new();
    let sandbox = copy(&expected.begin);
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    held_up(&sandbox).kill_at_work();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(left(&sandbox).len(), 2);
    let before = expected.completes(&sandbox, "killed while it waits");
    assert_eq!(before, (false, false));
}

/// By strace, if it is installed: the process is killed as it makes its n-th call of a kind.
fn kill_at_calls(is_chosen: impl Fn(&str) -> bool) {
    if !is_strace_there() {
        return; // then the kills between changes have to do
    }
    let expected = Expected::new();
    let mut seen = Vec::new();
    for (call, count) in calls_of(&copy(&expected.begin), CREATE).into_iter().filter(|(call, _)| is_chosen(call)) {
        for number in 1..=count {
            let sandbox = copy(&expected.begin);
            kill_at_call(&sandbox, CREATE, &call, number);
            seen.push(expected.completes(&sandbox, &format!("killed at {call} {number} of {count}")));
        }
    }
    assert!(seen.contains(&(true, false)), "never killed between the recording and the move: {seen:?}");
}

#[test]
fn a_release_that_is_killed_as_it_is_moved_to_its_place_is_recorded() {
    kill_at_calls(|call| call == "renameat2");
}

#[test]
#[ignore = "takes minutes"]
fn a_release_that_is_killed_at_each_call_that_alters_a_file_completes() {
    kill_at_calls(|_| true);
}

#[test]
fn a_full_disk_during_a_release_is_reported_and_nothing_is_recorded() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 300).unwrap();
    sandbox.ok("import many.ndjson");
    let create = format!("{CREATE} --force --reason r");
    // In blocks of 512 bytes: the log of the database does not fit in, or else the lines of all records.
    let of_lines = "error: site/v2/delta.ndjson could not be written\n";
    for (blocks, said) in [(16, "error: canonry.db could not be written: "), (400, of_lines)] {
        let ran = limited(&sandbox, blocks, &create);
        assert!(ran.code == Some(70) && ran.err.starts_with(said), "{blocks}: {:?} {}", ran.code, ran.err);
        assert!(ran.err.contains("hint: ") && ran.err.contains("make room"), "{blocks}: {}", ran.err);
        assert!(!is_recorded(&sandbox) && !sandbox.path("site/v2").exists() && !sandbox.path("v2.tar.gz").exists());
        assert_eq!(left(&sandbox), Vec::<String>::new(), "{blocks}");
        is_sound(&sandbox);
    }
    sandbox.ok(&create);
    assert_eq!(sandbox.ok("release verify site/v2"), sandbox.ok("release verify v2.tar.gz"));
}

#[test]
fn a_change_between_the_gate_and_the_recording_is_a_conflict() {
    let expected = Expected::new();
    let sandbox = copy(&expected.begin);
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("PRAGMA foreign_keys = ON; BEGIN IMMEDIATE").unwrap();
    let create = held_up(&sandbox);
    let sql = "INSERT INTO batch (day, actor, command, verb) VALUES ('2026-11-21', 'li', 'edit', 'edit')";
    other.execute_batch(&format!("{sql}; COMMIT")).unwrap();
    let ran = create.finish();
    assert!(ran.code == Some(4) && ran.err.contains("hint: run the command again"), "{:?} {}", ran.code, ran.err);
    assert!(!is_recorded(&sandbox));
    assert_eq!(expected.standing(&sandbox, "after the conflict"), (false, false));
    assert_eq!(left(&sandbox), Vec::<String>::new());
    sandbox.ok(CREATE);
}

#[test]
fn neither_umask_nor_time_zone_nor_locale_nor_folder_change_a_byte() {
    let made = |environment: &str, out: &str| {
        let sandbox = released();
        let line = format!("{environment} canonry release create v2 --out {out}/site --archive {out}/v2.tar.gz");
        let ran = sandbox.shell(&format!("mkdir -p {out}; {line}"));
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.out);
        files(&sandbox.path(out))
    };
    let expected = made("umask 022; TZ=UTC LC_ALL=C", "here");
    assert!(expected.contains_key("v2.tar.gz") && expected.contains_key("site/v2/SHA256SUMS"));
    for environment in
        ["umask 077; TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8", "umask 000; TZ=Etc/GMT+12 LANG=de_DE.UTF-8"]
    {
        assert!(made(environment, "some/where/else") == expected, "{environment}");
    }
}

#[test]
fn an_archive_that_has_the_path_of_the_folder_is_refused_before_anything_is_written() {
    let sandbox = released();
    let log = sandbox.ok("log");
    for (archive, words) in [
        ("site/v2", "release create v2 --out site"),
        ("site/../site/v2", "release create v2 --out ./site"),
        ("site/v2/v2.tar.gz", "release create v2 --out site"),
        ("new", "release create v2 --out new/site"),
        ("site/v1/v1.tar.gz", "release export v1 --out site"),
    ] {
        let ran = sandbox.words(&format!("{words} --archive {archive}"));
        let said = format!("--archive {archive} and the folder ");
        assert!(ran.code == Some(2) && ran.err.contains(&said), "{archive}: {:?} {}", ran.code, ran.err);
    }
    assert!(sandbox.ok("log") == log && !sandbox.path("new").exists() && !sandbox.path("site/v2").exists());
    sandbox.ok("release verify site/v1");
}

#[test]
fn what_is_no_plain_file_of_a_snapshot_is_named_and_not_opened() {
    let sandbox = released();
    let made = sandbox.shell(
        "cd site/v1 && mkdir errors/empty errors/x/deep errors/x/deep/er && mkfifo pipe && ln -s /etc link && \
         rm CHANGES.md && mkfifo CHANGES.md && rm errors/x/a/index.md && mkdir errors/x/a/index.md && \
         cd .. && tar -czf ../other.tar.gz v1",
    );
    assert_eq!(made.code, Some(0), "{}", made.out);
    let ran = sandbox.words("release verify site/v1");
    assert_eq!((ran.code, said(&ran).as_slice()), (Some(1), EXPECTED_IN_FOLDER.as_slice()));
    let ran = sandbox.words("release verify other.tar.gz");
    for path in ["v1/pipe", "v1/link", "v1/CHANGES.md"] {
        let line = format!("{path} is in the archive, but is not a plain file");
        assert!(ran.code == Some(1) && said(&ran).contains(&line.as_str()), "{}", ran.out);
    }
    let ran = sandbox.words("release verify site/v1/pipe");
    assert!(ran.code == Some(70) && ran.err.contains("it is a named pipe and not a file"), "{}", ran.err);
    // It is no longer this release, so that nothing is written over it.
    let ran = sandbox.words("release export v1 --out site");
    assert!(ran.code == Some(4) && ran.err.contains("site/v1 exists and is not this release"), "{}", ran.err);
}

const EXPECTED_IN_FOLDER: [&str; 7] = [
    "errors/x/a/index.md is missing",
    "errors/empty/ is not in the manifest",
    "errors/x/a/index.md/ is not in the manifest",
    "errors/x/deep/er/ is not in the manifest",
    "CHANGES.md is a named pipe instead of a file",
    "link is a link instead of a file",
    "pipe is a named pipe instead of a file",
];

/// The lines of the findings.
fn said(ran: &Ran) -> Vec<&str> {
    ran.out.lines().filter(|line| !line.starts_with("found ")).collect()
}

#[test]
fn a_file_or_folder_of_a_snapshot_that_may_not_be_read_is_named() {
    let sandbox = released();
    for (path, mode) in [("", 0o755), ("site/v1/errors/x/a/index.md", 0o000), ("site/v1/errors/y", 0o000)] {
        set_permissions(sandbox.path(path), Permissions::from_mode(mode)).unwrap();
    }
    let ran = without_rights(&sandbox, "release verify site/v1");
    set_permissions(sandbox.path("site/v1/errors/y"), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for path in ["errors/x/a/index.md", "errors/y"] {
        let line = format!("{path} could not be read: Permission denied");
        assert!(said(&ran).iter().any(|one| one.starts_with(&line)), "{}", ran.out);
    }
    assert!(!ran.out.contains("errors/y/ is not in the manifest"), "{}", ran.out);
}
