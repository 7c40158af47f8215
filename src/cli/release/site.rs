//! The site of a release, which is written when it is cut.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::export::{ExportProgress, name_left};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::outputs::{Output, protect_tree};
use crate::cli::site::{TITLE, base_url, failure};
use crate::curate::{ExportMode, Exported, Policy, WriteSite, look_for_site, may_write_site, source_of_path};
use crate::disk::place;
use crate::ledger::BatchNumber;
use crate::publish::SiteSettings;
use crate::store::{Filter, Store};

/// The site that is written with a release.
#[derive(Debug, clap::Args)]
pub(super) struct SiteArgs {
    /// Also write the set as a site to this folder, as `canonry site` does; its first page names the release
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// The address under which the site is published
    #[arg(long, value_name = "URL", requires = "site")]
    base_url: Option<String>,
    /// The title of the site
    #[arg(long, value_name = "TEXT", requires = "site", default_value = TITLE)]
    title: String,
}

impl SiteArgs {
    /// The site, if one is wanted. `folder` is that of the snapshot, in which nothing else may be written.
    pub(super) fn site(
        &self,
        folder: &Path,
        database: &Path,
        policy: &Policy,
        global: &Global,
    ) -> Result<Option<WriteSite>, Failure> {
        let Some(out) = &self.site else { return Ok(None) };
        protect_tree(Output::new("--site", out), database, may_write_site)?;
        if place(out).starts_with(place(folder)) {
            let said = format!("--site {} is the folder of the snapshot, or in it", out.display());
            return Err(Failure::usage(said).hint("name a place beside the folder for --site"));
        }
        let settings = SiteSettings {
            title: self.title.clone(),
            base_url: self.base_url.as_deref().map(base_url).transpose()?,
            today: global.today()?,
        };
        let (out, filter, policy, mode) = (out.clone(), Filter::default(), policy.clone(), ExportMode::Write);
        let (prune, keep_going, names_files) = (false, false, false);
        let site = WriteSite { out, settings, filter, policy, mode, prune, keep_going, names_files };
        look_for_site(&site.out).map_err(failure)?;
        Ok(Some(site))
    }
}

/// Writes the site of a release that was recorded.
pub(super) fn write(
    site: &WriteSite,
    recorded: BatchNumber,
    store: &mut Store,
    console: &mut Console,
) -> Result<Exported, Failure> {
    let mut snapshot = store.snapshot()?;
    if snapshot.last_batch()? != recorded {
        console.note("note: another command changed the set meanwhile; the site has what it changed");
    }
    let path = snapshot.path().to_owned();
    let total = snapshot.count(&site.filter)?;
    let mut progress = ExportProgress::begin(console, "writing", total, false);
    let written = site.apply(&mut snapshot, source_of_path(&path, &site.out), &mut progress);
    progress.end();
    drop(snapshot);
    let again = format!("the release was cut; `canonry site --out {}` writes its site", site.out.display());
    let written = written.map_err(|error| failure(error).hint(again))?;
    site.note(store, &written);
    Ok(written.exported)
}

/// Says what became of the files of the site.
pub(super) fn print(site: &WriteSite, exported: &Exported, console: &mut Console) -> Result<(), Failure> {
    name_left(&site.out, exported, console);
    let Exported { written, unchanged, .. } = exported;
    console.line(format!("{}: site, written {written}, unchanged {unchanged}", site.out.display()))
}

/// What became of the files of the site, as JSON.
pub(super) fn to_json(exported: &Exported) -> Value {
    json!({ "written": exported.written, "unchanged": exported.unchanged })
}
