//! `canonry check --fix PATH`: records are fixed in their files.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::checking::Files;
use crate::check::{Checker, Finding, Settings};
use crate::cli::check::arguments::Args;
use crate::cli::check::fix;
use crate::cli::check::printed::Printed;
use crate::cli::check::scan::Sink;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::one_line;
use crate::cli::{changes, finding_changes};
use crate::curate::{FixCounts, FixableText, FixedText, Offers, fix_texts, fixed_ids, with_fixed};
use crate::disk::{open_plain, rewrite};
use crate::record::{Id, compare};

/// Fixes what can be fixed. Each file is written once, and atomically.
pub(super) fn run(args: &Args, files: &Files<'_>, told: &Settings, console: &mut Console) -> Result<Exit, Failure> {
    let mut found = Fixable::default();
    files.check(args, &mut found)?;
    let Fixable(findings) = found;
    let offers = args.offers();
    let texts = fixable(files, &findings, &offers);
    let checker = Checker::new(&files.settings);
    let told = Checker::new(told).without_comparisons();
    let (counts, fixed) = fix_texts(findings, &offers, (&checker, &told), &files.set, &texts);
    let by_file = by_file(&fixed);
    let contents = contents(&by_file, console)?;
    let is_dry = args.writing.dry_run;
    for (file, content) in contents.iter().filter(|_| !is_dry) {
        let path = console.env().resolve(file);
        rewrite(&path, content).map_err(|error| Failure::file(format!("{file} could not be written"), &error))?;
        console.done(format!("{file} is fixed"));
    }
    print(&fixed, &counts, is_dry, console)?;
    fix::note_left(&counts, console);
    Ok(Exit::Done)
}

/// Collects the findings that have a fix.
#[derive(Default)]
struct Fixable(Vec<Finding>);

impl Sink for Fixable {
    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        self.0.extend(printed.finding().filter(|finding| finding.fix.is_some()).cloned());
        Ok(())
    }
}

/// The texts of the records that fixes are about, by their ids. Standard input cannot be written to.
fn fixable(files: &Files<'_>, findings: &[Finding], offers: &Offers) -> HashMap<Id, FixableText> {
    let ids = fixed_ids(findings, offers);
    let read = |draft| FixableText::of(draft, &files.set, &files.demands);
    let is_wanted = |text: &FixableText| ids.contains(&text.revision.record.id) && text.origin.source.as_ref() != "-";
    let (_, texts) = files.texts.each(read, |all| {
        let mut texts = HashMap::new();
        for (_, text) in all {
            texts.extend(text.filter(is_wanted).map(|text| (text.revision.record.id.clone(), text)));
        }
        texts
    });
    texts
}

fn by_file(fixed: &[FixedText]) -> BTreeMap<&str, Vec<&FixedText>> {
    let mut files: BTreeMap<&str, Vec<&FixedText>> = BTreeMap::new();
    for one in fixed {
        files.entry(one.old.origin.source.as_ref()).or_default().push(one);
    }
    files
}

/// The new content of each file. All are read before one is written.
fn contents<'f>(
    files: &BTreeMap<&'f str, Vec<&FixedText>>,
    console: &Console,
) -> Result<Vec<(&'f str, Vec<u8>)>, Failure> {
    let content = |(file, fixed): (&&'f str, &Vec<&FixedText>)| {
        let path = console.env().resolve(file);
        // A named pipe cannot be read again, and is not waited for.
        let read = |mut file: File| {
            let mut content = Vec::new();
            file.read_to_end(&mut content).map(|_| content)
        };
        let old = open_plain(&path).and_then(read).map_err(|error| Failure::input(Path::new(file), &error))?;
        let new = with_fixed(&old, fixed).map_err(|error| {
            Failure::new(Exit::Conflict, error.to_string()).hint("nothing was written; run the command again")
        })?;
        Ok((*file, new))
    };
    files.iter().map(content).collect()
}

/// Prints what changed.
fn print(fixed: &[FixedText], counts: &FixCounts, is_dry: bool, console: &mut Console) -> Result<(), Failure> {
    if console.is_json() {
        let change = |one: &FixedText| {
            let mut change = changes::to_json(&one.new.record.id, &compare(&one.old.revision, &one.new), &[]);
            if let Value::Object(members) = &mut change {
                members.insert("file".to_owned(), json!(one.old.origin.source.as_ref()));
                let findings = finding_changes::to_json(&one.findings);
                members.extend(findings.map(|findings| ("findings".to_owned(), findings)));
            }
            change
        };
        let counts = json!({
            "changed": fixed.len(), "fixes": counts.applied, "held": counts.edges, "harmful": counts.harmful_fixes(),
        });
        let rest = Map::from_iter([
            ("dry_run".to_owned(), json!(is_dry)),
            ("batch".to_owned(), Value::Null),
            ("changes".to_owned(), fixed.iter().map(change).collect()),
        ]);
        return console.object(counts, rest);
    }
    for one in fixed.iter().take(changes::PRINTED) {
        let origin = &one.old.origin;
        console.line(format!("{}:{}", one_line(&origin.source), origin.start.line))?;
        let id = &one.new.record.id;
        changes::print_record(console, id, &compare(&one.old.revision, &one.new))?;
        if fixed.len() <= changes::FINDINGS_TOLD {
            let told = finding_changes::lines(id, &one.findings, false);
            told.iter().for_each(|line| console.note(format!("  {line}")));
        }
    }
    console.more(fixed.len().saturating_sub(changes::PRINTED), "changed record", "--json lists them all");
    if fixed.len() > changes::FINDINGS_TOLD {
        finding_changes::sums(fixed.iter().map(|one| &one.findings)).iter().for_each(|line| console.note(line));
    }
    match fixed.len() {
        _ if is_dry => console.note("dry run: nothing was written"),
        0 => console.note("nothing to change"),
        1 => console.note("1 record was fixed in its file"),
        many => console.note(format!("{many} records were fixed in their files")),
    }
    Ok(())
}
