//! What is open, pointed at, or said at the moment. A link holds the part of it that [`view`] names.

mod edits;
mod outline;
mod pane;
mod panel;
mod practice;
mod view;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{Place, RuleView};

use crate::model::files::LARGE;
use crate::model::practice::Sides;
use crate::model::review::{Spot, Versions};
use crate::model::service;
use crate::model::share::{CellRef, ShareState};
use crate::state::{Playground, Session};

pub use outline::FoldRequest;
pub use pane::Pane;
pub use panel::{Draw, DrawLate, Open, Panel, Panels, Part, Place as TabPlace, Tab};
pub use practice::{Checked, TaskNews};

/// Which rows and columns that say the same stand for each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folding {
    /// What was chosen for all; without a choice it follows from how many there are.
    pub all: Option<bool>,
    /// The first members of those for which the opposite was chosen.
    pub others: Vec<String>,
}

/// More endpoints than this are folded from the start.
const FOLDED: usize = 40;

impl Folding {
    /// Whether all is folded that can be, with so many endpoints.
    pub fn is_on(&self, n_endpoints: usize) -> bool {
        self.all.unwrap_or(FOLDED < n_endpoints)
    }

    /// Whether those are that begin with this one.
    pub fn folds(&self, first: &str, n_endpoints: usize) -> bool {
        self.is_on(n_endpoints) != self.others.iter().any(|it| it == first)
    }

    /// Folds what is unfolded, and the other way.
    pub fn turn(&mut self, first: &str) {
        let before = self.others.len();
        self.others.retain(|it| it != first);
        if self.others.len() == before {
            self.others.push(first.to_owned());
        }
    }
}

/// A dialog over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The keys.
    Shortcuts,
    /// The knobs of the evaluation.
    Settings,
    /// What is kept in this browser.
    Drafts,
    /// The link, and the ways to hand it on.
    Share {
        /// It was to be copied, and the browser did not let it.
        refused: bool,
    },
    /// Whether a link may take the place of what is written.
    Replace {
        /// What it holds.
        state: Arc<ShareState>,
        /// Whether the address is that of the link already.
        arrived: bool,
    },
    /// The baseline and the files of now side by side.
    Review {
        /// Where it begins.
        at: Option<Spot>,
    },
    /// Whether two versions that came from outside are to be compared.
    Versions(Arc<Versions>),
    /// The own answer to a task beside a right one.
    Solution(Arc<Sides>),
}

/// How a toast looks, and whether it goes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something could not be done: it stays until it is closed.
    Failed,
    /// Something can be done.
    News,
}

/// What a button says and does. Not a `Callback`: that would go with the component that said it.
pub type Action = (&'static str, Rc<dyn Fn()>);

/// The button that takes back what was done last.
pub const UNDO: &str = "Undo";

/// The button that does again what was taken back.
pub const REDO: &str = "Redo";

/// The button that offers what was put aside.
pub const BRING_BACK: &str = "Bring it back";

/// One message at the edge of the page.
#[derive(Clone)]
pub struct Toast {
    /// Tells toasts apart.
    pub id: u64,
    /// How it looks.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// A button: its text, and what it does.
    pub action: Option<Action>,
    /// The revision of the files that it spoke of.
    revision: u64,
}

/// A place that the editor is asked to move to. The number makes a second request for it another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Where.
    pub place: Place,
    /// Counts the requests.
    pub number: u64,
    /// Whether the editor takes the focus.
    pub takes_focus: bool,
}

/// The view state. `Copy`, so every component may hold it.
#[derive(Clone, Copy)]
pub struct Ui {
    page: Playground,
    session: StoredValue<Rc<Session>, LocalStorage>,
    /// The pane of a small screen.
    pub pane: RwSignal<Pane>,
    /// Which tabs are open.
    pub tabs: Open,
    /// The dialog over the page.
    pub dialog: RwSignal<Option<Dialog>>,
    /// The lines of the explanation's line that is pointed at.
    pub pointed: RwSignal<Option<Place>>,
    /// The cell under the pointer, or focused.
    pub hovered: RwSignal<Option<CellRef>>,
    /// Which rows stand for others.
    pub folding: RwSignal<Folding>,
    /// What the filter of the matrix says.
    pub filter: RwSignal<String>,
    /// Whether only rows and columns are shown of which something differs from the baseline.
    pub only_changed: RwSignal<bool>,
    /// Which fact of *Exposure* is looked at, by its key; empty before one was chosen.
    pub fact: RwSignal<&'static str>,
    /// Where the editor is asked to move to.
    pub visit: RwSignal<Option<Visit>>,
    /// The caret: file and UTF-16 units.
    pub caret: RwSignal<(usize, u32)>,
    /// What was said and not yet taken away.
    pub toasts: RwSignal<Vec<Toast>, LocalStorage>,
    /// The rule the caret is in.
    pub rule: Memo<Option<Arc<RuleView>>>,
    /// Whether the files can only be read.
    pub readonly: RwSignal<bool>,
    /// Whether the outline is open.
    pub outline: RwSignal<bool>,
    /// What the editor is asked to fold.
    pub folds: RwSignal<Option<FoldRequest>>,
    /// Whether the lesson of the scenario was waved away.
    pub lesson_hidden: RwSignal<String>,
    /// The commands of the terminal that a link keeps.
    pub commands: RwSignal<Vec<String>>,
    /// Counts what was opened: with each the terminal begins anew.
    pub opened: RwSignal<u32>,
    /// Whether the catalogue of tasks is open.
    pub catalogue: RwSignal<bool>,
    /// Whether the form that makes a task is open.
    pub authoring: RwSignal<bool>,
    /// The task that is to be opened, by its name, or the text of its file: an address or the page around asked for it.
    pub wanted: RwSignal<Option<String>>,
    /// The files of the open task that only are to be read.
    pub locked: RwSignal<Arc<[String]>>,
    /// Whether the open task is one of an exam that is being taken: then nothing helps.
    pub in_exam: RwSignal<bool>,
    /// What became of a task last, for the page around.
    pub task_news: RwSignal<Option<TaskNews>>,
}

impl Ui {
    /// Nothing open, nothing said.
    pub fn new(page: Playground, panels: Panels) -> Ui {
        let caret = RwSignal::new((usize::MAX, 0));
        let rule = Memo::new(move |last: Option<&Option<Arc<RuleView>>>| {
            let (file, utf16) = caret.get();
            if file != page.active() {
                return None;
            }
            let text = page.files().shown().text;
            let later = page.arrival.get().here()?;
            let revision = page.asked.read().source.revision;
            let analysis = page.settled.read();
            if analysis.revision != revision {
                // Positions of before say nothing about the text of now, and the matrix need not wait for them.
                return last.cloned().flatten();
            }
            let at = |it| (later.rule_at)(&analysis, file as u32, it).map(Arc::new);
            // The indentation and the dash before a rule belong to its line, if not to its text.
            at(utf16).or_else(|| if text.len() <= LARGE { at(start_of_line(&text, utf16)) } else { None })
        });
        Ui {
            page,
            session: StoredValue::new_local(Rc::default()),
            pane: RwSignal::new(Pane::Matrix),
            tabs: Open::new(panels, tab_of(untrack(|| page.selection()).as_ref())),
            dialog: RwSignal::new(None),
            pointed: RwSignal::new(None),
            hovered: RwSignal::new(None),
            folding: RwSignal::new(Folding::default()),
            filter: RwSignal::new(String::new()),
            only_changed: RwSignal::new(false),
            fact: RwSignal::new(""),
            visit: RwSignal::new(None),
            caret,
            toasts: RwSignal::new_local(Vec::new()),
            rule,
            readonly: RwSignal::new(false),
            outline: RwSignal::new(false),
            folds: RwSignal::new(None),
            lesson_hidden: RwSignal::new(String::new()),
            commands: RwSignal::new(Vec::new()),
            opened: RwSignal::new(0),
            catalogue: RwSignal::new(false),
            authoring: RwSignal::new(false),
            wanted: RwSignal::new(None),
            locked: RwSignal::new(Arc::from([])),
            in_exam: RwSignal::new(false),
            task_news: RwSignal::new(None),
        }
    }

    /// What is remembered and not drawn.
    pub fn session(self) -> Rc<Session> {
        self.session.get_value()
    }

    /// Opens a tab in its place, and on a small screen the pane that holds it.
    pub fn open_tab(self, tab: Tab) {
        if let Some(place) = self.tabs.open(tab) {
            self.pane.set(Pane::of(place));
        }
    }

    /// Moves the editor to a place: shows its file, its pane, its lines.
    pub fn go_to(self, place: Place) {
        self.pane.set(Pane::Edit);
        self.visit(place, true);
    }

    /// Shows a place in the editor. The focus stays, and so does the pane of a small screen.
    pub fn look_at(self, place: Place) {
        self.visit(place, false);
    }

    fn visit(self, place: Place, takes_focus: bool) {
        self.page.show_file(place.file as usize);
        let number = self.visit.get_untracked().map_or(0, |it| it.number) + 1;
        self.visit.set(Some(Visit { place, number, takes_focus }));
    }

    /// Something was done.
    pub fn say(self, text: impl Into<String>) {
        self.toast(Tone::Done, text.into(), None);
    }

    /// Something was done, and can be taken back.
    pub fn say_with(self, text: impl Into<String>, button: &'static str, action: impl Fn() + 'static) {
        self.toast(Tone::Done, text.into(), Some((button, Rc::new(action))));
    }

    /// Something can be done, now or later.
    pub fn offer(self, text: impl Into<String>, button: &'static str, action: impl Fn() + 'static) {
        self.toast(Tone::News, text.into(), Some((button, Rc::new(action))));
    }

    /// Something could not be done.
    pub fn complain(self, text: impl Into<String>) {
        self.toast(Tone::Failed, text.into(), None);
    }

    /// Something could not be done, and this may help.
    pub fn complain_with(self, text: impl Into<String>, button: &'static str, action: impl Fn() + 'static) {
        self.toast(Tone::Failed, text.into(), Some((button, Rc::new(action))));
    }

    /// Takes a toast away.
    pub fn dismiss(self, id: u64) {
        self.toasts.update(|all| all.retain(|it| it.id != id));
    }

    /// Takes the toasts away that offer this. Says whether there were any.
    pub fn withdraw(self, button: &str) -> bool {
        let offers = |it: &Toast| it.action.as_ref().is_some_and(|it| it.0 == button);
        let stood = self.toasts.read_untracked().iter().any(offers);
        if stood {
            self.toasts.update(|all| all.retain(|it| !offers(it)));
        }
        stood
    }

    /// Takes the offers away that would also take back what was written since. With a subscription to the files.
    pub fn withdraw_old(self) {
        let revision = self.page.files().revision;
        let is_old = |it: &Toast| {
            let puts_back = it.action.as_ref().is_some_and(|it| [UNDO, REDO].contains(&it.0));
            puts_back && it.revision != revision
        };
        if self.toasts.read_untracked().iter().any(is_old) {
            self.toasts.update(|all| all.retain(|it| !is_old(it)));
        }
    }

    fn toast(self, tone: Tone, text: String, action: Option<Action>) {
        let session = self.session();
        let id = session.toasts.get() + 1;
        session.toasts.set(id);
        self.toasts.update(|all| {
            // What was only said makes room for what is said now.
            all.retain(|it| it.text != text && (it.tone != Tone::Done || it.action.is_some()));
            if 3 <= all.len() {
                all.remove(0);
            }
            let revision = self.page.files_now().revision;
            all.push(Toast { id, tone, text, action, revision });
        });
    }
}

/// The tab that shows a chosen cell.
fn tab_of(chosen: Option<&CellRef>) -> Tab {
    if chosen.is_some_and(service::is_service) { Tab::SERVICES } else { Tab::MATRIX }
}

/// Where the line's text begins, after spaces and dashes. Both count UTF-16 units.
fn start_of_line(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    for line in text.split_inclusive('\n') {
        let length = line.encode_utf16().count() as u32;
        if utf16 < units + length || units + length == 0 {
            let lead = line.chars().take_while(|it| matches!(it, ' ' | '-')).count() as u32;
            return units + lead;
        }
        units += length;
    }
    utf16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_folded_from_the_start_and_each_can_be_turned() {
        let mut it = Folding::default();
        assert_eq!([40, 41].map(|n| it.folds("a", n)), [false, true]);
        it.turn("a");
        assert_eq!([40, 41].map(|n| (it.folds("a", n), it.folds("b", n))), [(true, false), (false, true)]);
        it.turn("a");
        assert_eq!(it, Folding::default());
    }

    #[test]
    fn a_line_begins_after_its_indentation() {
        let text = "a: ü\n  - b: 1\n";
        for (at, expected) in [(0, 0), (3, 0), (5, 9), (12, 9), (99, 99)] {
            assert_eq!(start_of_line(text, at), expected, "{at}");
        }
    }
}
