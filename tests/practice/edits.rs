//! Grades against the specification, which shares no code with the evaluator: solutions with random edits. What passes does
//! the same as the goal on every cluster; what fails differs where the message says.
//!
//! `NETPOL_RUNS` sets how many edits of each solution.

use std::net::IpAddr;

use netpol_core::practice::{self, Grader, Outcome, Role, Shown, Task, Variation};
use netpol_core::{Options, SourceFile, analyze};
use netpol_tests::paths;
use netpol_tests::random::Random;
use netpol_tests::spec::{Answer, End, Flow, Spec, Truth};
use serde_yaml::Value;

use super::{answer, tasks};

const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];
/// Addresses outside the cluster of the tasks.
const OUTSIDE: [&str; 3] = ["192.0.2.9", "8.8.8.8", "169.254.169.254"];

/// The policies of texts, of each name the last.
fn policies<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut res: Vec<(Value, String)> = Vec::new();
    for it in texts.flat_map(|it| it.split("---\n")) {
        let Ok(value) = serde_yaml::from_str::<Value>(it) else { continue };
        let has = |key, wanted| value.get(key).and_then(Value::as_str) == Some(wanted);
        if has("kind", "NetworkPolicy") && has("apiVersion", "networking.k8s.io/v1") {
            let meta = &value["metadata"];
            let key = Value::Sequence(vec![meta["namespace"].clone(), meta["name"].clone()]);
            res.retain(|known| known.0 != key);
            res.push((key, it.to_owned()));
        }
    }
    res.into_iter().map(|it| it.1).collect()
}

/// The policies that are in force with this text in the learner's file.
fn in_force(task: &Task, text: &str) -> Vec<String> {
    let files = task.files.iter().map(|it| match it.role {
        Role::Yours => text,
        Role::Locked => &*it.file.text,
        Role::Offered => "",
    });
    policies(files)
}

fn whole(policies: &[String], cluster: &str) -> String {
    let mut documents = policies.to_vec();
    documents.push(cluster.to_owned());
    documents.join("\n---\n")
}

fn end<'s>(spec: &'s Spec, id: &'s str) -> Option<End<'s>> {
    match id.parse::<IpAddr>() {
        Ok(it) => Some(End::Address(it)),
        Err(_) => spec.cluster.pods.iter().find(|it| it.id == id).map(End::Pod),
    }
}

/// What the specification says of one port; `None` where the two have nothing to say to each other.
pub(crate) fn says(spec: &Spec, from: &str, to: &str, protocol: &'static str, port: u16) -> Option<Truth> {
    match spec.answer(&Flow { from: end(spec, from)?, to: end(spec, to)?, protocol, port }) {
        Answer::Policies(it) => Some(it),
        _ => None,
    }
}

/// Numbers that stand in the texts, and some others.
fn ports(texts: &[&str]) -> Vec<u16> {
    let words = texts.iter().flat_map(|it| it.split(|it: char| !it.is_ascii_digit()));
    let mut res: Vec<u16> = words.filter_map(|it| it.parse().ok()).filter(|it| *it > 0).collect();
    res.extend([1, 80]);
    res.extend(res.clone().iter().filter_map(|it| it.checked_add(1)));
    res.sort_unstable();
    res.dedup();
    res
}

/// Whether network plugins differ about it.
fn is_contested(text: &str, from: &str, to: &str, protocol: &str, port: u16) -> bool {
    let mut options = Options { stand_ins: false, ..Options::default() };
    options.externals = [from, to].iter().filter_map(|it| it.parse().ok()).collect();
    let analysis = analyze(&[SourceFile::new("all.yaml", text)], &options);
    let (from, to) = (analysis.end(from).unwrap(), analysis.end(to).unwrap());
    let probe = analysis.parse_probe(&format!("{protocol} {port}")).unwrap();
    let certainty = analysis.explanation(from, to, probe).unwrap().certainty;
    certainty == netpol_core::view::Certainty::ImplementationDefined
}

/// An answer that passed against the goal, on every cluster and for every pair.
fn is_equal(task: &Task, clusters: &[(Variation, String)], goal: &str, own: &str) -> Result<usize, String> {
    let ports = ports(&[goal, own]);
    let mut checked = 0;
    for (variation, cluster) in clusters {
        let texts = [goal, own].map(|it| whole(&in_force(task, it), cluster));
        let [wanted, found] = [&texts[0], &texts[1]].map(|it| Spec::read(it));
        let mut ends: Vec<String> = wanted.cluster.pods.iter().map(|it| it.id.clone()).collect();
        ends.extend(OUTSIDE.map(str::to_owned));
        for from in &ends {
            for to in &ends {
                for (nth, protocol) in PROTOCOLS.into_iter().enumerate() {
                    for port in ports.iter().skip((checked + nth) % 7).step_by(7) {
                        let both = [&wanted, &found].map(|it| says(it, from, to, protocol, *port));
                        checked += 1;
                        let differ = matches!(
                            both,
                            [Some(Truth::Yes), Some(Truth::No)] | [Some(Truth::No), Some(Truth::Yes)]
                        );
                        if differ && !texts.iter().any(|it| is_contested(it, from, to, protocol, *port)) {
                            return Err(format!(
                                "{from} -> {to} {protocol} {port} on {variation:?}: {both:?}"
                            ));
                        }
                    }
                }
            }
        }
    }
    Ok(checked)
}

/// An answer that failed, at the connection that is told.
fn differs_there(
    task: &Task,
    clusters: &[(Variation, String)],
    goal: &str,
    own: &str,
    first: &Shown,
) -> Result<(), String> {
    let cluster = match first.variation {
        Variation::AnyPod => &first.manifests,
        it => &clusters.iter().find(|known| known.0 == it).unwrap().1,
    };
    let (protocol, port) = first.port.split_once(' ').unwrap();
    let protocol = PROTOCOLS.into_iter().find(|it| *it == protocol).unwrap();
    let port = port.parse().unwrap();
    let [wanted, found] = [goal, own]
        .map(|it| Spec::read(&whole(&in_force(task, it), cluster)))
        .map(|it| says(&it, &first.from_id, &first.to_id, protocol, port));
    let told = if first.is_missing { [Truth::Yes, Truth::No] } else { [Truth::No, Truth::Yes] };
    if [wanted, found] == told.map(Some) { Ok(()) } else { Err(format!("{wanted:?}, {found:?}: {first:#?}")) }
}

/// One change of a text: a value becomes another of its values, a number the next one, a line goes, a dash comes or goes.
fn edited(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let value = |it: &str| {
        let it = it.split_once(": ").map_or(it.trim().trim_start_matches("- "), |it| it.1).trim();
        (!it.is_empty() && !it.ends_with(':') && !it.contains(['{', '['])).then(|| it.to_owned())
    };
    let values: Vec<String> = lines.iter().filter_map(|it| value(it)).collect();
    let is_number = |it: &&String| it.parse::<u16>().is_ok();
    let [numbers, words]: [Vec<&str>; 2] = [true, false]
        .map(|wanted| values.iter().filter(|it| is_number(it) == wanted).map(String::as_str).collect());
    let at = random.range(0..lines.len());
    match random.range(0..10) {
        0 => drop(lines.remove(at)),
        1 => lines[at] = lines[at].replacen("- ", "  ", 1),
        2 => {
            let dent = lines[at].len() - lines[at].trim_start().len();
            if dent >= 2 && !lines[at].trim_start().starts_with('-') {
                lines[at].replace_range(dent - 2..dent, "- ");
            }
        }
        3..=5 if !numbers.is_empty() => {
            let old = random.pick(&numbers);
            let new = if random.chance(50) { 53 } else { old.parse::<u32>().unwrap() + 1 };
            return text.replacen(old, &new.to_string(), 1);
        }
        _ => {
            let (old, new) = (random.pick(&words), random.pick(&words));
            return text.replacen(&format!(" {old}\n"), &format!(" {new}\n"), 1);
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn grades_are_what_the_specification_says() {
    let runs = paths::number("NETPOL_RUNS", 5) as usize;
    let (mut passed, mut failed, mut refused, mut cells) = (0, 0, 0, 0);
    // The position is the seed: predictions that are added leave those of the others as they are.
    let all = tasks().into_iter().filter(|it| !it.0.starts_with("predict-"));
    for (nth, (name, task)) in all.enumerate() {
        // The specification is given the policies of one text in place of others, and the cluster as it stands.
        if task.predict.is_some() {
            continue;
        }
        let is_plain = task.constraints.labels_only.is_empty() && task.constraints.choose_one_of.is_empty();
        let one_file = task.files.iter().filter(|it| it.role == Role::Yours).count() == 1;
        let own_kinds =
            task.solutions.iter().all(|it| !it.answer.files[0].text.contains("ClusterNetworkPolicy"));
        if !is_plain || !one_file || !own_kinds || !matches!(task.goal, practice::Goal::Solution(0)) {
            continue;
        }
        let grader = Grader::new(&task);
        let clusters = grader.clusters();
        let goal = super::solution(&task);
        let mut random = Random::new(nth as u64 + 1);
        for _ in 0..runs {
            let mut own = edited(&goal, &mut random);
            if random.chance(30) {
                own = edited(&own, &mut random);
            }
            // A separator that is lost, or a key that is there twice: the specification reads no such text.
            if own.split("---\n").any(|it| serde_yaml::from_str::<Value>(it).is_err()) {
                continue;
            }
            let grade = grader.grade(&answer(&task, &own));
            let result = match (&grade.first, grade.outcome) {
                (_, Outcome::NotApplied) => {
                    refused += 1;
                    Ok(())
                }
                (None, _) if own == goal => Ok(()),
                (None, _) => {
                    passed += 1;
                    is_equal(&task, &clusters, &goal, &own).map(|it| cells += it)
                }
                (Some(first), _) => {
                    failed += 1;
                    differs_there(&task, &clusters, &goal, &own, first)
                }
            };
            result.unwrap_or_else(|it| panic!("{name}: {it}\n{own}"));
        }
    }
    assert!(passed > 5 && failed > 40 && refused > 5, "{passed} {failed} {refused}");
    assert!(cells > 5_000, "{cells}");
}
