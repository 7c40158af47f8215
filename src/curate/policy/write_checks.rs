//! Writing what a policy says about checks.

use super::checks::CheckPolicy;
use super::layout::{TomlKey, TomlTable, line, number, table};
use crate::check::{Profile, Selector, Threshold, ThresholdValue};

const CHECK: &str = "\
Which checks `canonry check` runs. Of its options, --select and --profile replace the keys of these names, and
--ignore adds to its key.";
const SEVERITY: &str = "\
How grave the findings of some checks are, by code or name: error, warning or note, as in V003 = \"error\". This goes
before the profile.";
const THRESHOLDS: &str = "The numbers that checks measure by.";

/// The tables about checks.
pub(super) fn tables(checks: &CheckPolicy) -> [TomlTable; 3] {
    let CheckPolicy { profile, select, ignore, languages, severities, thresholds } = checks;
    let words = |selectors: &[Selector]| selectors.iter().map(Selector::to_string).collect::<Vec<_>>();
    let profiles: Vec<&str> = Profile::ALL.iter().map(|profile| profile.as_str()).collect();
    let keys = vec![
        line("profile", profile.as_str(), format!("a set of severities: {}", profiles.join(", "))),
        line("select", words(select), "run only these: codes, names, or families such as S; if empty, all"),
        line("ignore", words(ignore), "and not these"),
        line("languages", languages.clone(), "the languages that every record should have besides its own: zh"),
    ];
    let severities = severities.iter().map(|(code, severity)| line(code.short(), severity.as_str(), code.as_str()));
    let thresholds = thresholds.list().into_iter().map(threshold).collect();
    [
        table(CHECK, "check", keys),
        table(SEVERITY, "check.severity", severities.collect()),
        table(THRESHOLDS, "check.thresholds", thresholds),
    ]
}

/// A threshold with its meaning, as a clause.
fn threshold(threshold: Threshold) -> TomlKey {
    let Threshold { name, value, about } = threshold;
    let mut letters = about.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    // A name of a field at the beginning is code, and is not changed.
    let about: String = first.into_iter().chain(letters).filter(|letter| *letter != '`').collect();
    match value {
        ThresholdValue::Whole(whole) => line(name, whole, about),
        ThresholdValue::Share(share) => line(name, number(share), about),
    }
}
