//! A row or column that is drawn: one endpoint, or those of a fold that the reader sees.

use crate::order::sort_by_key;
use crate::view::lines::{Line, title};
use crate::view::{EndpointKind, EndpointView, FoldView};

/// A row or column: an endpoint, or those of a fold that the filter lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// `checkout/web ×4`; of one endpoint its name.
    pub title: String,
    /// How many pods it stands for.
    pub pods: u32,
    /// Whether it stands for more than one row.
    pub is_folded: bool,
    pub(super) parts: Vec<Part>,
}

/// Members that nothing tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The same for the parts of a row and a column that are of the same part of a fold.
    pub(super) key: u32,
    pub(super) line: Line,
    pub(super) members: Vec<u32>,
    pub(super) pods: u32,
    /// Their nodes in ascending order: a member on each, and how many pods are there.
    pub(super) nodes: Vec<OnNode>,
    pub(super) is_node: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnNode {
    pub(super) node: u32,
    pub(super) member: u32,
    pub(super) pods: u32,
}

impl Bundle {
    /// A row for one endpoint; `None` where there is none.
    pub fn single(endpoints: &[EndpointView], row: u32) -> Option<Bundle> {
        let it = endpoints.get(row as usize)?;
        let part = Part::new(endpoints, row, vec![row])?;
        Some(Bundle { title: title(it).to_owned(), pods: it.replicas, is_folded: false, parts: vec![part] })
    }

    /// A row for those of a fold that are shown; `None` where none is.
    pub fn of_fold(
        endpoints: &[EndpointView],
        fold: &FoldView,
        is_shown: impl Fn(u32) -> bool,
    ) -> Option<Bundle> {
        let part = |all: &Vec<u32>| {
            let shown: Vec<u32> = all.iter().copied().filter(|it| is_shown(*it)).collect();
            Part::new(endpoints, *all.first()?, shown)
        };
        let parts: Vec<Part> = fold.parts.iter().filter_map(part).collect();
        let first = parts.first()?.line.first;
        let count: usize = parts.iter().map(|it| it.members.len()).sum();
        let pods = parts.iter().map(|it| it.pods).fold(0, u32::saturating_add);
        let view = endpoints.get(first as usize)?;
        let group = match view.kind {
            EndpointKind::External => String::new(),
            EndpointKind::Pod | EndpointKind::Workload => format!("{}/", view.group),
        };
        let name = &fold.name;
        if count == 1 {
            let alone = Bundle { parts, ..Bundle::single(endpoints, first)? };
            let is_all = fold.is_workload && fold.members.len() == 1;
            return Some(if is_all { Bundle { title: format!("{group}{name}"), ..alone } } else { alone });
        }
        Some(Bundle { title: format!("{group}{name} ×{pods}"), pods, is_folded: true, parts })
    }

    /// Its members in ascending order.
    pub fn members(&self) -> Vec<u32> {
        super::sorted(self.parts.iter().flat_map(|it| it.members.iter().copied()).collect())
    }

    /// In how many parts its members are: a cell asks each of them with each of the column.
    pub fn part_count(&self) -> usize {
        self.parts.len()
    }

    /// The members of which one end of [`Bundle::cell`] may be.
    pub fn ends(&self) -> impl Iterator<Item = u32> + '_ {
        self.parts
            .iter()
            .flat_map(|it| std::iter::once(it.line.first).chain(it.line.second).chain(it.line.elsewhere))
    }

    /// The cell, by row and column, that stands for all cells of this row and a column: not that of a pod and itself, and
    /// not that of a pod and its own node, where there are others.
    pub fn cell(&self, to: &Bundle) -> Option<(u32, u32)> {
        let (mut first, mut apart) = (None, None);
        for it in self.pairs(to) {
            if it.is_plain() {
                return Some(it.at);
            }
            first = first.or(Some(it.at));
            apart = apart.or((it.at.0 != it.at.1).then_some(it.at));
        }
        apart.or(first)
    }

    /// For each part of this row and of a column the pair that stands for theirs.
    pub(super) fn pairs<'a>(&'a self, to: &'a Bundle) -> impl Iterator<Item = PartPair<'a>> {
        let pair = |from: &'a Part, to: &'a Part| {
            let at = from.line.cell(&to.line);
            PartPair { from, to, at }
        };
        self.parts.iter().flat_map(move |from| to.parts.iter().map(move |to| pair(from, to)))
    }
}

/// A part of a row and one of a column.
#[derive(Clone, Copy)]
pub(super) struct PartPair<'a> {
    pub(super) from: &'a Part,
    pub(super) to: &'a Part,
    /// The pair that stands for theirs.
    pub(super) at: (u32, u32),
}

impl PartPair<'_> {
    fn is_plain(&self) -> bool {
        self.at.0 != self.at.1 && !self.is_own_node()
    }

    /// Whether pods of one of them may run on what the other is.
    fn may_be_own_node(&self) -> bool {
        self.from.is_node != self.to.is_node
    }

    /// Whether all of theirs are a pod and its own node: so is the pair that stands for them.
    pub(super) fn is_own_node(&self) -> bool {
        self.own_nodes().is_some_and(|it| it.1 == self.all())
    }

    fn all(&self) -> u64 {
        u64::from(self.from.pods) * u64::from(self.to.pods)
    }

    /// A pair of a pod and its own node, and how many there are.
    pub(super) fn own_nodes(&self) -> Option<((u32, u32), u64)> {
        if !self.may_be_own_node() {
            return None;
        }
        let mut found: Option<((u32, u32), u64)> = None;
        let mut others = self.to.nodes.iter().peekable();
        for one in &self.from.nodes {
            while others.next_if(|it| it.node < one.node).is_some() {}
            if let Some(other) = others.peek().filter(|it| it.node == one.node) {
                let pairs = u64::from(one.pods) * u64::from(other.pods);
                let (at, before) = found.unwrap_or(((one.member, other.member), 0));
                found = Some((at, before + pairs));
            }
        }
        found
    }

    /// How many pairs of pods there are but for those of a pod and itself or its own node.
    pub(super) fn count(&self) -> u64 {
        let own = self.own_nodes().map_or(0, |it| it.1);
        let itself = if self.from.key == self.to.key { self.in_both() } else { 0 };
        self.all().saturating_sub(own).saturating_sub(itself)
    }

    fn in_both(&self) -> u64 {
        let mut others = self.to.members.iter().peekable();
        let mut count = 0;
        for one in &self.from.members {
            while others.next_if(|it| *it < one).is_some() {}
            count += u64::from(others.peek() == Some(&one));
        }
        count
    }
}

impl Part {
    fn new(endpoints: &[EndpointView], key: u32, members: Vec<u32>) -> Option<Part> {
        let line = Line::new(endpoints, members.iter().copied())?;
        let views = || members.iter().filter_map(|&it| Some((it, endpoints.get(it as usize)?)));
        let pods = views().map(|it| it.1.replicas).fold(0, u32::saturating_add);
        let mut all: Vec<OnNode> = views()
            .filter_map(|(member, it)| Some(OnNode { node: it.node?, member, pods: it.replicas }))
            .collect();
        sort_by_key(&mut all, |it| (it.node, it.member));
        let mut nodes: Vec<OnNode> = Vec::new();
        for it in all {
            match nodes.last_mut() {
                Some(last) if last.node == it.node => last.pods = last.pods.saturating_add(it.pods),
                _ => nodes.push(it),
            }
        }
        let is_node = endpoints.get(line.first as usize)?.is_node;
        Some(Part { key, line, members, pods, nodes, is_node })
    }
}
