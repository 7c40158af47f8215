//! Every published number, computed again from the rows of the database, without canonry's own code.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::generate;
use crate::support::Sandbox;

/// A claim: its record, its part and its item.
type Claim = (i64, String, i64);

/// Some reports: their batch, the batch in which they were withdrawn, their reporter, their number, what one weighs by
/// its kind, and how much of that supports the claim.
struct Report {
    batch: i64,
    withdrawn: Option<i64>,
    reporter: String,
    count: f64,
    weight: f64,
    support: f64,
}

/// A value of a claim: its batch, the value before, whether it was published as an estimate, or restored by an undo.
struct Change {
    batch: i64,
    old: f64,
    new: f64,
    is_estimate: bool,
    is_undo: bool,
}

/// The weight of a baseline in reports: all records here are of the tier `ai_generated`.
const PRIOR: f64 = 4.0;

/// Fewer reports publish nothing.
const LEAST: f64 = 3.0;

/// Less of a change is not published.
const STEP: f64 = 0.05;

/// How alike the reports of one reporter are, if the policy lists no maintainers.
const RHO: f64 = 0.3;

fn reports(connection: &Connection) -> BTreeMap<Claim, Vec<Report>> {
    let sql = "SELECT e.record, e.workaround, e.dead_end, e.outcome, e.reporter_kind, e.count, e.batch, r.batch, \
        lower(trim(e.reporter))
        FROM evidence e LEFT JOIN ruling r ON r.evidence = e.id WHERE e.outcome IS NOT NULL";
    let mut statement = connection.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut reports: BTreeMap<Claim, Vec<Report>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let (workaround, dead_end): (Option<i64>, Option<i64>) = (row.get(1).unwrap(), row.get(2).unwrap());
        let (part, item) = match (workaround, dead_end) {
            (Some(id), _) => ("workaround", id),
            (_, Some(id)) => ("dead_end", id),
            _ => ("record", 0),
        };
        let (outcome, kind): (String, String) = (row.get(3).unwrap(), row.get(4).unwrap());
        let helped =
            [("success", 1.0), ("partial", 0.5)].iter().find(|(word, _)| *word == outcome).map_or(0.0, |(_, y)| *y);
        let support = if part == "dead_end" { 1.0 - helped } else { helped };
        let weight = if kind == "agent" { 0.5 } else { 1.0 };
        let count = f64::from(row.get::<_, u32>(5).unwrap());
        let (batch, withdrawn, reporter) = (row.get(6).unwrap(), row.get(7).unwrap(), row.get(8).unwrap());
        let claim = (row.get(0).unwrap(), part.to_owned(), item);
        reports.entry(claim).or_default().push(Report { batch, withdrawn, reporter, count, weight, support });
    }
    reports
}

fn changes(connection: &Connection) -> BTreeMap<Claim, Vec<Change>> {
    let sql = "SELECT record, part, item, batch, old, new, batch IN (SELECT batch FROM applied),
            batch IN (SELECT batch FROM undo)
        FROM change WHERE field GLOB '*_rate' ORDER BY batch";
    let mut statement = connection.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut changes: BTreeMap<Claim, Vec<Change>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let number = |at: usize| row.get::<_, String>(at).unwrap().parse::<f64>().unwrap();
        let claim = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        changes.entry(claim).or_default().push(Change {
            batch: row.get(3).unwrap(),
            old: number(4),
            new: number(5),
            is_estimate: row.get(6).unwrap(),
            is_undo: row.get(7).unwrap(),
        });
    }
    changes
}

/// What a claim had to be by what was known before a batch: its mean, the weight of its reports, and whether the mean
/// or the baseline is its rate.
fn estimate(reports: &[Report], (baseline, since): (f64, i64), before: i64) -> (f64, f64, bool) {
    let counting = reports.iter().filter(|report| report.batch > since && report.batch < before);
    let counting: Vec<&Report> =
        counting.filter(|report| report.withdrawn.is_none_or(|batch| batch > before)).collect();
    let mut made: BTreeMap<&str, f64> = BTreeMap::new();
    counting.iter().for_each(|report| *made.entry(&report.reporter).or_default() += report.count);
    let (mut s, mut n) = (0.0, 0.0);
    for report in counting {
        let weight = report.count * report.weight / (1.0 + (made[&*report.reporter] - 1.0) * RHO);
        s += weight * report.support;
        n += weight;
    }
    let mean = (PRIOR * baseline.clamp(0.02, 0.98) + s) / (PRIOR + n);
    let rounded = (mean * 100.0).round() / 100.0;
    (mean, n, n + 1e-9 >= LEAST && (rounded - baseline).abs() > STEP - 1e-9)
}

#[test]
fn every_published_number_follows_from_the_ledger() {
    const RECORDS: usize = 150;
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), RECORDS).unwrap();
    sandbox.ok("import many.ndjson");
    for rows in [2_500, 1_500] {
        generate::feedback(&sandbox.path("feedback.csv"), rows, RECORDS).unwrap();
        sandbox.ok("feedback import feedback.csv --yes");
        sandbox.ok("rates --apply --yes");
        let withdrawn: Vec<String> = (1..rows).step_by(9).map(|number| format!("e{number}")).collect();
        sandbox.ok(&format!("evidence withdraw {} --reason spam --yes", withdrawn.join(" ")));
        for number in (0..RECORDS).step_by(7) {
            sandbox.ok(&format!("edit {} --set w1.success_rate=0.{}", generate::id(number), 1 + rows / 500));
        }
    }
    // A withdrawn record has no claims, and its reports count nowhere else.
    let thin: Vec<String> = (1..RECORDS).step_by(5).map(generate::id).collect();
    sandbox.ok(&format!("withdraw {} --reason thin --yes", thin.join(" ")));
    sandbox.ok("rates --apply --yes");
    sandbox.ok("undo --yes");
    sandbox.ok("rates --apply --yes");

    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let (reports, changes) = (reports(&connection), changes(&connection));
    let (mut published, mut by_hand, mut returned) = (0, 0, 0);
    let mut now: BTreeMap<Claim, (f64, (f64, i64))> = BTreeMap::new();
    for (claim, changes) in &changes {
        let mut baseline = (changes[0].old, 1);
        for Change { batch, old, new, is_estimate, is_undo } in changes {
            if *is_estimate {
                let (mean, n, is_published) = estimate(&reports[claim], baseline, *batch);
                let said = format!("{claim:?}, batch {batch}: {old} to {new}, and {n} reports say {mean}");
                let target = if is_published { mean } else { baseline.0 };
                assert!((target - new).abs() < 0.005 + 1e-9, "{said}");
                returned += usize::from(!is_published);
                published += 1;
            } else if !is_undo {
                (baseline, by_hand) = ((*new, *batch), by_hand + 1);
            }
        }
        now.insert(claim.clone(), (changes.last().unwrap().new, baseline));
    }
    let said =
        format!("{published} numbers were published, {returned} went back to the baseline, {by_hand} were set by hand");
    assert!(published > 300 && by_hand > 40 && returned > 5, "{said}");
    // The current rate is the one that was published last, and no estimate is left that should have been published.
    let tables = [
        ("workaround", "SELECT record, id, success_rate FROM workaround WHERE gone_in IS NULL AND record IN living"),
        ("dead_end", "SELECT record, id, fail_rate FROM dead_end WHERE gone_in IS NULL AND record IN living"),
        ("record", "SELECT id, 0, fix_success_rate FROM record WHERE id IN living"),
    ];
    for (part, sql) in tables {
        let living = "WITH living AS (SELECT id FROM record WHERE withdrawn_in IS NULL)";
        let mut statement = connection.prepare(&format!("{living} {sql}")).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let claim: Claim = (row.get(0).unwrap(), part.to_owned(), row.get(1).unwrap());
            let stands: f64 = row.get(2).unwrap();
            let (last, baseline) = now.get(&claim).copied().unwrap_or((stands, (stands, 1)));
            assert_eq!(stands, last, "{claim:?}");
            let (mean, n, is_published) = estimate(reports.get(&claim).map_or(&[], Vec::as_slice), baseline, i64::MAX);
            let target = if is_published { mean } else { baseline.0 };
            assert!((target - stands).abs() < 0.005 + 1e-9, "{claim:?} stands at {stands}, and {n} reports say {mean}");
        }
    }
}
