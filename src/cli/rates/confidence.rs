//! `canonry rates --confidence`, and a suggested confidence explained.

use serde_json::{Map, Value, json};

use super::numbers::trimmed;
use crate::cli::console::Console;
use crate::cli::csv_table::{Csv, CsvArgs};
use crate::cli::failure::{Exit, Failure};
use crate::cli::layout::Fit;
use crate::cli::style;
use crate::cli::table::{Heading, Table};
use crate::curate::{Policy, Suggested, Suggestion, Suggestions, Withheld, suggestions};
use crate::store::{Filter, Snapshot};

pub(super) fn run(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    (csv, limit): (CsvArgs, usize),
    console: &mut Console,
) -> Result<Exit, Failure> {
    let Suggestions { records: lines, disputed } = suggestions(snapshot, policy, filter)?;
    if console.is_json() {
        let all: Vec<Value> = lines.iter().map(to_json).collect();
        let rest = Map::from_iter([("records".to_owned(), Value::Array(all))]);
        console.object(json!({ "records": lines.len(), "disputed": disputed }), rest)?;
        return Ok(Exit::Done);
    }
    if csv.is_wanted() {
        let mut table = Csv::new(&HEADER, console)?;
        lines.iter().try_for_each(|line| table.row(cells(line)))?;
        table.finish()?;
        return Ok(Exit::Done);
    }
    let withheld = match disputed {
        0 => String::new(),
        1 => "; 1 record has an open dispute and gets none".to_owned(),
        many => format!("; {many} records have open disputes and get none"),
    };
    if lines.is_empty() {
        console.note(format!("no confidence to suggest: no record with a workaround has evidence{withheld}"));
        return Ok(Exit::Done);
    }
    let shown = if limit == 0 { lines.len() } else { limit.min(lines.len()) };
    let fits = [Fit::Whole, Fit::Drop(2), Fit::Drop(1), Fit::Drop(6), Fit::Drop(5), Fit::Drop(4), Fit::Drop(3)];
    let columns = HEADER.into_iter().zip(fits).map(|(header, fit)| match fit {
        Fit::Whole => Heading::new(header, fit),
        fit => Heading::number(header, fit),
    });
    let mut table = Table::new(columns.collect(), console);
    lines.iter().take(shown).try_for_each(|line| table.row(cells(line)))?;
    table.finish()?;
    console.more(lines.len() - shown, "record", "--limit 0, --csv or --json print them all");
    console.note(format!(
        "suggestions only: `canonry why ID confidence` explains one, `canonry edit ID --set confidence=...` sets \
         it{withheld}"
    ));
    Ok(Exit::Done)
}

/// The columns of the table and of the CSV.
const HEADER: [&str; 7] = ["record", "confidence", "suggested", "best workaround", "published", "prior", "reports"];

fn cells(line: &Suggested) -> Vec<String> {
    let Suggestion { workaround, published, prior, tally, confidence, .. } = &line.suggestion;
    vec![
        line.id.to_string(),
        line.confidence.to_string(),
        confidence.to_string(),
        workaround.to_string(),
        published.to_string(),
        prior.weight().to_string(),
        format!("{} of {}", trimmed(tally.supporting(), 2), trimmed(tally.reports(), 2)),
    ]
}

fn to_json(line: &Suggested) -> Value {
    let mut suggestion = suggested(&line.suggestion);
    if let Some(object) = suggestion.as_object_mut() {
        object.insert("id".to_owned(), json!(line.id.as_str()));
        object.insert("confidence".to_owned(), json!(line.confidence.value()));
    }
    suggestion
}

fn suggested(suggestion: &Suggestion) -> Value {
    let Suggestion { workaround, published, prior, tally, probability, confidence } = suggestion;
    json!({
        "suggested": confidence.value(), "probability": probability, "workaround": workaround.to_string(),
        "published": published.value(), "prior": prior.weight(), "expected": prior.mean(),
        "supporting": tally.supporting(), "reports": tally.reports(),
    })
}

/// Prints how a suggested confidence is computed, or why there is none.
pub(in crate::cli) fn print_suggestion(
    console: &mut Console,
    suggestion: &Result<Suggestion, Withheld>,
) -> Result<(), Failure> {
    let suggestion = match suggestion {
        Ok(suggestion) => suggestion,
        Err(Withheld::NoWorkaround) => {
            return console.line("  no suggestion: the record has no workaround whose rate could be relied on");
        }
        Err(Withheld::Disputed(numbers)) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            return console.line(format!("  no suggestion while a dispute is open: {}", numbers.join(", ")));
        }
    };
    let Suggestion { workaround, published, prior, tally, probability, confidence } = suggestion;
    let (a, b) = prior.parameters();
    let strong = style::STRONG;
    console.line(format!(
        "  its best workaround is {workaround}, published as {published}; `canonry why ID {workaround}.success_rate` explains that"
    ))?;
    console.line(format!(
        "  its distribution: Beta({:.4}, {:.4}), from a baseline of weight {} and {:.4} of {:.4} reports",
        a + tally.supporting(),
        b + tally.opposing(),
        prior.weight(),
        tally.supporting(),
        tally.reports()
    ))?;
    console.line(format!(
        "  suggested: the probability that its true rate is within 0.1 of {published}: {probability:.4}, rounded {strong}{confidence}{strong:#}"
    ))
}

/// The suggestion as JSON; null if there is none.
pub(in crate::cli) fn suggestion_to_json(suggestion: &Result<Suggestion, Withheld>) -> Value {
    match suggestion {
        Ok(suggestion) => suggested(suggestion),
        Err(Withheld::NoWorkaround) => Value::Null,
        Err(Withheld::Disputed(numbers)) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            json!({ "suggested": null, "disputes": numbers })
        }
    }
}
