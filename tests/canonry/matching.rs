//! What `match` finds in a text.

use canonry::pattern::ranking::LogText;
use canonry::pattern::{Folded, Matcher, Pattern};
use canonry::store::{Filter, Store};
use serde_json::Value;

use crate::generate::Dice;
use crate::support::{Sandbox, changed, project, record};

/// A text that no record is about.
const UNKNOWN: &str = "the connection to the printer was not accepted";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", project("fixtures/records").display()));
    sandbox
}

/// The object that is printed for a text, and the exit code.
fn matched(sandbox: &Sandbox, text: &[u8]) -> (Value, Option<i32>) {
    sandbox.write("text.log", text);
    let ran = sandbox.words("--json match text.log");
    (serde_json::from_str(&ran.out).unwrap(), ran.code)
}

#[test]
fn a_log_finds_its_record_with_the_line_that_says_so() {
    let sandbox = sandbox();
    let log = "api-1  | 2026-11-22T10:00:00.123Z INFO starting\napi-1  | 2026-11-22T10:00:01.001Z ERROR curl: (56) Recv \
               failure: \u{1b}[31mConnection reset\u{1b}[0m by peer\napi-1  | 2026-11-22T10:00:02Z INFO bye\n";
    sandbox.write("api.log", log);
    let ran = sandbox.words("match api.log");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("network/connection-reset  "), "{}", ran.out);
    assert!(ran.out.ends_with("\n    line 2: curl: (56) Recv failure: Connection reset by peer\n"), "{}", ran.out);
    let colored = sandbox.words("--color always match api.log").out;
    assert!(colored.contains("\u{1b}[1m\u{1b}[33mConnection\u{1b}[0m "), "{colored:?}");
    let why = sandbox.ok("match api.log --why");
    for part in
        ["regex: ", "100 % of the signature", "the whole signature is in the line", "it finds no other signature"]
    {
        assert!(why.contains(part), "{part}: {why}");
    }
    let (object, code) = matched(&sandbox, log.as_bytes());
    let first = &object["matches"][0];
    assert_eq!((first["id"].as_str(), first["known"].as_bool()), (Some("network/connection-reset"), Some(true)));
    assert_eq!((first["line_number"].as_u64(), code), (Some(2), Some(0)));
    let line = first["line"].as_str().unwrap();
    let regex = &first["regex"];
    let end = |name: &str| usize::try_from(regex[name].as_u64().unwrap()).unwrap();
    assert_eq!(&line[end("start")..end("end")], "Connection reset by peer");
}

#[test]
fn what_is_not_known_is_told_and_the_nearest_are_named() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["match", "--text", UNKNOWN]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("not known: "), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1);
    assert!(ran.err.starts_with("close: ") && ran.err.contains("--all"), "{}", ran.err);
    let all = sandbox.run(&["match", "--all", "--text", UNKNOWN]);
    assert!(all.out.lines().count() > 1 && all.code == Some(1), "{}", all.out);
    for nothing in ["", "--- ... \n\n", "zzz qqq"] {
        let (object, code) = matched(&sandbox, nothing.as_bytes());
        assert_eq!((object["known"].as_bool(), code), (Some(false), Some(1)), "{nothing}");
        assert_eq!(object["matches"], Value::Array(Vec::new()));
    }
}

#[test]
fn a_filter_and_a_limit_choose_among_the_records() {
    let sandbox = sandbox();
    let text = "CUDA error: out of memory\nJavaScript heap out of memory\nsorry, too many clients already";
    let known = sandbox.run(&["match", "--text", text]).out;
    assert!(["cuda/minimal", "database/too-many-connections"].iter().all(|id| known.contains(id)), "{known}");
    let of_database = sandbox.run(&["match", "--text", text, "--domain", "database"]).out;
    assert!(of_database.contains("database/too-many-connections") && !of_database.contains("cuda"), "{of_database}");
    let one = sandbox.run(&["match", "--text", text, "--limit", "1", "--all"]).out;
    assert_eq!(one.lines().filter(|line| line.contains("  0.") || line.contains("  1.")).count(), 1, "{one}");
    sandbox.ok("withdraw cuda/minimal --reason r");
    assert!(!sandbox.run(&["match", "--all", "--text", text]).out.contains("cuda/minimal"));
    assert_eq!(sandbox.run(&["match", "--text", text, "--withdrawn"]).code, Some(2));
}

#[test]
fn a_long_text_is_read_at_its_end_and_lines_keep_their_numbers() {
    let sandbox = sandbox();
    let mut text = b"FATAL: sorry, too many clients already\n".to_vec();
    text.extend(b"GET /healthz 200 1ms\n".repeat(100_000));
    text.extend(b"curl: (56) Recv failure: Connection reset by peer\n");
    sandbox.write("long.log", text);
    let ran = sandbox.line("canonry match - < long.log");
    assert!(ran.out.starts_with("the text is long; only its last 1000000 bytes are read\n"), "{}", ran.out);
    assert!(ran.out.contains("line 100002: ") && !ran.out.contains("clients"), "{}", ran.out);
}

#[test]
fn any_bytes_are_accepted() {
    let sandbox = sandbox();
    let all: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for bytes in [all.as_slice(), b"\xff\xfe\0", b"{\"msg\":", b"\x1b]", b"\xf0\x9f"] {
        assert_eq!(matched(&sandbox, bytes).1, Some(1));
    }
    // Each would take minutes if it were read in time that grows with the square of its length.
    for piece in ["&", "\\", "\u{1b}]", "{\"a\":", "'", "<", "level=", "a/", "::error", "\r", "\"", "[", "| "] {
        matched(&sandbox, piece.repeat(100_000).as_bytes());
    }
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("CUDA error: out of memory".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(matched(&sandbox, &utf16).0["matches"][0]["id"], "cuda/minimal");
    let piped = sandbox.line("echo CUDA error: out of memory | canonry match");
    assert!(piped.out.starts_with("cuda/minimal"), "{}{}", piped.out, piped.err);
    assert_eq!(sandbox.run(&["match", "missing.log"]).code, Some(2));
}

/// What cleaning looks for, and words that records have.
const PIECES: [&[u8]; 24] = [
    b"\x1b[",
    b"\x1b]",
    b"31m",
    b"\\",
    b"u4e2d",
    b"\"",
    b"{\"msg\":",
    b"}",
    b"&#",
    b";",
    b"\n",
    b"\r",
    b"msg=\"",
    b"level=",
    b"2026-11-22",
    b"T10:00:00",
    b" | ",
    b"[main]",
    b"\xff",
    b"\xe4\xbb",
    b"\xe4\xbb\xa4\xe7\x89\x8c",
    b"out of memory",
    b"E0499",
    b" ",
];

/// Matches texts of pieces, each second one with random bytes between them.
fn match_random_texts(seed: u64, rounds: usize) {
    let mut dice = Dice::new(seed);
    for round in 0..rounds {
        let mut text = Vec::new();
        for _ in 0..dice.below(200) {
            text.extend_from_slice(PIECES[dice.below(PIECES.len())]);
            text.extend((round % 2 == 1).then(|| u8::try_from(dice.below(256)).unwrap()));
        }
        crate::fuzzed::matching(&text);
    }
}

#[test]
fn random_texts_of_what_cleaning_looks_for_are_accepted() {
    match_random_texts(7, 300);
}

#[test]
#[ignore = "takes minutes"]
fn a_million_random_texts_are_accepted() {
    let half = || match_random_texts(11, 500_000);
    std::thread::scope(|threads| {
        threads.spawn(half);
        match_random_texts(13, 500_000);
    });
}

#[test]
fn a_benchmark_tells_how_often_the_right_record_is_first() {
    let sandbox = sandbox();
    sandbox.write(
        "bench.jsonl",
        "{\"text\": \"CUDA error: out of memory\", \"class\": \"clean\", \"expected\": \"cuda/minimal\", \
         \"accept\": [\"cuda/minimal\"]}\n\n{\"text\": \"all is well\", \"class\": \"unknown\", \"expected\": null}\n",
    );
    let out = sandbox.ok("match --bench bench.jsonl");
    for line in ["clean      1  1.000", "P@1 1.000", "MRR 1.000", "right and known 1.000", "unknown answered 0.000"] {
        assert!(out.contains(line), "{line}: {out}");
    }
    sandbox.write("gone.jsonl", "{\"text\": \"x\", \"class\": \"clean\", \"expected\": \"cuda/gone\"}");
    let ran = sandbox.words("match --bench gone.jsonl");
    assert!(ran.err.starts_with("warning: 1 of the ids") && ran.err.ends_with(": cuda/gone\n"), "{}", ran.err);
    assert!(ran.out.contains("P@1 0.000"), "{}", ran.out);
    sandbox.write("bad.jsonl", "{\"text\": 1}");
    let ran = sandbox.words("match --bench bad.jsonl");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("bad.jsonl:1") && ran.err.contains("hint:"), "{}", ran.err);
    sandbox.write("empty.jsonl", "\n");
    let ran = sandbox.words("match --bench empty.jsonl");
    assert_eq!((ran.code, ran.err.as_str()), (Some(3), "error: empty.jsonl has no texts\n"));
}

#[test]
fn a_message_of_another_class_of_error_is_found_and_explained() {
    let sandbox = sandbox();
    let edited = sandbox.run(&["edit", "cuda/minimal", "--set", "signature=app.Broken: gear number seven is stuck"]);
    assert_eq!(edited.code, Some(0), "{}", edited.err);
    let why = sandbox.run(&["match", "--why", "--text", "other.Jam: gear number seven is stuck"]).out;
    assert!(why.contains("100 % of the signature without its class of error is in the line"), "{why}");
    let (object, _) = matched(&sandbox, b"gear number seven is stuck");
    assert_eq!(object["matches"][0]["parts"]["is_message"], true);
    let (object, _) = matched(&sandbox, b"app.Broken: gear number seven is stuck");
    assert_eq!(object["matches"][0]["parts"]["is_message"], false);
}

#[test]
fn an_empty_database_is_told() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let ran = sandbox.run(&["match", "--text", UNKNOWN]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("there are no records"), "{}", ran.err);
}

#[expect(clippy::print_stdout, reason = "the user has to see what was not tested")]
fn skipped(why: &str) {
    println!("skipped: {why}");
}

/// Each third of them; the gate takes them all, with the program that is released.
#[test]
fn the_right_records_are_found_for_texts_of_the_benchmark() {
    let (corpus, bench) = (project("../shared/corpus/records.ndjson"), project("../shared/match/bench.jsonl"));
    if !corpus.exists() || !bench.exists() {
        return skipped("there is no benchmark beside the project");
    }
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", corpus.display()));
    let texts = std::fs::read_to_string(bench).unwrap();
    sandbox.write("bench.jsonl", texts.lines().skip(2).step_by(3).map(|line| format!("{line}\n")).collect::<String>());
    let figures: Value = serde_json::from_str(&sandbox.ok("--json match --bench bench.jsonl")).unwrap();
    let figure = |name: &str| figures[name].as_f64().unwrap();
    for (name, least) in [("first", 0.975), ("reciprocal_rank", 0.982), ("several", 0.99), ("right_and_known", 0.96)] {
        assert!(figure(name) >= least, "{name}: {figures}");
    }
    assert!(figures["classes"]["haystack"]["first"].as_f64().unwrap() >= 0.85, "{figures}");
    assert!(figure("unknown_answered") <= 0.05, "{figures}");
}

#[test]
fn short_messages_of_other_programs_are_not_known() {
    let corpus = project("../shared/corpus/records.ndjson");
    if !corpus.exists() {
        return skipped("there is no corpus beside the project");
    }
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", corpus.display()));
    for text in [
        "Permission denied",
        "bash: ./run.sh: Permission denied",
        "cat: /tmp/x: No such file or directory",
        "write: Broken pipe",
        "Connection refused",
        "Segmentation fault",
        "./run.sh: line 3: 12345 Segmentation fault      (core dumped) ./a.out",
        "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
        "./x.sh: line 3: syntax error near unexpected token `fi'",
    ] {
        assert_eq!(matched(&sandbox, text.as_bytes()).1, Some(1), "{text}");
    }
    for text in [
        "bash: ./run.sh: Permission denied\nPermissionError: [Errno 13] Permission denied: '/x'",
        "C:\\a> git push\nPermission denied (publickey).",
        "$ node a.js\nSegmentation fault (core dumped)",
    ] {
        assert_eq!(matched(&sandbox, text.as_bytes()).1, Some(0), "{text}");
    }
}

#[test]
fn no_regex_that_finds_something_in_a_text_is_lost_by_looking_its_literals_up() {
    let (corpus, bench) = (project("../shared/corpus/records.ndjson"), project("../shared/match/bench.jsonl"));
    if !corpus.exists() || !bench.exists() {
        return skipped("there is no benchmark beside the project");
    }
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", corpus.display()));
    let mut store = Store::open_read(&sandbox.path("canonry.db")).unwrap();
    let snapshot = store.snapshot().unwrap();
    let keys = (1..=i64::try_from(snapshot.highest_row().unwrap()).unwrap()).map(Into::into);
    let records = snapshot.compared(keys, &Filter::default()).unwrap();
    let matcher = |regex: &str| Pattern::parse(regex).ok()?.matcher().ok();
    let matchers: Vec<(_, Matcher)> =
        records.iter().filter_map(|record| Some((record.row, matcher(&record.regex)?))).collect();
    let mut hits = 0;
    for line in std::fs::read_to_string(bench).unwrap().lines().step_by(31) {
        let text: Value = serde_json::from_str(line).unwrap();
        let searched = LogText::read(text["text"].as_str().unwrap().as_bytes(), 0).searched(usize::MAX);
        let candidates = snapshot.candidates(&Folded::of(&searched)).unwrap();
        for (row, _) in matchers.iter().filter(|(_, matcher)| searched.lines().any(|line| matcher.is_match(line))) {
            hits += 1;
            assert!(candidates.contains(row), "{row:?} in {searched}");
        }
    }
    assert!(hits > 20, "{hits}");
}

#[test]
fn a_new_signature_that_matches_other_records_is_reported() {
    let sandbox = sandbox();
    let new = changed(&record("network/reset"), |tree| {
        tree["signature"] = "curl: (56) Recv failure: Connection reset by the peer".into();
    });
    sandbox.write("new.json", new);
    let told = "the signature matches network/connection-reset too";
    let dry = sandbox.words("new network/reset --from new.json --dry-run");
    assert!(dry.err.contains(told), "{}", dry.err);
    let checked = sandbox.words("import new.json --check");
    assert!(checked.err.contains(&format!("network/reset: {told}")), "{}", checked.err);
    let edited = sandbox.run(&["edit", "network/reset", "--set", "signature=recv failure: connection reset by peer"]);
    assert!(edited.err.contains(told), "{}", edited.err);
    let other = sandbox.run(&["edit", "network/reset", "--set", "root_cause=Another one."]);
    assert!(!other.err.contains("matches"), "{}", other.err);
}

#[test]
fn evidence_for_an_error_text_instead_of_an_id_is_told_which_record_there_is_for_it() {
    let sandbox = sandbox();
    let text = "curl: (56) Recv failure: Connection reset by peer #7";
    for command in [&["evidence", "add", text, "--kind", "review"][..], &["show", text]] {
        let refused = sandbox.run(command);
        let told = format!("there is no record {text}\nhint: did you mean network/connection-reset?");
        assert!(refused.code == Some(5) && refused.err.contains(&told), "{:?}: {}", refused.code, refused.err);
    }
}

#[test]
fn a_search_for_several_lines_is_pointed_to_match() {
    let sandbox = sandbox();
    assert!(sandbox.run(&["search", "out of memory\nreset by peer"]).err.contains("`canonry match`"));
    assert!(!sandbox.run(&["search", "out of memory\n"]).err.contains("`canonry match`"));
}

#[test]
fn reports_that_name_an_error_text_are_imported_as_fuzzy_and_undone_as_others() {
    let sandbox = sandbox();
    sandbox.write(
        "f.csv",
        "error_text,item,outcome,observed_at\nrecv failure: Connection reset by peer,,fail,2026-11-01\n",
    );
    let refused = sandbox.words("feedback import f.csv");
    assert_eq!(refused.code, Some(3));
    let told = "f.csv:2: error_text: it matches network/connection-reset; --fuzzy accepts that, or name the record";
    assert!(refused.err.contains(told), "{}", refused.err);
    let object = sandbox.json("feedback import f.csv --fuzzy --dry-run", 0);
    assert_eq!(object["matched"], serde_json::json!([{ "id": "network/connection-reset", "rows": 1 }]));
    let imported = sandbox.words("feedback import f.csv --fuzzy");
    assert!(imported.err.contains("matched by their error texts: network/connection-reset 1"), "{}", imported.err);
    assert!(!sandbox.ok("evidence list network/connection-reset").contains("withdrawn"));
    sandbox.ok("undo");
    assert!(sandbox.ok("evidence list network/connection-reset").contains("withdrawn"));
}
