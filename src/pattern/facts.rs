//! Properties of a regex.

use super::engine::{Effect, Engine, UnportablePart};
use super::overlap::Overlap;
use super::{Pattern, Span};

/// The properties of a regex that are known without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its length in characters.
    pub characters: usize,
    /// Whether it can match the empty text.
    pub matches_empty: bool,
    /// The characters of the shortest literal that a branch needs: 0 if a branch needs none, `None` if it matches no
    /// text.
    pub shortest_literal: Option<usize>,
    /// The constructs that other engines do not have.
    pub unportable: Vec<UnportablePart>,
    /// The most gaps, `.*`, that follow each other in a branch.
    pub longest_chain: usize,
    /// The repetitions of which the body can be divided in many ways.
    pub nested_repetitions: Vec<Span>,
    /// The gaps at the very start and end of the regex.
    pub idle_edges: Vec<Span>,
    /// The branches that add nothing.
    pub overlaps: Vec<Overlap>,
    /// The typographic quotes and dashes.
    pub typographic: Vec<Span>,
}

impl Facts {
    /// Computes them for a regex.
    pub(super) fn of(pattern: &Pattern) -> Self {
        let is_edge = |span: Span| span.start == 0 || span.end == pattern.text().len();
        Facts {
            characters: pattern.text().chars().count(),
            matches_empty: pattern.matches_empty(),
            shortest_literal: pattern.shortest_literal(),
            unportable: pattern.unportable(),
            longest_chain: pattern.longest_chain(),
            nested_repetitions: pattern.nested_repetitions(),
            idle_edges: pattern.idle_edges().into_iter().filter(|span| is_edge(*span)).collect(),
            overlaps: pattern.overlaps(),
            typographic: pattern.typographic(),
        }
    }

    /// How an engine reads the regex, and the first construct that is the reason; one that it refuses has priority.
    pub fn effect(&self, engine: Engine) -> (Effect, Option<&UnportablePart>) {
        let of = |effect: Effect| self.unportable.iter().find(|one| one.construct.effect(engine) == effect);
        match (of(Effect::Refused), of(Effect::Differs)) {
            (Some(refused), _) => (Effect::Refused, Some(refused)),
            (None, Some(other)) => (Effect::Differs, Some(other)),
            (None, None) => (Effect::Same, None),
        }
    }

    /// The first construct that an engine refuses: if there is one, the regex does not compile in it.
    pub fn refused_by(&self, engine: Engine) -> impl Iterator<Item = &UnportablePart> {
        self.unportable.iter().filter(move |unportable| unportable.construct.effect(engine) == Effect::Refused)
    }
}
