//! Why something is allowed or denied, as data.

use crate::policy::RuleRef;

/// Why a piece has its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The two ends have no address family in common: no packet can be sent (M-44).
    Unreachable,
    /// The subject is outside the cluster: "nothing can be enforced on the far end" (M-65).
    NotApplicable,
    /// The subject is a host-network pod, taken for its node (M-64).
    HostNetwork,
    /// The peer is the node that the subject runs on (M-62).
    OwnNode,
    /// The peer may be that node; otherwise this would not be allowed.
    PerhapsOwnNode,
    /// The subject's rules are not evaluated, because that takes more steps than the limit.
    LeftOut,
    /// No policy isolates the subject in this direction, and no cluster-wide policy decides.
    NotIsolated,
    /// This rule matched.
    Rule(RuleRef),
    /// Whether a policy selects the subject is unknown; it would allow this anyway (M-91).
    EitherWay,
    /// Isolated, and no rule matches.
    Isolated,
    /// Whether this rule matches is unknown.
    Unknown(RuleRef),
    /// Whether the subject is isolated is unknown.
    UnknownIsolation,
    /// This rule and others of the same tier and priority match and differ; the API leaves their order open
    /// . It is the first by name.
    Tied(RuleRef),
}

/// How far a reason names a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// This rule decided.
    Rule(RuleRef),
    /// This one would decide, if it matches.
    Perhaps(RuleRef),
    /// This one would decide, if its policy comes before others of the same priority.
    IfFirst(RuleRef),
    /// The subject is isolated, and there is no rule that matches.
    NoRule,
    /// Policies are not asked, do not decide, or it is unknown whether they do.
    NoPolicy,
}

impl Reason {
    /// How far it names a rule.
    pub fn by(self) -> By {
        match self {
            Reason::Rule(it) => By::Rule(it),
            Reason::Unknown(it) => By::Perhaps(it),
            Reason::Tied(it) => By::IfFirst(it),
            Reason::Isolated => By::NoRule,
            Reason::Unreachable
            | Reason::NotApplicable
            | Reason::HostNetwork
            | Reason::OwnNode
            | Reason::PerhapsOwnNode
            | Reason::LeftOut
            | Reason::NotIsolated
            | Reason::EitherWay
            | Reason::UnknownIsolation => By::NoPolicy,
        }
    }

    /// The rule that decided, or would decide if it matches or comes first.
    pub fn rule(self) -> Option<RuleRef> {
        match self.by() {
            By::Rule(it) | By::Perhaps(it) | By::IfFirst(it) => Some(it),
            By::NoRule | By::NoPolicy => None,
        }
    }
}
