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

/// One list for each class, kept as a tree of common beginnings: to append is to look up a child.
pub(super) struct Lists {
    /// The list of each class.
    pub(super) of: IdVec<ClassId, ListId>,
    /// The list without its last code, and that code. Number 0 is the empty list.
    lists: Vec<(ListId, Code)>,
    /// For each list what the latest rule made of it: where it matches for certain, and where it perhaps does. Rules
    /// come one after the other, so no list that an earlier rule made of it is asked for again.
    latest: Vec<Latest>,
}

#[derive(Clone, Copy)]
struct Latest {
    rule: u32,
    certain: Option<ListId>,
    perhaps: Option<ListId>,
}

const NOTHING: Latest = Latest { rule: u32::MAX, certain: None, perhaps: None };

impl Lists {
    pub(super) fn new(classes: usize) -> Lists {
        let root = (ListId(0), Code { rule: u32::MAX, matches: Tri::No });
        Lists { of: IdVec::from_vec(vec![ListId(0); classes]), lists: vec![root], latest: vec![NOTHING] }
    }

    /// How many different lists there are.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    /// Appends a rule to the list of a class. Rules come in ascending order; one that comes again, for another
    /// of its peers, counts as the better of both.
    pub(super) fn add(&mut self, class: ClassId, rule: u32, matches: Tri) {
        let mut list = *self.of.at(class);
        let mut code = Code { rule, matches };
        if let Some(&(parent, last)) = self.lists.get(list.0 as usize)
            && last.rule == rule
        {
            list = parent;
            code.matches = matches.or(last.matches);
            if code == last {
                return;
            }
        }
        let child = self.child(list, code);
        *self.of.at_mut(class) = child;
    }

    fn child(&mut self, list: ListId, code: Code) -> ListId {
        let next = ListId(self.lists.len() as u32);
        let Some(latest) = self.latest.get_mut(list.0 as usize) else { return list };
        if latest.rule != code.rule {
            *latest = Latest { rule: code.rule, ..NOTHING };
        }
        let child = if code.matches == Tri::Yes { &mut latest.certain } else { &mut latest.perhaps };
        if let Some(it) = *child {
            return it;
        }
        *child = Some(next);
        self.lists.push((list, code));
        self.latest.push(NOTHING);
        next
    }

    /// The codes of a list in ascending order.
    pub(super) fn codes(&self, mut list: ListId) -> Vec<Code> {
        let mut res = Vec::new();
        while let Some(&(parent, code)) = self.lists.get(list.0 as usize).filter(|_| list != ListId(0)) {
            res.push(code);
            list = parent;
        }
        res.reverse();
        res
    }
}
