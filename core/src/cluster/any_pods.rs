//! Pods that stand for any pod: ends of questions, and no rows.

use super::hidden;
use super::labels::{LabelSet, LabelValue};
use super::{Body, Cluster, Endpoint, Namespace};
use crate::ids::{NamespaceId, Symbol};
use crate::kind::NAME_LABEL;
use crate::options::{AnyNamespace, AnyPod};

/// The keys of labels that policies ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedKeys {
    /// Of pods.
    pub(crate) pods: Vec<Symbol>,
    /// Of namespaces.
    pub(crate) namespaces: Vec<Symbol>,
}

/// Labels as callers give them.
type Given = [(String, Option<String>)];

impl Cluster {
    /// Adds them. Only labels that some policy asks for can make a difference.
    pub(crate) fn add_any_pods(&mut self, all: &[AnyPod], keys: &AskedKeys) {
        for it in all {
            if self.endpoint(&it.id()).is_some() {
                continue;
            }
            let namespace = self.any_namespace(&it.namespace, keys);
            let labels = self.any_labels(&it.labels, &keys.pods);
            let (id, mut body) = (it.id(), hidden::pod(namespace, LabelSet::new(labels)));
            if let Body::Pod(pod) = &mut body {
                // To itself it is two pods.
                pod.replicas = 2;
            }
            self.add_asked(Endpoint { name: id.clone(), id, body });
        }
    }

    fn any_namespace(&mut self, it: &AnyNamespace, keys: &AskedKeys) -> NamespaceId {
        let (name, given) = match it {
            AnyNamespace::Named(name) => match self.namespace(name) {
                Some(it) => return it,
                None => (name.clone(), &[][..]),
            },
            AnyNamespace::Any(given) => ("any namespace".to_owned(), given.as_slice()),
        };
        let mut labels = self.any_labels(given, &keys.namespaces);
        // Every namespace has this label.
        let own = match it {
            AnyNamespace::Named(_) => self.name_label(&name),
            AnyNamespace::Any(_) => (self.strings.intern(NAME_LABEL), LabelValue::Unknown),
        };
        let is_given = given.iter().any(|it| it.0 == NAME_LABEL);
        labels.insert(if is_given { labels.len() } else { 0 }, own);
        self.namespaces.push(Namespace { name, labels: LabelSet::new(labels), location: None })
    }

    /// What is given, and all else open. Of a key that comes twice the first counts.
    fn any_labels(&mut self, given: &Given, keys: &[Symbol]) -> Vec<(Symbol, LabelValue)> {
        let known = |it: &mut super::Interner, (key, value): &(String, Option<String>)| {
            Some((it.intern(key), LabelValue::Known(it.intern(value.as_ref()?))))
        };
        let mut res: Vec<_> = given.iter().filter_map(|it| known(&mut self.strings, it)).collect();
        let absent: Vec<Symbol> =
            given.iter().filter(|it| it.1.is_none()).map(|it| self.strings.intern(&it.0)).collect();
        let open = keys.iter().filter(|it| !absent.contains(it));
        res.extend(open.map(|it| (*it, LabelValue::Anything)));
        res
    }
}
