//! What a lint says changes nothing changes nothing when it is deleted: every cell is as it was. And whatever a fix is
//! offered for is gone after it.

use netpol_core::diagnostic::{Code, Diagnostic, Fix, FixClass, Severity, edited};
use netpol_core::internals::compare;
use netpol_core::options::{
    EqualPriority, HostNetworkPods, IpBlockPods, KubeVersion, NetworkPolicyTier, RepeatedPortName,
};
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

/// What the options say about what the specification leaves open: a safe fix changes no verdict under any of them.
fn knobs() -> Vec<Options> {
    let plain = || Options { stand_ins: false, ..Options::default() };
    vec![
        plain(),
        Options { ip_block_pods: IpBlockPods::Never, ..plain() },
        Options { ip_block_pods: IpBlockPods::Always, host_network_pods: HostNetworkPods::AsPod, ..plain() },
        Options { strict: false, kube_version: KubeVersion { minor: 35 }, ..plain() },
        Options {
            equal_priority: EqualPriority::ByName,
            repeated_port_name: RepeatedPortName::First,
            ..plain()
        },
        Options { network_policy_tier: NetworkPolicyTier::EitherDirection, ..plain() },
        Options { pod_cidrs: Vec::new(), service_cidrs: Vec::new(), ..plain() },
    ]
}

/// L-103 for every finding of every rule: after a fix it is gone and no error is new; a safe one changes no verdict.
#[test]
fn every_fix_does_what_its_class_says() {
    let tried = std::cell::RefCell::new(std::collections::BTreeMap::<&str, usize>::new());
    run_on(generator::of_all_kinds, 60, |manifests, random| {
        let text =
            with_slips(&with_repetitions(manifests, random).styled(random.range(0..1_000) as u64), random);
        let before: Vec<Analysis> = knobs().iter().map(|it| read_with(&text, it)).collect();
        let found = before[0].diagnostics();
        // More of one kind than these are alike.
        let mut of_kind = std::collections::BTreeMap::<&str, usize>::new();
        for it in found.iter().filter(|it| !it.fixes.is_empty()) {
            let count = of_kind.entry(it.code.as_str()).or_default();
            *count += 1;
            if *count > 2 {
                continue;
            }
            for fix in &it.fixes {
                let after_text = fixed(&text, fix);
                let failed = |why: String| {
                    Err((
                        format!("{text}=======\n{after_text}"),
                        format!("{}: {}\n{it:#?}\n{why}", it.code, fix.title),
                    ))
                };
                let after = read_with(&after_text, &knobs()[0]);
                // What stands in a section that was ignored is told once the section is in force.
                let was_ignored = |other: &Diagnostic| {
                    it.code.as_str() == "ignored-section"
                        && other.object == it.object
                        && other.field.starts_with(&it.field)
                };
                // So is what stands in a rule that could not be used.
                let rule = it.field.split_inclusive(']').next().unwrap_or_default();
                let was_unusable = |other: &Diagnostic| {
                    it.finding.is_some_and(|it| it.code == "unusable-selector")
                        && matches!(other.code, Code::Lint(_))
                        && other.object == it.object
                        && other.field.starts_with(rule)
                };
                // And what else is wrong with an object that was refused: each mistake has its fix, and lints look at what
                // is in force.
                let was_refused = |other: &Diagnostic| {
                    it.severity == Severity::Error
                        && it.finding.is_none()
                        && other.object == it.object
                        && (matches!(other.code, Code::Lint(_)) || !other.fixes.is_empty())
                };
                let is_new = |other: &&Diagnostic| {
                    let known =
                        |known: &Diagnostic| known.object == other.object && known.message == other.message;
                    let is_shown = was_ignored(other) || was_unusable(other) || was_refused(other);
                    other.severity == Severity::Error && !is_shown && !found.iter().any(known)
                };
                let new: Vec<_> = after.diagnostics().iter().filter(is_new).collect();
                if errors(&after) > errors(&before[0]) && !new.is_empty() {
                    return failed(format!("a new error: {new:#?}"));
                }
                // A rule that moves up has the words of the one that was there, and its finding perhaps the kind: what
                // repeated a rule that is gone may now be covered by another one.
                let kind = |of: &Diagnostic| {
                    let code = of.code.as_str();
                    if CODES.contains(&code) { "changes-nothing" } else { code }
                };
                let of_kind = |analysis: &Analysis| {
                    let same = |other: &&Diagnostic| (kind(other), &other.object) == (kind(it), &it.object);
                    analysis.diagnostics().iter().filter(same).count()
                };
                let alike = |analysis: &Analysis| {
                    let same = |other: &&Diagnostic| {
                        (other.code, &other.object, &other.field, &other.message)
                            == (it.code, &it.object, &it.field, &it.message)
                    };
                    analysis.diagnostics().iter().filter(same).count()
                };
                if alike(&after) >= alike(&before[0]) && of_kind(&after) >= of_kind(&before[0]) {
                    return failed("the finding is still there".to_owned());
                }
                *tried.borrow_mut().entry(it.code.as_str()).or_default() += 1;
                if fix.class != FixClass::Safe {
                    continue;
                }
                for (knob, before) in knobs().iter().zip(&before) {
                    let comparison = compare::compare(before.model(), read_with(&after_text, knob).model());
                    if !comparison.differences.is_empty() {
                        return failed(format!("{knob:?}\n{:#?}", comparison.differences));
                    }
                }
            }
        }
        Ok(())
    });
    let tried = tried.into_inner();
    println!("{} kinds of findings: {tried:?}", tried.len());
    assert!(tried.len() > 25, "few kinds of findings were tried: {tried:?}");
}

fn read_with(text: &str, options: &Options) -> Analysis {
    analyze(&[SourceFile::new("all.yaml", text)], options)
}

/// The text with a slip here and there, that random clusters do not have: what rules about the form of policies are for.
fn with_slips(text: &str, random: &mut Random) -> String {
    const SLIPS: [(&str, &str); 8] = [
        ("policyTypes:", "# policyTypes:"),
        ("matchLabels:", "matchlabels:"),
        ("protocol: TCP", "protocol: tcp"),
        ("kubernetes.io/metadata.name: alpha", "name: alpha"),
        ("namespace: alpha", "namespace: beta"),
        ("app: a", "app: aa"),
        ("podSelector: {}", "podSelector:"),
        ("ports:", "ports: []\n# ports:"),
    ];
    let mut res = text.to_owned();
    for _ in 0..2 {
        let (from, to) = SLIPS[random.range(0..SLIPS.len())];
        let places: Vec<usize> = res.match_indices(from).map(|it| it.0).collect();
        if places.is_empty() {
            continue;
        }
        let at = places[random.range(0..places.len())];
        res.replace_range(at..at + from.len(), to);
    }
    res
}
