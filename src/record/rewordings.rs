//! Which texts are earlier and later texts of one item.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::ItemKind;

/// How many texts are looked at to find one that an item had: more than anybody gives to one item.
const MAX_TEXTS: usize = 1_000;

/// The texts that replaced others in the items of a record, as its maintainers told each other. They say that two texts
/// are of one item, however different these are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewordings {
    /// The texts before and after each one, by the text.
    beside: BTreeMap<ItemKind, BTreeMap<String, Vec<String>>>,
}

impl Rewordings {
    /// Adds that an item with the text `old` got the text `new`.
    pub fn add(&mut self, kind: ItemKind, old: &str, new: &str) {
        let texts = self.beside.entry(kind).or_default();
        for (one, other) in [(old, new), (new, old)] {
            texts.entry(one.to_owned()).or_default().push(other.to_owned());
        }
    }

    /// Adds those of `others`.
    pub fn extend(&mut self, others: &Rewordings) {
        for (kind, texts) in &others.beside {
            let known = self.beside.entry(*kind).or_default();
            texts.iter().for_each(|(text, beside)| known.entry(text.clone()).or_default().extend_from_slice(beside));
        }
    }

    /// Whether a text is one of an item that was reworded.
    pub fn knows(&self, kind: ItemKind, text: &str) -> bool {
        self.beside.get(&kind).is_some_and(|texts| texts.contains_key(text))
    }

    /// The text that an item with `text` had or has at another time and for which `is_meant` holds; if there are
    /// several, the one with the fewest rewordings between.
    pub fn nearest(&self, kind: ItemKind, text: &str, is_meant: impl Fn(&str) -> bool) -> Option<&str> {
        let texts = self.beside.get(&kind)?;
        let (first, _) = texts.get_key_value(text)?;
        let mut seen = BTreeSet::from([first.as_str()]);
        let mut next = VecDeque::from([first.as_str()]);
        while let Some(text) = next.pop_front() {
            for beside in texts.get(text).into_iter().flatten() {
                if seen.len() >= MAX_TEXTS || !seen.insert(beside) {
                    continue;
                }
                if is_meant(beside) {
                    return Some(beside);
                }
                next.push_back(beside);
            }
        }
        None
    }

    /// New texts of items of a kind, in which each that is another text of a known item is replaced by the known text.
    /// A known text that one of the new ones has stands for that one.
    pub(super) fn as_known<'t>(&'t self, kind: ItemKind, known: &[&str], new: &[&'t str]) -> Vec<&'t str> {
        if !self.beside.contains_key(&kind) {
            return new.to_vec();
        }
        let known_texts: BTreeSet<&str> = known.iter().copied().collect();
        let mut taken: BTreeSet<&str> = new.iter().copied().filter(|text| known_texts.contains(text)).collect();
        let replaced = new.iter().map(|text| {
            let is_open = |other: &str| known_texts.contains(other) && !taken.contains(other);
            let other = if known_texts.contains(text) { None } else { self.nearest(kind, text, is_open) };
            taken.extend(other);
            other.unwrap_or(text)
        });
        replaced.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewordings(pairs: &[(&str, &str)]) -> Rewordings {
        let mut rewordings = Rewordings::default();
        pairs.iter().for_each(|(old, new)| rewordings.add(ItemKind::Workaround, old, new));
        rewordings
    }

    #[test]
    fn the_texts_of_an_item_are_found_in_both_directions_and_the_nearest_first() {
        let known = rewordings(&[("One", "Two"), ("Two", "Three"), ("Other", "Else")]);
        let nearest = |text, of: &[&str]| {
            known.nearest(ItemKind::Workaround, text, |other| of.contains(&other)).map(str::to_owned)
        };
        assert_eq!(nearest("One", &["Three"]).as_deref(), Some("Three"));
        assert_eq!(nearest("Three", &["One", "Two"]).as_deref(), Some("Two"));
        assert_eq!(nearest("One", &["Else", "One"]), None);
        assert_eq!(nearest("Unknown", &["One"]), None);
        assert_eq!(known.nearest(ItemKind::DeadEnd, "One", |_| true), None);
    }

    #[test]
    fn a_known_text_stands_for_one_item_only() {
        let known = rewordings(&[("One", "Two"), ("One", "Three")]);
        let as_known = |known_texts, new| known.as_known(ItemKind::Workaround, known_texts, new);
        assert_eq!(as_known(&["One", "Else"], &["Three", "Else", "Two"]), ["One", "Else", "Two"]);
        assert_eq!(as_known(&["One"], &["Two", "One"]), ["Two", "One"]);
        assert_eq!(as_known(&["Else"], &["Two"]), ["Two"]);
    }

    #[test]
    fn a_ring_or_a_long_chain_of_rewordings_has_an_end() {
        let ring = rewordings(&[("One", "Two"), ("Two", "Three"), ("Three", "One"), ("One", "One")]);
        assert_eq!(ring.nearest(ItemKind::Workaround, "One", |_| false), None);
        let texts: Vec<String> = (0..5_000).map(|n| n.to_string()).collect();
        let mut chain = Rewordings::default();
        texts.windows(2).for_each(|pair| chain.add(ItemKind::Workaround, &pair[0], &pair[1]));
        let nearest = |last: &str| chain.nearest(ItemKind::Workaround, "0", |text| text == last).is_some();
        assert!(nearest("900") && !nearest("1100"));
    }
}
