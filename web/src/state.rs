//! The state of the page: what a link restores and what follows from it ([`Playground`]), what is open or said at the
//! moment ([`Ui`]), what is remembered besides ([`Session`]), why nothing is evaluated ([`Pause`]), and what a tab is ([`Panel`]).

mod opening;
mod pause;
mod playground;
mod session;
mod start;
mod ui;

pub use opening::Opening;
pub use pause::Pause;
pub use playground::Playground;
pub use session::{Flush, OwnDraft, Session};
pub use start::Start;
pub use ui::{
    Action, BRING_BACK, Checked, Dialog, Draw, DrawLate, FoldRequest, Folding, Open, Pane, Panel, Panels,
    Part, REDO, Tab, TabPlace, TaskNews, Toast, Tone, UNDO, Ui, Visit,
};
