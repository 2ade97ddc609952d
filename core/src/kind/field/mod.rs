//! Fields that several kinds of objects have, with their types: each file reads and checks one of them.
//!
//! Deliberately not here: what a single kind has alone; it is in the folder of the kind.

pub(in crate::kind) mod balancer;
pub(in crate::kind) mod cidr;
pub(in crate::kind) mod ip_block;
pub(in crate::kind) mod labels;
pub(in crate::kind) mod meta;
pub(crate) mod names;
pub(in crate::kind) mod peer;
pub(in crate::kind) mod port;
pub(in crate::kind) mod selector;
