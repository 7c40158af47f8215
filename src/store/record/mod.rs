//! The records themselves: their own row, their translations, tags and aliases.

mod digest;
mod gone;
mod names;
mod repair;
mod row;
mod scalar;
mod signature;
mod write;

pub use digest::{Digest, KnownDigests, Prepared};
pub use gone::{Departure, Gone};
pub use repair::Repaired;
pub use row::Standing;
pub use write::{Bookkeeping, MovedOn};

pub(super) use names::{Translation, alias_row, insert_names, insert_translations, tag_row, translation_row};
pub(super) use row::{UnknownWord, bad_column, count, free_form, parsed, parsed_json, rate};
pub(super) use scalar::{Scalars, scalar_row};
