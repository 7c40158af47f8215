//! Reading a policy.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeTable;

use super::problem::{PolicyError, PolicyProblem, wrong};
use super::range::NumberRange;
use super::tables::{File, GateTable};
use super::value::{Accepted, GivenWord, SHARE, parse};
use super::{Gate, Policy, USUAL_LINE, USUAL_PRIOR};
use crate::record::Tier;

impl std::str::FromStr for Policy {
    type Err = PolicyError;

    /// Reads a policy; a key that the text leaves out has its default. A gate that it names replaces the default's.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let bad = |error: toml::de::Error| PolicyError {
            key: String::new(),
            problem: PolicyProblem::Toml(error.message().to_owned()),
            span: error.span(),
        };
        // The reader of the tables does not know this one, so that it is not in lists of the valid keys.
        if let Some((key, _)) = DeTable::parse(text).map_err(bad)?.get_ref().get_key_value("confidence") {
            return Err(wrong(key.span(), "confidence", PolicyProblem::FormerTable));
        }
        let file: File = toml::from_str(text).map_err(bad)?;
        let default = Policy::default();
        let ladder = ladder(file.ladder.as_ref(), default.ladder)?;
        let gates = gates(file.gate, default.gates, &ladder, file.ladder.is_none())?;
        let mut sources = BTreeMap::new();
        for (name, table) in file.source {
            let trust = table.trust(&name, &ladder)?;
            sources.insert(name, trust);
        }
        // A baseline may have been set on a tier that is no longer on the ladder, so tiers of the default may be named,
        // too.
        for (table, given) in [("prior", &file.prior), ("intercept", &file.intercept), ("slope", &file.slope)] {
            let is_known = |word: &str| ladder.iter().chain(default.priors.keys()).any(|tier| tier.as_str() == word);
            if let Some(word) = given.keys().find(|word| !is_known(word.get_ref())) {
                let tier = word.get_ref().clone();
                let key = format!("{table}.{tier}");
                let is_default = file.ladder.is_none();
                return Err(wrong(word.span(), key, PolicyProblem::NoSuchTier { tier, is_default }));
            }
        }
        // Every tier of the ladder gets its numbers, so that `policy show` prints all that are in force.
        let on_ladder = |usual: f64| ladder.iter().map(move |tier| (tier.clone(), usual));
        let (usual_intercept, usual_slope) = USUAL_LINE;
        let priors = on_ladder(USUAL_PRIOR).chain(default.priors);
        let intercepts = on_ladder(usual_intercept).chain(default.intercepts);
        let slopes = on_ladder(usual_slope).chain(default.slopes);
        Ok(Policy {
            weights: WEIGHT.table("weight", default.weights, &file.weight)?,
            rho: SHARE.table("rho", default.rho, &file.rho)?,
            reporters: file.reporters.reporters()?,
            priors: PRIOR.table("prior", priors, &file.prior)?,
            intercepts: FINITE.table("intercept", intercepts, &file.intercept)?,
            slopes: ABOVE_0.table("slope", slopes, &file.slope)?,
            rates: file.rates.rates()?,
            import: file.import.import()?,
            export: file.export.export()?,
            limits: file.limits.limits()?,
            samples_key: file.samples.key()?,
            checks: file.check.checks()?,
            release: file.release.release()?,
            sources,
            gates,
            ladder,
        })
    }
}

const WEIGHT: Accepted = Accepted { range: NumberRange::Weight, holds: |weight| (0.0..=1000.0).contains(weight) };
const PRIOR: Accepted = Accepted { range: NumberRange::Reports, holds: |prior| (1.0..=1000.0).contains(prior) };
const FINITE: Accepted = Accepted { range: NumberRange::Finite, holds: |number| number.is_finite() };
const ABOVE_0: Accepted = Accepted { range: NumberRange::Above0, holds: |number| *number > 0.0 && number.is_finite() };

/// The tiers of the file, each of them once; those of the default, if the file has none.
fn ladder(words: Option<&Spanned<Vec<GivenWord>>>, default: Vec<Tier>) -> Result<Vec<Tier>, PolicyError> {
    let Some(words) = words else { return Ok(default) };
    if words.get_ref().is_empty() {
        return Err(wrong(words.span(), "ladder", PolicyProblem::EmptyLadder));
    }
    let mut ladder: Vec<Tier> = Vec::new();
    for word in words.get_ref() {
        let tier = parse("ladder", word)?;
        if ladder.contains(&tier) {
            return Err(wrong(word.span(), "ladder", PolicyProblem::RepeatedTier(tier)));
        }
        ladder.push(tier);
    }
    Ok(ladder)
}

/// The gates of the file and, for the other tiers of the ladder, those of the default.
fn gates(
    given: BTreeMap<GivenWord, GateTable>,
    default: BTreeMap<Tier, Gate>,
    ladder: &[Tier],
    is_default: bool,
) -> Result<BTreeMap<Tier, Gate>, PolicyError> {
    let mut gates = default;
    gates.retain(|tier, _| ladder.contains(tier));
    for (word, table) in given {
        let tier: Tier = parse("gate", &word)?;
        if !ladder.contains(&tier) {
            let problem = PolicyProblem::NoSuchTier { tier: tier.to_string(), is_default };
            return Err(wrong(word.span(), format!("gate.{tier}"), problem));
        }
        gates.insert(tier.clone(), table.gate(&tier)?);
    }
    Ok(gates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_leaves_out_is_as_in_the_default() {
        let policy: Policy = "[gate.human_reviewed]\nevidence = { review = 2 }\n".parse().unwrap();
        assert_eq!(policy.ladder, Policy::default().ladder);
        let tier = "human_reviewed".parse().unwrap();
        assert_eq!(policy.gates[&tier].confirmed_within_days, None);
        assert_eq!("".parse::<Policy>().unwrap(), Policy::default());
    }

    /// What is wrong with a text, and under which key.
    fn problem(text: &str) -> (String, PolicyProblem) {
        let PolicyError { key, problem, .. } = text.parse::<Policy>().unwrap_err();
        (key, problem)
    }

    #[test]
    fn a_text_that_is_not_a_policy_has_a_key_and_a_problem() {
        let no_tier = |tier: &str, is_default| PolicyProblem::NoSuchTier { tier: tier.to_owned(), is_default };
        let range =
            |expected: NumberRange, found: &str| PolicyProblem::OutOfRange { expected, found: found.to_owned() };
        let share = NumberRange::Share;
        let cases = [
            ("ladder = []", "ladder", PolicyProblem::EmptyLadder),
            ("ladder = ['a', 'a']", "ladder", PolicyProblem::RepeatedTier("a".parse().unwrap())),
            ("[gate.nobody]", "gate.nobody", no_tier("nobody", true)),
            ("ladder = ['a']\n[gate.nobody]", "gate.nobody", no_tier("nobody", false)),
            ("[source.a]\nnew_tier = 'best'", "source.a.new_tier", no_tier("best", false)),
            ("[prior]\nai_genrated = 30", "prior.ai_genrated", no_tier("ai_genrated", true)),
            ("[gate.human_reviewed]\nlower_bound = 1.5", "gate.human_reviewed.lower_bound", range(share, "1.5")),
            ("[weight]\nuser = -1.0", "weight.user", range(NumberRange::Weight, "-1")),
            ("[import]\nmax_withdrawals = 5", "import.max_withdrawals", range(share, "5")),
            ("[export]\nformats = []", "export.formats", PolicyProblem::NoFormat),
            ("[rho]\nuser = 1.5", "rho.user", range(share, "1.5")),
            ("[rho]\nuser = nan", "rho.user", range(share, "NaN")),
            ("[slope]\nai_generated = 0", "slope.ai_generated", range(NumberRange::Above0, "0")),
            ("[slope]\nai_generated = inf", "slope.ai_generated", range(NumberRange::Above0, "inf")),
            ("[intercept]\nai_generated = nan", "intercept.ai_generated", range(NumberRange::Finite, "NaN")),
            ("[rates]\nhalf_life_days = -1", "rates.half_life_days", range(NumberRange::Days, "-1")),
            ("[rates]\nmax_count = 0", "rates.max_count", range(NumberRange::WholeTo(4_294_967_295), "0")),
            ("[reporters]\nmaintainer = ['  ']", "reporters.maintainer", PolicyProblem::EmptyName),
            ("[limits]\nitems = 0", "limits.items", range(NumberRange::WholeTo(256_000_000), "0")),
            (
                "[limits]\nfield_bytes = 256000001",
                "limits.field_bytes",
                range(NumberRange::WholeTo(256_000_000), "256000001"),
            ),
        ];
        for (text, key, expected) in cases {
            assert_eq!(problem(text), (key.to_owned(), expected), "{text}");
        }
    }

    #[test]
    fn a_word_that_is_not_a_value_is_named_with_those_that_are() {
        let cases = [
            ("[gate.human_reviewed]\nevidence = { walk = 1 }", "gate.human_reviewed.evidence", "walk"),
            ("[source.a]\nkeep = ['confidense']", "source.a.keep", "confidense"),
            ("[source.a]\nonly = 'old'", "source.a.only", "old"),
            ("[rho]\nrobot = 0.1", "rho", "robot"),
        ];
        for (text, at, given) in cases {
            let (key, problem) = problem(text);
            assert!(matches!(&problem, PolicyProblem::Word { word, .. } if word == given), "{problem:?}");
            assert_eq!(key, at);
        }
        let error = "[rho]\nrobot = 0.1".parse::<Policy>().unwrap_err().to_string();
        assert_eq!(error, "rho: unknown value 'robot'; expected one of maintainer, ci, user, agent");
        let error = "[limits]\nitems = 0".parse::<Policy>().unwrap_err().to_string();
        assert_eq!(error, "limits.items: expected a number from 1 to 256000000, not 0");
    }

    #[test]
    fn an_unknown_key_and_a_value_of_another_type_are_told_by_the_reader() {
        let cases = ["laddr = []", "[reporters]\nuser = ['a']", "[limits]\nfields = 1"];
        for text in cases.into_iter().chain(["[limits]\nitems = -1", "[rates]\nmax_count = 4294967296"]) {
            assert!(matches!(problem(text), (key, PolicyProblem::Toml(_)) if key.is_empty()), "{text}");
        }
    }

    #[test]
    fn a_table_of_earlier_versions_is_told_from_one_that_never_was() {
        for text in ["[confidence]\nstale = 0.5\n", "[confidence]\n", "confidence = { cap = { a = 0.7 } }\n"] {
            assert_eq!(problem(text), ("confidence".to_owned(), PolicyProblem::FormerTable));
        }
        assert!(matches!(problem("[confidense]").1, PolicyProblem::Toml(_)));
    }

    #[test]
    fn a_bad_value_is_found_under_its_own_key() {
        let cases = [
            ("# user, maintainer\n[weight]\nuser = 1\n[rho]\nuser = 2\n", 5, "2"),
            ("[prior]\nai_generated = 4\n[slope]\nai_generated = 0\n", 4, "0"),
            ("[weight]\nusr = 1\n", 2, "usr"),
            ("# walk\n[gate.human_reviewed]\nevidence = { walk = 1 }\n", 3, "walk"),
            ("[source.a]\nkeep = ['confidense']\n", 2, "'confidense'"),
            ("[source.'a.b']\nnew_tier = 'best'\n", 2, "'best'"),
            ("# confidence\n[source.a]\nkeep = ['confidence']\n[confidence]\nstale = 0.5\n", 4, "confidence"),
            ("confidence.stale = 0.5\n", 1, "confidence"),
            ("[reporters]\nci = ['a', ' ']\n", 2, "' '"),
            ("[rates]\nmax_count = 0\n", 2, "0"),
        ];
        for (text, line, word) in cases {
            let error = text.parse::<Policy>().unwrap_err();
            let span = error.span.clone().unwrap_or_else(|| panic!("{text}: {error}"));
            let (before, there) = (text.get(..span.start).unwrap(), text.get(span).unwrap());
            assert_eq!((before.matches('\n').count() + 1, there), (line, word), "{text}: {error}");
        }
    }
}
