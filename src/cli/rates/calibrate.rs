//! `canonry rates --calibrate`

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::curate::{Calibration, Policy, WorkProgress, calibrate, toml_key};
use crate::store::{Filter, Snapshot};

/// A number of a fit.
type Number = fn(&Calibration) -> f64;

pub(super) fn run(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    progress: &WorkProgress,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let found = calibrate(snapshot, policy, filter, progress)?;
    if console.is_json() {
        let tiers: Vec<Value> = found.iter().map(to_json).collect();
        let counts = json!({ "tiers": tiers.len() });
        console.object(counts, Map::from_iter([("tiers".to_owned(), Value::Array(tiers))]))?;
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        console.note("no claim has reports; `canonry feedback import FILE` imports some");
        return Ok(Exit::Done);
    }
    for one in &found {
        let claims = if one.fit.cases == 1 { "1 claim".to_owned() } else { format!("{} claims", one.fit.cases) };
        console.line(format!(
            "# {}: from the reports on {claims}; ln L {:.2} now, {:.2} with the lines below",
            one.tier, one.ln_likelihood, one.fit.ln_likelihood
        ))?;
        if one.is_few() {
            console.line("#   too few claims, so the lines of this tier are comments")?;
        }
        if one.fit.is_weight_open {
            console.line(
                "#   any larger prior fits as well: the reports differ from the rates no more than by \
                          chance",
            )?;
        }
    }
    for (table, value) in [("prior", weight as Number), ("intercept", intercept), ("slope", slope)] {
        console.line(format!("[{table}]"))?;
        for one in &found {
            let mark = if one.is_few() { "# " } else { "" };
            console.line(format!("{mark}{} = {}", toml_key(one.tier.as_str()), rounded(value(one))))?;
        }
    }
    console.note("nothing was changed; to use these lines, replace those of the same names in canonry.toml, and run `canonry rates`");
    Ok(Exit::Done)
}

fn weight(one: &Calibration) -> f64 {
    one.fit.weight
}

fn intercept(one: &Calibration) -> f64 {
    one.fit.line.intercept
}

fn slope(one: &Calibration) -> f64 {
    one.fit.line.slope
}

/// Rounds to four decimals, which is more precise than any set of reports.
fn rounded(number: f64) -> String {
    format!("{number:.4}")
}

fn to_json(one: &Calibration) -> Value {
    let Calibration { tier, now: (weight, line), ln_likelihood, fit } = one;
    json!({
        "tier": tier.as_str(), "claims": fit.cases,
        "now": { "prior": weight, "intercept": line.intercept, "slope": line.slope, "ln_likelihood": ln_likelihood },
        "fit": {
            "prior": fit.weight, "intercept": fit.line.intercept, "slope": fit.line.slope,
            "ln_likelihood": fit.ln_likelihood, "any_larger_prior": fit.is_weight_open,
        },
    })
}
