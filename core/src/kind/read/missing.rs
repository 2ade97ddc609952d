//! Policies that are in the input and take no part.

use std::sync::Arc;

use crate::kind::{Labels, PolicyKind};
use crate::source::Location;

/// A policy that is in the input and takes no part: it has an error, its kind is misspelt, or is not evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPolicy {
    /// Its kind, namespace and name; empty where it is no object that could be told.
    pub object: String,
    /// What was said of it where it is none. Shared: there may be a million of which the same is said.
    pub message: Arc<str>,
    /// The namespace of the pods that it may select, empty for the default one; `None`: any.
    pub namespace: Option<String>,
    /// Labels that such a pod has; empty where that is not known.
    pub selected: Labels,
    /// The policy in the text.
    pub location: Location,
}

/// A policy with an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedPolicy {
    /// Its kind.
    pub kind: PolicyKind,
    /// The namespace it would live in; empty for cluster-wide policies.
    pub namespace: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Its name in the text, or the whole object.
    pub location: Location,
}

impl MissingPolicy {
    /// One of which nothing is known: it may select any pod.
    pub(super) fn any(message: Arc<str>, location: Location) -> MissingPolicy {
        MissingPolicy {
            object: String::new(),
            message,
            namespace: None,
            selected: Labels::default(),
            location,
        }
    }
}
