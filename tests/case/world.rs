//! World W of the acceptance scenarios, written out.

/// Namespaces `x`, `y` and `z` with pods `a`, `b` and `c` each, labelled `pod: <name>`, listening on 80 and 81.
pub const WORLD: &str = include_str!("../world.yaml");
