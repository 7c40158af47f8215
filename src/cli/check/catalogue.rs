//! `canonry check --list` and `--explain`

use serde_json::{Map, Value, json};

use crate::check::{Code, Remedy, Selector};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::layout::Fit;
use crate::cli::style;
use crate::cli::table::{Heading, Table};

/// Lists all codes.
pub(super) fn list(console: &mut Console) -> Result<Exit, Failure> {
    if console.is_json() {
        let codes: Vec<Value> = Code::ALL.iter().copied().map(object).collect();
        console.object(json!({ "codes": codes.len() }), Map::from_iter([("codes".to_owned(), Value::Array(codes))]))?;
        return Ok(Exit::Done);
    }
    let columns = [("code", Fit::Whole), ("name", Fit::Whole), ("severity", Fit::Whole), ("fix", Fit::Drop(2))];
    let mut columns: Vec<Heading> = columns.into_iter().map(|(name, fit)| Heading::new(name, fit)).collect();
    columns.push(Heading::new("what", Fit::Cut(1)));
    let mut table = Table::new(columns, console);
    for code in Code::ALL.iter().copied() {
        let severity = if code.is_off() { "off" } else { code.severity().as_str() };
        let what = code.what();
        let cells = [code.short(), code.as_str(), severity, fix(code), &what];
        table.row(cells.map(str::to_owned).to_vec())?;
    }
    table.finish()?;
    Ok(Exit::Done)
}

/// Explains the codes that are selected.
pub(super) fn explain(selector: &Selector, console: &mut Console) -> Result<Exit, Failure> {
    let codes = Code::ALL.iter().copied().filter(|code| selector.selects(*code));
    if console.is_json() {
        let codes: Vec<Value> = codes.map(object).collect();
        console.object(json!({ "codes": codes.len() }), Map::from_iter([("codes".to_owned(), Value::Array(codes))]))?;
        return Ok(Exit::Done);
    }
    let strong = style::STRONG;
    for (code, is_first) in codes.zip(std::iter::once(true).chain(std::iter::repeat(false))) {
        if !is_first {
            console.line("")?;
        }
        console.line(format!("{strong}{} {code}{strong:#} ({})", code.short(), code.severity()))?;
        console.line("")?;
        console.line(code.explanation())?;
    }
    Ok(Exit::Done)
}

fn object(code: Code) -> Value {
    json!({
        "code": code.short(), "name": code.as_str(), "severity": code.severity().as_str(),
        "fix": code.remedy().as_str(), "is_off": code.is_off(), "what": code.what(), "explanation": code.explanation(),
    })
}

/// What canonry can do about it, for the table.
fn fix(code: Code) -> &'static str {
    match code.remedy() {
        Remedy::Manual => "",
        Remedy::Offer | Remedy::Safe => code.remedy().as_str(),
    }
}
