//! `canonry rates`

mod bar;
mod confidence;

use serde_json::{Map, Value, json};

use super::changes;
use super::console::Console;
use super::csv_table::{Csv, CsvArgs};
use super::failure::{Exit, Failure};
use super::filter::{FilterArgs, name_unknown};
use super::global::{Global, Writing};
use super::layout::Fit;
use super::policy::PolicyArgs;
use super::table::{Column, Table};
use super::verb;
use crate::curate::{Apply, Rated, Rates, rates};
use crate::estimate::{Z_95, wilson};
use crate::store::Store;

/// Show what the reports say each rate should be, and publish it
///
/// A claim is a workaround's success_rate, a dead end's fail_rate or a record's fix_success_rate. Its baseline, the value
/// as authored or imported, counts like some reports, as many as the policy gives the record's tier; the reports in the
/// ledger are added to that. Listed are the claims with reports, surprises first (the baseline lies outside of what the
/// reports allow), then those that would change most.
///
/// In the bar, from 0 to 1, ◆ is the estimate, ━ its 90 % interval, ◇ the baseline.
///
/// An estimate is due where there are enough reports and it differs enough from what is published; --apply publishes
/// those, as one batch. The others stay pending. It is computed from the baseline and the ledger every time, so applying
/// twice changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Publish the estimates that are due
    #[arg(long, conflicts_with_all = ["csv", "safe_csv", "confidence"])]
    apply: bool,
    #[command(flatten)]
    csv: CsvArgs,
    /// Suggest a confidence for each record with evidence; nothing is changed
    #[arg(long)]
    confidence: bool,
    /// Print at most so many claims as a table; 0 for all
    #[arg(long, value_name = "N", default_value_t = 30)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

/// The columns of the CSV.
const COLUMNS: [&str; 14] = [
    "id",
    "claim",
    "published",
    "baseline",
    "prior",
    "successes",
    "reports",
    "estimate",
    "low",
    "high",
    "wilson_low",
    "wilson_high",
    "surprise",
    "verdict",
];

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.policy.policy(global)?;
    let filter = args.filter.published(global, "withdrawn records have no published rates")?;
    let path = global.existing_database()?;
    if args.apply {
        let due = |store: &mut Store, _: &_| {
            name_unknown(&filter, store, global)?;
            Ok(Apply::due(store, &policy, &filter)?)
        };
        let (context, _, outcome) = verb::carry_out(global, &args.writing, console, due)?;
        let counts = Map::from_iter([("published".to_owned(), json!(outcome.detail))]);
        changes::print(console, &context, &outcome, counts, Map::new())?;
        return Ok(Exit::Done);
    }
    let mut store = Store::open_read(&path)?;
    name_unknown(&filter, &store, global)?;
    if args.confidence {
        return confidence::run(&store, &policy, &filter, args, global, console);
    }
    let is_table = !console.is_json() && !args.csv.is_wanted();
    let most = if is_table && args.limit > 0 { args.limit } else { usize::MAX };
    let found = rates(&mut store, &policy, &filter, most)?;
    if console.is_json() {
        let all: Vec<Value> = found.foremost.iter().map(to_json).collect();
        let Rates { claims, due, pending, surprises, .. } = found;
        let counts = json!({ "claims": claims, "due": due, "pending": pending, "surprises": surprises });
        console.object(counts, Map::from_iter([("claims".to_owned(), Value::Array(all))]))?;
    } else if args.csv.is_wanted() {
        let mut csv = Csv::new(&COLUMNS, console)?;
        found.foremost.iter().try_for_each(|one| csv.row(cells(one)))?;
        csv.finish()?;
    } else {
        print_table(&found, console)?;
    }
    Ok(Exit::Done)
}

fn print_table(found: &Rates, console: &mut Console) -> Result<(), Failure> {
    if found.claims == 0 {
        console.note("no claim has reports; `canonry feedback import FILE` takes some in");
        return Ok(());
    }
    let columns = vec![
        Column::new("claim", Fit::Whole),
        Column::number("published", Fit::Drop(2)),
        Column::number("baseline", Fit::Drop(5)),
        Column::number("reports", Fit::Drop(3)),
        Column::number("estimate", Fit::Drop(1)),
        Column::new("0 ─ 90 % interval ─ 1", Fit::Drop(6)),
        Column::new("verdict", Fit::Drop(4)),
    ];
    let mut table = Table::new(columns, console);
    for one in &found.foremost {
        let judgement = &one.judgement;
        let estimate = &judgement.estimate;
        let surprise = if judgement.surprise().is_up() { ", surprise" } else { "" };
        table.row(vec![
            format!("{} {}", one.id, one.name()),
            judgement.published.to_string(),
            judgement.baseline.rate.to_string(),
            format!("{} of {}", short(estimate.tally.successes()), short(estimate.tally.reports())),
            estimate.rounded.to_string(),
            bar::draw(judgement),
            format!("{}{surprise}", judgement.verdict.as_str()),
        ])?;
    }
    table.finish()?;
    let unprinted = found.claims - found.foremost.len();
    console.more(unprinted, "claim", "--limit 0, --csv or --json print them all");
    let what = match found.due {
        0 => "nothing is due".to_owned(),
        1 => "1 estimate is due; `canonry rates --apply` publishes it".to_owned(),
        many => format!("{many} estimates are due; `canonry rates --apply` publishes them"),
    };
    let claims = if found.claims == 1 { "1 claim".to_owned() } else { format!("{} claims", found.claims) };
    console.note(format!("{claims} with reports; {what}"));
    Ok(())
}

/// The cells of a claim as CSV.
fn cells(one: &Rated) -> [String; COLUMNS.len()] {
    let (judgement, estimate) = (&one.judgement, &one.judgement.estimate);
    let (interval, wilson) = (estimate.interval(), wilson(estimate.tally, Z_95));
    let end = |end: Option<f64>| end.map_or(String::new(), |end| format!("{end:.4}"));
    [
        one.id.to_string(),
        one.name(),
        judgement.published.to_string(),
        judgement.baseline.rate.to_string(),
        short(estimate.prior.weight()),
        short(estimate.tally.successes()),
        short(estimate.tally.reports()),
        format!("{:.4}", estimate.mean),
        end(Some(interval.low)),
        end(Some(interval.high)),
        end(wilson.map(|interval| interval.low)),
        end(wilson.map(|interval| interval.high)),
        judgement.surprise().is_up().to_string(),
        judgement.verdict.as_str().to_owned(),
    ]
}

fn to_json(one: &Rated) -> Value {
    let (judgement, estimate) = (&one.judgement, &one.judgement.estimate);
    let (interval, wilson) = (estimate.interval(), wilson(estimate.tally, Z_95));
    json!({
        "id": one.id.as_str(), "claim": one.name(), "published": judgement.published.value(),
        "baseline": judgement.baseline.rate.value(), "prior": estimate.prior.weight(),
        "successes": estimate.tally.successes(), "reports": estimate.tally.reports(), "mean": estimate.mean,
        "estimate": estimate.rounded.value(), "interval": [interval.low, interval.high],
        "wilson": wilson.map(|wilson| [wilson.low, wilson.high]), "surprise": judgement.surprise().is_up(),
        "verdict": judgement.verdict.as_str(),
    })
}

/// A number of reports without needless decimals.
pub(super) fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
