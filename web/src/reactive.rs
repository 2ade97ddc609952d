//! Leptos' signals, memos and effects, with their code in the page once.
//!
//! Leptos compiles its own for every type of value: one or two kilobytes for each of the page's fifty. Here a value
//! lies behind `Rc<dyn Any>`, and Leptos' graph only knows who depends on what: an [`ArcTrigger`] for what is
//! written, an [`ArcMemo`] without a value for what is derived, a [`RenderEffect`] without one for what is done about
//! it. When effects run, what is tracked, and what owners clean up is Leptos' doing as ever.
//!
//! Reading gives an `Rc` of the value: nothing stays borrowed, so a value may be written while somebody reads it.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::reactive::computed::ArcMemo;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::ReactiveNode;
use leptos::reactive::owner::{LocalStorage, Storage, StorageAccess, StoredValue, on_cleanup};
use leptos::reactive::signal::ArcTrigger;
use leptos::reactive::traits::{GetValue, Notify, Track};

pub use leptos::prelude::{document, untrack, window};
pub use leptos::reactive::owner::Owner;

/// A value that is written. `Copy`; goes with its owner.
pub struct Signal<T> {
    node: Handle,
    of: PhantomData<fn() -> T>,
}

impl<T: 'static> Signal<T> {
    /// With its first value.
    pub fn new(value: T) -> Signal<T> {
        Signal { node: Handle::written(Rc::new(value)), of: PhantomData }
    }

    /// The value; whoever asks runs again when it is written.
    pub fn read(self) -> Rc<T> {
        cast(self.node.value(true))
    }

    /// The value as it is now.
    pub fn read_untracked(self) -> Rc<T> {
        cast(self.node.value(false))
    }

    /// Another value, equal to the one before or not.
    pub fn set(self, value: T) {
        self.node.write(Rc::new(value));
    }
}

impl<T: Clone + 'static> Signal<T> {
    /// A copy of [`Signal::read`].
    pub fn get(self) -> T {
        T::clone(&self.read())
    }

    /// A copy of [`Signal::read_untracked`].
    pub fn get_untracked(self) -> T {
        T::clone(&self.read_untracked())
    }

    /// Changes the value.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut value = self.get_untracked();
        change(&mut value);
        self.set(value);
    }
}

/// A value that follows from others: made when it is first asked for and after one of them has changed. Whoever reads
/// it runs again only when it comes out different. `Copy`; goes with its owner.
pub struct Memo<T> {
    node: Handle,
    of: PhantomData<fn() -> T>,
}

impl<T: PartialEq + 'static> Memo<T> {
    /// What `make` makes of the signals and memos that it reads.
    pub fn new(make: impl Fn() -> T + 'static) -> Memo<T> {
        Memo::with_last(move |_| make())
    }

    /// The same from the last value too.
    pub fn with_last(make: impl Fn(Option<&T>) -> T + 'static) -> Memo<T> {
        let make = move |last: Option<&Value>| -> Option<Value> {
            let last = last.and_then(|it| it.downcast_ref::<T>());
            let value = make(last);
            if last == Some(&value) { None } else { Some(Rc::new(value)) }
        };
        Memo { node: Handle::derived(Box::new(make)), of: PhantomData }
    }
}

impl<T: 'static> Memo<T> {
    /// The value; whoever asks runs again when it changes.
    pub fn read(self) -> Rc<T> {
        cast(self.node.value(true))
    }

    /// The value as it is now.
    pub fn read_untracked(self) -> Rc<T> {
        cast(self.node.value(false))
    }
}

impl<T: Clone + 'static> Memo<T> {
    /// A copy of [`Memo::read`].
    pub fn get(self) -> T {
        T::clone(&self.read())
    }

    /// A copy of [`Memo::read_untracked`].
    pub fn get_untracked(self) -> T {
        T::clone(&self.read_untracked())
    }
}

/// Runs now, and again whenever something that it read has changed, until its owner goes.
///
/// Where it reads a memo and another that follows from it, it must read the first one first. Leptos (0.2.16 of
/// `reactive_graph`) asks them in this order what has changed; the second, asked first, would update the other on the
/// way and, where it comes out the same itself, leave nobody to say so.
pub fn watch(run: impl FnMut() + 'static) {
    watch_boxed(Box::new(run));
}

fn watch_boxed(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| run());
    on_cleanup(move || drop(effect));
}

/// Does something when the owner goes.
pub fn at_end(work: impl FnOnce() + 'static) {
    at_end_boxed(Box::new(work));
}

type Work = Box<dyn FnOnce()>;

fn at_end_boxed(work: Work) {
    // The graph asks for functions that may go to another thread; this one never does.
    let work: <LocalStorage as Storage<Work>>::Wrapped = LocalStorage::wrap(work);
    on_cleanup(move || StorageAccess::<Work>::into_taken(work)());
}

type Value = Rc<dyn Any>;
type Slot = Rc<RefCell<Option<Value>>>;
/// The value that follows, or nothing where it is that of before.
type Make = Box<dyn Fn(Option<&Value>) -> Option<Value>>;

/// A value and its place in Leptos' graph.
struct Node {
    value: Slot,
    trigger: ArcTrigger,
    /// What makes the value, if it is not written.
    memo: Option<ArcMemo<()>>,
}

#[derive(Clone, Copy)]
struct Handle(StoredValue<Rc<Node>, LocalStorage>);

impl Handle {
    fn new(node: Node) -> Handle {
        Handle(StoredValue::new_local(Rc::new(node)))
    }

    fn written(value: Value) -> Handle {
        let value = Rc::new(RefCell::new(Some(value)));
        Handle::new(Node { value, trigger: ArcTrigger::new(), memo: None })
    }

    fn derived(make: Make) -> Handle {
        let value = Slot::default();
        let own: <LocalStorage as Storage<(Slot, Make)>>::Wrapped =
            LocalStorage::wrap((Rc::clone(&value), make));
        let memo = ArcMemo::new_owning(move |_: Option<()>| {
            let (value, make): &(Slot, Make) = own.as_borrowed();
            let last = value.borrow().clone();
            let new = make(last.as_ref());
            let changed = new.is_some();
            if changed {
                value.replace(new);
            }
            ((), changed)
        });
        Handle::new(Node { value, trigger: ArcTrigger::new(), memo: Some(memo) })
    }

    #[expect(
        clippy::expect_used,
        reason = "as in Leptos: what is used after its owner went is a mistake of ours"
    )]
    fn node(self) -> Rc<Node> {
        self.0.try_get_value().expect("the owner of this signal is gone")
    }

    fn value(self, track: bool) -> Value {
        let node = self.node();
        match &node.memo {
            Some(memo) => {
                if track {
                    memo.track();
                }
                memo.update_if_necessary();
            }
            None if track => node.trigger.track(),
            None => (),
        }
        let value = node.value.borrow().clone();
        // Never: a written value is there from the start, and a derived one since the line above.
        value.unwrap_or_else(|| Rc::new(()))
    }

    fn write(self, value: Value) {
        let node = self.node();
        // The old value is dropped after the borrow has ended.
        let _old = node.value.replace(Some(value));
        node.trigger.notify();
    }
}

#[expect(clippy::expect_used, reason = "a handle of a type is only ever made with values of that type")]
fn cast<T: 'static>(value: Value) -> Rc<T> {
    value.downcast().expect("the type of this signal")
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_memo_follows_and_says_when_it_comes_out_the_same() {
        let owner = Owner::new();
        owner.set();
        let number = Signal::new(1);
        let made = Rc::new(Cell::new(0));
        let half = Memo::new(move || number.get() / 2);
        let text = {
            let made = Rc::clone(&made);
            Memo::new(move || {
                made.set(made.get() + 1);
                format!("{}", half.get())
            })
        };
        assert_eq!((text.get(), made.get()), ("0".to_owned(), 1));
        number.set(4);
        assert_eq!((text.get(), made.get()), ("2".to_owned(), 2));
        number.set(5);
        assert_eq!((text.get(), made.get()), ("2".to_owned(), 2), "half of it is the same");
        number.update(|it| *it += 1);
        assert_eq!(text.get(), "3");
    }

    #[test]
    fn what_an_owner_leaves_to_do_is_done_when_it_goes() {
        let owner = Owner::new();
        let done = Rc::new(Cell::new(false));
        let mark = Rc::clone(&done);
        owner.with(|| at_end(move || mark.set(true)));
        assert!(!done.get());
        owner.cleanup();
        assert!(done.get());
    }
}
