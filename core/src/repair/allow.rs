//! What may open one direction of a flow.

use std::net::IpAddr;

use super::candidate::Candidate;
use super::peers::{peer, telling};
use super::{Goal, trial};
use crate::cluster::LabelValue;
use crate::diagnostic::Edit;
use crate::edit::{Written, Yaml, new_document};
use crate::explain::{Because, PeerTrial, PortTrial, RequirementTest, RuleTrial, Side};
use crate::ids::{EndpointId, PolicyId};
use crate::kind::{LabelSelector, Operator, Requirement, WrittenPeer};
use crate::model::Model;
use crate::policy::{Direction, Tier, parts};
use crate::source::{FileId, Location, Span};
use crate::tri::Tri;
use crate::words;

/// So many rules that nearly match are looked at, and so many policies that a rule may be added to.
const RULES: usize = 4;
const POLICIES: usize = 2;

/// Candidates for one direction, likely ones first.
pub(super) fn candidates(model: &Model, goal: &Goal, side: &Side) -> Vec<Candidate> {
    let side = Opening { model, goal, side };
    let is_one = |it: &&RuleTrial| model.policies.tier(it.rule.policy) == Tier::NetworkPolicy;
    let mut res: Vec<Candidate> =
        side.side.misses.iter().filter(is_one).take(RULES).flat_map(|it| side.nearly(it)).collect();
    let isolating = side.side.isolating.iter().filter(|it| it.1 == Tri::Yes);
    res.extend(isolating.take(POLICIES).filter_map(|it| side.new_rule(it.0)));
    res.extend(side.new_policy());
    res
}

/// A direction that is to be opened.
struct Opening<'m> {
    model: &'m Model,
    goal: &'m Goal,
    side: &'m Side,
}

impl<'m> Opening<'m> {
    fn namespace(&self) -> Option<&'m str> {
        let pod = self.model.cluster.endpoints.get(self.side.subject)?.pod()?;
        Some(&self.model.cluster.namespaces.at(pod.namespace).name)
    }

    fn written(&self, policy: PolicyId) -> Option<(&'m str, Written<'m>)> {
        let policy = self.model.policies.policies.get(policy)?;
        Some((&policy.id, Written::of(&self.model.places, policy.location)?))
    }

    fn port_words(&self) -> String {
        format!("{} {}", self.goal.port.0.as_str(), self.goal.port.1)
    }

    /// What a rule lacks that nearly matches.
    fn nearly(&self, it: &RuleTrial) -> Vec<Candidate> {
        let Some((id, written)) = self.written(it.rule.policy) else { return Vec::new() };
        let (path, rule) = (it.rule.path(), Rule { it, written: &written, id });
        let peer_matches = it.peers.as_ref().is_none_or(|all| all.iter().any(|it| it.matches == Tri::Yes));
        match (peer_matches, it.port_matches()) {
            (true, false) => self.other_port(&rule, &path),
            (false, true) => self.other_peer(&rule, &path),
            (true, true) | (false, false) => Vec::new(),
        }
    }

    fn other_port(&self, rule: &Rule<'_>, path: &str) -> Vec<Candidate> {
        let Rule { it, written, id } = rule;
        let port = self.port_words();
        let more = written.append(&format!("{path}.ports"), &parts::port(self.goal.port)).map(|edit| {
            Candidate::new(format!("add {port} to the ports of {} of {id}", it.rule.words()), vec![edit])
        });
        // Another number of the same protocol: a number that was meant otherwise.
        let nearest = it.ports.as_ref().and_then(|all| all.get(it.nearest_port));
        let entry = format!("{path}.ports[{}]", it.nearest_port);
        let instead =
            matches!(nearest, Some(PortTrial::Number(_) | PortTrial::NameNumber(_) | PortTrial::NameUnknown))
                .then(|| written.at(&format!("{entry}.endPort")).is_none())
                .filter(|is_single| *is_single)
                .and_then(|_| {
                    written.set(&format!("{entry}.port"), &Yaml::Number(i64::from(self.goal.port.1)))
                });
        let number = self.goal.port.1;
        let instead = instead.map(|edit| {
            Candidate::new(format!("write {number} in {} of {id}", words::place(&entry)), vec![edit])
        });
        more.into_iter().chain(instead).collect()
    }

    fn other_peer(&self, rule: &Rule<'_>, path: &str) -> Vec<Candidate> {
        let Rule { it, written, id } = rule;
        let mut res = Vec::new();
        let list = format!("{path}.{}", self.side.direction.peers_key());
        let near = it.peers.as_ref().and_then(|all| all.get(it.nearest_peer));
        if let Some(near) = near {
            res.extend(self.one_requirement(rule, &format!("{list}[{}]", it.nearest_peer), near));
        }
        let peer = self.namespace().and_then(|own| peer(self.model, self.side.peer, own));
        if let Some((peer, words)) = peer
            && let Some(edit) = written.append(&list, &peer)
        {
            res.push(Candidate::new(format!("admit {words} in {} of {id}", it.rule.words()), vec![edit]));
        }
        res
    }

    /// Where one requirement keeps a peer from matching: other words in the selector, or a label on what it misses.
    fn one_requirement(&self, rule: &Rule<'_>, path: &str, near: &PeerTrial) -> Vec<Candidate> {
        let Because::Pods { namespace, pod } = &near.how else { return Vec::new() };
        let own: &[RequirementTest] = namespace.as_deref().unwrap_or_default();
        if namespace == &Err(false) {
            return self.another_namespace(rule, path, pod);
        }
        let failing = |tests: &[RequirementTest]| -> Vec<usize> {
            tests.iter().enumerate().filter(|it| it.1.holds != Tri::Yes).map(|it| it.0).collect()
        };
        let (key, at, test, is_namespace) = match (failing(own).as_slice(), failing(pod).as_slice()) {
            (&[at], []) => ("namespaceSelector", at, own.get(at), true),
            ([], &[at]) => ("podSelector", at, pod.get(at), false),
            _ => return Vec::new(),
        };
        let Some((test, requirement)) = test.zip(self.requirement(rule.it, is_namespace, at)) else {
            return Vec::new();
        };
        let selector = format!("{path}.{key}");
        let in_selector = self.selector_edit(rule, &selector, &requirement, test);
        let labelled = self.label(&requirement, is_namespace);
        in_selector.into_iter().chain(labelled).collect()
    }

    /// The requirement that a test is of.
    fn requirement(&self, it: &RuleTrial, is_namespace: bool, at: usize) -> Option<Requirement> {
        let policy = self.model.policies.policies.get(it.rule.policy)?;
        let manifest = self.model.cluster.manifests.get(policy.manifest)?;
        let egress = it.rule.direction == Direction::Egress;
        let rule = manifest.written_rule(egress, it.rule.index as usize)?;
        let (_, WrittenPeer::Pods { namespaces, pods, .. }) = rule.peers?.into_iter().nth(it.nearest_peer)?
        else {
            return None;
        };
        let selector: Option<&LabelSelector> = if is_namespace { namespaces } else { pods };
        selector?.requirements.get(at).cloned()
    }

    /// The value that the other end has, in the place of the one that the selector wants.
    fn selector_edit(
        &self,
        rule: &Rule<'_>,
        selector: &str,
        requirement: &Requirement,
        test: &RequirementTest,
    ) -> Option<Candidate> {
        let Some(LabelValue::Known(value)) = test.actual else { return None };
        let value = self.model.cluster.strings.text(value);
        let Requirement { key, operator, .. } = requirement;
        let (path, edit) = match operator {
            Operator::Equals => {
                let path = format!("{selector}.matchLabels[{key}]");
                let edit = rule.written.set(&path, &Yaml::text(value))?;
                (path, edit)
            }
            Operator::In => {
                let expressions = rule.written.at(&format!("{selector}.matchExpressions"))?;
                let is_it = |it: &crate::yaml::Node<'static>| {
                    it.get("key").and_then(|it| it.as_str()) == Some(key)
                        && it.get("operator").and_then(|it| it.as_str()) == Some("In")
                };
                let nth = expressions.items().iter().position(is_it)?;
                let path = format!("{selector}.matchExpressions[{nth}].values");
                let edit = rule.written.append(&path, &Yaml::text(value))?;
                (path, edit)
            }
            Operator::NotIn | Operator::Exists | Operator::DoesNotExist => return None,
        };
        Some(Candidate::new(format!("write {value} in {} of {}", words::place(&path), rule.id), vec![edit]))
    }

    /// The label that the selector wants, on the pod or its namespace.
    fn label(&self, wanted: &Requirement, is_namespace: bool) -> Option<Candidate> {
        let value = match wanted.operator {
            Operator::Equals | Operator::In => wanted.values.first()?.as_str(),
            Operator::Exists => "true",
            Operator::NotIn | Operator::DoesNotExist => return None,
        };
        let pod = self.model.cluster.endpoints.get(self.side.peer)?.pod().filter(|it| !it.is_stand_in)?;
        let (name, place, path) = if is_namespace {
            let namespace = self.model.cluster.namespaces.at(pod.namespace);
            (format!("Namespace {}", namespace.name), namespace.location?, "metadata")
        } else {
            let manifest = self
                .model
                .read
                .manifests
                .iter()
                .find(|it| it.meta().origin.locate(it.meta().span) == pod.location)?;
            let meta = manifest.meta();
            let name = format!("{} {}/{}", manifest.kind_name(), meta.namespace, meta.name.value);
            let path = match manifest.kind_name() {
                "Pod" => "metadata",
                "CronJob" => "spec.jobTemplate.spec.template.metadata",
                _ => "spec.template.metadata",
            };
            (name, pod.location, path)
        };
        let written = Written::of(&self.model.places, place)?;
        let labels = format!("{path}.labels");
        let edit = match written.at(&labels) {
            // The label that is there tells others who the pod is.
            Some(all) if all.entry(&wanted.key).is_some() => return None,
            Some(_) => written.insert(&labels, &wanted.key, &Yaml::text(value)),
            None => written.insert(path, "labels", &Yaml::map([(wanted.key.clone(), Yaml::text(value))])),
        }?;
        Some(Candidate::new(format!("label {name} with {}={value}", wanted.key), vec![edit]))
    }

    /// The labels match, and the pod is in another namespace than the policy's own.
    fn another_namespace(&self, rule: &Rule<'_>, path: &str, pod: &[RequirementTest]) -> Vec<Candidate> {
        if pod.iter().any(|it| it.holds != Tri::Yes) {
            return Vec::new();
        }
        let Some(other) = self.model.cluster.endpoints.get(self.side.peer).and_then(|it| it.pod()) else {
            return Vec::new();
        };
        let name = &self.model.cluster.namespaces.at(other.namespace).name;
        let edit = rule.written.insert(path, "namespaceSelector", &parts::namespace(name));
        let title = format!("add a `namespaceSelector` for {name} to {} of {}", words::place(path), rule.id);
        edit.map(|edit| Candidate::new(title, vec![edit])).into_iter().collect()
    }

    /// One more rule for this flow alone.
    fn rule_value(&self) -> Option<(Yaml, String)> {
        let (peer, words) = peer(self.model, self.side.peer, self.namespace()?)?;
        let rule = Yaml::map([
            (self.side.direction.peers_key(), Yaml::list([peer])),
            ("ports", Yaml::list([parts::port(self.goal.port)])),
        ]);
        Some((rule, words))
    }

    fn new_rule(&self, policy: PolicyId) -> Option<Candidate> {
        if self.model.policies.tier(policy) != Tier::NetworkPolicy {
            return None;
        }
        let (id, written) = self.written(policy)?;
        let (rule, words) = self.rule_value()?;
        let list = format!("spec.{}", self.side.direction.as_str());
        let edit = match written.at(&list) {
            Some(_) => written.append(&list, &rule)?,
            None => written.insert("spec", self.side.direction.as_str(), &Yaml::list([rule]))?,
        };
        let way = self.side.direction.peers_key();
        Some(Candidate::new(format!("add a rule to {id}: {way} {words}, {}", self.port_words()), vec![edit]))
    }

    fn new_policy(&self) -> Option<Candidate> {
        let namespace = self.namespace()?;
        let pod = self.model.cluster.endpoints.get(self.side.subject)?.pod()?;
        let (rule, words) = self.rule_value()?;
        let subject = telling(self.model, pod).map_or_else(Yaml::nothing, parts::labels);
        let name = self.name(namespace);
        let spec = parts::spec(subject, self.side.direction, [rule]);
        let policy = parts::network_policy(namespace, &name, spec);
        let edit = document(self.model, self.side, policy)?;
        let way = self.side.direction.peers_key();
        Some(Candidate::new(
            format!("add a policy {namespace}/{name}: {way} {words}, {}", self.port_words()),
            vec![edit],
        ))
    }

    fn name(&self, namespace: &str) -> String {
        let short = |it: EndpointId| self.model.cluster.endpoints.get(it).map_or("", |it| it.name.as_str());
        let (from, to) = (short(self.goal.from), short(self.goal.to));
        // A flow that both ends deny takes a policy for each.
        let end = if self.side.direction == Direction::Egress { "-egress" } else { "" };
        let is_address = |it: &str| it.parse::<IpAddr>().is_ok();
        let word =
            |it: &str| if is_address(it) || it.is_empty() { "outside".to_owned() } else { it.to_owned() };
        free_name(self.model, namespace, &format!("allow-{}-to-{}{end}", word(from), word(to)))
    }
}

/// A rule that nearly matches, and the text of its policy.
struct Rule<'w> {
    it: &'w RuleTrial,
    written: &'w Written<'w>,
    id: &'w str,
}

/// A name of a policy that no other one of the namespace has.
pub(super) fn free_name(model: &Model, namespace: &str, wanted: &str) -> String {
    let plain: String = wanted
        .to_ascii_lowercase()
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .collect();
    let plain: String = plain.trim_matches('-').chars().take(58).collect();
    parts::free_name(&model.policies, namespace, &plain)
}

/// A policy as one more document: beside those that isolate the subject already, else beside others of its namespace, else
/// beside any, else beside the subject.
pub(super) fn document(model: &Model, side: &Side, policy: Yaml) -> Option<Edit> {
    let subject = model.cluster.endpoints.get(side.subject)?.pod()?;
    let policies = &model.policies.policies;
    let isolating = side.isolating.first().and_then(|it| policies.get(it.0));
    let plain = policies.iter().filter(|it| it.tier == Tier::NetworkPolicy);
    let nearest = || plain.min_by_key(|it| it.namespace != Some(subject.namespace));
    let beside = isolating.or_else(nearest).map(|it| it.location).or_else(|| policy_file(model));
    let at = trial::file_for(model, beside.or(Some(subject.location)))?;
    new_document(&model.places, at.file, &policy)
}

/// The file that is there for policies, by its name, while it holds none.
fn policy_file(model: &Model) -> Option<Location> {
    let files = model.places.files();
    let names = ["policies", "policy", "networkpolicies", "networkpolicy", "network-policies", "netpol"];
    let is_for_policies = |it: &str| {
        let file = it.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        names.iter().any(|name| stem.eq_ignore_ascii_case(name))
    };
    let at = files.iter().position(|it| is_for_policies(&it.name))?;
    Some(Location { file: FileId(at as u32), span: Span::new(0, 0) })
}
