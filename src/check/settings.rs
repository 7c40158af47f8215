//! The checks that run, and the severities of their findings.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::catalogue::Code;
use super::near::nearest;
use super::severity::Severity;
use super::subject::Terms;
use crate::record::vocabulary;

vocabulary! {
    /// A set of severities.
    Profile {
        /// Those of the catalogue.
        Usual = "usual",
        /// The rules of deadends.dev are errors: at least one dead end, and no verdict or confidence without what it
        /// needs.
        Deadends = "deadends",
    }
}

impl Profile {
    /// The severity of a code.
    fn severity(self, code: Code) -> Severity {
        match (self, code) {
            (Profile::Deadends, Code::D001 | Code::V003 | Code::V008) => Severity::Error,
            (Profile::Deadends | Profile::Usual, _) => code.severity(),
        }
    }
}

/// One code, or all whose short form has the same beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The codes whose short form begins with this, such as `G` or `G01`.
    Family(String),
    /// One code.
    One(Code),
}

/// A text that selects no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown check '{word}'; {}", meant(*nearest))]
pub struct SelectorError {
    /// The text, shortened.
    word: String,
    /// The most similar code or name.
    nearest: Option<&'static str>,
}

/// What to write instead of an unknown word.
fn meant(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "expected a code such as S001, a name such as signature-short, or a family such as S".to_owned(),
    }
}

impl SelectorError {
    fn new(text: &str) -> Self {
        let word: String = text.chars().take(MAX_SHOWN).collect();
        let named = nearest(&word.to_lowercase(), Code::ALL.iter().map(|code| code.as_str()));
        let nearest = named.or_else(|| nearest(&word.to_uppercase(), Code::ALL.iter().map(|code| code.short())));
        SelectorError { word, nearest }
    }
}

/// The most characters of an unknown word that are shown.
const MAX_SHOWN: usize = 40;

impl Selector {
    /// Whether it selects a code.
    pub fn selects(&self, code: Code) -> bool {
        match self {
            Selector::Family(start) => code.short().starts_with(start),
            Selector::One(one) => *one == code,
        }
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    /// Reads a code, a name or a family, in any case.
    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let upper = text.to_ascii_uppercase();
        let is_one = |code: &&Code| code.short() == upper || code.as_str().eq_ignore_ascii_case(text);
        let is_family = || !text.is_empty() && Code::ALL.iter().any(|code| code.short().starts_with(&upper));
        match Code::ALL.iter().find(is_one) {
            Some(code) => Ok(Selector::One(*code)),
            None if is_family() => Ok(Selector::Family(upper)),
            None => Err(SelectorError::new(text)),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Family(start) => f.pad(start),
            Selector::One(code) => f.pad(code.short()),
        }
    }
}

/// The checks that run, their thresholds, and the severities of their findings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The checks that run; all if there are none.
    pub select: Vec<Selector>,
    /// The checks that do not run, although they are selected.
    pub ignore: Vec<Selector>,
    /// The severity of some codes, whatever the profile says.
    pub severities: BTreeMap<Code, Severity>,
    /// The severities of the others.
    pub profile: Profile,
    /// What the checks compare with.
    pub terms: Terms,
}

/// The checks that would find something only because there is no ledger.
const NEED_THE_LEDGER: &[Code] = &[Code::V009];

/// The checks that find something in a part of a set only because the rest is missing.
const NEED_THE_REST: &[Code] = &[Code::C003, Code::G001, Code::G002, Code::G012];

impl Settings {
    /// Leaves out the checks that would find something only because there is no ledger; returns those that would
    /// have run. A check that is selected by itself stays.
    pub fn leave_out_without_ledger(&mut self) -> Vec<Code> {
        self.leave_out(NEED_THE_LEDGER)
    }

    /// Leaves out the checks that would find something in a part of a set only because the rest is missing; returns
    /// those that would have run. A check that is selected by itself stays.
    pub fn leave_out_without_rest(&mut self) -> Vec<Code> {
        self.leave_out(NEED_THE_REST)
    }

    fn leave_out(&mut self, codes: &[Code]) -> Vec<Code> {
        let is_named = |code: &Code| self.select.contains(&Selector::One(*code));
        let left: Vec<Code> = codes.iter().copied().filter(|code| self.runs(*code) && !is_named(code)).collect();
        self.ignore.extend(left.iter().copied().map(Selector::One));
        left
    }

    /// The settings of a set without a policy.
    pub fn new(terms: Terms) -> Self {
        let (select, ignore) = (Vec::new(), Vec::new());
        Settings { select, ignore, severities: BTreeMap::new(), profile: Profile::Usual, terms }
    }

    /// Whether a check runs. One that is off by default runs if it is selected by itself, or if the policy asks for
    /// what it is about.
    pub fn runs(&self, code: Code) -> bool {
        let is_asked_for = !code.is_off() || (code == Code::L002 && self.terms.asks_for_chinese());
        let is_selected = self.select.iter().any(|selector| match selector {
            Selector::One(one) => *one == code,
            Selector::Family(_) => is_asked_for && selector.selects(code),
        });
        let is_usual = self.select.is_empty() && is_asked_for;
        (is_selected || is_usual) && !self.ignore.iter().any(|selector| selector.selects(code))
    }

    /// The severity of the findings of a code.
    pub fn severity(&self, code: Code) -> Severity {
        self.severities.get(&code).copied().unwrap_or_else(|| self.profile.severity(code))
    }
}
