//! Made-up records in any number, the same for the same seed: large enough inputs for the benchmark and the faults.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// A stream of numbers that repeats for the same seed (xorshift64*, Vigna 2016): no two machines differ.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(value).unwrap_or(0) % bound
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

const DOMAINS: &[&str] = &["python", "rust", "cicd", "node", "cuda", "android", "database", "network"];
const CATEGORIES: &[&str] =
    &["auth_error", "runtime_error", "type_error", "config_error", "build_error", "network_error"];
const WORDS: &[&str] = &[
    "the",
    "build",
    "fails",
    "because",
    "resolver",
    "cannot",
    "find",
    "module",
    "after",
    "upgrade",
    "token",
    "expired",
    "container",
    "registry",
    "returns",
    "unexpected",
    "status",
    "when",
    "cache",
    "stale",
    "driver",
    "version",
    "differs",
    "from",
    "runtime",
    "check",
    "configuration",
    "file",
    "permission",
    "denied",
    "timeout",
    "while",
    "connecting",
    "to",
    "server",
    "memory",
    "exhausted",
    "during",
    "compilation",
    "linker",
    "symbol",
    "undefined",
    "thread",
    "panicked",
    "at",
    "ModuleNotFoundError",
    "TypeError",
    "BUILDKIT_AUTH_FAIL",
    "HttpServer",
    "parseConfig",
    "x86_64",
    "libssl",
    "socket",
];
const CHARACTERS: &[&str] =
    &["构", "建", "失", "败", "因", "为", "令", "牌", "过", "期", "容", "器", "注", "册", "表", "返", "回"];

fn sentence(dice: &mut Dice, words: usize) -> String {
    let mut text = String::new();
    for at in 0..words {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(dice.pick(WORDS));
        if dice.below(40) == 0 {
            let _ = write!(text, "{}", dice.below(10_000));
        }
    }
    text
}

fn chinese(dice: &mut Dice, characters: usize) -> String {
    (0..characters).map(|_| dice.pick(CHARACTERS)).collect()
}

fn list<T>(count: usize, mut item: impl FnMut(usize) -> T) -> Vec<T> {
    (0..count).map(&mut item).collect()
}

/// The id of the record of a number; ids sort as the numbers do.
pub fn id(number: usize) -> String {
    let domain = DOMAINS[number * DOMAINS.len() / 10_000_000 % DOMAINS.len()];
    format!("{domain}/generated-error-{number:07}")
}

/// The canonical JSON of the record of a number: about 20 rows in the database, about 5 KB.
pub fn record(number: usize) -> String {
    let mut dice = Dice::new(number as u64 + 1);
    let rate = |dice: &mut Dice| (dice.below(101) as f64) / 100.0;
    let version = |at: usize| {
        serde_json::json!({
            "version": format!("release {}.{at}", number % 40), "introduced": null, "deprecated": null, "removed": null,
            "behavior_change": null, "status": "active",
        })
    };
    let dead_ends = list(3, |at| {
        serde_json::json!({
            "action": if at == 0 { String::new() } else { sentence(&mut dice, 9) },
            "why_fails": sentence(&mut dice, 18), "fail_rate": rate(&mut dice), "condition": "",
            "sources": if at == 1 { vec![format!("https://example.org/docs/{number}")] } else { vec![] },
        })
    });
    let workarounds = list(3, |at| {
        let action = sentence(&mut dice, 22);
        let how = match at {
            0 => action.clone(),
            _ => format!("{}\n{}", sentence(&mut dice, 15), sentence(&mut dice, 15)),
        };
        serde_json::json!({
            "how": how,
            "action": action, "success_rate": rate(&mut dice), "condition": "", "sources": [],
        })
    });
    let edge = |dice: &mut Dice| {
        serde_json::json!({
            "error_id": id(dice.below(100_000)), "probability": rate(dice), "condition": sentence(dice, 5),
        })
    };
    let id = id(number);
    let signature = format!("{}: {}", dice.pick(WORDS), sentence(&mut dice, 14));
    let words: Vec<&str> = signature.split(' ').collect();
    // It finds its own signature, and hardly any other.
    let regex = format!("{} {} {}.*{}", words[0], words[1], words[2], words[words.len() - 1]);
    let text = serde_json::json!({
        "id": id, "signature": signature,
        "signature_zh": chinese(&mut dice, 24), "regex": regex,
        "domain": id.split('/').next(), "category": dice.pick(CATEGORIES), "subcategory": null,
        "root_cause": sentence(&mut dice, 40), "root_cause_type": "generic", "root_cause_zh": chinese(&mut dice, 60),
        "versions": list(4, version), "os_specific": {}, "dead_ends": dead_ends, "workarounds": workarounds,
        "workarounds_zh": list(3, |_| chinese(&mut dice, 30)),
        "transition_graph": {
            "leads_to": [edge(&mut dice)], "preceded_by": [edge(&mut dice)], "frequently_confused_with": [],
        },
        "official_doc_url": format!("https://example.org/docs/{number}"), "official_doc_section": null,
        "error_code": format!("E{:04}", number % 10_000), "verification_tier": "ai_generated",
        "confidence": rate(&mut dice), "fix_success_rate": rate(&mut dice), "resolvable": "partial",
        "first_seen": "2024-03-20", "last_confirmed": "2024-06-01", "last_updated": "2024-06-01", "evidence_count": 1,
        "tags": [dice.pick(WORDS)], "locale": "en", "aliases": [format!("generated-{number}")],
    });
    let read = canonry::record::read(text.to_string().as_bytes(), canonry::record::Start::default());
    canonry::record::canonical(&read.expect("a generated record is a record"))
}

/// Writes a number of records as NDJSON.
pub fn ndjson(path: &Path, count: usize) -> io::Result<()> {
    let mut out = io::BufWriter::new(std::fs::File::create(path)?);
    for number in 0..count {
        let record = canonry::record::read(record(number).as_bytes(), canonry::record::Start::default());
        let record = record.map_err(|faults| io::Error::other(format!("{faults:?}")))?;
        io::Write::write_all(&mut out, format!("{}\n", canonry::record::compact(&record)).as_bytes())?;
    }
    io::Write::flush(&mut out)
}

/// Writes a number of reports on a number of records as CSV, in any order.
pub fn feedback(path: &Path, rows: usize, records: usize) -> io::Result<()> {
    use io::Write;
    let mut dice = Dice::new(rows as u64);
    let mut out = io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "record_id,item,outcome,observed_at,reporter,reporter_kind,env_os")?;
    for _ in 0..rows {
        let id = id(dice.below(records));
        let item = dice.pick(&["w1", "w1", "w1", "w2", "d1", ""]);
        let outcome = dice.pick(&["success", "success", "success", "partial", "fail"]);
        let (month, day, who) = (1 + dice.below(9), 1 + dice.below(28), dice.below(50_000));
        let kind = dice.pick(&["user", "user", "agent", "ci"]);
        writeln!(out, "{id},{item},{outcome},2026-{month:02}-{day:02},user-{who},{kind},linux")?;
    }
    out.flush()
}
