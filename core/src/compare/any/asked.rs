//! What two sets of policies ask about pods and namespaces, as text: the models number labels each in its own way.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use crate::compare::Both;
use crate::kind::{NAME_LABEL, Operator};
use crate::model::Model;
use crate::policy::{Atom, Requirement, Scope, Selector};
use crate::protocol::Protocol;

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) key: String,
    pub(super) operator: Operator,
    pub(super) values: Vec<String>,
}

/// All requirements of a selector.
pub(super) type Wants = Vec<Wanted>;

impl Wanted {
    /// Whether a label with this value satisfies it; `None`: without the label.
    pub(super) fn holds(&self, value: Option<&str>) -> bool {
        let listed = |it: &str| self.values.iter().any(|value| value == it);
        match self.operator {
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Equals | Operator::In => value.is_some_and(listed),
            Operator::NotIn => !value.is_some_and(listed),
        }
    }
}

/// The requirements of a selector, as they stand.
pub(super) fn wants(model: &Model, it: &Selector) -> Wants {
    let wanted = |it: &Requirement| Wanted {
        key: model.text(it.key).to_owned(),
        operator: it.operator,
        values: it.values.iter().map(|it| model.text(*it).to_owned()).collect(),
    };
    it.requirements.iter().map(wanted).collect()
}

/// Everything that is asked.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Selectors of pods.
    pub(super) pods: BTreeSet<Wants>,
    /// Selectors of namespaces.
    pub(super) namespaces: BTreeSet<Wants>,
    /// Names of namespaces that policies live in or ask for.
    pub(super) named: BTreeSet<String>,
    /// Names of ports.
    pub(super) names: BTreeSet<(Protocol, String)>,
    /// The first port of each stretch that rules do not tell apart.
    pub(super) starts: BTreeSet<(Protocol, u16)>,
    /// Blocks of addresses, and what is excepted from them.
    pub(super) networks: BTreeSet<IpNet>,
    /// Whether something is asked that made-up pods do not answer.
    pub(super) more: bool,
}

impl Asked {
    pub(super) fn new(models: Both<&Model>) -> Asked {
        let mut res = Asked::default();
        res.add(models.before);
        res.add(models.after);
        let names = res.namespaces.iter().flatten().filter(|it| it.key == NAME_LABEL);
        let names: Vec<String> = names.flat_map(|it| it.values.iter().cloned()).collect();
        res.named.extend(names);
        res
    }

    fn add(&mut self, model: &Model) {
        let wants = |it: &Selector| wants(model, it);
        for it in model.policies.atoms.iter() {
            match it {
                Atom::Pods(it) => {
                    self.pods.insert(wants(&it.selector));
                    self.more |= it.is_in_doubt;
                    match &it.scope {
                        Scope::Own(it) => {
                            self.named.insert(model.cluster.namespaces.at(*it).name.clone());
                        }
                        Scope::Matching(it) => {
                            self.namespaces.insert(wants(it));
                        }
                        Scope::AnyOf(all) => self.namespaces.extend(all.iter().map(wants)),
                    }
                }
                Atom::Block(_) | Atom::Networks(_) => {
                    let (networks, except) = it.networks();
                    self.networks.extend(networks.iter().chain(except));
                }
                Atom::Nodes(_) | Atom::DomainNames(_) => self.more = true,
            }
        }
        for policy in model.policies.policies.iter() {
            for rule in [&policy.rules.egress, &policy.rules.ingress].into_iter().flatten().flatten() {
                let named = rule.ports.names.iter();
                self.names.extend(named.map(|it| (it.0, model.text(it.1).to_owned())));
                for (protocol, first, last) in rule.ports.numbers.ranges() {
                    self.starts.insert((protocol, first));
                    self.starts.extend(last.checked_add(1).map(|it| (protocol, it)));
                }
            }
        }
    }
}

/// Labels, by key.
pub(super) type Given = BTreeMap<String, String>;

/// What may still be made and looked at, for all questions of one comparison together.
#[derive(Debug)]
pub(super) struct Budget {
    /// So many ways at most for each question.
    pub(super) ways: usize,
    /// So many answers of a selector are looked at.
    pub(super) answers: usize,
    /// Whether there is more than that, which is then not made.
    pub(super) is_used_up: bool,
}

impl Budget {
    /// Looks at so many answers, if there are so many left.
    fn spend(&mut self, answers: usize) -> bool {
        let left = self.answers.checked_sub(answers);
        self.is_used_up |= left.is_none();
        self.answers = left.unwrap_or_default();
        left.is_some()
    }
}

/// Labels that answer these selectors in every way that there is, each way once and with as few labels as possible.
pub(super) fn ways(
    selectors: &BTreeSet<Wants>,
    fixed: Option<(&str, &str)>,
    budget: &mut Budget,
) -> Vec<Given> {
    let mut keys: BTreeMap<&str, Key<'_>> = BTreeMap::new();
    for (nth, it) in selectors.iter().enumerate() {
        for it in it.iter().filter(|it| fixed.is_none_or(|fixed| fixed.0 != it.key)) {
            let key = keys.entry(&it.key).or_default();
            key.values.extend(it.values.iter().map(String::as_str));
            key.wanted.push((nth, it));
        }
    }
    // For each way, which selectors may still match.
    let start = selectors.iter().map(|it| {
        let decided = it.iter().filter(|it| fixed.is_some_and(|fixed| fixed.0 == it.key));
        decided.into_iter().all(|it| it.holds(fixed.map(|it| it.1)))
    });
    let mut states: BTreeMap<Vec<bool>, Given> = BTreeMap::from([(start.collect(), Given::new())]);
    for (key, asked) in keys {
        let fresh = fresh(&asked.values);
        let Some(options) = options(&asked, &fresh, selectors.len(), budget) else { break };
        let Some(next) = with_key(&states, key, &options, budget) else { break };
        states = next;
    }
    let mut res: Vec<Given> = states.into_values().collect();
    crate::order::sort_by(&mut res, |a, b| (a.len(), a).cmp(&(b.len(), b)));
    res
}

/// What is asked of one label.
#[derive(Default)]
struct Key<'w> {
    values: BTreeSet<&'w str>,
    /// The requirements, each with the number of its selector.
    wanted: Vec<(usize, &'w Wanted)>,
}

/// Which selectors each value of a label leaves possible, one value for each answer; `None`: the budget is used up.
fn options<'w>(
    asked: &Key<'w>,
    fresh: &'w str,
    selectors: usize,
    budget: &mut Budget,
) -> Option<BTreeMap<Vec<bool>, Option<&'w str>>> {
    let mut res: BTreeMap<Vec<bool>, Option<&str>> = BTreeMap::new();
    let looks: usize = selectors + asked.wanted.iter().map(|it| 1 + it.1.values.len()).sum::<usize>();
    let all = std::iter::once(None).chain(asked.values.iter().copied().chain([fresh]).map(Some));
    for value in all {
        if !budget.spend(looks) {
            return None;
        }
        let mut effect = vec![true; selectors];
        for (nth, wanted) in &asked.wanted {
            if let Some(it) = effect.get_mut(*nth) {
                *it &= wanted.holds(value);
            }
        }
        res.entry(effect).or_insert(value);
    }
    Some(res)
}

/// Every state with every value of one more label; `None`: the budget is used up.
fn with_key(
    states: &BTreeMap<Vec<bool>, Given>,
    key: &str,
    options: &BTreeMap<Vec<bool>, Option<&str>>,
    budget: &mut Budget,
) -> Option<BTreeMap<Vec<bool>, Given>> {
    let mut next: BTreeMap<Vec<bool>, Given> = BTreeMap::new();
    for (alive, labels) in states {
        for (effect, value) in options {
            if !budget.spend(alive.len() + labels.len()) {
                return None;
            }
            let both: Vec<bool> = alive.iter().zip(effect).map(|it| *it.0 && *it.1).collect();
            let count = labels.len() + usize::from(value.is_some());
            let known = next.get(&both).map(BTreeMap::len);
            if known.is_none() && next.len() == budget.ways {
                budget.is_used_up = true;
            } else if known.is_none_or(|it| count < it) {
                let mut labels = labels.clone();
                labels.extend(value.map(|it| (key.to_owned(), it.to_owned())));
                next.insert(both, labels);
            }
        }
    }
    Some(next)
}

/// A value that is none of these.
fn fresh(values: &BTreeSet<&str>) -> String {
    let mut numbered = (1..).map(|nth| if nth == 1 { "other".to_owned() } else { format!("other-{nth}") });
    numbered.find(|it| !values.contains(it.as_str())).unwrap_or_default()
}
