//! The claims as a table.

use super::bar;
use super::numbers::{e_in_words, trimmed};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::layout::Fit;
use crate::cli::plain::one_line;
use crate::cli::table::{Heading, Table};
use crate::curate::{Judgement, Policy, Rates, Verdict};

/// Prints the first claims, and what there is to do.
pub(super) fn print(found: &Rates, policy: &Policy, console: &mut Console) -> Result<(), Failure> {
    if found.claims == 0 {
        console.note("no claim has reports; `canonry feedback import FILE` imports some");
        return Ok(());
    }
    if found.foremost.is_empty() {
        console.note(format!("none of {} claims with reports has this mark", found.claims));
        return Ok(());
    }
    let columns = vec![
        Heading::new("claim", Fit::Whole),
        Heading::number("published", Fit::Drop(2)),
        Heading::number("baseline", Fit::Drop(5)),
        Heading::number("reports", Fit::Drop(3)),
        Heading::number("estimate", Fit::Drop(1)),
        Heading::new("0 ─ 90 % interval ─ 1", Fit::Drop(7)),
        Heading::number("e", Fit::Drop(6)),
        Heading::new("marks", Fit::Drop(4)),
    ];
    let mut table = Table::new(columns, console);
    for one in &found.foremost {
        let judgement = one.judgement(policy);
        let Judgement { published, baseline, estimate, .. } = &judgement;
        table.row(vec![
            format!("{} {}", one.id, one.name()),
            published.to_string(),
            baseline.rate.to_string(),
            format!("{} of {}", trimmed(estimate.tally.supporting(), 2), trimmed(estimate.tally.reports(), 2)),
            estimate.rounded.to_string(),
            bar::draw(estimate, baseline.rate),
            e_in_words(judgement.ln_e),
            marks(&judgement),
        ])?;
    }
    table.finish()?;
    console.more(found.wanted - found.foremost.len(), "claim", "--limit 0, --csv or --json print them all");
    let claims = if found.claims == 1 { "1 claim".to_owned() } else { format!("{} claims", found.claims) };
    let due = match found.due {
        0 => "nothing is due".to_owned(),
        1 => "1 is due; `canonry rates --apply` publishes it".to_owned(),
        many => format!("{many} are due; `canonry rates --apply` publishes them"),
    };
    console.note(format!("{claims}; {due}"));
    Ok(())
}

/// The mark of a claim.
fn marks(judgement: &Judgement) -> String {
    let mut marks = Vec::new();
    match judgement.verdict {
        Verdict::Due => marks.push(format!("due: {}", judgement.target)),
        Verdict::Pending => marks.push("pending".to_owned()),
        Verdict::Current => {}
    }
    if judgement.is_surprise() {
        marks.push("surprise".to_owned());
    }
    if judgement.is_sure() {
        marks.push("sure".to_owned());
    }
    marks.extend(judgement.one_voice.iter().map(|voice| format!("one voice: {}", one_line(&voice.reporter))));
    marks.join(", ")
}
