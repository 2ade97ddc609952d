//! What the evaluator itself reads of `# expect` comments: the language of the cases, and more; against the specification.

use netpol_core::api::ExpectedState;
use netpol_tests::adapter::{Answer, Core, Given};
use netpol_tests::case::Case;
use netpol_tests::generator::{self, KEYS, NAMESPACES, PORTS};
use netpol_tests::paths;
use netpol_tests::random::Random;
use netpol_tests::runs::run_all;
use netpol_tests::spec::{End, Flow, Pod, Spec, Truth};

/// The expectations of a case, in a file of their own where the case has several files.
fn with_expectations(case: &Case) -> Case {
    let mut case = case.clone();
    if case.text.contains("\n# file: ") {
        let lines = case.text.lines().take_while(|it| it.starts_with('#'));
        let head = lines.map(|it| format!("{it}\n")).collect::<String>();
        case.files.insert(0, ("expectations.yaml".to_owned(), head, 0));
    }
    case
}

/// The two readers are written apart, so that the specification depends on nothing of core; this holds them together.
#[test]
fn the_comments_of_cases_and_scenarios_are_passed() {
    let mut wrong = Vec::new();
    let mut passed = 0;
    for folder in ["tests/cases", "static/scenarios"] {
        for path in paths::files(folder, "yaml") {
            let case = with_expectations(&Case::load(&path));
            let core = case.core();
            let expected = core.analysis.expectations();
            let count = case.singles.len() + case.drawings.len();
            if expected.count() != count {
                wrong.push(format!("{}: {} of {count} are read", case.name, expected.count()));
            }
            for it in (0..expected.count()).filter_map(|it| expected.get(it)) {
                let is_open = core.analysis.is_incomplete() && it.state == ExpectedState::Undecided;
                match it.state {
                    ExpectedState::Passed => passed += 1,
                    _ if is_open => {}
                    state => wrong.push(format!("{}: {}: {state:?}: {}", case.name, it.text, it.sentence)),
                }
            }
        }
    }
    println!("{passed} expectations passed");
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), wrong.len() + passed, wrong.join("\n"));
}

/// An end that a line names, and the pods that it means.
struct Asked<'s> {
    text: String,
    pods: Vec<&'s Pod>,
}

fn asked<'s>(spec: &'s Spec, random: &mut Random) -> Asked<'s> {
    let all = || spec.cluster.pods.iter();
    let namespace = random.pick(&NAMESPACES);
    let known = spec.cluster.namespaces.contains_key(namespace);
    match random.range(0..5) {
        0 if known => Asked {
            text: format!("{namespace}/*"),
            pods: all().filter(|it| it.namespace == *namespace).collect(),
        },
        1 if known => Asked {
            text: format!("!{namespace}/*"),
            pods: all().filter(|it| it.namespace != *namespace).collect(),
        },
        2 => {
            let key = random.pick(&KEYS);
            Asked { text: format!("[{key}]"), pods: all().filter(|it| it.labels.contains_key(key)).collect() }
        }
        3 => Asked { text: "*".to_owned(), pods: all().collect() },
        _ => {
            let pods: Vec<&Pod> = all().filter(|it| !it.id.contains(' ')).collect();
            let one = (!pods.is_empty()).then(|| pods[random.range(0..pods.len())]);
            Asked { text: one.map_or("*".to_owned(), |it| it.id.clone()), pods: one.into_iter().collect() }
        }
    }
}

/// How many pairs are allowed, denied, undecided for a port.
fn count(spec: &Spec, from: &Asked<'_>, to: &Asked<'_>, protocol: &'static str, port: u16) -> [usize; 3] {
    let mut res = [0; 3];
    let is_single = from.pods.len() == 1 && to.pods.len() == 1;
    for one in &from.pods {
        for other in &to.pods {
            let flow = Flow { from: End::Pod(one), to: End::Pod(other), protocol, port };
            match Answer::from(spec.answer(&flow)) {
                Answer::Port(Truth::Yes) => res[0] += 1,
                Answer::Port(Truth::No) => res[1] += 1,
                Answer::Port(Truth::Unknown) => res[2] += 1,
                Answer::Itself if is_single => res[0] += 1,
                _ => {}
            }
        }
    }
    res
}

#[test]
fn random_expectations_are_passed_exactly_where_the_specification_says_so() {
    let seen = std::cell::RefCell::new([0; 4]);
    run_all(300, |manifests, random| {
        let given = generator::given(random);
        let plain = manifests.plain();
        let spec = Spec::given(&plain, given.facts.clone());
        let mut text = String::new();
        let mut wanted = Vec::new();
        for _ in 0..12 {
            let (from, to) = (asked(&spec, random), asked(&spec, random));
            let (protocol, port) =
                (["TCP", "UDP", "SCTP"][random.range(0..3)], PORTS[random.range(0..PORTS.len())]);
            let word = ["allowed", "denied"][random.range(0..2)];
            text.push_str(&format!("# expect {} -> {} {protocol} {port}: {word}\n", from.text, to.text));
            let [allowed, denied, open] = count(&spec, &from, &to, protocol, port);
            let against = if word == "allowed" { denied } else { allowed };
            wanted.push(match (allowed + denied + open, against, open) {
                (0, _, _) => ExpectedState::NotFound,
                (_, 0, 0) => ExpectedState::Passed,
                (_, 0, _) => ExpectedState::Undecided,
                _ => ExpectedState::Failed,
            });
        }
        let given = Given { externals: Vec::new(), ..given };
        let core = Core::read_files(&[("expectations.yaml", &text), ("cluster.yaml", &plain)], &given);
        // What is not evaluated leaves it open, which the specification does not say.
        if core.analysis.is_incomplete() {
            return Ok(());
        }
        let expected = core.analysis.expectations();
        for (at, (wanted, line)) in wanted.iter().zip(text.lines()).enumerate() {
            let found = expected.get(at).expect("one for each line");
            if found.state != *wanted {
                let told =
                    format!("{line}: {:?} ({}), the specification {wanted:?}", found.state, found.sentence);
                return Err((format!("{text}\n---\n{plain}"), told));
            }
            let slot = match wanted {
                ExpectedState::Passed => 0,
                ExpectedState::Failed => 1,
                ExpectedState::Undecided => 2,
                ExpectedState::NotFound => 3,
            };
            seen.borrow_mut()[slot] += 1;
        }
        Ok(())
    });
    let seen = *seen.borrow();
    println!("passed, failed, undecided, not found: {seen:?}");
    assert!(seen.iter().all(|it| *it > 20), "{seen:?}");
}
