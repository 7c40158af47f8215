//! The value of a finding, without what a safe fix of another finding changes in it.

use super::category_name::well_formed;
use super::spot::Spot;
use super::subject::Subject;
use super::url::tracking_parameters;
use crate::record::{DeadEnd, Record, Workaround};

/// A spot with its value in a normal form. Otherwise a safe fix would end the waivers of all other findings of the same
/// field, and make each of them a new one.
pub(super) fn normal(subject: Subject<'_>, mut spot: Spot) -> Spot {
    let Some(field) = spot.field else { return spot };
    let value = spot.value.as_str();
    let is_source =
        field == Record::OFFICIAL_DOC_URL || [DeadEnd::SOURCES, Workaround::SOURCES].contains(&field.format());
    let normal = match field {
        // A sample may follow it.
        Record::REGEX => {
            let rest = value.strip_prefix(subject.record().regex.as_str());
            rest.map(|rest| format!("{}{rest}", subject.regex.normal()))
        }
        Record::CATEGORY => Some(well_formed(value)),
        _ if is_source => tracking_parameters(value).map(|(_, clean)| clean),
        _ => None,
    };
    if let Some(normal) = normal {
        spot.value = normal;
    }
    spot
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use crate::check::{Background, Checker, Code, RecordFacts, SetIndex, Settings, Terms, apply};
    use crate::record::{FindingKey, Revision, Start, read};

    /// The findings of a record that is alone in its set, with the record after each safe fix.
    fn found(revision: &Revision) -> (BTreeMap<FindingKey, Code>, Vec<Revision>) {
        let settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
        let mut index = SetIndex::default();
        index.add(RecordFacts::of(&revision.record));
        let (mut keys, mut fixed) = (BTreeMap::new(), Vec::new());
        Checker::new(&settings).check(revision, &Background::default(), &index, &mut |finding| {
            keys.insert(finding.key(), finding.code);
            let safe = finding.fix.filter(|fix| fix.safe);
            fixed.extend(safe.map(|fix| apply(revision, &fix.set).unwrap()));
        });
        (keys, fixed)
    }

    #[test]
    fn a_safe_fix_leaves_the_other_findings_of_a_field_what_they_are() {
        let text = include_str!("../../fixtures/findings/base.json");
        let mut record = read(text.as_bytes(), Start::default()).unwrap();
        record.id = "python/unheard-of".parse().unwrap();
        record.regex = r"(?i:zebra)\-a.*b.*c.*d|.*lion|(?P<n.x>x).*".to_owned();
        record.category = "OddName".to_owned();
        record.official_doc_url = Some("http://example.com/a?utm_source=a".to_owned());
        record.workarounds[0].action = "TODO\u{200b} ".to_owned();
        record.workarounds[0].sources = vec!["http://localhost/a?gclid=1#b".to_owned()];
        let (before, fixed) = found(&record.into());
        let mut codes = BTreeSet::new();
        for fixed in fixed {
            let (after, _) = found(&fixed);
            let gone: Vec<Code> =
                before.iter().filter(|(key, _)| !after.contains_key(*key)).map(|(_, code)| *code).collect();
            // Only without flags it is looked at whether a branch stands twice.
            let new = after.into_iter().filter(|(key, code)| !before.contains_key(key) && *code != Code::R015);
            let new: Vec<Code> = new.map(|(_, code)| code).collect();
            assert!(!gone.is_empty() && new.is_empty(), "{gone:?} {new:?}");
            codes.extend(gone);
        }
        let expected = [Code::R009, Code::R010, Code::R013, Code::C001, Code::E012, Code::P003, Code::P008];
        assert!(expected.iter().all(|code| codes.contains(code)), "{codes:?}");
        let others = [Code::R002, Code::R022, Code::C003, Code::C010, Code::E003, Code::E002, Code::P001];
        let left: BTreeSet<Code> = before.into_values().filter(|code| !codes.contains(code)).collect();
        assert!(others.iter().all(|code| left.contains(code)), "{left:?}");
    }
}
