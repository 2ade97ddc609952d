//! Faults of real life in policies that are right: endless tasks, each made by a number.
//!
//! Enters: files, and a seed. Leaves: a task whose files are these with one or two slips in their policies, and whose goal
//! is what they did before. A slip is an edit of the text, so comments, order and quotes stay. One file for each kind of
//! them: it finds every place where such a slip can happen. Which of these is taken, the seed says; whether it changes a
//! connection of the cluster, the grade says. The same seed makes the same task on every platform, for one [`VERSION`].
//! Deliberately not here: what a slip does to the connections, which is evaluated and never guessed.

mod block;
mod dash;
mod direction;
mod dns;
mod empty;
mod end;
mod hints;
mod label;
mod namespace;
mod policy;
mod policy_type;
mod port;
mod protocol;
mod repair;
mod selector;
mod tier;
mod told;
mod words;

#[cfg(feature = "page")]
pub(crate) use repair::{From, in_steps};
pub use repair::{NoRepair, Repair, repair, repairs};

use super::task::Topic;
use crate::diagnostic::Edit;
use policy::{Policy, World};

/// What a seed is good for: another version may make another task of it.
pub const VERSION: u32 = 1;

/// Declares the kinds of slips, each with its word and with what is practised by mending it.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $word:literal $topic:ident $find:path;)*) => {
        /// A kind of slip.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultKind {
            $($(#[$doc])* $variant,)*
        }

        impl FaultKind {
            /// All of them.
            pub const ALL: &[FaultKind] = &[$(FaultKind::$variant,)*];

            /// Its word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(FaultKind::$variant => $word,)*
                }
            }

            /// What is practised by mending it.
            pub fn topic(self) -> Topic {
                match self {
                    $(FaultKind::$variant => Topic::$topic,)*
                }
            }

            /// Finds every place of a policy where it can happen.
            fn find(self, finder: &mut Finder<'_, '_>) {
                match self {
                    $(FaultKind::$variant => $find(finder),)*
                }
            }
        }
    };
}

kinds! {
    /// Another number or name of a port.
    Port "port" Ports port::find;
    /// The end of a range of ports.
    EndPort "end-port" Ports port::ends;
    /// Another protocol, or none where one is needed.
    Protocol "protocol" Ports protocol::find;
    /// The key of a label.
    LabelKey "label-key" Selectors label::keys;
    /// The value of a label.
    LabelValue "label-value" Selectors label::values;
    /// The policy lies in another namespace.
    Namespace "namespace" Namespaces namespace::find;
    /// A dash too many: two peers, or two rules, of one.
    StrayDash "stray-dash" Selectors dash::stray;
    /// A dash too few: one peer of two.
    MissingDash "missing-dash" Selectors dash::missing;
    /// A word of `policyTypes` lacks or is another one.
    PolicyType "policy-type" PolicyTypes policy_type::find;
    /// Name resolution is left out, or one of its protocols.
    Dns "dns" Dns dns::find;
    /// The rule stands on the other side: ingress for egress.
    Direction "direction" BothEnds direction::find;
    /// Client and server are exchanged.
    Ends "ends" BothEnds end::exchanged;
    /// `from` where `to` belongs: a server refuses it.
    Refused "refused" BothEnds end::refused;
    /// Nothing where everything was meant, or the other way round: `[]` and `{}`.
    Empty "empty" PolicyTypes empty::find;
    /// The wrong selector: of pods for namespaces, one of two left out, an empty one.
    Selector "selector" Selectors selector::find;
    /// An address block: its exceptions, its length.
    Except "except" Outside block::find;
    /// Of policies of the whole cluster: another action, another priority.
    Tier "tier" Tiers tier::find;
}

/// One slip that can be made.
#[derive(Clone, Debug)]
struct Fault {
    kind: FaultKind,
    /// The file, by its place among all.
    file: usize,
    /// The policy, by its place among those of all files.
    policy: usize,
    /// The field that it is in, as the API writes it.
    path: String,
    edits: Vec<Edit>,
}

/// Gathers the slips that can be made in one policy.
struct Finder<'a, 't> {
    policy: &'a Policy<'t>,
    world: &'a World,
    /// Its place among those of all files.
    number: usize,
    kind: FaultKind,
    found: Vec<Fault>,
}

impl Finder<'_, '_> {
    /// One more; nothing where the style of the text does not allow the edit.
    fn add(&mut self, path: &str, edits: Option<Vec<Edit>>) {
        let Some(edits) = edits.filter(|it| !it.is_empty()) else { return };
        let (file, policy, kind) = (self.policy.file, self.number, self.kind);
        self.found.push(Fault { kind, file, policy, path: path.to_owned(), edits });
    }

    /// The same of one edit.
    fn edit(&mut self, path: &str, edit: Option<Edit>) {
        self.add(path, edit.map(|it| vec![it]));
    }
}

/// Every slip of a kind that can be made in some policies.
fn all(kind: FaultKind, policies: &[Policy<'_>], world: &World) -> Vec<Fault> {
    let mut res = Vec::new();
    for (number, policy) in policies.iter().enumerate() {
        let mut finder = Finder { policy, world, number, kind, found: Vec::new() };
        kind.find(&mut finder);
        res.append(&mut finder.found);
    }
    res
}

#[cfg(test)]
mod tests;
