//! The records themselves: their own row, their translations, tags and aliases.

mod annotations;
mod digest;
mod gone;
mod names;
mod repair;
mod scalar;
mod signature;
mod standing;
mod value;
mod write;

pub use digest::{Digest, KnownDigests, Prepared};
pub use gone::{Departure, Gone};
pub use repair::Repaired;
pub use standing::Standing;
pub use write::{Bookkeeping, BookkeepingChange};

pub(super) use annotations::{AnnotationRows, AnnotationStatements};
pub(super) use names::{Translation, alias_row, insert_names, insert_translations, tag_row, translation_row};
pub(super) use scalar::{Scalars, scalar_row};
pub(super) use value::{UnknownWord, bad_column, count, free_form, parsed, parsed_json, rate, signed};
