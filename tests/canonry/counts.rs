//! Numbers on the command line that are larger than any list or count.

use crate::support::{Sandbox, changed, record};

#[test]
fn a_count_beyond_the_largest_one_is_a_fault_of_its_row() {
    let sandbox = Sandbox::new();
    let most = i64::MAX - 5_000_000_000;
    sandbox.write("a.json", changed(&record("cicd/a"), |tree| tree["evidence_count"] = most.into()));
    sandbox.write("b.json", record("cicd/b"));
    sandbox.ok("import a.json b.json");
    let row = "cicd/a,w1,fail,2026-01-02,4294967295\n";
    sandbox.write("canonry.toml", "[rates]\nmax_count = 4294967295\n");
    let header = "record_id,item,outcome,observed_at,count\n";
    let good = "cicd/b,w1,fail,2026-01-02,2\ncicd/a,w1,fail,2026-01-02,7\n";
    sandbox.write("feedback.csv", format!("{header}{row}{row}{good}"));
    let ran = sandbox.words("feedback import feedback.csv --keep-going");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 3, duplicate 0, rejected 1\n"), "{}", ran.err);
    let now = most + 4_294_967_295;
    let said = format!("count 4294967295 would raise the evidence_count of cicd/a, {now}, beyond 9223372036854775807");
    assert!(ran.err.contains(&format!("feedback.csv:3: count: {said}")), "{}", ran.err);
    let count = |id: &str| sandbox.json(&format!("show {id}"), 0)["records"][0]["evidence_count"].as_i64().unwrap();
    assert_eq!((count("cicd/a"), count("cicd/b")), (most + 4_294_967_295 + 7, 3));
    // What already exists adds nothing, and is not counted again.
    sandbox.write("feedback.csv", format!("{header}{row}{good}"));
    assert_eq!(sandbox.ok("feedback import feedback.csv"), "added 0, duplicate 3, rejected 0\n");
    let added = sandbox.words("evidence add cicd/a --kind review --count 4294967295");
    assert_eq!(added.code, Some(3));
    assert!(added.err.contains("count 4294967295 would raise the evidence_count of cicd/a"), "{}", added.err);
}

#[test]
fn numbers_of_items_that_do_not_exist_are_reported() {
    let sandbox = Sandbox::with_records(&["cicd/a", "cicd/b"]);
    let numbers = ["w0", "d0", "w18446744073709551615", "w18446744073709551616", "w99999999999999999999"];
    for number in numbers {
        let said = format!("cicd/a has no {number}");
        sandbox.write("feedback.csv", format!("record_id,item,outcome,observed_at\ncicd/a,{number},fail,2026-01-02\n"));
        let ran = sandbox.words("feedback import feedback.csv");
        assert!(ran.code == Some(3) && ran.err.contains(&format!("item: {said}")), "{}", ran.err);
        for words in [
            format!("evidence add cicd/a#{number} --kind review"),
            format!("evidence list cicd/a#{number}"),
            format!("edit cicd/a --set {number}.how=x"),
            format!("edit cicd/a --remove {number}"),
            format!("why cicd/a {number}.success_rate"),
            format!("edit cicd/a --replace {number}.how=/a/b/"),
        ] {
            let ran = sandbox.words(&words);
            assert!(matches!(ran.code, Some(2 | 5)) && ran.err.contains(number), "{words}: {:?} {}", ran.code, ran.err);
        }
    }
}

#[test]
fn a_count_by_hand_has_to_be_within_the_limit_of_the_policy() {
    let sandbox = Sandbox::with_records(&["cicd/a"]);
    let add = "evidence add cicd/a#w1 --kind outcome --outcome fail --reporter lena --count";
    let ran = sandbox.words(&format!("{add} 10001"));
    let said = "count 10001 is more than 10000, the max_count of the policy\nhint: ";
    assert_eq!((ran.code, ran.err.contains(said)), (Some(6), true), "{}", ran.err);
    assert!(ran.err.contains("rates.max_count"), "{}", ran.err);
    sandbox.ok(&format!("{add} 10000"));
    sandbox.write("canonry.toml", "[rates]\nmax_count = 20000\n");
    sandbox.ok(&format!("{add} 10001"));
}
