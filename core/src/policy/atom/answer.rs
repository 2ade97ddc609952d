//! An answer, and what it rests on.

use ipnet::IpNet;

use crate::cluster::LabelValue;
use crate::ids::NodeId;
use crate::tri::Tri;

/// What an endpoint answers to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    /// Yes, no, or perhaps.
    pub tri: Tri,
    /// What was compared.
    pub because: Because<T>,
}

/// What was compared. `T` holds the comparisons of labels, one by one.
#[derive(Clone, Debug, PartialEq)]
pub enum Because<T> {
    /// Selectors against a pod.
    Pods {
        /// The pod's namespace against the selector of namespaces; `Err` holds whether it is one of those meant,
        /// where there is no such selector.
        namespace: Result<T, bool>,
        /// The pod's labels against the selector of pods; empty where everything matches.
        pod: T,
    },
    /// Selectors against something that is no pod to them: an address, or a host-network pod.
    NoPod,
    /// A block against an address.
    Block(BlockTest),
    /// Networks against an address: the one that matched or came nearest, by its position.
    Networks(usize, BlockTest),
    /// Labels of the node that has the address; `None`: no Node of the input has it.
    Nodes(Option<(NodeId, T)>),
    /// Names against a host, or an address of which no name may be known.
    DomainNames,
}

/// A block held against an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockTest {
    /// The address, or all addresses of the entry, lie inside.
    Inside,
    /// Outside of `cidr`.
    Outside,
    /// Inside `cidr`, but in this entry of `except`.
    Excepted(IpNet),
    /// The flow has the other address family.
    OtherFamily,
    /// Blocks are not asked about pods (`ip_block_pods`).
    NotForPods,
    /// The address is not in the input; what was assumed about it, where that decided.
    Assumed(Option<Assumption>),
}

/// Where an endpoint was taken to lie whose address is not in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assumption {
    /// In the range of pods: `--pod-cidr`.
    PodCidr,
    /// In the range of nodes: `--node-cidr`.
    NodeCidr,
}

/// One requirement against one set of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequirementTest {
    /// Whether it holds.
    pub holds: Tri,
    /// The label's value; `None` when certainly absent.
    pub actual: Option<LabelValue>,
    /// The value that the workload of a stand-in has itself, where it would do and the template's does not (L-35).
    pub on_workload: Option<LabelValue>,
}

/// What becomes of the comparisons of labels while an answer is found: a list, or nothing where the answer alone is
/// wanted.
pub trait Comparisons: Default {
    /// Another one. Where they are not wanted, `it` is not called.
    fn add(&mut self, it: impl FnOnce() -> RequirementTest);
}

impl Comparisons for () {
    fn add(&mut self, _: impl FnOnce() -> RequirementTest) {}
}

impl Comparisons for Vec<RequirementTest> {
    fn add(&mut self, it: impl FnOnce() -> RequirementTest) {
        self.push(it());
    }
}
