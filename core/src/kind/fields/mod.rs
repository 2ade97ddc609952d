//! What the fields of each kind of object are for, with what may stand in them: for completion and for help.
//!
//! Enters: a kind. Leaves: its [`Fields`], in the order of the API, with a sentence for each in plain words. The table of a
//! kind stands in its folder (`fields.rs`), what several kinds share is here. Tests hold the tables to what the readers
//! know: a key that one of the two does not have is an error, but for those that are marked as passed over.
//!
//! Nothing that reads refers to these tables, so a page has them when it first completes something.
//! Deliberately not here: checks. What the API refuses is said by the readers.

mod shared;
#[cfg(test)]
mod tests;

use super::kinds::{KNOWN_KINDS, Kind};
use super::{
    ClusterPolicyKind, WorkloadKind, endpoints, ingress, namespace, network_policy, node, pod, service,
};
pub(in crate::kind) use shared::*;

/// An object with the fields that the API knows.
#[derive(Debug)]
pub(crate) struct Fields {
    /// What it is called: `NetworkPolicy`, `peer`.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test says where a sentence is missing"))]
    pub(crate) name: &'static str,
    /// In the order of the API.
    pub(crate) fields: &'static [Field],
    /// Whether only one of them may stand there.
    pub(crate) is_one_of: bool,
}

/// A field.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its key.
    pub(crate) name: &'static str,
    /// What may stand in it.
    pub(crate) shape: Shape,
    /// One or two sentences.
    pub(crate) doc: &'static str,
    /// What holds where it is missing; empty where there is nothing to say.
    pub(crate) default: &'static str,
    /// Whether it makes no difference to who may reach whom, and so is not read.
    pub(crate) is_passed_over: bool,
    /// Whether only the experimental channel of the API has it.
    pub(crate) is_experimental: bool,
    /// Fields beside which it may not stand.
    pub(crate) not_with: &'static [&'static str],
    /// The field without which it may not stand.
    pub(crate) only_with: Option<&'static str>,
    /// What another field has to say for it to stand there.
    pub(crate) only_where: Option<Condition>,
    /// Values that are written in one line as a whole, beside what its shape tells.
    pub(crate) wholes: &'static [Word],
}

/// What another field says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    /// The name of that field: of the nearest object around that has it.
    pub(crate) key: &'static str,
    /// What it says.
    pub(crate) says: Says,
}

/// What a field says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    /// The number of a port.
    PortNumber,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// None of these words: another one, or nothing.
    NoneOf(&'static [&'static str]),
}

impl Condition {
    /// Whether it is so where the other field has this value, or none.
    pub(crate) fn holds(&self, value: Option<&str>) -> bool {
        match self.says {
            Says::PortNumber => value.is_some_and(|it| it.parse::<u16>().is_ok()),
            Says::OneOf(words) => value.is_some_and(|it| words.contains(&it)),
            Says::NoneOf(words) => value.is_none_or(|it| !words.contains(&it)),
        }
    }
}

/// What may stand in a field.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Nothing that is known here.
    Anything,
    /// A string.
    Text(Meaning),
    /// One of these words.
    Words(&'static [Word]),
    /// A whole number.
    Int(Meaning),
    /// The number of a port, or its name.
    Port(Meaning),
    /// `true` or `false`.
    Bool,
    /// A map of labels: whose labels they choose by, or are.
    Labels(Whose),
    /// A map of strings.
    Map,
    /// `matchLabels` and `matchExpressions`.
    Selector(Whose),
    /// A list.
    List(&'static Shape),
    /// An object with fields of its own.
    Object(&'static Fields),
}

/// A word that a field may have.
#[derive(Debug)]
pub(crate) struct Word {
    /// As it is written.
    pub(crate) text: &'static str,
    /// What it means, in a sentence.
    pub(crate) doc: &'static str,
}

/// What a scalar names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nothing of the input.
    Plain,
    /// `apiVersion`.
    ApiVersion,
    /// `kind`.
    Kind,
    /// A namespace that there is.
    Namespace,
    /// The port of a pod.
    PodPort,
    /// The name of a port of a pod.
    PodPortName,
    /// The port of the pods that the Service chooses.
    TargetPort,
    /// The name of a port of the Service that is named beside it.
    ServicePortName,
    /// The number of a port of that Service.
    ServicePortNumber,
    /// A Service of the same namespace.
    Service,
    /// A pod of the same namespace.
    Pod,
    /// A node.
    Node,
    /// A range of addresses.
    Block,
    /// A range inside of the `cidr` beside it.
    Exception,
    /// An address of a pod.
    PodAddress,
    /// The key of a label that the selector around it may ask for.
    LabelKey,
    /// A value of the label that is named beside it.
    LabelValue,
}

/// Whose labels a selector asks for, or a map of labels is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those of the object itself, or of what it makes. They choose nothing; others of the same sort show which are usual.
    Own(Sort),
    /// Those of pods in the namespace of the object.
    PodsHere,
    /// Those of pods in the namespaces that the `namespaceSelector` beside it takes; without one, in the object's own.
    PodsOfPeer,
    /// The same; without one, in all namespaces.
    PodsAnywhere,
    /// Those of namespaces.
    Namespaces,
    /// Those of nodes.
    Nodes,
    /// Those of the template of the workload.
    Template,
}

/// What has labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Pods, and all that is called after them.
    Pods,
    /// Namespaces.
    Namespaces,
    /// Nodes.
    Nodes,
}

/// How a value is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// In one line, or not known here.
    Scalar,
    /// Element by element.
    List(&'static Shape),
    /// Key by key: an object, whose fields are known, or a map.
    Keyed(Option<&'static Fields>),
}

/// A kind of object, as the author of one sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KindOf {
    /// `NetworkPolicy`.
    pub(crate) name: &'static str,
    /// The `apiVersion` to write.
    pub(crate) api_version: &'static str,
    /// One sentence.
    pub(crate) doc: &'static str,
    /// Its fields.
    pub(crate) fields: &'static Fields,
}

/// All kinds that are read, with those first that are written most.
pub(crate) fn kinds() -> impl Iterator<Item = KindOf> {
    let is_first = |it: &KindOf| FIRST.contains(&it.name);
    let all = || KNOWN_KINDS.iter().filter_map(known);
    let first = FIRST.iter().filter_map(move |name| all().find(|it| it.name == *name));
    first.chain(all().filter(move |it| !is_first(it)))
}

/// What is written most.
const FIRST: [&str; 5] = ["NetworkPolicy", "Pod", "Deployment", "Namespace", "Service"];

fn known(it: &Kind) -> Option<KindOf> {
    let (doc, fields) = of(it.name)?;
    Some(KindOf { name: it.name, api_version: it.api_version, doc, fields })
}

/// The kind of that name.
pub(crate) fn find(name: &str) -> Option<KindOf> {
    KNOWN_KINDS.iter().find(|it| it.name == name).and_then(known)
}

/// What an object has whose kind is not known (yet).
pub(crate) fn any_object() -> &'static Fields {
    &shared::ANY_OBJECT
}

/// The fields of a selector.
pub(crate) fn selector() -> &'static Fields {
    &shared::SELECTOR
}

impl Fields {
    /// The field of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|it| it.name == name)
    }
}

impl Shape {
    /// In words: `a list`.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Shape::Anything => "",
            Shape::Text(_) | Shape::Words(_) => "text",
            Shape::Int(_) => "a number",
            Shape::Port(_) => "a number or a name",
            Shape::Bool => "true or false",
            Shape::Labels(_) => "labels",
            Shape::Map => "a map",
            Shape::Selector(_) => "a selector",
            Shape::List(_) => "a list",
            Shape::Object(_) => "an object",
        }
    }

    /// How it is written.
    pub(crate) fn form(&self) -> Form {
        match self {
            Shape::Object(it) => Form::Keyed(Some(it)),
            Shape::Selector(_) => Form::Keyed(Some(selector())),
            Shape::Labels(_) | Shape::Map => Form::Keyed(None),
            Shape::List(it) => Form::List(it),
            Shape::Anything
            | Shape::Text(_)
            | Shape::Words(_)
            | Shape::Int(_)
            | Shape::Port(_)
            | Shape::Bool => Form::Scalar,
        }
    }

    /// The fields that may stand in it, where it is an object or a selector.
    pub(crate) fn fields(&self) -> Option<&'static Fields> {
        match self.form() {
            Form::Keyed(it) => it,
            Form::Scalar | Form::List(_) => None,
        }
    }
}

/// The sentence and the table of a kind.
fn of(name: &str) -> Option<(&'static str, &'static Fields)> {
    let object = match name {
        "NetworkPolicy" => (
            "Says who may connect to some pods of a namespace, and where these may connect to.",
            &network_policy::FIELDS,
        ),
        "Pod" => ("One or more containers with an address of their own.", &pod::FIELDS),
        "Namespace" => (
            "A part of the cluster with names of its own. Policies choose it by its labels.",
            &namespace::FIELDS,
        ),
        "Service" => {
            ("A name and an address for some pods, which ports of theirs are behind.", &service::FIELDS)
        }
        "Ingress" => ("Publishes Services by names and paths.", &ingress::FIELDS),
        "EndpointSlice" => ("What is behind a Service without a selector.", &endpoints::SLICE),
        "Endpoints" => (
            "What is behind the Service of the same name. EndpointSlices took its place.",
            &endpoints::ENDPOINTS,
        ),
        "Node" => ("A machine of the cluster.", &node::FIELDS),
        other => {
            let policies =
                [ClusterPolicyKind::Admin, ClusterPolicyKind::BaselineAdmin, ClusterPolicyKind::Cluster];
            let policy = policies.into_iter().find(|it| it.as_str() == other);
            let workload = || WorkloadKind::ALL.into_iter().find(|it| it.as_str() == other);
            return policy.map(ClusterPolicyKind::fields).or_else(|| workload().map(WorkloadKind::fields));
        }
    };
    Some(object)
}
