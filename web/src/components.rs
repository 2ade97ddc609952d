//! What the page is made of: one component a file, its helpers below it.

pub mod banner;
pub mod dialogs;
pub mod drafts;
pub mod explanation;
pub mod file_tabs;
pub mod frame_bar;
pub mod header;
pub mod icons;
pub mod lesson;
pub mod matrix;
pub mod menu;
pub mod note;
pub mod phone_bar;
pub mod port_picker;
pub mod problem_list;
pub mod scenario_menu;
pub mod service_flow;
pub mod services;
pub mod settings;
pub mod share_dialog;
pub mod split;
pub mod step;
pub mod toasts;
