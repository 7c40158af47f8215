//! Whether a demand is met, and why not.

use super::demand::Demand;
use crate::check::Code;
use crate::publish::{KeptDemand, KeptStanding};
use crate::record::{Date, FaultPath, Id, Rate, SampleNumber, SamplesKey, Tier, UnportableId};

/// A demand, and whether it is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Demanded {
    /// The demand.
    pub demand: Demand,
    /// Whether it is met.
    pub standing: DemandStanding,
}

/// Whether a demand is met.
#[derive(Debug, Clone, PartialEq)]
pub enum DemandStanding {
    /// The policy does not make it.
    Off,
    /// It is.
    Met,
    /// It is not, because of these; at least one.
    NotMet(Vec<Shortfall>),
}

/// Why a demand is not met.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortfall {
    /// A check found something that it did not find in the release before.
    Finding {
        /// The record.
        id: Id,
        /// The check.
        code: Code,
        /// What is wrong.
        message: String,
    },
    /// A record with a high confidence has a lower fix rate, without a report.
    FallenRate {
        /// The record.
        id: Id,
        /// The rate before.
        from: Rate,
        /// The rate now.
        to: Rate,
    },
    /// A record is on a lower tier, and nobody said why.
    LowerTier {
        /// The record.
        id: Id,
        /// The tier before.
        from: Tier,
        /// The tier now.
        to: Tier,
    },
    /// A record was withdrawn, and nobody said why.
    Missing {
        /// The record.
        id: Id,
    },
    /// A record has another id, and its former one is not an alias.
    NoAlias {
        /// The former id.
        from: Id,
        /// The id.
        to: Id,
    },
    /// The number of pieces of evidence fell.
    LessEvidence {
        /// The record.
        id: Id,
        /// The number before.
        from: u64,
        /// The number now.
        to: u64,
        /// By how much evidence was ruled out.
        ruled_out: u64,
    },
    /// A record was confirmed without evidence.
    Unfounded {
        /// The record.
        id: Id,
        /// When it was last confirmed before.
        from: Date,
        /// When it is said to be confirmed now.
        to: Date,
    },
    /// A regex does not do with a sample what it has to.
    Sample {
        /// The record.
        id: Id,
        /// The sample.
        sample: SampleNumber,
    },
    /// A record is not published again from what is published of it.
    NotReproduced {
        /// The record.
        id: Id,
        /// Why.
        fault: ReproductionFault,
    },
    /// Too many rates are due.
    DueRates {
        /// How many are.
        due: u64,
        /// How many may be.
        allowed: u32,
    },
    /// Too much of the set changed.
    Share {
        /// How many records changed.
        changed: u64,
        /// How many there were.
        of: u64,
        /// The share that may change.
        allowed: f64,
    },
}

/// Why a record is not published again from what is published of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReproductionFault {
    /// It has samples, and a custom key besides, under which they are published.
    #[error("it has samples, and a custom key {0} besides")]
    SamplesKey(SamplesKey),
    /// An import refuses it, because of one of its fields.
    #[error("an import refuses it: {path}: {reason}")]
    Refused {
        /// The field.
        path: FaultPath,
        /// What is wrong with it.
        reason: String,
    },
    /// An import refuses its id.
    #[error("an import refuses it: {0}")]
    Unportable(UnportableId),
    /// An empty database into which the set is imported publishes something else under its id.
    #[error("an empty database that imports it publishes something else")]
    Imported,
    /// The release before with the delta gives something else under its id.
    #[error("the delta does not give it from the release before")]
    Delta,
}

impl Demanded {
    /// With what stands against it.
    pub(super) fn of(demand: Demand, shortfalls: Vec<Shortfall>) -> Self {
        let standing = if shortfalls.is_empty() { DemandStanding::Met } else { DemandStanding::NotMet(shortfalls) };
        Demanded { demand, standing }
    }

    /// Takes the place of what was said of the same demand.
    pub(in crate::curate::release) fn place(self, among: &mut [Demanded]) {
        if let Some(found) = among.iter_mut().find(|one| one.demand == self.demand) {
            *found = self;
        }
    }

    /// Whether it is not met.
    pub fn is_unmet(&self) -> bool {
        matches!(self.standing, DemandStanding::NotMet(_))
    }

    /// How many things stand against it.
    pub fn count(&self) -> usize {
        match &self.standing {
            DemandStanding::Off | DemandStanding::Met => 0,
            DemandStanding::NotMet(shortfalls) => shortfalls.len(),
        }
    }

    /// What a snapshot and the database keep of it.
    pub fn kept(&self) -> KeptDemand {
        let standing = match self.standing {
            DemandStanding::Off => KeptStanding::Off,
            DemandStanding::Met => KeptStanding::Met,
            DemandStanding::NotMet(_) => KeptStanding::NotMet,
        };
        let (code, name) = (self.demand.as_str().to_owned(), self.demand.name().to_owned());
        KeptDemand { code, name, standing, found: self.count() }
    }
}

impl DemandStanding {
    /// Its word.
    pub fn as_str(&self) -> &'static str {
        match self {
            DemandStanding::Off => "off",
            DemandStanding::Met => "met",
            DemandStanding::NotMet(_) => "not_met",
        }
    }
}
