//! Findings of edges when records get other ids.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::Code;
use super::finding::Finding;
use crate::record::{FindingKey, Id};

impl Finding {
    /// The record of which a finding about edges is told, and its key there, once records have other ids; `renamed`
    /// has these by the former ids. The finding names the record at the other end of the edge, or all of a cycle.
    pub fn followed(&self, renamed: &BTreeMap<String, Id>) -> (Id, FindingKey) {
        let later = |id: &str| renamed.get(id).map_or_else(|| id.to_owned(), Id::to_string);
        let own = renamed.get(self.record.as_str()).unwrap_or(&self.record).clone();
        match self.code {
            Code::G013 => {
                let ids: BTreeSet<Id> = self.value().split(' ').filter_map(|id| later(id).parse().ok()).collect();
                let named: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
                let key = self.key_of_value(&named.join(" "));
                (ids.into_iter().next().unwrap_or(own), key)
            }
            // Told of the record whose id comes first.
            Code::G008 => {
                let other = later(self.value());
                match other.parse::<Id>() {
                    Ok(first) if first < own => (first, self.key_of_value(own.as_str())),
                    Ok(_) | Err(_) => (own, self.key_of_value(&other)),
                }
            }
            // After the id stand one or two probabilities.
            Code::G006 | Code::G010 => {
                let (target, rates) = self.value().split_once(' ').unwrap_or((self.value(), ""));
                (own, self.key_of_value(&format!("{} {rates}", later(target))))
            }
            code if code.is_of_edge() => (own, self.key_of_value(&later(self.value()))),
            _ => (own, self.key()),
        }
    }
}
