//! Offered fixes that bring a finding as grave as the one that they remove.

use std::collections::{BTreeMap, HashSet};

use super::finding_changes::{FindingChanges, NamedFinding};
use super::offers::Offers;
use crate::check::{Code, Finding, Fingerprint, Fix, Severity};
use crate::record::{Field, Id};

/// An offered fix that was applied.
#[derive(Debug)]
pub(super) struct AppliedOffer {
    /// The finding that it removes.
    finding: Fingerprint,
    code: Code,
    severity: Severity,
    /// What it changed.
    fields: Vec<(Id, Field)>,
}

/// The offered fixes that are not applied, because they bring something as grave.
#[derive(Debug, Default)]
pub(super) struct HarmfulFixes {
    findings: HashSet<Fingerprint>,
    /// How many there are, by the code of the finding that they would remove and that of the one that they would bring.
    counts: BTreeMap<(Code, Code), usize>,
}

impl AppliedOffer {
    /// The offer of a finding; `None` if its fix is safe.
    pub(super) fn of(finding: &Finding, fix: &Fix) -> Option<Self> {
        let fields = || fix.set.iter().map(|edit| (edit.record.clone(), edit.field)).collect();
        let Finding { code, severity, .. } = *finding;
        (!fix.safe).then(|| AppliedOffer { finding: finding.fingerprint(), code, severity, fields: fields() })
    }

    /// Whether it changed a record.
    fn changed(&self, id: &Id) -> bool {
        self.fields.iter().any(|(record, _)| record == id)
    }

    /// Whether it changed the field of a finding.
    fn changed_field(&self, id: &Id, finding: &Finding) -> bool {
        self.fields.iter().any(|(record, field)| record == id && Some(*field) == finding.field)
    }
}

impl HarmfulFixes {
    /// Whether the offered fix of a finding is one of them.
    pub(super) fn has(&self, finding: &Finding) -> bool {
        !self.findings.is_empty() && self.findings.contains(&finding.fingerprint())
    }

    /// How many there are, by the code of the finding that they would remove and that of the one that they would bring.
    pub(super) fn into_counts(self) -> BTreeMap<(Code, Code), usize> {
        self.counts
    }

    /// Adds those of the applied offers that bring something as grave as what they remove; returns whether there are
    /// any. Offers of codes that the user named are none.
    pub(super) fn add(
        &mut self,
        applied: &[AppliedOffer],
        changes: &BTreeMap<Id, FindingChanges>,
        offers: &Offers,
    ) -> bool {
        let before = self.findings.len();
        for (id, FindingChanges { new, .. }) in changes {
            for NamedFinding { finding, .. } in new {
                // The gravest severity comes first.
                let is_blamed = |offer: &&AppliedOffer| {
                    offer.changed(id) && finding.severity <= offer.severity && !offers.names(offer.code)
                };
                let blamed: Vec<&AppliedOffer> = applied.iter().filter(is_blamed).collect();
                let of_field = |offer: &&&AppliedOffer| offer.changed_field(id, finding);
                let is_known = blamed.iter().any(|offer| of_field(&offer));
                for offer in blamed.iter().filter(|offer| !is_known || of_field(offer)) {
                    if self.findings.insert(offer.finding) {
                        *self.counts.entry((offer.code, finding.code)).or_default() += 1;
                    }
                }
            }
        }
        self.findings.len() > before
    }
}
