//! Tasks that a number makes of a scenario: each can be read and solved, and is what the specification says.

use std::collections::{BTreeMap, BTreeSet};

use netpol_core::SourceFile;
use netpol_core::practice::{
    self, Answer, FaultKind, Grader, Outcome, Repair, Role, Shown, Task, repair, repairs, scenario_files,
};
use netpol_tests::paths::{self, number};
use netpol_tests::spec::{Spec, Truth};

use super::edits::says;

/// Seeds for each scenario. `NETPOL_RUNS` sets another number.
const SEEDS: u64 = 60;

struct Scenario {
    name: String,
    title: String,
    files: Vec<SourceFile>,
}

fn scenarios() -> Vec<Scenario> {
    let all = paths::files("static/scenarios", "yaml").into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let (title, files) = scenario_files(&text).unwrap_or_else(|| panic!("{name} is no scenario"));
        Scenario { name, title, files }
    });
    all.collect()
}

fn made(it: &Scenario, seed: u64) -> Repair {
    repair(&it.title, &it.files, seed).unwrap_or_else(|why| panic!("{}, seed {seed}: {why}", it.name))
}

/// The texts of the learner's files, as the task starts.
fn start(task: &Task) -> Vec<String> {
    task.files.iter().filter(|it| it.role == Role::Yours).map(|it| it.file.text.to_string()).collect()
}

/// What the specification says of the connection that the task tells of: before the slip, and with it.
fn is_as_told(name: &str, it: &Scenario, task: &Task, found: &Repair) {
    let Some(first) = &found.first else { return };
    let (protocol, port) = first.port.split_once(' ').unwrap();
    let protocol = ["TCP", "UDP", "SCTP"].into_iter().find(|it| *it == protocol).unwrap();
    let right: Vec<&str> = it.files.iter().map(|it| &*it.text).collect();
    let wrong: Vec<&str> = task.files.iter().map(|it| &*it.file.text).collect();
    let said = [right, wrong].map(|own| {
        let spec = Spec::read(&own.join("\n---\n"));
        says(&spec, &first.from_id, &first.to_id, protocol, port.parse().unwrap())
    });
    let told = if first.is_missing { [Truth::Yes, Truth::No] } else { [Truth::No, Truth::Yes] };
    assert_eq!(said, told.map(Some), "{name}: {} -> {} {}", first.from_id, first.to_id, first.port);
}

#[test]
fn every_number_makes_a_task_of_every_scenario() {
    let mut kinds: BTreeMap<FaultKind, usize> = BTreeMap::new();
    let (mut two, mut told) = (0, 0);
    for scenario in scenarios() {
        let mut seen = BTreeSet::new();
        let all =
            repairs(&scenario.title, &scenario.files, (0..number("NETPOL_RUNS", SEEDS)).collect()).unwrap();
        // All of them have one goal, so one grader knows it.
        let first = all[0].task.clone();
        let grader = Grader::new(&first);
        for (seed, found) in all.iter().enumerate() {
            let name = format!("{}, seed {seed}, {:?}", scenario.name, found.faults);
            found.faults.iter().for_each(|it| *kinds.entry(*it).or_default() += 1);
            two += usize::from(found.faults.len() == 2);
            let read = practice::read(&SourceFile::new("task.yaml", found.file.as_str()));
            assert_eq!(read.as_ref(), Ok(&found.task), "{name}");
            assert_eq!(found.task.solutions[0].answer, first.solutions[0].answer, "{name}");
            // What follows from the files alone is asked once for the same files.
            if !seen.insert(start(&found.task)) {
                continue;
            }
            let files = found.task.files.iter().filter(|it| it.role == Role::Yours).map(|it| it.file.clone());
            let grade = grader.grade(&Answer { files: files.collect() });
            assert_ne!(grade.outcome, Outcome::Passed, "{name}");
            let cell = |it: &Option<Shown>| {
                it.as_ref().map(|it| (it.is_missing, it.from.clone(), it.to.clone(), it.port.clone()))
            };
            assert_eq!(cell(&grade.first), cell(&found.first), "{name}");
            let is_refused = grade.outcome == Outcome::NotApplied;
            assert_eq!(is_refused, found.first.is_none(), "{name}");
            assert!(!is_refused || found.faults == [FaultKind::Refused], "{name}: {grade:?}");
            is_as_told(&name, &scenario, &found.task, found);
            told += usize::from(!is_refused);
        }
        assert!(seen.len() >= 2, "{}: all seeds make one task", scenario.name);
    }
    for it in FaultKind::ALL {
        assert!(kinds.contains_key(it), "{it:?} never occurs: {kinds:?}");
    }
    assert!(two > 200 && told > 200, "{two} with two slips, {told} told");
}

#[test]
fn the_solution_passes_and_opening_everything_does_not() {
    for scenario in scenarios() {
        let task = made(&scenario, 1).task;
        let grader = Grader::new(&task);
        let grade = grader.grade(&task.solutions[0].answer);
        assert_eq!(grade.outcome, Outcome::Passed, "{}: {grade:#?}", scenario.name);
        let opened =
            task.solutions[0].answer.files.iter().map(|it| SourceFile::new(it.name.as_str(), "# Nothing.\n"));
        let grade = grader.grade(&Answer { files: opened.collect() });
        assert_eq!(grade.outcome, Outcome::Failed, "{}", scenario.name);
        assert!(grade.first.is_some(), "{}", scenario.name);
    }
}

#[test]
fn a_number_always_makes_the_same_task() {
    let all = scenarios();
    let scenario = all.iter().find(|it| it.name == "01-three-tiers").unwrap();
    let many = repairs(&scenario.title, &scenario.files, (0..20).collect()).unwrap();
    for seed in [0, 7, 19] {
        // What was made before it makes no difference.
        assert_eq!(made(scenario, seed), many[seed as usize], "{seed}");
    }
    made(scenario, u64::MAX);
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for byte in many.iter().flat_map(|it| it.file.bytes()) {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // Where this changes, links with a number lead elsewhere: give `VERSION` its next number.
    assert_eq!((practice::REPAIR_VERSION, format!("{sum:016x}").as_str()), (1, "7cb061a47229a9b9"));
}

#[test]
fn such_tasks_are_as_good_as_written_ones() {
    for (seed, scenario) in scenarios().iter().enumerate() {
        let found = made(scenario, seed as u64);
        let checked = practice::check(&found.task);
        let problems: Vec<String> =
            checked.problems.iter().map(|it| format!("{}: {}", it.line, it.message)).collect();
        assert!(problems.is_empty(), "{} {seed}: {problems:#?}\n{}", scenario.name, found.file);
    }
}

#[test]
fn what_has_no_policy_or_is_refused_makes_no_task() {
    let pods = "{apiVersion: v1, kind: Pod, metadata: {name: a}}";
    assert!(repair("x", &[SourceFile::new("a.yaml", pods)], 1).is_err());
    let broken = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, ingress: {}}}";
    let why =
        repair("x", &[SourceFile::new("a.yaml", pods), SourceFile::new("b.yaml", broken)], 1).unwrap_err();
    assert!(why.to_string().starts_with("b.yaml:"), "{why}");
}
