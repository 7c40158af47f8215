//! What a snapshot tells of the gate of its release.

use serde::{Deserialize, Serialize};

/// How a demand stood when a release was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptStanding {
    /// The policy switches it off.
    Off,
    /// It was met.
    Met,
    /// It was not met, and the maintainer overrode it.
    NotMet,
}

/// A demand of the gate, as the manifest and the database keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptDemand {
    /// Its code, such as `N001`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How it stood.
    pub standing: KeptStanding,
    /// How many things stood against it.
    pub found: usize,
}
