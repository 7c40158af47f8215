//! Reading a policy.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeTable;

use super::tables::File;
use super::value::{Accepted, GivenWord, SHARE, parse, wrong};
use super::{Policy, PolicyError, USUAL_LINE, USUAL_PRIOR};
use crate::record::Tier;

/// What is said of a table of earlier versions.
const CONFIDENCE_IS_GONE: &str = "confidence: this table is no longer used, because a suggested confidence now comes \
    from the record's reports";

impl std::str::FromStr for Policy {
    type Err = PolicyError;

    /// Reads a policy; what the text leaves out is as in the default. A gate that it names replaces the default's.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let bad = |error: toml::de::Error| PolicyError {
            message: error.message().to_owned(),
            span: error.span(),
            is_former: false,
        };
        // The reader of the tables does not know this one, so that it is in no list of the keys that there are.
        if let Some((key, _)) = DeTable::parse(text).map_err(bad)?.get_ref().get_key_value("confidence") {
            return Err(PolicyError { is_former: true, ..wrong(key.span(), CONFIDENCE_IS_GONE.to_owned()) });
        }
        let file: File = toml::from_str(text).map_err(bad)?;
        let default = Policy::default();
        let ladder = ladder(file.ladder.as_ref(), default.ladder)?;
        let mut gates = default.gates;
        gates.retain(|tier, _| ladder.contains(tier));
        for (word, table) in file.gate {
            let tier: Tier = parse("gate", &word)?;
            if !ladder.contains(&tier) {
                let which = if file.ladder.is_some() { "the ladder" } else { "the default ladder" };
                return Err(wrong(word.span(), format!("gate.{tier}: {which} has no such tier")));
            }
            gates.insert(tier.clone(), table.gate(&tier)?);
        }
        let mut sources = BTreeMap::new();
        for (name, table) in file.source {
            let trust = table.trust(&name, &ladder)?;
            sources.insert(name, trust);
        }
        // A baseline may have been set on a tier that the ladder has no more, so those of the default may be named,
        // too.
        for (table, given) in [("prior", &file.prior), ("intercept", &file.intercept), ("slope", &file.slope)] {
            let is_known = |word: &str| ladder.iter().chain(default.priors.keys()).any(|tier| tier.as_str() == word);
            if let Some(word) = given.keys().find(|word| !is_known(word.get_ref())) {
                return Err(wrong(word.span(), format!("{table}.{}: the ladder has no such tier", word.get_ref())));
            }
        }
        // Every tier of the ladder has its numbers, so that all in force are seen.
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
            limits: file.limits.limits()?,
            samples_key: file.samples.key()?,
            checks: file.check.checks()?,
            sources,
            gates,
            ladder,
        })
    }
}

const WEIGHT: Accepted = Accepted { is: "a number from 0 to 1000", holds: |weight| (0.0..=1000.0).contains(weight) };
const PRIOR: Accepted =
    Accepted { is: "a number of reports from 1 to 1000", holds: |prior| (1.0..=1000.0).contains(prior) };
const FINITE: Accepted = Accepted { is: "a finite number", holds: |number| number.is_finite() };
const ABOVE_0: Accepted = Accepted { is: "a number above 0", holds: |number| *number > 0.0 && number.is_finite() };

/// The tiers of the file, each of them once; those of the default, if the file has none.
fn ladder(words: Option<&Spanned<Vec<GivenWord>>>, default: Vec<Tier>) -> Result<Vec<Tier>, PolicyError> {
    let Some(words) = words else { return Ok(default) };
    if words.get_ref().is_empty() {
        return Err(wrong(words.span(), "ladder: has no tier".to_owned()));
    }
    let mut ladder: Vec<Tier> = Vec::new();
    for word in words.get_ref() {
        let tier = parse("ladder", word)?;
        if ladder.contains(&tier) {
            return Err(wrong(word.span(), format!("ladder: has {tier} twice")));
        }
        ladder.push(tier);
    }
    Ok(ladder)
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

    #[test]
    fn what_is_no_policy_is_named() {
        let message = |text: &str| text.parse::<Policy>().unwrap_err().message;
        assert!(message("laddr = []").contains("laddr"));
        assert!(message("ladder = []").contains("no tier"));
        assert!(message("ladder = ['a', 'a']").contains("twice"));
        assert!(message("[gate.nobody]").contains("no such tier"));
        assert!(message("[gate.human_reviewed]\nlower_bound = 1.5").contains("0 to 1"));
        assert!(message("[gate.human_reviewed]\nevidence = { walk = 1 }").contains("walk"));
        assert!(message("[weight]\nuser = -1.0").contains("weight"));
        assert!(message("[source.a]\nkeep = ['confidense']").contains("unknown field 'confidense'"));
        assert!(message("[source.a]\nonly = 'old'").contains("expected new"));
        assert!(message("[source.a]\nnew_tier = 'best'").contains("no tier 'best'"));
        assert!(message("[import]\nmax_withdrawals = 5").contains("0 to 1"));
        assert!(message("[rho]\nuser = 1.5").contains("rho.user: expected a number from 0 to 1, not 1.5"));
        assert!(message("[rho]\nuser = nan").contains("not NaN"));
        assert!(
            message("[rho]\nrobot = 0.1")
                .contains("unknown value 'robot'; expected one of maintainer, ci, user, agent")
        );
        assert!(message("[prior]\nai_genrated = 30").contains("prior.ai_genrated: the ladder has no such tier"));
        assert!(message("[slope]\nai_generated = 0").contains("slope.ai_generated: expected a number above 0, not 0"));
        assert!(message("[slope]\nai_generated = inf").contains("slope.ai_generated: expected"));
        assert!(
            message("[intercept]\nai_generated = nan")
                .contains("intercept.ai_generated: expected a finite number, not NaN")
        );
        assert!(
            message("[rates]\nhalf_life_days = -1").contains("rates.half_life_days: expected a number of days from 0")
        );
        assert!(message("[rates]\nhalf_life_days = inf").contains("rates.half_life_days"));
        assert!(
            message("[rates]\nmax_count = 0")
                .contains("rates.max_count: expected a number from 1 to 4294967295, not 0")
        );
        assert!(message("[rates]\nmax_count = 4294967296").contains("u32"));
        assert!(message("[reporters]\nmaintainer = ['  ']").contains("reporters.maintainer: a name is not empty"));
        assert!(message("[reporters]\nuser = ['a']").contains("unknown field `user`"));
        assert!(message("[limits]\nitems = 0").contains("limits.items: expected a number from 1 to 256000000, not 0"));
        assert!(message("[limits]\nfield_bytes = 256000001").contains("limits.field_bytes"));
        assert!(message("[limits]\nfields = 1").contains("unknown field `fields`"));
        assert!(message("[limits]\nitems = -1").contains("-1"));
    }

    #[test]
    fn a_table_of_earlier_versions_is_told_from_one_that_never_was() {
        for text in ["[confidence]\nstale = 0.5\n", "[confidence]\n", "confidence = { cap = { a = 0.7 } }\n"] {
            let error = text.parse::<Policy>().unwrap_err();
            assert!(
                error.is_former && error.message.starts_with("confidence: this table is no longer used"),
                "{error}"
            );
        }
        assert!(!"[confidense]".parse::<Policy>().unwrap_err().is_former);
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
