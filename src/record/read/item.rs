//! Reading the parts of a record that come in lists.

use super::fault::Faults;
use super::fields::Fields;
use super::value::{Path, Value};
use crate::record::{Confusion, DeadEnd, Edge, TransitionGraph, Version, Workaround};

pub(super) fn version<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<Version> {
    let mut fields = Fields::open(faults, value, path)?;
    Some(Version {
        version: fields.required_text("version"),
        introduced: fields.optional_text("introduced"),
        deprecated: fields.optional_text("deprecated"),
        removed: fields.optional_text("removed"),
        behavior_change: fields.optional_text("behavior_change"),
        status: fields.text("status"),
        extra: fields.rest(),
    })
}

pub(super) fn dead_end<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<DeadEnd> {
    let mut fields = Fields::open(faults, value, path)?;
    let action = fields.text("action");
    let why_fails = fields.text("why_fails");
    let fail_rate = fields.required_rate("fail_rate");
    let condition = fields.text("condition");
    let sources = fields.texts("sources");
    let extra = fields.rest();
    Some(DeadEnd { action, why_fails, fail_rate: fail_rate?, condition, sources, extra })
}

pub(super) fn workaround<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<Workaround> {
    let mut fields = Fields::open(faults, value, path)?;
    let action = fields.text("action");
    let success_rate = fields.required_rate("success_rate");
    let how = fields.text("how");
    let condition = fields.text("condition");
    let sources = fields.texts("sources");
    let extra = fields.rest();
    Some(Workaround { action, success_rate: success_rate?, how, condition, sources, extra })
}

pub(super) fn transition_graph<'t>(
    faults: &mut Faults<'t>,
    value: Value<'t>,
    path: &Path<'_>,
) -> Option<TransitionGraph> {
    let mut fields = Fields::open(faults, value, path)?;
    Some(TransitionGraph {
        leads_to: fields.list("leads_to", edge),
        preceded_by: fields.list("preceded_by", edge),
        frequently_confused_with: fields.list("frequently_confused_with", confusion),
        extra: fields.rest(),
    })
}

fn edge<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<Edge> {
    let mut fields = Fields::open(faults, value, path)?;
    Some(Edge {
        error_id: fields.required_text("error_id"),
        probability: fields.optional_rate("probability"),
        condition: fields.text("condition"),
        extra: fields.rest(),
    })
}

fn confusion<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<Confusion> {
    let mut fields = Fields::open(faults, value, path)?;
    Some(Confusion {
        error_id: fields.required_text("error_id"),
        distinction: fields.text("distinction"),
        extra: fields.rest(),
    })
}
