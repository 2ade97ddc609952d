//! The modules that do the work, for the tests, benches and fuzzers of this repository. Nothing about them is promised.

/// Namespaces, endpoints and Services.
pub mod cluster {
    pub use crate::cluster::*;
}

/// The evaluator.
pub mod eval {
    pub use crate::eval::*;
}

/// Why a verdict is what it is.
pub mod explain {
    pub use crate::explain::*;
}

/// Numbers that stand for things of a model.
pub mod ids {
    pub use crate::ids::*;
}

/// What stands around manifests.
pub mod intake {
    pub use crate::intake::*;
}

/// Command lines of a terminal.
pub mod kubectl {
    pub use crate::kubectl::*;
}

/// Objects of every kind.
pub mod kind {
    pub use crate::kind::*;
}

/// All that was found out about some files.
pub mod model {
    pub use crate::model::*;
}

/// Policies of every kind as one type.
pub mod policy {
    pub use crate::policy::*;
}

/// Yes, no, unknown.
pub mod tri {
    pub use crate::tri::*;
}

/// Documents as trees.
pub mod yaml {
    pub use crate::yaml::*;
}

/// Two models compared.
pub mod compare {
    pub use crate::compare::*;
}

/// What the files expect.
pub mod expect {
    pub use crate::expect::*;
}
