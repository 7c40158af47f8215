//! What is installed beside the program: completions and manual pages.

use crate::support::{Sandbox, files};

#[test]
fn manual_pages_are_written_the_same_twice_and_no_other_file_changes() {
    let sandbox = Sandbox::new();
    sandbox.write("man1/canonry.txt", "mine");
    assert_eq!(sandbox.ok("man man1"), format!("man1: pages {}\n", files(&sandbox.path("man1")).len() - 1));
    let first = files(&sandbox.path("man1"));
    sandbox.ok("man man1 --today 1999-01-01");
    assert_eq!(files(&sandbox.path("man1")), first);
    assert_eq!(first["canonry.txt"], b"mine");
    assert!(!sandbox.path("canonry.db").exists());
}

#[cfg(unix)]
#[test]
fn a_script_that_is_not_read_to_its_end_is_not_a_failure() {
    let sandbox = Sandbox::new();
    let cut = sandbox.shell("(canonry completions zsh; echo $? >&2) | head -c 1 > /dev/null");
    assert_eq!(cut.out, "0\n");
    let full = sandbox.shell("canonry completions bash > /dev/full; echo $?");
    assert!(full.out.contains("error: the output could not be written") && full.out.ends_with("70\n"), "{}", full.out);
}
