//! How other engines read a regex.

use crate::record::vocabulary;

use super::Span;

vocabulary! {
    /// An engine that a consumer may run a regex with.
    Engine {
        /// JavaScript with the flag `i`.
        JavaScript = "javascript",
        /// JavaScript with the flags `iu`.
        JavaScriptU = "javascript-u",
        /// Python's `re`, from 3.11.
        Python = "python",
        /// PCRE2, from 10.40.
        Pcre = "pcre",
    }
}

vocabulary! {
    /// Something in a regex that not all engines have.
    Construct {
        /// Flags at the very start, such as `(?i)`.
        FlagAtStart = "flag-at-start",
        /// Flags elsewhere, or flags that are turned off.
        FlagWithin = "flag-within",
        /// A group with flags, such as `(?i:a)`.
        FlagGroup = "flag-group",
        /// `(?u)` at the very start, or a group with this flag.
        UnicodeFlag = "unicode-flag",
        /// The flag `U`, with which repetitions are lazy.
        LazyFlag = "lazy-flag",
        /// Flags that few other engines have, such as `R`.
        RareFlag = "rare-flag",
        /// A backslash before a character that means itself, such as `\ `.
        IdleEscape = "idle-escape",
        /// A backslash in a set before `&`, `~` or `:`. Two of these, or one beside a bracket, are special there.
        SetEscape = "set-escape",
        /// A `]` or `}` that means itself, without a backslash.
        BareBracket = "bare-bracket",
        /// `\a`.
        Bell = "bell",
        /// `\A`.
        TextStart = "text-start",
        /// `\z`.
        TextEnd = "text-end",
        /// `\<`, `\b{start}` and the like.
        WordEdge = "word-edge",
        /// `\x{41}`.
        HexBraces = "hex-braces",
        /// `\u{41}`.
        ShortBraces = "short-braces",
        /// `\u0041`.
        ShortCode = "short-code",
        /// `\U00000041`.
        LongCode = "long-code",
        /// `\U{41}`.
        LongBraces = "long-braces",
        /// A general category by its short name, such as `\p{Lu}`.
        GeneralCategory = "general-category",
        /// A script, as in `\p{Script=Greek}`.
        Script = "script",
        /// A Unicode class by a long name that PCRE does not have, such as `\p{Letter}` or `\p{gc=Lu}`.
        LongCategory = "long-category",
        /// A property that characters have or not, such as `\p{Alphabetic}`.
        Property = "property",
        /// Any other Unicode class that PCRE has, such as `\pL` or `\p{Greek}`.
        UnicodeClass = "unicode-class",
        /// A Unicode class that only Rust accepts, such as `\p{letter}` or `\p{Age=6.0}`.
        RareClass = "rare-class",
        /// `[[:alpha:]]`.
        PosixClass = "posix-class",
        /// A set within a set, such as `[a[bc]]`.
        NestedSet = "nested-set",
        /// A set that begins with `]`, such as `[]a]`.
        LeadingBracket = "leading-bracket",
        /// `&&` or `~~` between two sets.
        SetOperator = "set-operator",
        /// `--` after a range of characters, or after a character that is not greater than the dash.
        SetDifference = "set-difference",
        /// `--` after another character, which looks like a range to the dash.
        DashRange = "dash-range",
        /// `--` after a class such as `\w`, which looks like a range from it.
        ClassDash = "class-dash",
        /// A character beyond U+FFFF in a set.
        AstralCharacter = "astral-character",
        /// A range to a character beyond U+FFFF.
        AstralRange = "astral-range",
        /// A repetition of a repetition, such as `a**`.
        DoubleRepetition = "double-repetition",
        /// A repetition of a repetition that others read as a possessive one, such as `a*+`.
        PossessiveLookalike = "possessive-lookalike",
        /// A number of repetitions with blanks, as in `a{1, 2}`, which others read as text.
        SpacedCount = "spaced-count",
        /// A repeated `^`, `$` or boundary.
        RepeatedAssertion = "repeated-assertion",
        /// A group with a name, as Python writes it: `(?P<name>a)`.
        PythonName = "python-name",
        /// A group with a name, as JavaScript writes it: `(?<name>a)`.
        AngleName = "angle-name",
        /// A group with a name that only Rust accepts, such as `a.b` or `a²`.
        StrangeName = "strange-name",
    }
}

vocabulary! {
    /// How an engine reads a construct.
    Effect {
        /// Like the regex library of Rust, or nearly so.
        Same = "same",
        /// It means something else.
        Differs = "differs",
        /// The regex does not compile.
        Refused = "refused",
    }
}

/// A construct at its place in a regex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnportablePart {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub construct: Construct,
}

impl Construct {
    /// How an engine reads it. JavaScript's rules are those of ECMA-262, including annex B without `u`; Python's and
    /// PCRE's those of their manuals. All were compared with Node 20, Python 3.11 and PCRE2 10.42.
    pub fn effect(self, engine: Engine) -> Effect {
        use Effect::{Differs, Refused, Same};
        let [javascript, javascript_u, python, pcre] = match self {
            Construct::FlagAtStart => [Refused, Refused, Same, Same],
            Construct::FlagWithin => [Refused, Refused, Refused, Same],
            Construct::FlagGroup => [Refused, Refused, Same, Same],
            Construct::UnicodeFlag => [Refused, Refused, Same, Refused],
            Construct::LazyFlag => [Refused, Refused, Refused, Same],
            Construct::RareFlag | Construct::StrangeName => [Refused, Refused, Refused, Refused],
            Construct::IdleEscape | Construct::SetEscape => [Same, Refused, Same, Same],
            Construct::BareBracket => [Same, Refused, Same, Same],
            Construct::Bell => [Differs, Refused, Same, Same],
            Construct::TextStart => [Differs, Refused, Same, Same],
            Construct::TextEnd => [Differs, Refused, Refused, Same],
            Construct::WordEdge => [Differs, Refused, Differs, Differs],
            Construct::HexBraces => [Differs, Refused, Refused, Same],
            Construct::ShortBraces => [Differs, Same, Refused, Refused],
            Construct::ShortCode => [Same, Same, Same, Refused],
            Construct::LongCode => [Differs, Refused, Same, Refused],
            Construct::LongBraces => [Differs, Refused, Refused, Refused],
            Construct::GeneralCategory | Construct::Script | Construct::Property => [Differs, Same, Refused, Same],
            Construct::LongCategory => [Differs, Same, Refused, Refused],
            Construct::UnicodeClass => [Differs, Refused, Refused, Same],
            Construct::RareClass => [Differs, Refused, Refused, Refused],
            Construct::PosixClass => [Differs, Refused, Differs, Same],
            Construct::NestedSet => [Differs, Refused, Differs, Differs],
            Construct::LeadingBracket => [Differs, Refused, Same, Same],
            Construct::SetOperator | Construct::SetDifference => [Differs, Differs, Differs, Differs],
            Construct::DashRange => [Refused, Refused, Refused, Refused],
            Construct::ClassDash => [Differs, Refused, Refused, Refused],
            Construct::SpacedCount => [Differs, Refused, Differs, Differs],
            Construct::AstralCharacter => [Differs, Same, Same, Same],
            Construct::AstralRange => [Refused, Same, Same, Same],
            Construct::DoubleRepetition | Construct::RepeatedAssertion => [Refused, Refused, Refused, Refused],
            Construct::PossessiveLookalike => [Refused, Refused, Differs, Differs],
            Construct::PythonName => [Refused, Refused, Same, Same],
            Construct::AngleName => [Same, Same, Refused, Same],
        };
        match engine {
            Engine::JavaScript => javascript,
            Engine::JavaScriptU => javascript_u,
            Engine::Python => python,
            Engine::Pcre => pcre,
        }
    }

    /// Whether it is the name of a group, which a search does not need.
    pub fn is_name(self) -> bool {
        matches!(self, Construct::PythonName | Construct::AngleName | Construct::StrangeName)
    }

    /// Whether it is a flag within the regex; consumers give theirs beside it.
    pub fn is_flag(self) -> bool {
        matches!(
            self,
            Construct::FlagAtStart
                | Construct::FlagWithin
                | Construct::FlagGroup
                | Construct::UnicodeFlag
                | Construct::LazyFlag
                | Construct::RareFlag
        )
    }
}
