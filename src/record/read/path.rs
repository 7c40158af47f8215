//! The path of a value in a record.

use std::fmt;

/// The place of a value in the record, as in `dead_ends[1].fail_rate`. It is rendered only if there is a fault.
#[derive(Clone, Copy)]
pub(in crate::record) enum Path<'p> {
    Record,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Record => f.write_str("record"),
            Path::Key(Path::Record, key) => f.write_str(key),
            Path::Key(parent, key) => write!(f, "{parent}.{key}"),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
