//! Edges that lead to a record which is renamed or merged into another.

use std::collections::BTreeMap;

use crate::record::{Id, Record};

/// Changes the edges of a record to some ids to another one. An edge that would then be there twice is removed.
pub(super) fn redirect(record: &mut Record, from: &[Id], to: &Id) {
    let graph = &mut record.transition_graph;
    redirect_list(&mut graph.leads_to, from, to, |edge| &mut edge.error_id);
    redirect_list(&mut graph.preceded_by, from, to, |edge| &mut edge.error_id);
    redirect_list(&mut graph.frequently_confused_with, from, to, |edge| &mut edge.error_id);
}

/// Removes the edges of a record to some ids.
pub(super) fn remove(record: &mut Record, to: &[Id]) {
    let leads_elsewhere = |target: &str| !to.iter().any(|id| id.as_str() == target);
    let graph = &mut record.transition_graph;
    graph.leads_to.retain(|edge| leads_elsewhere(&edge.error_id));
    graph.preceded_by.retain(|edge| leads_elsewhere(&edge.error_id));
    graph.frequently_confused_with.retain(|edge| leads_elsewhere(&edge.error_id));
}

fn redirect_list<E>(edges: &mut Vec<E>, from: &[Id], to: &Id, target: impl Fn(&mut E) -> &mut String) {
    let mut is_there = edges.iter_mut().any(|edge| target(edge) == to.as_str());
    edges.retain_mut(|edge| {
        let id = target(edge);
        if !from.iter().any(|old| old.as_str() == id) {
            return true;
        }
        id.clone_from(&to.to_string());
        !std::mem::replace(&mut is_there, true)
    });
}

/// Whether an edge of a record leads to one of some records, by their ids.
pub(super) fn leads_to_any<T>(record: &Record, ids: &BTreeMap<String, T>) -> bool {
    let graph = &record.transition_graph;
    let steps = graph.leads_to.iter().chain(&graph.preceded_by).map(|edge| &edge.error_id);
    let mut targets = steps.chain(graph.frequently_confused_with.iter().map(|edge| &edge.error_id));
    targets.any(|target| ids.contains_key(target))
}

/// Makes the edges of a record lead to the ids that records have now, each by its former id.
pub(super) fn follow(record: &mut Record, renamed: &BTreeMap<String, Id>) {
    let graph = &mut record.transition_graph;
    let steps = graph.leads_to.iter_mut().chain(&mut graph.preceded_by).map(|edge| &mut edge.error_id);
    let across = graph.frequently_confused_with.iter_mut().map(|edge| &mut edge.error_id);
    for target in steps.chain(across) {
        if let Some(now) = renamed.get(target.as_str()) {
            *target = now.to_string();
        }
    }
}
