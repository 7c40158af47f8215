//! `canonry new`

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use serde_json::{Map, json};

use super::console::Console;
use super::editor::{self, EditedText};
use super::failure::{Exit, Failure};
use super::from_file::read_file;
use super::global::Global;
use super::options::Writing;
use super::policy::PolicyArgs;
use super::verb;
use super::{changes, edges};
use crate::curate::{AskedChecks, Context, New, Noticed, Reasoned, Refusal};
use crate::record::{Id, IdError, Record, canonical};

/// Write a new record
///
/// Opens a template in $VISUAL or $EDITOR. What you save is checked; if it breaks a rule, the editor opens again with
/// the faults as comments at the top. If you save the template without a change, no record is created.
///
/// A new record has the lowest tier, is dated today and has no evidence.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry new cicd/login-expired\n  canonry new login-expired --domain cicd --category auth_error\n  \
    canonry new cicd/login-expired --from draft.json"
)]
pub(super) struct Args {
    /// The id of the new record, domain/slug; only the slug if --domain names the domain
    id: String,
    /// The domain, the first segment of the id
    #[arg(long, value_name = "D")]
    domain: Option<String>,
    /// The category, such as auth_error
    #[arg(long, value_name = "C", default_value = New::CATEGORY)]
    category: String,
    /// The error text
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    signature: Option<String>,
    /// Read the record from this file (- for standard input) instead of an editor
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Allow any tier and day; needs --reason
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.force {
        args.writing.require_reason(Reasoned::Force)?;
    }
    let id = args.id()?;
    let (policy, _) = args.policy.policy(global)?;
    let context = global.context(&args.writing)?;
    let context = Context { checks: Some(policy.check_settings(&AskedChecks::default(), context.day)), ..context };
    let path = global.existing_database()?;
    New::check_id(&global.open_read(&path)?.snapshot()?, &id)?;
    let new = |record: Record| New { id: id.clone(), record, force: args.force, policy: &policy };
    let check = |record: &Record| new(record.clone()).check(&context);
    let again = format!("canonry new {id}");
    let draft = match &args.from {
        Some(file) => read_file(file, &global.env, &policy.limits, check)?,
        None => {
            let template = canonical(&args.begin(New::template(id.clone(), &policy, context.day)?));
            let subject =
                editor::EditTask { name: id.as_str(), command: &again, made_from: None, limits: &policy.limits };
            let Some(draft) = editor::edit(subject, &template, console, check)? else {
                console.note("nothing was saved, so there is no new record");
                return Ok(Exit::Done);
            };
            draft
        }
    };
    let EditedText { record, text, .. } = draft;
    let mut store = global.open(&path)?;
    let applied = verb::apply(&new(record), &mut store, &context, &args.writing, console);
    let keep = |refusal: Refusal| match args.from {
        Some(_) => Failure::from(refusal),
        None => editor::keep(&global.env, (id.as_str(), &again), text.as_bytes(), None, refusal.into()),
    };
    let applied = applied.map_err(keep)?;
    let counts = Map::from_iter([("added".to_owned(), json!(applied.changed.len()))]);
    let Noticed { empty, alike } = &applied.detail;
    let alike: Vec<String> = alike.iter().map(ToString::to_string).collect();
    let empty: Vec<&str> = empty.iter().map(|field| field.name()).collect();
    let warnings = json!({ "empty": empty, "same_signature": alike });
    changes::print(console, &context, &applied, counts, Map::from_iter([("warnings".to_owned(), warnings)]))?;
    for field in empty {
        console.note(format!("warning: {field} is empty; `canonry edit {id} --set {field}=TEXT` sets it"));
    }
    match alike.len() {
        0 => {}
        1 => console.note(format!("warning: {} has the same signature", edges::first_of(&alike))),
        many => console.note(format!("warning: {many} records have the same signature: {}", edges::first_of(&alike))),
    }
    Ok(Exit::Done)
}

impl Args {
    fn id(&self) -> Result<Id, Failure> {
        let word = match &self.domain {
            Some(domain) if !self.id.starts_with(&format!("{domain}/")) => format!("{domain}/{}", self.id),
            _ => self.id.clone(),
        };
        let id: Id = word.parse().map_err(|error: IdError| Failure::usage(format!("{word}: {error}")))?;
        // Checked first, so that the author does not write a record for nothing.
        Refusal::unless_portable(&id)?;
        Ok(id)
    }

    /// The template, with what the options say.
    fn begin(&self, template: Record) -> Record {
        let signature = self.signature.clone().unwrap_or(template.signature);
        Record { signature, category: self.category.clone(), ..template }
    }
}
