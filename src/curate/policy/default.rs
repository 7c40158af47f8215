//! The policy of a set that has none of its own.

use super::{ConfidencePolicy, Gate, Policy, RatePolicy};
use crate::record::{Limits, compact};

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
        assert!(message("[source.a]\nkeep = ['confidense']").contains("unknown field 'confidense'"));
        assert!(message("[source.a]\nonly = 'old'").contains("expected new"));
        assert!(message("[source.a]\nnew_tier = 'best'").contains("no tier 'best'"));
        assert!(message("[import]\nmax_withdrawals = 5").contains("0 to 1"));
        assert!(message("[limits]\nitems = 0").contains("limits.items: expected a number from 1 to 256000000, not 0"));
        assert!(message("[limits]\nfield_bytes = 256000001").contains("limits.field_bytes"));
        assert!(message("[limits]\nfields = 1").contains("unknown field `fields`"));
        assert!(message("[limits]\nitems = -1").contains("-1"));
    }

    #[test]
    fn a_limit_that_is_left_out_is_as_in_the_default() {
        let policy: Policy = "[limits]\nitems = 5\n".parse().unwrap();
        assert_eq!(policy.limits, Limits { items: 5, ..Limits::default() });
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
