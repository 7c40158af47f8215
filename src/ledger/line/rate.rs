//! What maintainers tell each other about a rate: where the value comes from that is published.

use serde::Deserialize;

use super::by::{RecordedBy, write_recorded};
use super::error::{LineError, LineFlaw};
use super::form::{ItemMembers, RecordedByMembers, read};
use super::values::{day, filled, flaw, sound, uid, uid_of_record, word};
use crate::ledger::Uid;
use crate::ledger::canonical::{digits, hex_if_any, item_if_any, raw, text};
use crate::record::{Date, Id, ItemKind, Rate, Tier};

/// The member that only lines about rates have. In a text every quote is escaped, so this is not part of one.
const RATE: &[u8] = b"\"rate\":";

/// Where a published rate comes from: the baseline behind it, and which reports the author of that knew. If a claim has
/// this value, and no such line of a higher [rank](Self::rank) is about the same value, its baseline is this one.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRate {
    /// The id that the record had then.
    pub record: String,
    /// The kind and the text of the item whose rate it is; `None` for the record as a whole.
    pub item: Option<(ItemKind, String)>,
    /// The value that is published.
    pub rate: Rate,
    /// The value that an author set; another one than `rate`, if that is an estimate.
    pub baseline: Rate,
    /// The tier of the record when the baseline was set.
    pub tier: Tier,
    /// The reports that do not count, because the author of the baseline knew them: in order, each once.
    pub known: Vec<Uid>,
    /// How often an author had set the baseline, as far as the maker of the line knew; 0 if the claim came with it.
    pub generation: u32,
    /// How many estimates had been published on this baseline, with this one if it is one, as far as the maker knew.
    pub number: u32,
    /// Who set or published it.
    pub recorded: RecordedBy,
}

/// The members of a line. All are always there: an option with its own function may be `null`, but not missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateMembers {
    uid: String,
    record: String,
    #[serde(deserialize_with = "Option::deserialize")]
    item: Option<ItemMembers>,
    rate: f64,
    baseline: f64,
    tier: String,
    known: Vec<String>,
    generation: u32,
    number: u32,
    recorded: RecordedByMembers,
}

impl RecordedRate {
    /// Whether a line is about a rate.
    pub(super) fn is_written_in(line: &[u8]) -> bool {
        line.windows(RATE.len()).any(|bytes| bytes == RATE)
    }

    /// Reads a line without its end. `latest` is the last day that it may name, if there is one.
    pub(super) fn parse(line: &[u8], latest: Option<Date>) -> Result<Self, LineFlaw> {
        let members: RateMembers = read(line)?;
        members.record.parse::<Id>().map_err(|error| flaw("record", error.into()))?;
        let kind: Option<ItemKind> = members.item.as_ref().map(|item| word("item.kind", &item.kind)).transpose()?;
        if kind == Some(ItemKind::Version) {
            return Err(flaw("item.kind", LineError::NoRate));
        }
        let item = members.item.map(|item| sound("item.text", item.text)).transpose()?;
        let rate = |path, value: f64| Rate::try_from(value).map_err(|error| flaw(path, LineError::Rate(error)));
        let known: Vec<Uid> = members.known.iter().map(|digits| uid("known", digits)).collect::<Result<_, _>>()?;
        if !known.is_sorted_by(|one, next| one < next) {
            return Err(flaw("known", LineError::Order));
        }
        let read = RecordedRate {
            record: members.record,
            item: kind.zip(item),
            rate: rate("rate", members.rate)?,
            baseline: rate("baseline", members.baseline)?,
            tier: members.tier.parse().map_err(|_| flaw("tier", LineError::Empty))?,
            known,
            generation: members.generation,
            number: members.number,
            recorded: RecordedBy {
                day: day("recorded.day", &members.recorded.day, latest)?,
                by: filled("recorded.by", members.recorded.by)?,
            },
        };
        let (own, expected) = (uid("uid", &members.uid)?, read.uid());
        if expected == own { Ok(read) } else { Err(flaw("uid", LineError::Uid(expected))) }
    }

    /// Its uid: the first 6 bytes of the SHA-256 of the record's id, and the first 10 of that of the canonical form.
    pub fn uid(&self) -> Uid {
        let mut form = Vec::new();
        self.write_form(&mut form);
        uid_of_record(&self.record, &form)
    }

    /// Its place among the lines about one value of a claim: the highest is what the value comes from. Lines whose
    /// makers did not know of each other are in the same order everywhere.
    pub fn rank(&self) -> (u32, u32, Uid) {
        (self.generation, self.number, self.uid())
    }

    /// Appends the canonical form.
    pub(super) fn write_form(&self, form: &mut Vec<u8>) {
        raw(form, "{\"record\":");
        text(form, &self.record);
        raw(form, ",\"item\":");
        item_if_any(form, self.item.as_ref().map(|(kind, text)| (*kind, text.as_str())));
        raw(form, ",\"rate\":");
        raw(form, &self.rate.to_string());
        raw(form, ",\"baseline\":");
        raw(form, &self.baseline.to_string());
        raw(form, ",\"tier\":");
        text(form, self.tier.as_str());
        raw(form, ",\"known\":[");
        for (place, known) in self.known.iter().enumerate() {
            raw(form, if place == 0 { "" } else { "," });
            hex_if_any(form, Some(known.as_bytes()));
        }
        raw(form, "],\"generation\":");
        digits(form, self.generation);
        raw(form, ",\"number\":");
        digits(form, self.number);
        write_recorded(&self.recorded, form);
    }
}

#[cfg(test)]
mod tests {
    use super::super::LedgerLine;
    use super::*;
    use crate::ledger::Uids;

    fn line() -> RecordedRate {
        RecordedRate {
            record: "python/x".to_owned(),
            item: Some((ItemKind::Workaround, "say \"pip\"".to_owned())),
            rate: Rate::nearest(0.53),
            baseline: Rate::nearest(0.96),
            tier: "ai_generated".parse().unwrap(),
            known: vec![Uid::from_bytes([3; 16]), Uid::from_bytes([7; 16])],
            generation: 1,
            number: 2,
            recorded: RecordedBy { day: "2026-11-03".parse().unwrap(), by: "tom".to_owned() },
        }
    }

    fn written(line: &RecordedRate) -> String {
        String::from_utf8(LedgerLine::Rate(Box::new(line.clone())).written()).unwrap()
    }

    fn parse(text: &str) -> Result<LedgerLine, LineFlaw> {
        LedgerLine::parse(text.as_bytes(), &mut Uids::default(), Some("2026-11-22".parse().unwrap()))
    }

    #[test]
    fn a_line_that_is_read_is_the_one_that_was_written() {
        let whole = RecordedRate { item: None, known: Vec::new(), generation: 0, number: 0, ..line() };
        for one in [line(), whole] {
            assert_eq!(parse(&written(&one)), Ok(LedgerLine::Rate(Box::new(one))));
        }
        let text = written(&RecordedRate { item: None, known: Vec::new(), ..line() });
        let members = r#""item":null,"rate":0.53,"baseline":0.96,"tier":"ai_generated","known":[],"generation":1,"number":2,"recorded":{"day":"2026-11-03","by":"tom"}}"#;
        assert!(text.ends_with(members), "{text}");
    }

    #[test]
    fn every_difference_gives_another_uid_of_the_record() {
        let others = [
            RecordedRate { item: None, ..line() },
            RecordedRate { rate: Rate::nearest(0.54), ..line() },
            RecordedRate { baseline: Rate::nearest(0.9), ..line() },
            RecordedRate { tier: "human_reviewed".parse().unwrap(), ..line() },
            RecordedRate { known: Vec::new(), ..line() },
            RecordedRate { generation: 2, ..line() },
            RecordedRate { number: 3, ..line() },
            RecordedRate { recorded: RecordedBy { by: "mei".to_owned(), ..line().recorded }, ..line() },
        ];
        for other in others {
            assert_ne!(other.uid(), line().uid());
            assert_eq!(other.uid().as_bytes()[..6], line().uid().as_bytes()[..6]);
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_with_its_member() {
        for (from, to, expected) in [
            ("\"rate\":0.53", "\"rate\":1.53", "rate: a rate is a number from 0 to 1"),
            ("\"rate\":0.53", "\"rate\":0.54", "uid: the line does not match its uid"),
            ("\"workaround\"", "\"version\"", "item.kind: a version has no rate"),
            ("0303", "03", "known: not a uid"),
            ("0303", "0909", "known: not in order"),
            ("\"ai_generated\"", "\"\"", "tier: empty text"),
            ("\"generation\":1", "\"generation\":-1", "generation: not a line of a ledger"),
            ("\"number\":2,", "", "not a line of a ledger: missing field `number`"),
            ("\"known\"", "\"more\":1,\"known\"", "more: unknown member"),
            ("11-03", "11-23", "recorded.day: a day in the future"),
            ("python/x", "python", "record: an id has at least two segments"),
        ] {
            let text = written(&line());
            assert!(text.contains(from), "{text}");
            let LineFlaw { path, error, .. } = parse(&text.replacen(from, to, 1)).unwrap_err();
            let said = if path.is_empty() { error.to_string() } else { format!("{path}: {error}") };
            assert!(said.starts_with(expected), "{said}");
        }
    }

    #[test]
    fn a_baseline_that_an_author_set_later_has_a_higher_rank_than_each_estimate_before() {
        let rank = |generation, number| RecordedRate { generation, number, ..line() }.rank();
        assert!(rank(0, 9) < rank(1, 0) && rank(1, 0) < rank(1, 1));
    }
}
