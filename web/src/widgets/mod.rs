//! Controls that know nothing of policies: a field, a strip of tabs.

pub mod filter_field;
pub mod tabs;
