//! `canonry init`

use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use crate::store::{Store, StoreError};

/// Create an empty database
///
/// Creates `canonry.db` in this folder, or the file that --db names. A file that already exists is never changed.
/// `import` also creates the database if there is none, so you need this command only for an empty one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Show what would be done, but change nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let path = global.named_database_or_here();
    if args.dry_run {
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path).into());
        }
    } else {
        Store::create(&path)?;
        console.done(format!("created the empty database {}", path.display()));
    }
    if console.is_json() {
        let rest = Map::from_iter([
            ("database".to_owned(), json!(path.to_string_lossy())),
            ("dry_run".to_owned(), json!(args.dry_run)),
        ]);
        console.object(json!({ "created": u8::from(!args.dry_run) }), rest)?;
    } else {
        let made = if args.dry_run { "would create" } else { "created" };
        console.note(format!("{made} the empty database {}", path.display()));
        console.note("next: `canonry import PATH` imports records");
    }
    Ok(Exit::Done)
}
