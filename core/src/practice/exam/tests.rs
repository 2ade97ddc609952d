use std::collections::BTreeSet;

use super::{Candidate, Report, Scored, TopicScore, draw, plan, points, report, slots};
use crate::practice::{Exam, Group, Topic, grade, read};
use crate::source::SourceFile;

const NAMES: [&str; 28] = [
    "aa", "ab", "ac", "ad", "ba", "bb", "bc", "bd", "ca", "cb", "cc", "cd", "da", "db", "dc", "dd", "ea",
    "eb", "ec", "ed", "fa", "fb", "fc", "fd", "ga", "gb", "gc", "gd",
];

/// Four tasks of each group, about everything.
fn all() -> Vec<Candidate<'static>> {
    let groups = Group::ALL.iter().flat_map(|it| [*it; 4]);
    let one = |(name, group): (&&'static str, Group)| Candidate {
        name,
        group,
        exams: Exam::ALL,
        topics: Topic::ALL,
    };
    NAMES.iter().zip(groups).map(one).collect()
}

fn group_of(name: &str) -> Group {
    all().iter().find(|it| it.name == name).unwrap().group
}

#[test]
fn the_same_number_draws_the_same_tasks_in_any_order_of_the_list() {
    let mut turned = all();
    turned.reverse();
    for exam in Exam::ALL {
        assert_eq!(draw(*exam, 7, &all()), draw(*exam, 7, &turned));
        let draws: BTreeSet<_> = (0..20).map(|seed| draw(*exam, seed, &all())).collect();
        assert!(draws.len() > 15, "{exam:?}: {}", draws.len());
    }
}

#[test]
fn each_slot_is_filled_from_its_groups_and_no_task_is_drawn_twice() {
    for exam in Exam::ALL {
        for seed in 0..50 {
            let drawn = draw(*exam, seed, &all());
            assert_eq!(drawn.len(), plan(*exam).tasks);
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len(), "{drawn:?}");
            let mut groups: Vec<Group> = drawn.iter().map(|it| group_of(it)).collect();
            // Those with the least choice first: another one may have taken their only task.
            let mut slots: Vec<_> = slots(*exam).iter().collect();
            slots.sort_by_key(|it| it.groups.len());
            for slot in slots {
                let at = groups.iter().position(|it| slot.groups.contains(it));
                groups.remove(at.unwrap_or_else(|| panic!("{exam:?} {seed}: {drawn:?}")));
            }
        }
    }
}

#[test]
fn every_task_of_a_group_is_drawn_about_as_often() {
    let mut count = [0_u32; 4];
    for seed in 0..400 {
        for it in draw(Exam::Ckad, seed, &all()) {
            if let Some(at) = ["ca", "cb", "cc", "cd"].iter().position(|other| *other == it) {
                *count.get_mut(at).unwrap() += 1;
            }
        }
    }
    assert_eq!(count.iter().sum::<u32>(), 400);
    assert!(count.iter().all(|it| (70..130).contains(it)), "{count:?}");
}

#[test]
fn a_slot_is_about_its_topic_and_another_task_takes_its_place_where_none_is() {
    let mut some = all();
    for it in &mut some {
        it.topics = if it.name == "ba" { &[Topic::BothEnds] } else { &[Topic::Outside] };
    }
    assert!((0..20).all(|seed| draw(Exam::Cks, seed, &some).contains(&"ba")));
    some.retain(|it| it.group != Group::Restructuring);
    assert_eq!(draw(Exam::Cks, 1, &some).len(), 6);
    some.truncate(3);
    assert_eq!(draw(Exam::Cks, 1, &some).len(), 3, "there are no more");
    for it in &mut some {
        it.exams = &[Exam::Cka];
    }
    assert!(draw(Exam::Cks, 1, &some).is_empty());
}

#[test]
fn a_right_answer_is_worth_all_and_one_for_this_cluster_alone_half() {
    let path = format!("{}/../static/practice/one-client-one-port.yaml", env!("CARGO_MANIFEST_DIR"));
    let task = read(&SourceFile::new("task.yaml", std::fs::read_to_string(path).unwrap())).unwrap();
    let right = task.solutions.first().unwrap().answer.clone();
    assert_eq!(points(&grade(&task, &right)), 100);
    let with = |from: &str, to: &str| {
        let mut answer = right.clone();
        for it in &mut answer.files {
            let text = it.text.replace(from, to);
            assert_ne!(text, *it.text, "{from}");
            *it = SourceFile::new(it.name.clone(), text);
        }
        points(&grade(&task, &answer))
    };
    // Whom the cluster that is shown does not have gets in.
    let text = right.files.first().unwrap().text.clone();
    let (_, from) = text.split_once("from:").unwrap();
    let peer = from.split("ports:").next().unwrap();
    let indent = peer.lines().nth(1).unwrap().find('-').unwrap();
    let expressions = format!(
        "\n{0}- podSelector:\n{0}    matchExpressions: [{{key: role, operator: NotIn, values: [cleaner, oven]}}]\n{0}",
        " ".repeat(indent)
    );
    assert_eq!(with(peer, &expressions), 50);
    let all = format!("\n{0}- podSelector: {{}}\n{0}", " ".repeat(indent));
    assert_eq!(with(peer, &all), 0);
    assert_eq!(with("kind: NetworkPolicy", "kind: NetworkPolice"), 0);
    assert_eq!(with("name: oven", "name: stove"), 0, "the text asks for the name");
}

#[test]
fn a_report_counts_tasks_the_same_and_topics_by_their_tasks() {
    let scored = |topics, points| Scored { topics, points };
    let all = [
        scored(&[Topic::Dns, Topic::Ports], 100),
        scored(&[Topic::Ports], 50),
        scored(&[Topic::Selectors], 0),
    ];
    let score = |topic, tasks, points| TopicScore { topic, tasks, points };
    assert_eq!(
        report(Exam::Cka, &all),
        Report {
            points: 50,
            has_passed: false,
            topics: vec![
                score(Topic::Selectors, 1, 0),
                score(Topic::Ports, 2, 75),
                score(Topic::Dns, 1, 100)
            ],
        }
    );
    // Two of three are 66: enough for all but CKS.
    let two = [scored(&[], 100), scored(&[], 100), scored(&[], 0)];
    let passed: Vec<bool> = Exam::ALL.iter().map(|it| report(*it, &two).has_passed).collect();
    assert_eq!(passed, [true, true, false, true]);
    assert_eq!(report(Exam::Cka, &[]), Report { points: 0, has_passed: false, topics: Vec::new() });
}
