//! `canonry site`

use std::path::PathBuf;

use super::console::Console;
use super::export::{ExportProgress, export_failure, name_damaged, name_left, print_counts};
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use super::outputs::{Output, protect_tree};
use crate::curate::{ExportMode, Exported, SiteError, WriteSite, may_write_site, source_of_path};
use crate::publish::{SITE_SUMS, SiteSettings};
use crate::record::web_address;

/// The title of a site that has none of its own.
pub(super) const TITLE: &str = "Error canon";

/// Publish records as a static web site
///
/// Writes a folder that any server can serve, and that opens from the disk: a page of each record in English and, if
/// it has Chinese texts, in Chinese, beside index.json, index.md and zh.md; a page of each domain; a first page; and
/// what search engines and other programs read. Withdrawn and renamed records have a page that says so. Only files
/// whose bytes change are written, each completely or not at all.
///
/// The ages on the pages are those of today. The file site.sha256 lists the files of the site with their checksums, as
/// sha256sum reads them; it also tells canonry which files it wrote.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the site
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The address under which the site is published, for its canonical addresses and its sitemap
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The title of the site
    #[arg(long, value_name = "TEXT", default_value = TITLE)]
    title: String,
    /// Write nothing; name files that differ, and files that the site no longer has. Exit with 1 if there are any
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Remove files that canonry wrote into the site and that it no longer has. A file that was changed since stays and
    /// is named
    #[arg(long)]
    prune: bool,
    /// Show what would be done, but change nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Skip damaged records instead of stopping at the first; they are named, and the exit code is 70
    #[arg(long)]
    keep_going: bool,
    /// Do not ask, even if many files are removed
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let settings = SiteSettings {
        title: args.title.clone(),
        base_url: args.base_url.as_deref().map(base_url).transpose()?,
        today: global.today()?,
    };
    let path = global.existing_database()?;
    protect_tree(Output::new("--out", &args.out), &path, may_write_site)?;
    let (policy, _) = args.filter.policy.policy(global)?;
    global.bring_up_to_date(&path);
    let mut store = WriteSite::open(args.mode(), &path)?;
    let mut snapshot = store.snapshot()?;
    let filter = args.filter.filter(&mut snapshot, global)?;
    let total = snapshot.count(&filter)?;
    let (mode, keep_going) = (args.mode(), args.keep_going);
    let names_files = mode.only_looks() || console.is_json();
    let (out, prune) = (args.out.clone(), args.prune);
    let site = WriteSite { out, settings, filter, policy, mode, prune, keep_going, names_files };
    let mut progress = ExportProgress::begin(console, "writing", total, !args.yes);
    let written = site.apply(&mut snapshot, source_of_path(&path, &args.out), &mut progress);
    progress.end();
    drop(snapshot);
    let written = written.map_err(failure)?;
    site.note(&mut store, &written);
    print(args, &written.exported, console)
}

impl Args {
    /// What is done with a difference.
    fn mode(&self) -> ExportMode {
        ExportMode::of(self.check, self.dry_run)
    }
}

/// The address without a slash at its end.
pub(super) fn base_url(text: &str) -> Result<String, Failure> {
    let wrong = |said: String| Failure::usage(format!("--base-url {text}: {said}"));
    let url = web_address(text).map_err(|error| wrong(error.to_string()))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("the address of a site has neither ? nor #".to_owned()));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn print(args: &Args, exported: &Exported, console: &mut Console) -> Result<Exit, Failure> {
    let only_looks = args.mode().only_looks();
    name_left(&args.out, exported, console);
    if !only_looks {
        let Exported { written, removed, .. } = exported;
        console.done(format!("{} is up to date (written {written}, removed {removed})", args.out.display()));
    }
    print_counts(&args.out, exported, only_looks, console)?;
    let differs = args.check && !exported.differences.is_empty();
    if !console.is_json() && differs {
        let with = if exported.removed > 0 && !args.prune { "with --prune and " } else { "" };
        console.note(format!("the site differs from the database; the same command {with}without --check updates it"));
    } else if !console.is_json() && only_looks {
        console.note("nothing was written");
    }
    let exit = if differs { Exit::Look } else { Exit::Done };
    Ok(name_damaged(&exported.damaged, args.mode(), console).unwrap_or(exit))
}

/// The failure for an error.
pub(super) fn failure(error: SiteError) -> Failure {
    let message = error.to_string();
    match error {
        SiteError::Export(error) => export_failure(error, None),
        SiteError::List { .. } => Failure::usage(message).hint(format!(
            "without {SITE_SUMS} canonry overwrites the files of the site, but does not know which of the others it \
             wrote; remove it and the site's index.html to write the site again"
        )),
        SiteError::Collides(_) => Failure::usage(message)
            .hint("nothing was written; rename it, or leave it out with a filter: its id has the name of a page"),
        SiteError::Foreign(_) => Failure::usage(message).hint(format!(
            "nothing was written; name another folder, or remove the file if it is of a site without {SITE_SUMS}"
        )),
    }
}
