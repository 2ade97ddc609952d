//! What the page calls the words of a task's file. Pure.

use netpol_core::practice::{Group, Level, Topic};

/// A place in the catalogue.
pub fn group_name(it: Group) -> &'static str {
    match it {
        Group::Closing => "Denying",
        Group::Opening => "Allowing exactly what is asked",
        Group::Choosing => "Choosing and adding",
        Group::Repairing => "Repairing",
        Group::Restructuring => "Restructuring",
        Group::Services => "Services and names",
        Group::Beyond => "Beyond NetworkPolicy",
    }
}

/// How much a task asks of the learner.
pub fn level_name(it: Level) -> &'static str {
    match it {
        Level::First => "First steps",
        Level::Exam => "Exam",
        Level::Hard => "Hard",
        Level::Beyond => "Beyond exams",
    }
}

/// What is practised.
pub fn topic_name(it: Topic) -> &'static str {
    match it {
        Topic::Selectors => "Labels and selectors",
        Topic::Namespaces => "Namespaces",
        Topic::Ports => "Ports and Services",
        Topic::BothEnds => "Both ends",
        Topic::Dns => "DNS",
        Topic::Outside => "Outside addresses",
        Topic::PolicyTypes => "policyTypes",
        Topic::Tiers => "Tiers of the whole cluster",
    }
}
