//! What a lint says changes nothing changes nothing when it is deleted: every cell is as it was.

use netpol_core::diagnostic::{Diagnostic, Fix, FixClass, Severity, edited};
use netpol_core::internals::compare;
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::generator::{self, Manifests, Yaml};
use netpol_tests::random::Random;
use netpol_tests::runs::run_on;

const CODES: [&str; 4] = ["repeated-rule", "covered-rule", "unreachable-rule", "wide-rule"];

fn read(text: &str) -> Analysis {
    analyze(&[SourceFile::new("all.yaml", text)], &Options { stand_ins: false, ..Options::default() })
}

fn found(analysis: &Analysis) -> Vec<Diagnostic> {
    analysis.lints(|it| CODES.contains(&it.about.code))
}

/// The text after a fix.
fn fixed(text: &str, fix: &Fix) -> String {
    edited(text, 0, &fix.edits).unwrap()
}

fn errors(analysis: &Analysis) -> usize {
    analysis.diagnostics().iter().filter(|it| it.severity == Severity::Error).count()
}

/// Policies of which some rules are there twice, perhaps with more peers or ports, and whole policies with another name.
fn with_repetitions(manifests: &Manifests, random: &mut Random) -> Manifests {
    let mut res = manifests.clone();
    let at = |res: &Manifests, random: &mut Random| {
        let all: Vec<usize> = (0..res.documents.len())
            .filter(|&it| res.documents[it].get("spec").is_some() && is_policy(&res.documents[it]))
            .collect();
        let count = all.len();
        (count > 0).then(|| all[random.range(0..count)])
    };
    for nth in 0..4 {
        let Some(at) = at(&res, random) else { break };
        let direction = if random.chance(50) { "ingress" } else { "egress" };
        let spec = res.documents[at].get_mut("spec").unwrap();
        let Some(rules) = spec.get_mut(direction).and_then(Yaml::list_mut) else { continue };
        let maps: Vec<Yaml> = rules.iter().filter(|it| matches!(it, Yaml::Map(_))).cloned().collect();
        if maps.is_empty() {
            continue;
        }
        let mut copy = maps[random.range(0..maps.len())].clone();
        if random.chance(40) {
            for key in ["ports", "protocols", "from", "to"] {
                if let Some(all) = copy.get_mut(key).and_then(Yaml::list_mut).filter(|it| it.len() > 1) {
                    all.pop();
                }
            }
        }
        copy.remove("name");
        rules.push(copy);
        if random.chance(30) {
            let mut other = res.documents[at].clone();
            let mut metadata = other.get("metadata").cloned().unwrap();
            metadata.set("name", generator::scalar(format!("again-{nth}")));
            other.set("metadata", metadata);
            res.documents.push(other);
        }
    }
    res
}

fn is_policy(it: &Yaml) -> bool {
    let kind = format!("{:?}", it.get("kind"));
    kind.contains("NetworkPolicy")
}

#[test]
fn what_changes_nothing_can_be_deleted() {
    let tried = std::sync::atomic::AtomicUsize::new(0);
    run_on(generator::of_all_kinds, 80, |manifests, random| {
        let text = with_repetitions(manifests, random).plain();
        let before = read(&text);
        for it in found(&before) {
            for fix in &it.fixes {
                let after_text = fixed(&text, fix);
                let after = read(&after_text);
                let failed =
                    |why: String| Err((format!("{text}=======\n{after_text}"), format!("{it:#?}\n{why}")));
                if errors(&after) > errors(&before) {
                    return failed("a new error".to_owned());
                }
                let comparison = compare::compare(before.model(), after.model());
                if fix.class == FixClass::Safe && !comparison.differences.is_empty() {
                    return failed(format!("{:#?}", comparison.differences));
                }
                tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
        Ok(())
    });
    assert!(tried.into_inner() > 50, "nearly nothing was deleted");
}
