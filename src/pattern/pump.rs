//! Lines that are hard for a branch of a regex, made of its own literals.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// The number of variants of a line: in the n-th each alternation contributes its n-th branch, and from the second on
/// optional parts are included and repeated.
const VARIANTS: usize = 3;

/// A class with at least this number of characters is anything, and needs no character of its own in a line.
const ANYTHING: usize = 1_000_000;

/// The length above which a line can exploit a repetition.
const SHORT_REPETITION: u32 = 8;

/// The most copies of a part that is repeated a number of times.
const MAX_COPIES: u32 = 200;

/// The copies of a part that may be repeated a few times, at most.
const SOME_COPIES: u32 = 3;

/// The most loops of a branch for each of which a line is made.
const MAX_LOOPS: usize = 3;

/// The characters that a class contributes, the first of them that it has.
const SAMPLES: [char; 8] = ['a', '0', ' ', '-', 'q', '~', '"', '令'];

/// The last character of a line, and the first one of a line of which the beginning must not be found.
const END: char = '\u{1}';

/// The number of characters of [`SAMPLES`] that may be skipped; then only the last one of a class is left.
pub(super) const MAX_PASSED: usize = SAMPLES.len();

/// A line that repeats parts of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pump {
    /// What it begins with.
    head: Vec<char>,
    /// The parts; none is empty.
    parts: Vec<Vec<char>>,
    /// Whether each part is repeated by itself, one after the other; otherwise all of them together.
    is_sorted: bool,
}

impl Pump {
    /// A line of nearly this number of characters. At its end is a character that hardly any regex matches there.
    pub(super) fn line(&self, length: usize) -> Vec<char> {
        let mut line: Vec<char> = Vec::with_capacity(length.saturating_add(1));
        line.extend(self.head.iter().take(length));
        if self.is_sorted {
            let left = length.saturating_sub(line.len());
            let each = left.checked_div(self.parts.len()).unwrap_or_default();
            for part in &self.parts {
                let copies = each.checked_div(part.len()).unwrap_or_default().max(1);
                (0..copies).for_each(|_| line.extend(part));
            }
        } else {
            let round = self.parts.concat();
            while line.len() < length && !round.is_empty() {
                line.extend(round.iter().take(length - line.len()));
            }
        }
        line.push(END);
        line
    }

    /// The line after a character that hardly any regex matches there, so that a regex anchored to the beginning of a
    /// text does not find it.
    pub(super) fn guarded(&self) -> Self {
        Pump { head: [&[END], self.head.as_slice()].concat(), ..self.clone() }
    }

    /// The characters before its parts, and those of all parts; `None` if the line does not repeat all of them
    /// together.
    pub(super) fn round(&self) -> Option<(usize, usize)> {
        let parts = self.parts.iter().map(Vec::len).sum();
        (!self.is_sorted).then_some((self.head.len(), parts))
    }

    /// The characters after which it has had each of its parts.
    pub(super) fn period(&self) -> usize {
        self.head.len() + self.parts.iter().map(Vec::len).sum::<usize>()
    }
}

/// The lines to try for a branch: the text before its last long repetition, in several orders, and the bodies of its
/// loops. A class contributes the first of [`SAMPLES`] that it has, except for the first few that are skipped.
pub(super) fn pumps(branch: &Hir, passed: usize) -> Vec<Pump> {
    let has_boundary = !branch.properties().look_set().is_empty();
    let mut pumps = Vec::new();
    let variants = if has_choice(branch) { VARIANTS } else { 1 };
    for variant in 0..variants {
        let mut shape = BranchParts { variant, passed, texts: vec![String::new()], loops: Vec::new() };
        shape.cut(branch);
        insert_lines(shape, has_boundary, &mut pumps);
    }
    pumps
}

/// The lines to try for a branch of texts with long gaps between them.
pub(super) fn pumps_between(texts: Vec<String>) -> Vec<Pump> {
    let mut pumps = Vec::new();
    insert_lines(BranchParts { variant: 0, passed: 0, texts, loops: Vec::new() }, false, &mut pumps);
    pumps
}

/// Inserts the lines of a choice of parts that are not there yet.
fn insert_lines(shape: BranchParts, has_boundary: bool, pumps: &mut Vec<Pump>) {
    let mut insert = |head: &str, parts: &[String], is_sorted: bool| {
        let parts = parts.iter().map(|part| part.chars().collect()).collect();
        let pump = Pump { head: head.chars().collect(), parts, is_sorted };
        if !pumps.contains(&pump) {
            pumps.push(pump);
        }
    };
    let mut parts = shape.texts;
    let last = parts.pop().unwrap_or_default();
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        parts.push(SAMPLES.iter().take(1).collect());
    }
    insert("", &parts, false);
    if parts.len() > 1 {
        insert("", &parts, true);
    }
    if parts.len() > 1 && (!shape.loops.is_empty() || parts.concat().contains(&last)) {
        // The first part alone may be harder for a loop, and all of them may contain what has to be missing.
        insert("", parts.get(..1).unwrap_or_default(), false);
    }
    if has_boundary {
        // A boundary needs another character beside a word.
        parts.iter_mut().for_each(|part| part.push(' '));
        insert("", &parts, false);
        insert("", &parts, true);
    }
    for (head, unit) in shape.loops.iter().take(MAX_LOOPS) {
        insert(head, std::slice::from_ref(unit), false);
    }
}

/// Whether a branch has a choice, or something that may be repeated a few times.
fn has_choice(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Capture(capture) => has_choice(&capture.sub),
        HirKind::Concat(subs) => subs.iter().any(has_choice),
        HirKind::Alternation(_) => true,
        HirKind::Repetition(repetition) => {
            let is_short = repetition.max.is_some_and(|max| max != repetition.min && max <= SHORT_REPETITION);
            is_short || has_choice(&repetition.sub)
        }
    }
}

/// The parts of a branch, with one choice of its alternations.
struct BranchParts {
    variant: usize,
    passed: usize,
    /// The texts between its long repetitions.
    texts: Vec<String>,
    /// The body of each repetition, with everything before it.
    loops: Vec<(String, String)>,
}

impl BranchParts {
    fn push(&mut self, text: &str) {
        if let Some(last) = self.texts.last_mut() {
            last.push_str(text);
        }
    }

    fn cut(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.push(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.push(&sample(class, self.passed).map(String::from).unwrap_or_default()),
            HirKind::Capture(capture) => self.cut(&capture.sub),
            HirKind::Concat(subs) => subs.iter().for_each(|sub| self.cut(sub)),
            HirKind::Alternation(subs) => {
                if let Some(sub) = self.variant.checked_rem(subs.len()).and_then(|chosen| subs.get(chosen)) {
                    self.cut(sub);
                }
            }
            HirKind::Repetition(repetition) if is_long(repetition.max) => {
                if !is_anything(&repetition.sub) {
                    let before = self.texts.concat();
                    self.cut(&repetition.sub);
                    let unit = self.texts.concat().split_off(before.len());
                    if !unit.is_empty() {
                        self.loops.push((before, unit));
                    }
                }
                self.texts.push(String::new());
            }
            HirKind::Repetition(repetition) => {
                let more = if self.variant > 0 { repetition.max.unwrap_or_default().min(SOME_COPIES) } else { 0 };
                let copies = repetition.min.max(more).min(MAX_COPIES);
                (0..copies).for_each(|_| self.cut(&repetition.sub));
            }
        }
    }
}

/// Whether a repetition may be so long that a line can exploit it.
fn is_long(max: Option<u32>) -> bool {
    max.is_none_or(|max| max > SHORT_REPETITION)
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

/// A character of a class: one of [`SAMPLES`] after those that are skipped, or the last one on every keyboard, or the
/// last.
fn sample(class: &Class, passed: usize) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let is_in = |one: char| class.ranges().iter().any(|range| range.start() <= one && one <= range.end());
    let mut lasts = class.ranges().iter().rev().map(|range| range.end());
    let plain = lasts.clone().find(char::is_ascii).or_else(|| lasts.next());
    SAMPLES.into_iter().skip(passed).find(|sample| is_in(*sample)).or(plain)
}
