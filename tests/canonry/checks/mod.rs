//! The checks, on made-up records and on real ones.

mod corpus;
mod fixtures;
mod hostile;
