//! Finding constructs that other engines do not have, in the syntax tree.

use regex_syntax::ast::{AssertionKind, ClassBracketed, Repetition};
use regex_syntax::ast::{
    Ast, ClassSet, ClassSetBinaryOpKind, ClassSetItem, ClassUnicode, Flag, Flags, FlagsItemKind, Group, GroupKind,
    HexLiteralKind, Literal, LiteralKind, RepetitionKind, SpecialLiteralKind,
};

use super::engine::{Construct, UnportablePart};
use super::{Pattern, Span, property};

/// The last character that JavaScript reads as one without the flag `u`.
const LAST_BASIC: char = '\u{FFFF}';

/// JavaScript without the flag `u` reads a range to a character beyond [`LAST_BASIC`] as one to a surrogate. All
/// surrogates are before this character, so a range from it, or from a later one, is backwards.
const BEHIND_SURROGATES: char = '\u{E000}';

/// An identifier.
const IDENTIFIER: &str = r"^[_\p{XID_Start}]\p{XID_Continue}*$";

/// The constructs that other engines do not have, in the order of the regex.
pub(super) fn unportable(text: &str, ast: &Ast) -> Vec<UnportablePart> {
    let mut walk = SyntaxWalk { text, start: 0, found: Vec::new() };
    walk.ast(ast);
    walk.found.sort_unstable();
    walk.found.dedup();
    walk.found
}

struct SyntaxWalk<'t> {
    text: &'t str,
    /// The end of the flags at the start: Python accepts any number of them.
    start: usize,
    found: Vec<UnportablePart>,
}

impl SyntaxWalk<'_> {
    fn insert(&mut self, construct: Construct, span: impl Into<Span>) {
        self.found.push(UnportablePart { span: span.into(), construct });
    }

    fn ast(&mut self, ast: &Ast) {
        match ast {
            Ast::Empty(_) | Ast::Dot(_) | Ast::ClassPerl(_) => {}
            Ast::Flags(set) => self.flags(&set.flags, set.span.into(), false),
            Ast::Literal(literal) => self.literal(literal, false),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine | AssertionKind::EndLine => {}
                AssertionKind::WordBoundary | AssertionKind::NotWordBoundary => {}
                AssertionKind::StartText => self.insert(Construct::TextStart, assertion.span),
                AssertionKind::EndText => self.insert(Construct::TextEnd, assertion.span),
                AssertionKind::WordBoundaryStart
                | AssertionKind::WordBoundaryEnd
                | AssertionKind::WordBoundaryStartAngle
                | AssertionKind::WordBoundaryEndAngle
                | AssertionKind::WordBoundaryStartHalf
                | AssertionKind::WordBoundaryEndHalf => self.insert(Construct::WordEdge, assertion.span),
            },
            Ast::ClassUnicode(class) => self.unicode(class),
            Ast::ClassBracketed(class) => self.bracketed(class),
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => self.group(group),
            Ast::Alternation(alternation) => alternation.asts.iter().for_each(|ast| self.ast(ast)),
            Ast::Concat(concat) => concat.asts.iter().for_each(|ast| self.ast(ast)),
        }
    }

    fn flags(&mut self, flags: &Flags, span: Span, is_group: bool) {
        let has = |flag: Flag| flags.items.iter().any(|item| item.kind == FlagsItemKind::Flag(flag));
        let is_negated = flags.items.iter().any(|item| item.kind == FlagsItemKind::Negation);
        let is_late = !is_group && (span.start > self.start || is_negated);
        if !is_group && !is_late {
            self.start = span.end;
        }
        let construct = if has(Flag::CRLF) || has(Flag::Unicode) && (is_late || is_negated) {
            Construct::RareFlag
        } else if has(Flag::SwapGreed) {
            Construct::LazyFlag
        } else if has(Flag::Unicode) {
            Construct::UnicodeFlag
        } else if is_group {
            Construct::FlagGroup
        } else if is_late {
            Construct::FlagWithin
        } else {
            Construct::FlagAtStart
        };
        self.insert(construct, span);
    }

    fn literal(&mut self, literal: &Literal, is_in_set: bool) {
        let construct = match literal.kind {
            LiteralKind::Verbatim if is_in_set && literal.c > LAST_BASIC => Construct::AstralCharacter,
            LiteralKind::Verbatim if !is_in_set && matches!(literal.c, ']' | '}') => Construct::BareBracket,
            LiteralKind::Superfluous | LiteralKind::Meta if is_in_set && matches!(literal.c, '&' | '~' | ':') => {
                Construct::SetEscape
            }
            LiteralKind::Superfluous if literal.c != '/' => Construct::IdleEscape,
            LiteralKind::Meta if matches!(literal.c, '#' | '&' | '~') => Construct::IdleEscape,
            LiteralKind::Meta if literal.c == '-' && !is_in_set => Construct::IdleEscape,
            LiteralKind::HexFixed(HexLiteralKind::UnicodeShort) => Construct::ShortCode,
            LiteralKind::HexFixed(HexLiteralKind::UnicodeLong) => Construct::LongCode,
            LiteralKind::HexBrace(HexLiteralKind::X) => Construct::HexBraces,
            LiteralKind::HexBrace(HexLiteralKind::UnicodeShort) => Construct::ShortBraces,
            LiteralKind::HexBrace(HexLiteralKind::UnicodeLong) => Construct::LongBraces,
            LiteralKind::Special(SpecialLiteralKind::Bell) => Construct::Bell,
            LiteralKind::Special(SpecialLiteralKind::Space) => Construct::IdleEscape,
            LiteralKind::Special(_) | LiteralKind::HexFixed(HexLiteralKind::X) => return,
            LiteralKind::Verbatim | LiteralKind::Superfluous | LiteralKind::Meta | LiteralKind::Octal => return,
        };
        self.insert(construct, literal.span);
    }

    fn unicode(&mut self, class: &ClassUnicode) {
        self.insert(property::construct(&class.kind), class.span);
    }

    fn bracketed(&mut self, class: &ClassBracketed) {
        let span = Span::from(class.span);
        let inner = span.of(self.text).trim_start_matches('[').trim_start_matches('^');
        if inner.starts_with(']') {
            self.insert(Construct::LeadingBracket, span);
        }
        self.set(&class.kind);
    }

    fn set(&mut self, set: &ClassSet) {
        match set {
            ClassSet::Item(item) => self.item(item),
            ClassSet::BinaryOp(operation) => {
                let construct = match operation.kind {
                    ClassSetBinaryOpKind::Intersection => Some(Construct::SetOperator),
                    ClassSetBinaryOpKind::SymmetricDifference => Some(Construct::SetOperator),
                    ClassSetBinaryOpKind::Difference => dash(&operation.lhs),
                };
                if let Some(construct) = construct {
                    self.insert(construct, operation.span);
                }
                self.set(&operation.lhs);
                self.set(&operation.rhs);
            }
        }
    }

    fn item(&mut self, item: &ClassSetItem) {
        match item {
            ClassSetItem::Empty(_) | ClassSetItem::Perl(_) => {}
            ClassSetItem::Literal(literal) => self.literal(literal, true),
            ClassSetItem::Range(range) => {
                if range.start.c >= BEHIND_SURROGATES
                    && range.end.c > LAST_BASIC
                    && range.end.kind == LiteralKind::Verbatim
                {
                    self.insert(Construct::AstralRange, range.span);
                    return;
                }
                self.literal(&range.start, true);
                self.literal(&range.end, true);
            }
            ClassSetItem::Ascii(class) => self.insert(Construct::PosixClass, class.span),
            ClassSetItem::Unicode(class) => self.unicode(class),
            ClassSetItem::Bracketed(class) => {
                self.insert(Construct::NestedSet, class.span);
                self.bracketed(class);
            }
            ClassSetItem::Union(union) => union.items.iter().for_each(|item| self.item(item)),
        }
    }

    fn repetition(&mut self, repetition: &Repetition) {
        match &*repetition.ast {
            Ast::Repetition(inner)
                if repetition.op.kind == RepetitionKind::OneOrMore && repetition.greedy && inner.greedy =>
            {
                self.insert(Construct::PossessiveLookalike, repetition.span);
            }
            Ast::Repetition(_) => self.insert(Construct::DoubleRepetition, repetition.span),
            Ast::Assertion(_) => self.insert(Construct::RepeatedAssertion, repetition.span),
            _ => {}
        }
        let count = Span::from(repetition.op.span);
        if count.of(self.text).contains(char::is_whitespace) {
            self.insert(Construct::SpacedCount, count);
        }
        self.ast(&repetition.ast);
    }

    fn group(&mut self, group: &Group) {
        match &group.kind {
            GroupKind::CaptureIndex(_) => {}
            GroupKind::CaptureName { name, .. } if !is_identifier(&name.name) => {
                self.insert(Construct::StrangeName, name.span);
            }
            GroupKind::CaptureName { starts_with_p: true, name } => self.insert(Construct::PythonName, name.span),
            GroupKind::CaptureName { starts_with_p: false, name } => self.insert(Construct::AngleName, name.span),
            GroupKind::NonCapturing(flags) if flags.items.is_empty() => {}
            GroupKind::NonCapturing(flags) => self.flags(flags, flags.span.into(), true),
        }
        self.ast(&group.ast);
    }
}

/// How other engines read `--` after a set; `None` if it does not belong to the set in them.
fn dash(before: &ClassSet) -> Option<Construct> {
    let item = match before {
        ClassSet::Item(item) => item,
        ClassSet::BinaryOp(operation) => return dash(&operation.rhs),
    };
    match item {
        ClassSetItem::Union(union) => dash(&ClassSet::Item(union.items.last()?.clone())),
        ClassSetItem::Literal(literal) if literal.c > '-' => Some(Construct::DashRange),
        ClassSetItem::Unicode(_) => Some(Construct::DashRange),
        ClassSetItem::Perl(_) => Some(Construct::ClassDash),
        // Their set has ended before.
        ClassSetItem::Bracketed(_) => None,
        ClassSetItem::Literal(_) | ClassSetItem::Range(_) => Some(Construct::SetDifference),
        ClassSetItem::Ascii(_) | ClassSetItem::Empty(_) => Some(Construct::SetDifference),
    }
}

/// Whether other engines accept the name of a group: it is an identifier of Unicode, as Python and JavaScript want it.
fn is_identifier(name: &str) -> bool {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    // The first character is never a digit.
    name.chars().all(is_word) || Pattern::parse(IDENTIFIER).is_ok_and(|identifier| identifier.is_found_in(name))
}
