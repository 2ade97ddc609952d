//! Compiled policies to answers. The one evaluator: it sees ids, sets and intervals only.
//!
//! Endpoints that no question of the input tells apart form a class; subjects that the same policies select
//! form a group. One walk (`pieces`) cuts the port space of a group and a class into disjoint pieces, each
//! with verdict and reason. Matrix, point query and explanation read those pieces, so they cannot disagree.

pub mod address;
mod classes;
mod contribution;
mod count;
mod family;
mod host_names;
mod index;
mod known;
mod lists;
mod named;
mod node;
mod outside;
mod pieces;
mod reach;
mod reason;
mod row;
mod rules;
mod sets;

pub use classes::{Class, ClassKind, Classes};
pub use contribution::Contribution;
pub use count::Counts;
pub use family::Families;
pub(crate) use family::{Has, Wanted, flow_family};
pub use host_names::NamesOfPods;
pub(crate) use known::{
    KnownAddress, assumed_cidrs, declared, declared_ports, is_node, known_address, unknown_block,
};
pub(crate) use named::{Whose, covers, hosts, name_match, node_match, points, whose};
pub(crate) use node::Asks;
pub use outside::add_externals;
pub(crate) use outside::is_loopback;
pub use pieces::{Passed, Piece};
pub(crate) use pieces::{Subject, allowed_and_possible, pieces as walk, whole};
pub use reach::{Cell, Inputs, Pair, Reach, Verdict};
pub use reason::{By, Reason};
pub use row::{Decision, Group};
pub(crate) use rules::gather;
