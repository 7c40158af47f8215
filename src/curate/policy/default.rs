//! The policy of a set that has none of its own.

use super::{ConfidencePolicy, Gate, Policy, RatePolicy};
use crate::record::compact;

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

# How much an outcome weighs by who reports it.
[weight]
maintainer = 1.0
ci = 1.0
user = 1.0
agent = 0.5

# How many reports the baseline of a record is worth, by its tier.
[prior]
ai_generated = 4
human_reviewed = 10
community_verified = 20

[rates]
min_reports = 3          # an estimate is published from so many reports on
min_change = 0.05        # where it differs from the published rate by so much
confirming_successes = 0 # so many successes in one import of feedback move last_confirmed; 0: they never do

# A suggested confidence is cap * E / (E + 2) * freshness * (1 - disputed share), E the independent sources and reporters.
[confidence]
cap = { ai_generated = 0.7, human_reviewed = 0.9, community_verified = 1.0 }
fresh_days = 180 # up to so many days after it was confirmed, freshness is 1
stale_days = 365 # up to so many days it is aging, from then on stale
aging = 0.8
stale = 0.5
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
        text.push_str("\n[weight]\n");
        for (kind, weight) in &self.weights {
            text.push_str(&format!("{kind} = {weight:?}\n"));
        }
        text.push_str("\n[prior]\n");
        for (tier, prior) in &self.priors {
            text.push_str(&format!("{} = {prior:?}\n", key(tier.as_str())));
        }
        let RatePolicy { min_reports, min_change, confirming_successes } = &self.rates;
        text.push_str(&format!(
            "\n[rates]\nmin_reports = {min_reports:?}\nmin_change = {min_change:?}\nconfirming_successes = {confirming_successes}\n"
        ));
        let ConfidencePolicy { cap, fresh_days, stale_days, aging, stale } = &self.confidence;
        let caps: Vec<String> = cap.iter().map(|(tier, cap)| format!("{} = {cap:?}", key(tier))).collect();
        text.push_str(&format!(
            "\n[confidence]\ncap = {{ {} }}\nfresh_days = {fresh_days}\nstale_days = {stale_days}\naging = {aging:?}\nstale = {stale:?}\n",
            caps.join(", ")
        ));
        text
    }
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
    }
}
