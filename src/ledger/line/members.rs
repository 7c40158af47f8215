//! Reading a line of a ledger.

use serde::{Deserialize, Deserializer};

use super::error::{LineError, LineFlaw};
use super::form::{ItemMembers, RecordedByMembers, read};
use super::rate::RecordedRate;
use super::rewording::RecordedRewording;
use super::values::{day, filled, flaw, from_one, key, required, sound, uid, word};
use super::{LedgerLine, RecordedBy, RecordedPiece, RecordedRuling};
use crate::ledger::{Environment, EvidenceKind, NewEvidence, Outcome, ReporterKind, Uid, Uids};
use crate::record::{Date, Id, ItemKind, ItemRef};

/// The members of a line of either kind; the outer option says whether there is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineMembers {
    uid: String,
    recorded: RecordedByMembers,
    record: Option<String>,
    #[serde(default, deserialize_with = "present")]
    item: Option<Option<ItemMembers>>,
    kind: Option<String>,
    #[serde(default, deserialize_with = "present")]
    outcome: Option<Option<String>>,
    count: Option<u32>,
    day: Option<String>,
    reporter: Option<String>,
    reporter_kind: Option<String>,
    is_apart: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    url: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    note: Option<Option<String>>,
    environment: Option<EnvironmentMembers>,
    #[serde(default, deserialize_with = "present")]
    report: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    moved_from: Option<Option<String>>,
    number: Option<u32>,
    withdraws: Option<String>,
    reinstates: Option<String>,
    #[serde(default, deserialize_with = "present")]
    reason: Option<Option<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentMembers {
    os: Option<String>,
    runtime: Option<String>,
    version: Option<String>,
}

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl LedgerLine {
    /// Reads a line without its end. `uids` computes the uid that it should have; `latest` is the last day that it may
    /// name, if there is one.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(line: &[u8], uids: &mut Uids, latest: Option<Date>) -> Result<Self, LineFlaw> {
        if RecordedRate::is_written_in(line) {
            return Ok(LedgerLine::Rate(Box::new(RecordedRate::parse(line, latest)?)));
        }
        if RecordedRewording::is_written_in(line) {
            return Ok(LedgerLine::Rewording(Box::new(RecordedRewording::parse(line, latest)?)));
        }
        let members: LineMembers = read(line)?;
        let own = uid("uid", &members.uid)?;
        let RecordedByMembers { day: said, by } = &members.recorded;
        let recorded = RecordedBy { day: day("recorded.day", said, latest)?, by: filled("recorded.by", by.clone())? };
        let (line, expected) = match (&members.withdraws, &members.reinstates) {
            (None, None) => {
                let piece = members.piece(own, recorded, latest)?;
                let expected = uids.uid(&piece.piece(), piece.number);
                (LedgerLine::Piece(Box::new(piece)), expected)
            }
            (Some(piece), None) => members.ruling("withdraws", piece, recorded)?,
            (None, Some(piece)) => members.ruling("reinstates", piece, recorded)?,
            (Some(_), Some(_)) => return Err(flaw("reinstates", LineError::Unexpected)),
        };
        if expected == own { Ok(line) } else { Err(flaw("uid", LineError::Uid(expected))) }
    }
}

impl LineMembers {
    fn piece(self, own: Uid, recorded: RecordedBy, latest: Option<Date>) -> Result<RecordedPiece, LineFlaw> {
        if self.reason.is_some() {
            return Err(flaw("reason", LineError::Unexpected));
        }
        let record = required("record", self.record)?;
        record.parse::<Id>().map_err(|error| flaw("record", error.into()))?;
        let item = required("item", self.item)?;
        let kind: Option<ItemKind> = item.as_ref().map(|item| word("item.kind", &item.kind)).transpose()?;
        let text = item.map(|item| sound("item.text", item.text)).transpose()?;
        let environment = required("environment", self.environment)?;
        let optional = |path, value: Option<Option<String>>| -> Result<Option<String>, LineFlaw> {
            required(path, value)?.map(|value| sound(path, value)).transpose()
        };
        let part = |path, value: Option<String>| value.map(|value| sound(path, value)).transpose();
        let report = required("report", self.report)?;
        let moved_from = required("moved_from", self.moved_from)?;
        let evidence = NewEvidence {
            item: kind.map(|kind| ItemRef { kind, id: 0 }),
            kind: word("kind", &required("kind", self.kind)?)?,
            outcome: required("outcome", self.outcome)?.map(|outcome| word("outcome", &outcome)).transpose()?,
            count: from_one("count", required("count", self.count)?)?,
            day: day("day", &required("day", self.day)?, latest)?,
            reporter: filled("reporter", required("reporter", self.reporter)?)?.into(),
            reporter_kind: word::<ReporterKind>("reporter_kind", &required("reporter_kind", self.reporter_kind)?)?,
            is_apart: required("is_apart", self.is_apart)?,
            url: optional("url", self.url)?,
            note: optional("note", self.note)?,
            environment: Environment {
                os: part("environment.os", environment.os)?,
                runtime: part("environment.runtime", environment.runtime)?,
                version: part("environment.version", environment.version)?,
            },
        };
        if !may_have(evidence.kind, kind, evidence.outcome) {
            return Err(flaw("outcome", LineError::Outcome(evidence.kind)));
        }
        Ok(RecordedPiece {
            uid: own,
            record,
            text,
            evidence,
            report: report.map(|digits| key(&digits)).transpose()?,
            moved_from: moved_from.map(|digits| uid("moved_from", &digits)).transpose()?,
            number: from_one("number", required("number", self.number)?)?,
            recorded,
        })
    }

    fn ruling(&self, path: &'static str, piece: &str, recorded: RecordedBy) -> Result<(LedgerLine, Uid), LineFlaw> {
        let others = [
            ("record", self.record.is_some()),
            ("item", self.item.is_some()),
            ("kind", self.kind.is_some()),
            ("outcome", self.outcome.is_some()),
            ("count", self.count.is_some()),
            ("day", self.day.is_some()),
            ("reporter", self.reporter.is_some()),
            ("reporter_kind", self.reporter_kind.is_some()),
            ("is_apart", self.is_apart.is_some()),
            ("url", self.url.is_some()),
            ("note", self.note.is_some()),
            ("environment", self.environment.is_some()),
            ("report", self.report.is_some()),
            ("moved_from", self.moved_from.is_some()),
        ];
        if let Some((path, _)) = others.iter().find(|(_, is_there)| *is_there) {
            return Err(flaw(path, LineError::Unexpected));
        }
        let number = from_one("number", required("number", self.number)?)?;
        let reason = required("reason", self.reason.clone())?;
        let ruling = RecordedRuling {
            piece: uid(path, piece)?,
            is_withdrawn: path == "withdraws",
            reason: reason.map(|reason| sound("reason", reason)).transpose()?,
            number: number.try_into().map_err(|_| flaw("number", LineError::Number))?,
            recorded,
        };
        let expected = ruling.uid();
        Ok((LedgerLine::Ruling(ruling), expected))
    }
}

/// Whether a piece of this kind, on an item of this kind, may have this outcome.
fn may_have(kind: EvidenceKind, item: Option<ItemKind>, outcome: Option<Outcome>) -> bool {
    match kind {
        EvidenceKind::Outcome => outcome.is_some() && item != Some(ItemKind::Version),
        EvidenceKind::Reproduction => outcome.is_none() || item != Some(ItemKind::Version),
        EvidenceKind::Source | EvidenceKind::Review | EvidenceKind::Dispute => outcome.is_none(),
    }
}
