//! Endpoints for tests.

use netpol_core::view::{EndpointKind, EndpointView};

pub(super) fn endpoint(group: &str, name: &str, details: &str) -> EndpointView {
    EndpointView {
        id: format!("{group}/{name}"),
        name: name.to_owned(),
        group: group.to_owned(),
        kind: EndpointKind::Pod,
        kind_name: "Pod",
        owner: None,
        ranges: Vec::new(),
        node: None,
        details: details.to_owned(),
        is_stand_in: false,
        is_missing_a_policy: false,
        is_node: false,
        replicas: 1,
    }
}
