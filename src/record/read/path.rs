//! The path of a value in a record.

/// The place of a value in the record, as in `dead_ends[1].fail_rate`. A [`FaultPath`](super::FaultPath) is made of it
/// only if there is a fault.
#[derive(Clone, Copy)]
pub(in crate::record) enum Path<'p> {
    Record,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}
