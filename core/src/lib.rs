//! Reads Kubernetes manifests, evaluates their network policies, and explains every verdict.

pub mod analysis;
pub mod cluster;
pub mod diagnostic;
pub mod eval;
pub mod explain;
pub mod ids;
pub mod link;
pub mod manifest;
pub mod options;
mod order;
pub mod policy;
pub mod probe;
pub mod protocol;
pub mod settings;
pub mod source;
#[cfg(test)]
mod testing;
mod threads;
pub mod tri;
pub mod view;
pub mod yaml;

pub use analysis::{Analysis, Extent, Progress, Steps, analyze, analyze_after, analyze_within};
pub use options::Options;
pub use probe::Probe;
pub use source::SourceFile;
