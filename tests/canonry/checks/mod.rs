//! The checks, on made-up records and on real ones.

mod arriving;
mod command;
mod corpus;
mod facets;
mod files;
mod fixtures;
mod formats;
mod hostile;
mod since;
