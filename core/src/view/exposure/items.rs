//! What facts count, as lines: workloads, namespaces, policies, questions.

use super::facts::Facts;
use super::{FactCellView, FactItemView};
use crate::audit::Found;
use crate::ids::EndpointId;
use crate::policy::{Direction, PortSet};
use crate::view::Fragment;
use crate::view::audit::{AuditItemView, AuditKind};
use crate::view::matrix::people;
use crate::view::peers::crowd::{count_text, split};

impl Facts<'_> {
    pub(super) fn any_item(&self, direction: Direction, it: &Found<PortSet>) -> Option<FactItemView> {
        let workload = self.found.workloads.get(it.workload)?;
        let (group, name) = split(&workload.id);
        let own = self.model.id(it.first)?.to_owned();
        let (from, to) = match direction {
            Direction::Ingress => (String::new(), own),
            Direction::Egress => (own, String::new()),
        };
        Some(FactItemView {
            group,
            name,
            count: count_text(it.pods, workload.pods),
            text: vec![Fragment::Text(people(&it.what))],
            certain: true,
            cells: vec![FactCellView { from, to, label: String::new() }],
            filter: String::new(),
            place: self.model.pod(it.first.0).and_then(|it| self.model.places.place(it.location)),
        })
    }

    pub(super) fn item(&self, kind: AuditKind, it: &AuditItemView) -> FactItemView {
        let is_namespace = matches!(
            kind,
            AuditKind::NoDefaultDenyIngress | AuditKind::NoDefaultDenyEgress | AuditKind::Isolation
        );
        let (group, name) = if is_namespace { (String::new(), it.id.clone()) } else { split(&it.id) };
        // The sentences about namespaces have their counts.
        let count = if is_namespace || it.of == 0 { String::new() } else { count_text(it.pods, it.of) };
        let cell = |(from, to): &(String, String)| FactCellView {
            from: from.clone(),
            to: to.clone(),
            label: self.far_end(&it.id, from, to),
        };
        FactItemView {
            group,
            name,
            count,
            text: linked(it),
            certain: it.certain,
            cells: match (kind, it.cells.first()) {
                // All cells of such a pod show it.
                (AuditKind::NotSelected | AuditKind::HostNetwork, Some((_, own))) => heads(own),
                _ => it.cells.iter().map(cell).collect(),
            },
            filter: if is_namespace && it.cells.is_empty() { it.id.clone() } else { String::new() },
            place: it.place,
        }
    }

    /// What the end outside the cluster is called, or whichever is not the workload.
    fn far_end(&self, own: &str, from: &str, to: &str) -> String {
        let end = |id: &str| self.model.cluster.endpoint(id);
        let is_outside = |it: EndpointId| self.model.cluster.endpoints.at(it).external().is_some();
        let named = |word: &str, id: &str| end(id).map(|it| format!("{word} {}", self.model.title(it)));
        let comes_in = end(from).is_some_and(is_outside) || from != own && to == own;
        if comes_in { named("from", from) } else { named("to", to) }.unwrap_or_default()
    }
}

/// The sentence, in which the name of what it goes through leads there.
fn linked(it: &AuditItemView) -> Vec<Fragment> {
    let text = |it: &str| (!it.is_empty()).then(|| Fragment::Text(it.to_owned()));
    let name = it.through_name();
    let parts = it.through_place.filter(|_| !name.is_empty()).zip(it.sentence.split_once(name));
    match parts {
        Some((place, (before, after))) => {
            let link = Fragment::Link(name.to_owned(), place);
            text(before).into_iter().chain([link]).chain(text(after)).collect()
        }
        None => text(&it.sentence).into_iter().collect(),
    }
}

/// What reaches a pod, and what it reaches.
fn heads(own: &str) -> Vec<FactCellView> {
    let cell = |from: &str, to: &str, label: &str| FactCellView {
        from: from.to_owned(),
        to: to.to_owned(),
        label: label.to_owned(),
    };
    vec![cell("", own, "what reaches it"), cell(own, "", "what it reaches")]
}
