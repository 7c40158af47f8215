//! Merging records into one that stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::curate::check::FollowedWaivers;
use crate::curate::evidence::{EvidenceTarget, Moved, Recorded, lowered, raised, save_ledger_change};
use crate::curate::work::Work;
use crate::curate::{Refusal, edge};
use crate::ledger::{Evidence, EvidenceNumber, RecordKey};
use crate::record::{DeadEnd, Id, ItemKind, ItemRef, Record, Revision, SampleKind, Version, Workaround};
use crate::store::Stored;

/// What moved from withdrawn records to the one that stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inherited {
    /// The evidence that was moved.
    pub moved: Vec<Moved>,
    /// The evidence that stays where it is, because the other record has no such item.
    pub left: Vec<EvidenceNumber>,
    /// The samples that are of the other kind in the record that stays, which keeps its own.
    pub kept_kinds: Vec<KeptKind>,
}

/// A sample of a withdrawn record that is one of the other kind in the record that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKind {
    /// The withdrawn record.
    pub from: Id,
    /// The kind in the record that stays.
    pub kind: SampleKind,
    /// The text.
    pub text: String,
}

/// The record that stays, with what it gains.
struct Heir {
    stored: Stored,
    new: Revision,
    numbers: Vec<EvidenceNumber>,
    gained: u64,
}

/// Withdraws records, and lets another one replace them. Their names become its aliases. Their samples become its
/// samples, unless they are of the other kind there. Edges to them are changed to it. Evidence on them as a whole, and
/// on items of which it has one with equal text, is moved to it. Their own edges and their other evidence stay.
pub(super) fn merge(work: &mut Work<'_, '_>, ids: &[Id], into: &Id) -> Result<Inherited, Refusal> {
    if ids.contains(into) {
        return Err(Refusal::MergedIntoItself(into.clone()));
    }
    let stored = work.living(into)?;
    let mut heir = Heir { new: stored.revision.clone(), stored, numbers: Vec::new(), gained: 0 };
    let mut merged = Inherited::default();
    let ids: Vec<Id> = ids.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let renamed: BTreeMap<String, Id> = ids.iter().map(|id| (id.to_string(), into.clone())).collect();
    let mut waivers = FollowedWaivers::read(work.tx, &renamed, &ids, work.context.day)?;
    for id in &ids {
        let stored = work.any(id)?;
        heir.gain_names(&stored.revision.record);
        let kept = heir.new.annotations.unite_samples(&stored.revision.annotations);
        merged.kept_kinds.extend(kept.into_iter().map(|(kind, text)| KeptKind { from: id.clone(), kind, text }));
        let lost = heir.gain_evidence(work, &stored, &mut merged)?;
        let mut new = stored.revision.clone();
        new.is_withdrawn = true;
        // A name belongs to one record.
        new.record.aliases.clear();
        new.record.evidence_count = lowered(work, &stored, lost)?;
        if !work.save_as_is(&stored, &new)? && lost > 0 {
            work.tx.note_ledger(stored.standing.row, &[])?;
        }
    }
    edge::remove(&mut heir.new.record, &ids);
    waivers.carry_to(&mut heir.new);
    heir.new.record.evidence_count = raised(&heir.new.record, heir.gained)?;
    let Heir { stored, new, numbers, .. } = heir;
    if new != stored.revision || !numbers.is_empty() {
        save_ledger_change(work, &stored, new, &numbers)?;
    }
    redirect(work, &ids, into, &mut waivers)?;
    waivers.save_rest(work)?;
    Ok(merged)
}

/// Changes edges of other records to the one that stays, and their waivers with them.
fn redirect(work: &mut Work<'_, '_>, ids: &[Id], into: &Id, waivers: &mut FollowedWaivers) -> Result<(), Refusal> {
    let mut rows: BTreeSet<RecordKey> = BTreeSet::new();
    for id in ids {
        rows.extend(work.tx.pointing_to(id)?);
    }
    for row in rows {
        let other = work.tx.load_known(row)?;
        let id = &other.revision.record.id;
        if id != into && !ids.contains(id) {
            let mut new = other.revision.clone();
            edge::redirect(&mut new.record, ids, into);
            waivers.carry_to(&mut new);
            work.save(&other, new)?;
        }
    }
    Ok(())
}

impl Heir {
    fn gain_names(&mut self, record: &Record) {
        let own = &mut self.new.record;
        for name in std::iter::once(record.id.as_str()).chain(record.aliases.iter().map(String::as_str)) {
            if name != own.id.as_str() && !own.aliases.iter().any(|alias| alias == name) {
                own.aliases.push(name.to_owned());
            }
        }
    }

    /// Moves the evidence that fits. Returns the sum of the counts of what counted.
    fn gain_evidence(
        &mut self,
        work: &mut Work<'_, '_>,
        from: &Stored,
        merged: &mut Inherited,
    ) -> Result<u64, Refusal> {
        let mut lost = 0;
        for evidence in work.tx.ledger(from.standing.row)?.into_iter().filter(Evidence::counts) {
            let item = match evidence.what.item {
                None => None,
                Some(item) => match counterpart(&from.revision, &self.stored.revision, item) {
                    Some(found) => Some(found),
                    None => {
                        merged.left.push(evidence.id);
                        continue;
                    }
                },
            };
            let number = work.tx.move_evidence(&evidence, self.stored.standing.row, item)?;
            self.numbers.push(number);
            lost += u64::from(evidence.what.count);
            let target = EvidenceTarget::of(&self.stored.revision, item)
                .unwrap_or_else(|| EvidenceTarget::record(self.new.record.id.clone()));
            merged.moved.push(Moved { from: evidence.id, to: Recorded { number, target } });
        }
        self.gained += lost;
        Ok(lost)
    }
}

/// The item of another record with equal text.
fn counterpart(from: &Revision, to: &Revision, item: ItemRef) -> Option<ItemRef> {
    let kind = item.kind;
    let text = from.item_text(item)?;
    let found = texts(&to.record, kind).iter().position(|other| *other == text)?;
    Some(ItemRef { kind, id: *to.items.of(kind).get(found)? })
}

fn texts(record: &Record, kind: ItemKind) -> Vec<&str> {
    match kind {
        ItemKind::Version => record.versions.iter().map(Version::text).collect(),
        ItemKind::DeadEnd => record.dead_ends.iter().map(DeadEnd::text).collect(),
        ItemKind::Workaround => record.workarounds.iter().map(Workaround::text).collect(),
    }
}
