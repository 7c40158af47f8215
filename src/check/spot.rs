//! What a check reports: a place in a record, its value, and what is wrong with it.

use std::ops::Range;

use super::fix::Fix;
use super::severity::Severity;
use crate::record::Field;

/// A problem at a place of a record. The checker adds the code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    /// The field; `None` if it is about the record as a whole.
    pub(super) field: Option<Field>,
    /// The bytes of the field's text that it is about, on boundaries of characters.
    pub(super) span: Option<Range<usize>>,
    /// The value that it is about: if that changes, it is another finding.
    pub(super) value: String,
    /// What is wrong, for people; without a full stop.
    pub(super) message: String,
    /// How it could be fixed.
    pub(super) fix: Option<Fix>,
    /// Its severity, if it is not that of the code.
    pub(super) severity: Option<Severity>,
}

impl Spot {
    /// Something wrong with a field that has this value.
    pub(super) fn at(field: Field, value: impl Into<String>, message: impl Into<String>) -> Self {
        Spot { field: Some(field), ..Spot::whole(value, message) }
    }

    /// Something wrong with the record as a whole, because of this value.
    pub(super) fn whole(value: impl Into<String>, message: impl Into<String>) -> Self {
        Spot { field: None, span: None, value: value.into(), message: message.into(), fix: None, severity: None }
    }

    /// Sets the bytes of the text that it is about.
    pub(super) fn span(self, span: Range<usize>) -> Self {
        Spot { span: Some(span), ..self }
    }

    /// Adds a fix.
    pub(super) fn fixed_by(self, fix: impl Into<Option<Fix>>) -> Self {
        Spot { fix: fix.into(), ..self }
    }
}
