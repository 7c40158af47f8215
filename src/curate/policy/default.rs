//! The policy of a set that has none of its own.

use super::{Gate, Policy};
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
            let bare = tier.as_str().chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            let key = if bare { tier.to_string() } else { compact(&tier.as_str()) };
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
        text
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
