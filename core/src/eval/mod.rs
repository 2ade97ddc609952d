//! Compiled policies to answers. The one evaluator: it sees ids, sets and intervals only.
//!
//! Endpoints that no question of the input tells apart form a class; subjects that the same policies select
//! form a group. One walk (`pieces`) leads a group and a class through the stages and cuts the port space into
//! disjoint pieces, each with verdict and reason. Matrix, point query and explanation read those pieces, so they
//! cannot disagree.
//!
//! Deliberately not here: what one endpoint answers to one question ([`policy::atom`](crate::policy::atom)), and the
//! list of stages ([`policy::STAGES`](crate::policy::STAGES)).

pub mod address;
mod alike;
mod budget;
mod classes;
mod contribution;
mod count;
mod doubts;
mod family;
mod group_row;
mod index;
mod known;
mod lists;
mod node;
mod outside;
mod pieces;
mod places;
mod reach;
mod reason;
mod row;
mod rules;
mod said;
mod selects;
mod sets;

pub use crate::policy::atom::NamesOfPods;
pub(crate) use crate::policy::atom::{KnownAddress, covers, is_node};
pub(crate) use alike::Alike;
pub use budget::LeftOut;
pub use classes::ClassKind;
pub use contribution::Contribution;
pub use count::Counts;
pub use family::Families;
pub(crate) use family::{Has, Wanted, flow_family};
pub(crate) use group_row::GroupRows;
pub(crate) use known::{declared, declared_ports, known_address};
pub(crate) use node::Asks;
pub(crate) use outside::{add_externals, hosts, is_loopback, points};
pub use pieces::{Passed, Piece};
pub(crate) use pieces::{Subject, allowed_and_possible, pieces as walk, whole};
pub use reach::{Cell, Inputs, Pair, Reach, Verdict};
pub use reason::{By, Reason};
pub(crate) use rules::gather;
