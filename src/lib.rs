//! A curation workbench for error canons.
//!
//! Each module here is a room, with one thing that only it knows. A room imports only those below it.
//!
//! - [`record`]: what a record is. Reading with positions, canonical writing, comparing.
//! - [`ledger`]: what was seen. Evidence, reporters, claims, and what identifies a report. Pure.
//! - [`estimate`]: what the reports on a claim say about its rate. Pure functions.
//! - [`pattern`]: the regexes: reading them, what they need, what they find. Pure.
//! - [`check`]: what is wrong with a set. A table of checks, findings as data with a code. Pure.
//! - [`intake`]: how input is read: readers in, drafts with positions out. It opens no files.
//! - [`publish`]: how a record leaves. Bytes and relative paths from records; opens no file.
//! - [`disk`]: files. Finding them, replacing them atomically, work on several threads.
//! - [`store`]: where the records live. The only room that knows SQLite.
//! - [`curate`]: what a maintainer does. One struct for each verb; never prints, never asks.
//! - [`cli`]: how people talk to it. The only room with the terminal, the environment and the clock.
//!
//! This example imports a record, edits it and renders it. docs/design.md follows a record, an edit and a report
//! through the rooms.
//!
//! ```
//! use canonry::curate::{Context, Edit, Import, Incoming, Step, Verb, Which};
//! use canonry::{publish::Form, record::Id, store::Store};
//!
//! let mut store = Store::in_memory()?; // or Store::create, Store::open
//! let context = Context::new("2026-11-21".parse()?, "mei", "an example");
//!
//! let text = std::fs::read("fixtures/records/minimal/index.json")?;
//! let import = Import::default();
//! let incoming = Incoming::read("minimal/index.json", text, &import.demands(&context));
//! import.apply(&mut store, &context, [incoming].into_iter(), &mut ())?;
//!
//! let (id, step): (Id, _) = ("cuda/minimal".parse()?, Step::Set("category".into(), "memory_error".into()));
//! Edit::new(Which::Ids(vec![id.clone()]), vec![step]).apply(&mut store, &context, &mut |_| true)?;
//!
//! let record = store.snapshot()?.load(&id)?.ok_or("it was imported above")?.revision.record;
//! let json = Form::Json.render(&record).ok_or("every record has JSON")?;
//! assert!(json.contains(r#""category": "memory_error""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
pub mod cli;
pub mod curate;
pub mod disk;
pub mod estimate;
pub mod intake;
pub mod ledger;
pub mod pattern;
pub mod publish;
pub mod record;
pub mod store;
