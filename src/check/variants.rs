//! Values of a field that are variants of each other.

use std::collections::{BTreeMap, HashMap};

use super::category_name::well_formed;

/// The rule for which values are variants of each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum VariantRule {
    /// Of names of categories: the same words in any order, case and number, whether with `error` or without.
    #[default]
    Categories,
    /// Of other values: the same words in any order, case and number; with digits, in this order.
    Words,
}

/// The values of a field, with the number of uses of each.
#[derive(Debug, Clone, Default)]
pub struct Variants {
    rule: VariantRule,
    /// By the name that variants share, each with the number of its records.
    by_key: HashMap<String, HashMap<Box<str>, u64>>,
}

/// A value with others that are variants of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The value that is used most, the first by name of several.
    pub usual: String,
    /// The number of its records.
    pub records: u64,
    /// The value that replaces all of them: the usual one, for categories in snake_case, as C001 requires. No other
    /// cluster replaces it.
    pub target: String,
    /// The others with the numbers of their records, the most used first.
    pub variants: Vec<(String, u64)>,
}

impl Variants {
    /// No values yet.
    pub fn by(rule: VariantRule) -> Self {
        Variants { rule, by_key: HashMap::new() }
    }

    /// Counts this number of records with a value.
    pub fn count(&mut self, value: Box<str>, records: u64) {
        *self.by_key.entry(self.rule.key(&value)).or_default().entry(value).or_default() += records;
    }

    /// The number of records of a value.
    pub(super) fn records(&self, value: &str) -> u64 {
        let variants = self.by_key.get(&self.rule.key(value));
        variants.and_then(|all| all.get(value)).copied().unwrap_or_default()
    }

    /// The most frequent variant of a value, if it is another one; of equally frequent ones the first by name.
    pub(super) fn usual(&self, value: &str) -> Option<&str> {
        let variants = self.by_key.get(&self.rule.key(value))?;
        usual(variants).filter(|name| *name != value)
    }

    /// The values that have variants, in the order of their names.
    pub fn clusters(&self) -> Vec<Cluster> {
        let cluster = |all: &HashMap<Box<str>, u64>| {
            let usual = usual(all)?;
            let mut variants: Vec<(String, u64)> = all
                .iter()
                .filter(|(name, _)| ***name != *usual)
                .map(|(name, records)| (name.to_string(), *records))
                .collect();
            variants.sort_unstable_by(|(one, records), (other, others)| others.cmp(records).then(one.cmp(other)));
            let records = all.get(usual).copied().unwrap_or_default();
            let is_alone = variants.is_empty();
            let cluster = Cluster { usual: usual.to_owned(), records, target: self.target(usual), variants };
            (!is_alone).then(|| (usual.to_owned(), cluster))
        };
        let by_name: BTreeMap<String, Cluster> = self.by_key.values().filter_map(cluster).collect();
        by_name.into_values().collect()
    }

    /// The value that replaces the variants of a usual value.
    fn target(&self, usual: &str) -> String {
        match self.rule {
            VariantRule::Words => usual.to_owned(),
            VariantRule::Categories => {
                let target = well_formed(usual);
                // In snake_case `ConfigError` has the variants of `config_error`, which may be replaced themselves.
                let (own, other) = (self.rule.key(usual), self.rule.key(&target));
                let theirs = self.by_key.get(&other).filter(|_| own != other).and_then(self::usual);
                match theirs {
                    None => target,
                    Some(theirs) if well_formed(theirs) == theirs => theirs.to_owned(),
                    Some(_) => usual.to_owned(),
                }
            }
        }
    }
}

impl Cluster {
    /// The values that are to be replaced, each with the number of its records.
    pub fn moves(&self) -> impl Iterator<Item = (&str, u64)> {
        let variants = self.variants.iter().map(|(value, records)| (value.as_str(), *records));
        std::iter::once((self.usual.as_str(), self.records)).chain(variants).filter(|(value, _)| *value != self.target)
    }
}

/// The most frequent of some values; of equally frequent ones the first by name.
fn usual(variants: &HashMap<Box<str>, u64>) -> Option<&str> {
    let usual = variants.iter().max_by(|(one, records), (other, others)| records.cmp(others).then(other.cmp(one)));
    usual.map(|(name, _)| name.as_ref())
}

impl VariantRule {
    /// The name that a value shares with its variants.
    fn key(self, value: &str) -> String {
        match self {
            VariantRule::Categories => category_key(value),
            VariantRule::Words => word_key(value),
        }
    }
}

/// The words of a category in lower case and in the singular, without the `error` or `exception` that only some have,
/// in any order.
fn category_key(category: &str) -> String {
    let category = category.to_lowercase();
    let words = || category.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let says_little = |word: &&str| ["error", "errors", "exception", "exceptions"].contains(word);
    let mut telling: Vec<&str> = words().filter(|word| !says_little(word)).map(singular).collect();
    if telling.is_empty() {
        telling = words().map(singular).collect();
    }
    telling.sort_unstable();
    telling.join("_")
}

/// The words of a value in lower case and in the singular, in any order. With digits it may be a version or a name
/// with a number: then their order counts, and the points in them. Signs such as those of `C++` and `<2` belong to
/// the words. A value without words is its own variant only.
fn word_key(value: &str) -> String {
    let lower = value.to_lowercase();
    let has_digits = lower.chars().any(char::is_numeric);
    let is_of_word = |c: char| c.is_alphanumeric() || "+#<>=~^*!".contains(c) || (has_digits && c == '.');
    let mut words: Vec<&str> = lower.split(|c| !is_of_word(c)).filter(|word| !word.is_empty()).map(singular).collect();
    if !has_digits {
        words.sort_unstable();
    }
    if words.is_empty() { value.to_owned() } else { words.join("_") }
}

/// A word without the `s` of the plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| !stem.is_empty()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variants(rule: VariantRule, values: &[(&str, u64)]) -> Variants {
        let mut variants = Variants::by(rule);
        values.iter().for_each(|(value, records)| variants.count((*value).into(), *records));
        variants
    }

    #[test]
    fn variants_differ_in_case_number_order_and_in_insignificant_words() {
        let used = [("config_error", 2), ("Config-Errors", 1), ("config", 1), ("configuration", 1)];
        let categories = variants(VariantRule::Categories, &used);
        assert_eq!(categories.usual("Config-Errors"), Some("config_error"));
        assert_eq!(categories.usual("config"), Some("config_error"));
        assert_eq!((categories.usual("config_error"), categories.usual("configuration")), (None, None));
        assert_eq!((categories.records("config_error"), categories.records("error")), (2, 0));
        let (usual, records) = ("config_error".to_owned(), 2);
        let others = vec![("Config-Errors".to_owned(), 1), ("config".to_owned(), 1)];
        let target = usual.clone();
        assert_eq!(categories.clusters(), [Cluster { usual, records, target, variants: others }]);
    }

    #[test]
    fn a_category_has_the_key_of_its_variants() {
        for variant in ["config_error", "Config-Errors", "configs", "error config"] {
            assert_eq!(category_key(variant), "config", "{variant}");
        }
        assert_eq!((category_key("error"), category_key("类型")), ("error".to_owned(), "类型".to_owned()));
    }

    fn moves(values: &[(&str, u64)]) -> Vec<(String, String)> {
        let clusters = variants(VariantRule::Categories, values).clusters();
        let moves = |one: &Cluster| {
            let to = |(from, _): (&str, u64)| (from.to_owned(), one.target.clone());
            one.moves().map(to).collect::<Vec<_>>()
        };
        clusters.iter().flat_map(moves).collect()
    }

    #[test]
    fn categories_become_the_usual_one_in_snake_case() {
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(moves(&[("type-system", 1), ("type_system", 1)]), [of("type-system", "type_system")]);
        let both = [of("Type-System", "type_system"), of("type-system", "type_system")];
        assert_eq!(moves(&[("Type-System", 2), ("type-system", 1)]), both);
    }

    #[test]
    fn the_replacement_of_a_category_is_not_replaced_itself() {
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let values = [("ConfigError", 2), ("configerrors", 1), ("config", 2), ("config_error", 1)];
        let all = [of("ConfigError", "config"), of("configerrors", "config"), of("config_error", "config")];
        assert_eq!(moves(&values), all);
    }

    #[test]
    fn other_values_keep_the_words_and_signs_that_distinguish_them() {
        let alike =
            [("docker-compose", "Docker Compose"), ("node 18.x", "Node-18.x"), ("network errors", "error network")];
        alike.iter().for_each(|(one, other)| assert_eq!(word_key(one), word_key(other)));
        let apart = [("C", "C++"), ("<2.0", ">=2.0"), ("1.2", "2.1"), ("network error", "network"), ("--", "!!")];
        apart.iter().for_each(|(one, other)| assert_ne!(word_key(one), word_key(other)));
    }
}
