//! The numbers that checks measure by, which a policy may set.

use serde::{Deserialize, Serialize};

/// Declares the thresholds with what they are without a policy.
macro_rules! thresholds {
    ($($(#[$doc:meta])* $name:ident: $Type:ty = $usual:expr,)+) => {
        /// The numbers that checks measure by. What a policy leaves out is as in the default.
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Thresholds { $($(#[$doc])* pub $name: $Type,)+ }

        impl Default for Thresholds {
            fn default() -> Self {
                Thresholds { $($name: $usual,)+ }
            }
        }
    };
}

thresholds! {
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
