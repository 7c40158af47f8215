//! The regex of a record, read once for all checks.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::pattern::{Facts, Pattern, PatternFault, Simplification};

/// A regex with its properties, computed when a check needs them.
#[derive(Debug)]
pub(super) struct Reading<'r> {
    text: &'r str,
    pattern: OnceCell<Result<Pattern, PatternFault>>,
    facts: OnceCell<Facts>,
    normal: OnceCell<String>,
    respelled: OnceCell<(Rc<Pattern>, Facts)>,
    /// What it becomes by the fixes that were looked at.
    changed: RefCell<Vec<Rc<Pattern>>>,
}

impl<'r> Reading<'r> {
    /// The regex of this text; nothing is read yet.
    pub(super) fn of(text: &'r str) -> Self {
        Reading {
            text,
            pattern: OnceCell::new(),
            facts: OnceCell::new(),
            normal: OnceCell::new(),
            respelled: OnceCell::new(),
            changed: RefCell::default(),
        }
    }

    /// The regex, or why it is not valid.
    pub(super) fn pattern(&self) -> Result<&Pattern, &PatternFault> {
        self.pattern.get_or_init(|| Pattern::parse(self.text)).as_ref()
    }

    /// The regex with its properties; `None` if it is not valid.
    pub(super) fn facts(&self) -> Option<(&Pattern, &Facts)> {
        let pattern = self.pattern().ok()?;
        Some((pattern, self.facts.get_or_init(|| pattern.facts())))
    }

    /// The regex after all changes that only spell it in another way, with its properties; `None` if it is not valid.
    pub(super) fn respelled(&self) -> Option<(&Pattern, &Facts)> {
        let pattern = self.pattern().ok()?;
        let (respelled, facts) = self.respelled.get_or_init(|| {
            let new = self.remember(pattern.simplified(is_spelling));
            let facts = new.facts();
            (new, facts)
        });
        Some((respelled, facts))
    }

    /// What a regex becomes by a fix, read once for the checks that have the same fix.
    pub(super) fn remember(&self, changed: Pattern) -> Rc<Pattern> {
        let changed = Rc::new(changed);
        self.changed.borrow_mut().push(Rc::clone(&changed));
        changed
    }

    /// The regex of a text that was [remembered](Self::remember), or is read now; `None` if it is not valid.
    pub(super) fn changed(&self, text: &str) -> Option<Rc<Pattern>> {
        let known = self.changed.borrow().iter().find(|one| one.text() == text).cloned();
        known.or_else(|| Pattern::parse(text).ok().map(Rc::new))
    }

    /// The simplified regex that finds the same; unchanged if it is not valid.
    pub(super) fn normal(&self) -> &str {
        let Some((pattern, facts)) = self.facts() else { return self.text };
        // Most regexes are already simple, which is faster to find out.
        if facts.unportable.is_empty() && facts.overlaps.is_empty() && pattern.idle_edges().is_empty() {
            return self.text;
        }
        self.normal.get_or_init(|| pattern.simplified(Simplification::keeps_meaning).text().to_owned())
    }
}

/// Whether a change only spells a regex in another way.
fn is_spelling(why: Simplification) -> bool {
    use Simplification as Why;
    match why {
        Why::InlineFlag | Why::IdleEscape | Why::BareBracket | Why::GroupName => true,
        Why::IdleEdge | Why::RepeatedBranch | Why::CoveredBranch | Why::Typographic | Why::BoundedGap => false,
    }
}
