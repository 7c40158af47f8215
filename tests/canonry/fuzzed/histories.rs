//! Bytes as a sequence of commands.

use arbitrary::{Arbitrary, Result, Unstructured};
use canonry::curate::{Replacement, Step};
use canonry::ledger::{EvidenceKind, Outcome};
use canonry::record::{Start, canonical, read};
use serde_json::{Value, json};

use crate::test_database::{Command, shown_and_undone};

/// More commands take longer and find nothing more.
const MAX_COMMANDS: usize = 16;

/// A small record, because most of the time is spent on loading and comparing records.
const MINIMAL: &str = include_str!("../../../fixtures/records/minimal/index.json");

/// Records that the sequences begin with.
const IDS: [&str; 3] = ["x/a", "x/b", "y/c"];

/// Any sequence of commands on three records.
pub fn histories(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let Ok((texts, commands)) = history(&mut bytes) else { return };
    shown_and_undone(&texts, &commands);
}

fn history(bytes: &mut Unstructured<'_>) -> Result<(Vec<String>, Vec<Command>)> {
    let texts = IDS.iter().map(|id| record(bytes, id)).collect::<Result<_>>()?;
    let mut commands = Vec::new();
    while commands.len() < MAX_COMMANDS && !bytes.is_empty() {
        commands.push(command(bytes)?);
    }
    Ok((texts, commands))
}

fn command(bytes: &mut Unstructured<'_>) -> Result<Command> {
    let at = |bytes: &mut Unstructured<'_>| bytes.int_in_range(0..=7_usize);
    let number = |bytes: &mut Unstructured<'_>| bytes.int_in_range(1..=12_i64);
    Ok(match bytes.int_in_range(0..=17)? {
        0 => {
            let id = *bytes.choose(&IDS)?;
            Command::Import(record(bytes, id)?)
        }
        1 => Command::New(record(bytes, "z/new")?),
        2 => Command::Rewrite(at(bytes)?, record(bytes, "x/any")?),
        3 => Command::Step(at(bytes)?, step(bytes)?),
        4 => Command::StepAll(step(bytes)?),
        5 => Command::Rename(at(bytes)?, bytes.int_in_range(0..=2)?),
        6 => Command::Withdraw(at(bytes)?, bool::arbitrary(bytes)?),
        7 => Command::MergeInto(at(bytes)?, at(bytes)?),
        8 => {
            let (at, item, count) = (at(bytes)?, item(bytes)?, count(bytes)?);
            Command::Add(at, item, count, *bytes.choose(EvidenceKind::ALL)?)
        }
        9 => Command::WithdrawEvidence(number(bytes)?),
        10 => Command::MoveEvidence(number(bytes)?, at(bytes)?, item(bytes)?),
        11 => Command::Confirm(at(bytes)?),
        12 => Command::Promote(at(bytes)?),
        13 => Command::Demote(at(bytes)?),
        14 => Command::Undo(number(bytes)?, bool::arbitrary(bytes)?),
        15 => Command::UndoOf(number(bytes)?, at(bytes)?),
        16 => {
            let rows = 1 + bytes.int_in_range(0..=3_usize)?;
            let mut row = || Ok((at(bytes)?, item(bytes)?, *bytes.choose(Outcome::ALL)?, count(bytes)?));
            Command::Feedback((0..rows).map(|_| row()).collect::<Result<_>>()?)
        }
        _ => Command::Rates(bytes.int_in_range(0..=3_u32)?.into()),
    })
}

fn count(bytes: &mut Unstructured<'_>) -> Result<u32> {
    Ok(match bytes.int_in_range(0..=15)? {
        0 => u32::MAX,
        small => small,
    })
}

fn item(bytes: &mut Unstructured<'_>) -> Result<Option<String>> {
    let items = [None, Some("w1"), Some("w2"), Some("w3"), Some("d1"), Some("d2"), Some("v1"), Some("w9")];
    Ok(bytes.choose(&items)?.map(str::to_owned))
}

fn step(bytes: &mut Unstructured<'_>) -> Result<Step> {
    const FIELDS: [&str; 14] = [
        "root_cause",
        "w1.success_rate",
        "d1.why_fails",
        "extra.note",
        "w2.action",
        "os_specific.linux",
        "category",
        "evidence_count",
        "signature_zh",
        "leads_to",
        "tags",
        "aliases",
        "w1.sources",
        "workarounds_zh",
    ];
    let field = (*bytes.choose(&FIELDS)?).to_owned();
    Ok(match bytes.int_in_range(0..=5)? {
        0 | 1 => Step::Set(field, value(bytes)?),
        2 => {
            let lists = ["w", "d", "v", "tags", "aliases", "w1.sources", "leads_to"];
            Step::Add((*bytes.choose(&lists)?).to_owned(), value(bytes)?)
        }
        3 => {
            let what = item(bytes)?.unwrap_or(field);
            let value = if bool::arbitrary(bytes)? { Some(value(bytes)?) } else { None };
            Step::Remove(what, value)
        }
        4 => Step::Move(item(bytes)?.unwrap_or(field), bytes.int_in_range(0..=4)?),
        _ => {
            let word = format!("{field}=/{}/{}/", bytes.choose(&["e", "^", "(T)h", "[a-z]+", "$"])?, word(bytes)?);
            match word.parse::<Replacement>() {
                Ok(replacement) => Step::Replace(replacement),
                Err(_) => Step::Set(field, word),
            }
        }
    })
}

/// A short text, sometimes an odd one.
fn word(bytes: &mut Unstructured<'_>) -> Result<String> {
    const WORDS: [&str; 16] = [
        "",
        " ",
        "a",
        "Do it",
        "Or that",
        "错误",
        "\u{7f}\u{1}",
        "line\nline",
        "x/a",
        "x/b",
        "0.5",
        "null",
        "\"q\"",
        "$1",
        "e\u{301}",
        "\u{202e}",
    ];
    Ok(match bytes.int_in_range(0..=20_usize)? {
        at if at < WORDS.len() => WORDS[at].to_owned(),
        _ => <&str>::arbitrary(bytes)?.chars().take(40).collect(),
    })
}

/// What may follow `=` in `--set`.
fn value(bytes: &mut Unstructured<'_>) -> Result<String> {
    const VALUES: [&str; 10] = [
        "0.25",
        "[]",
        "{\"a\": [1.50, null]}",
        "\"x\"",
        "1e400",
        "7",
        "-0.0",
        "{\"action\": \"Added\", \"success_rate\": 0.5, \"how\": \"\"}",
        "{\"why_fails\": \"No\", \"fail_rate\": 0.5}",
        "[{\"error_id\": \"x/a\", \"probability\": 0.5}]",
    ];
    Ok(match bytes.int_in_range(0..=14_usize)? {
        at if at < VALUES.len() => VALUES[at].to_owned(),
        _ => word(bytes)?,
    })
}

/// A canonical record of an id.
fn record(bytes: &mut Unstructured<'_>, id: &str) -> Result<String> {
    let mut tree: Value = serde_json::from_str(MINIMAL).unwrap_or_default();
    tree["id"] = json!(id);
    tree["domain"] = json!(id.split('/').next());
    let workaround = |action| json!({ "action": action, "success_rate": 0.5, "how": "" });
    tree["workarounds"] = json!([workaround("Do it"), workaround("Or that")]);
    tree["dead_ends"] = json!([{ "why_fails": "It does not help.", "fail_rate": 0.7 }]);
    for _ in 0..bytes.int_in_range(0..=3)? {
        let text = word(bytes)?;
        match bytes.int_in_range(0..=11)? {
            10 => tree["signature_zh"] = json!(text),
            11 => tree["versions"] = json!([{ "version": text }, { "version": "1", "status": text }]),
            0 => tree["root_cause"] = json!(text),
            1 => tree["tags"] = json!([text, "b"]),
            2 => tree["workarounds"] = json!([]),
            3 => {
                let one = json!({ "action": text, "success_rate": 0.5, "how": text });
                let two = json!({ "action": "Do it", "success_rate": 1, "how": "", "x": { "y": text } });
                tree["workarounds"] = if bool::arbitrary(bytes)? { json!([one, two]) } else { json!([two, one]) };
            }
            4 => {
                tree["dead_ends"] =
                    json!([{ "why_fails": text, "fail_rate": 0.5 }, { "why_fails": text, "fail_rate": 0 }])
            }
            5 => tree["os_specific"] = json!({ "linux": text, text: 1 }),
            6 => tree["last_updated"] = json!(format!("2025-01-{:02}", bytes.int_in_range(1..=28)?)),
            7 => tree["evidence_count"] = json!(bytes.int_in_range(0..=9_u32)?),
            8 => tree["transition_graph"]["leads_to"] = json!([{ "error_id": text, "probability": 0.5 }]),
            _ => tree["aliases"] = json!([text]),
        }
    }
    match read(tree.to_string().as_bytes(), Start::default()) {
        Ok(record) => Ok(canonical(&record)),
        // A value that no record can have.
        Err(_) => Err(arbitrary::Error::IncorrectFormat),
    }
}
