//! Where a regex fails in a text that it should find, and which of its branches finds a text.

use regex_syntax::ast::{Ast, Concat};
use regex_syntax::hir::Hir;

use super::branch::{branches, has_flags};
use super::parse::translator;
use super::short::ShortSearch;
use super::{Pattern, Span, chain};

/// See [`Pattern::miss`].
pub(super) fn miss(pattern: &Pattern, text: &str) -> Option<Span> {
    if has_flags(pattern.ast()) {
        return None;
    }
    let mut furthest: Option<(usize, Span)> = None;
    let chains = pattern.chains().unwrap_or_default();
    for (place, branch) in branches(pattern.ast()).iter().enumerate() {
        let parts = match branch {
            Ast::Concat(concat) => concat.asts.as_slice(),
            _ => std::slice::from_ref(branch),
        };
        let by_chain = |parts: usize| {
            let (span, chain) = chains.get(place)?;
            chain::finds(&[(*span, chain.beginning(parts))], text)
        };
        let by_meaning = |first: usize| finds(pattern, parts.get(..first).unwrap_or_default(), text);
        let found = most_found(parts.len(), |first| by_chain(first).unwrap_or_else(|| by_meaning(first)));
        let failing = parts.get(found)?;
        if furthest.is_none_or(|(most, _)| most < found) {
            furthest = Some((found, Span::from(*failing.span())));
        }
    }
    furthest.map(|(_, span)| span)
}

/// See [`Pattern::finding_branches`].
pub(super) fn finding_branches(pattern: &Pattern, text: &str) -> Vec<Span> {
    if has_flags(pattern.ast()) {
        return Vec::new();
    }
    let finds = |hir: &Hir| ShortSearch::new(pattern.text(), hir).finds(text);
    pattern.branches().iter().filter(|(_, hir)| finds(hir)).map(|(span, _)| *span).collect()
}

/// The number of parts of a branch, of this many from the first on, that find something together. More parts find less.
fn most_found(parts: usize, find: impl Fn(usize) -> bool) -> usize {
    let (mut found, mut missed) = (0, parts.saturating_add(1));
    while missed - found > 1 {
        let middle = found.midpoint(missed);
        if find(middle) { found = middle } else { missed = middle }
    }
    found
}

/// Whether parts that follow each other find something.
fn finds(pattern: &Pattern, parts: &[Ast], text: &str) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return true };
    let span = regex_syntax::ast::Span { start: first.span().start, end: last.span().end };
    let concat = Ast::concat(Concat { span, asts: parts.to_vec() });
    let hir = translator().translate(pattern.text(), &concat).ok();
    hir.is_some_and(|hir| ShortSearch::new(pattern.text(), &hir).finds(text))
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    fn miss(regex: &str, text: &str) -> Option<String> {
        Pattern::parse(regex).unwrap().miss(text).map(|span| span.of(regex).to_owned())
    }

    #[test]
    fn the_part_at_which_a_regex_fails_is_found() {
        assert_eq!(miss("no module named: pip", "No module named pip").as_deref(), Some(":"));
        assert_eq!(miss(r"took (\d+|many) ms", "took few ms").as_deref(), Some(r"(\d+|many)"));
        assert_eq!(miss("(xyz|no modules|nob)", "no mode").as_deref(), Some("u"));
        assert_eq!(miss("令a|令牌b", "令牌").as_deref(), Some("b"));
        assert_eq!(miss("^b", "ab").as_deref(), Some("b"));
        assert_eq!(miss("a", "A"), None);
        assert_eq!(miss("(?i)a", "b"), None);
    }

    #[test]
    fn the_branches_that_find_a_text_are_found() {
        let regex = "(alpha|beta.*x|(?:gamma|bet))";
        let found = Pattern::parse(regex).unwrap().finding_branches("Beta");
        assert_eq!(found.iter().map(|span| span.of(regex)).collect::<Vec<_>>(), ["(?:gamma|bet)"]);
        assert!(Pattern::parse("(?i)a").unwrap().finding_branches("a").is_empty());
    }
}
