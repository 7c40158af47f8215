//! Every claim computed again from the rows of the database, without canonry's own code.

use std::collections::BTreeMap;

use canonry::curate::Policy;
use rusqlite::Connection;

/// A claim: its record, its part and its item.
pub type Key = (i64, String, i64);

/// What a policy says of rates, as numbers that this file computes with.
#[derive(Debug, Clone)]
pub struct Rules {
    pub min_reports: f64,
    pub min_change: f64,
    pub half_life: f64,
    pub agent_weight: f64,
    /// Of users and agents.
    pub rho: [f64; 2],
    pub maintainers: Vec<&'static str>,
    pub machines: Vec<&'static str>,
    /// By tier: the weight of a baseline, the intercept and the slope.
    pub tiers: Vec<(&'static str, f64, f64, f64)>,
}

impl Rules {
    /// Those of a set without `canonry.toml`.
    pub fn usual() -> Self {
        let tiers = [("ai_generated", 4.0), ("human_reviewed", 10.0), ("community_verified", 20.0)];
        Rules {
            min_reports: 3.0,
            min_change: 0.05,
            half_life: 0.0,
            agent_weight: 0.5,
            rho: [0.3, 0.3],
            maintainers: vec![],
            machines: vec![],
            tiers: tiers.map(|(tier, weight)| (tier, weight, 0.0, 1.0)).to_vec(),
        }
    }

    /// Others in every number.
    pub fn unusual() -> Self {
        Rules {
            min_reports: 2.5,
            min_change: 0.03,
            half_life: 90.0,
            agent_weight: 0.4,
            rho: [0.25, 0.5],
            maintainers: vec!["mei"],
            machines: vec!["buildbot"],
            tiers: vec![
                ("ai_generated", 5.5, -0.3, 0.8),
                ("human_reviewed", 12.0, 0.2, 1.1),
                ("community_verified", 24.0, 0.0, 1.0),
            ],
        }
    }

    /// As a `canonry.toml`.
    pub fn to_toml(&self) -> String {
        let names = |names: &[&str]| format!("{names:?}");
        let table = |of: fn(&(&'static str, f64, f64, f64)) -> f64| -> String {
            self.tiers.iter().map(|tier| format!("{} = {:?}\n", tier.0, of(tier))).collect()
        };
        format!(
            "[rates]\nmin_reports = {:?}\nmin_change = {:?}\nhalf_life_days = {:?}\n[weight]\nagent = {:?}\n\
            [rho]\nuser = {:?}\nagent = {:?}\n[reporters]\nmaintainer = {}\nci = {}\n\
            [prior]\n{}[intercept]\n{}[slope]\n{}",
            self.min_reports,
            self.min_change,
            self.half_life,
            self.agent_weight,
            self.rho[0],
            self.rho[1],
            names(&self.maintainers),
            names(&self.machines),
            table(|tier| tier.1),
            table(|tier| tier.2),
            table(|tier| tier.3),
        )
    }

    pub fn policy(&self) -> Policy {
        self.to_toml().parse().unwrap()
    }

    /// What a report of a kind weighs, and how alike those of one reporter are.
    fn of_kind(&self, claimed: &str, name: &str) -> (f64, f64) {
        match claimed {
            "agent" => (self.agent_weight, self.rho[1]),
            "maintainer" if self.maintainers.contains(&name) => (1.0, 0.0),
            "ci" if self.machines.contains(&name) => (1.0, 0.0),
            _ => (1.0, self.rho[0]),
        }
    }
}

/// Reports of one row of the ledger.
#[derive(Debug, Clone)]
pub struct Row {
    /// The batch with which it came; for one that came again after an undo, that batch.
    pub arrived_in: i64,
    pub counts: bool,
    pub reporter: String,
    pub kind: String,
    pub is_apart: bool,
    pub count: f64,
    pub day: i64,
    /// How much one report supports the claim.
    pub support: f64,
}

/// The expected rate of a claim.
#[derive(Debug, Clone)]
pub struct Recounted {
    pub id: String,
    pub published: f64,
    pub baseline: f64,
    pub baseline_batch: i64,
    pub tier: String,
    pub s: f64,
    pub n: f64,
    pub mean: f64,
    pub target: f64,
}

/// A change of a claim: its batch, and the values before and after. One that is set to the same value has no value
/// before.
struct Change {
    batch: i64,
    is_again: bool,
    old: Option<f64>,
    new: Option<f64>,
}

/// Half to even to two decimals, where a double that is nearly a tie counts as one.
pub fn two_decimals(number: f64) -> f64 {
    let below = (number * 100.0).floor();
    let rest = number * 100.0 - below;
    let up = if (rest - 0.5).abs() < 1e-9 { below % 2.0 == 1.0 } else { rest > 0.5 };
    (below + f64::from(u8::from(up))) / 100.0
}

/// What an undo undid, by its batch.
fn undos(connection: &Connection) -> BTreeMap<i64, i64> {
    let mut statement = connection.prepare("SELECT DISTINCT batch, undone FROM undo").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// The state after a series of steps, each of a batch: an undo restores the state before the batch that it undid.
fn replayed<S: Clone>(first: S, steps: &[(i64, Option<S>)], undos: &BTreeMap<i64, i64>) -> S {
    let mut states = vec![(0, first)];
    for (batch, new) in steps {
        let before = |batch: i64| states.iter().rev().find(|(at, _)| *at < batch).unwrap().1.clone();
        let state = match (undos.get(batch), new) {
            (Some(undone), _) => before(*undone),
            (None, Some(new)) => new.clone(),
            (None, None) => before(*batch),
        };
        states.push((*batch, state));
    }
    states.pop().unwrap().1
}

/// The reports of each claim.
pub fn rows(connection: &Connection) -> BTreeMap<Key, Vec<Row>> {
    let undos = undos(connection);
    let mut rulings: BTreeMap<i64, Vec<(i64, bool)>> = BTreeMap::new();
    let mut statement = connection.prepare("SELECT evidence, batch, is_withdrawn FROM ruling ORDER BY batch").unwrap();
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        rulings.entry(row.get(0).unwrap()).or_default().push((row.get(1).unwrap(), row.get(2).unwrap()));
    }
    let sql = "SELECT record, workaround, dead_end, id, batch, outcome, reporter, reporter_kind, is_apart, count,
            CAST(julianday(day) AS INTEGER), moved_from
        FROM evidence WHERE outcome IS NOT NULL ORDER BY id";
    let mut statement = connection.prepare(sql).unwrap();
    let mut found = statement.query([]).unwrap();
    let mut rows: BTreeMap<Key, Vec<Row>> = BTreeMap::new();
    // By which batch each row was recorded, before it was moved.
    let mut recorded: BTreeMap<i64, i64> = BTreeMap::new();
    while let Some(row) = found.next().unwrap() {
        let (part, item) = match (row.get::<_, Option<i64>>(1).unwrap(), row.get::<_, Option<i64>>(2).unwrap()) {
            (Some(id), _) => ("workaround", id),
            (_, Some(id)) => ("dead_end", id),
            _ => ("record", 0),
        };
        let outcome: String = row.get(5).unwrap();
        let helped = [("success", 1.0), ("partial", 0.5), ("fail", 0.0), ("worse", 0.0)];
        let helped = helped.iter().find(|(word, _)| *word == outcome).unwrap().1;
        let (id, batch): (i64, i64) = (row.get(3).unwrap(), row.get(4).unwrap());
        // Before it was moved here it counted as withdrawn; the state is since when it counts.
        let came = |(at, is_withdrawn): &(i64, bool)| (*at, Some((!is_withdrawn).then_some(*at)));
        let first = row.get::<_, Option<i64>>(11).unwrap().map_or(batch, |from| recorded[&from]);
        recorded.insert(id, first);
        let mut steps: Vec<(i64, Option<Option<i64>>)> = vec![(batch, Some(Some(first)))];
        steps.extend(rulings.get(&id).into_iter().flatten().map(came));
        let arrived_in = replayed(None, &steps, &undos);
        let counts = rulings.get(&id).is_none_or(|rulings| !rulings.last().unwrap().1);
        assert_eq!(arrived_in.is_some(), counts, "e{id}: {steps:?}");
        let reporter = row.get::<_, String>(6).unwrap().trim().to_uppercase().to_lowercase();
        rows.entry((row.get(0).unwrap(), part.to_owned(), item)).or_default().push(Row {
            arrived_in: arrived_in.unwrap_or(batch),
            counts,
            reporter,
            kind: row.get(7).unwrap(),
            is_apart: row.get(8).unwrap(),
            count: row.get::<_, u32>(9).unwrap().into(),
            day: row.get(10).unwrap(),
            support: if part == "dead_end" { 1.0 - helped } else { helped },
        });
    }
    rows
}

/// S and n of the reports that count for a baseline.
fn weighed(rules: &Rules, rows: &[Row], baseline_batch: i64) -> (f64, f64) {
    let counting: Vec<&Row> = rows.iter().filter(|row| row.counts && row.arrived_in >= baseline_batch).collect();
    let latest = counting.iter().map(|row| row.day).max();
    let mut roots: BTreeMap<&str, f64> = BTreeMap::new();
    for row in counting.iter().filter(|row| !row.is_apart) {
        *roots.entry(&row.reporter).or_default() += row.count * rules.of_kind(&row.kind, &row.reporter).1.sqrt();
    }
    counting.iter().fold((0.0, 0.0), |(s, n), row| {
        let (weight, rho) = rules.of_kind(&row.kind, &row.reporter);
        let divisor = if row.is_apart { 1.0 } else { 1.0 - rho + rho.sqrt() * roots[&*row.reporter] };
        let age = if rules.half_life > 0.0 { (latest.unwrap() - row.day) as f64 / rules.half_life } else { 0.0 };
        let all = row.count * weight * 0.5_f64.powf(age) / divisor;
        (s + all * row.support, n + all)
    })
}

/// Every claim of the records that are published.
pub fn recount(connection: &Connection, rules: &Rules) -> BTreeMap<Key, Recounted> {
    let (undos, rows) = (undos(connection), rows(connection));
    let mut statement = connection.prepare("SELECT batch FROM applied").unwrap();
    let applied: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut changes: BTreeMap<Key, Vec<Change>> = BTreeMap::new();
    let sql = "SELECT record,
            CASE field WHEN 'success_rate' THEN 'workaround' WHEN 'fail_rate' THEN 'dead_end' ELSE 'record' END,
            item, batch, old, new, part = 'base'
        FROM change WHERE field GLOB '*_rate' ORDER BY batch";
    let mut statement = connection.prepare(sql).unwrap();
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        let number = |at: usize| row.get::<_, Option<String>>(at).unwrap().map(|number| number.parse::<f64>().unwrap());
        let key = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        let (batch, is_again) = (row.get(3).unwrap(), row.get(6).unwrap());
        changes.entry(key).or_default().push(Change { batch, is_again, old: number(4), new: number(5) });
    }
    let mut tiers: BTreeMap<i64, Vec<(i64, String, String)>> = BTreeMap::new();
    let sql = "SELECT record, batch, json_extract(old, '$'), json_extract(new, '$') FROM change
        WHERE field = 'verification_tier' ORDER BY batch";
    let mut statement = connection.prepare(sql).unwrap();
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        let change = (row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap());
        tiers.entry(row.get(0).unwrap()).or_default().push(change);
    }
    let sql = "SELECT r.id, c.part, c.item, c.rate, r.canon_id, r.verification_tier, r.added_by FROM record r JOIN (
            SELECT record, 'workaround' AS part, id AS item, success_rate AS rate FROM workaround WHERE gone_in IS NULL
            UNION ALL SELECT record, 'dead_end', id, fail_rate FROM dead_end WHERE gone_in IS NULL
            UNION ALL SELECT id, 'record', 0, fix_success_rate FROM record
        ) c ON c.record = r.id WHERE r.withdrawn_in IS NULL";
    let mut statement = connection.prepare(sql).unwrap();
    let mut found = statement.query([]).unwrap();
    let mut claims = BTreeMap::new();
    while let Some(row) = found.next().unwrap() {
        let key: Key = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        let (published, id, tier, added_by): (f64, String, String, i64) =
            (row.get(3).unwrap(), row.get(4).unwrap(), row.get(5).unwrap(), row.get(6).unwrap());
        let own = changes.get(&key).map_or(&[][..], Vec::as_slice);
        let authored = own.iter().find(|change| !change.is_again).map_or(Some(published), |change| change.old);
        let steps: Vec<_> = own
            .iter()
            .map(|Change { batch, new, .. }| {
                let by_hand = (!applied.contains(batch)).then(|| new.map(|new| (new, *batch)));
                (*batch, by_hand)
            })
            .collect();
        let (baseline, baseline_batch) = replayed(authored.map(|rate| (rate, added_by)), &steps, &undos).unwrap();
        let tier = match tiers.get(&key.0) {
            None => tier,
            Some(changes) => {
                let before = changes.iter().rev().find(|(batch, ..)| *batch <= baseline_batch);
                before.map_or_else(|| changes[0].1.clone(), |(.., new)| new.clone())
            }
        };
        let (s, n) = weighed(rules, rows.get(&key).map_or(&[], Vec::as_slice), baseline_batch);
        let (_, weight, intercept, slope) = *rules.tiers.iter().find(|one| one.0 == tier).unwrap();
        let clamped = baseline.clamp(0.02, 0.98);
        let odds = (clamped / (1.0 - clamped)).powf(slope) * intercept.exp();
        let mean = (weight * (odds / (1.0 + odds)) + s) / (weight + n);
        let rounded = two_decimals(mean);
        let moves = n > 0.0 && n > rules.min_reports - 1e-9 && (rounded - baseline).abs() > rules.min_change - 1e-9;
        let target = if moves { rounded } else { baseline };
        claims.insert(key, Recounted { id, published, baseline, baseline_batch, tier, s, n, mean, target });
    }
    claims
}
