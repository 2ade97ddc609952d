//! What is wrong with files that were read and evaluated: one file for each rule, and [`RULES`], which lists them.
//!
//! Enters: a `Model`. Leaves: diagnostics. A lint never changes a verdict (L-92). Deliberately not here: what the API
//! server refuses and what cannot be read, which `kind` and `yaml` find.
//!
//! A rule is a type that implements `Lint`. To add one: write its file after the pattern of the others, and add its
//! two lines here, `mod` and the entry of [`RULES`].

mod api_server_by_selector;
mod api_server_cut;
mod blank_direction;
mod blank_namespace_selector;
mod block_of_pods;
mod block_of_services;
mod blocks;
mod coverage;
mod covered_rule;
mod dangling_dash;
mod deleted;
mod deny_without_effect;
mod dns;
mod dns_cut;
mod empty_egress_list;
mod empty_list_allows_all;
mod empty_range;
mod everything_excepted;
mod facts;
mod families_differ;
mod half_dns;
mod half_isolated;
mod ignored_section;
mod inferred_types;
mod isolates_ingress_too;
mod metadata_service;
mod missing_pod_selector;
mod namespace_without_policy;
mod namespaces;
mod network_policies;
mod no_default_deny;
mod other_dns;
mod repeated_rule;
mod server_not_isolated;
mod stray_dash;
#[cfg(test)]
mod testing;
mod unknown_service;
mod unknown_service_port;
mod unreachable_ingress_backend;
mod unreachable_rule;
mod whole_internet;
mod wide_rule;

use crate::diagnostic::{About, Code, Diagnostic, Fix, FixClass, Most};
use crate::kind;
use crate::model::Model;
use crate::order::sort_by_key;
use crate::policy::{Policies, Policy, RuleRef};
use crate::source::{Location, Span};

pub(crate) use dangling_dash::mend;
pub(crate) use facts::Facts;

/// All rules, in the order of their ids.
pub static RULES: &[Rule] = &[
    Rule::of::<namespace_without_policy::NamespaceWithoutPolicy>(),
    Rule::of::<ignored_section::IgnoredSection>(),
    Rule::of::<isolates_ingress_too::IsolatesIngressToo>(),
    Rule::of::<empty_egress_list::EmptyEgressList>(),
    Rule::of::<inferred_types::InferredTypes>(),
    Rule::of::<missing_pod_selector::MissingPodSelector>(),
    Rule::of::<empty_list_allows_all::EmptyListAllowsAll>(),
    Rule::of::<blank_namespace_selector::BlankNamespaceSelector>(),
    Rule::of::<deny_without_effect::DenyWithoutEffect>(),
    Rule::of::<whole_internet::WholeInternet>(),
    Rule::of::<block_of_pods::BlockOfPods>(),
    Rule::of::<block_of_services::BlockOfServices>(),
    Rule::of::<everything_excepted::EverythingExcepted>(),
    Rule::of::<families_differ::FamiliesDiffer>(),
    Rule::of::<dns_cut::DnsCut>(),
    Rule::of::<half_dns::HalfDns>(),
    Rule::of::<other_dns::OtherDns>(),
    Rule::of::<unreachable_ingress_backend::UnreachableIngressBackend>(),
    Rule::of::<repeated_rule::RepeatedRule>(),
    Rule::of::<covered_rule::CoveredRule>(),
    Rule::of::<unreachable_rule::UnreachableRule>(),
    Rule::of::<metadata_service::MetadataService>(),
    Rule::of::<half_isolated::HalfIsolated>(),
    Rule::of::<no_default_deny::NoDefaultDeny>(),
    Rule::of::<api_server_cut::ApiServerCut>(),
    Rule::of::<stray_dash::StrayDash>(),
    Rule::of::<wide_rule::WideRule>(),
    Rule::of::<blank_direction::BlankDirection>(),
    Rule::of::<api_server_by_selector::ApiServerBySelector>(),
    Rule::of::<empty_range::EmptyRange>(),
    Rule::of::<server_not_isolated::ServerNotIsolated>(),
    Rule::of::<unknown_service::UnknownService>(),
    Rule::of::<unknown_service_port::UnknownServicePort>(),
];

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
    not(any(test, feature = "internals")),
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
    /// Everything that is wrong, in reading order.
    fn find(facts: &Facts<'_>) -> Vec<Self::Finding>;
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
    run: fn(&Facts<'_>) -> Vec<Diagnostic>,
    /// Manifests in which it finds something, and such in which it does not. The page has no use for them.
    #[cfg(any(test, feature = "internals"))]
    pub examples: (&'static str, &'static str),
}

impl Rule {
    const fn of<L: Lint>() -> Rule {
        Rule {
            meta: const { &L::META },
            run: run::<L>,
            #[cfg(any(test, feature = "internals"))]
            examples: (L::FIRES, L::QUIET),
        }
    }
}

fn run<L: Lint>(facts: &Facts<'_>) -> Vec<Diagnostic> {
    let found = L::find(facts);
    found.iter().map(|it| Diagnostic { fixes: L::fix(facts, it), ..L::words(facts, it) }).collect()
}

/// What the chosen rules find, in the order of files and lines; what has no place comes last.
pub(crate) fn find(model: &Model, choose: impl Fn(&'static Meta) -> bool) -> Vec<Diagnostic> {
    let facts = Facts::new(model);
    let has_pods = model.cluster.pod_count() > 0;
    let chosen = RULES.iter().filter(|it| choose(it.meta) && (has_pods || !it.meta.needs_pods));
    let found = chosen.flat_map(|it| (it.run)(&facts));
    let mut found: Vec<Diagnostic> = found.map(|it| it.in_files(&model.places)).collect();
    let place = |it: &Diagnostic| it.location.map(|Location { file, span }| (file, span.start));
    sort_by_key(&mut found, |it| (place(it).is_none(), place(it)));
    let mut most = Most::default();
    found.retain(|it| most.has_room(it.severity, it.location));
    found.extend(most.rest());
    found
}

#[cfg(test)]
mod tests;
