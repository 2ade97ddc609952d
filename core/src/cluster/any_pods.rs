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
        let is_any = matches!(it, AnyNamespace::Any(_));
        self.namespaces.push(Namespace { name, labels: LabelSet::new(labels), location: None, is_any })
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

#[cfg(test)]
mod tests {
    use crate::api::Analysis;
    use crate::options::{AnyNamespace, AnyPod, Options};
    use crate::testing::{short_with, why};

    const CLUSTER: &str = "
ns shop team=blue
pod shop/web app=web
np shop/web {podSelector: {matchLabels: {app: web}}, ingress: [
 {from: [{podSelector: {}}], ports: [{port: 1}]},
 {from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 2}]},
 {from: [{namespaceSelector: {matchLabels: {team: blue}}}], ports: [{port: 3}]},
 {from: [{namespaceSelector: {}}], ports: [{port: 4}]},
 {from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}], ports: [{port: 5}]}]}
np shop/new {podSelector: {matchLabels: {app: new}}, policyTypes: [Egress]}";

    fn ask(pods: &[AnyPod]) -> Analysis {
        short_with(CLUSTER, &Options { any_pods: pods.to_vec(), ..Options::default() })
    }

    /// Which ports are certainly allowed, and which perhaps, to the pod of the cluster.
    fn ports(pod: &AnyPod) -> (String, String) {
        let analysis = ask(std::slice::from_ref(pod));
        let from = analysis.endpoint_index(&pod.id()).unwrap();
        let to = analysis.endpoint_index("shop/web").unwrap();
        let cell = analysis.model().reachability(from, to).unwrap();
        (cell.allowed.to_string(), cell.possible.to_string())
    }

    fn labels(all: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
        all.iter().map(|it| (it.0.to_owned(), it.1.map(str::to_owned))).collect()
    }

    #[test]
    fn what_is_certain_holds_for_every_pod_and_what_is_possible_for_one() {
        let of = |namespace: AnyNamespace, pod: &[_]| ports(&AnyPod { namespace, labels: labels(pod) });
        let both = |it: &str| (it.to_owned(), it.to_owned());
        let any = |it: &[_]| AnyNamespace::Any(labels(it));
        let shop = || AnyNamespace::Named("shop".to_owned());
        // A pod of this namespace with `app: new` may send nothing, so nothing is certain.
        assert_eq!(of(shop(), &[]), (String::new(), "TCP 1-5".to_owned()));
        assert_eq!(of(shop(), &[("app", Some("api"))]), both("TCP 1-4"));
        assert_eq!(of(shop(), &[("app", None)]), both("TCP 1,3-5"));
        assert_eq!(of(shop(), &[("app", Some("new"))]), both(""));
        assert_eq!(of(any(&[]), &[("app", None)]), ("TCP 4-5".to_owned(), "TCP 1,3-5".to_owned()));
        assert_eq!(
            of(any(&[("team", Some("blue"))]), &[("app", None)]),
            ("TCP 3-5".to_owned(), "TCP 1,3-5".to_owned())
        );
        // A policy that is bound to its namespace may select it: it may be there.
        assert_eq!(of(any(&[]), &[("app", Some("new"))]), (String::new(), "TCP 1,3-4".to_owned()));
        let elsewhere = AnyNamespace::Named("not-there".to_owned());
        assert_eq!(of(elsewhere, &[("app", None)]), ("TCP 4-5".to_owned(), "TCP 3-5".to_owned()));
    }

    #[test]
    fn any_pod_is_no_row_and_no_backend_and_two_of_it_are_two_pods() {
        let before = ask(&[]);
        let after = ask(&[AnyPod::anywhere(), AnyPod::anywhere()]);
        assert_eq!(before.endpoints(), after.endpoints());
        assert_eq!(before.counts().allowed_pairs, after.counts().allowed_pairs);
        assert_eq!(before.audit(), after.audit());
        let it = after.endpoint_index("any pod").unwrap();
        assert!(after.cell(it, it, crate::probe::Probe::Any).is_some());
        assert_eq!(after.endpoint_index("any pod of shop"), None);
    }

    #[test]
    fn why_says_that_it_may_be_any_pod() {
        let analysis = ask(&[AnyPod::anywhere()]);
        let text = why(&analysis, "any pod", "shop/web", "TCP 3");
        assert!(text.contains("may have `team` with any value, or lack it"), "{text}");
        let text = why(&analysis, "any pod", "shop/web", "TCP 1");
        assert!(text.contains("it may be in the policy's own namespace, `shop`"), "{text}");
    }
}
