//! Whether a regex finds a sample as it should.

use crate::pattern::{Matcher, Pattern};
use crate::record::SampleKind;

/// Whether the regex of a record finds a sample as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleStanding {
    /// It does.
    Met,
    /// It does not find what it has to find, or finds what it must not find.
    NotMet,
    /// The regex is not valid, so it finds nothing.
    NoRegex,
}

impl SampleStanding {
    /// Whether the regex does what it has to; `None` if it is not valid.
    pub fn is_met(self) -> Option<bool> {
        match self {
            SampleStanding::Met => Some(true),
            SampleStanding::NotMet => Some(false),
            SampleStanding::NoRegex => None,
        }
    }
}

/// The regex of a record, for trying it on samples.
#[derive(Debug, Clone)]
pub struct SampledRegex(Option<Matcher>);

impl SampledRegex {
    /// Compiles a regex as consumers do.
    pub fn new(regex: &str) -> Self {
        SampledRegex(Pattern::parse(regex).and_then(|pattern| pattern.matcher()).ok())
    }

    /// Tries it on a sample.
    pub fn standing(&self, kind: SampleKind, text: &str) -> SampleStanding {
        let Some(matcher) = &self.0 else { return SampleStanding::NoRegex };
        let is_wanted = match kind {
            SampleKind::Match => true,
            SampleKind::NoMatch => false,
        };
        if matcher.is_match(text) == is_wanted { SampleStanding::Met } else { SampleStanding::NotMet }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_met_if_the_regex_finds_it_as_it_should() {
        let regex = SampledRegex::new("no module named");
        for (text, found, other) in [
            ("No module named x", SampleStanding::Met, SampleStanding::NotMet),
            ("a module", SampleStanding::NotMet, SampleStanding::Met),
        ] {
            assert_eq!(regex.standing(SampleKind::Match, text), found);
            assert_eq!(regex.standing(SampleKind::NoMatch, text), other);
        }
        assert_eq!(SampledRegex::new("(").standing(SampleKind::NoMatch, "a"), SampleStanding::NoRegex);
    }
}
