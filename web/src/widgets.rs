//! Controls: a menu, tabs, a field, a bar between panes. They know nothing of policies.

pub mod badge;
pub mod filter_field;
pub mod head_row;
pub mod icons;
pub mod keyed;
pub mod marked;
pub mod menu;
pub mod rule;
pub mod split;
pub mod tabs;
