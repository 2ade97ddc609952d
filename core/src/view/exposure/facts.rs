//! Which facts there are, and their words.

use super::{FactItemView, FactListView, FactView};
use crate::audit::{Audit, Found};
use crate::model::Model;
use crate::policy::{Direction, PerDirection, PortSet};
use crate::view::audit::{AuditItemView, AuditKind, AuditSectionView, AuditView};
use crate::words;

/// What is counted.
#[derive(Clone, Copy)]
enum Unit {
    Workloads,
    Namespaces,
    Policies,
    Peers,
    Questions,
}

impl Unit {
    fn count(self, count: usize) -> String {
        match self {
            Unit::Workloads => words::count(count, "workload"),
            Unit::Namespaces => words::count(count, "namespace"),
            Unit::Policies => words::count(count, "policy"),
            Unit::Peers => words::count(count, "peer"),
            Unit::Questions => words::count(count, "question"),
        }
    }
}

/// What facts are made from.
pub(super) struct Facts<'a> {
    pub(super) model: &'a Model,
    pub(super) found: &'a Audit,
    pub(super) audit: &'a AuditView,
    /// Who lets in any pod, and who may connect to any.
    pub(super) any: Option<&'a PerDirection<Vec<Found<PortSet>>>>,
}

impl Facts<'_> {
    pub(super) fn sentence(&self) -> String {
        let AuditView { pods, workloads, namespaces, .. } = self.audit;
        if *pods == 0 {
            return String::new();
        }
        let (pods, workloads) = (words::count(*pods as usize, "pod"), words::count(*workloads, "workload"));
        format!("{pods} of {workloads} in {}", words::count(*namespaces, "namespace"))
    }

    pub(super) fn all(&self) -> Vec<FactView> {
        let mut res = vec![
            self.reached(),
            self.leaving(),
            self.any_pod(),
            self.no_default_deny(),
            self.not_selected(),
            self.dns(),
            self.idle(),
            self.isolation(),
        ];
        // These are there only where there is something to say.
        res.extend([self.kept_out(), self.undecided()].into_iter().filter(|it| !it.lists.is_empty()));
        res
    }

    fn section(&self, kind: AuditKind) -> Option<&AuditSectionView> {
        self.audit.sections.iter().find(|it| it.kind == kind)
    }

    fn items(&self, kind: AuditKind) -> &[AuditItemView] {
        self.section(kind).map(|it| it.items.as_slice()).unwrap_or_default()
    }

    fn is_decided(&self, kind: AuditKind) -> bool {
        self.section(kind).is_some_and(|it| it.decided)
    }

    fn reached(&self) -> FactView {
        let kinds = [AuditKind::FromInternet, AuditKind::IngressGetsIn];
        let count = self.distinct(&kinds);
        // Policies alone may let the internet in; that is the row `internet` of the matrix.
        let rest = match count {
            0 => "are published to the internet by a Service or an Ingress",
            _ => "can be reached from the internet",
        };
        let says = says(count, "workload", rest);
        FactView {
            key: "from-internet",
            warns: count > 0,
            title: "Reached from the internet",
            lists: self.lists(
                Unit::Workloads,
                &[
                    (kinds[0], "Through a Service"),
                    (kinds[1], "Through an Ingress, whose controller gets in"),
                ],
            ),
            foot: "By policy, and by the Service or Ingress that leads in. The row internet of the matrix asks the policies alone.",
            ..self.counted(kinds[0], count, says, "what the internet reaches")
        }
    }

    fn leaving(&self) -> FactView {
        let count = self.distinct(&[AuditKind::ToInternet, AuditKind::ToInternetPartly]);
        let says = says(count, "workload", "may connect to the internet");
        FactView {
            key: "to-internet",
            title: "Connections to the internet",
            lists: self.lists(
                Unit::Workloads,
                &[
                    (AuditKind::ToInternet, "On every port"),
                    (AuditKind::ToInternetPartly, "On some ports, or to some addresses"),
                    (AuditKind::NotToInternet, "Not at all"),
                ],
            ),
            foot: "Private and link-local addresses do not count.",
            ..self.counted(AuditKind::ToInternet, count, says, "which workloads may connect to the internet")
        }
    }

    fn any_pod(&self) -> FactView {
        let count = self.any.map_or(0, |it| self.workloads(&it.ingress));
        let verb =
            if count == 1 { "lets in any pod in any namespace" } else { "let in any pod in any namespace" };
        let mut lists = Vec::new();
        for (direction, title) in
            [(Direction::Ingress, "Let in any pod"), (Direction::Egress, "May connect to any pod")]
        {
            let Some(any) = self.any else { continue };
            let found = any.get(direction);
            let items = found.iter().filter_map(|it| self.any_item(direction, it)).collect();
            lists.extend(list(title, Unit::Workloads, self.workloads(found), items));
        }
        FactView {
            key: "any-pod",
            warns: count > 0,
            title: "Any pod in any namespace",
            lists,
            foot: "By the policies of the workload alone: what holds for every pod, with any labels, in any namespace.",
            // It is asked of the policies that select a pod.
            ..self.counted(
                AuditKind::NotSelected,
                count,
                says(count, "workload", verb),
                "which workloads let in any pod",
            )
        }
    }

    fn workloads(&self, found: &[Found<PortSet>]) -> usize {
        let mut all: Vec<usize> = found.iter().map(|it| it.workload).collect();
        all.dedup();
        all.len()
    }

    fn no_default_deny(&self) -> FactView {
        let kinds = [AuditKind::NoDefaultDenyIngress, AuditKind::NoDefaultDenyEgress];
        let count = self.distinct(&kinds);
        let verb = if count == 1 { "lacks a default deny" } else { "lack a default deny" };
        FactView {
            key: "no-default-deny",
            warns: count > 0,
            title: "Without default deny",
            lists: self.lists(Unit::Namespaces, &[(kinds[0], "For ingress"), (kinds[1], "For egress")]),
            foot: "A default deny selects every pod of the namespace, and does not allow everything.",
            ..self.counted(
                kinds[0],
                count,
                says(count, "namespace", verb),
                "which namespaces lack a default deny",
            )
        }
    }

    fn not_selected(&self) -> FactView {
        let count = self.pods(AuditKind::NotSelected);
        let verb = if count == 1 { "is selected by no policy" } else { "are selected by no policy" };
        FactView {
            key: "not-selected",
            warns: count > 0,
            title: "Selected by no policy",
            lists: self.lists(
                Unit::Workloads,
                &[
                    (AuditKind::NotSelected, "No policy selects them"),
                    (AuditKind::HostNetwork, "No policy can select them: host network"),
                ],
            ),
            ..self.counted(
                AuditKind::NotSelected,
                count,
                says(count, "pod", verb),
                "which pods no policy selects",
            )
        }
    }

    fn dns(&self) -> FactView {
        let (count, can) = (self.pods(AuditKind::NoDns), self.pods(AuditKind::UsesDns));
        let says = says(count, "pod", &format!("cannot look up names (DNS), {can} can"));
        let mut fact = FactView {
            key: "dns",
            warns: count > 0,
            title: "Names (DNS)",
            lists: self.lists(
                Unit::Workloads,
                &[(AuditKind::NoDns, "Cannot look up names"), (AuditKind::UsesDns, "Can look up names")],
            ),
            ..self.counted(AuditKind::NoDns, count, says, "which pods can look up names")
        };
        if fact.count.is_none() && self.model.left_out.is_none() {
            fact.sentence =
                "Not known: which pods can look up names. The files have no DNS server".to_owned();
            fact.foot = "A DNS server is a pod behind a Service with port UDP 53 in kube-system.";
        }
        fact
    }

    fn idle(&self) -> FactView {
        let count = self.items(AuditKind::SelectsNothing).len();
        let peers = self.items(AuditKind::MatchesNothing).len();
        let mut says = if count == 1 { "policy selects no pod" } else { "policies select no pod" }.to_owned();
        match peers {
            0 => {}
            1 => says.push_str(", 1 peer of a rule matches no pod"),
            _ => says.push_str(&format!(", {peers} peers of rules match no pod")),
        }
        let mut lists = Vec::new();
        for (kind, title, unit) in [
            (AuditKind::SelectsNothing, "Select no pod", Unit::Policies),
            (AuditKind::MatchesNothing, "Peers in rules that match no pod", Unit::Peers),
        ] {
            let items = self.items(kind);
            lists.extend(list(
                title,
                unit,
                items.len(),
                items.iter().map(|it| self.item(kind, it)).collect(),
            ));
        }
        FactView {
            key: "selects-nothing",
            warns: 0 < count + peers,
            title: "Policies without effect",
            lists,
            ..self.counted(AuditKind::SelectsNothing, count, says, "which policies select no pod")
        }
    }

    fn isolation(&self) -> FactView {
        let sum = |direction: Direction| {
            let own = self.found.namespaces.iter().map(|it| it.by_direction.get(direction).pods);
            own.fold(0, u32::saturating_add) as usize
        };
        let neither = self.found.namespaces.iter().map(|it| it.neither).fold(0, u32::saturating_add);
        let (ingress, egress) = (sum(Direction::Ingress), sum(Direction::Egress));
        let verb = if ingress == 1 { "is isolated" } else { "are isolated" };
        let rest = format!("{verb} for ingress, {egress} for egress, {neither} for neither");
        FactView {
            key: "isolation",
            title: "Isolated pods, by namespace",
            lists: self.lists(Unit::Namespaces, &[(AuditKind::Isolation, "Namespaces with pods")]),
            ..self.counted(
                AuditKind::Isolation,
                ingress,
                says(ingress, "pod", &rest),
                "how many pods are isolated",
            )
        }
    }

    fn kept_out(&self) -> FactView {
        let count = self.distinct(&[AuditKind::IngressKeptOut]);
        let says = says(count, "workload", "of an Ingress cannot be reached by its controller");
        FactView {
            key: "ingress-kept-out",
            warns: true,
            title: "Ingresses whose controller is denied",
            lists: self
                .lists(Unit::Workloads, &[(AuditKind::IngressKeptOut, "The controller does not get in")]),
            ..self.counted(AuditKind::IngressKeptOut, count, says, "what controllers reach")
        }
    }

    fn undecided(&self) -> FactView {
        let count = self.items(AuditKind::Undecided).len();
        FactView {
            key: "undecided",
            count: Some(count),
            sentence: says(count, "question", "the files do not answer"),
            title: "Undecided",
            lists: self.lists(Unit::Questions, &[(AuditKind::Undecided, "The input does not say")]),
            ..FactView::empty()
        }
    }

    /// A fact that says so many, or where that is not known, that it is not.
    fn counted(&self, kind: AuditKind, count: usize, says: String, question: &str) -> FactView {
        let is_known = self.is_decided(kind) && self.model.left_out.is_none();
        let not = || format!("Not computed: {question}. The limit of counted work is reached");
        FactView {
            count: is_known.then_some(count),
            sentence: if is_known { says } else { not() },
            ..FactView::empty()
        }
    }

    /// How many workloads these are about: one may have several items.
    fn distinct(&self, kinds: &[AuditKind]) -> usize {
        let mut ids: Vec<&str> =
            kinds.iter().flat_map(|it| self.items(*it)).map(|it| it.id.as_str()).collect();
        crate::order::sort_dedup(&mut ids);
        ids.len()
    }

    fn pods(&self, kind: AuditKind) -> usize {
        self.items(kind).iter().map(|it| it.pods).fold(0, u32::saturating_add) as usize
    }

    fn lists(&self, unit: Unit, kinds: &[(AuditKind, &str)]) -> Vec<FactListView> {
        let one = |(kind, title): &(AuditKind, &str)| {
            let items = self.items(*kind).iter().map(|it| self.item(*kind, it)).collect();
            let count = match unit {
                Unit::Workloads => self.distinct(&[*kind]),
                Unit::Namespaces | Unit::Policies | Unit::Peers | Unit::Questions => self.items(*kind).len(),
            };
            list(title, unit, count, items)
        };
        kinds.iter().filter_map(one).collect()
    }
}

impl FactView {
    fn empty() -> FactView {
        FactView {
            key: "",
            count: None,
            sentence: String::new(),
            warns: false,
            title: "",
            lists: Vec::new(),
            foot: "",
        }
    }
}

fn list(title: &str, unit: Unit, count: usize, items: Vec<FactItemView>) -> Option<FactListView> {
    (!items.is_empty()).then(|| FactListView { title: format!("{title}: {}", unit.count(count)), items })
}

/// What follows a count: "workloads can be reached from the internet".
fn says(count: usize, one: &str, rest: &str) -> String {
    format!("{} {rest}", words::noun(count, one))
}
