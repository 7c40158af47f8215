//! How often each category is used, and which are variants of each other.

use std::collections::HashMap;

use crate::check::fold::category_key;

/// The categories of a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Categories {
    /// By the name that variants share, each with the number of its records.
    variants: HashMap<String, HashMap<Box<str>, usize>>,
}

impl Categories {
    /// Counts a record of a category.
    pub(super) fn count(&mut self, category: Box<str>) {
        *self.variants.entry(category_key(&category)).or_default().entry(category).or_default() += 1;
    }

    /// The number of records of a category.
    pub(super) fn records(&self, category: &str) -> usize {
        let variants = self.variants.get(&category_key(category));
        variants.and_then(|all| all.get(category)).copied().unwrap_or_default()
    }

    /// The most frequent variant of a category, if it is another one; of equally frequent ones the first by name.
    pub(super) fn usual(&self, category: &str) -> Option<&str> {
        let variants = self.variants.get(&category_key(category))?;
        let usual = variants.iter().max_by(|(one, records), (other, others)| records.cmp(others).then(other.cmp(one)));
        usual.map(|(name, _)| name.as_ref()).filter(|name| *name != category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_differ_in_case_number_order_and_in_words_that_say_little() {
        let mut categories = Categories::default();
        for (category, records) in [("config_error", 2), ("Config-Errors", 1), ("config", 1), ("configuration", 1)] {
            (0..records).for_each(|_| categories.count(category.into()));
        }
        assert_eq!(categories.usual("Config-Errors"), Some("config_error"));
        assert_eq!(categories.usual("config"), Some("config_error"));
        assert_eq!((categories.usual("config_error"), categories.usual("configuration")), (None, None));
        assert_eq!((categories.records("config_error"), categories.records("error")), (2, 0));
    }
}
