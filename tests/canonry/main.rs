//! What canonry does, seen from outside: sessions, golden files, properties, faults.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::panic, clippy::disallowed_methods)]

/// The program runs in this one, too, and should be no slower here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod applying;
#[cfg(unix)]
mod backups;
mod baselines;
#[cfg(unix)]
mod beside;
mod branches;
mod calibrations;
mod ceasing;
mod checks;
mod circles;
mod comparing;
mod conflicts;
mod copies;
mod counts;
mod curating;
mod cutting;
mod damage;
mod databases;
mod docs;
mod earlier;
mod editing;
mod estimates;
mod exchanges;
mod exchanging;
mod faults;
mod feedback;
mod followed;
mod fuzzed;
mod gates;
mod generate;
mod golden;
mod histories;
mod hostile_ledgers;
mod house;
mod inputs;
mod inside;
mod json;
mod kills;
mod known;
mod ledger;
mod ledgers;
mod limits;
mod listing;
mod maintained;
mod matching;
mod merge_files;
mod merging;
mod migrations;
mod names;
mod notices;
mod obstacles;
#[cfg(unix)]
mod opening;
mod outputs;
mod policy;
#[cfg(unix)]
mod politeness;
mod portable;
mod properties;
#[cfg(unix)]
mod protected;
mod published_samples;
mod rates;
mod recount;
mod regexes;
mod rejects;
#[cfg(unix)]
mod release_faults;
mod released;
mod releases;
mod replacing;
mod replay;
mod reports;
mod resolving;
mod restating;
mod rewordings;
mod samples;
mod search;
mod seeds;
mod sessions;
mod site;
mod status;
mod test_database;

#[cfg(unix)]
mod setup;
mod shape;
mod snapshots;
mod sources;
mod support;
#[cfg(unix)]
mod terminal;
mod tiers;
mod together;
#[cfg(unix)]
mod trees;
mod trust;
mod trying;
mod uids;
mod undoing;
mod waivers;
mod year;
