//! Comparing two runs of an import: whether they do the same.

use sha2::{Digest as _, Sha256};

/// The length that ends the parts of an entry: longer than any part.
const END: u64 = u64::MAX;

/// Computes one number from what a run reads and does, which is too much to keep. It takes time, so it is done only if
/// the user may be asked.
pub(super) struct Seal(Option<Sha256>);

/// The number of a run: another run has the same number only if it read and did the same. A run without a possible
/// question has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sealed(Option<[u8; 32]>);

impl Seal {
    /// An empty seal, if one is wanted.
    pub(super) fn new(is_wanted: bool) -> Self {
        Seal(is_wanted.then(Sha256::default))
    }

    /// Adds an entry: its kind, and its parts. Different parts give a different seal, even if their concatenated bytes
    /// are the same.
    pub(super) fn add<'p>(&mut self, what: &'p str, parts: impl IntoIterator<Item = &'p [u8]>) {
        let Some(hash) = &mut self.0 else { return };
        for part in std::iter::once(what.as_bytes()).chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(END.to_le_bytes());
    }

    /// The number of everything so far.
    pub(super) fn value(&self) -> Sealed {
        Sealed(self.0.as_ref().map(|hash| hash.clone().finalize().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seal of some entries, each a list of words.
    fn sealed(entries: &[&[&str]]) -> Sealed {
        let mut seal = Seal::new(true);
        for entry in entries {
            seal.add("entry", entry.iter().map(|word| word.as_bytes()));
        }
        seal.value()
    }

    #[test]
    fn two_runs_have_one_seal_only_if_they_did_the_same() {
        assert_eq!(sealed(&[&["a", "b"], &["c"]]), sealed(&[&["a", "b"], &["c"]]));
        let others: [&[&[&str]]; 6] = [
            &[],
            &[&["a", "b"]],
            &[&["ab"], &["c"]],
            &[&["a"], &["b", "c"]],
            &[&["c"], &["a", "b"]],
            &[&["a", "b", "c"]],
        ];
        for other in others {
            assert_ne!(sealed(&[&["a", "b"], &["c"]]), sealed(other), "{other:?}");
        }
    }

    #[test]
    fn a_run_without_a_question_has_no_seal() {
        let mut seal = Seal::new(false);
        seal.add("entry", []);
        assert_eq!(seal.value(), Sealed(None));
    }
}
