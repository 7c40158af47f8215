//! Applying the fixes that checks offer to texts in files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;

use super::finding_changes::{FindingChanges, named};
use super::fixing::{FixCounts, Fixing};
use super::harm::HarmfulFixes;
use super::offers::Offers;
use super::scan::findings;
use super::texts::TextSet;
use crate::check::{Background, Checker, Finding, Severity};
use crate::intake::{Draft, Origin};
use crate::record::{Demands, FreeForm, Id, Record, Revision, Start, canonical, one_line};

/// A text that can be fixed: that of a record in a file.
#[derive(Debug, Clone)]
pub struct FixableText {
    /// Its position.
    pub origin: Origin,
    /// The text, without trailing white space.
    pub text: Vec<u8>,
    /// The record.
    pub revision: Revision,
    /// The custom keys of the text, which include its samples. No fix changes them.
    extra: FreeForm,
}

/// A record of a text that was fixed.
#[derive(Debug)]
pub struct FixedText {
    /// The record in the file.
    pub old: FixableText,
    /// The fixed record.
    pub new: Revision,
    /// Which errors and warnings that brings, and which are gone, if fixes were applied that a person should look at.
    /// Regexes are not compared for that.
    pub findings: FindingChanges,
}

/// A file in which a text is no longer where it was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} has changed since it was checked")]
pub struct MovedText(pub String);

impl FixableText {
    /// Reads a text again; `None` if it is not that of a checked record, or is within another text, as in a line of a
    /// rejects file.
    pub fn of(draft: Draft<Vec<u8>>, set: &TextSet, demands: &Demands) -> Option<Self> {
        let text = draft.text().trim_ascii_end().to_vec();
        let Draft { origin, first: None, content: Ok(record) } = draft.read(demands) else { return None };
        let extra = record.extra.clone();
        let revision = set.revision(record).ok()?;
        set.is_checked(&revision.record.id, &origin).then_some(FixableText { origin, text, revision, extra })
    }
}

/// The records that the fixes to apply are about.
pub fn fixed_ids<'f>(findings: &'f [Finding], offers: &Offers) -> BTreeSet<&'f Id> {
    let fixes = findings.iter().filter(|one| offers.fixes(one)).filter_map(|finding| finding.fix.as_ref());
    fixes.flat_map(|fix| &fix.set).map(|edit| &edit.record).collect()
}

/// Applies the fixes of findings, and those of what is found then, to texts by the ids of their records. A fix that is
/// also about a record that has no text here is left out. `told` are the checks of which it is told what they find
/// then. Returns how many fixes were applied and how many were not, and what changed.
pub fn fix_texts(
    found: Vec<Finding>,
    offers: &Offers,
    (checker, told): (&Checker<'_>, &Checker<'_>),
    set: &TextSet,
    texts: &HashMap<Id, FixableText>,
) -> (FixCounts, Vec<FixedText>) {
    let load = |id: &Id| {
        let text = texts.get(id);
        Ok::<_, Infallible>(text.map(|text| (text.clone(), text.revision.clone())))
    };
    let found_by = |checker, revision: &Revision| findings(checker, revision, &Background::default(), set.index());
    let check = |_: &FixableText, revision: &Revision| found_by(checker, revision);
    let grave = |revision: &Revision| {
        let found = found_by(told, revision).into_iter();
        named(revision, found.filter(|finding| finding.severity != Severity::Note).collect())
    };
    let mut harmful = HarmfulFixes::default();
    loop {
        let Ok(fixing) = Fixing::run(found.clone(), (offers, &harmful), load, check, |_, _| {});
        let changed: Vec<&(FixableText, Revision)> =
            fixing.records().filter(|(old, new)| old.revision != *new).collect();
        let mut findings: BTreeMap<Id, FindingChanges> = BTreeMap::new();
        for (old, new) in changed.iter().filter(|_| offers.are_told()) {
            findings.insert(new.record.id.clone(), FindingChanges::between(grave(&old.revision), grave(new)));
        }
        if harmful.add(fixing.offered(), &findings, offers) {
            continue;
        }
        let text = |(old, new): &(FixableText, Revision)| FixedText {
            old: old.clone(),
            new: new.clone(),
            findings: findings.remove(&new.record.id).unwrap_or_default(),
        };
        let texts = changed.into_iter().map(text).collect();
        return (FixCounts { harmful: harmful.into_counts(), ..fixing.counts() }, texts);
    }
}

/// The content of a file in which fixed records replace their texts; everything else stays as it is. A record that
/// takes several lines is written as its canonical JSON, as far indented as its first line; otherwise on one line.
///
/// # Errors
/// If a text is no longer where it was read.
pub fn with_fixed(content: &[u8], fixed: &[&FixedText]) -> Result<Vec<u8>, MovedText> {
    let mut places: Vec<(usize, &FixedText)> = Vec::new();
    for one in fixed {
        let FixableText { origin, text, .. } = &one.old;
        let at =
            offset(content, origin.start).filter(|at| content.get(*at..).is_some_and(|rest| rest.starts_with(text)));
        places.push((at.ok_or_else(|| MovedText(origin.source.to_string()))?, one));
    }
    places.sort_by_key(|(at, _)| *at);
    let (mut result, mut rest) = (Vec::with_capacity(content.len()), 0);
    for (at, FixedText { old, new, .. }) in places {
        result.extend_from_slice(content.get(rest..at).unwrap_or_default());
        let written = canonical(&Record { extra: old.extra.clone(), ..new.record.clone() });
        let written = match old.text.contains(&b'\n') {
            true => written.replace('\n', &format!("\n{}", indent(content, at))),
            false => one_line(&written),
        };
        result.extend_from_slice(written.as_bytes());
        rest = at + old.text.len();
    }
    result.extend_from_slice(content.get(rest..).unwrap_or_default());
    Ok(result)
}

/// The byte offset of a place; a byte order mark has no column.
fn offset(content: &[u8], start: Start) -> Option<usize> {
    let mark = "\u{feff}".len();
    let mut at = if content.starts_with("\u{feff}".as_bytes()) { mark } else { 0 };
    for _ in 1..start.line {
        at += content.get(at..)?.iter().position(|byte| *byte == b'\n')? + 1;
    }
    let line = std::str::from_utf8(content.get(at..)?.split(|byte| *byte == b'\n').next()?).ok()?;
    let (column, _) = line.char_indices().nth(start.column - 1)?;
    Some(at + column)
}

/// The blanks before a place, if there is nothing else on its line.
fn indent(content: &[u8], at: usize) -> String {
    let before = content.get(..at).unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_blank = line.iter().all(|byte| matches!(byte, b' ' | b'\t'));
    if is_blank { String::from_utf8_lossy(line).into_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::record;
    use super::super::texts::NotedText;
    use super::*;
    use crate::intake::drafts;
    use std::ops::ControlFlow;

    /// The texts of a file, each with its first workaround made to say "Wait".
    fn fixed(content: &[u8]) -> Vec<FixedText> {
        let demands = Demands::default();
        let mut all = Vec::new();
        let mut set = TextSet::default();
        let each = |visit: &mut dyn FnMut(Draft<Vec<u8>>)| {
            let _ = drafts(content, "in", None, &demands.limits, &mut |draft| {
                visit(draft);
                ControlFlow::Continue(())
            });
        };
        each(&mut |draft| set.add(NotedText::of(draft, &demands)));
        each(&mut |draft| all.extend(FixableText::of(draft, &set, &demands)));
        let change = |old: FixableText| {
            let mut new = old.revision.clone();
            new.record.signature = "Wait".to_owned();
            FixedText { old, new, findings: FindingChanges::default() }
        };
        all.into_iter().map(change).collect()
    }

    fn rewritten(content: &str) -> String {
        let fixed = fixed(content.as_bytes());
        String::from_utf8(with_fixed(content.as_bytes(), &fixed.iter().collect::<Vec<_>>()).unwrap()).unwrap()
    }

    /// Canonical JSON of a record, and the same after the change.
    fn texts(id: &str) -> (String, String) {
        let (old, mut new) = (record(id), record(id));
        new.signature = "Wait".to_owned();
        (canonical(&old), canonical(&new))
    }

    #[test]
    fn a_file_of_one_record_is_canonical_then_and_ends_as_before() {
        let (old, new) = texts("x/a");
        assert_eq!(rewritten(&old), new);
        assert_eq!(rewritten(&format!("\u{feff}{old}\n")), format!("\u{feff}{new}\n"));
        assert_eq!(rewritten(&format!("\n\n{old}\r\n")), format!("\n\n{new}\r\n"));
    }

    #[test]
    fn lines_stay_lines_and_other_lines_stay_as_they_are() {
        let ((a, new_a), (b, _)) = (texts("x/a"), texts("x/b"));
        let other = one_line(&b).replace("\": ", "\":");
        let content = format!("{}\n{other}\n", one_line(&a));
        let first = fixed(content.as_bytes()).remove(0);
        let result = with_fixed(content.as_bytes(), &[&first]).unwrap();
        assert_eq!(String::from_utf8(result).unwrap(), format!("{}\n{other}\n", one_line(&new_a)));
    }

    #[test]
    fn an_element_of_an_array_keeps_its_indent() {
        let ((a, new_a), (b, new_b)) = (texts("x/a"), texts("x/b"));
        let array = |a: &str, b: &str| format!("[\n  {},\n  {}\n]\n", a.replace('\n', "\n  "), b.replace('\n', "\n  "));
        assert_eq!(rewritten(&array(&a, &b)), array(&new_a, &new_b));
        assert_eq!(
            rewritten(&format!("[{}, {}]", one_line(&a), one_line(&b))),
            format!("[{}, {}]", one_line(&new_a), one_line(&new_b))
        );
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_written() {
        let (old, _) = texts("x/a");
        let fixed = fixed(old.as_bytes());
        for other in [String::new(), format!(" {old}"), old.replacen("x/a", "x/b", 1)] {
            let refused = with_fixed(other.as_bytes(), &[&fixed[0]]);
            assert_eq!(refused, Err(MovedText("in".to_owned())));
        }
    }
}
