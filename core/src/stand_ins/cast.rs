//! Who plays which part: pods of the input where they fit, else such as are made up.

use std::collections::BTreeSet;

use super::labels::Pairs;
use super::wish::{Space, Wanted, Wish, port};
use super::{MOST, labels};
use crate::hash::HashMap;
use crate::kind::{LabelSelector, Manifest, NAME_LABEL};
use crate::protocol::Protocol;
use crate::source::Location;

/// A namespace.
pub(super) struct Room {
    pub(super) name: String,
    pub(super) labels: Pairs,
    /// Whether the input has a Namespace object for it.
    pub(super) is_declared: bool,
}

/// A pod.
pub(super) struct Actor {
    pub(super) name: String,
    /// Its namespace, by its position.
    pub(super) space: usize,
    pub(super) labels: Pairs,
    pub(super) ports: Vec<Port>,
    pub(super) is_real: bool,
    pub(super) at: Location,
}

/// A port of a pod that is made up.
pub(super) struct Port {
    pub(super) name: String,
    pub(super) number: u16,
    pub(super) protocol: Protocol,
}

impl Actor {
    /// What it is called after: its labels.
    pub(super) fn title(&self) -> String {
        let pairs: Vec<String> = self.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        if pairs.is_empty() { self.name.clone() } else { pairs.join(",") }
    }
}

impl Room {
    /// A namespace with these labels and the one that all have.
    fn new(name: String, mut labels: Pairs) -> Room {
        labels.retain(|it| it.0 != NAME_LABEL);
        labels.push((NAME_LABEL.to_owned(), name.clone()));
        Room { name, labels, is_declared: false }
    }
}

/// Namespaces and pods, those of the input first.
pub(super) struct Cast {
    pub(super) spaces: Vec<Room>,
    pub(super) actors: Vec<Actor>,
    names: BTreeSet<(usize, String)>,
    /// The namespaces by their names.
    by_name: HashMap<String, usize>,
}

impl Cast {
    /// What the input has.
    pub(super) fn of(manifests: &[Manifest]) -> Cast {
        let mut cast = Cast {
            spaces: Vec::new(),
            actors: Vec::new(),
            names: BTreeSet::new(),
            by_name: HashMap::default(),
        };
        for it in manifests.iter().filter_map(Manifest::as_namespace) {
            let space = cast.space(&it.meta.name.value);
            if let Some(space) = cast.spaces.get_mut(space) {
                space.is_declared = true;
                space.labels.extend(it.meta.labels.iter().cloned());
            }
        }
        for it in manifests.iter().filter_map(Manifest::lives_in) {
            cast.space(it);
        }
        for it in manifests {
            let pod = it.as_pod().filter(|it| !it.finished).map(|it| (&it.meta, &it.spec));
            let template = it.as_workload().and_then(|it| Some((&it.meta, it.template.as_ref()?)));
            let Some((meta, spec)) = pod.or(template) else { continue };
            let (space, name) = (cast.space(&meta.namespace), meta.name.value.clone());
            cast.names.insert((space, name.clone()));
            let at = meta.origin.locate(meta.span);
            let labels = spec.labels.to_vec();
            cast.actors.push(Actor { name, space, labels, ports: Vec::new(), is_real: true, at });
        }
        cast
    }

    /// The namespace of a name, which the input speaks of.
    fn space(&mut self, name: &str) -> usize {
        let known = self.by_name.get(name).copied();
        known.unwrap_or_else(|| self.add_space(Room::new(name.to_owned(), Pairs::default())))
    }

    fn add_space(&mut self, room: Room) -> usize {
        self.by_name.insert(room.name.clone(), self.spaces.len());
        self.spaces.push(room);
        self.spaces.len() - 1
    }

    /// Whether a pod is what a wish asks for.
    pub(super) fn fits(&self, actor: &Actor, wish: &Wish<'_>) -> bool {
        let is_wanted = match &wish.labels {
            Wanted::Taken(it) => it.is_none_or(|it| it.takes(&actor.labels)),
            Wanted::LeftOut(all) => !all.iter().any(|it| it.takes(&actor.labels)),
        };
        is_wanted && self.spaces.get(actor.space).is_some_and(|it| is_in(it, wish.space))
    }

    /// Finds a pod for a wish, or makes one up if there can be one. `false` where there are too many already.
    pub(super) fn serve(&mut self, wish: &Wish<'_>) -> bool {
        let known = self.actors.iter().position(|it| self.fits(it, wish));
        let at = match known {
            Some(it) => it,
            None if self.actors.len() >= MOST => return false,
            None => {
                let labels = match &wish.labels {
                    Wanted::Taken(it) => labels::taken(*it),
                    Wanted::LeftOut(all) => labels::left_out(all),
                };
                let Some(labels) = labels else { return true };
                let Some(space) = self.space_for(wish) else { return true };
                self.add(space, labels, wish.at)
            }
        };
        if let Some(actor) = self.actors.get_mut(at).filter(|it| !it.is_real) {
            // Names take numbers that are free.
            let mut ports: Vec<_> = wish.ports.iter().filter_map(port).collect();
            crate::order::sort_by_key(&mut ports, |it| it.1 == 0);
            for (protocol, number, name) in ports {
                add_port(&mut actor.ports, protocol, number, name);
            }
        }
        true
    }

    fn add(&mut self, space: usize, labels: Pairs, at: Location) -> usize {
        let base = labels.first().map_or("pod".to_owned(), |it| dns_name(&it.1));
        let name = (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") })
            .find(|it| self.names.insert((space, it.clone())))
            .unwrap_or(base);
        self.actors.push(Actor { name, space, labels, ports: Vec::new(), is_real: false, at });
        self.actors.len() - 1
    }

    /// A namespace for a wish: one that is there, else one that is made up.
    fn space_for(&mut self, wish: &Wish<'_>) -> Option<usize> {
        if let Some(it) = self.spaces.iter().position(|it| is_in(it, wish.space)) {
            return Some(it);
        }
        let (labels, name) = match wish.space {
            Space::Named("") => (Pairs::default(), "default".to_owned()),
            Space::Named(it) => (Pairs::default(), it.to_owned()),
            Space::Matching(it) => {
                let labels = labels::taken(Some(it))?;
                let own = labels.iter().find(|it| it.0 == NAME_LABEL).or(labels.first());
                let name = own.map_or("elsewhere".to_owned(), |it| dns_name(&it.1));
                (labels, name)
            }
            Space::OtherThan(..) => (Pairs::default(), "elsewhere".to_owned()),
        };
        let is_free = |cast: &Cast, name: &str| !cast.spaces.iter().any(|it| it.name == name);
        let named = |n: u32| if n == 1 { name.clone() } else { format!("{name}-{n}") };
        let name = (1..).map(named).find(|it| is_free(self, it))?;
        let room = Room::new(name, labels);
        is_in(&room, wish.space).then(|| self.add_space(room))
    }

    /// One pod alone shows nothing: it gets company. `false` where there are too many already.
    pub(super) fn accompany(&mut self, policies: &[&Manifest]) -> bool {
        if let [one] = self.actors.as_slice() {
            let (space, at) = (one.space, one.at);
            let selectors: Vec<&LabelSelector> = policies.iter().flat_map(|it| it.selectors()).collect();
            let labels =
                labels::left_out(&selectors).unwrap_or_else(|| vec![("app".to_owned(), "other".to_owned())]);
            self.add(space, labels, at);
        }
        true
    }
}

fn is_in(room: &Room, space: Space<'_>) -> bool {
    match space {
        Space::Named(name) => name.is_empty() || room.name == name,
        Space::Matching(it) => it.takes(&room.labels),
        Space::OtherThan(name, selector) => {
            room.name != name && !selector.is_some_and(|it| it.takes(&room.labels))
        }
    }
}

/// A port that is not there yet. A name gets a number that no other port has.
fn add_port(ports: &mut Vec<Port>, protocol: Protocol, number: u16, name: String) {
    let is_same = |it: &Port| {
        it.protocol == protocol && if name.is_empty() { it.number == number } else { it.name == name }
    };
    if ports.iter().any(is_same) {
        return;
    }
    let is_taken = |number: u16| ports.iter().any(|it| it.number == number);
    let free = || (8000..).find(|&it| !is_taken(it)).unwrap_or(number);
    let number = if number == 0 { free() } else { number };
    ports.push(Port { name, number, protocol });
}

/// A value of a label as a name: letters, digits and dashes.
fn dns_name(value: &str) -> String {
    let name: String = value
        .to_ascii_lowercase()
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .take(50)
        .collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "pod".to_owned() } else { name.to_owned() }
}
