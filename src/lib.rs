//! A curation workbench for error canons.
//!
//! The crate is a house of rooms, and imports point down: each room has one thing that only it knows.
//!
//! - [`record`]: what a record is. Reading with positions, canonical writing, comparing.
//! - [`ledger`]: what was seen. Evidence, reporters, claims, and by what a report is known again. Pure.
//! - [`estimate`]: what the reports on a claim say about its rate. Pure functions.
//! - [`check`]: what is wrong with a set. A table of checks, findings as data with a code. Pure.
//! - [`intake`]: how input is read: readers in, drafts with positions out. It opens no files.
//! - [`publish`]: how a record leaves. Bytes and relative paths from records; opens no file.
//! - [`disk`]: files. How they are found, and written so that they are whole or not there; work on several threads.
//! - [`store`]: where the records live. The only room that knows SQLite.
//! - [`curate`]: what a maintainer does. One struct for each verb; never prints, never asks.
//! - [`cli`]: how people talk to it. The only room with the terminal, the environment and the clock.
//!
//! A record is imported, edited and exported like this; docs/design.md follows the same three ways through the rooms.
//!
//! ```
//! use canonry::curate::{Context, Edit, Import, Incoming, Step, Verb, Which};
//! use canonry::intake::{Draft, Origin};
//! use canonry::{publish::Form, record::{Demands, Id, Limits}, store::{Prepared, Store}};
//!
//! let mut store = Store::in_memory()?; // or Store::create, Store::open
//! let (day, actor, command) = ("2026-11-21".parse()?, "mei".to_owned(), "an example".to_owned());
//! let context = Context { day, actor, command, reason: Some("checked".to_owned()), dry_run: false };
//!
//! let text = std::fs::read("fixtures/records/minimal/index.json")?;
//! let draft = Draft::new(Origin::of("minimal/index.json"), text, &Demands::default()).map(Prepared::from);
//! let incoming = Incoming { source: None, draft };
//! let imported = Import::default().apply(&mut store, &context, [incoming].into_iter(), &mut ())?;
//! assert_eq!((imported.detail.counts.added, imported.batch), (1, Some(1)));
//!
//! let (id, step): (Id, _) = ("cuda/minimal".parse()?, Step::Set("category".into(), "memory_error".into()));
//! let edit = Edit { which: Which::Ids(vec![id.clone()]), steps: vec![step], force: false, limits: Limits::default() };
//! let edited = edit.apply(&mut store, &context, &mut |_| true)?;
//! assert_eq!((edited.changed.len(), edited.batch), (1, Some(2)));
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
pub mod publish;
pub mod record;
pub mod store;
