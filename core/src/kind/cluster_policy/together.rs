//! What is wrong with cluster-wide policies together.

use super::ClusterPolicyKind;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::{Manifest, Meta};

/// "No cluster serves both generations from one release" (L-56).
pub(in crate::kind) fn mixed_generations<'m>(
    manifests: impl Iterator<Item = &'m Manifest> + Clone,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let first = |is_cluster: bool| {
        let policies = manifests.clone().filter_map(Manifest::as_cluster_policy);
        policies.filter(|it| (it.kind == ClusterPolicyKind::Cluster) == is_cluster).map(|it| &it.meta).next()
    };
    let (Some(one), Some(other)) = (first(false), first(true)) else { return };
    let place = |it: &Meta| it.origin.locate(it.name.span);
    let message = "v1alpha1 and v1alpha2 policies together: no release of their API has both";
    diagnostics.push(Diagnostic {
        help: "write all of them as ClusterNetworkPolicy".to_owned(),
        location: Some(place(other)),
        related: vec![(place(one), "a policy of v1alpha1".to_owned())],
        ..Diagnostic::new(Severity::Info, Code::MixedGenerations, message)
    });
}
