//! Items about isolation, about policies that do nothing, and about DNS.

use super::{AuditItemView, AuditKind, Words};
use crate::audit::{Found, Isolated, NamespaceAudit, Resolves, Selection};
use crate::policy::Direction;
use crate::tri::Tri;

type Items = Vec<(AuditKind, AuditItemView)>;

impl Words<'_> {
    pub(super) fn isolation(&self) -> Items {
        let mut res = Vec::new();
        for it in &self.audit.namespaces {
            for (direction, kind) in [
                (Direction::Ingress, AuditKind::NoDefaultDenyIngress),
                (Direction::Egress, AuditKind::NoDefaultDenyEgress),
            ] {
                let own = it.by_direction.get(direction);
                // A namespace whose pods are all in their nodes' networks has nothing that a policy could deny.
                if own.default_deny != Tri::Yes && it.pods > 0 {
                    res.push((kind, self.without_default_deny(it, direction, own)));
                }
            }
            let count = |it: &Isolated| match it.perhaps {
                0 => it.pods.to_string(),
                perhaps => format!("{} (perhaps {perhaps} more)", it.pods),
            };
            let (ingress, egress) = (&it.by_direction.ingress, &it.by_direction.egress);
            let mut sentence = format!(
                "of {} pods, isolated for ingress {}, for egress {}, for neither {}",
                it.pods,
                count(ingress),
                count(egress),
                it.neither
            );
            if it.host_network > 0 {
                sentence += &format!("; {} in the host network", it.host_network);
            }
            let item = AuditItemView {
                pods: it.pods - it.neither.min(it.pods),
                certain: ingress.perhaps == 0 && egress.perhaps == 0,
                sentence,
                ..self.namespace(it)
            };
            res.push((AuditKind::Isolation, item));
        }
        res
    }

    fn namespace(&self, it: &NamespaceAudit) -> AuditItemView {
        let namespace = self.model.cluster.namespaces.at(it.namespace);
        AuditItemView {
            id: namespace.name.clone(),
            kind: "Namespace".to_owned(),
            of: it.pods.saturating_add(it.host_network),
            place: namespace.location.and_then(|it| self.model.places.place(it)),
            ..AuditItemView::empty()
        }
    }

    fn without_default_deny(
        &self,
        it: &NamespaceAudit,
        direction: Direction,
        own: &Isolated,
    ) -> AuditItemView {
        let open = it.pods.saturating_sub(own.pods).saturating_sub(own.perhaps);
        let direction_word = direction.as_str();
        let mut sentence = match open {
            0 => format!(
                "policies isolate all its pods for {direction_word}, but none is a default deny: each selects some pods only, or allows everything"
            ),
            1 => format!("1 of {} pods is not isolated for {direction_word}", it.pods),
            _ => format!("{open} of {} pods are not isolated for {direction_word}", it.pods),
        };
        if let Some(by) = own.by {
            sentence += &format!("; {} perhaps isolates all", self.model.policy_name(by));
        }
        let internet = self.internet.first().zip(own.open);
        let cell = internet.and_then(|(&internet, pod)| match direction {
            Direction::Ingress => self.cell(internet, pod),
            Direction::Egress => self.cell(pod, internet),
        });
        AuditItemView {
            pods: open,
            certain: own.default_deny == Tri::No,
            sentence,
            cells: cell.into_iter().collect(),
            ..self.namespace(it)
        }
    }

    pub(super) fn selection(&self) -> Items {
        let item = |it: &Found<Selection>| {
            let item = self.item(it);
            let outside = self.internet.first();
            let cells = outside.map(|outside| [self.cell(*outside, it.first), self.cell(it.first, *outside)]);
            let cells = cells.into_iter().flatten().flatten().collect();
            match it.what {
                Selection::None => (AuditKind::NotSelected, AuditItemView { cells, ..item }),
                Selection::HostNetwork => (AuditKind::HostNetwork, AuditItemView { cells, ..item }),
                Selection::Perhaps => {
                    let sentence =
                        "whether a policy selects it depends on what is not in the input".to_owned();
                    (AuditKind::NotSelected, AuditItemView { certain: false, sentence, cells, ..item })
                }
            }
        };
        self.audit.selection.iter().map(item).collect()
    }

    pub(super) fn idle(&self) -> Items {
        let policies = &self.model.policies;
        let policy = |id| {
            let it = policies.policies.at(id);
            AuditItemView {
                id: it.id.clone(),
                kind: it.kind.as_str().to_owned(),
                place: self.model.places.place(it.location),
                ..AuditItemView::empty()
            }
        };
        let mut res = Vec::new();
        for it in &self.audit.idle_policies {
            res.push((AuditKind::SelectsNothing, policy(it.0)));
        }
        for it in &self.audit.idle_peers {
            let rule = policies.rule(it.rule);
            let item = AuditItemView {
                sentence: format!("peer {} of {} is no pod of the input", it.peer + 1, it.rule.words()),
                place: rule.and_then(|it| self.model.places.place(it.location)),
                ..policy(it.rule.policy)
            };
            res.push((AuditKind::MatchesNothing, item));
        }
        res
    }

    pub(super) fn dns(&self) -> Items {
        let dns = &self.audit.dns;
        let service = dns.services.first().and_then(|it| self.model.cluster.services.get(*it));
        let through = service.map_or_else(String::new, crate::cluster::ServiceBody::id);
        let Some(&server) = dns.servers.first() else {
            let words = "who can use DNS: the input has no DNS server, that is, no pods behind a Service with port \
                         UDP 53 in kube-system";
            let is_asked = !self.audit.workloads.is_empty();
            return is_asked.then(|| (AuditKind::Undecided, self.whole(words))).into_iter().collect();
        };
        let item = |it: &Found<Resolves>| {
            let (kind, certain, sentence) = match it.what {
                Resolves::Yes => (AuditKind::UsesDns, true, ""),
                Resolves::Partly => (AuditKind::NoDns, true, "reaches some of the servers, and others not"),
                Resolves::No => (AuditKind::NoDns, true, ""),
                Resolves::Undecided => (AuditKind::Undecided, false, "whether it can use DNS"),
            };
            let cells = self.cell(it.first, server).into_iter().collect();
            let (sentence, through) = (sentence.to_owned(), through.clone());
            (kind, AuditItemView { certain, sentence, through, cells, ports: String::new(), ..self.item(it) })
        };
        dns.found.iter().map(item).collect()
    }
}
