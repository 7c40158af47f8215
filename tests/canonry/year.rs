//! A year of feedback with everything that a maintainer does in between: every rate is what the ledger says, and its
//! receipt explains it.

use std::collections::BTreeMap;

use canonry::curate::{Anonymous, EvidenceTarget};
use canonry::ledger::EvidenceKind;
use canonry::record::{Date, Id, ItemNumber};

use crate::generate::{self, Dice};
use crate::maintained::{Line, Maintained};
use crate::recount::{Recounted, Rules, recount, two_decimals};
use crate::support::{changed, files, project};

/// The day on which the year ends.
const END: &str = "2026-11-21";

/// The number of its weeks.
const WEEKS: u32 = 52;

/// The reporters and their kinds: one name in several spellings, names that claim more than they are, names of several
/// kinds.
const REPORTERS: [(&str, &str); 16] = [
    ("bob", "user"),
    ("Bob", "user"),
    ("  BOB ", "agent"),
    ("åsa", "user"),
    ("ÅSA", "user"),
    ("mei", "maintainer"),
    ("Mei", "user"),
    ("buildbot", "ci"),
    ("mallory", "maintainer"),
    ("otherbot", "ci"),
    ("gpt", "agent"),
    ("gpt", "agent"),
    ("", ""),
    ("", "user"),
    ("", "agent"),
    ("lena", ""),
];

fn records() -> Vec<String> {
    let own = files(&project("fixtures/records")).into_values().map(|bytes| String::from_utf8(bytes).unwrap());
    own.chain((0..30).map(generate::record)).collect()
}

/// An item of a record that reports may be about; empty for the record as a whole.
pub fn item(maintained: &mut Maintained, dice: &mut Dice, id: &Id) -> String {
    let record = maintained.stored(id).revision.record;
    let mut items = vec![String::new()];
    items.extend((1..=record.workarounds.len()).flat_map(|number| [format!("w{number}"), format!("w{number}")]));
    items.extend((1..=record.dead_ends.len()).map(|number| format!("d{number}")));
    items.swap_remove(dice.below(items.len()))
}

/// One of some records: half of the time one of the first ones, so that those have many reports.
pub fn one(ids: &[Id], dice: &mut Dice) -> Id {
    let among = if dice.below(2) == 0 { ids.len().min(8) } else { ids.len() };
    ids[dice.below(among)].clone()
}

/// A random row of feedback of the last two months.
pub fn line(maintained: &mut Maintained, dice: &mut Dice, ids: &[Id], key: String) -> Line {
    let id = one(ids, dice);
    let item = item(maintained, dice, &id);
    let (name, kind) = REPORTERS[dice.below(REPORTERS.len())];
    let name = if dice.below(3) == 0 { format!("user-{}", dice.below(40)) } else { name.to_owned() };
    let outcome = ["success", "success", "fail", "fail", "partial", "worse"][dice.below(6)].to_owned();
    let [mut successes, mut failures, mut count] = [const { String::new() }; 3];
    let mut said = outcome;
    match dice.below(5) {
        0 => {
            said = String::new();
            (successes, failures) = (dice.below(20).to_string(), (1 + dice.below(20)).to_string());
        }
        1 => {
            let most = if dice.below(10) == 0 { 1_000 } else { 6 };
            count = (1 + dice.below(most)).to_string();
        }
        _ => {}
    }
    let day = maintained.today.minus_days(u32::try_from(dice.below(60)).unwrap()).to_string();
    let key = if dice.below(2) == 0 { key } else { String::new() };
    [id.to_string(), item, said, successes, failures, count, day, key, name, kind.to_owned()]
}

/// What is undone now and then, and the word for that.
const UNDONE: [(&str, &str); 11] = [
    ("feedback", "undo of feedback"),
    ("feedback", "undo of feedback"),
    ("feedback", "undo of feedback"),
    ("apply", "undo of apply"),
    ("apply", "undo of apply"),
    ("set", "undo of set"),
    ("import", "undo of import"),
    ("undo of feedback", "undo of undo"),
    ("undo of apply", "undo of undo"),
    ("again", "undo of again"),
    ("remove", "undo of remove"),
];

/// What the maintainer did, by the word for it: the batches.
type Done = BTreeMap<&'static str, Vec<i64>>;

fn note(done: &mut Done, word: &'static str, batch: Option<i64>) {
    done.entry(word).or_default().extend(batch);
}

/// The files of feedback by their batches.
type Files = BTreeMap<i64, Vec<Line>>;

/// A rate of three decimals: no estimate is like it.
pub fn rate(dice: &mut Dice) -> f64 {
    (f64::from(u32::try_from(dice.below(100)).unwrap()) * 10.0 + 3.0) / 1_000.0
}

/// Whether the target of a row of an earlier file still exists.
fn fits(maintained: &mut Maintained, line: &Line) -> bool {
    let stored = maintained.stored(&line[0].parse().unwrap());
    let items = &stored.revision.items;
    let number = line[1].get(1..).map_or(0, |number| number.parse::<usize>().unwrap());
    let there = if line[1].starts_with('w') { items.workarounds.len() } else { items.dead_ends.len() };
    !stored.standing.is_withdrawn && (line[1].is_empty() || number <= there)
}

/// An act of a maintainer between two files.
fn act(maintained: &mut Maintained, dice: &mut Dice, rules: &Rules, files: &mut Files, done: &mut Done) {
    let policy = rules.policy();
    let (ids, reports) = (maintained.ids(false), maintained.reports());
    let id = one(&ids, dice);
    match dice.below(19) {
        0..=2 => note(done, "apply", maintained.apply(&policy)),
        3..=6 => {
            let word = UNDONE[dice.below(UNDONE.len())];
            let batches = done.get(word.0).cloned().unwrap_or_default();
            if !batches.is_empty() {
                let recent = batches.len() - 1 - dice.below(batches.len().min(4));
                let (batch, partly) = (batches[recent], dice.below(2) == 0);
                if word.0 == "apply" && dice.below(3) == 0 {
                    note(done, "undo of one record", maintained.undo_of(batch));
                } else {
                    note(done, word.1, maintained.undo(batch, partly));
                }
            }
        }
        7 | 8 if !reports.is_empty() => {
            let numbers: Vec<i64> = (0..1 + dice.below(6)).map(|_| reports[dice.below(reports.len())]).collect();
            note(done, "evidence withdraw", maintained.withdraw_evidence(&numbers));
        }
        9 | 10 if !reports.is_empty() => {
            let to = EvidenceTarget { item: ItemNumber::parse(&item(maintained, dice, &id)), id };
            note(done, "evidence move", maintained.move_evidence(reports[dice.below(reports.len())], to));
        }
        11 => {
            let item = item(maintained, dice, &id);
            let field = match item.get(..1) {
                None => "fix_success_rate".to_owned(),
                Some("w") => format!("{item}.success_rate"),
                Some(_) => format!("{item}.fail_rate"),
            };
            // Half of them are the number that is published.
            let rate = if dice.below(2) == 0 { maintained.value(&id, &field) } else { rate(dice) };
            note(done, "set", maintained.set(&id, &field, &rate.to_string()));
        }
        12 if dice.below(3) > 0 => note(done, "promote", maintained.promote(&id, &policy)),
        12 => {
            let low = policy.ladder[0].clone();
            let high = ids.iter().rfind(|id| maintained.stored(id).revision.record.verification_tier != low);
            high.iter().for_each(|id| note(done, "demote", maintained.demote(id, &policy)));
        }
        13 => {
            let to = EvidenceTarget { item: ItemNumber::parse(&item(maintained, dice, &id)), id };
            let (word, kind) = [("apart", EvidenceKind::Outcome), ("tried", EvidenceKind::Reproduction)][dice.below(2)];
            let count = 1 + u32::from(dice.below(2) == 0);
            note(done, word, maintained.add(&to, kind, ["success", "fail"][dice.below(2)], count));
        }
        16 => {
            let item = item(maintained, dice, &id);
            if !item.is_empty() {
                note(done, "remove", maintained.remove(&id, &item));
            }
        }
        17 | 18 => {
            // A file that was undone is imported again.
            let undone: Vec<i64> = files.keys().copied().filter(|batch| maintained.is_undone(*batch)).collect();
            if !undone.is_empty() {
                let lines = files[&undone[dice.below(undone.len())]].clone();
                let lines: Vec<Line> = lines.into_iter().filter(|line| fits(maintained, line)).collect();
                let taken = maintained.feedback(&lines, Anonymous::One);
                note(done, "again", taken);
                files.extend(taken.map(|batch| (batch, lines)));
            }
        }
        14 => {
            let rate = rate(dice);
            let text = changed(&canonry::record::canonical(&maintained.stored(&id).revision.record), |tree| {
                tree["fix_success_rate"] = rate.into();
                if tree["workarounds"][0].is_object() {
                    tree["workarounds"][0]["success_rate"] = rate.into();
                }
            });
            note(done, "import", maintained.import("set", &[text]));
        }
        _ => {
            let withdrawn = maintained.ids(true);
            match withdrawn.len() {
                0 | 1 => note(done, "withdraw", maintained.withdraw(&id, false)),
                many => note(done, "restore", maintained.withdraw(&withdrawn[dice.below(many)], true)),
            }
        }
    }
}

/// Fifty-two weeks by two policies that take turns, each number recounted now and then by both; then every receipt is
/// read as it is printed.
#[test]
fn after_a_year_every_number_is_explained_to_the_last_digit() {
    let end: Date = END.parse().unwrap();
    let mut maintained = Maintained::new(&records(), &end.minus_days(7 * WEEKS).to_string());
    let mut dice = Dice::new(52);
    let both = [Rules::usual(), Rules::unusual()];
    let (mut done, mut files) = (Done::new(), Files::new());
    let (mut checked, mut due) = (0, 0);
    for week in 1..=WEEKS {
        maintained.today = end.minus_days(7 * (WEEKS - week));
        let rules = &both[usize::try_from(week / 13).unwrap() % 2];
        let ids = maintained.ids(false);
        let lines: Vec<Line> = (0..12 + dice.below(12))
            .map(|row| line(&mut maintained, &mut dice, &ids, format!("{week}-{row}")))
            .collect();
        let anonymous = if week % 5 == 0 { Anonymous::Each } else { Anonymous::One };
        let taken = maintained.feedback(&lines, anonymous);
        note(&mut done, "feedback", taken);
        files.insert(taken.unwrap(), lines);
        (0..6 + dice.below(4)).for_each(|_| act(&mut maintained, &mut dice, rules, &mut files, &mut done));
        if week % 7 == 0 {
            for rules in &both {
                let (claims, of_them_due) = maintained.check(rules);
                (checked, due) = (checked + claims, due + of_them_due);
            }
        }
        if week % 13 == 0 {
            note(&mut done, "apply", maintained.apply(&rules.policy()));
            assert_eq!(maintained.check(rules).1, 0, "something is due right after it was applied");
            assert_eq!(maintained.apply(&rules.policy()), None);
        }
    }
    let counts: BTreeMap<&str, usize> = done.iter().map(|(word, batches)| (*word, batches.len())).collect();
    assert!(counts.len() == 22 && counts.values().all(|count| *count >= 2), "{counts:?}");
    let (again, undone) = maintained.set_again();
    assert!(again > 1 && undone > 0, "{again} set again, {undone} of them undone");
    assert!(checked > 1_500 && due > 200, "{checked} claims, {due} due");

    let apart = "SELECT count(*) FROM evidence WHERE is_apart AND report_key IS NOT NULL";
    assert!(maintained.look.query_row(apart, [], |row| row.get::<_, i64>(0)).unwrap() > 10);

    let rules = &both[1];
    maintained.apply(&rules.policy());
    // The numbers of the last days are due, current or pending: receipts of all kinds are read.
    let ids = maintained.ids(false);
    let lines: Vec<Line> = (0..60).map(|row| line(&mut maintained, &mut dice, &ids, format!("end-{row}"))).collect();
    maintained.feedback(&lines, Anonymous::Each).unwrap();
    maintained.check(rules);
    maintained.sandbox.write("canonry.toml", rules.to_toml());
    let mut tokens = BTreeMap::new();
    for (key, own) in recount(&maintained.look, rules).into_iter().filter(|(key, _)| key.0 <= 10) {
        let stored = maintained.stored(&own.id.parse().unwrap());
        let at = |ids: &[u32]| 1 + ids.iter().position(|id| i64::from(*id) == key.2).unwrap();
        let name = match key.1.as_str() {
            "workaround" => format!("w{}.success_rate", at(&stored.revision.items.workarounds)),
            "dead_end" => format!("d{}.fail_rate", at(&stored.revision.items.dead_ends)),
            _ => "fix_success_rate".to_owned(),
        };
        let text = maintained.sandbox.ok(&format!("why {} {name}", own.id));
        read_receipt(&text, &own, key.1 == "dead_end", rules, &mut tokens);
    }
    let kinds = ["due", "current", "pending", "withdrawn", "before", "age", "divisor", "line", "apart", "less", "more"];
    assert!(kinds.iter().all(|kind| tokens.contains_key(kind)), "{tokens:?}");
}

/// The value of a product of numbers and of powers `0.5^(a/b)`, divided by a number if there is one.
fn value(formula: &str) -> f64 {
    let (product, divisor) = formula.split_once(" / ").unwrap_or((formula, "1"));
    let factor = |text: &str| match text.strip_prefix("0.5^(").and_then(|text| text.strip_suffix(')')) {
        Some(power) => {
            let (age, half_life) = power.split_once('/').unwrap();
            0.5_f64.powf(number(age) / number(half_life))
        }
        None => number(text),
    };
    product.split(" × ").map(factor).product::<f64>() / number(divisor)
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("'{text}' is no number"))
}

/// Whether a number is what is printed, as far as that has decimals.
fn is_printed(exact: f64, printed: &str) -> bool {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let decimals = decimals.max(4);
    (exact - number(printed)).abs() <= 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap()) + 1e-8
}

/// What stands between two words of a line.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no '{from}' in '{text}'")).1;
    if to.is_empty() { rest } else { rest.split_once(to).unwrap_or_else(|| panic!("no '{to}' in '{text}'")).0 }
}

/// Checks a receipt like a person with a pocket calculator: each number has to follow from those that are printed.
/// Counts the kinds of lines.
fn read_receipt(
    text: &str,
    own: &Recounted,
    is_dead_end: bool,
    rules: &Rules,
    kinds: &mut BTreeMap<&'static str, usize>,
) {
    let mut saw = |kind: &'static str| *kinds.entry(kind).or_default() += 1;
    let lines: Vec<&str> = text.lines().collect();
    let find = |start: &str| lines.iter().copied().find(|line| line.trim_start().starts_with(start));
    let baseline = find("baseline ").unwrap_or_else(|| panic!("{text}"));
    let said = format!("{text}\n{own:?}");
    let r0 = between(baseline, "baseline ", " of batch ");
    let k = number(between(baseline, ": weight ", " report"));
    assert_eq!((number(r0), between(baseline, " set as ", ":")), (own.baseline, &*own.tier), "{said}");
    assert_eq!(number(between(baseline, " of batch ", ",")), own.baseline_batch as f64, "{said}");
    assert_eq!(k, rules.tiers.iter().find(|tier| tier.0 == own.tier).unwrap().1, "{said}");

    let (mut s, mut n) = (0.0, 0.0);
    let mut rows = (0.0, 0.0);
    for line in lines.iter().filter(|line| line.starts_with("  e") && line.contains(" by ")) {
        let standing = line.rsplit_once("): ").unwrap().1;
        let Some(weight) = standing.strip_prefix("weight ") else {
            saw(if standing.starts_with("withdrawn by batch ") { "withdrawn" } else { "before" });
            assert!(standing.ends_with("; does not count"), "{said}");
            continue;
        };
        let (weight, supporting) = weight.split_once(", supporting ").unwrap();
        let supporting = supporting.strip_prefix("that it fails ").unwrap_or(supporting);
        let (formula, printed) = weight.split_once(" = ").unwrap_or((weight, weight));
        let outcome = line.split_whitespace().nth(2).unwrap();
        let count = number(between(line, "×", " by "));
        assert_eq!(number(formula.split(' ').next().unwrap()), count, "{said}");
        let helped = BTreeMap::from([("success", 1.0), ("partial", 0.5), ("fail", 0.0), ("worse", 0.0)])[outcome];
        let support = if is_dead_end { 1.0 - helped } else { helped };
        let exact = value(formula);
        assert!(is_printed(exact, printed) && is_printed(exact * support, supporting), "{line}\n{said}");
        (s, n) = (s + exact * support, n + exact);
        rows = (rows.0 + number(supporting), rows.1 + number(printed));
        if formula.contains('^') {
            saw("age");
        }
        saw(if formula.contains(" / ") { "divisor" } else { "apart" });
    }
    let last = lines.last().unwrap();
    let published = between(lines[0], " is ", "");
    let (target, line) = match find("estimate ") {
        None => {
            assert!(n == 0.0 && find("no report counts: the rate is the baseline").is_some(), "{said}");
            (r0, None)
        }
        Some(estimate) => {
            let sums = find("S = ").unwrap();
            let (printed_s, printed_n) = (between(sums, "S = ", ","), between(sums, "n = ", ""));
            assert!(is_printed(s, printed_s) && is_printed(n, printed_n), "{s} {n}\n{said}");
            // The rows add up as they are printed, too.
            let adds_up =
                |sum: f64, printed: &str| is_printed(sum + 1e-13, printed) || is_printed(sum - 1e-13, printed);
            assert!(adds_up(rows.0, printed_s) && adds_up(rows.1, printed_n), "{rows:?}\n{said}");
            let mut q = number(r0).clamp(0.02, 0.98);
            assert_eq!(
                find("r0' = ").map(|line| number(between(line, "= ", ":"))),
                Some(q).filter(|q| *q != number(r0))
            );
            if let Some(line) = find("q = logistic(") {
                saw("line");
                let (a, b) = between(line, "logistic(", " × logit(").split_once(" + ").unwrap();
                assert_eq!(number(between(line, "logit(", ")")), q, "{said}");
                let exact = 1.0 / (1.0 + (-(number(a) + number(b) * (q / (1.0 - q)).ln())).exp());
                q = number(between(line, ")) = ", ":"));
                assert!((q - exact).abs() <= 0.5e-6 + 1e-12, "{said}");
            }
            let (terms, result) = between(estimate, ") = (", ", rounded ").split_once(") = ").unwrap();
            let (above, below) = terms.split_once(") / (").unwrap();
            let (product, again_s) = above.split_once(" + ").unwrap();
            let (again_k, again_q) = product.split_once(" × ").unwrap();
            let (below_k, again_n) = below.split_once(" + ").unwrap();
            assert_eq!((again_s, again_n), (printed_s, printed_n), "{said}");
            assert_eq!([again_k, below_k, again_q].map(number), [k, k, q], "{said}");
            let mean = (k * q + number(printed_s)) / (k + number(printed_n));
            assert!(is_printed(mean, result), "{said}");
            assert_eq!(two_decimals(number(result)), number(between(estimate, ", rounded ", "")), "{said}");
            let shown = between(estimate, ", rounded ", "");
            let rounded = number(shown);
            assert_eq!(two_decimals(mean), rounded, "{said}");
            let line = find("target ").unwrap();
            let (target_shown, why) = line.trim_start().strip_prefix("target ").unwrap().split_once(": ").unwrap();
            let target = number(target_shown);
            let (least, step) = (rules.min_reports, rules.min_change);
            let (is_enough, differs) = (n + 1e-9 >= least, (rounded - number(r0)).abs() + 1e-9 >= step);
            if why == format!("n is {least} or more, and {shown} is {step} or more away from {r0}") {
                assert!(is_enough && differs && target == rounded, "{said}");
                saw("more");
            } else if why == format!("n is less than {least}") {
                assert!(!is_enough && target == number(r0), "{said}");
            } else {
                assert_eq!(why, format!("{shown} is less than {step} away from {r0}"), "{said}");
                assert!(is_enough && !differs && target == number(r0), "{said}");
                saw("less");
            }
            (target_shown, Some(is_enough || !differs))
        }
    };
    assert_eq!((number(published), number(target)), (own.published, own.target), "{said}");
    if own.published != own.target {
        saw("due");
        let due = format!("  due: {published} is published; `canonry rates --apply` publishes {target}");
        assert_eq!(**last, due, "{said}");
    } else if line == Some(false) {
        saw("pending");
        let pending = format!("  pending: {published} is published, and with more such reports it would change");
        assert_eq!(**last, pending, "{said}");
    } else {
        saw("current");
        assert_eq!(**last, format!("  current: {published} is published"), "{said}");
    }
}
