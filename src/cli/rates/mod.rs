//! `canonry rates`

mod bar;
mod calibrate;
mod confidence;
mod numbers;
mod table;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, json};

use super::changes;
use super::console::Console;
use super::csv_table::{Csv, CsvArgs};
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use super::options::Writing;
use super::receipt::PrintedJudgement;
use super::verb;
use crate::curate::{Context, Judgement, Policy, PublishRates, Rated, Rates, Verdict, rates};
use crate::store::Snapshot;

pub(super) use confidence::{print_suggestion, suggestion_to_json};
pub(super) use numbers::{capped_e, e_in_words, trimmed};

/// Show what the reports say each rate should be, and publish it
///
/// A claim is a workaround's success_rate, a dead end's fail_rate or a record's fix_success_rate. Its baseline, the
/// value that was authored or imported, has the weight of some reports; the policy sets their number for the tier on
/// which the baseline was set. The reports in the ledger are added to that; those of one user have a total weight of up
/// to 3.4. Claims with reports are listed, those first whose true rate is most likely lower than their baseline: e is
/// the evidence for that.
///
/// In the bar, from 0 to 1, ◆ is the estimate, ━ its 90 % interval, ◇ the baseline. What is published depends only on
/// the baseline, the ledger and the policy, so it does not matter when and how often you apply it. docs/rates.md
/// explains all of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Marks:\n  \
    due: RATE  the published rate is not the target; --apply publishes RATE\n  \
    pending    with more such reports it would become due\n  \
    surprise   reports like these are rare if the baseline is true: check the record\n  \
    sure       e is 20 or more: the true rate is lower; wrong in up to 1 of 20 claims, however often you check\n  \
    one voice  without this one reporter the estimate would be 0.15 or more away")]
pub(super) struct Args {
    /// Publish what is due
    #[arg(long, conflicts_with_all = ["csv", "safe_csv", "confidence", "calibrate", "only"])]
    apply: bool,
    /// List only claims with this mark
    #[arg(long, value_name = "MARK", conflicts_with_all = ["confidence", "calibrate"])]
    only: Option<Mark>,
    #[command(flatten)]
    csv: CsvArgs,
    /// Suggest a confidence for each record with evidence; nothing is changed
    #[arg(long)]
    confidence: bool,
    /// Fit from the reports how reliable the authored rates of each tier are, and print the lines for canonry.toml;
    /// nothing is changed
    #[arg(long, conflicts_with_all = ["confidence", "csv", "safe_csv"])]
    calibrate: bool,
    /// Print a table of up to N claims; 0 for all
    #[arg(long, value_name = "N", default_value_t = 30)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    writing: Writing,
}

/// The mark of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mark {
    /// The published rate is not the target
    Due,
    /// There are not enough reports yet
    Pending,
    /// The reports are rare if the baseline is true
    Surprise,
    /// The true rate is lower than the baseline
    Sure,
    /// The estimate depends on one reporter
    OneVoice,
}

impl Mark {
    fn is_on(self, judgement: &Judgement) -> bool {
        match self {
            Mark::Due => judgement.verdict == Verdict::Due,
            Mark::Pending => judgement.verdict == Verdict::Pending,
            Mark::Surprise => judgement.is_surprise(),
            Mark::Sure => judgement.is_sure(),
            Mark::OneVoice => judgement.one_voice.is_some(),
        }
    }
}

/// The columns of the CSV.
const COLUMNS: [&str; 18] = [
    "id",
    "claim",
    "published",
    "target",
    "verdict",
    "baseline",
    "baseline_tier",
    "prior",
    "expected",
    "supporting",
    "reports",
    "estimate",
    "low",
    "high",
    "surprise",
    "e",
    "sure",
    "one_voice",
];

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.filter.policy.policy(global)?;
    let path = global.existing_database()?;
    if args.apply {
        let due = |snapshot: &mut Snapshot<'_>, context: &Context| {
            let filter = args.filter.filter(snapshot, global)?;
            Ok(PublishRates::due(snapshot, &policy, &filter, &context.progress)?)
        };
        let (context, _, applied) = verb::carry_out(global, &args.writing, console, due)?;
        let counts = Map::from_iter([("published".to_owned(), json!(applied.detail))]);
        changes::print(console, &context, &applied, counts, Map::new())?;
        return Ok(Exit::Done);
    }
    let mut store = global.open_read(&path)?;
    let mut snapshot = store.snapshot()?;
    let filter = args.filter.filter(&mut snapshot, global)?;
    if args.confidence {
        return confidence::run(&snapshot, &policy, &filter, (args.csv, args.limit), console);
    }
    if args.calibrate {
        return calibrate::run(&snapshot, &policy, &filter, &global.progress(), console);
    }
    let is_table = !console.is_json() && !args.csv.is_wanted();
    let most = if is_table && args.limit > 0 { args.limit } else { usize::MAX };
    let wanted = |one: &Judgement| args.only.is_none_or(|mark| mark.is_on(one));
    let found = rates(&snapshot, &policy, &filter, (most, wanted), &global.progress())?;
    drop(snapshot);
    if console.is_json() {
        let Rates { claims, due, pending, surprises, sure, one_voice, foremost, .. } = &found;
        let counts = json!({
            "claims": claims, "due": due, "pending": pending, "surprises": surprises, "sure": sure, "one_voice": one_voice,
        });
        let mut object = console.object_with_list(&counts, &Map::new(), "claims")?;
        foremost.iter().try_for_each(|one| {
            let judgement = one.judgement(&policy);
            let judgement = PrintedJudgement::of(&judgement);
            object.element(&PrintedClaim { id: one.id.as_str(), claim: one.name().to_string(), judgement })
        })?;
        object.end()?;
    } else if args.csv.is_wanted() {
        let mut csv = Csv::new(&COLUMNS, console)?;
        found.foremost.iter().try_for_each(|one| csv.row(cells(one, &policy, args.csv)))?;
        csv.finish()?;
    } else {
        table::print(&found, &policy, console)?;
    }
    Ok(Exit::Done)
}

/// The cells of a claim as CSV.
fn cells(one: &Rated, policy: &Policy, csv: CsvArgs) -> [String; COLUMNS.len()] {
    let judgement = one.judgement(policy);
    let estimate = &judgement.estimate;
    let interval = estimate.interval();
    let four = |number: f64| format!("{number:.4}");
    [
        one.id.to_string(),
        one.name().to_string(),
        judgement.published.to_string(),
        judgement.target.to_string(),
        judgement.verdict.as_str().to_owned(),
        judgement.baseline.rate.to_string(),
        csv.text(judgement.baseline.tier.to_string()),
        estimate.prior.weight().to_string(),
        four(estimate.prior.mean()),
        four(estimate.tally.supporting()),
        four(estimate.tally.reports()),
        four(estimate.mean),
        four(interval.low),
        four(interval.high),
        judgement.is_surprise().to_string(),
        format!("{:.4e}", capped_e(judgement.ln_e)),
        judgement.is_sure().to_string(),
        csv.text(judgement.one_voice.as_ref().map_or(String::new(), |voice| voice.reporter.clone())),
    ]
}

/// A claim and its judgement as JSON.
#[derive(Serialize)]
struct PrintedClaim<'c> {
    id: &'c str,
    claim: String,
    #[serde(flatten)]
    judgement: PrintedJudgement<'c>,
}
