//! Which rules match which class, as interned lists: classes that the same rules match share one.

use crate::ids::{ClassId, IdVec};
use crate::tri::Tri;

/// A rule's position among those of a group, and whether it matches for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Code {
    pub(super) rule: u32,
    pub(super) matches: Tri,
}

/// A list by number; two equal lists have one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ListId(pub(super) u32);

/// One list for each class, kept as a tree of common beginnings.
pub(super) struct Lists {
    /// The list of each class.
    pub(super) of: IdVec<ClassId, ListId>,
    /// Number 0 is the empty list.
    lists: Vec<List>,
}

/// A list: the beginning of another one, and what follows.
#[derive(Clone)]
struct List {
    parent: ListId,
    /// How many of the parent's own codes are part of the beginning.
    beginning: u32,
    first: Option<Code>,
    /// The codes after the first. A list of one class grows in its place.
    more: Vec<Code>,
    last: Option<Code>,
    /// How many classes have exactly this list.
    classes: u32,
    /// What the latest rule made of it: where it matches for certain, and where it perhaps does. Rules come one after
    /// the other, so no list that an earlier rule made of it is asked for again.
    latest: Latest,
}

#[derive(Clone, Copy)]
struct Latest {
    rule: u32,
    certain: Option<ListId>,
    perhaps: Option<ListId>,
}

const NOTHING: Latest = Latest { rule: u32::MAX, certain: None, perhaps: None };

impl List {
    fn new(parent: ListId, beginning: u32, first: Option<Code>) -> List {
        List { parent, beginning, first, more: Vec::new(), last: first, classes: 0, latest: NOTHING }
    }

    fn own(&self) -> u32 {
        u32::from(self.first.is_some()) + self.more.len() as u32
    }
}

impl Lists {
    pub(super) fn new(classes: usize) -> Lists {
        let root = List { classes: classes as u32, ..List::new(ListId(0), 0, None) };
        Lists { of: IdVec::from_vec(vec![ListId(0); classes]), lists: vec![root] }
    }

    /// How many lists there are, with those that no class has any more.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    /// Appends a rule to the list of a class. Rules come in ascending order; one that comes again, for another
    /// of its peers, counts as the better of both.
    pub(super) fn add(&mut self, class: ClassId, rule: u32, matches: Tri) {
        let list = *self.of.at(class);
        let Some(it) = self.lists.get_mut(list.0 as usize) else { return };
        let code = Code { rule, matches };
        let child = match it.last {
            Some(last) if last.rule == rule => {
                let better = Code { rule, matches: matches.or(last.matches) };
                if better == last {
                    return;
                }
                match it.more.last_mut() {
                    // It grew for this class alone.
                    Some(last) => {
                        *last = better;
                        it.last = Some(better);
                        return;
                    }
                    None => {
                        let (parent, beginning) = (it.parent, it.beginning);
                        self.child(parent, beginning, better)
                    }
                }
            }
            _ if it.classes == 1 && it.first.is_some() && it.latest.rule != rule => {
                it.more.push(code);
                it.last = Some(code);
                return;
            }
            _ => {
                let own = it.own();
                self.child(list, own, code)
            }
        };
        self.move_to(class, list, child);
    }

    fn move_to(&mut self, class: ClassId, from: ListId, to: ListId) {
        if let Some(it) = self.lists.get_mut(from.0 as usize) {
            it.classes -= 1;
        }
        if let Some(it) = self.lists.get_mut(to.0 as usize) {
            it.classes += 1;
        }
        *self.of.at_mut(class) = to;
    }

    /// What a rule makes of a list.
    fn child(&mut self, list: ListId, beginning: u32, code: Code) -> ListId {
        let next = ListId(self.lists.len() as u32);
        let Some(List { latest, .. }) = self.lists.get_mut(list.0 as usize) else { return list };
        if latest.rule != code.rule {
            *latest = Latest { rule: code.rule, ..NOTHING };
        }
        let child = if code.matches == Tri::Yes { &mut latest.certain } else { &mut latest.perhaps };
        if let Some(it) = *child {
            return it;
        }
        *child = Some(next);
        self.lists.push(List::new(list, beginning, Some(code)));
        next
    }

    /// The codes of a list in ascending order.
    pub(super) fn codes(&self, list: ListId) -> Vec<Code> {
        let mut res = Vec::new();
        let (mut list, mut own) = (list, u32::MAX);
        while let Some(it) = self.lists.get(list.0 as usize) {
            let more = own.saturating_sub(1).min(it.more.len() as u32) as usize;
            res.extend(it.more.get(..more).unwrap_or_default().iter().rev());
            res.extend(it.first.filter(|_| own > 0));
            if list == ListId(0) {
                break;
            }
            (list, own) = (it.parent, it.beginning);
        }
        res.reverse();
        res
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition: a list of codes for each class, of which a rule has one.
    #[test]
    fn classes_have_the_rules_that_match_them_and_share_lists_where_these_are_the_same() {
        let mut state = 7_u64;
        let mut below = |end: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((state >> 33) % end) as u32
        };
        for _ in 0..300 {
            let mut lists = Lists::new(6);
            let mut expected: Vec<Vec<Code>> = vec![Vec::new(); 6];
            for rule in 0..12 {
                for _ in 0..below(10) {
                    let (class, matches) = (below(6), [Tri::Yes, Tri::Unknown][below(2) as usize]);
                    lists.add(ClassId(class), rule, matches);
                    let codes = &mut expected[class as usize];
                    match codes.last_mut() {
                        Some(last) if last.rule == rule => last.matches = last.matches.or(matches),
                        _ => codes.push(Code { rule, matches }),
                    }
                }
            }
            for (a, codes) in (0..).zip(&expected) {
                let list = *lists.of.at(ClassId(a));
                assert_eq!(lists.codes(list), *codes);
                for (b, others) in (0..).zip(&expected) {
                    assert_eq!(list == *lists.of.at(ClassId(b)), codes == others, "{codes:?} {others:?}");
                }
            }
        }
    }
}
