//! Files to objects of all kinds.
//!
//! [`parts`] cuts files into documents, [`reading`] goes through them, [`document`] finds the objects in one,
//! [`recognise`] tells their kinds, the reader of the kind ([`readers`]) makes a manifest of each, and [`assemble`] makes
//! one whole of all. Of a text that is being edited [`versions`] has what stays in force.

pub(in crate::kind) mod assemble;
mod between;
mod content;
pub(in crate::kind) mod document;
mod documents;
mod duplicate;
mod made;
mod missing;
mod object;
mod parts;
mod placeholders;
pub(in crate::kind) mod readers;
mod reading;
mod recognise;
mod shape;
mod stand_ins;
mod tally;
mod unknown_kind;
mod versions;

pub use assemble::Read;
pub use documents::Documents;
pub use missing::MissingPolicy;
pub(crate) use object::{errors_in, read_object};
pub use readers::Readers;
pub(crate) use reading::documents;
pub use reading::{Reading, read};
pub use stand_ins::read_stand_ins;
pub use versions::Versions;
