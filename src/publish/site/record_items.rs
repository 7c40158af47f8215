//! The parts of a record that come in lists, as its pages show them.

use serde::Serialize;

use super::figure::{FigureOf, ShownFigure};
use super::web_link::WebLink;
use crate::record::{Json, Record};

/// A version with its remarks.
#[derive(Serialize)]
pub(super) struct ShownVersion<'a> {
    version: &'a str,
    status: &'a str,
    introduced: Option<&'a str>,
    deprecated: Option<&'a str>,
    removed: Option<&'a str>,
    notes: Option<&'a str>,
}

/// A workaround or a dead end.
#[derive(Serialize)]
pub(super) struct ShownItem<'a> {
    rate: u8,
    action: &'a str,
    /// How to do it, or why it does not help.
    text: &'a str,
    condition: &'a str,
    sources: Vec<WebLink<'a>>,
    figure: Option<ShownFigure<'a>>,
}

/// What is different on an operating system.
#[derive(Serialize)]
pub(super) struct ShownSystem {
    name: String,
    text: String,
}

/// What is different on some operating systems. A record says it in no fixed form, so what is not a text is shown as
/// JSON.
pub(super) fn systems(record: &Record) -> Vec<ShownSystem> {
    let told = record.os_specific.members().filter(|(_, value)| !value.is_empty());
    let shown = told.map(|(name, value): (_, Json)| ShownSystem {
        name: name.into_owned(),
        text: value.as_str().map_or_else(|| value.text().to_owned(), Into::into),
    });
    shown.collect()
}

/// The versions of a record.
pub(super) fn versions(record: &Record) -> Vec<ShownVersion<'_>> {
    let shown = record.versions.iter().map(|version| ShownVersion {
        version: &version.version,
        status: &version.status,
        introduced: version.introduced.as_deref(),
        deprecated: version.deprecated.as_deref(),
        removed: version.removed.as_deref(),
        notes: version.behavior_change.as_deref(),
    });
    shown.collect()
}

/// The workarounds of a record, each with what its reports say.
pub(super) fn workarounds<'a>(
    record: &'a Record,
    figure: impl Fn(FigureOf) -> Option<ShownFigure<'a>>,
) -> Vec<ShownItem<'a>> {
    let shown = (1..).zip(&record.workarounds).map(|(number, item)| ShownItem {
        rate: item.success_rate.percent(),
        action: &item.action,
        text: &item.how,
        condition: &item.condition,
        sources: WebLink::all(&item.sources),
        figure: figure(FigureOf::Workaround(number)),
    });
    shown.collect()
}

/// The dead ends of a record, each with what its reports say.
pub(super) fn dead_ends<'a>(
    record: &'a Record,
    figure: impl Fn(FigureOf) -> Option<ShownFigure<'a>>,
) -> Vec<ShownItem<'a>> {
    let shown = (1..).zip(&record.dead_ends).map(|(number, item)| ShownItem {
        rate: item.fail_rate.percent(),
        action: &item.action,
        text: &item.why_fails,
        condition: &item.condition,
        sources: WebLink::all(&item.sources),
        figure: figure(FigureOf::DeadEnd(number)),
    });
    shown.collect()
}
