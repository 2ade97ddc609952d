use super::super::testing::*;
use crate::kind::read::document::read_document;
use crate::options::Options;

#[test]
fn the_hints_name_the_usual_misplacements() {
    let in_rule = |kind, side: &str, peer: &str, ports: &str| rule(kind, side, peer, ports);
    for (text, hint) in [
        (policy(ADMIN, "podSelector: {}"), "chosen under `subject`"),
        (policy(ADMIN, "policyTypes: [Ingress]"), "no such field"),
        (policy(CLUSTER, "order: 1"), "did you mean `priority`?"),
        (policy(ADMIN, "tier: Admin"), "the kind is the tier"),
        (policy(BASELINE, "priority: 1"), "hence no priority"),
        (policy(ADMIN, "ingres: []"), "did you mean `ingress`?"),
        (policy(ADMIN, "foo: []"), "known here: `priority`, `subject`, `ingress`, `egress`"),
        (policy(ADMIN, "ingress: [{action: Deny, from: [], protocols: []}]"), "calls it `ports`"),
        (policy(CLUSTER, "ingress: [{action: Deny, from: [], ports: []}]"), "calls it `protocols`"),
        (policy(ADMIN, "ingress: [{action: Deny, to: []}]"), "did you mean `from`? `to` belongs to egress"),
        (policy(ADMIN, "ingress: [{action: Deny, namespaces: {}}]"), "entries of a list"),
        (
            policy(ADMIN, "ingress: [{action: Accept, from: [{namespaces: {}}]}]"),
            "the other generation of this API: write `Allow`",
        ),
        (
            policy(CLUSTER, "ingress: [{action: Allow, from: [{namespaces: {}}]}]"),
            "the other generation of this API: write `Accept`",
        ),
        (policy(CLUSTER, "ingress: [{action: allow, from: [{namespaces: {}}]}]"), "write `Accept`"),
        (policy(CLUSTER, "ingress: [{action: deny, from: [{namespaces: {}}]}]"), "write `Deny`"),
        (policy(BASELINE, "ingress: [{action: Pass, from: [{namespaces: {}}]}]"), "write `Allow`"),
        (in_rule(ADMIN, "egress", "{ipBlock: {cidr: 10.0.0.0/8}}", ""), "write `networks: ["),
        (in_rule(ADMIN, "ingress", "{ipBlock: {cidr: 10.0.0.0/8}}", ""), "only egress rules"),
        (in_rule(ADMIN, "ingress", "{podSelector: {}}", ""), "write `pods: {"),
        (in_rule(ADMIN, "ingress", "{namespaceSelector: {}}", ""), "write `namespaces: {…}`"),
        (in_rule(ADMIN, "ingress", "{namespaces: {namespaceSelector: {}}}", ""), "write the selector itself"),
        (in_rule(ADMIN, "ingress", "{namespaces: {app: web}}", ""), "put it under `matchLabels`"),
        (in_rule(ADMIN, "ingress", "{namespaces: {podSelector: {}}}", ""), "use `pods`"),
        (in_rule(ADMIN, "ingress", "{namespaces: {}, ports: []}", ""), "indent it less"),
        (in_rule(ADMIN, "ingress", "{namespaces: {}}", "[{port: 80}]"), "write `portNumber: {"),
        (in_rule(ADMIN, "ingress", "{namespaces: {}}", "[{tcp: {}}]"), "v1alpha1 writes"),
        (in_rule(CLUSTER, "ingress", "{namespaces: {}}", "[{portNumber: {port: 80}}]"), "v1alpha2 writes"),
        (in_rule(CLUSTER, "ingress", "{namespaces: {}}", "[{namedPort: web}]"), "`destinationNamedPort`"),
        (in_rule(CLUSTER, "ingress", "{namespaces: {}}", "[{TCP: {}}]"), "small letters"),
        (in_rule(CLUSTER, "ingress", "{namespaces: {}}", "[{tcp: {number: 80}}]"), "under `destinationPort`"),
        (in_rule(CLUSTER, "ingress", "{namespaces: {}}", "[{tcp: {}}]"), "for all ports write"),
        (in_rule(CLUSTER, "egress", "{networks: [10.0.0.1]}", ""), "10.0.0.1/32"),
        (in_rule(CLUSTER, "egress", "{namespaces: }", ""), "`namespaces` is blank"),
        (in_rule(ADMIN, "ingress", "{pods: {podSelector: {}}}", ""), "write `namespaceSelector: {}`"),
        (policy(ADMIN, "").replace("priority: 10", "priority: '10'"), "without quotes"),
        (policy(ADMIN, "ingress: {}"), "begin each of its entries with a dash"),
        (policy(ADMIN, "ingress: [null]"), "delete it"),
        (policy(ADMIN, "").replace("spec:", "subject: {}\nspec:"), "put it under `spec`"),
    ] {
        let read = read_document(&text, &Options::default(), crate::kind::Readers::ALL);
        let help = &read.objects[0].diagnostics[0].help;
        assert!(help.contains(hint), "{text}: {:?}", read.objects[0].diagnostics[0]);
    }
}
