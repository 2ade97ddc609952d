//! Connections to addresses of both families, of nothing, and of sidecars.

use super::evaluate;
use crate::source::SourceFile;
use crate::terminal::Terminal;

const CLUSTER: &str = "
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec: {containers: [{name: c, image: nicolaka/netshoot}]}
---
apiVersion: v1
kind: Pod
metadata: {name: six, namespace: shop, labels: {app: six}}
spec: {containers: [{name: c, image: private/six, ports: [{containerPort: 80}]}]}
status: {podIP: 10.244.9.9, podIPs: [{ip: 10.244.9.9}, {ip: 'fd00::9'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: mesh, namespace: shop, labels: {app: mesh}}
spec:
  initContainers:
  - {name: proxy, image: private/proxy, restartPolicy: Always, ports: [{name: proxy, containerPort: 15001}]}
  - {name: once, image: private/once, ports: [{containerPort: 15002}]}
  containers: [{name: c, image: private/app, ports: [{containerPort: 8080}]}]
status: {podIP: 10.244.9.10}
---
apiVersion: v1
kind: Service
metadata: {name: proxy, namespace: shop}
spec: {selector: {app: mesh}, ports: [{port: 80, targetPort: proxy}]}
---
apiVersion: v1
kind: Service
metadata: {name: far, namespace: shop}
spec: {ports: [{port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: far-1, namespace: shop, labels: {kubernetes.io/service-name: far}}
addressType: IPv4
ports: [{port: 8443}]
endpoints: [{addresses: [203.0.113.7]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: client-out, namespace: shop}
spec:
  podSelector: {matchLabels: {app: client}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app: mesh}}}]}, {ports: [{port: 53, protocol: UDP}]}]
";

#[track_caller]
fn ends(program: &str, expected: &str, reason: &str) {
    let mut terminal = Terminal::new(&[SourceFile::new("shop.yaml", CLUSTER)]);
    let output = terminal.run(&format!("kubectl exec -n shop client -- {program}"), &evaluate);
    let why: Vec<&str> = output.reasons.iter().map(|it| it.text.as_str()).collect();
    assert!(output.text().contains(expected), "{program}\n{}\n{why:?}", output.text());
    assert!(reason.is_empty() || why.iter().any(|it| it.contains(reason)), "{program}: {why:?}");
}

#[test]
fn an_address_of_the_other_family_is_that_of_its_pod() {
    ends("nc -zv -w 2 10.244.9.9 80", "timed out", "denied by policy shop/client-out");
    ends("nc -zv -w 2 fd00::9 80", "timed out", "shop/client to shop/six");
}

#[test]
fn ports_of_sidecars_are_known() {
    ends("nc -zv -w 2 10.244.9.10 15001", "succeeded", "allowed");
    ends("nc -zv -w 2 10.244.9.10 15002", "refused", "no container of shop/mesh listens on 15002");
    ends("nc -zv -w 2 proxy 80", "succeeded", "Service shop/proxy port 80 is port 15001 of its pods");
}

#[test]
fn addresses_that_nothing_has_are_not_outside() {
    ends("nc -zv -w 2 10.244.77.7 80", "timed out", "10.244.77.7 is an address of pods, and none has it");
    ends("nc -zv -w 2 10.96.7.7 80", "timed out", "10.96.7.7 is an address of Services, and none has it");
}

#[test]
fn behind_a_service_without_selector_the_policy_is_named() {
    ends("nc -zv -w 2 far 443", "timed out", "denied by policy shop/client-out");
}

#[test]
fn a_port_that_is_none_is_refused_by_the_program() {
    ends("curl -sS http://proxy:99999", "curl: (3) URL rejected: Port number was not a decimal number", "");
    ends("nc -zv proxy 99999", "nc: port number too large: 99999", "");
}
