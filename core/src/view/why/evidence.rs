//! What was compared with what, one line each.

mod addresses;
mod labels;

use crate::explain::{Explanation, PeerTest, PortTrial, RequirementTest, RuleTrial, Side};
use crate::ids::PolicyId;
use crate::kind::{Blank, LabelSelector, Manifest, PortMatch, WrittenPeer, WrittenPort, WrittenRule};
use crate::model::Model;
use crate::policy::{Action, Direction, RuleRef, Usable};
use crate::protocol::Protocol;
use crate::source::{Location, Span};
use crate::tri::Tri;
use crate::view::{Fragment, Sign, StepView};

pub(super) use labels::requirement;

use super::side::sign;

/// Where a policy says which pods it applies to, and its policy types where they are written.
pub(super) fn isolation(model: &Model, policy: PolicyId) -> (Location, Option<Location>) {
    let policy = model.policies.policies.at(policy);
    let locate = |it| policy.origin.locate(it);
    let subject = model.read.manifests.get(policy.manifest).and_then(Manifest::written_subject);
    let (subject, types) = subject.map_or((None, None), |it| (Some(locate(it.span)), it.types.map(locate)));
    (subject.unwrap_or(policy.location), types)
}

fn written_rule(model: &Model, it: RuleRef) -> Option<WrittenRule<'_>> {
    let manifest = model.policies.policies.at(it.policy).manifest;
    let egress = it.direction == Direction::Egress;
    model.read.manifests.get(manifest)?.written_rule(egress, it.index as usize)
}

/// Makes lines about one rule.
struct Lines<'a> {
    model: &'a Model,
    rule: RuleRef,
    lines: Vec<StepView>,
}

/// The evidence for one rule: the peer that matched or came nearest, then the port.
pub(super) fn lines(
    model: &Model,
    explanation: &Explanation,
    side: &Side,
    trial: &RuleTrial,
) -> Vec<StepView> {
    let Some(rule) = written_rule(model, trial.rule) else { return Vec::new() };
    let mut lines = Lines { model, rule: trial.rule, lines: Vec::new() };
    match model.policies.rule(trial.rule).map_or(Usable::Yes, |it| it.usable) {
        Usable::Yes => {
            lines.peers(side, trial, &rule);
            lines.ports(explanation, trial, &rule);
        }
        Usable::FailClosed => {
            let what = match trial.action {
                Action::Accept => "part of it is invalid (see Problems), so it matches nothing",
                Action::Deny | Action::Pass => {
                    "part of it is invalid (see Problems), so it denies everything"
                }
            };
            lines.push(trial.matches, rule.span, vec![plain(what)]);
        }
        Usable::Never => {
            let what = "host names count only in rules that allow, so this rule matches nothing";
            lines.push(Tri::No, rule.span, vec![plain(what)]);
        }
    }
    lines.lines
}

impl Lines<'_> {
    fn push(&mut self, holds: Tri, span: Span, text: Vec<Fragment>) {
        self.push_signed(sign(holds), span, text);
    }

    fn push_signed(&mut self, sign: Sign, span: Span, text: Vec<Fragment>) {
        let location = self.model.policies.policies.at(self.rule.policy).origin.locate(span);
        let place = self.model.places.place(location);
        self.lines.push(StepView { sign, text, place, children: Vec::new() });
    }

    fn peers(&mut self, side: &Side, trial: &RuleTrial, rule: &WrittenRule<'_>) {
        let (Some(trials), Some(peers)) = (&trial.peers, &rule.peers) else {
            let (field, who) = match self.rule.direction {
                Direction::Egress => ("to", "destination"),
                Direction::Ingress => ("from", "source"),
            };
            let text = vec![code(field), plain(format!(" is empty or missing: every {who} matches"))];
            return self.push(Tri::Yes, rule.span, text);
        };
        let index = trial.nearest_peer;
        let (Some(it), Some(&(span, peer))) = (trials.get(index), peers.get(index)) else { return };
        if trials.len() > 1 && it.matches == Tri::No {
            let text = vec![plain(format!(
                "none of its {} peers matches; the nearest is peer {}:",
                trials.len(),
                index + 1
            ))];
            self.push(Tri::No, span, text);
        }
        match (&it.how, peer) {
            (PeerTest::Pods { namespace, pod }, WrittenPeer::Pods { namespaces, pods, blank }) => {
                self.namespace(side, namespace, namespaces, (span, blank));
                self.selector(side, pod, pods, (span, blank));
            }
            (PeerTest::Pods { namespace, .. }, WrittenPeer::SameLabels(keys, same)) => {
                let keys: Vec<&str> = keys.iter().map(|it| it.value.as_str()).collect();
                let holds = namespace.as_ref().err().copied().unwrap_or_default();
                let text = vec![
                    plain(if holds { "the namespaces have " } else { "the namespaces do not have " }),
                    plain(if same { "the same values of " } else { "different values of " }),
                    code(keys.join(", ")),
                ];
                self.push(holds.into(), span, text);
            }
            (PeerTest::NoPod, _) => {
                let peer_name = self.model.title(side.peer);
                let why = match self.model.cluster.endpoints.at(side.peer).pod() {
                    Some(_) => {
                        " uses its node's network, and selectors match only pods with addresses of their own"
                    }
                    None if super::is_node(self.model, side.peer) => {
                        " is a node, and selectors match only pods"
                    }
                    None => " is outside the cluster, and selectors match only pods",
                };
                self.push(Tri::No, span, vec![code(peer_name), plain(why)]);
            }
            (PeerTest::Block(test), WrittenPeer::Block(block)) => {
                self.block(side, it.matches, *test, &block.cidr, &block.except);
            }
            (PeerTest::Networks(at, test), WrittenPeer::Networks(all)) => {
                if let Some(cidr) = all.get(*at) {
                    self.block(side, it.matches, *test, cidr, &[]);
                }
            }
            (PeerTest::Nodes(node), WrittenPeer::Nodes(selector)) => {
                self.nodes(side, it.matches, node.as_ref(), selector);
            }
            (PeerTest::DomainNames, WrittenPeer::DomainNames(names)) => {
                self.names(side, it.matches, names, span);
            }
            (
                PeerTest::Block(_)
                | PeerTest::Pods { .. }
                | PeerTest::Networks(..)
                | PeerTest::Nodes(_)
                | PeerTest::DomainNames,
                _,
            ) => {}
        }
    }

    fn namespace(
        &mut self,
        side: &Side,
        test: &Result<Vec<RequirementTest>, bool>,
        selector: Option<&LabelSelector>,
        (span, blank): (Span, Blank),
    ) {
        let cluster = &self.model.cluster;
        let Some(pod) = cluster.endpoints.at(side.peer).pod() else { return };
        let is_any = cluster.namespaces.at(pod.namespace).is_any;
        let name = cluster.namespaces.at(pod.namespace).name.clone();
        match test {
            Err(own) => {
                let policy = self.model.policies.policies.at(self.rule.policy).namespace;
                let policy = policy.map_or(String::new(), |it| cluster.namespaces.at(it).name.clone());
                let text = if is_any {
                    vec![plain("it may be in the policy's own namespace, "), code(policy)]
                } else if *own {
                    vec![plain("namespace "), code(name), plain(" is the policy's own")]
                } else {
                    let mut text = vec![
                        plain("namespace "),
                        code(name),
                        plain(" is not the policy's own, "),
                        code(policy),
                        plain(if blank.namespaces.is_some() { ", and " } else { ", and there is no " }),
                        code("namespaceSelector"),
                    ];
                    // To hear that it is not there sends its author to another line.
                    if blank.namespaces.is_some() {
                        text.extend([
                            plain(" is blank, which selects nothing: for every namespace write "),
                            code("{}"),
                        ]);
                    }
                    text
                };
                let holds = if is_any { Tri::Unknown } else { (*own).into() };
                self.push(holds, blank.namespaces.unwrap_or(span), text);
            }
            Ok(tests) if tests.is_empty() => {
                self.push(
                    Tri::Yes,
                    selector.map_or(span, |it| it.span),
                    vec![plain("every namespace matches")],
                );
            }
            Ok(tests) => {
                let what = format!("namespace {name}");
                self.requirements(side, &what, tests, selector);
            }
        }
    }

    fn selector(
        &mut self,
        side: &Side,
        tests: &[RequirementTest],
        selector: Option<&LabelSelector>,
        (span, blank): (Span, Blank),
    ) {
        match selector {
            None => {
                // No podSelector: all pods of those namespaces. It goes without saying.
                let Some(span) = blank.pods else { return };
                let text = vec![
                    code("podSelector"),
                    plain(" is blank, as if it were not there: every pod there matches"),
                ];
                self.push(Tri::Yes, span, text);
            }
            Some(it) if tests.is_empty() => {
                let span = if it.span.start == it.span.end { span } else { it.span };
                self.push(Tri::Yes, span, vec![plain("every pod there matches")]);
            }
            Some(_) => self.requirements(side, "pod", tests, selector),
        }
    }

    fn requirements(
        &mut self,
        side: &Side,
        what: &str,
        tests: &[RequirementTest],
        selector: Option<&LabelSelector>,
    ) {
        let written = selector.map(|it| it.requirements.as_slice()).unwrap_or_default();
        for (test, it) in tests.iter().zip(written) {
            let text = requirement(self.model, side.peer, what, *test, it);
            self.push(test.holds, it.span, text);
        }
    }

    fn ports(&mut self, explanation: &Explanation, trial: &RuleTrial, rule: &WrittenRule<'_>) {
        let (Some(trials), Some(entries)) = (&trial.ports, &rule.ports) else {
            let text = vec![code(rule.ports_key), plain(" is empty or missing: every port matches")];
            return self.push(Tri::Yes, rule.span, text);
        };
        let (Some(it), Some(entry)) = (trials.get(trial.nearest_port), entries.get(trial.nearest_port))
        else {
            return;
        };
        let Some(piece) = explanation.pieces.get(explanation.chosen) else { return };
        let asked = piece.ports.only().is_some() || explanation.probe != crate::probe::Probe::Any;
        let (protocol, port) = piece.sample;
        let flow = format!("{} {port}", protocol.as_str());
        let listed: Vec<String> = entries.iter().map(entry_text).collect();
        let listed = listed.join(", ");
        let text = match it {
            PortTrial::Match(None) => match (asked, entry.port) {
                (true, PortMatch::Any) => vec![
                    plain("every "),
                    code(entry.protocol.map_or("", Protocol::as_str)),
                    plain(" port is listed"),
                ],
                (true, _) if entry_text(entry) == flow => vec![code(flow), plain(" is listed")],
                (true, _) => vec![code(flow), plain(" is in "), code(entry_text(entry))],
                (false, _) => vec![code(entry_text(entry)), plain(" is listed")],
            },
            PortTrial::Match(Some(number)) => vec![
                code(entry_text(entry)),
                plain(" is "),
                code(format!("{} {number}", protocol.as_str())),
                plain(" on this destination"),
            ],
            PortTrial::Protocol | PortTrial::Number(_) if asked => {
                vec![code(flow), plain(" is not listed, only "), code(listed)]
            }
            PortTrial::Protocol | PortTrial::Number(_) => {
                vec![plain("only "), code(listed), plain(" is listed")]
            }
            PortTrial::NameWithoutPod => vec![
                code(entry_text(entry)),
                plain(" is the name of a container port, and the destination is not a pod that has any"),
            ],
            PortTrial::NameUnknown => {
                let mut text =
                    vec![plain("the destination declares no container port named "), code(name(entry))];
                if let Some(it) = self.model.port_name(explanation.destination, piece.sample) {
                    text.extend([plain("; it calls "), code(flow), plain(" "), code(it)]);
                }
                text
            }
            // Only what the rule itself demands is called wanted.
            PortTrial::NameProtocol(other) => vec![
                plain("the destination declares "),
                code(name(entry)),
                plain(match entry.protocol {
                    Some(wanted) => format!(" for {}, wanted {}", other.as_str(), wanted.as_str()),
                    None => format!(" for {} only, not for {}", other.as_str(), protocol.as_str()),
                }),
            ],
            PortTrial::NameNumber(number) => vec![
                code(name(entry)),
                plain(" is "),
                code(format!("{} {number}", protocol.as_str())),
                plain(if asked { " on this destination, not " } else { " on this destination" }),
                if asked { code(flow) } else { plain("") },
            ],
        };
        let numeric = matches!(it, PortTrial::Protocol | PortTrial::Number(_) | PortTrial::NameNumber(_));
        if numeric && !asked {
            return self.push_signed(Sign::Plain, entry.span, text);
        }
        let matches = matches!(it, PortTrial::Match(_)).into();
        self.push(matches, entry.span, text);
    }
}

fn plain(it: impl Into<String>) -> Fragment {
    Fragment::Text(it.into())
}

fn code(it: impl Into<String>) -> Fragment {
    Fragment::Code(it.into())
}

fn name(entry: &WrittenPort<'_>) -> String {
    match entry.port {
        PortMatch::Named(it) => it.clone(),
        PortMatch::Any | PortMatch::Range(..) => entry_text(entry),
    }
}

/// `TCP 8080`, `TCP 8000–8100`, `every UDP port`, `web (TCP)`.
fn entry_text(entry: &WrittenPort<'_>) -> String {
    let protocol = match (entry.protocol, entry.port) {
        (Some(it), _) => it.as_str(),
        (None, PortMatch::Named(it)) => return it.clone(),
        (None, PortMatch::Any | PortMatch::Range(..)) => "any protocol",
    };
    match entry.port {
        PortMatch::Any => format!("every {protocol} port"),
        PortMatch::Range(first, last) if first == last => format!("{protocol} {first}"),
        PortMatch::Range(first, last) => format!("{protocol} {first}–{last}"),
        PortMatch::Named(it) => format!("{it} ({protocol})"),
    }
}
