//! What the page remembers while it is open and draws nothing of: what its effects on the outside world have said and
//! written last. It is made with the page, and goes with it.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use web_sys::HtmlElement;

use crate::model::share::CellRef;

/// Does at once what is still to be done; `true` where the page is about to be left.
pub type Flush = Rc<dyn Fn(bool)>;

/// What is remembered.
#[derive(Default)]
pub struct Session {
    /// What had the focus before the outline opened.
    pub came_from: RefCell<Option<HtmlElement>>,
    /// The cell that was chosen when the first explanation was drawn, and the revision of the files.
    pub opened_with: OnceCell<(Option<CellRef>, u64)>,
    /// How many toasts there were.
    pub toasts: Cell<u64>,
    /// The fragment that was in step with the page when last one was.
    pub address: RefCell<String>,
    /// Addresses of a moment ago, the oldest first, and when each made room for the next.
    pub addresses: RefCell<Vec<(String, f64)>>,
    /// Whether it was said that there is no link.
    pub without_link: Cell<bool>,
    /// Whether it was said that the browser does not take the address.
    pub without_address: Cell<bool>,
    /// Why what is written now is not kept, if it is not.
    pub unkept: Cell<Option<&'static str>>,
    /// Writes what is still to be written of it.
    pub write_draft: RefCell<Option<Flush>>,
    /// The terminal at work, which only its own part of the program knows.
    pub terminal: RefCell<Option<Rc<dyn Any>>>,
    /// The draft that this page writes.
    pub draft: RefCell<Option<OwnDraft>>,
}

/// The draft that a page writes.
pub struct OwnDraft {
    /// Its key in the browser's storage.
    pub key: String,
    /// Its state as this page has read or written it last.
    pub state: String,
}
