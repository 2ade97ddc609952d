//! The panes that a small screen shows one at a time.

use super::TabPlace;

/// The pane that a small screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The files.
    Edit,
    /// Who reaches whom.
    Matrix,
    /// The chosen cell.
    Why,
    /// The task that is open.
    Task,
}

impl Pane {
    /// Those that are always there, from left to right.
    pub const ALL: [Pane; 3] = [Pane::Edit, Pane::Matrix, Pane::Why];

    /// What markup and links call it.
    pub fn key(self) -> &'static str {
        match self {
            Pane::Edit => "edit",
            Pane::Matrix => "matrix",
            Pane::Why => "why",
            Pane::Task => "task",
        }
    }

    /// What the page calls it.
    pub fn label(self) -> &'static str {
        match self {
            Pane::Edit => "Edit",
            Pane::Matrix => "Matrix",
            Pane::Why => "Why?",
            Pane::Task => "Task",
        }
    }

    /// The pane that holds a place of tabs.
    pub(super) fn of(place: TabPlace) -> Pane {
        match place {
            TabPlace::Above => Pane::Matrix,
            TabPlace::Below => Pane::Why,
            TabPlace::UnderEditor => Pane::Edit,
        }
    }
}
