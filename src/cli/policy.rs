//! `canonry policy`, and the option for the policy of other commands.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::nearest_file;
use super::terminal::Escapes;
use crate::check::{Selector, ThresholdValue};
use crate::curate::{
    CheckPolicy, ExportPolicy, Gate, ImportPolicy, Policy, PolicyPath, RatePolicy, ReleasePolicy, Trust,
};
use crate::ledger::Reporters;
use crate::record::Limits;

/// Show the policy of this set
///
/// The policy is the file canonry.toml beside the database; keys that it does not have are as in the default. It sets
/// the ladder of tiers, the requirements for each tier (its gate), the weight of a report by its reporter, when a rate
/// changes, how large new data may be, what `canonry check` finds, and how far each source is trusted.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Print the policy in force, in the format of canonry.toml
    ///
    /// Prints every value in force, also defaults, with an explanation of each key. This is a good start for your own
    /// file: `canonry policy show > canonry.toml`.
    Show(PolicyArgs),
}

/// Which policy.
#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    /// The policy [default: canonry.toml beside the database, else the built-in one]
    // Set explicitly, because clap would use the heading of the group before it.
    #[arg(long, value_name = "FILE", help_heading = None)]
    policy: Option<PathBuf>,
}

impl PolicyArgs {
    /// Whether the command line names a policy.
    pub(super) fn is_named(&self) -> bool {
        self.policy.is_some()
    }

    /// The file of the policy in force; `None` if it is the built-in one.
    pub(super) fn file(&self, global: &Global) -> Result<Option<PathBuf>, Failure> {
        global.policy_file(self.policy.as_deref())
    }

    /// The policy for files that are not in a database, and the file that it comes from: the one that is named, else
    /// the nearest canonry.toml, else the built-in one.
    pub(super) fn policy_of_files(&self, global: &Global) -> Result<(Policy, Option<PathBuf>), Failure> {
        let nearest = || PolicyPath::nearest(&global.env.current_folder().ok()?);
        let Some(path) = self.policy.clone().map(PolicyPath::Named).or_else(nearest) else {
            return Ok((Policy::default(), None));
        };
        let Some(path) = path.file(&nearest_file::owners(&global.env), None)? else {
            return Ok((Policy::default(), None));
        };
        let policy = Policy::read(&path)?;
        Ok((policy, Some(path)))
    }

    /// The policy in force, and the file that it comes from.
    pub(super) fn policy(&self, global: &Global) -> Result<(Policy, Option<PathBuf>), Failure> {
        let Some(path) = self.file(global)? else { return Ok((Policy::default(), None)) };
        let policy = Policy::read(&path)?;
        Ok((policy, Some(path)))
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let PolicyCommand::Show(which) = &args.command;
    let (policy, file) = which.policy(global)?;
    if console.is_json() {
        let rest = Map::from_iter([
            ("file".to_owned(), json!(file.map(|file| file.to_string_lossy().into_owned()))),
            ("policy".to_owned(), to_json(&policy)),
        ]);
        console.object(json!({ "tiers": policy.ladder.len() }), rest)?;
        return Ok(Exit::Done);
    }
    match file {
        Some(file) => console.note(format!("from {}", file.display())),
        None => console.note("there is no canonry.toml beside the database; this is the default"),
    }
    // TOML escapes characters like JSON.
    console.bytes(policy.to_toml().as_bytes(), Escapes::Json)?;
    Ok(Exit::Done)
}

fn to_json(policy: &Policy) -> Value {
    let Policy {
        ladder,
        gates,
        weights,
        rho,
        reporters,
        priors,
        intercepts,
        slopes,
        rates,
        import: ImportPolicy { max_withdrawals },
        export: ExportPolicy { formats },
        limits,
        checks,
        samples_key,
        release: ReleasePolicy { off, no_new, confirmed_by, max_due, max_changed },
        sources,
    } = policy;
    let Reporters { maintainer, ci, known } = reporters;
    let RatePolicy { min_reports, min_change, confirming_successes, half_life_days, max_count } = rates;
    let Limits { record_bytes, field_bytes, items } = limits;
    json!({
        "ladder": all(ladder),
        "gates": object(gates, gate),
        "weights": object(weights, |weight| json!(weight)),
        "rho": object(rho, |rho| json!(rho)),
        "reporters": { "maintainer": maintainer, "ci": ci, "known": known },
        "priors": object(priors, |prior| json!(prior)),
        "intercepts": object(intercepts, |intercept| json!(intercept)),
        "slopes": object(slopes, |slope| json!(slope)),
        "rates": {
            "min_reports": min_reports, "min_change": min_change, "half_life_days": half_life_days,
            "max_count": max_count, "confirming_successes": confirming_successes,
        },
        "import": { "max_withdrawals": max_withdrawals },
        "export": { "formats": all(formats) },
        "limits": { "record_bytes": record_bytes, "field_bytes": field_bytes, "items": items },
        "samples": { "key": samples_key.as_ref().map(ToString::to_string) },
        "check": check(checks),
        "release": {
            "off": off.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "no_new": all(no_new), "confirmed_by": confirmed_by,
            "max_due": max_due, "max_changed": max_changed,
        },
        "sources": object(sources, source),
    })
}

fn gate(gate: &Gate) -> Value {
    let Gate {
        evidence,
        review_by,
        confirmed_within_days,
        no_open_dispute,
        reports,
        reporters,
        reporter_kinds,
        known_reporters,
        lower_bound,
    } = gate;
    json!({
        "evidence": object(evidence, |count| json!(count)),
        "review_by": all(review_by),
        "confirmed_within_days": confirmed_within_days,
        "no_open_dispute": no_open_dispute,
        "reports": reports,
        "reporters": reporters,
        "reporter_kinds": reporter_kinds,
        "known_reporters": known_reporters,
        "lower_bound": lower_bound.map(crate::record::Rate::value),
    })
}

fn check(checks: &CheckPolicy) -> Value {
    let CheckPolicy { profile, select, ignore, languages, severities, thresholds } = checks;
    let words = |selectors: &[Selector]| selectors.iter().map(Selector::to_string).collect::<Vec<_>>();
    let measure = |measure| match measure {
        ThresholdValue::Whole(whole) => json!(whole),
        ThresholdValue::Share(share) => json!(share),
    };
    let severities = severities.iter().map(|(code, severity)| (code.short().to_owned(), json!(severity.as_str())));
    let thresholds = thresholds.list().into_iter().map(|one| (one.name.to_owned(), measure(one.value)));
    json!({
        "profile": profile.as_str(),
        "select": words(select),
        "ignore": words(ignore),
        "languages": languages,
        "severity": severities.collect::<Map<_, _>>(),
        "thresholds": thresholds.collect::<Map<_, _>>(),
    })
}

fn source(trust: &Trust) -> Value {
    let Trust { keep, new_tier, only_new } = trust;
    json!({
        "keep": all(keep),
        "new_tier": new_tier.as_ref().map(ToString::to_string),
        "only": only_new.then_some("new"),
    })
}

fn object<K: ToString, T>(map: &BTreeMap<K, T>, value: impl Fn(&T) -> Value) -> Map<String, Value> {
    map.iter().map(|(key, one)| (key.to_string(), value(one))).collect()
}

fn all<T: ToString>(words: &[T]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
