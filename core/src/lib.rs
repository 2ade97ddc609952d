//! Reads Kubernetes manifests, evaluates their network policies, and explains every verdict.

pub mod diagnostic;
pub mod ids;
pub mod manifest;
pub mod options;
pub mod protocol;
pub mod source;
pub mod yaml;
