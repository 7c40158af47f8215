//! The strongly connected components of a graph.

use std::collections::HashMap;

use super::names::Name;

/// What the search knows of a node.
#[derive(Debug, Clone, Copy)]
struct NodeVisit {
    /// When it was reached first.
    order: usize,
    /// The earliest node on the path that is reached from it.
    lowest: usize,
    /// Whether its component is still open.
    is_open: bool,
}

/// The groups of two or more nodes of which each reaches every other one, in no order.
///
/// This is Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972), with a path of its own instead
/// of recursion, because a chain of edges may be as long as the set is large.
pub(super) fn of(steps: impl Iterator<Item = (Name, Name)>) -> Vec<Vec<Name>> {
    let mut graph: HashMap<Name, Vec<Name>> = HashMap::new();
    steps.for_each(|(from, to)| graph.entry(from).or_default().push(to));
    let mut search = ComponentSearch { graph: &graph, visits: HashMap::new(), open: Vec::new(), found: Vec::new() };
    graph.keys().for_each(|node| search.visit(*node));
    search.found
}

struct ComponentSearch<'g> {
    graph: &'g HashMap<Name, Vec<Name>>,
    visits: HashMap<Name, NodeVisit>,
    open: Vec<Name>,
    found: Vec<Vec<Name>>,
}

impl ComponentSearch<'_> {
    /// Visits everything that a node reaches.
    fn visit(&mut self, root: Name) {
        if self.visits.contains_key(&root) {
            return;
        }
        self.reach(root);
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            match self.graph.get(&node).and_then(|targets| targets.get(next)).copied() {
                Some(target) => {
                    path.push((node, next + 1));
                    match self.visits.get(&target).copied() {
                        None => {
                            self.reach(target);
                            path.push((target, 0));
                        }
                        Some(seen) if seen.is_open => self.lower(node, seen.order),
                        Some(_) => {}
                    }
                }
                None => {
                    let Some(done) = self.visits.get(&node).copied() else { continue };
                    if let Some((before, _)) = path.last() {
                        self.lower(*before, done.lowest);
                    }
                    if done.lowest == done.order {
                        self.close(node);
                    }
                }
            }
        }
    }

    /// Notes a node that is reached for the first time.
    fn reach(&mut self, node: Name) {
        let order = self.visits.len();
        self.visits.insert(node, NodeVisit { order, lowest: order, is_open: true });
        self.open.push(node);
    }

    /// Notes that a node reaches one that was reached at this time.
    fn lower(&mut self, node: Name, order: usize) {
        if let Some(visit) = self.visits.get_mut(&node) {
            visit.lowest = visit.lowest.min(order);
        }
    }

    /// Closes the component of a node.
    fn close(&mut self, node: Name) {
        let start = self.open.iter().rposition(|one| *one == node).unwrap_or(self.open.len());
        let component = self.open.split_off(start);
        for one in &component {
            if let Some(visit) = self.visits.get_mut(one) {
                visit.is_open = false;
            }
        }
        if component.len() > 1 {
            self.found.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn components(steps: &[(usize, usize)]) -> Vec<Vec<Name>> {
        let mut found = of(steps.iter().map(|(from, to)| (Name::nth(*from), Name::nth(*to))));
        found.iter_mut().for_each(|component| component.sort());
        found.sort();
        found
    }

    #[test]
    fn nodes_that_reach_each_other_are_a_component() {
        let expected: [Vec<Name>; 2] = [[1, 2, 3].map(Name::nth).into(), [5, 6].map(Name::nth).into()];
        let steps = [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 6), (6, 5), (7, 7), (7, 1)];
        assert_eq!(components(&steps), expected);
        assert!(components(&[]).is_empty());
    }

    #[test]
    fn a_long_chain_does_not_overflow_the_stack() {
        let chain: Vec<(usize, usize)> = (0..200_000).map(|from| (from, from + 1)).collect();
        assert!(components(&chain).is_empty());
        let ring: Vec<(usize, usize)> = chain.into_iter().chain([(200_000, 0)]).collect();
        assert_eq!(components(&ring).iter().map(Vec::len).collect::<Vec<_>>(), [200_001]);
    }
}
