//! Policies that are in the input and take no part.

use std::sync::Arc;

use crate::kind::{Labels, PolicyKind};
use crate::source::Location;

/// A policy that is in the input and takes no part: it has an error, its kind is misspelt, or is not evaluated. Small: there
/// may be a million texts of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPolicy {
    what: What,
    /// The policy in the text.
    pub location: Location,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// What was said of a text that is no object that could be told. Shared by all of which the same is said.
    Unread(Arc<str>),
    Object(Box<MissingObject>),
}

/// What is known of an object that is a policy and takes no part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MissingObject {
    /// Its kind, namespace and name.
    pub(super) title: String,
    /// The namespace of the pods that it may select, empty for the default one; `None`: any.
    pub(super) namespace: Option<String>,
    /// Labels that such a pod has; empty where that is not known.
    pub(super) selected: Labels,
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
        MissingPolicy { what: What::Unread(message), location }
    }

    /// One of which that is known.
    pub(super) fn object(it: MissingObject, location: Location) -> MissingPolicy {
        MissingPolicy { what: What::Object(Box::new(it)), location }
    }

    /// Its kind, namespace and name; empty where it is no object that could be told.
    pub fn title(&self) -> &str {
        self.known().map_or("", |it| &it.title)
    }

    /// What was said of it where it is none.
    pub fn message(&self) -> Option<&Arc<str>> {
        match &self.what {
            What::Unread(it) => Some(it),
            What::Object(_) => None,
        }
    }

    /// The namespace of the pods that it may select, empty for the default one; `None`: any.
    pub fn namespace(&self) -> Option<&str> {
        self.known().and_then(|it| it.namespace.as_deref())
    }

    /// Labels that such a pod has; empty where that is not known.
    pub fn selected(&self) -> &[(String, String)] {
        self.known().map_or(&[], |it| &it.selected)
    }

    fn known(&self) -> Option<&MissingObject> {
        match &self.what {
            What::Unread(_) => None,
            What::Object(it) => Some(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_of_them_are_small() {
        assert!(size_of::<MissingPolicy>() <= 32, "{}", size_of::<MissingPolicy>());
    }
}
