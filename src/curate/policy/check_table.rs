//! The table `[check]` of a policy's file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::checks::CheckPolicy;
use super::problem::{PolicyError, PolicyProblem, wrong};
use super::range::NumberRange;
use super::value::{GivenWord, parse};
use crate::check::{Code, Selector, Severity, ThresholdError, ThresholdValue, Thresholds};
use crate::record::VocabularyError;

/// The languages in addition to English in which the format has texts.
const LANGUAGES: [&str; 1] = ["zh"];

/// The table, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CheckTable {
    profile: Option<GivenWord>,
    select: Vec<GivenWord>,
    ignore: Vec<GivenWord>,
    languages: Vec<GivenWord>,
    severity: BTreeMap<GivenWord, GivenWord>,
    thresholds: BTreeMap<GivenWord, Spanned<Value>>,
}

impl CheckTable {
    pub(super) fn checks(&self) -> Result<CheckPolicy, PolicyError> {
        let all = |key: &str, words: &[GivenWord]| {
            words.iter().map(|word| parse(&format!("check.{key}"), word)).collect::<Result<Vec<Selector>, _>>()
        };
        let usual = CheckPolicy::default();
        Ok(CheckPolicy {
            profile: self.profile.as_ref().map_or(Ok(usual.profile), |word| parse("check.profile", word))?,
            select: all("select", &self.select)?,
            ignore: all("ignore", &self.ignore)?,
            languages: self.languages.iter().map(language).collect::<Result<_, _>>()?,
            severities: self.severities()?,
            thresholds: self.thresholds(usual.thresholds)?,
        })
    }

    fn severities(&self) -> Result<BTreeMap<Code, Severity>, PolicyError> {
        let mut severities = BTreeMap::new();
        for (word, severity) in &self.severity {
            let place = format!("check.severity.{}", word.get_ref());
            let code = match parse("check.severity", word)? {
                Selector::One(code) => code,
                Selector::Family(_) => {
                    return Err(wrong(word.span(), place, PolicyProblem::SeverityOfFamily));
                }
            };
            if severities.insert(code, parse(&place, severity)?).is_some() {
                return Err(wrong(word.span(), place, PolicyProblem::RepeatedSeverity(code)));
            }
        }
        Ok(severities)
    }

    fn thresholds(&self, mut thresholds: Thresholds) -> Result<Thresholds, PolicyError> {
        for (word, value) in &self.thresholds {
            let (name, found) = (word.get_ref(), value.get_ref());
            let (measure, shown) = match found {
                Value::Integer(whole) => (ThresholdValue::Whole(*whole), whole.to_string()),
                Value::Float(share) => (ThresholdValue::Share(*share), share.to_string()),
                Value::String(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => {
                    (ThresholdValue::Share(f64::NAN), found.type_str().to_owned())
                }
            };
            // A value that is not a number is out of range, but the name is checked first.
            thresholds.set(name, measure).map_err(|error| match error {
                ThresholdError::OutOfRange(expected) => {
                    let expected = NumberRange::Threshold(expected);
                    let problem = PolicyProblem::OutOfRange { expected, found: shown };
                    wrong(value.span(), format!("check.thresholds.{name}"), problem)
                }
                ThresholdError::Unknown(_) | ThresholdError::Crossed { .. } => {
                    wrong(word.span(), format!("check.thresholds.{name}"), PolicyProblem::Threshold(Box::new(error)))
                }
            })?;
        }
        thresholds.check().map_err(|error| self.misfit(error))?;
        Ok(thresholds)
    }

    /// The error of thresholds that contradict each other, at the one that the file sets.
    fn misfit(&self, error: ThresholdError) -> PolicyError {
        let span = |name: &str| {
            let set = self.thresholds.iter().find(|(word, _)| word.get_ref() == name);
            set.map(|(_, value)| value.span())
        };
        let span = match &error {
            ThresholdError::Crossed { lower, upper, .. } => span(lower).or_else(|| span(upper)),
            ThresholdError::Unknown(_) | ThresholdError::OutOfRange(_) => None,
        };
        PolicyError { key: "check.thresholds".to_owned(), problem: PolicyProblem::Threshold(Box::new(error)), span }
    }
}

fn language(word: &GivenWord) -> Result<String, PolicyError> {
    match LANGUAGES.contains(&word.get_ref().as_str()) {
        true => Ok(word.get_ref().clone()),
        false => {
            let error = VocabularyError::new(word.get_ref(), &LANGUAGES).into();
            let problem = PolicyProblem::Word { word: word.get_ref().clone(), error };
            Err(wrong(word.span(), "check.languages", problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AskedChecks, Policy, PolicyWordError};
    use super::*;
    use crate::check::{Profile, Settings, ThresholdRange};

    fn settings(policy: &str, select: &[&str], ignore: &[&str]) -> Settings {
        let all = |words: &[&str]| words.iter().map(|word| word.parse().unwrap()).collect();
        let asked = AskedChecks { select: all(select), ignore: all(ignore), profile: None };
        policy.parse::<Policy>().unwrap().check_settings(&asked, "2026-11-21".parse().unwrap())
    }

    #[test]
    fn a_check_that_the_policy_ignores_runs_only_if_it_is_asked_for_by_itself() {
        let policy = "[check]\nignore = ['E', 'no-tags']\n";
        for (select, ignore, runs) in [
            (&[][..], &[][..], false),
            (&["E"], &[], false),
            (&["E006"], &[], true),
            (&["url-root"], &[], true),
            (&["E006"], &["E"], false),
        ] {
            assert_eq!(settings(policy, select, ignore).runs(Code::E006), runs, "{select:?} {ignore:?}");
        }
        assert!(settings(policy, &[], &[]).runs(Code::S001));
    }

    #[test]
    fn what_a_caller_selects_replaces_what_the_policy_selects() {
        let policy = "[check]\nselect = ['S', 'E001']\n";
        let runs = |select: &[&str], code| settings(policy, select, &[]).runs(code);
        assert!(runs(&[], Code::S001) && runs(&[], Code::E001) && !runs(&[], Code::D001));
        assert!(!runs(&["D"], Code::S001) && runs(&["D"], Code::D001));
    }

    #[test]
    fn severities_thresholds_tiers_and_languages_come_from_the_policy() {
        let policy = "ladder = ['draft', 'done']\n[check]\nprofile = 'deadends'\nlanguages = ['zh']\n\
            [check.severity]\nS001 = 'error'\nno-dead-ends = 'note'\n[check.thresholds]\nweak = 1\naging_days = 20\nstale_days = 30\n";
        let settings = settings(policy, &[], &[]);
        let severity = |code| settings.severity(code);
        assert_eq!(
            [Code::S001, Code::D001, Code::V003].map(severity),
            [Severity::Error, Severity::Note, Severity::Error]
        );
        assert_eq!((settings.terms.thresholds.weak, settings.terms.thresholds.stale_days), (1.0, 30));
        assert!(settings.runs(Code::L002) && settings.terms.ladder.len() == 2);
        let policy: Policy = policy.parse().unwrap();
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_nearest_name() {
        let word = |word: &str, error: PolicyWordError| PolicyProblem::Word { word: word.to_owned(), error };
        let check = |text: &str| word(text, text.parse::<Selector>().unwrap_err().into());
        let range = |expected: ThresholdRange, found: &str| PolicyProblem::OutOfRange {
            expected: NumberRange::Threshold(expected),
            found: found.to_owned(),
        };
        let crossed = |lower, value: &str, upper, limit: &str| {
            let (value, limit) = (value.to_owned(), limit.to_owned());
            PolicyProblem::Threshold(Box::new(ThresholdError::Crossed { lower, value, upper, limit }))
        };
        let share = ThresholdRange::Share;
        let cases = [
            ("[check]\nselect = ['S', 'signature-shrt']", 2, "'signature-shrt'", check("signature-shrt")),
            ("[check]\nignore = ['Q']", 2, "'Q'", check("Q")),
            ("[check.severity]\nG0012 = 'note'", 2, "G0012", check("G0012")),
            ("[check.severity]\nS001 = 'bad'", 2, "'bad'", word("bad", "bad".parse::<Severity>().unwrap_err().into())),
            ("[check]\nlanguages = ['de']", 2, "'de'", word("de", VocabularyError::new("de", &["zh"]).into())),
            (
                "[check]\nprofile = 'strict'",
                2,
                "'strict'",
                word("strict", "strict".parse::<Profile>().unwrap_err().into()),
            ),
            ("[check.severity]\nS = 'note'", 2, "S", PolicyProblem::SeverityOfFamily),
            (
                "[check.severity]\nS001 = 'note'\nsignature-short = 'error'",
                3,
                "signature-short",
                PolicyProblem::RepeatedSeverity(Code::S001),
            ),
            (
                "[check.thresholds]\nstale_dys = 1",
                2,
                "stale_dys",
                PolicyProblem::Threshold(Box::new(ThresholdError::Unknown(Some("stale_days")))),
            ),
            ("[check.thresholds]\nweak = 2", 2, "2", range(share, "2")),
            ("[check.thresholds]\nweak = 'low'", 2, "'low'", range(share, "string")),
            ("[check.thresholds]\nlong_regex = 0", 2, "0", range(ThresholdRange::Count, "0")),
            ("[check.thresholds]\naging_days = 400", 2, "400", crossed("aging_days", "400", "stale_days", "365")),
            ("[check.thresholds]\nstale_days = 90", 2, "90", crossed("aging_days", "180", "stale_days", "90")),
            ("[check]\nselct = []", 2, "selct", PolicyProblem::Toml(String::new())),
        ];
        for (text, line, at, expected) in cases {
            let error = text.parse::<Policy>().unwrap_err();
            let span = error.span.clone().unwrap_or_else(|| panic!("{text}: {error}"));
            assert_eq!((error.position(text).unwrap().0, text.get(span)), (line, Some(at)), "{text}: {error}");
            assert_eq!(without_toml(error.problem), expected, "{text}");
        }
    }

    /// A problem without the text of the TOML reader.
    fn without_toml(problem: PolicyProblem) -> PolicyProblem {
        match problem {
            PolicyProblem::Toml(_) => PolicyProblem::Toml(String::new()),
            other => other,
        }
    }

    #[test]
    fn a_message_has_the_key_and_the_nearest_name() {
        let message = |text: &str| text.parse::<Policy>().unwrap_err().to_string();
        let near = message("[check]\nselect = ['signature-shrt']");
        assert!(near.starts_with("check.select: ") && near.contains("did you mean signature-short?"), "{near}");
        let crossed = message("[check.thresholds]\nstale_days = 90");
        assert_eq!(crossed, "check.thresholds: aging_days (180) must not be above stale_days (90)");
    }
}
