//! Possible changes of a regex.

use regex_syntax::ast::{Ast, Flag, FlagsItemKind, GroupKind};

use super::bounded::limits;
use super::branch::branches;
use super::engine::{Construct, UnportablePart};
use super::simplify::{PatternChange, Simplification, changed};
use super::typographic::replacements;
use super::{Overlap, Pattern, Span};

/// How often a regex is simplified again. One change may allow another: the second of two branches at the start is
/// removed after the first.
const MAX_PASSES: usize = 32;

/// All possible changes, by position.
pub(super) fn changes(pattern: &Pattern) -> Vec<PatternChange> {
    let mut changes = candidates(pattern, |_| true);
    changes.retain(|change| after(pattern, std::slice::from_ref(change)).is_some());
    changes
}

/// Candidates for changes of a wanted kind, by position.
fn candidates(pattern: &Pattern, is_wanted: impl Fn(Simplification) -> bool) -> Vec<PatternChange> {
    use Simplification as Why;
    let wants = |kinds: &[Why]| kinds.iter().any(|why| is_wanted(*why));
    let gone = |why| move |span| PatternChange { span, replacement: String::new(), why };
    let mut changes = Vec::new();
    if is_wanted(Why::InlineFlag) {
        flag_changes(pattern.ast(), &mut changes);
    }
    if wants(&[Why::IdleEscape, Why::BareBracket, Why::GroupName]) {
        changes
            .extend(pattern.unportable().iter().filter_map(|unportable| portable_change(pattern.text(), unportable)));
    }
    if is_wanted(Why::IdleEdge) {
        changes.extend(pattern.idle_edges().into_iter().map(gone(Why::IdleEdge)));
    }
    if wants(&[Why::RepeatedBranch, Why::CoveredBranch]) {
        changes.extend(pattern.overlaps().iter().map(|overlap| branch_change(pattern, overlap)));
    }
    if is_wanted(Why::Typographic) {
        changes.extend(replacements(pattern));
    }
    if is_wanted(Why::BoundedGap) {
        changes.extend(limits(pattern));
    }
    changes.retain(|change| is_wanted(change.why));
    changes.sort_by_key(|change| (change.span, change.why));
    changes
}

/// The regex after all changes of the wanted kinds, again and again until none is left.
pub(super) fn simplified(pattern: &Pattern, is_wanted: impl Fn(Simplification) -> bool) -> Pattern {
    let mut simple = pattern.clone();
    for _ in 0..MAX_PASSES {
        let mut wanted = candidates(&simple, &is_wanted);
        if wanted.is_empty() {
            break;
        }
        // Nearly always all of them can be made at once, and are checked once.
        let together = after(&simple, &wanted).or_else(|| {
            wanted.retain(|change| after(&simple, std::slice::from_ref(change)).is_some());
            Pattern::parse(&changed(simple.text(), &wanted)).ok()
        });
        match together.filter(|next| next.text() != simple.text()) {
            Some(next) => simple = next,
            None => break,
        }
    }
    simple
}

/// The regex after some changes, if it is still valid and, if they only change its spelling, has the same meaning.
fn after(pattern: &Pattern, changes: &[PatternChange]) -> Option<Pattern> {
    let new = Pattern::parse(&changed(pattern.text(), changes)).ok()?;
    let are_spellings = changes.iter().any(|change| is_spelling(change.why));
    (!are_spellings || mean_the_same(&new, pattern)).then_some(new)
}

/// Whether two regexes have the same parts. A spelling leaves their groups as they are.
fn mean_the_same(one: &Pattern, other: &Pattern) -> bool {
    match (one.chains(), other.chains()) {
        (Some(one), Some(other)) => one.iter().map(|(_, chain)| chain).eq(other.iter().map(|(_, chain)| chain)),
        _ => one.hir() == other.hir(),
    }
}

/// Whether a change leaves the parts of a regex as they are.
fn is_spelling(why: Simplification) -> bool {
    use Simplification as Why;
    match why {
        Why::InlineFlag | Why::IdleEscape | Why::BareBracket => true,
        Why::GroupName | Why::IdleEdge | Why::RepeatedBranch | Why::CoveredBranch => false,
        Why::Typographic | Why::BoundedGap => false,
    }
}

/// A replacement of a construct that not all engines have, with which a search finds the same.
fn portable_change(text: &str, unportable: &UnportablePart) -> Option<PatternChange> {
    let UnportablePart { span, construct } = *unportable;
    let part = span.of(text);
    if construct == Construct::IdleEscape {
        let replacement = part.strip_prefix('\\')?.to_owned();
        return Some(PatternChange { span, replacement, why: Simplification::IdleEscape });
    }
    if construct == Construct::BareBracket {
        return Some(PatternChange { span, replacement: format!("\\{part}"), why: Simplification::BareBracket });
    }
    if !construct.is_name() {
        return None;
    }
    let before = text.get(..span.start)?;
    let start = before.strip_suffix("?P<").or_else(|| before.strip_suffix("?<"))?.len();
    let whole = Span { start, end: span.end + 1 };
    Some(PatternChange { span: whole, replacement: String::new(), why: Simplification::GroupName })
}

/// `(?i)` is removed, and `(?i:a)` becomes `(?:a)`.
fn flag_changes(ast: &Ast, changes: &mut Vec<PatternChange>) {
    let is_case = |kind: &FlagsItemKind| *kind == FlagsItemKind::Flag(Flag::CaseInsensitive);
    let gone = |span| PatternChange { span, replacement: String::new(), why: Simplification::InlineFlag };
    match ast {
        Ast::Flags(set) if set.flags.items.iter().all(|item| is_case(&item.kind)) => {
            changes.push(gone(set.span.into()));
        }
        Ast::Group(group) => {
            if let GroupKind::NonCapturing(flags) = &group.kind
                && !flags.items.is_empty()
                && flags.items.iter().all(|item| is_case(&item.kind))
            {
                changes.push(gone(flags.span.into()));
            }
            flag_changes(&group.ast, changes);
        }
        Ast::Repetition(repetition) => flag_changes(&repetition.ast, changes),
        Ast::Alternation(alternation) => alternation.asts.iter().for_each(|ast| flag_changes(ast, changes)),
        Ast::Concat(concat) => concat.asts.iter().for_each(|ast| flag_changes(ast, changes)),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => {}
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {}
    }
}

/// A branch is removed.
fn branch_change(pattern: &Pattern, overlap: &Overlap) -> PatternChange {
    let why = if overlap.is_repeated { Simplification::RepeatedBranch } else { Simplification::CoveredBranch };
    PatternChange { span: with_bar(pattern, overlap.branch), replacement: String::new(), why }
}

/// A branch of several with the bar before it, or after it if it is the first one.
fn with_bar(pattern: &Pattern, branch: Span) -> Span {
    let first = branches(pattern.ast()).first().map(|branch| Span::from(*branch.span()));
    let Span { start, end } = branch;
    if first == Some(branch) { Span { start, end: end + 1 } } else { Span { start: start - 1, end } }
}

/// See [`Pattern::without_branches`].
pub(super) fn without_branches(pattern: &Pattern) -> Vec<(Span, String)> {
    let spans: Vec<Span> = branches(pattern.ast()).iter().map(|branch| Span::from(*branch.span())).collect();
    if spans.len() < 2 {
        return Vec::new();
    }
    let cut = |branch: Span| {
        let gone = with_bar(pattern, branch);
        let (before, after) = (Span { start: 0, end: gone.start }, Span { start: gone.end, end: pattern.text().len() });
        (branch, format!("{}{}", before.of(pattern.text()), after.of(pattern.text())))
    };
    spans.into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn safe(text: &str) -> String {
        Pattern::parse(text).unwrap().simplified(Simplification::keeps_meaning).text().to_owned()
    }

    #[test]
    fn parts_without_meaning_are_removed() {
        assert_eq!(safe(r"(?i)not\ found\-\/\."), r"not found-\/\.");
        assert_eq!(safe("(?i:a)b(?i)c"), "(?:a)bc");
        assert_eq!(safe("(.*a.*b.*|Evicted|evicted|xevicted|z)"), "(a.*b|Evicted|z)");
        assert_eq!(safe("ab|abc|b|x|X"), "b|x");
        assert_eq!(safe(r"a]}[\]}](?P<n>b)(?<n.x>c)"), r"a\]\}[\]}](b)(c)");
    }

    #[test]
    fn each_branch_can_be_removed() {
        let without = |text: &str| -> Vec<String> {
            Pattern::parse(text).unwrap().without_branches().into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(without("(ab|c|d.*)"), ["(c|d.*)", "(ab|d.*)", "(ab|c)"]);
        assert!(without("a(b|c)").is_empty());
    }

    #[test]
    fn parts_with_a_meaning_stay() {
        for text in [
            r"(?x)a\ b",
            "(?-i)K",
            "(?s)a",
            r"[\-a]",
            r"[[\:alpha:]]",
            r"[a\&\&b]",
            r"[[\:alpha\:]]",
            ".*",
            r"\<a",
            "a|b",
        ] {
            assert_eq!(safe(text), text);
        }
    }

    #[test]
    fn gaps_are_bounded_and_typographic_characters_become_plain() {
        let other = |text: &str| Pattern::parse(text).unwrap().simplified(|why| !why.keeps_meaning()).text().to_owned();
        assert_eq!(other("a.*b.+?c|d"), "a.{0,80}b.{1,80}?c|d");
        assert_eq!(other("“a” – [’–z]"), r#""a" - ['\-z]"#);
    }

    /// Branches with everything that may be removed, as a regex for the texts to make.
    const BRANCH: &str = r"(\.\*){0,2}[ab](\\[ -]|[ab\]]|\.\*|\(a\|b\)|\[a\\-\]|\(\?i\)){0,4}(\.\*)?";

    proptest! {
        #[test]
        fn a_safe_change_finds_the_same_texts(
            branches in prop::collection::vec(BRANCH, 1..5),
            is_grouped: bool,
            texts in prop::collection::vec("[abAB \n-]{0,8}", 16),
        ) {
            let text = branches.join("|");
            let text = if is_grouped { format!("({text})") } else { text };
            let pattern = Pattern::parse(&text).unwrap();
            let simple = pattern.simplified(Simplification::keeps_meaning);
            let each = pattern.changes().into_iter().filter(|change| change.why.keeps_meaning());
            let each = each.map(|change| Pattern::parse(&changed(&text, &[change])).unwrap());
            for new in each.chain([simple.clone()]) {
                let (before, after) = (pattern.matcher().unwrap(), new.matcher().unwrap());
                for searched in &texts {
                    let (found, finds) = (before.is_match(searched), after.is_match(searched));
                    prop_assert_eq!(found, finds, "{} {} {:?}", text, new.text(), searched);
                }
            }
            prop_assert!(!simple.changes().iter().any(|change| change.why.keeps_meaning()));
        }
    }
}
