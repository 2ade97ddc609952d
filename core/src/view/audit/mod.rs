//! The audit in sentences: a section for each question, in it an item for each workload, namespace or policy.

mod internet;
mod items;

use super::Place;
use crate::audit::{self, Audit, Found};
use crate::ids::{EndpointId, Id};
use crate::model::Model;
use crate::pause::at_once;
use crate::words;

/// What is known about a whole cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditView {
    /// How many pods the input has, without those that have finished or were made up.
    pub pods: u32,
    /// How many workloads they belong to.
    pub workloads: usize,
    /// How many namespaces have pods.
    pub namespaces: usize,
    /// One for each [`AuditKind`], in their order.
    pub sections: Vec<AuditSectionView>,
}

/// A question, and everything that it is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditSectionView {
    /// Which question.
    pub kind: AuditKind,
    /// What all its items are: "Pods that no policy selects".
    pub title: &'static str,
    /// How many there are: "5 of 25 workloads"; "none"; "undecided".
    pub summary: String,
    /// False where the input does not decide it for any pod, or it is not computed: then there are no items.
    pub decided: bool,
    /// In the order of the matrix; policies in the order in which they are met.
    pub items: Vec<AuditItemView>,
}

/// A workload, namespace or policy for which something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditItemView {
    /// `namespace/name` of a workload or policy, the name of a namespace; empty where it is about the whole input.
    pub id: String,
    /// `Deployment`, `Namespace`, `NetworkPolicy`, …; empty where it is about the whole input.
    pub kind: String,
    /// For how many of its pods it holds; 0 for policies.
    pub pods: u32,
    /// How many pods it has; 0 for policies.
    pub of: u32,
    /// False where the input does not decide, and this only may be so.
    pub certain: bool,
    /// More about it, to stand behind the id: "TCP 443 to 198.51.100.0/24"; may be empty.
    pub sentence: String,
    /// The ports that it is about: `all`, `TCP 80,443`, or empty.
    pub ports: String,
    /// Ids of the entries outside the cluster that it is about; empty where that is all of the internet.
    pub outside: Vec<String>,
    /// The Service, `svc:namespace/name`, or the Ingress, `namespace/name`, that it goes through; else empty.
    pub through: String,
    /// Where that is written.
    pub through_place: Option<Place>,
    /// Cells of the matrix that show it, as ids of source and destination: one for each thing that is said.
    pub cells: Vec<(String, String)>,
    /// Where the object is written.
    pub place: Option<Place>,
}

/// The questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum AuditKind {
    /// Namespaces in which a pod is let in unless a policy selects it by its labels.
    NoDefaultDenyIngress,
    /// The same for the way out.
    NoDefaultDenyEgress,
    /// How many pods of each namespace are isolated.
    Isolation,
    /// Pods without any policy.
    NotSelected,
    /// Pods that no policy can select.
    HostNetwork,
    /// Policies without any pod.
    SelectsNothing,
    /// Entries of `from` and `to` without any pod.
    MatchesNothing,
    /// What the internet reaches through Services.
    FromInternet,
    /// What it reaches through Ingresses, as far as their controllers get in.
    IngressGetsIn,
    /// What an Ingress publishes in vain.
    IngressKeptOut,
    /// Who may leave to the internet on every port.
    ToInternet,
    /// Who may on some ports, or to some addresses.
    ToInternetPartly,
    /// Who may not.
    NotToInternet,
    /// Who can ask the DNS of the cluster.
    UsesDns,
    /// Who cannot.
    NoDns,
    /// What the input does not decide.
    Undecided,
}

impl AuditKind {
    /// All, in the order in which they are shown.
    pub const ALL: [AuditKind; 16] = [
        AuditKind::NoDefaultDenyIngress,
        AuditKind::NoDefaultDenyEgress,
        AuditKind::Isolation,
        AuditKind::NotSelected,
        AuditKind::HostNetwork,
        AuditKind::SelectsNothing,
        AuditKind::MatchesNothing,
        AuditKind::FromInternet,
        AuditKind::IngressGetsIn,
        AuditKind::IngressKeptOut,
        AuditKind::ToInternet,
        AuditKind::ToInternetPartly,
        AuditKind::NotToInternet,
        AuditKind::UsesDns,
        AuditKind::NoDns,
        AuditKind::Undecided,
    ];

    /// As JSON and the tool's flag have it: `no-default-deny-ingress`.
    pub fn as_str(self) -> &'static str {
        match self {
            AuditKind::NoDefaultDenyIngress => "no-default-deny-ingress",
            AuditKind::NoDefaultDenyEgress => "no-default-deny-egress",
            AuditKind::Isolation => "isolation",
            AuditKind::NotSelected => "not-selected",
            AuditKind::HostNetwork => "host-network",
            AuditKind::SelectsNothing => "selects-nothing",
            AuditKind::MatchesNothing => "matches-nothing",
            AuditKind::FromInternet => "from-internet",
            AuditKind::IngressGetsIn => "ingress-gets-in",
            AuditKind::IngressKeptOut => "ingress-kept-out",
            AuditKind::ToInternet => "to-internet",
            AuditKind::ToInternetPartly => "to-internet-partly",
            AuditKind::NotToInternet => "not-to-internet",
            AuditKind::UsesDns => "uses-dns",
            AuditKind::NoDns => "no-dns",
            AuditKind::Undecided => "undecided",
        }
    }

    /// What all items of the section are.
    pub fn title(self) -> &'static str {
        match self {
            AuditKind::NoDefaultDenyIngress => "Namespaces without default deny for ingress",
            AuditKind::NoDefaultDenyEgress => "Namespaces without default deny for egress",
            AuditKind::Isolation => "Isolated pods, by namespace",
            AuditKind::NotSelected => "Pods that no policy selects",
            AuditKind::HostNetwork => "Pods that no policy can select (host network)",
            AuditKind::SelectsNothing => "Policies that select nothing",
            AuditKind::MatchesNothing => "Peers that match nothing",
            AuditKind::FromInternet => "Reachable from the internet, through a Service",
            AuditKind::IngressGetsIn => "Published by an Ingress, and its controller gets in",
            AuditKind::IngressKeptOut => "Published by an Ingress, and its controller does not get in",
            AuditKind::ToInternet => "To the internet, on every port",
            AuditKind::ToInternetPartly => "To the internet, on some ports or to some addresses",
            AuditKind::NotToInternet => "Not to the internet",
            AuditKind::UsesDns => "Can use DNS",
            AuditKind::NoDns => "Cannot use DNS",
            AuditKind::Undecided => "Undecided",
        }
    }

    /// What its items are, for counts.
    fn counts(self) -> Counted {
        match self {
            AuditKind::NoDefaultDenyIngress | AuditKind::NoDefaultDenyEgress | AuditKind::Isolation => {
                Counted::Namespaces
            }
            AuditKind::SelectsNothing => Counted::Policies,
            AuditKind::MatchesNothing => Counted::Peers,
            AuditKind::NotSelected
            | AuditKind::HostNetwork
            | AuditKind::FromInternet
            | AuditKind::IngressGetsIn
            | AuditKind::IngressKeptOut
            | AuditKind::ToInternet
            | AuditKind::ToInternetPartly
            | AuditKind::NotToInternet
            | AuditKind::UsesDns
            | AuditKind::NoDns => Counted::Workloads,
            AuditKind::Undecided => Counted::Questions,
        }
    }
}

#[derive(Clone, Copy)]
enum Counted {
    Namespaces,
    Workloads,
    Policies,
    Peers,
    Questions,
}

/// The audit of a model.
pub(crate) fn audit(model: &Model) -> AuditView {
    of(model, &at_once(async |pause| audit::audit(model, &pause).await))
}

/// What was found, in words.
pub(crate) fn of(model: &Model, audit: &Audit) -> AuditView {
    let words = Words { model, audit, internet: audit::internet(model) };
    let mut res = AuditView {
        pods: audit.workloads.iter().map(|it| it.pods).fold(0, u32::saturating_add),
        workloads: audit.workloads.len(),
        namespaces: audit.namespaces.len(),
        sections: Vec::new(),
    };
    if model.left_out.is_some() {
        let mut namespaces: Vec<_> = audit.workloads.iter().map(|it| it.namespace).collect();
        namespaces.dedup();
        res.namespaces = namespaces.len();
    }
    let mut items = words.items();
    for kind in AuditKind::ALL {
        let (own, others) = items.into_iter().partition(|it: &(AuditKind, AuditItemView)| it.0 == kind);
        items = others;
        let own: Vec<AuditItemView> = own.into_iter().map(|it| it.1).collect();
        let decided = words.decided(kind);
        let summary = if decided { summary(kind, &own, &res) } else { "undecided".to_owned() };
        res.sections.push(AuditSectionView { kind, title: kind.title(), summary, decided, items: own });
    }
    res
}

/// "5 of 25 workloads".
fn summary(kind: AuditKind, items: &[AuditItemView], of: &AuditView) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    match kind.counts() {
        Counted::Namespaces => format!("{} of {}", items.len(), words::count(of.namespaces, "namespace")),
        Counted::Workloads => {
            // A workload may have several items, of which each is about other pods or another way to them.
            let mut ids: Vec<&str> = items.iter().map(|it| it.id.as_str()).collect();
            ids.dedup();
            format!("{} of {}", ids.len(), words::count(of.workloads, "workload"))
        }
        Counted::Policies => {
            if items.len() == 1 {
                "1 policy".to_owned()
            } else {
                format!("{} policies", items.len())
            }
        }
        Counted::Peers => words::count(items.len(), "peer"),
        Counted::Questions => words::count(items.len(), "question"),
    }
}

/// What sentences are made from.
struct Words<'m> {
    model: &'m Model,
    audit: &'m Audit,
    internet: Vec<EndpointId>,
}

impl Words<'_> {
    /// Whether there can be an answer to a question.
    fn decided(&self, kind: AuditKind) -> bool {
        match kind {
            AuditKind::NoDefaultDenyIngress
            | AuditKind::NoDefaultDenyEgress
            | AuditKind::Isolation
            | AuditKind::NotSelected
            | AuditKind::HostNetwork
            | AuditKind::SelectsNothing
            | AuditKind::MatchesNothing => self.model.left_out.is_none(),
            AuditKind::UsesDns | AuditKind::NoDns => {
                self.audit.workloads.is_empty() || !self.audit.dns.servers.is_empty()
            }
            AuditKind::FromInternet
            | AuditKind::IngressGetsIn
            | AuditKind::IngressKeptOut
            | AuditKind::ToInternet
            | AuditKind::ToInternetPartly
            | AuditKind::NotToInternet
            | AuditKind::Undecided => true,
        }
    }

    fn items(&self) -> Vec<(AuditKind, AuditItemView)> {
        let mut res = self.isolation();
        res.extend(self.selection());
        res.extend(self.idle());
        res.extend(self.by_service());
        res.extend(self.by_ingress());
        res.extend(self.leaving());
        res.extend(self.dns());
        if self.model.left_out.is_some() {
            let words = "whom policies select and isolate: the limit of counted work is reached";
            res.push((AuditKind::Undecided, self.whole(words)));
        }
        res
    }

    /// An item about pods of a workload, without words.
    fn item<T>(&self, found: &Found<T>) -> AuditItemView {
        let workload = self.audit.workloads.get(found.workload);
        AuditItemView {
            id: workload.map_or_else(String::new, |it| it.id.clone()),
            kind: workload.map_or_else(String::new, |it| it.kind.clone()),
            pods: found.pods,
            of: workload.map_or(0, |it| it.pods),
            certain: true,
            place: self.model.pod(found.first.0).and_then(|it| self.model.places.place(it.location)),
            ..AuditItemView::empty()
        }
    }

    /// An item about the whole input.
    fn whole(&self, sentence: &str) -> AuditItemView {
        AuditItemView { certain: false, sentence: sentence.to_owned(), ..AuditItemView::empty() }
    }

    fn id(&self, it: EndpointId) -> String {
        self.model.id(it).unwrap_or_default().to_owned()
    }

    fn ids(&self, those: &[EndpointId]) -> Vec<String> {
        those.iter().map(|it| self.id(*it)).collect()
    }

    /// A cell of two ends; none where one of them is no row.
    fn cell(&self, from: EndpointId, to: EndpointId) -> Option<(String, String)> {
        let is_row = |it: EndpointId| it.index() < self.model.cluster.visible();
        (is_row(from) && is_row(to)).then(|| (self.id(from), self.id(to)))
    }
}

impl AuditItemView {
    /// `namespace/name` of what it goes through.
    pub fn through_name(&self) -> &str {
        self.through.strip_prefix("svc:").unwrap_or(&self.through)
    }

    fn empty() -> AuditItemView {
        AuditItemView {
            id: String::new(),
            kind: String::new(),
            pods: 0,
            of: 0,
            certain: true,
            sentence: String::new(),
            ports: String::new(),
            outside: Vec::new(),
            through: String::new(),
            through_place: None,
            cells: Vec::new(),
            place: None,
        }
    }
}
