//! From a line to the cells: what a policy or rule does.

use super::Place;

/// The line above a policy: "selects shop/api · isolates ingress · opens 1 connection".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LensView {
    /// First line of the policy's document in its file.
    pub place: Place,
    /// `namespace/name`.
    pub policy: String,
    /// "shop/api", "2 pods", "no pod".
    pub selects: String,
    /// "ingress", "egress", "ingress and egress".
    pub isolates: String,
    /// How many ordered pairs of endpoints lose connections when the policy's rules go and its isolation stays.
    pub opens: usize,
}

/// The rule the caret is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleView {
    /// "shop/allow-web, ingress rule 1".
    pub title: String,
    /// The whole rule.
    pub place: Place,
    /// Cells (row, column) in which the rule allows something, in reading order.
    pub cells: Vec<(u32, u32)>,
    /// How many of them no other rule opens as far: 0 means that the rule changes nothing.
    pub only_here: usize,
    /// "opens 4 connections, 1 of them by no other rule", "this rule changes nothing".
    pub sentence: String,
}
