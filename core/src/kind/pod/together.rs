//! What is wrong with pods together.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::hash::HashMap;
use crate::kind::Manifest;
use crate::kind::read::assemble::label;

/// "Several pods may not share an IP unless they are host-network or finished".
pub(in crate::kind) fn shared_addresses<'m>(
    manifests: impl Iterator<Item = &'m Manifest>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut owners = HashMap::default();
    for it in manifests {
        let Some(pod) = it.as_pod() else { continue };
        if pod.finished || pod.spec.host_network {
            continue;
        }
        for address in &pod.addresses {
            let Some(first) = owners.insert(address, pod) else { continue };
            let object = label("Pod", &pod.meta.namespace, &pod.meta.name.value);
            let other = label("Pod", &first.meta.namespace, &first.meta.name.value);
            let message = format!("{object} and {other} both have the address {address}");
            diagnostics.push(Diagnostic {
                field: "status.podIP".to_owned(),
                object,
                location: Some(pod.meta.origin.locate(pod.meta.name.span)),
                related: vec![(first.meta.origin.locate(first.meta.name.span), "the other pod".to_owned())],
                ..Diagnostic::new(Severity::Warning, Code::SharedAddress, message)
            });
        }
    }
}
