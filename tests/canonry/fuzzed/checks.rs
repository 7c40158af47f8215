//! Fuzzing patterns and checks.

use canonry::check::{Background, Checker, Code, Selector, SetIndex, Settings, Terms};
use canonry::pattern::{Folded, Pattern, Prefilter, Simplification, changed};
use canonry::record::{Revision, Start, read};

/// A regex on the first line, and a text that is searched with it.
pub fn pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (regex, text) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(pattern) = Pattern::parse(regex) else { return };
    let facts = pattern.facts();
    let spans = facts.nested_repetitions.iter().chain(&facts.idle_edges).chain(&facts.typographic);
    assert!(spans.copied().all(|span| regex.get(span.start..span.end).is_some()), "{regex:?}: {facts:?}");
    if let Some(cost) = pattern.cost() {
        assert!(cost.seconds.is_finite() && cost.order.is_finite() && !cost.line.is_empty(), "{regex:?}: {cost:?}");
        assert!(regex.get(cost.branch.start..cost.branch.end).is_some(), "{regex:?}: {cost:?}");
    }
    let found = pattern.matcher().is_ok_and(|matcher| matcher.is_match(text));
    let (literals, folded) = (pattern.literals(), Folded::of(text));
    assert!(!found || literals.may_match(&folded), "{regex:?} finds {text:?} without {literals:?}");
    assert!(!found || Prefilter::new([literals]).candidates(&folded) == [0], "{regex:?} is no candidate for {text:?}");
    for change in pattern.changes() {
        let other = changed(regex, std::slice::from_ref(&change));
        assert!(Pattern::parse(&other).is_ok(), "{regex:?} becomes {other:?} by {change:?}");
    }
    let simple = pattern.simplified(Simplification::keeps_meaning);
    let finds_simply = simple.matcher().is_ok_and(|matcher| matcher.is_match(text));
    assert_eq!(found, finds_simply, "{regex:?} and {:?} in {text:?}", simple.text());
}

/// The text of a record, which is looked at by every check.
pub fn check(bytes: &[u8]) {
    let Ok(record) = read(bytes, Start::default()) else { return };
    let mut settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
    settings.select = Code::ALL.iter().copied().map(Selector::One).collect();
    let checker = Checker::new(&settings);
    let mut index = SetIndex::default();
    index.note(&record);
    let told = |message: &str| assert!(!message.is_empty());
    checker.check(&Revision::from(record), &Background::default(), &index, &mut |finding| told(&finding.message));
    checker.check_set(&index, &mut |finding| told(&finding.message));
}
