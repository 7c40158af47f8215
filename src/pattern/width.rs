//! The length of the texts that a regex matches.

use regex_syntax::hir::{Hir, HirKind};

/// The number of characters of a match of a regex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    /// The fewest.
    pub least: usize,
    /// The most; `None` if there is no limit.
    pub most: Option<usize>,
}

/// The width of a part.
pub(super) fn width(hir: &Hir) -> Width {
    let exactly = |characters: usize| Width { least: characters, most: Some(characters) };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => exactly(0),
        HirKind::Literal(literal) => exactly(String::from_utf8_lossy(&literal.0).chars().count()),
        HirKind::Class(_) => exactly(1),
        HirKind::Capture(capture) => width(&capture.sub),
        HirKind::Concat(subs) => subs.iter().map(width).fold(exactly(0), |one, other| Width {
            least: one.least.saturating_add(other.least),
            most: one.most.zip(other.most).map(|(one, other)| one.saturating_add(other)),
        }),
        HirKind::Alternation(subs) => {
            let widths = || subs.iter().map(width);
            let most = widths().map(|width| width.most).try_fold(0, |most, one| Some(one?.max(most)));
            Width { least: widths().map(|width| width.least).min().unwrap_or_default(), most }
        }
        HirKind::Repetition(repetition) => {
            let Width { least, most } = width(&repetition.sub);
            let times = |times: u32, width: usize| usize::try_from(times).unwrap_or(usize::MAX).saturating_mul(width);
            let most =
                if most == Some(0) { Some(0) } else { repetition.max.zip(most).map(|(max, most)| times(max, most)) };
            Width { least: times(repetition.min, least), most }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    #[test]
    fn the_width_counts_characters() {
        for (regex, least, most) in [
            ("令牌[ks]", 3, Some(3)),
            ("a|bcd?", 1, Some(3)),
            ("(a.{0,80}){2}b+", 3, None),
            (r"^(\b)*$", 0, Some(0)),
            ("a|b*", 0, None),
        ] {
            let width = Pattern::parse(regex).unwrap().width();
            assert_eq!((width.least, width.most), (least, most), "{regex}");
        }
    }
}
