//! Which ports pods have, by their containers and by the Services before them; and the pods that the ports of a rule
//! are about.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::Facts;
use crate::cluster::{ServicePortChoice, Translation};
use crate::eval::ClassKind;
use crate::hash::HashMap;
use crate::ids::{AtomId, ClassId, EndpointId, Id};
use crate::kind::PortRef;
use crate::lint::Spot;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::policy::{Atom, Direction, Peers, RuleRef};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// So many ports of pods are looked at most: beyond that it is not known which ports pods have.
const MOST: usize = 2_000_000;

/// A port of a Service, and the port of a pod behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) struct Behind {
    /// Position among the Services of the cluster.
    pub(in crate::lint) service: usize,
    /// Position among its ports.
    pub(in crate::lint) port: usize,
    /// What clients connect to.
    pub(in crate::lint) asked: (Protocol, u16),
    /// What the pod listens on.
    pub(in crate::lint) target: (Protocol, u16),
    /// Whether the target is the name of a container port.
    pub(in crate::lint) is_named: bool,
}

/// The ports of all pods, by class.
pub(in crate::lint) struct PortsOfPods<'m> {
    of: Vec<PortsOfClass<'m>>,
    /// By question; `None` is everything.
    chosen: RefCell<HashMap<Option<AtomId>, Rc<Chosen<'m>>>>,
    left: RefCell<usize>,
}

#[derive(Clone, Default)]
struct PortsOfClass<'m> {
    declared: Vec<(Protocol, u16, &'m str)>,
    behind: Vec<Behind>,
    /// Whether a pod declares no port.
    some_declare_none: bool,
}

/// The pods that a question chooses, with their ports.
#[derive(Default)]
pub(in crate::lint) struct Chosen<'m> {
    /// Those that it chooses for certain.
    pub(in crate::lint) classes: Vec<ClassId>,
    /// Whether it perhaps chooses others, the ports of which are among these too.
    pub(in crate::lint) is_in_doubt: bool,
    /// Container ports, sorted: protocol, number and name, which may be empty.
    pub(in crate::lint) declared: Vec<(Protocol, u16, &'m str)>,
    /// Ports of Services that lead to these pods, sorted.
    pub(in crate::lint) behind: Vec<Behind>,
    /// Whether one of them declares no port at all.
    pub(in crate::lint) some_declare_none: bool,
    /// The declared ports by name: a rule may ask for thousands of names.
    by_name: OnceCell<HashMap<&'m str, Vec<(Protocol, u16)>>>,
    /// The names, by protocol where only those of one are asked for.
    names: RefCell<HashMap<Option<Protocol>, Rc<[&'m str]>>>,
}

impl<'m> Chosen<'m> {
    /// Whether a container declares a port, or a Service leads to it.
    pub(in crate::lint) fn uses(&self, port: (Protocol, u16)) -> bool {
        self.declared.iter().any(|it| (it.0, it.1) == port) || self.behind.iter().any(|it| it.target == port)
    }

    /// The container ports of a name.
    pub(in crate::lint) fn named(&self, name: &str) -> impl Iterator<Item = (Protocol, u16)> {
        let by_name = self.by_name.get_or_init(|| {
            let mut res: HashMap<&'m str, Vec<(Protocol, u16)>> = HashMap::default();
            for (protocol, number, name) in &self.declared {
                res.entry(name).or_default().push((*protocol, *number));
            }
            res
        });
        by_name.get(name).into_iter().flatten().copied()
    }

    /// All names of container ports, or those of one protocol, sorted.
    pub(in crate::lint) fn names(&self, protocol: Option<Protocol>) -> Rc<[&'m str]> {
        let find = || {
            let is_asked = |it: Protocol| protocol.is_none_or(|own| own == it);
            let named = self.declared.iter().filter(|it| !it.2.is_empty() && is_asked(it.0));
            let mut names: Vec<&str> = named.map(|it| it.2).collect();
            sort_dedup(&mut names);
            names.into()
        };
        Rc::clone(self.names.borrow_mut().entry(protocol).or_insert_with(find))
    }
}

impl<'m> PortsOfPods<'m> {
    fn new(model: &'m Model) -> PortsOfPods<'m> {
        let classes = &model.reach.classes;
        let mut of = vec![PortsOfClass::default(); classes.classes.len()];
        let mut left = MOST;
        for (id, pod) in model.cluster.pods() {
            let Some(own) = of.get_mut(classes.of.at(id).index()) else { continue };
            left = left.saturating_sub(pod.ports.len() + 1);
            if left == 0 {
                break;
            }
            own.declared.extend(pod.ports.iter().map(|it| (it.protocol, it.number, it.name.as_str())));
            own.some_declare_none |= pod.ports.is_empty();
        }
        for service in 0..model.cluster.services.len() {
            let Some((_, written)) = model.cluster.written(service) else { continue };
            for (port, it) in written.ports.iter().enumerate() {
                let choice =
                    ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) };
                // An alias leads to another Service, which is asked itself.
                let resolved = model.cluster.resolve(service, Some(&choice)).ok();
                let Some(resolved) = resolved.filter(|it| it.service == service) else { continue };
                left = left.saturating_sub(resolved.backends.len() + 1);
                if left == 0 {
                    break;
                }
                for backend in resolved.backends.iter().filter(|it| it.certain == Tri::Yes) {
                    let is_named = matches!(backend.translation, Translation::Named(_));
                    let (asked, target) = (resolved.asked, backend.port);
                    let class = classes.of.at(backend.endpoint).index();
                    if let Some(own) = of.get_mut(class) {
                        own.behind.push(Behind { service, port, asked, target, is_named });
                    }
                }
            }
        }
        for it in &mut of {
            sort_dedup(&mut it.declared);
            sort_dedup(&mut it.behind);
        }
        PortsOfPods { of, chosen: RefCell::default(), left: RefCell::new(left) }
    }

    /// The pods that a question chooses, all of them where there is none; `None` where too much would be looked at.
    fn chosen(&self, model: &'m Model, atom: Option<AtomId>) -> Option<Rc<Chosen<'m>>> {
        if let Some(it) = self.chosen.borrow().get(&atom) {
            return Some(Rc::clone(it));
        }
        let classes = &model.reach.classes.classes;
        let all: Vec<(ClassId, Tri)> = match atom {
            Some(it) => model.reach.answering(it).to_vec(),
            None => {
                let pods = classes.enumerate().filter(|it| it.1.kind == ClassKind::Pod);
                pods.map(|it| (it.0, Tri::Yes)).collect()
            }
        };
        let mut res = Chosen::default();
        for (class, answer) in all {
            // What is no row is no pod of the input.
            let Some(own) = self.of.get(class.index()).filter(|_| !classes.at(class).members.is_empty())
            else {
                continue;
            };
            let mut left = self.left.borrow_mut();
            *left = left.saturating_sub(own.declared.len() + own.behind.len() + 1);
            if *left == 0 {
                return None;
            }
            match answer {
                Tri::Yes => res.classes.push(class),
                Tri::Unknown => res.is_in_doubt = true,
                Tri::No => continue,
            }
            res.declared.extend_from_slice(&own.declared);
            res.behind.extend_from_slice(&own.behind);
            res.some_declare_none |= own.some_declare_none;
        }
        sort_dedup(&mut res.declared);
        sort_dedup(&mut res.behind);
        let res = Rc::new(res);
        self.chosen.borrow_mut().insert(atom, Rc::clone(&res));
        Some(res)
    }
}

impl<'m> Facts<'m> {
    /// The pods that a question chooses, or all pods, with their ports; `None` where there are too many to look at.
    pub(in crate::lint) fn chosen(&self, atom: Option<AtomId>) -> Option<Rc<Chosen<'m>>> {
        self.ports.get_or_init(|| PortsOfPods::new(self.model)).chosen(self.model, atom)
    }

    /// The pods that the ports of a rule are about, where it is about pods only: those that its policy selects or, on
    /// the way out, that its peers are.
    pub(in crate::lint) fn destinations(&self, it: RuleRef) -> Option<Vec<Rc<Chosen<'m>>>> {
        let policies = &self.model.policies;
        match it.direction {
            Direction::Ingress => Some(vec![self.chosen(Some(policies.policies.at(it.policy).subject))?]),
            Direction::Egress => match &policies.rule(it)?.peers {
                Peers::Any => None,
                Peers::Only(atoms) => {
                    let is_pods = |it: &AtomId| matches!(policies.atoms.at(*it), Atom::Pods(_));
                    atoms.iter().all(is_pods).then_some(())?;
                    atoms.iter().map(|it| self.chosen(Some(*it))).collect()
                }
            },
        }
    }

    /// Whether some rule of a policy in one direction is for a port, whatever their peers.
    pub(in crate::lint) fn allows_elsewhere(&self, it: RuleRef, port: (Protocol, u16)) -> bool {
        let mut rules = self.model.policies.rules(it.policy, it.direction).iter();
        rules.any(|it| it.ports.numbers.contains(port.0, port.1))
    }

    /// The first pod of a class.
    pub(in crate::lint) fn first_of(&self, class: ClassId) -> Option<EndpointId> {
        self.model.reach.classes.classes.at(class).members.first().copied()
    }

    /// A pod of a class that is another one than this.
    pub(in crate::lint) fn other_of(&self, class: ClassId, than: EndpointId) -> Option<EndpointId> {
        self.model.reach.classes.classes.at(class).members.iter().copied().find(|it| *it != than)
    }

    /// Names of the pods that questions choose: "shop/a, shop/b and 3 more".
    pub(in crate::lint) fn titles_of(&self, chosen: &[Rc<Chosen<'m>>]) -> String {
        let classes = &self.model.reach.classes.classes;
        let mut all: Vec<EndpointId> = Vec::new();
        for class in chosen.iter().flat_map(|it| &it.classes) {
            all.extend(&classes.at(*class).members);
        }
        sort_dedup(&mut all);
        self.model.titles(&all)
    }

    /// A field of a Service, or the whole of it where the field is not written.
    pub(in crate::lint) fn service_spot(&self, service: usize, path: &str) -> Option<Spot> {
        let whole = self.model.cluster.services.get(service)?.location;
        let written = if path.is_empty() { None } else { self.written(whole) };
        let field = written.and_then(|it| Some(it.locate(it.at(path)?.span)));
        let object = format!("Service {}", self.service_name(service));
        Some(Spot { object, location: field.unwrap_or(whole) })
    }

    /// `shop/web`.
    pub(in crate::lint) fn service_name(&self, service: usize) -> String {
        let body = self.model.cluster.services.get(service);
        body.map_or_else(String::new, |it| format!("{}/{}", it.namespace, it.name))
    }
}
