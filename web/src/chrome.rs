//! What stands around the panes: the header, the tabs of the files, the bar of a phone, messages.

pub mod announcer;
pub mod file_tabs;
pub mod frame_bar;
pub mod header;
pub mod phone_bar;
pub mod scenario_menu;
pub mod toasts;
pub mod undo;
