//! The one maker of label selectors: for NetworkPolicies and all kinds of cluster-wide policies, for subjects and
//! peers alike. What one kind of policy may be asked, all are.

use super::{KEYS, NAMESPACES, VALUES, Yaml, map, maybe, scalar};
use crate::random::Random;

/// Whose API keeps it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// The server refuses what cannot be understood.
    Sound,
    /// The server stores operators and lists that nothing can be made of; such a rule fails closed.
    Anything,
}

/// Keys that controllers and the server set, with values that may be meant.
const ADDED: [(&str, &[&str]); 12] = [
    ("pod-template-hash", &["abc", "def"]),
    ("controller-revision-hash", &["abc", "def"]),
    ("pod-template-generation", &["'1'", "'2'"]),
    ("statefulset.kubernetes.io/pod-name", &["statefulset-1-0", "statefulset-2-1", "main"]),
    ("apps.kubernetes.io/pod-index", &["'0'", "'1'", "'7'"]),
    ("job-name", &["job-1", "job-2", "cronjob-1"]),
    ("batch.kubernetes.io/job-name", &["job-0", "job-1", "other"]),
    ("controller-uid", &["u1", "u2"]),
    ("batch.kubernetes.io/controller-uid", &["u1", "u2"]),
    ("topology.kubernetes.io/zone", &["a", "b"]),
    ("topology.kubernetes.io/zone", &["a", "b"]),
    ("topology.kubernetes.io/region", &["a", "r"]),
];

/// Labels that a template or a pod spells although a controller or the server sets them.
pub fn added_label(random: &mut Random) -> (String, Yaml) {
    let (key, values) = ADDED[random.range(0..ADDED.len())];
    (key.to_owned(), scalar(random.pick(values)))
}

/// Pods by their labels.
pub fn pods(random: &mut Random, keeps: Keeps) -> Yaml {
    if random.chance(25) {
        return map([]);
    }
    if random.chance(25) {
        let (key, values) = ADDED[random.range(0..ADDED.len())];
        let mut of_added = selector(random, &[key], values, keeps);
        if random.chance(30) {
            of_added.set("matchLabels", map([(KEYS[0], scalar(random.pick(&VALUES)))]));
        }
        return of_added;
    }
    selector(random, &KEYS, &VALUES, keeps)
}

/// Namespaces by their labels, most often by their names.
pub fn namespaces(random: &mut Random, keeps: Keeps) -> Yaml {
    if random.chance(25) {
        return map([]);
    }
    if random.chance(40) {
        let names = random.some_of(&NAMESPACES, 40);
        let key = "kubernetes.io/metadata.name";
        return match names.as_slice() {
            [one] if random.chance(60) => map([("matchLabels", map([(key, scalar(one))]))]),
            _ => selector(random, &[key], if names.is_empty() { &["beta"] } else { &names }, keeps),
        };
    }
    selector(random, &["team", "env"], &["red", "blue", "prod", "''"], keeps)
}

/// Any selector of these keys and values; often with one requirement, at times with several or with none.
pub fn selector(random: &mut Random, keys: &[&str], values: &[&str], keeps: Keeps) -> Yaml {
    let mut labels = Vec::new();
    let mut requirements = Vec::new();
    for key in random.some_of(keys, 60) {
        if random.chance(60) {
            // The server takes a null value for an empty one, where it reads it itself.
            let null = keeps == Keeps::Sound && random.chance(4);
            labels.push((key.to_owned(), scalar(if null { "null" } else { random.pick(values) })));
        }
        if random.chance(35) {
            let some = random.some_of(values, 40);
            requirements.push(requirement(
                random,
                key,
                if some.is_empty() { &values[..1] } else { &some },
                keeps,
            ));
        }
    }
    let mut selector = Yaml::Map(Vec::new());
    let mut set = |random: &mut Random, key: &str, value: Yaml, is_empty: bool| match keeps {
        Keeps::Sound => maybe(random, &mut selector, key, value),
        Keeps::Anything if is_empty => {}
        Keeps::Anything => selector.set(key, value),
    };
    let (no_labels, no_requirements) = (labels.is_empty(), requirements.is_empty());
    set(random, "matchLabels", Yaml::Map(labels), no_labels);
    set(random, "matchExpressions", Yaml::List(requirements), no_requirements);
    selector
}

fn requirement(random: &mut Random, key: &str, values: &[&str], keeps: Keeps) -> Yaml {
    let odd = keeps == Keeps::Anything && random.chance(4);
    let operator = if odd { "notIn" } else { random.pick(&["In", "NotIn", "Exists", "DoesNotExist"]) };
    let mut requirement = map([("key", scalar(key)), ("operator", scalar(operator))]);
    let lacking = keeps == Keeps::Anything && random.chance(2);
    if operator.ends_with("In") && !lacking {
        requirement.set("values", Yaml::List(values.iter().map(scalar).collect()));
    } else if keeps == Keeps::Sound && random.chance(20) {
        requirement.set("values", Yaml::List(Vec::new()));
    }
    requirement
}
