//! What a tab of the page is, and which of them are open. The tabs themselves are in [`crate::panels`], which stands above.

use leptos::prelude::*;

use super::Ui;
use crate::engine::Coming;
use crate::state::Playground;

/// A tab, by the word that links call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tab(pub &'static str);

/// The tabs that other rooms open by name.
impl Tab {
    /// Which source reaches which destination.
    pub const MATRIX: Tab = Tab("matrix");
    /// Which source reaches the backends of a Service.
    pub const SERVICES: Tab = Tab("services");
    /// What is wrong with the files.
    pub const PROBLEMS: Tab = Tab("problems");
    /// What differs from the baseline.
    pub const CHANGES: Tab = Tab("changes");
    /// The chosen cell, explained.
    pub const WHY: Tab = Tab("why");
    /// A shell whose cluster is the files.
    pub const TERMINAL: Tab = Tab("terminal");
}

/// Where a panel stands: pictures above, lists below, what belongs to the text under the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the right, at the top.
    Above,
    /// On the right, below the pictures.
    Below,
    /// At the foot of the editor, closed until it is asked for.
    UnderEditor,
}

/// Draws something of a page.
pub type Draw = fn(Playground, Ui) -> AnyView;

/// The same in the second part of the program: a function of `late!`.
pub type DrawLate = fn(Playground, Ui) -> Coming;

/// Who draws what a panel holds.
#[derive(Clone, Copy)]
pub enum Part {
    /// The first part of the program: it is there with the first matrix.
    First(Draw),
    /// The second part: a function of `late!`.
    Later(DrawLate),
    /// A part of its own, which is loaded when the panel is opened: a function of `late! { in … }`.
    Own {
        /// The function.
        view: DrawLate,
        /// Asks for the part when the user is about to open the panel: `ahead!`.
        ahead: fn(),
    },
}

impl Part {
    /// What asks for it before it is needed.
    pub fn ahead(self) -> Option<fn()> {
        match self {
            Part::First(_) | Part::Later(_) => None,
            Part::Own { ahead, .. } => Some(ahead),
        }
    }
}

/// One tab.
pub struct Panel {
    /// By which links call it.
    pub tab: Tab,
    /// What the page calls it.
    pub name: &'static str,
    /// The digit that opens it together with Alt, as `KeyboardEvent.code` has it.
    pub key: Option<&'static str>,
    /// What takes the focus when that key opens it.
    pub focus: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Who draws it.
    pub part: Part,
    /// Draws what stands beside its name, such as a count.
    pub badge: Option<DrawLate>,
    /// What stands at the end of its strip while it is open; drawn by the first part.
    pub beside: Option<Draw>,
}

/// All tabs of the page, in the order of their strips.
pub type Panels = &'static [&'static Panel];

/// Which tab of each place is open.
#[derive(Clone, Copy)]
pub struct Open {
    panels: Panels,
    above: RwSignal<Tab>,
    below: RwSignal<Tab>,
    under_editor: RwSignal<Option<Tab>>,
}

impl Open {
    pub(super) fn new(panels: Panels, above: Tab) -> Open {
        Open {
            panels,
            above: RwSignal::new(above),
            below: RwSignal::new(Tab::WHY),
            under_editor: RwSignal::new(None),
        }
    }

    /// The tabs of a place.
    pub fn panels(self, place: Place) -> impl Iterator<Item = &'static Panel> {
        self.panels.iter().copied().filter(move |it| it.place == place)
    }

    /// All tabs.
    pub fn all(self) -> Panels {
        self.panels
    }

    fn panel(self, tab: Tab) -> Option<&'static Panel> {
        self.panels.iter().copied().find(|it| it.tab == tab)
    }

    /// The open tab of a place; `None` where it is closed.
    pub fn at(self, place: Place) -> Option<Tab> {
        match place {
            Place::Above => Some(self.above.get()),
            Place::Below => Some(self.below.get()),
            Place::UnderEditor => self.under_editor.get(),
        }
    }

    /// The open panel of a place.
    pub fn panel_at(self, place: Place) -> Option<&'static Panel> {
        self.panel(self.at(place)?)
    }

    /// Opens a tab in its place, and says which place that is.
    pub fn open(self, tab: Tab) -> Option<Place> {
        let place = self.panel(tab)?.place;
        match place {
            Place::Above => self.above.set(tab),
            Place::Below => self.below.set(tab),
            Place::UnderEditor => self.under_editor.set(Some(tab)),
        }
        Some(place)
    }

    /// Closes what is open under the editor.
    pub fn close_under_editor(self) {
        self.under_editor.set(None);
    }

    /// Opens what a link says, and what it does not say as at the start; says where the last tab that it names is. Words
    /// of tabs that this page does not have are ignored, because links outlive the version that made them.
    pub(super) fn restore(self, words: &str, above: Tab) -> Option<Place> {
        self.above.set(above);
        self.below.set(Tab::WHY);
        self.under_editor.set(None);
        let named = |word| self.panels.iter().find(move |it| it.tab.0 == word);
        let mut last = None;
        for it in words.split(' ').filter_map(named) {
            last = self.open(it.tab);
        }
        last
    }

    /// The words of the tabs that are not open at the start, for a link; with a subscription to them.
    pub(super) fn words(self, above: Tab) -> String {
        let open = [Some(self.above.get()), Some(self.below.get()), self.under_editor.get()];
        let told = open.into_iter().flatten().filter(|&it| it != above && it != Tab::WHY);
        told.map(|it| it.0).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn panel(word: &'static str, place: Place) -> Panel {
        Panel {
            tab: Tab(word),
            name: word,
            key: None,
            focus: "",
            place,
            part: Part::First(|_, _| ().into_any()),
            badge: None,
            beside: None,
        }
    }

    static MATRIX: Panel = panel("matrix", Place::Above);
    static SERVICES: Panel = panel("services", Place::Above);
    static WHY: Panel = panel("why", Place::Below);
    static CHANGES: Panel = panel("changes", Place::Below);
    static PROBLEMS: Panel = panel("problems", Place::UnderEditor);
    static ALL: Panels = &[&MATRIX, &SERVICES, &WHY, &CHANGES, &PROBLEMS];

    #[test]
    fn each_place_has_an_open_tab_of_its_own_and_a_link_holds_those_that_differ_from_the_start() {
        let owner = Owner::new();
        owner.set();
        let open = Open::new(ALL, Tab::MATRIX);
        assert_eq!(open.words(Tab::MATRIX), "");
        for words in ["problems", "services", "services changes problems", ""] {
            open.restore(words, Tab::MATRIX);
            assert_eq!(open.words(Tab::MATRIX), words);
        }
        open.restore("graph problems", Tab::SERVICES);
        assert_eq!(open.at(Place::Above), Some(Tab::SERVICES), "a tab of another version is ignored");
        assert_eq!(open.at(Place::UnderEditor), Some(Tab::PROBLEMS));
        open.close_under_editor();
        assert_eq!(open.words(Tab::SERVICES), "");
    }
}
