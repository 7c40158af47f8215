//! `canonry merge`

use super::arguments::MergeArgs;
use super::interactive;
use super::pass::ImportPasses;
use super::source::ImportSource;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::input;
use crate::cli::outputs::protect;
use crate::curate::OtherDatabase;
use crate::disk::is_same_file;
use crate::store::{Store, StoreError};

pub(in crate::cli) fn run(args: &MergeArgs, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let MergeArgs { other, options } = args;
    drop(input::open(other)?);
    let path = global.database_or_new()?;
    if is_same_file(&path, other) {
        let message = format!("{} is the database itself", other.display());
        return Err(Failure::usage(message).hint("name the other database, and this one with --db FILE"));
    }
    let inputs: Vec<_> = std::iter::once(other.clone()).chain(options.inputs(global)?).collect();
    protect(&options.outputs(), &path, &inputs, &global.env)?;
    options.refuse_mixed_output(console)?;
    // What is no database of this version is refused before anything else is done.
    Store::open_other(other).map(drop).map_err(unsuitable)?;
    let no_file = || Failure::usage(format!("{} is not a file", other.display()));
    let source = options.source(&path, other).ok_or_else(no_file)?;
    let import = options.import(global, vec![source.clone()])?;
    if options.merging.interactive {
        interactive::check(&[], console.env())?;
    }
    let name = console.env().written(other).into();
    let input = ImportSource::Database(OtherDatabase { path: other.clone(), source, name });
    let context = options.context(global)?;
    global.bring_up_to_date(&path);
    ImportPasses { options, import, context, path: &path, input }.carry_out(console)
}

/// Why a file is not a database that can be merged.
fn unsuitable(error: StoreError) -> Failure {
    let is_none = matches!(error, StoreError::NotADatabase(_) | StoreError::Foreign(_));
    let failure = Failure::from(error);
    if is_none {
        failure.hint("nothing was changed; name a database of canonry, or import files with `canonry import`")
    } else {
        failure
    }
}
