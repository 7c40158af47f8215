//! `canonry edit`

use std::path::PathBuf;

use super::ceased;
use super::changes;
use super::console::Console;
use super::editor::{self, EditedText};
use super::failure::{Exit, Failure};
use super::filter::Chosen;
use super::from_file::read_file;
use super::global::Global;
use super::options::Writing;
use super::refusal::replacement_hint;
use super::verb;
use crate::curate::{
    Applied, AskedChecks, Context, Edit, Policy, Reasoned, Refusal, Replacement, ReplacementError, Rewrite, Step,
    TextBase, Which, find_living,
};
use crate::publish::published_json;
use crate::record::{Record, canonical};

/// Change records, in your editor or by steps
///
/// Without steps the record opens as JSON in $VISUAL or $EDITOR. What you save is checked; if it breaks a rule, the
/// editor opens again with the faults as comments at the top. If you save the text without a change, nothing is
/// changed. If somebody else changed the record meanwhile, your text is kept in a file.
///
/// With steps no editor opens, and you can change several records at once, all of them or none. Fields have the names
/// of the JSON, items the numbers that `show` prints: --set w1.success_rate=0.8. Text needs no quotes; null clears a
/// field.
///
/// --replace FIELD=/REGEX/TEXT/ replaces every match of a regex in a text field; w.how means the field of every
/// workaround, and likewise d.why_fails, v.version, w.sources. In TEXT, $1 or ${name} is a group of the regex and $$ a
/// dollar sign. You can use other punctuation instead of the slashes, and an i after the last one ignores case. A
/// record without a match is not changed.
///
/// A rate that you set is yours from then on, even if you set it to the value that it has: reports that were recorded
/// before no longer count for it. Their number is printed below the change.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry edit cicd/login\n  \
    canonry edit cicd/login --set category=auth_error --set w1.success_rate=0.8\n  \
    canonry edit cicd/login --add 'd={\"why_fails\": \"It only hides it.\", \"fail_rate\": 0.9}' --move w3=1\n  \
    canonry edit --domain cicd --add tags=build\n  \
    canonry edit --id '*' --replace 'w.how=/\\bdocker-compose\\b/docker compose/' --dry-run")]
pub(super) struct Args {
    /// Set a field: root_cause=TEXT, w1.success_rate=0.8, extra.KEY=JSON for a custom key
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Replace what matches a regex in a field: root_cause=/colou?r/color/, w.how=|a/b|c|i
    #[arg(long, value_name = "FIELD=/REGEX/TEXT/")]
    replace: Vec<String>,
    /// Add an item as JSON (w=, d=, v=), or an element to a list (tags=TEXT, w1.sources=URL)
    #[arg(long, value_name = "LIST=VALUE")]
    add: Vec<String>,
    /// Remove an item (w2), an element of a list (tags=TEXT), or a custom key (extra.KEY)
    #[arg(long, value_name = "ITEM")]
    remove: Vec<String>,
    /// Move an item to another position: w3=1
    #[arg(long = "move", value_name = "ITEM=PLACE")]
    moves: Vec<String>,
    /// Read the whole record from this file (- for standard input) instead of an editor
    #[arg(long, value_name = "FILE", conflicts_with_all = ["set", "replace", "add", "remove", "moves"])]
    from: Option<PathBuf>,
    /// Also change fields that have a command of their own, such as the tier; needs --reason
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.force {
        args.writing.require_reason(Reasoned::Force)?;
    }
    let steps = args.steps()?;
    let (policy, _) = args.chosen.policy().policy(global)?;
    let context = global.context(&args.writing)?;
    let context = Context { checks: Some(policy.check_settings(&AskedChecks::default(), context.day)), ..context };
    if steps.is_empty() && args.chosen.is_on_stdin() {
        return Err(Failure::usage("standard input has the ids, so it cannot have a text to edit")
            .hint("use --set, --replace, --add, --remove or --move; or name one record"));
    }
    if !steps.is_empty() {
        let (context, _, applied) = verb::carry_out_as(context, global, &args.writing, console, |snapshot, _| {
            let (which, limits) = (args.chosen.which(snapshot, global)?, policy.limits);
            Ok(Edit { which, steps, force: args.force, limits })
        })?;
        return print(console, &context, &applied);
    }
    rewrite(args, &policy, &context, global, console)
}

/// Edits the text of one record: from a file, or in an editor.
fn rewrite(
    args: &Args,
    policy: &Policy,
    context: &Context,
    global: &Global,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let limits = policy.limits;
    let mut store = global.open(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let which = args.chosen.which(&mut snapshot, global)?;
    let Which::Ids(ids) = which else {
        return Err(Failure::usage("an editor opens one record")
            .hint("use --set, --replace, --add, --remove or --move for several"));
    };
    let [id] = ids.as_slice() else {
        return Err(
            Failure::usage("an editor opens one record").hint("name one, or use --set and the like for several")
        );
    };
    let stored = find_living(&snapshot, id)?;
    let batch = snapshot.last_batch()?;
    drop(snapshot); // the lock does not wait for an editor or standard input
    let (old, base) = (stored.revision, TextBase { digest: stored.standing.digest, batch: Some(batch) });
    let rewrite = |record: Record, based_on, merge| {
        let (id, force, samples_key) = (id.clone(), args.force, policy.samples_key.clone());
        Rewrite { id, based_on, merge, record, force, limits, samples_key }
    };
    let limits = limits.beyond(&old);
    let check = |record: &Record| rewrite(record.clone(), None, false).check(&old);
    let again = format!("canonry edit {id}");
    let applied = match &args.from {
        Some(file) => {
            let EditedText { record, based_on, .. } = read_file(file, &global.env, &limits, |_| Ok(()))?;
            verb::apply(&rewrite(record, based_on, true), &mut store, context, &args.writing, console)?
        }
        None => {
            // The database is not locked while the editor is open.
            drop(store);
            let subject =
                editor::EditTask { name: id.as_str(), command: &again, made_from: Some(base), limits: &limits };
            // A record that has a value of its own under the key of the samples is edited without them, so that the
            // value can be removed.
            let text = published_json(&old, canonical(&old.record), policy.samples_key.as_ref())
                .unwrap_or_else(|_| canonical(&old.record));
            let Some(edited) = editor::edit(subject, &text, console, check)? else {
                console.note("nothing was changed");
                return Ok(Exit::Done);
            };
            store = global.open(&global.existing_database()?)?;
            let EditedText { record, text, .. } = edited;
            let keep = |refusal: Refusal| {
                editor::keep(&global.env, (id.as_str(), &again), text.as_bytes(), Some(base), refusal.into())
            };
            verb::apply(&rewrite(record, Some(base), false), &mut store, context, &args.writing, console)
                .map_err(keep)?
        }
    };
    print(console, context, &applied)
}

fn print(console: &mut Console, context: &Context, applied: &Applied<()>) -> Result<Exit, Failure> {
    let (counts, rest) = ceased::of_edit(&applied.changed);
    changes::print(console, context, applied, counts, rest)?;
    Ok(Exit::Done)
}

impl Args {
    fn steps(&self) -> Result<Vec<Step>, Failure> {
        let pair = |option: &str, text: &String| match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
            _ => Err(Failure::usage(format!("--{option} {text}: expected NAME=VALUE"))
                .hint("as in --set category=auth_error; put quotes around a value with blanks")),
        };
        let mut steps = Vec::new();
        for text in &self.set {
            let (name, value) = pair("set", text)?;
            steps.push(Step::Set(name, value));
        }
        for text in &self.replace {
            let wrong = |error: ReplacementError| {
                Failure::usage(format!("--replace {text}: {error}")).hint(replacement_hint(&error))
            };
            steps.push(Step::Replace(text.parse::<Replacement>().map_err(wrong)?));
        }
        for text in &self.add {
            let (name, value) = pair("add", text)?;
            steps.push(Step::Add(name, value));
        }
        for text in &self.remove {
            steps.push(match text.split_once('=') {
                Some((name, value)) => Step::Remove(name.to_owned(), Some(value.to_owned())),
                None => Step::Remove(text.clone(), None),
            });
        }
        for text in &self.moves {
            let (name, place) = pair("move", text)?;
            let place = place
                .parse()
                .map_err(|_| Failure::usage(format!("--move {text}: a position is a number from 1 on")))?;
            steps.push(Step::Move(name, place));
        }
        Ok(steps)
    }
}
