//! Pairs of lists, and of texts that say the same or not.

use super::*;

fn known<'t>(texts: &[&'t str], is_held: bool) -> Vec<Known<'t>> {
    texts.iter().map(|text| Known { text, is_held }).collect()
}

/// Pairs lists without evidence, and checks that items with evidence are paired with the same items or none.
fn paired(old: &[&str], new: &[&str]) -> Pairing {
    let plain = pair(&known(old, false), new);
    for (held, plain) in pair(&known(old, true), new).into_iter().zip(&plain) {
        assert!(held.is_none() || held == *plain);
    }
    plain
}

fn is_same(old: &str, new: &str, is_held: bool) -> bool {
    pair(&known(&[old], is_held), &[new]) == [Some(0)]
}

#[test]
fn equal_texts_stay_together_wherever_they_move() {
    assert_eq!(paired(&["a", "b", "c"], &["c", "a", "b"]), [Some(2), Some(0), Some(1)]);
    assert_eq!(paired(&["a", "b"], &["new", "b", "a", "new"]), [None, Some(1), Some(0), None]);
}

#[test]
fn among_equal_texts_the_same_place_comes_first_and_then_the_order() {
    assert_eq!(paired(&["same", "same"], &["same", "same", "same"]), [Some(0), Some(1), None]);
    assert_eq!(paired(&["same", "x", "same"], &["y", "same", "same"]), [None, Some(0), Some(2)]);
    assert_eq!(paired(&["x", "same", "same"], &["same", "y", "z"]), [Some(1), None, None]);
}

#[test]
fn among_equally_similar_texts_the_first_goes_to_the_first() {
    let old = ["Clear the cache", "clear the cache."];
    assert_eq!(paired(&old, &["CLEAR THE CACHE", "clear  the cache"]), [Some(0), Some(1)]);
}

#[test]
fn a_reworded_item_is_found_again_after_a_move() {
    let old = ["Clear the cache and build again", "Pin the version of the driver"];
    let new = ["Pin the exact version of the driver", "Clear the cache, then build again"];
    assert_eq!(pair(&known(&old, true), &new), [Some(1), Some(0)]);
    assert_eq!(pair(&known(&old, false), &new), [Some(1), Some(0)]);
}

#[test]
fn different_items_are_never_paired_by_their_place() {
    assert_eq!(paired(&["one", "two"], &["one", "quite different"]), [Some(0), None]);
    assert_eq!(paired(&["Increase the timeout"], &["Ask the administrator"]), [None]);
    assert_eq!(paired(&["one", "two"], &["two"]), [Some(1)]);
    assert_eq!(paired(&[], &["new"]), [None]);
    assert_eq!(paired(&["gone"], &[]), []);
}

#[test]
fn the_most_similar_is_paired_though_another_would_do() {
    let old = ["Restart the server on the host", "Restart the server"];
    assert_eq!(paired(&old, &["Please restart the server"]), [Some(1)]);
}

#[test]
fn what_says_the_same_in_other_words_is_the_same() {
    for (old, new) in [
        ("Remove the unused import", "remove unused imports."),
        ("Increase the heap size", "Increasing the heap size"),
        ("Use pip install numpy", "Run `pip install numpy`, then restart the kernel"),
        ("Clear the cache: npm cache clean", "npm cache clean: clear the cache"),
        ("Set the environment variable", "Configure the enviroment variable"),
        ("Retry with exponential backoff (up to 5 times)", "Retry with exponential backoff"),
        ("Don't restart the server", "Do not restart the server"),
    ] {
        assert!(is_same(old, new, true), "{old}: {new}");
    }
}

#[test]
fn opposites_are_not_the_same() {
    for (old, new) in [
        ("Install the driver from the vendor", "Uninstall the driver from the vendor"),
        ("Upgrade the package to the latest version", "Downgrade the package to the latest version"),
        ("Enable the cache", "Disable the cache"),
        ("Add the flag to the command line", "Remove the flag from the command line"),
        ("Retry the request with a delay", "Do not retry the request with a delay"),
        ("Retry the request with a delay", "Retry the request without a delay"),
        ("Use git rebase instead of git merge", "Use git merge instead of git rebase"),
        ("Restart the client before the server", "Restart the server before the client"),
    ] {
        assert!(!is_same(old, new, true) && !is_same(old, new, false), "{old}: {new}");
    }
}

#[test]
fn other_versions_and_other_names_are_not_the_same() {
    for (old, new) in [
        ("Pin the driver to version 525.60", "Pin the driver to version 535.60"),
        ("python >=3.11", "python >=3.12"),
        ("python >=3.11", "python <3.11"),
        ("ros2 >=humble,<rolling", "ros2 >=humble"),
        ("java >=17", "java >=17,<21"),
        ("Run pip install numpy", "Run pip install scipy"),
        ("Set max_connections to a higher value", "Set min_connections to a higher value"),
        ("Use http for the endpoint", "Use https for the endpoint"),
        ("Use a C compiler", "Use a C++ compiler"),
        ("Set the limit to 1", "Set the limit to -1"),
        ("Run chmod +x script", "Run chmod -x script"),
        ("Wait while a < b", "Wait while a > b"),
        ("Fail if status == done", "Fail if status != done"),
    ] {
        assert!(!is_same(old, new, true) && !is_same(old, new, false), "{old}: {new}");
    }
    assert!(is_same("python >=3.11,<3.13", "Python >= 3.11, < 3.13", true));
}

#[test]
fn in_a_long_text_one_other_word_is_a_rewording_unless_evidence_refers_to_the_item() {
    let old = "Move the long operation to a background thread, so that the main thread stays free to draw the interface and \
               to answer the user";
    let new = old.replace("long", "slow");
    let new = new.as_str();
    assert_eq!((is_same(old, new, false), is_same(old, new, true)), (true, false));
}

#[test]
fn chinese_is_told_apart_by_its_characters() {
    for (text, same, other) in [
        ("安装显卡驱动", "请安装显卡驱动。", "卸载显卡驱动"),
        ("将 Python 升级到 3.12", "把Python升级到3.12", "将 Python 升级到 3.11"),
        ("清除缓存后重新构建", "先清除缓存，然后重新构建", "清除日志后重新启动"),
        ("在生产环境中使用", "在生产环境中使用它", "不要在生产环境中使用"),
    ] {
        assert!(is_same(text, same, true), "{text}: {same}");
        assert!(!is_same(text, other, false), "{text}: {other}");
    }
}

#[test]
fn texts_without_a_word_are_the_same_only_if_they_are_equal() {
    assert_eq!(paired(&["", "?"], &["?", ""]), [Some(1), Some(0)]);
    assert_eq!(paired(&["", "?!", "the"], &["  ", "!?", "a"]), [None, None, None]);
    assert_eq!(paired(&[""], &["Clear the cache"]), [None]);
}

#[test]
fn very_long_lists_take_bounded_time() {
    let text: Vec<String> = (0..3_000).map(|n| format!("item {n}")).collect();
    let old: Vec<&str> = text.iter().map(String::as_str).collect();
    let reversed: Vec<&str> = old.iter().rev().copied().collect();
    assert_eq!(paired(&old, &reversed).first(), Some(&Some(2_999)));
    let other: Vec<String> = text.iter().map(|text| format!("{text}, then")).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    assert!(paired(&old, &other).iter().all(Option::is_none));
    // All are equal: the index decides.
    let same = vec!["same"; 3_000];
    assert_eq!(paired(&same, &same).last(), Some(&Some(2_999)));
}

#[test]
fn very_long_texts_are_compared_to_their_end() {
    let long = "Clear the cache and build it all again. ".repeat(2_000);
    let (old, same, other) = (format!("{long} Here."), format!("First, {long} Here."), format!("{long} There."));
    assert!(is_same(&old, &same, true) && !is_same(&old, &other, true));
    // Very many words of which none is shared, more than can be compared.
    let one: String = (0..20_000).map(|n| format!("enabled{n} ")).collect();
    let other: String = (20_000..40_000).map(|n| format!("disabled{n} ")).collect();
    assert!(!is_same(&one, &other, false));
    assert_eq!(paired(&[one.as_str(); 100], &[other.as_str(); 100]), [None; 100]);
}
