//! What is wrong with files that were read and evaluated: one file for each rule, and [`RULES`], which lists them.
//!
//! Enters: a `Model`. Leaves: diagnostics. A lint never changes a verdict (L-92). Deliberately not here: what the API
//! server refuses and what cannot be read, which `kind` and `yaml` find.
//!
//! A rule is a type that implements `Lint`. To add one: write its file after the pattern of the others, and add its
//! two lines here, `mod` and the entry of [`RULES`].

mod added;
mod admin;
mod api_server_by_selector;
mod api_server_cut;
mod asks;
mod blank_direction;
mod blank_namespace_selector;
mod blank_value;
mod block_of_pods;
mod block_of_services;
mod blocks;
mod common_labels;
mod contradictory_selector;
pub(crate) mod coverage;
mod covered_rule;
mod dangling_dash;
mod dead;
mod deleted;
mod denies_pods_too;
mod denies_system_namespaces;
mod deny_without_effect;
mod dns;
mod dns_cut;
mod dns_denied;
mod domain_names_without_deny;
mod empty_egress_list;
mod empty_list_allows_all;
mod empty_namespace;
mod empty_range;
mod equal_priority;
mod every_namespace_admitted;
mod everything_excepted;
mod facts;
mod families_differ;
mod half_dns;
mod half_isolated;
mod headless_target_port;
mod host_network_peers;
mod host_network_selected;
mod ignored_section;
mod implicit_all_namespaces;
mod inferred_types;
mod isolates_ingress_too;
mod last_versions;
mod metadata_service;
mod metrics_cut;
mod missed_by_one_label;
mod missed_ordinals;
mod missing_pod_selector;
mod mixed_up_labels;
mod namespace_name_label;
mod namespace_without_policy;
mod namespaces;
pub(crate) mod near;
mod network_policies;
mod no_default_deny;
mod no_such_namespace;
mod one_side_only;
mod or_instead_of_and;
mod other_dns;
mod overlapping_ports;
mod overridden_by_admin;
mod own_namespace_only;
mod peer_in_another_namespace;
mod peer_matches_nothing;
mod plugin_support;
mod probes_not_admitted;
mod published_but_unreachable;
mod release_label;
mod repeated_port_name;
mod repeated_rule;
mod rewritten_source;
mod rollout_label;
mod selects_nothing;
mod server_not_isolated;
mod service_port_in_rule;
mod service_port_name;
mod service_without_endpoints;
mod siblings;
mod slips;
mod some_backends_only;
mod stray_dash;
mod subject_without_pods;
mod terms;
mod undeclared_port;
mod unknown_namespace_labels;
mod unknown_port_name;
mod unknown_service;
mod unknown_service_port;
mod unreachable_ingress_backend;
mod unreachable_rule;
mod webhook_cut;
mod whole_internet;
mod wide_rule;
mod workload_labels;

use crate::diagnostic::{About, Code, Diagnostic, Fix, FixClass, Most, tell_once};
use crate::kind;
use crate::model::Model;
use crate::order::sort_by_key;
use crate::pause::Pause;
use crate::policy::{Policies, Policy, RuleRef};
use crate::source::{Location, Span};

pub(crate) use dangling_dash::mend;
pub(crate) use dns::askers as dns_askers;
pub(crate) use facts::Facts;

macro_rules! rules {
    ($($file:ident::$rule:ident,)*) => {
        /// All rules, in the order of their ids.
        pub static RULES: &[Rule] = &[$(Rule::of::<$file::$rule>(),)*];
        /// What there is to know about them. Who names rules and runs none needs no more.
        pub static METAS: &[&Meta] = &[$(&$file::$rule::META,)*];
    };
}

rules! {
    selects_nothing::SelectsNothing,
    empty_namespace::EmptyNamespace,
    peer_matches_nothing::PeerMatchesNothing,
    no_such_namespace::NoSuchNamespace,
    peer_in_another_namespace::PeerInAnotherNamespace,
    namespace_without_policy::NamespaceWithoutPolicy,
    namespace_name_label::NamespaceNameLabel,
    unknown_namespace_labels::UnknownNamespaceLabels,
    mixed_up_labels::MixedUpLabels,
    or_instead_of_and::OrInsteadOfAnd,
    ignored_section::IgnoredSection,
    isolates_ingress_too::IsolatesIngressToo,
    empty_egress_list::EmptyEgressList,
    inferred_types::InferredTypes,
    missing_pod_selector::MissingPodSelector,
    empty_list_allows_all::EmptyListAllowsAll,
    blank_namespace_selector::BlankNamespaceSelector,
    own_namespace_only::OwnNamespaceOnly,
    every_namespace_admitted::EveryNamespaceAdmitted,
    deny_without_effect::DenyWithoutEffect,
    whole_internet::WholeInternet,
    contradictory_selector::ContradictorySelector,
    blank_value::BlankValue,
    block_of_pods::BlockOfPods,
    block_of_services::BlockOfServices,
    everything_excepted::EverythingExcepted,
    families_differ::FamiliesDiffer,
    service_port_in_rule::ServicePortInRule,
    service_port_name::ServicePortName,
    unknown_port_name::UnknownPortName,
    repeated_port_name::RepeatedPortName,
    undeclared_port::UndeclaredPort,
    workload_labels::WorkloadLabels,
    rollout_label::RolloutLabel,
    dns_cut::DnsCut,
    half_dns::HalfDns,
    other_dns::OtherDns,
    one_side_only::OneSideOnly,
    published_but_unreachable::PublishedButUnreachable,
    unreachable_ingress_backend::UnreachableIngressBackend,
    rewritten_source::RewrittenSource,
    metrics_cut::MetricsCut,
    headless_target_port::HeadlessTargetPort,
    service_without_endpoints::ServiceWithoutEndpoints,
    host_network_selected::HostNetworkSelected,
    plugin_support::PluginSupport,
    repeated_rule::RepeatedRule,
    covered_rule::CoveredRule,
    overlapping_ports::OverlappingPorts,
    equal_priority::EqualPriority,
    unreachable_rule::UnreachableRule,
    denies_system_namespaces::DeniesSystemNamespaces,
    subject_without_pods::SubjectWithoutPods,
    implicit_all_namespaces::ImplicitAllNamespaces,
    denies_pods_too::DeniesPodsToo,
    domain_names_without_deny::DomainNamesWithoutDeny,
    overridden_by_admin::OverriddenByAdmin,
    metadata_service::MetadataService,
    probes_not_admitted::ProbesNotAdmitted,
    half_isolated::HalfIsolated,
    no_default_deny::NoDefaultDeny,
    api_server_cut::ApiServerCut,
    stray_dash::StrayDash,
    missed_by_one_label::MissedByOneLabel,
    wide_rule::WideRule,
    blank_direction::BlankDirection,
    common_labels::CommonLabels,
    api_server_by_selector::ApiServerBySelector,
    empty_range::EmptyRange,
    release_label::ReleaseLabel,
    missed_ordinals::MissedOrdinals,
    webhook_cut::WebhookCut,
    dns_denied::DnsDenied,
    some_backends_only::SomeBackendsOnly,
    server_not_isolated::ServerNotIsolated,
    host_network_peers::HostNetworkPeers,
    unknown_service::UnknownService,
    unknown_service_port::UnknownServicePort,
}

/// What there is to know about a rule without running it.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Meta {
    /// Its number, its code, how bad its findings are, and what it finds and why that matters.
    pub about: About,
    /// The classes of the fixes that it offers, in their order; empty where a reader must decide what to do.
    pub fixes: &'static [FixClass],
    /// Whether it runs only where it is asked for.
    pub on_request: bool,
    /// Whether it speaks of pods, and so is silent where the input has none.
    pub needs_pods: bool,
}

impl Meta {
    /// A finding with the code and the severity of its rule.
    fn at(&'static self, spot: &Spot, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            object: spot.object.clone(),
            location: Some(spot.location),
            ..Diagnostic::new(self.about.severity, Code::Lint(&self.about), message)
        }
    }
}

/// Where a finding is.
struct Spot {
    /// Kind, namespace and name: `Ingress shop/web`.
    object: String,
    location: Location,
}

impl Spot {
    /// A whole policy.
    fn of_policy(policy: &Policy) -> Spot {
        Spot { object: format!("{} {}", policy.kind.as_str(), policy.id), location: policy.location }
    }

    /// A rule of a policy.
    fn of_rule(policies: &Policies, it: RuleRef) -> Spot {
        let whole = Spot::of_policy(policies.policies.at(it.policy));
        Spot { location: policies.rule(it).map_or(whole.location, |it| it.location), ..whole }
    }

    /// A place in an object.
    fn of(kind: &str, meta: &kind::Meta, span: Span) -> Spot {
        let object = format!("{kind} {}/{}", meta.namespace, meta.name.value);
        Spot { object, location: meta.origin.locate(span) }
    }
}

/// A rule.
#[cfg_attr(
    not(any(test, feature = "examples", feature = "internals")),
    expect(dead_code, reason = "the examples are for tests and documentation")
)]
trait Lint {
    /// What there is to know about it.
    const META: Meta;
    /// Manifests in which it finds something.
    const FIRES: &'static str;
    /// Manifests that look alike, in which it finds nothing.
    const QUIET: &'static str;
    /// What is wrong, as data: positions and ids, no words.
    type Finding;
    /// Everything that is wrong, in reading order. It runs in one piece, and the page stands still meanwhile: it must be short.
    /// What takes as long as to read objects again is left to [`holds`](Lint::holds).
    fn find(facts: &Facts<'_>) -> Vec<Self::Finding>;
    /// Whether one is one, where that takes as long as to read its object again: it is asked about each by itself, and the
    /// page draws in between.
    fn holds(_facts: &Facts<'_>, _it: &Self::Finding) -> bool {
        true
    }
    /// One finding in words, with its places.
    fn words(facts: &Facts<'_>, it: &Self::Finding) -> Diagnostic;
    /// What can be done about one finding, best first.
    fn fix(_facts: &Facts<'_>, _it: &Self::Finding) -> Vec<Fix> {
        Vec::new()
    }
}

/// An entry of [`RULES`].
#[derive(Debug)]
pub struct Rule {
    /// What there is to know about it.
    pub meta: &'static Meta,
    find: fn(&Facts<'_>) -> Box<dyn RuleFindings>,
    /// Manifests in which it finds something, and such in which it does not. The page has no use for them.
    #[cfg(any(test, feature = "examples", feature = "internals"))]
    pub examples: (&'static str, &'static str),
}

impl Rule {
    const fn of<L: Lint + 'static>() -> Rule {
        Rule {
            meta: const { &L::META },
            find: |facts| Box::new(FindingsOf::<L>(L::find(facts))),
            #[cfg(any(test, feature = "examples", feature = "internals"))]
            examples: (L::FIRES, L::QUIET),
        }
    }
}

/// What a rule has found, before it is in words.
trait RuleFindings {
    /// How many there are.
    fn count(&self) -> usize;
    /// One of them in words, with what can be done about it; `None` where it is none after all.
    fn tell(&self, facts: &Facts<'_>, at: usize) -> Option<Diagnostic>;
}

struct FindingsOf<L: Lint>(Vec<L::Finding>);

impl<L: Lint> RuleFindings for FindingsOf<L> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn tell(&self, facts: &Facts<'_>, at: usize) -> Option<Diagnostic> {
        let it = self.0.get(at).filter(|it| L::holds(facts, it))?;
        Some(Diagnostic { fixes: L::fix(facts, it), ..L::words(facts, it) })
    }
}

/// Adds what all rules find that are not [on request](Meta::on_request), and the fixes of what reading found.
pub(crate) async fn usual(model: &Model, found: &mut Vec<Diagnostic>, pause: &Pause) {
    mend(model, found);
    pause.here().await;
    slips::mend(model, found);
    pause.here().await;
    found.extend(find(model, |it| !it.on_request, pause).await);
}

/// What the chosen rules find, in the order of files and lines; what has no place comes last. Pods that were made up for
/// the policies are not there for them: what a policy does not find in the input is what they tell.
pub(crate) async fn find(
    model: &Model,
    choose: impl Fn(&'static Meta) -> bool,
    pause: &Pause,
) -> Vec<Diagnostic> {
    /// To say what was found, and what can be done about it, takes about as long as reading so many bytes.
    const TOLD: usize = 2_000;
    let mut without_stand_ins = None;
    if model.stand_ins.is_some() {
        let real = model.cluster.manifests.iter().filter(|it| !it.meta().is_stand_in);
        let real = real.cloned().collect();
        without_stand_ins = Some(model.with_objects_in_steps(real, &model.options, pause).await);
    }
    let model = without_stand_ins.as_ref().unwrap_or(model);
    let facts = Facts::new(model);
    // Pods that were made up of the policies show nothing about a cluster; and where rules are left out, it is not known
    // whom policies select.
    let is_known = model.stand_ins.is_none() && model.left_out.is_none();
    let has_pods = is_known && model.cluster.pod_count() > 0;
    let chosen = RULES.iter().filter(|it| choose(it.meta) && (has_pods || !it.meta.needs_pods));
    let mut found: Vec<Diagnostic> = Vec::new();
    for rule in chosen {
        let findings = (rule.find)(&facts);
        pause.here().await;
        for at in 0..findings.count() {
            found.extend(findings.tell(&facts, at));
            pause.after(TOLD).await;
        }
    }
    last_versions::leave_out(model, &mut found);
    pause.here().await;
    tell_once(&mut found, |it, one, other| facts.is_one_place(it, one, other));
    pause.here().await;
    let mut found: Vec<Diagnostic> = found.into_iter().map(|it| it.in_files(&model.places)).collect();
    let place = |it: &Diagnostic| it.location.map(|Location { file, span }| (file, span.start));
    sort_by_key(&mut found, |it| (place(it).is_none(), place(it)));
    let mut most = Most::default();
    found.retain(|it| most.has_room(it.severity, it.location));
    found.extend(most.rest());
    found
}

#[cfg(test)]
mod tests;
