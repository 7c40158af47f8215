//! What the author of a new record begins with.

use super::refusal::Refusal;
use super::{New, Policy};
use crate::record::{Date, FreeForm, Id, Rate, Record, Resolvable, TransitionGraph, Workaround};

/// The number in a template for every rate, which the author is to replace.
const TEMPLATE_RATE: f64 = 0.5;

impl New<'_> {
    /// The category of a record if its author names none.
    pub const CATEGORY: &'static str = "runtime_error";

    /// The record that an author begins with: of the lowest tier, dated on `day`, with one workaround. Its texts are
    /// empty, except the signature, which a record cannot be without.
    ///
    /// # Errors
    /// [`TierRefusal::EmptyLadder`](super::TierRefusal::EmptyLadder), if the policy has no tier.
    pub fn template(id: Id, policy: &Policy, day: Date) -> Result<Record, Refusal> {
        let rate = Rate::nearest(TEMPLATE_RATE);
        let workaround = Workaround {
            action: String::new(),
            success_rate: rate,
            how: String::new(),
            condition: String::new(),
            sources: Vec::new(),
            extra: FreeForm::default(),
        };
        Ok(Record {
            signature: "the error text as users see it".to_owned(),
            signature_zh: None,
            regex: String::new(),
            domain: id.domain().to_owned(),
            category: Self::CATEGORY.to_owned(),
            subcategory: None,
            root_cause: String::new(),
            root_cause_type: "generic".to_owned(),
            root_cause_zh: None,
            versions: Vec::new(),
            os_specific: FreeForm::default(),
            dead_ends: Vec::new(),
            workarounds: vec![workaround],
            workarounds_zh: Vec::new(),
            transition_graph: TransitionGraph::default(),
            official_doc_url: None,
            official_doc_section: None,
            error_code: None,
            verification_tier: New::lowest_tier(policy)?.clone(),
            confidence: rate,
            fix_success_rate: rate,
            resolvable: Resolvable::True,
            first_seen: day,
            last_confirmed: day,
            last_updated: day,
            evidence_count: 0,
            tags: Vec::new(),
            locale: "en".to_owned(),
            aliases: Vec::new(),
            extra: FreeForm::default(),
            id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::TierRefusal;
    use crate::curate::fixture::{context, id};
    use crate::record::{Start, canonical, read};

    #[test]
    fn a_template_is_a_record_that_can_be_new_and_an_empty_ladder_has_none() {
        let policy: Policy = "ladder = ['draft', 'final']".parse().unwrap();
        let template = New::template(id("cicd/login-expired"), &policy, context().day).unwrap();
        assert_eq!(read(canonical(&template).as_bytes(), Start::default()).as_ref(), Ok(&template));
        assert_eq!((template.domain.as_str(), template.verification_tier.as_str()), ("cicd", "draft"));
        New::of(template.clone(), &policy).check(&context()).unwrap();
        let empty = Policy { ladder: Vec::new(), ..policy };
        let refusals = [
            New::template(id("x/a"), &empty, context().day).err(),
            New { force: true, ..New::of(template, &empty) }.check(&context()).err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(Refusal::Tier(TierRefusal::EmptyLadder))), "{refusal:?}");
        }
    }
}
