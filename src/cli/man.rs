//! `canonry man`

use std::io;
use std::io::Write;
use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::plain::plain;
use super::terminal::GuardedWriter;
use crate::disk::AtomicFile;

/// Write the manual pages
///
/// Writes `canonry.1` and one page for each command, such as `canonry-import.1`, into a folder, which is created if it
/// does not exist. Files of these names are replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry man ~/.local/share/man/man1\n  canonry man man && man -l man/canonry.1")]
pub(super) struct Args {
    /// The folder for the pages
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages of `program`, the whole command line.
pub(super) fn run(args: &Args, program: Command, console: &mut Console) -> Result<Exit, Failure> {
    let folder = &args.folder;
    if folder.symlink_metadata().is_ok() && !folder.is_dir() {
        return Err(Failure::usage(format!("{} is not a folder", folder.display())).hint("name a folder, or a new one"));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::file(format!("{} could not be created", folder.display()), &error))?;
    let pages = pages(program).map_err(|error| Failure::file("the pages could not be written", &error))?;
    for (name, page) in &pages {
        let path = folder.join(name);
        let written = AtomicFile::of(&path, GuardedWriter::device).and_then(|mut file| {
            file.write_all(page)?;
            file.commit()
        });
        written.map_err(|error| Failure::file(format!("{} could not be written", path.display()), &error))?;
    }
    console.done("the pages are written".to_owned());
    if console.is_json() {
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        let rest = Map::from_iter([
            ("folder".to_owned(), json!(folder.to_string_lossy())),
            ("pages".to_owned(), json!(names)),
        ]);
        console.object(json!({ "written": pages.len() }), rest)?;
    } else {
        console.summary(plain(&format!("{}: pages {}", folder.display(), pages.len())))?;
    }
    Ok(Exit::Done)
}

/// The page of a program and those of its commands, each by the name of its file.
fn pages(program: Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    let mut rest = vec![program];
    while let Some(command) = rest.pop() {
        rest.extend(command.get_subcommands().cloned());
        pages.push(page(command)?);
    }
    pages.sort();
    Ok(pages)
}

/// The page of one command. The text after its help becomes sections, line by line; clap_mangen would fill the lines of
/// examples like one paragraph.
fn page(mut command: Command) -> io::Result<(String, Vec<u8>)> {
    let after = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    let command = command.after_help(None).after_long_help(None).override_usage(usage);
    let man = Man::new(command).manual("canonry").source(concat!("canonry ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render(&mut page)?;
    let mut roff = Roff::new();
    let mut is_open = false;
    for line in after.unwrap_or_default().lines() {
        match line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            Some(heading) => {
                if std::mem::replace(&mut is_open, true) {
                    roff.control("fi", []);
                }
                roff.control("SH", [heading.to_uppercase().as_str()]);
                roff.control("nf", []);
            }
            None => drop(roff.text([roman(line)])),
        }
    }
    if is_open {
        roff.control("fi", []);
    }
    page.extend(roff.to_roff().into_bytes()); // without the preamble, which is above
    Ok((man.get_filename(), page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let pages = pages(crate::cli::command()).unwrap();
        let text = |name: &str| {
            let page = pages.iter().find(|(found, _)| found == name);
            String::from_utf8(page.unwrap_or_else(|| panic!("{name}")).1.clone()).unwrap()
        };
        assert!(text("canonry.1").contains("canonry\\-import(1)"));
        assert!(text("canonry-evidence-add.1").contains(".SH EXAMPLES\n.nf\n"));
        let mut commands = vec![("canonry".to_owned(), crate::cli::command())];
        let mut counted = 0;
        while let Some((name, command)) = commands.pop() {
            assert!(text(&format!("{name}.1")).starts_with(".ie"), "{name}");
            counted += 1;
            commands
                .extend(command.get_subcommands().map(|below| (format!("{name}-{}", below.get_name()), below.clone())));
        }
        assert_eq!(pages.len(), counted);
    }
}
