//! Writing a policy: every value in force, each key with its meaning. The explanations are only here: they are part of
//! the file, whatever front end asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use toml_writer::{TomlWrite, WriteTomlKey};

use super::layout::{TomlKey, TomlTable, line, number, table, toml_key};
use super::{Gate, ImportPolicy, Policy, RatePolicy, export, release, samples, write_checks};
use crate::curate::import::Trust;
use crate::ledger::{EvidenceKind, Reporters};
use crate::record::{Limits, Tier};

const LADDER: &str = "\
The tiers, from the lowest to the highest. A record moves up one at a time, when it meets the gates of its next tier
and of all tiers below that one.";
const GATE: &str = "\
What a record needs for a tier. A gate in your file replaces the built-in one of its tier as a whole.";
const WEIGHT: &str = "The weight of a report, by the kind of its reporter: 1 is a full report.";
const RHO: &str = "\
How far the reports of one reporter on one rate repeat each other: at 0 each of them counts in full, at 1 all of them
together count as one. At 0.3, ten reports count as 2.7 and a thousand as 3.3, so that no single reporter can move a
rate far.";
const REPORTERS: &str = "\
Who is who, by name; case and outer blanks make no difference. A report that says it is from a maintainer or a build
machine counts as such only if its reporter is listed here for that, else as a user's.";
const PRIOR: &str = "\
How many reports an authored rate is worth, by the tier under which it was set. The larger the number, the more
reports it takes to move the rate. `canonry rates --calibrate` fits the numbers to your reports.";
const INTERCEPT: &str = "\
If the authored rates of a tier are too high or too low as a rule, `canonry rates --calibrate` prints the lines for
these two tables. An intercept below 0: they are too high. A slope below 1: they are too extreme. 0 and 1: no change.";
const LIMITS: &str = "\
How large new data may be. What is already stored stays, and can be shown, exported and undone.";
const SOURCE: &str = "\
How far a source is trusted, by its name in `canonry sources`. All keys are optional.";

impl Policy {
    /// The policy as a file: every value in force, each key with its meaning.
    pub fn to_toml(&self) -> String {
        let Policy {
            ladder,
            gates,
            weights,
            rho,
            reporters: reporter_names,
            priors,
            intercepts,
            slopes,
            rates: rate_policy,
            import: ImportPolicy { max_withdrawals },
            export: export_policy,
            limits: size_limits,
            checks,
            samples_key,
            release,
            sources,
        } = self;
        let words: Vec<&str> = ladder.iter().map(Tier::as_str).collect();
        let mut tables = vec![table(LADDER, "", vec![line("ladder", words, "")])];
        let by_tier = ladder.iter().filter_map(|tier| gates.get(tier).map(|gate| (tier, gate)));
        tables.extend(by_tier.map(|(tier, one)| table("", &format!("gate.{}", toml_key(tier.as_str())), gate(one))));
        if let Some(first) = tables.get_mut(1) {
            first.about = GATE;
        }
        tables.push(table(WEIGHT, "weight", numbers(weights.iter().map(|(kind, one)| (kind.as_str(), *one)))));
        tables.push(table(RHO, "rho", numbers(rho.iter().map(|(kind, one)| (kind.as_str(), *one)))));
        tables.push(table(REPORTERS, "reporters", reporters(reporter_names)));
        tables.push(table(PRIOR, "prior", numbers(by_rung(ladder, priors))));
        tables.push(table(INTERCEPT, "intercept", numbers(by_rung(ladder, intercepts))));
        tables.push(table("", "slope", numbers(by_rung(ladder, slopes))));
        tables.push(table("", "rates", rates(rate_policy)));
        let share = number(*max_withdrawals);
        let about = "an import withdraws up to this share of the records without asking";
        tables.push(table("", "import", vec![line("max_withdrawals", share, about)]));
        tables.push(export::written(export_policy));
        tables.push(table(LIMITS, "limits", limits(*size_limits)));
        tables.extend(write_checks::tables(checks));
        tables.push(release::written(release));
        let mut texts: Vec<String> = tables.iter().map(TomlTable::to_string).collect();
        texts.push(samples::written(samples_key.as_ref()));
        texts.extend(sources.iter().enumerate().map(|(at, (name, trust))| {
            let about = if at == 0 { SOURCE } else { "" };
            table(about, &format!("source.{}", toml_key(name)), source(trust)).to_string()
        }));
        if sources.is_empty() {
            texts.push(example(ladder));
        }
        texts.join("\n")
    }
}

fn gate(gate: &Gate) -> Vec<TomlKey> {
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
    let kinds: BTreeMap<KindKey, u32> = evidence.iter().map(|(kind, count)| (KindKey(*kind), *count)).collect();
    let count = |name, count: Option<u32>, about| count.map(|count| line(name, count, about));
    let keys = [
        (!kinds.is_empty()).then(|| {
            let about = "pieces of evidence on the record or its items, by kind";
            line("evidence", kinds, about)
        }),
        (!review_by.is_empty()).then(|| {
            let kinds: Vec<&str> = review_by.iter().map(|kind| kind.as_str()).collect();
            line("review_by", kinds, "whose reviews count: maintainer, ci, user, agent")
        }),
        count("confirmed_within_days", *confirmed_within_days, "last_confirmed is at most this many days ago"),
        no_open_dispute.then(|| line("no_open_dispute", true, "every dispute was withdrawn")),
        count("reports", *reports, "reports of the best workaround, by their weight"),
        count("reporters", *reporters, "from this many different reporters"),
        count("reporter_kinds", *reporter_kinds, "reporters of this many kinds: maintainer, ci, user, agent"),
        count("known_reporters", *known_reporters, "this many reporters listed in [reporters]"),
        lower_bound.map(|rate| {
            let about = "of the best workaround's success rate, by its 95 % Wilson interval";
            line("lower_bound", number(rate.value()), about)
        }),
    ];
    keys.into_iter().flatten().collect()
}

fn reporters(reporters: &Reporters) -> Vec<TomlKey> {
    let Reporters { maintainer, ci, known } = reporters;
    let names = |list: &BTreeSet<String>| list.iter().cloned().collect::<Vec<_>>();
    vec![
        line("maintainer", names(maintainer), "the maintainers of this set, as in [\"mei\", \"lena\"]"),
        line("ci", names(ci), "build and test machines, as in [\"buildbot\"]"),
        line(
            "known",
            names(known),
            "others whom you know: this adds no weight, but a gate can require known \
                                     reporters",
        ),
    ]
}

fn rates(rates: &RatePolicy) -> Vec<TomlKey> {
    let RatePolicy { min_reports, min_change, confirming_successes, half_life_days, max_count } = rates;
    vec![
        line("min_reports", number(*min_reports), "a rate changes only if its reports have this total weight"),
        line("min_change", number(*min_change), "and if the estimate differs from the authored rate by this much"),
        line(
            "half_life_days",
            number(*half_life_days),
            "a report loses half its weight in this time, counted from the latest one; 0: never",
        ),
        line("max_count", max_count, "the largest count of a report; one with more is rejected"),
        line(
            "confirming_successes",
            confirming_successes,
            "this many successes in one import of feedback move last_confirmed; 0: never",
        ),
    ]
}

fn limits(limits: Limits) -> Vec<TomlKey> {
    let Limits { record_bytes, field_bytes, items } = limits;
    vec![
        line("record_bytes", record_bytes, "of a record: of its text in the input, and of its canonical JSON"),
        line("field_bytes", field_bytes, "of a text, and of the value of a custom key or of one of os_specific"),
        line("items", items, "in a list: workarounds, dead ends, versions, edges, tags, sources and so on"),
    ]
}

fn source(trust: &Trust) -> Vec<TomlKey> {
    let Trust { keep, new_tier, only_new } = trust;
    let fields: Vec<String> = keep.iter().map(ToString::to_string).collect();
    let keys = [
        (!fields.is_empty()).then(|| {
            let about = "fields of existing records that it does not change";
            line("keep", fields, about)
        }),
        new_tier.as_ref().map(|tier| line("new_tier", tier.as_str(), "the tier of its new records")),
        only_new.then(|| line("only", "new", "only its new records are imported")),
    ];
    keys.into_iter().flatten().collect()
}

/// The keys of a source in comments, if there is no table of a source.
#[expect(clippy::expect_used, reason = "the words are constants")]
fn example(ladder: &[Tier]) -> String {
    let keep = ["verification_tier", "confidence"].map(|word| word.parse().expect("a field")).to_vec();
    let trust = Trust { keep, new_tier: ladder.first().cloned(), only_new: true };
    let text = table(SOURCE, "source.upstream", source(&trust)).to_string();
    text.lines().map(|line| if line.starts_with('#') { format!("{line}\n") } else { format!("# {line}\n") }).collect()
}

fn numbers<'n>(numbers: impl Iterator<Item = (&'n str, f64)>) -> Vec<TomlKey> {
    numbers.map(|(name, one)| line(name, number(one), "")).collect()
}

/// Numbers by tier, those of the ladder first and in its order.
fn by_rung<'p>(ladder: &'p [Tier], numbers: &'p BTreeMap<Tier, f64>) -> impl Iterator<Item = (&'p str, f64)> {
    let others = numbers.keys().filter(|tier| !ladder.contains(tier));
    ladder.iter().chain(others).filter_map(|tier| numbers.get(tier).map(|number| (tier.as_str(), *number)))
}

/// A kind of evidence as a key, in the order of the kinds.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct KindKey(EvidenceKind);

impl WriteTomlKey for KindKey {
    fn write_toml_key<W: TomlWrite + ?Sized>(&self, writer: &mut W) -> fmt::Result {
        self.0.as_str().write_toml_key(writer)
    }
}
