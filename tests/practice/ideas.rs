//! Every idea of `../shared/practice/grading.md` by its number, with the tests that hold it. None may be missing, and each
//! test must be there.

use std::collections::BTreeSet;

use netpol_tests::paths;

/// Where a test stands.
use Place::{Browser, Here, Page};

#[derive(Clone, Copy, Debug)]
enum Place {
    /// A file of this folder.
    Here,
    /// A file of `tests/browser`.
    Browser,
    /// A file of the page.
    Page,
}

/// Ways to fool a grader (1 to 22), and right answers that are refused (31 to 50).
const IDEAS: &[(u8, Place, &str)] = &[
    (1, Here, "that_a_policy_exists_is_not_enough"),
    (1, Here, "a_named_policy_that_changes_nothing_is_not_enough"),
    (2, Here, "the_source_must_be_there"),
    (3, Here, "a_second_wider_peer_is_seen"),
    (4, Here, "a_server_that_ended_makes_nothing_right"),
    (5, Here, "a_goal_of_expectations_about_what_is_not_there_fails"),
    (6, Here, "every_goal_changes_a_connection"),
    (7, Here, "what_cannot_be_applied_is_not_graded"),
    (8, Here, "what_cannot_be_applied_is_not_graded"),
    (9, Here, "every_goal_changes_a_connection"),
    (10, Here, "endings_are_what_the_terminal_prints"),
    (11, Here, "a_deny_that_must_stay_cannot_be_taken_away"),
    (12, Here, "the_cluster_cannot_be_made_to_fit"),
    (12, Here, "relabelling_is_right_where_it_is_asked_for"),
    (13, Here, "names_of_pods_and_addresses_do_not_help"),
    (13, Here, "an_answer_that_only_fits_the_pods_that_are_shown_fails_on_pods_that_could_exist"),
    (14, Here, "a_second_rule_that_opens_everything_is_seen"),
    (15, Here, "an_older_policy_that_allows_everything_is_seen"),
    (16, Here, "the_cluster_cannot_be_made_to_fit"),
    (17, Here, "the_cluster_cannot_be_made_to_fit"),
    (17, Here, "objects_of_kinds_that_are_not_read_are_seen"),
    (18, Here, "of_an_object_that_is_there_twice_the_last_counts"),
    (19, Here, "of_a_key_that_is_there_twice_the_first_does_not_make_it_right"),
    (19, Here, "keys_that_are_there_twice_are_refused_in_every_kind"),
    (20, Here, "a_solution_in_a_comment_is_none"),
    (21, Browser, "a task is opened, fails, is read about, is solved, and leads to the next"),
    (22, Page, "an_answer_has_the_files_of_the_task_and_others_are_told"),
    (31, Here, "a_needless_peer_passes_only_where_the_effect_is_the_same"),
    (32, Here, "order_and_number_of_policies_do_not_matter"),
    (33, Here, "labels_and_expressions_are_the_same"),
    (34, Here, "types_need_not_be_written_where_they_follow"),
    (35, Here, "order_and_number_of_policies_do_not_matter"),
    (36, Here, "types_need_not_be_written_where_they_follow"),
    (37, Here, "a_namespace_by_its_name_is_not_one_by_its_label"),
    (38, Here, "a_namespace_selector_for_all_is_refused_with_a_pod_that_shows_why"),
    (39, Here, "ranges_and_repeated_rules_are_the_same"),
    (40, Here, "a_named_port_is_its_number_where_all_pods_agree"),
    (41, Here, "a_block_in_two_halves_is_the_same"),
    (42, Here, "anchors_are_read"),
    (42, Here, "a_file_that_must_stay_may_have_another_form"),
    (43, Here, "policies_that_change_nothing_do_not_matter"),
    (44, Here, "a_solution_that_is_wrong_is_found"),
    (45, Here, "a_text_that_does_not_say_what_is_graded_is_found"),
    (46, Here, "the_same_answer_gets_the_same_grade"),
    (47, Here, "what_plugins_do_differently_is_left_out_unless_it_is_asked_about"),
    (48, Here, "missing_and_excess_are_counted_apart"),
    (49, Here, "a_namespace_selector_for_all_is_refused_with_a_pod_that_shows_why"),
    (50, Browser, "an answer that was written for this cluster alone fails on a hidden one, which is told"),
];

/// What must be true of all tasks.
const INVARIANTS: &[(u8, &str)] = &[
    (1, "every_task_is_right"),
    (2, "every_task_is_right"),
    (3, "grades_are_what_the_specification_says"),
    (4, "every_task_is_right"),
    (5, "hidden_clusters_refuse_what_the_one_that_is_shown_lets_pass"),
    (6, "the_grade_does_not_depend_on_the_order_of_documents"),
    (7, "the_same_answer_gets_the_same_grade"),
    (8, "a_hint_that_says_the_whole_solution_is_found"),
    (9, "what_would_take_long_is_refused"),
    (10, "every_goal_changes_a_connection"),
];

fn texts(folder: &str, ends: &[&str]) -> String {
    let all = ends.iter().flat_map(|it| paths::files(folder, it));
    all.map(|it| std::fs::read_to_string(it).unwrap()).collect()
}

#[test]
fn every_idea_has_a_test_that_is_there() {
    let [here, browser, page] = [
        texts("tests/practice", &["rs"]),
        texts("tests/browser", &["mjs"]),
        texts("web/src/model/practice", &["rs"]),
    ];
    let is_there = |place: Place, name: &str| match place {
        Here => here.contains(&format!("#[test]\nfn {name}() {{")),
        Page => page.contains(&format!("#[test]\nfn {name}() {{")),
        Browser => browser.contains(&format!("test(\"{name}\"")),
    };
    for (number, place, name) in IDEAS {
        assert!(is_there(*place, name), "idea {number}: there is no test `{name}` ({place:?})");
    }
    for (number, name) in INVARIANTS {
        assert!(is_there(Here, name), "invariant {number}: there is no test `{name}`");
    }
}

#[test]
fn no_idea_is_missing() {
    let own: BTreeSet<u8> = IDEAS.iter().map(|it| it.0).collect();
    assert_eq!(own, (1..=22).chain(31..=50).collect());
    assert_eq!(INVARIANTS.iter().map(|it| it.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    let file = paths::root().join("../shared/practice/grading.md");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("the list of ideas: skipped, the file is not here");
        return;
    };
    let listed = text.lines().filter_map(|it| it.strip_prefix("| ")?.split(' ').next()?.parse().ok());
    assert_eq!(listed.collect::<BTreeSet<u8>>(), own);
}
