//! Lines that are hard for a branch of a regex, made of its own literals.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// How many lines' worth of choices are tried: in the n-th each alternation contributes its n-th branch.
pub(super) const VARIANTS: usize = 3;

/// A class with at least this number of characters is anything, and needs no character of its own in a line.
const ANYTHING: usize = 1_000_000;

/// A repetition that may be longer than this counts as unbounded.
const LONG_REPETITION: u32 = 200;

/// The characters that a class contributes, the first of them that it has.
const SAMPLES: [char; 8] = ['a', '0', ' ', '-', 'q', '~', '"', '令'];

/// The last character of a line.
const END: char = '\u{1}';

/// A line that repeats parts of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pump {
    /// The parts; none is empty.
    parts: Vec<String>,
    /// Whether each part is repeated by itself, one after the other; otherwise all of them together.
    is_sorted: bool,
}

impl Pump {
    /// A line of nearly this number of characters. At its end is one that hardly any regex wants there.
    pub(super) fn line(&self, length: usize) -> String {
        if !self.is_sorted {
            return self.parts.concat().chars().cycle().take(length).chain([END]).collect();
        }
        let each = length.checked_div(self.parts.len()).unwrap_or_default();
        self.parts.iter().flat_map(|part| part.chars().cycle().take(each)).chain([END]).collect()
    }
}

/// The lines to try for a branch: what stands before its last unbounded repetition, in two orders.
pub(super) fn pumps(branch: &Hir) -> Vec<Pump> {
    let mut pumps = Vec::new();
    for variant in 0..VARIANTS {
        let mut parts = segments(branch, variant);
        parts.pop();
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() {
            parts.push(SAMPLES.iter().take(1).collect());
        }
        for is_sorted in [true, false] {
            let pump = Pump { parts: parts.clone(), is_sorted };
            if !pumps.contains(&pump) {
                pumps.push(pump);
            }
        }
    }
    pumps
}

/// The texts between the unbounded repetitions of a branch.
pub(super) fn segments(branch: &Hir, variant: usize) -> Vec<String> {
    let mut segments = vec![String::new()];
    cut(branch, variant, &mut segments);
    segments
}

fn cut(hir: &Hir, variant: usize, segments: &mut Vec<String>) {
    let push = |segments: &mut Vec<String>, text: &str| {
        if let Some(last) = segments.last_mut() {
            last.push_str(text);
        }
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => push(segments, &String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => push(segments, &sample(class).map(String::from).unwrap_or_default()),
        HirKind::Capture(capture) => cut(&capture.sub, variant, segments),
        HirKind::Concat(subs) => subs.iter().for_each(|sub| cut(sub, variant, segments)),
        HirKind::Alternation(subs) => {
            if let Some(sub) = variant.checked_rem(subs.len()).and_then(|chosen| subs.get(chosen)) {
                cut(sub, variant, segments);
            }
        }
        HirKind::Repetition(repetition) if is_unbounded(repetition.max) => {
            if !is_anything(&repetition.sub) {
                cut(&repetition.sub, variant, segments);
            }
            segments.push(String::new());
        }
        HirKind::Repetition(repetition) => {
            (0..repetition.min.min(LONG_REPETITION)).for_each(|_| cut(&repetition.sub, variant, segments));
        }
    }
}

/// Whether a repetition is unbounded, or as good as that.
pub(super) fn is_unbounded(max: Option<u32>) -> bool {
    max.is_none_or(|max| max > LONG_REPETITION)
}

fn is_anything(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => size(class) >= ANYTHING,
        HirKind::Capture(capture) => is_anything(&capture.sub),
        _ => false,
    }
}

fn size(class: &ClassUnicode) -> usize {
    class.ranges().iter().map(|range| range.len()).fold(0, usize::saturating_add)
}

/// A character of a class.
fn sample(class: &Class) -> Option<char> {
    let class = match class {
        Class::Unicode(class) => class.clone(),
        Class::Bytes(class) => class.to_unicode_class()?,
    };
    let is_in = |one: char| class.ranges().iter().any(|range| range.start() <= one && one <= range.end());
    let last = class.ranges().last().map(|range| range.end());
    SAMPLES.into_iter().find(|sample| is_in(*sample)).or(last)
}
