//! `canonry regex try`

use serde_json::{Map, Value, json};

use super::{fault, json, words};
use crate::check::{Trial, TrialText, TrialTexts};
use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::options::Writing;
use crate::cli::plain::one_line;
use crate::cli::policy::PolicyArgs;
use crate::cli::style;
use crate::cli::table::{Heading, Table};
use crate::cli::verb;
use crate::curate::{AskedChecks, Context, Edit, Step, Which, find_id, find_living, trial_texts};
use crate::pattern::Pattern;
use crate::record::Record;
use crate::store::{Snapshot, Stored};

/// Try another regex on all signatures and samples
///
/// Shows what it finds and the present regex does not, and the other way round. A text is wanted if it is of the same
/// error: the signature, or a sample that the regex has to find. Nothing is changed without --apply.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  canonry regex try python/venv-pip-missing \"No module named '?pip'?$\"")]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    /// The regex
    #[arg(allow_hyphen_values = true)]
    pattern: String,
    /// Give it to the record
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let new = Pattern::parse(&args.pattern);
    let new = new.map_err(|fault| fault::failure(Exit::Usage, "the pattern", &args.pattern, &fault))?;
    if !args.apply {
        let mut store = global.open_read(&global.existing_database()?)?;
        let tried = Tried::read(&store.snapshot()?, &args.id, new)?;
        if console.is_json() {
            let (counts, rest) = tried.to_json();
            console.object(Value::Object(counts), rest)?;
            return Ok(Exit::Done);
        }
        tried.print(console)?;
        console.note("nothing was changed; with --apply the record gets it");
        return Ok(Exit::Done);
    }
    let policy = args.policy.policy(global)?.0;
    let limits = policy.limits;
    let context = global.context(&args.writing)?;
    let context = Context { checks: Some(policy.check_settings(&AskedChecks::default(), context.day)), ..context };
    let mut tried = None;
    let (context, _, applied) = verb::carry_out_as(context, global, &args.writing, console, |snapshot, _| {
        let read = Tried::read(snapshot, &args.id, new)?;
        let step = Step::Set(Record::REGEX.name().to_owned(), args.pattern.clone());
        let which = Which::Ids(vec![read.stored.revision.record.id.clone()]);
        tried = Some(read);
        Ok(Edit { which, steps: vec![step], force: false, limits })
    })?;
    let (counts, rest) = tried.as_ref().map(Tried::to_json).unwrap_or_default();
    if let Some(tried) = tried.as_ref().filter(|_| !console.is_json()) {
        tried.print(console)?;
    }
    changes::print(console, &context, &applied, counts, rest)?;
    Ok(Exit::Done)
}

/// A regex that is tried instead of that of a record.
struct Tried {
    stored: Stored,
    texts: TrialTexts,
    new: Pattern,
}

impl Tried {
    fn read(snapshot: &Snapshot<'_>, word: &str, new: Pattern) -> Result<Self, Failure> {
        let stored = find_living(snapshot, &find_id(snapshot, word)?)?;
        let texts = trial_texts(snapshot, &stored)?;
        Ok(Tried { stored, texts, new })
    }

    /// The current regex, if it is valid.
    fn old(&self) -> Option<Pattern> {
        Pattern::parse(&self.stored.revision.record.regex).ok()
    }

    /// The texts that only the old or only the new regex finds, and those that the new one should find and does not.
    fn compare(&self) -> (Trial<'_>, Vec<&TrialText>) {
        let old = self.old().map(|old| self.texts.found_by(&old)).unwrap_or_default();
        let hits = self.texts.found_by(&self.new);
        (self.texts.compare(&old, &hits), self.texts.missed(&hits))
    }

    fn to_json(&self) -> (Map<String, Value>, Map<String, Value>) {
        let (trial, missed) = self.compare();
        let counts = [("gained", trial.gained.len()), ("lost", trial.lost.len()), ("missed", missed.len())];
        let counts = counts.map(|(name, count)| (name.to_owned(), json!(count)));
        let old = self.old().map(|old| json::regex(&old, &old.facts()));
        let members = [
            ("id".to_owned(), json!(self.stored.revision.record.id.as_str())),
            ("old".to_owned(), old.unwrap_or_default()),
            ("new".to_owned(), json::regex(&self.new, &self.new.facts())),
            ("missed".to_owned(), Value::Array(json::texts(missed))),
        ];
        (Map::from_iter(counts), members.into_iter().chain(json::trial(&trial)).collect())
    }

    fn print(&self, console: &mut Console) -> Result<(), Failure> {
        let (trial, missed) = self.compare();
        let old = self.old();
        let (bad, good) = (style::BAD, style::GOOD);
        console.line(format!("{bad}- {}{bad:#}", one_line(&self.stored.revision.record.regex)))?;
        console.line(format!("{good}+ {}{good:#}", one_line(self.new.text())))?;
        let change = |of: fn(&Pattern) -> String| {
            let (before, after) = (old.as_ref().map_or("does not compile".to_owned(), of), of(&self.new));
            if before == after { after } else { format!("{before} → {after}") }
        };
        console.line(format!("width    {}", change(|pattern| words::width(pattern.width()))))?;
        console.line(format!("cost     {}", change(|pattern| words::cost(pattern.cost().as_ref()))))?;
        console.line(format!("engines  {}", change(|pattern| one_line(&words::engines(pattern, &pattern.facts())))))?;
        print_texts(&[("gained", &trial.gained), ("lost", &trial.lost), ("missed", &missed)], console)?;
        let gained = words::counted(&trial.gained);
        console.summary(format!("gains {gained}, loses {}", words::counted(&trial.lost)))
    }
}

/// Prints texts as a table, each with a comment.
fn print_texts(texts: &[(&str, &Vec<&TrialText>)], console: &mut Console) -> Result<(), Failure> {
    if texts.iter().all(|(_, texts)| texts.is_empty()) {
        return Ok(());
    }
    let columns = vec![
        Heading::new("", Fit::Whole),
        Heading::new("wanted", Fit::Whole),
        Heading::new("record", Fit::Cut(2)),
        Heading::new("text", Fit::Cut(1)),
    ];
    let mut table = Table::new(columns, console);
    for (what, texts) in texts {
        for text in *texts {
            let wanted = if text.is_wanted { "yes" } else { "no" };
            table.row(vec![(*what).to_owned(), wanted.to_owned(), words::named(text), one_line(&text.text)])?;
        }
    }
    table.finish()
}
