//! `canonry withdraw`

use serde_json::{Map, Value, json};

use super::console::Console;
use super::evidence::{moved_to_json, print_moved};
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::plain::one_line;
use super::{changes, edges, ids, verb};
use crate::curate::{Inherited, KeptKind, Reasoned, Withdraw, Withdrawn, find_id};
use crate::record::{Id, SampleKind};

/// Withdraw records: they are kept, but no longer published
///
/// A withdrawn record is no longer listed, searched or exported. It is kept with its history and its evidence;
/// `restore` publishes it again. In an exported tree its files stay until `export --prune`. Records with edges to it
/// are named.
///
/// With --merge-into another record replaces it. Its own edges, and evidence on items that the other record does not
/// have, stay. All of this is one batch, and undone as one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids or aliases; - reads them from standard input, one per line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Merge them into this record: their ids and aliases become its aliases, edges of other records are changed to it,
    /// and their evidence moves to it, evidence on an item only if it has an item with equal text
    #[arg(long, value_name = "ID")]
    merge_into: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason(Reasoned::Withdrawal)?;
    let (context, verb, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        let merge_into = args.merge_into.as_ref().map(|word| find_id(snapshot, word)).transpose()?;
        Ok(Withdraw { ids: ids::find_all(snapshot, &args.ids, &global.env)?, restore: false, merge_into })
    })?;
    let Withdrawn { pointed_to, merged: Inherited { moved, left, kept_kinds } } = &applied.detail;
    if !console.is_json() {
        print_moved(console, moved)?;
    }
    let pointers = pointed_to.iter().map(|(id, edges)| json!({ "id": id.as_str(), "from": edges::to_json(edges) }));
    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
    let mut rest = Map::from_iter([("pointed_to".to_owned(), pointers.collect())]);
    if let Some(into) = &verb.merge_into {
        rest.insert("merged_into".to_owned(), json!(into.as_str()));
        rest.insert("moved".to_owned(), moved_to_json(moved));
        rest.insert("left".to_owned(), json!(left));
        rest.insert("kept_kinds".to_owned(), kept_kinds.iter().map(kept_to_json).collect());
    }
    changes::print(console, &context, &applied, Map::new(), rest)?;
    for (id, pointers) in pointed_to {
        let (told, lead) = (
            edges::describe(id, pointers),
            if pointers.len() == 1 {
                "its edges now point"
            } else {
                "their edges now \
            point"
            },
        );
        console.note(match &verb.merge_into {
            Some(into) => format!("{told}; {lead} to {into}"),
            None => format!("{told}; {lead} to a record that is not published"),
        });
    }
    if !left.is_empty() {
        let said = "that record has no item with equal text; `canonry evidence move` moves it anyway";
        console.note(format!("evidence that was not moved: {} ({said})", edges::first_of(&left)));
    }
    if let Some(into) = &verb.merge_into {
        kept_kinds.iter().for_each(|kept| console.note(kept_kind(kept, into)));
    }
    Ok(Exit::Done)
}

/// A line about a sample that is of the other kind in the record that stays.
fn kept_kind(kept: &KeptKind, into: &Id) -> String {
    let KeptKind { from, kind, text } = kept;
    let (here, there) = match kind {
        SampleKind::Match => ("has to be found", "must not be found"),
        SampleKind::NoMatch => ("must not be found", "has to be found"),
    };
    format!("the sample \"{}\" {here} in {into} and {there} in {from}; {into} keeps its own", one_line(text))
}

fn kept_to_json(KeptKind { from, kind, text }: &KeptKind) -> Value {
    json!({ "from": from.as_str(), "kind": kind.as_str(), "text": text })
}
