//! Computing uids: hashes of what pieces of evidence say.

use sha2::{Digest as _, Sha256};

use super::canonical;
use super::key::head;
use super::piece::Piece;
use super::uid::Uid;

/// The number of bytes of a uid that identify the record, so that the uids of a record are neighbours in an index.
const RECORD_BYTES: usize = 6;

impl Piece<'_> {
    /// The canonical form, as docs/ledger.md spells it out: JSON without blanks. `number` counts pieces that say the
    /// same, from 1.
    pub fn canonical(&self, number: u32) -> Vec<u8> {
        let mut form = Vec::new();
        canonical::write(self, number, &mut form);
        form
    }

    /// The uid of the piece, if it is the n-th that says the same, from 1.
    pub fn uid(&self, number: u32) -> Uid {
        Uids::default().uid(self, number)
    }
}

/// Computes the uids of pieces one after another. There can be millions: the parts that pieces on one record have in
/// common are computed once, and one buffer is reused.
#[derive(Debug, Default)]
pub struct Uids {
    /// The id of the record of the last piece, and its hash.
    record: Option<(String, [u8; 16])>,
    /// The canonical form of the last piece.
    form: Vec<u8>,
}

impl Uids {
    /// The uid of a piece, if it is the n-th that says the same, from 1.
    pub fn uid(&mut self, piece: &Piece<'_>, number: u32) -> Uid {
        let of_record = match &self.record {
            Some((id, hash)) if id == piece.record => *hash,
            _ => {
                let hash = head(Sha256::new().chain_update(piece.record));
                self.record = Some((piece.record.to_owned(), hash));
                hash
            }
        };
        self.form.clear();
        canonical::write(piece, number, &mut self.form);
        let mut bytes = head(Sha256::new().chain_update(&self.form));
        bytes.rotate_right(RECORD_BYTES);
        bytes.iter_mut().zip(of_record).take(RECORD_BYTES).for_each(|(byte, of_record)| *byte = of_record);
        Uid::from_bytes(bytes)
    }
}

/// Whether a uid has the part of its content if the canonical form consists of these parts.
pub(super) fn is_of_content(uid: &Uid, form: &[&[u8]]) -> bool {
    let hash = head(form.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)));
    uid.as_bytes().iter().skip(RECORD_BYTES).zip(&hash).all(|(of_uid, of_form)| of_uid == of_form)
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, EvidenceKind, NewEvidence, Outcome, ReportKey, ReporterKind};
    use super::*;
    use crate::ledger::Reporter;
    use crate::record::{ItemKind, ItemRef};

    fn evidence() -> NewEvidence {
        NewEvidence {
            item: Some(ItemRef { kind: ItemKind::Workaround, id: 2 }),
            kind: EvidenceKind::Outcome,
            outcome: Some(Outcome::Success),
            count: 3,
            day: "2026-11-02".parse().unwrap(),
            reporter: Reporter::named("李雷"),
            reporter_kind: ReporterKind::User,
            is_apart: false,
            url: Some("https://example.org/1".to_owned()),
            note: Some("say \"pip\"".to_owned()),
            environment: Environment::default(),
        }
    }

    fn piece(evidence: &NewEvidence) -> Piece<'_> {
        let text = Some("Install the package with ensurepip, then make the environment anew");
        Piece { record: "python/venv-pip-missing", text, evidence, report: None, moved_from: None }
    }

    #[test]
    fn the_canonical_form_is_the_one_of_the_manual() {
        let manual = include_str!("../../docs/ledger.md");
        let evidence = evidence();
        let piece = piece(&evidence);
        let form = String::from_utf8(piece.canonical(1)).unwrap();
        assert!(manual.contains(&form), "{form}");
        assert!(manual.contains(&piece.uid(1).to_string()), "{}", piece.uid(1));
    }

    #[test]
    fn every_difference_of_the_content_gives_another_uid() {
        let base = evidence();
        let first = piece(&base).uid(1);
        let changed = |change: fn(&mut NewEvidence)| {
            let mut other = evidence();
            change(&mut other);
            piece(&other).uid(1)
        };
        let mut uids = vec![
            first,
            piece(&base).uid(2),
            Piece { record: "python/y", ..piece(&base) }.uid(1),
            Piece { text: Some("Install that"), ..piece(&base) }.uid(1),
            Piece { report: Some(ReportKey::own("lena", "7")), ..piece(&base) }.uid(1),
            Piece { moved_from: Some(first), ..piece(&base) }.uid(1),
            changed(|one| one.item = Some(ItemRef { kind: ItemKind::DeadEnd, id: 2 })),
            changed(|one| one.item = None),
            changed(|one| one.kind = EvidenceKind::Reproduction),
            changed(|one| one.outcome = Some(Outcome::Worse)),
            changed(|one| one.count = 4),
            changed(|one| one.day = one.day.next()),
            changed(|one| one.reporter = Reporter::named("lena")),
            changed(|one| one.reporter_kind = ReporterKind::Ci),
            changed(|one| one.is_apart = true),
            changed(|one| one.url = None),
            changed(|one| one.note = None),
            changed(|one| one.environment.os = Some(String::new())),
            changed(|one| one.environment.runtime = Some(String::new())),
            changed(|one| one.environment.version = Some(String::new())),
        ];
        let all = uids.len();
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), all);
    }

    #[test]
    fn uids_that_are_computed_in_sequence_are_those_of_the_pieces() {
        let (evidence, mut uids) = (evidence(), Uids::default());
        let whole = NewEvidence { item: None, note: None, ..evidence.clone() };
        for record in ["", "python/x", "python/y", "python/x"] {
            for evidence in [&evidence, &whole, &evidence] {
                let piece = Piece { record, ..piece(evidence) };
                assert_eq!((uids.uid(&piece, 1), uids.uid(&piece, 2)), (piece.uid(1), piece.uid(2)));
            }
        }
    }

    #[test]
    fn the_id_of_an_item_within_its_database_makes_no_difference() {
        let other = NewEvidence { item: Some(ItemRef { kind: ItemKind::Workaround, id: 9 }), ..evidence() };
        assert_eq!(piece(&other).uid(1), piece(&evidence()).uid(1));
        let elsewhere = NewEvidence { count: 1, ..evidence() };
        assert_eq!(piece(&elsewhere).uid(1).as_bytes()[..6], piece(&other).uid(1).as_bytes()[..6]);
    }
}
