//! The policy of a set that has none of its own.

use std::collections::BTreeMap;

use super::{Gate, Policy, RatePolicy, Reporters};
use crate::record::{Limits, Tier, compact};
use crate::store::ReporterKind;

/// The policy where no file says otherwise, as such a file would say it.
pub const DEFAULT: &str = "\
# The tiers, from the lowest to the highest. A record moves up one at a time, when the gates of its next tier and of
# all tiers below it hold.
ladder = [\"ai_generated\", \"human_reviewed\", \"community_verified\"]

[gate.human_reviewed]
evidence = { review = 1, source = 1 } # pieces of evidence on the record or its items, by kind
review_by = [\"maintainer\"]            # whose reviews count: maintainer, ci, user, agent
confirmed_within_days = 180           # last_confirmed is at most so long ago
no_open_dispute = true                # every dispute was withdrawn

[gate.community_verified]
reports = 5       # outcomes reported on the record or its items
reporters = 3     # by so many different reporters
lower_bound = 0.5 # of the best workaround's success rate, by its 95 % Wilson interval

# How much a report weighs, by who made it: 1 is a full report.
[weight]
maintainer = 1.0
ci = 1.0
user = 1.0
agent = 0.5

# How much the reports of one reporter on one rate say the same thing over and over: at 0 each of them counts in full,
# at 1 all of them together count as one. At 0.3, ten reports count as 2.7 and a thousand as 3.3, so that no single
# reporter can move a rate far.
[rho]
maintainer = 0.0
ci = 0.0
user = 0.3
agent = 0.3

# Who is who, by name; case and outer blanks make no difference. A report that says it comes from a maintainer or from
# a build machine counts as such only if its reporter is listed here, else as a user's.
[reporters]
maintainer = [] # people who keep this set, as in [\"mei\", \"lena\"]
ci = []         # build and test machines, as in [\"buildbot\"]
known = []      # others whom you know: no more weight, but the gate key known_reporters counts them

# How many reports the authored rate of a record is worth, by the tier in which it was set: the more, the more reports
# it takes to move it. `canonry rates --calibrate` fits the numbers to your reports.
[prior]
ai_generated = 4
human_reviewed = 10
community_verified = 20

# Where authored rates of a tier are regularly too high or too low: `canonry rates --calibrate` prints the lines to
# put here. An intercept below 0 says that they are too high, a slope below 1 that they are too extreme.
# [intercept]
# ai_generated = 0.0
# [slope]
# ai_generated = 1.0

[rates]
min_reports = 3          # a rate moves when its reports weigh this much together
min_change = 0.05        # and when the estimate differs from the authored rate by this much
half_life_days = 0       # a report this much older than the latest one counts half; 0: reports do not age
max_count = 10000        # the largest count of one report; one with more is rejected
confirming_successes = 0 # this many successes in one import of feedback move last_confirmed; 0: they never do

[import]
max_withdrawals = 0.05 # `import --whole` withdraws up to this share of the records without a question

# How large what is new here may be. What is stored already stays, and can be shown, exported and undone.
[limits]
record_bytes = 16000000 # of a record: of the text that it comes in, and of its canonical JSON
field_bytes = 1000000   # of a text, and of the value of a key of your own or of one of os_specific
items = 100000          # in a list: workarounds, dead ends, versions, edges, tags, sources and so on

# How far a source is trusted, by its name in `canonry sources`; all keys are optional:
# [source.upstream]
# keep = [\"verification_tier\", \"confidence\"] # fields of existing records that it does not change
# new_tier = \"ai_generated\"                  # the tier on which its new records begin
# only = \"new\"                               # take its new records only
";

impl Policy {
    /// The policy as a file would say it. Words are spelled as JSON spells them, which TOML reads alike.
    pub fn to_toml(&self) -> String {
        let words = |words: Vec<&str>| {
            let quoted: Vec<String> = words.iter().map(compact).collect();
            format!("[{}]", quoted.join(", "))
        };
        let mut text = format!("ladder = {}\n", words(self.ladder.iter().map(|tier| tier.as_str()).collect()));
        for (tier, gate) in self.ladder.iter().filter_map(|tier| self.gates.get(tier).map(|gate| (tier, gate))) {
            let key = key(tier.as_str());
            text.push_str(&format!("\n[gate.{key}]\n"));
            let Gate { evidence, review_by, confirmed_within_days, no_open_dispute, reports, reporters, lower_bound } =
                gate;
            if !evidence.is_empty() {
                let kinds: Vec<String> = evidence.iter().map(|(kind, count)| format!("{kind} = {count}")).collect();
                text.push_str(&format!("evidence = {{ {} }}\n", kinds.join(", ")));
            }
            if !review_by.is_empty() {
                let kinds = review_by.iter().map(|kind| kind.as_str()).collect();
                text.push_str(&format!("review_by = {}\n", words(kinds)));
            }
            let mut number = |name: &str, value: Option<String>| {
                value.into_iter().for_each(|value| text.push_str(&format!("{name} = {value}\n")));
            };
            number("confirmed_within_days", confirmed_within_days.map(|days| days.to_string()));
            number("no_open_dispute", no_open_dispute.then(|| "true".to_owned()));
            number("reports", reports.map(|count| count.to_string()));
            number("reporters", reporters.map(|count| count.to_string()));
            number("lower_bound", lower_bound.map(|rate| rate.to_string()));
        }
        let mut table = |name: &str, numbers: Vec<(&str, f64)>| {
            if !numbers.is_empty() {
                text.push_str(&format!("\n[{name}]\n"));
            }
            numbers.iter().for_each(|(word, number)| text.push_str(&format!("{} = {number:?}\n", key(word))));
        };
        let of_kinds = |by: &BTreeMap<ReporterKind, f64>| by.iter().map(|(kind, one)| (kind.as_str(), *one)).collect();
        table("weight", of_kinds(&self.weights));
        table("rho", of_kinds(&self.rho));
        let of_tiers = |by| tiers(&self.ladder, by);
        table("prior", of_tiers(&self.priors));
        table("intercept", of_tiers(&self.intercepts));
        table("slope", of_tiers(&self.slopes));
        let Reporters { maintainer, ci, known } = &self.reporters;
        text.push_str("\n[reporters]\n");
        for (name, list) in [("maintainer", maintainer), ("ci", ci), ("known", known)] {
            text.push_str(&format!("{name} = {}\n", words(list.iter().map(String::as_str).collect())));
        }
        let RatePolicy { min_reports, min_change, confirming_successes, half_life_days, max_count } = &self.rates;
        text.push_str(&format!(
            "\n[rates]\nmin_reports = {min_reports:?}\nmin_change = {min_change:?}\nhalf_life_days = {half_life_days:?}\nmax_count = {max_count}\nconfirming_successes = {confirming_successes}\n"
        ));
        text.push_str(&format!("\n[import]\nmax_withdrawals = {:?}\n", self.import.max_withdrawals));
        let Limits { record_bytes, field_bytes, items } = &self.limits;
        text.push_str(&format!(
            "\n[limits]\nrecord_bytes = {record_bytes}\nfield_bytes = {field_bytes}\nitems = {items}\n"
        ));
        for (name, trust) in &self.sources {
            text.push_str(&format!("\n[source.{}]\n", key(name)));
            if !trust.keep.is_empty() {
                let fields: Vec<String> = trust.keep.iter().map(ToString::to_string).collect();
                text.push_str(&format!("keep = {}\n", words(fields.iter().map(String::as_str).collect())));
            }
            let tier = trust.new_tier.iter().map(|tier| format!("new_tier = {}\n", compact(&tier.as_str())));
            let only = trust.only_new.then(|| "only = \"new\"\n".to_owned());
            tier.chain(only).for_each(|line| text.push_str(&line));
        }
        text
    }
}

/// Numbers by tier, those of the ladder first and in its order.
fn tiers<'p>(ladder: &'p [Tier], numbers: &'p BTreeMap<Tier, f64>) -> Vec<(&'p str, f64)> {
    let others = numbers.keys().filter(|tier| !ladder.contains(tier));
    let all = ladder.iter().chain(others);
    all.filter_map(|tier| numbers.get(tier).map(|number| (tier.as_str(), *number))).collect()
}

/// A key as TOML takes it.
fn key(word: &str) -> String {
    match word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        true if !word.is_empty() => word.to_owned(),
        _ => compact(&word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_policy_and_says_itself() {
        let default: Policy = DEFAULT.parse().unwrap();
        assert_eq!(default, Policy::default());
        assert_eq!(default.ladder.len(), 3);
        assert_eq!(default.to_toml().parse::<Policy>().unwrap(), default);
    }

    #[test]
    fn a_limit_that_is_left_out_is_as_in_the_default() {
        let policy: Policy = "[limits]\nitems = 5\n".parse().unwrap();
        assert_eq!(policy.limits, Limits { items: 5, ..Limits::default() });
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn a_line_by_tier_is_straight_where_nothing_is_said() {
        let text =
            "[intercept]\nai_generated = -0.25\n[slope]\nai_generated = 0.5\nhuman_reviewed = 2\n[rho]\nuser = 0\n";
        let policy: Policy = text.parse().unwrap();
        let line = |tier: &str| policy.line(&tier.parse().unwrap());
        assert_eq!(line("ai_generated"), (-0.25, 0.5));
        assert_eq!(line("human_reviewed"), (0.0, 2.0));
        assert_eq!(line("community_verified"), (0.0, 1.0));
        assert_eq!(policy.rho(ReporterKind::User), 0.0);
        assert_eq!(policy.rho(ReporterKind::Agent), 0.3);
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }

    #[test]
    fn how_far_a_source_is_trusted_reads_back() {
        let text = "[source.'my upstream']\nkeep = ['confidence', 'w.success_rate', 'leads_to']\nnew_tier = 'ai_generated'\nonly = 'new'\n";
        let policy: Policy = text.parse().unwrap();
        let trust = &policy.sources["my upstream"];
        assert!(trust.only_new && trust.keep.len() == 3);
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }
}
