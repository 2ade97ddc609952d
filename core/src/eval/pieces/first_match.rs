//! A stage in which the first rule that matches decides.

use super::line::Line;
use super::{Matching, Reason, Said};
use crate::order::sort;
use crate::policy::{Action, RuleRef};
use crate::tri::Tri;

/// How a stage, or a part of it, may end for a port, and which rules make it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    accept: bool,
    deny: bool,
    /// A rule passes it on.
    pass: bool,
    /// No rule matches. With `pass`, this means for a stage that the next one is asked.
    fall: bool,
    /// The rule that ends it when none before does: the one that matches for certain.
    last: Option<(RuleRef, Action)>,
    /// The first rule of which it is unknown whether it matches.
    unknown: Option<RuleRef>,
    /// The first rule of several with the same priority whose order matters.
    tied: Option<RuleRef>,
    /// Of policies with the same priority: those before the first that differs.
    alike: Option<Alike>,
}

/// Policies with the same priority that may end alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Alike {
    ends: [bool; 3],
    last: Option<RuleRef>,
    unknown: Option<RuleRef>,
}

impl Ends {
    const OPEN: Ends = Ends {
        accept: false,
        deny: false,
        pass: false,
        fall: true,
        last: None,
        unknown: None,
        tied: None,
        alike: None,
    };

    /// What the rest of the walk needs to know.
    fn said(&self) -> Said {
        let goes_on = self.pass || self.fall;
        let ways = [self.accept, self.deny, goes_on].into_iter().filter(|it| *it).count();
        let doubt = self.tied.map(Reason::Tied).or(self.unknown.map(Reason::Unknown));
        let passes = self.pass && !(self.accept || self.deny || self.fall);
        Said {
            accept: self.accept,
            deny: self.deny,
            goes_on,
            reason: self.last.filter(|_| !goes_on).map(|it| Reason::Rule(it.0)),
            doubt: doubt.filter(|_| ways > 1),
            passed: self.last.filter(|_| passes).map(|it| it.0),
        }
    }

    fn end(&mut self, action: Action) {
        match action {
            Action::Accept => self.accept = true,
            Action::Deny => self.deny = true,
            Action::Pass => self.pass = true,
        }
    }

    /// Both one after the other: what comes after is asked where this one lets go.
    fn then(self, next: Ends) -> Ends {
        if !self.fall {
            return self;
        }
        Ends {
            accept: self.accept || next.accept,
            deny: self.deny || next.deny,
            pass: self.pass || next.pass,
            fall: next.fall,
            last: next.last,
            unknown: self.unknown.or(next.unknown),
            tied: self.tied.or(next.tied),
            alike: None,
        }
    }

    /// Both in either order: whichever does not let go may be the first.
    fn beside(self, other: Ends) -> Ends {
        let (Some(these), Some(those)) = (self.alike, other.alike) else {
            return if self.alike.is_some() { self } else { other };
        };
        let go_on_alike = self.tied.is_none() && these.ends == those.ends;
        let alike = Alike {
            ends: these.ends,
            last: these.last.or(those.last.filter(|_| go_on_alike)),
            unknown: these.unknown.or(those.unknown.filter(|_| go_on_alike)),
        };
        let differ = !go_on_alike || other.tied.is_some();
        Ends {
            accept: self.accept || other.accept,
            deny: self.deny || other.deny,
            pass: self.pass || other.pass,
            fall: self.fall && other.fall,
            last: self.last.or(other.last),
            unknown: self.unknown.or(other.unknown),
            tied: alike.last.or(alike.unknown).filter(|_| differ),
            alike: Some(alike),
        }
    }
}

/// What the rules of a stage say. `by_name`: names decide between equal priorities.
///
/// One pass over the ports where rules begin and end. What policies come to together is kept in trees, so that at each
/// of these ports only the policies are asked that change there, and few sums are made anew.
pub(super) fn line(rules: &[Matching<'_>], by_name: bool) -> Line {
    let mut stage = Stage::new(rules, by_name);
    let mut turns: Vec<(u32, u32)> = Vec::new();
    for (at, it) in (0..).zip(rules).filter(|it| !it.1.ports.is_all()) {
        turns.extend(it.ports.intervals().iter().flat_map(|&(first, last)| [(first, at), (last + 1, at)]));
    }
    sort(&mut turns);
    let mut line = Line { starts: vec![(0, 0)], said: vec![stage.ends().said()], is_ordered: false };
    for turns in turns.chunk_by(|a, b| a.0 == b.0) {
        stage.turn(turns.iter().map(|it| it.1 as usize));
        line.starts.extend(turns.first().map(|it| (it.0, line.said.len() as u32)));
        line.said.push(stage.ends().said());
    }
    line
}

/// The rules of a stage at one port.
struct Stage<'m> {
    policies: Vec<OnePolicy<'m>>,
    /// The policy of each rule.
    of: Vec<usize>,
    /// Whether each rule holds the port.
    holds: Vec<bool>,
    /// Policies of one priority, each list as a tree.
    levels: Vec<Tree>,
    all: Tree,
}

struct OnePolicy<'m> {
    rules: &'m [Matching<'m>],
    /// Where its rules begin.
    start: usize,
    /// Which list it is in, and where.
    place: (usize, usize),
}

impl<'m> Stage<'m> {
    fn new(rules: &'m [Matching<'m>], by_name: bool) -> Stage<'m> {
        let mut res = Stage {
            policies: Vec::new(),
            of: Vec::with_capacity(rules.len()),
            holds: rules.iter().map(|it| it.ports.is_all()).collect(),
            levels: Vec::new(),
            all: Tree::new(0, Ends::then),
        };
        let policies: Vec<_> = rules.chunk_by(|a, b| a.rule.policy == b.rule.policy).collect();
        let priority = |it: &[Matching<'_>]| it.first().map(|it| it.priority);
        for level in policies.chunk_by(|a, b| !by_name && priority(a) == priority(b)) {
            for (at, &rules) in level.iter().enumerate() {
                let place = (res.levels.len(), at);
                let policy = OnePolicy { rules, start: res.of.len(), place };
                res.of.extend(rules.iter().map(|_| res.policies.len()));
                res.policies.push(policy);
            }
            res.levels.push(Tree::new(level.len(), Ends::beside));
        }
        res.all = Tree::new(res.levels.len(), Ends::then);
        (0..res.policies.len()).for_each(|it| res.ask(it));
        res
    }

    /// Goes on to a port where some rules begin or end, in ascending order.
    fn turn(&mut self, rules: impl Iterator<Item = usize> + Clone) {
        for it in rules.clone() {
            if let Some(it) = self.holds.get_mut(it) {
                *it = !*it;
            }
        }
        let mut latest = None;
        for it in rules {
            let policy = self.of.get(it).copied();
            if let Some(it) = policy.filter(|_| policy != latest) {
                self.ask(it);
            }
            latest = policy;
        }
    }

    /// Asks a policy anew.
    fn ask(&mut self, policy: usize) {
        let Some(it) = self.policies.get(policy) else { return };
        let holds = self.holds.get(it.start..).unwrap_or_default();
        let ends = one_policy(it.rules.iter().zip(holds).filter(|it| *it.1).map(|it| it.0));
        let (level, at) = it.place;
        if let Some(tree) = self.levels.get_mut(level) {
            tree.set(at, ends);
            self.all.set(level, tree.whole());
        }
    }

    fn ends(&self) -> Ends {
        self.all.whole()
    }
}

/// One cluster-wide policy: "the first matching rule decides".
fn one_policy<'m>(rules: impl Iterator<Item = &'m Matching<'m>>) -> Ends {
    let mut ends = Ends::OPEN;
    let mut selected = Tri::No;
    for it in rules {
        selected = it.selected;
        ends.end(it.action);
        if it.matches == Tri::Yes {
            ends.fall = false;
            ends.last = Some((it.rule, it.action));
            break;
        }
        ends.unknown = ends.unknown.or(Some(it.rule));
    }
    if ends == Ends::OPEN {
        return ends;
    }
    if selected == Tri::Unknown {
        // Without the policy there is nothing that ends it here.
        ends.unknown = ends.unknown.or(ends.last.map(|it| it.0));
        ends.last = None;
        ends.fall = true;
    }
    ends.alike = Some(Alike {
        ends: [ends.accept, ends.deny, ends.pass],
        last: ends.last.map(|it| it.0),
        unknown: ends.unknown,
    });
    ends
}

/// Ends in an order, and what they come to together.
struct Tree {
    /// What two ends come to; it does not matter which of three are joined first.
    join: fn(Ends, Ends) -> Ends,
    /// Each node is what nodes `2n` and `2n + 1` come to; the second half is the ends themselves.
    nodes: Vec<Ends>,
}

impl Tree {
    fn new(count: usize, join: fn(Ends, Ends) -> Ends) -> Tree {
        Tree { join, nodes: vec![Ends::OPEN; 2 * count.next_power_of_two()] }
    }

    fn set(&mut self, at: usize, ends: Ends) {
        let mut at = self.nodes.len() / 2 + at;
        let mut ends = ends;
        loop {
            if let Some(it) = self.nodes.get_mut(at) {
                *it = ends;
            }
            at /= 2;
            let (Some(&left), Some(&right)) = (self.nodes.get(2 * at), self.nodes.get(2 * at + 1)) else {
                return;
            };
            if at == 0 {
                return;
            }
            ends = (self.join)(left, right);
        }
    }

    fn whole(&self) -> Ends {
        self.nodes.get(1).copied().unwrap_or(Ends::OPEN)
    }
}
