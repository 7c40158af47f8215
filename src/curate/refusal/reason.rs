//! Commands that need a reason, for the journal.

use std::fmt;

/// An act that needs a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasoned {
    /// Overriding a rule.
    Force,
    /// Demoting a record.
    Demotion,
    /// Withdrawing a record.
    Withdrawal,
    /// Withdrawing evidence.
    EvidenceWithdrawal,
    /// Moving evidence.
    EvidenceMove,
    /// Waiving a finding.
    Waiver,
}

impl fmt::Display for Reasoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reasoned::Force => "overriding a rule",
            Reasoned::Demotion => "demoting a record",
            Reasoned::Withdrawal => "withdrawing a record",
            Reasoned::EvidenceWithdrawal => "withdrawing evidence",
            Reasoned::EvidenceMove => "moving evidence",
            Reasoned::Waiver => "waiving a finding",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Reasoned;
    use crate::curate::fixture::{apply, id, record, store, without_reason};
    use crate::curate::{
        Demote, Edit, EvidenceTarget, MoveEvidence, New, Policy, Promote, Refusal, Rewrite, Step, Verb, Which,
        Withdraw, WithdrawEvidence,
    };
    use crate::record::{Limits, Tier};

    /// The act for which a verb needs a reason, without a reason and with a blank one.
    fn needed<V: Verb>(verb: &V) -> Option<Reasoned> {
        let mut store = store(&["x/a"]);
        let [none, blank] = [None, Some(" ".to_owned())].map(|reason| {
            let context = crate::curate::Context { reason, ..without_reason() };
            match apply(verb, &mut store, &context) {
                Err(Refusal::ReasonNeeded(what)) => Some(what),
                Ok(_) | Err(_) => None,
            }
        });
        assert_eq!(none, blank, "a blank reason is none");
        none
    }

    fn which() -> Which {
        Which::Ids(vec![id("x/a")])
    }

    #[test]
    fn an_act_that_the_journal_should_explain_needs_a_reason() {
        let tier: Tier = "ai_generated".parse().unwrap();
        let policy = Policy::default();
        assert_eq!(needed(&Demote { which: which(), to: tier, policy: &policy }), Some(Reasoned::Demotion));
        let withdraw = |restore| Withdraw { ids: vec![id("x/a")], restore, merge_into: None };
        assert_eq!(needed(&withdraw(false)), Some(Reasoned::Withdrawal));
        assert_eq!(needed(&withdraw(true)), None);
        assert_eq!(needed(&WithdrawEvidence { numbers: vec![1.into()] }), Some(Reasoned::EvidenceWithdrawal));
        let to = EvidenceTarget::record(id("x/a"));
        assert_eq!(needed(&MoveEvidence { numbers: vec![1.into()], to }), Some(Reasoned::EvidenceMove));
    }

    #[test]
    fn only_force_needs_a_reason_if_the_rules_allow_the_rest() {
        let policy = Policy::default();
        for (force, expected) in [(true, Some(Reasoned::Force)), (false, None)] {
            let steps = vec![Step::Set("root_cause".to_owned(), "other".to_owned())];
            assert_eq!(needed(&Edit { which: which(), steps, force, limits: Limits::default() }), expected);
            let limits = Limits::default();
            assert_eq!(needed(&New { force, ..New::of(record("x/n"), &policy) }), expected);
            assert_eq!(needed(&Promote { which: which(), to: None, force, explain: false, policy: &policy }), expected);
            let rewrite = Rewrite {
                id: id("x/a"),
                based_on: None,
                merge: false,
                record: record("x/a"),
                force,
                limits,
                samples_key: None,
            };
            assert_eq!(needed(&rewrite), expected);
        }
    }
}
