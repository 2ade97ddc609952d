//! Numbers for rows: one that stays what it is keeps its number, and so its element.

use std::cell::RefCell;
use std::rc::Rc;

use super::Item;

/// All rows that were ever shown.
#[derive(Clone, Default)]
pub(super) struct Keys {
    items: Rc<RefCell<Vec<Item>>>,
}

impl Keys {
    /// The number of a row with this id and these details.
    pub(super) fn of(&self, item: &Item) -> u64 {
        let mut items = self.items.borrow_mut();
        let same = |it: &Item| it.id == item.id && it.details == item.details;
        let at = items.iter().position(same).unwrap_or_else(|| {
            items.push(item.clone());
            items.len() - 1
        });
        at as u64
    }

    /// The row of a number.
    pub(super) fn item(&self, key: u64) -> Option<Item> {
        self.items.borrow().get(key as usize).cloned()
    }
}
