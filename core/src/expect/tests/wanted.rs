//! Connections that the manifests ask for, written as expectations.

use super::{analysis, yaml};
use crate::api::ExpectedState;

const APPS: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: x
          env:
            - {name: API_URL, value: 'http://api/'}
            - {name: GONE_URL, value: 'http://gone.shop.svc/'}
            - {name: DNS_HOST, value: 'names.shop.svc:53'}
          livenessProbe: {httpGet: {port: 80}}
---
";

const REST: &str = "
pod shop/api app=api
svc shop/api {selector: {app: api}, ports: [{port: 80}]}
svc shop/names {selector: {app: api}, ports: [{port: 53, protocol: TCP}]}
np shop/api {podSelector: {matchLabels: {app: api}}, ingress: []}
";

#[test]
fn a_connection_that_would_break_is_expected_to_be_allowed() {
    let cluster = format!("{APPS}{}", yaml(REST));
    let found = analysis(&[("all.yaml", &cluster)]);
    let needs = found.needs();
    let mut written = Vec::new();
    for it in &needs.needs {
        let line = found.expect_need(it);
        assert_eq!(line.is_ok(), it.can_be_expected, "{it:?}: {line:?}");
        written.extend(line);
    }
    written.sort();
    assert_eq!(
        written,
        [
            "# expect shop/web -> svc:shop/api:80: allowed\n",
            "# expect shop/web -> svc:shop/names:53: allowed\n",
        ]
    );
    // It is denied now, so the expectation fails; and it passes once a policy lets it in.
    let state = |cluster: &str| {
        let expected = analysis(&[("all.yaml", cluster), ("expectations.yaml", &written[0])]);
        expected.expectations().state(0)
    };
    assert_eq!(state(&cluster), Some(ExpectedState::Failed));
    assert_eq!(state(&cluster.replace("ingress: []", "ingress: [{}]")), Some(ExpectedState::Passed));
}
