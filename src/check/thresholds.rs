//! The thresholds of checks, which a policy may set.

use super::near::nearest;
use super::threshold_type::{ThresholdError, ThresholdType, ThresholdValue, above};

/// A threshold with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: ThresholdValue,
    /// What it means: a sentence.
    pub about: &'static str,
}

/// Declares the thresholds with their defaults. The type says which values a threshold can have: a `usize` counts
/// something, a `u64` pieces of evidence, an `i64` days, an `f64` is a share.
macro_rules! thresholds {
    ($($(#[doc = $doc:literal])+ $name:ident: $Type:ty = $usual:expr,)+) => {
        /// The thresholds of checks. A policy that leaves one out has its default.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Thresholds { $($(#[doc = $doc])+ pub $name: $Type,)+ }

        impl Default for Thresholds {
            fn default() -> Self {
                Thresholds { $($name: $usual,)+ }
            }
        }

        impl Thresholds {
            /// The names of all thresholds.
            const NAMES: &[&'static str] = &[$(stringify!($name)),+];

            /// Every threshold with its value.
            pub fn list(&self) -> Vec<Threshold> {
                vec![$(Threshold {
                    name: stringify!($name),
                    value: self.$name.value(),
                    about: concat!($($doc),+).trim_ascii(),
                }),+]
            }

            /// Sets the threshold of a name.
            ///
            /// # Errors
            /// If no threshold has the name, or if it cannot have the value.
            pub fn set(&mut self, name: &str, value: ThresholdValue) -> Result<(), ThresholdError> {
                match name {
                    $(stringify!($name) => self.$name = ThresholdType::from_value(value)?,)+
                    _ => return Err(ThresholdError::Unknown(nearest(name, Self::NAMES.iter().copied()))),
                }
                Ok(())
            }
        }
    };
}

thresholds! {
    /// A regex that finds this number of foreign signatures is too broad.
    broad_regex: usize = 10,
    /// A regex that finds signatures in this number of other domains crosses them.
    crossed_domains: usize = 3,
    /// A branch of a regex that needs no literal of this number of characters is weak.
    weak_literal: usize = 4,
    /// A branch of a regex with this number of unbounded gaps has many.
    many_gaps: usize = 3,
    /// A regex of more characters is too long; consumers refuse more than 500.
    long_regex: usize = 500,
    /// A signature of fewer characters is short.
    short_signature: usize = 12,
    /// A signature of more characters is long.
    long_signature: usize = 200,
    /// An action of fewer characters is short.
    short_action: usize = 8,
    /// A root cause of fewer characters is short.
    short_cause: usize = 40,
    /// A text of more characters is long.
    long_text: usize = 1_500,
    /// A workaround or dead end below this rate is weak, 0 to 1.
    weak: f64 = 0.5,
    /// A dead end that fails less often is rather a workaround, 0 to 1.
    works: f64 = 0.2,
    /// By how much `fix_success_rate` may lie outside of the rates of the workarounds, 0 to 1.
    fix_margin: f64 = 0.02,
    /// What `resolvable: true` needs as `fix_success_rate`, and of its best workaround, 0 to 1.
    resolvable_fix: f64 = 0.7,
    /// What `resolvable: true` needs as confidence, 0 to 1.
    resolvable_confidence: f64 = 0.6,
    /// What the `fix_success_rate` of `resolvable: false` has to be below, 0 to 1.
    unresolvable_fix: f64 = 0.2,
    /// The most confidence that needs no evidence, 0 to 1.
    unfounded_confidence: f64 = 0.3,
    /// The pieces of evidence that more confidence needs.
    founding_evidence: u64 = 3,
    /// The most pieces of evidence that may be asserted without a source.
    asserted_evidence: u64 = 10,
    /// From this confidence on a record of the lowest tier is suspicious, 0 to 1.
    machine_confidence: f64 = 0.85,
    /// From this confidence on a record needs sources of two hosts, 0 to 1.
    two_hosts_confidence: f64 = 0.8,
    /// After this number of days since its last confirmation a record is aging.
    aging_days: i64 = 180,
    /// After this number of days since its last confirmation a record is stale.
    stale_days: i64 = 365,
}

impl Thresholds {
    /// Whether the thresholds fit each other.
    ///
    /// # Errors
    /// The first one that is above another one that it cannot be above.
    pub fn check(&self) -> Result<(), ThresholdError> {
        let crossed = [
            above(("short_signature", self.short_signature), ("long_signature", self.long_signature)),
            above(("unresolvable_fix", self.unresolvable_fix), ("resolvable_fix", self.resolvable_fix)),
            above(("aging_days", self.aging_days), ("stale_days", self.stale_days)),
        ];
        crossed.into_iter().flatten().next().map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::super::threshold_type::ThresholdRange;
    use super::*;

    #[test]
    fn every_threshold_can_be_set_to_the_value_that_it_has_and_says_what_it_means() {
        let (usual, mut set) = (Thresholds::default(), Thresholds::default());
        for Threshold { name, value, about } in usual.list() {
            set.set(name, value).unwrap();
            assert!(about.ends_with('.') && about.len() > 20, "{name}: {about}");
        }
        assert_eq!(set, usual);
    }

    #[test]
    fn a_value_out_of_range_and_an_unknown_name_are_refused() {
        let set = |name: &str, value| Thresholds::default().set(name, value);
        for (name, value, expected) in [
            ("weak", ThresholdValue::Share(1.5), ThresholdRange::Share),
            ("weak", ThresholdValue::Whole(2), ThresholdRange::Share),
            ("weak", ThresholdValue::Share(f64::NAN), ThresholdRange::Share),
            ("short_signature", ThresholdValue::Whole(-1), ThresholdRange::Count),
            ("broad_regex", ThresholdValue::Whole(0), ThresholdRange::Count),
            ("aging_days", ThresholdValue::Whole(0), ThresholdRange::Days),
            ("short_signature", ThresholdValue::Share(12.5), ThresholdRange::Count),
            ("founding_evidence", ThresholdValue::Whole(i64::MAX), ThresholdRange::Pieces),
            ("stale_days", ThresholdValue::Whole(36_501), ThresholdRange::Days),
        ] {
            assert_eq!(set(name, value), Err(ThresholdError::OutOfRange(expected)), "{name}");
        }
        let message = |name, value| set(name, value).unwrap_err().to_string();
        assert_eq!(message("stale_days", ThresholdValue::Whole(0)), "expected a whole number of days from 1 to 36500");
        let near = message("stale_dys", ThresholdValue::Whole(1));
        assert_eq!(near, "there is no such threshold; did you mean stale_days?");
        assert_eq!(message("qqq", ThresholdValue::Whole(1)), "there is no such threshold");
    }

    #[test]
    fn what_is_old_first_is_not_above_what_is_old_later() {
        let checked = |name: &str, value| {
            let mut thresholds = Thresholds::default();
            thresholds.set(name, value).unwrap();
            thresholds.check().map_err(|error| error.to_string())
        };
        assert_eq!(Thresholds::default().check(), Ok(()));
        assert_eq!(checked("aging_days", ThresholdValue::Whole(365)), Ok(()));
        for (name, value, expected) in [
            ("aging_days", ThresholdValue::Whole(366), "aging_days (366) must not be above stale_days (365)"),
            ("stale_days", ThresholdValue::Whole(90), "aging_days (180) must not be above stale_days (90)"),
            (
                "unresolvable_fix",
                ThresholdValue::Share(0.8),
                "unresolvable_fix (0.8) must not be above resolvable_fix (0.7)",
            ),
            ("long_signature", ThresholdValue::Whole(5), "short_signature (12) must not be above long_signature (5)"),
        ] {
            assert_eq!(checked(name, value), Err(expected.to_owned()), "{name}");
        }
        let none = ThresholdValue::Whole(0);
        assert_eq!(checked("asserted_evidence", none), Ok(()), "that nothing may be asserted is a rule");
    }
}
