use std::fmt::Write;

use super::Coverage;

fn steps(lines: &str) -> usize {
    Coverage::of(crate::testing::short(lines).model()).steps
}

/// Rules that differ, so that none covers another.
fn rules(count: usize, words: &str, peers: &str) -> String {
    let mut res = String::new();
    for it in 0..count {
        write!(res, "{{{words}{peers}: [{{podSelector: {{matchLabels: {{n: v{it}}}}}}}]}}, ").unwrap();
    }
    res
}

#[test]
fn what_is_left_is_asked_before_a_rule_is_held_against_others() {
    let policy =
        |count| format!("pod x/a\nnp x/p {{podSelector: {{}}, ingress: [{}]}}", rules(count, "", "from"));
    let (few, many) = (steps(&policy(400)), steps(&policy(3_000)));
    assert!(few > 1_000 && many <= super::EACH, "{few} {many}");
}

#[test]
fn rules_with_an_order_are_looked_at_within_the_same_budget() {
    let policy = |count: usize| {
        let one = |it: usize| {
            format!("{{action: Accept, from: [{{namespaces: {{matchLabels: {{n: v{it}}}}}}}]}}, ")
        };
        let rules: String = (0..count.min(25)).map(one).collect();
        let mut all = "pod x/a\n".to_owned();
        for it in 0..count / 25 {
            writeln!(
                all,
                "cnp p{it} {{tier: Admin, priority: {it}, subject: {{namespaces: {{}}}}, ingress: [{rules}]}}"
            )
            .unwrap();
        }
        all
    };
    let many = steps(&policy(10_000));
    assert!(many > 10_000 && many < 500_000, "{many}");
}

#[test]
fn policies_of_one_priority_are_not_gone_through_for_each_of_them() {
    let mut all = "pod x/a\n".to_owned();
    for it in 0..1_000 {
        writeln!(all, "cnp p{it} {{tier: Admin, priority: 5, subject: {{namespaces: {{}}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]}}").unwrap();
    }
    let steps = steps(&all);
    assert!(steps < 10_000, "{steps}");
}
