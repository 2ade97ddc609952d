use super::*;
use crate::model::analyze;

fn files(text: &str) -> [SourceFile; 1] {
    [SourceFile::new("a.yaml", text)]
}

fn pods(names: &[&str]) -> String {
    let pod = |it: &&str| format!("---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {it}}}\n");
    names.iter().take(5).map(pod).collect()
}

fn ids(it: &Model) -> Vec<String> {
    it.cluster.endpoints.iter().map(|it| it.id.clone()).collect()
}

#[test]
fn small_steps_lead_where_one_does() {
    let text = pods(&["a", "b", "c"]);
    let mut steps = Steps::new(Loaded::WHOLE, None, &files(&text), &Options::default());
    let mut n_steps = 0;
    let model = loop {
        n_steps += 1;
        match steps.go_on(1) {
            Progress::Going(it) => steps = *it,
            Progress::Done(it) => break it,
        }
    };
    assert!(n_steps > 3 * 8, "each document is read in several steps: {n_steps}");
    assert_eq!(ids(&model), ids(&analyze(&files(&text), &Options::default())));
}

#[test]
fn other_files_may_come_at_every_step() {
    let (before, after) = (pods(&["a", "b", "c"]), pods(&["a", "d"]));
    // A hundred steps lead to the end.
    for n_steps in (0..100).step_by(3) {
        let mut steps = Steps::new(Loaded::WHOLE, None, &files(&before), &Options::default());
        for _ in 0..n_steps {
            let Progress::Going(it) = steps.go_on(1) else { panic!("done after {n_steps} steps") };
            steps = *it;
        }
        let found = steps.instead(Loaded::WHOLE, &files(&after), &Options::default()).finish();
        assert_eq!(ids(&found), ids(&analyze(&files(&after), &Options::default())), "after {n_steps} steps");
    }
}

/// The answers to every pair, drawn.
fn drawn(it: &Model) -> Vec<String> {
    let all = 0..it.cluster.visible() as u32;
    let cell = |from: u32, to: u32| {
        let cell = it.reachability(from, to);
        let id = |at: u32| it.cluster.at(at).and_then(|at| it.id(at)).unwrap_or_default().to_owned();
        format!("{} -> {}: {:?}", id(from), id(to), cell)
    };
    all.clone()
        .flat_map(|from| all.clone().map(move |to| (from, to)))
        .map(|(from, to)| cell(from, to))
        .collect()
}

/// One run after another on versions of a file, as the page does it.
fn typed(texts: &[&str]) -> Vec<Model> {
    let mut res: Vec<Model> = Vec::new();
    for text in texts {
        let steps = Steps::new(Loaded::WHOLE, res.last(), &files(text), &Options::default());
        let next = steps.keeping(res.last()).finish();
        res.push(next);
    }
    res
}

fn policy(name: &str, peer: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}}}
spec:
  podSelector: {{matchLabels: {{app: api}}}}
  ingress:
  - from:
    - podSelector:
        matchLabels: {{app: {peer}}}
"
    )
}

fn two_pods() -> String {
    let pod = |it: &str| {
        format!("---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {it}\n  labels: {{app: {it}}}\n")
    };
    pod("web") + &pod("api")
}

#[test]
fn what_was_meant_is_asked_for_while_the_last_version_holds() {
    let good = policy("a", "web") + &two_pods();
    let refused = good.replace("  ingress:\n  - from:", "  ingress:\n  - ports: [{port: \"80\"}]\n    from:");
    assert_ne!(refused, good);
    let first = Steps::new(Loaded::FIRST_PART, None, &files(&good), &Options::default());
    let first = first.keeping(None).finish();
    let next = Steps::new(Loaded::FIRST_PART, Some(&first), &files(&refused), &Options::default());
    let next = next.keeping(Some(&first)).finish();
    assert!(!next.read.last_versions.is_empty());
    assert!(!first.read.unexplained && next.read.unexplained);
}

#[test]
fn a_line_that_is_half_typed_takes_no_policy_away() {
    let good = policy("a", "web") + &two_pods();
    let broken = good.replace("    - podSelector:\n", "    - podSel\n");
    let runs = typed(&[&good, &broken, &good]);
    let [before, while_typed, after] = runs.as_slice() else { panic!("three runs") };
    assert_eq!(drawn(before), drawn(while_typed));
    assert_ne!(drawn(before), drawn(&analyze(&files(&broken), &Options::default())), "else nothing is shown");
    assert_eq!(
        while_typed.read.last_versions.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(),
        ["NetworkPolicy default/a"]
    );
    assert!(while_typed.read.incomplete, "the mark of what is wrong stays");
    assert!(while_typed.read.missing.is_empty(), "no cell is without it");
    assert!(after.read.last_versions.is_empty() && !after.read.incomplete);
    // Under other settings the same is in force.
    assert_eq!(drawn(&while_typed.again(&Options::default())), drawn(before));
    // What did not change leads to where it stands, and what is not there to what took its place.
    let manifest = while_typed.read.manifests.first().unwrap();
    let name = manifest.meta().origin.locate(manifest.meta().name.span);
    let at = while_typed.places.real(name).span;
    assert_eq!(broken.get(at.start as usize..at.end as usize), Some("a"));
}

#[test]
fn every_beginning_of_every_line_leaves_the_matrix_as_it_is_or_can_be_read() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/scenarios");
    for name in ["03-default-deny-egress.yaml", "05-and-or.yaml"] {
        let text = std::fs::read_to_string(format!("{dir}/{name}")).unwrap();
        let (head, lines) = text.split_at(text.find("apiVersion").unwrap());
        let lines: Vec<&str> = lines.split_inclusive('\n').collect();
        for (at, line) in lines.iter().enumerate().take(30) {
            let (above, below) = (head.to_owned() + &lines[..at].concat(), lines[at + 1..].concat());
            let mut last = typed(&[&text]).pop().unwrap();
            let (mut before, n_manifests) = (drawn(&last), last.read.manifests.len());
            let indent = line.len() - line.trim_start().len();
            for length in (indent..line.trim_end().len()).rev() {
                let beginning: String = line.chars().take(length).collect();
                let now = format!("{above}{beginning}\n{below}");
                let steps = Steps::new(Loaded::WHOLE, Some(&last), &files(&now), &Options::default());
                last = steps.keeping(Some(&last)).finish();
                let can_be_read = !last.read.incomplete && last.read.manifests.len() == n_manifests;
                let drawn = drawn(&last);
                assert!(can_be_read || drawn == before, "{name}: {beginning:?} of {line:?}");
                before = drawn;
            }
        }
    }
}

#[test]
fn what_stays_in_force_follows_the_edits_around_it() {
    let good = policy("a", "web") + "---\n" + &policy("b", "db") + &two_pods();
    let broken = good.replacen("policy", "", 1).replacen("    - podSelector:\n", "    - podSel\n", 1);
    let moved = format!("# one more line\n{}", broken.replace("{app: db}", "{app: cache}"));
    let other = good.replace("{app: db}", "{app: cache}");
    let runs = typed(&[&good, &broken, &moved]);
    assert_eq!(drawn(&runs[2]), drawn(&analyze(&files(&other), &Options::default())));
    assert_eq!(runs[2].read.last_versions.len(), 1);
}

#[test]
fn items_of_a_list_stay_in_force_too() {
    let item = |peer: &str| {
        policy("a", peer).lines().enumerate().fold(String::new(), |mut all, (at, it)| {
            all += if at == 0 { "- " } else { "  " };
            all + it + "\n"
        })
    };
    let good = format!("apiVersion: v1\nkind: List\nitems:\n{}{}", item("web"), two_pods());
    for broken in [
        good.replace("    - podSelector:\n", "    - podSelector\n"),
        good.replace("podSelector:\n", "podSelect:\n"),
    ] {
        assert_ne!(good, broken);
        let runs = typed(&[&good, &broken]);
        assert_eq!(drawn(&runs[0]), drawn(&runs[1]), "{broken}");
        assert_eq!(runs[1].read.last_versions.len(), 1, "{broken}");
    }
}

#[test]
fn another_text_in_its_place_is_no_later_version() {
    let good = policy("a", "web") + &two_pods();
    let other = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: quite-another-one\n"
        .to_owned();
    let runs = typed(&[&good, &(other.clone() + &two_pods())]);
    assert!(runs[1].read.last_versions.is_empty());
    assert_eq!(drawn(&runs[1]), drawn(&analyze(&files(&(other + &two_pods())), &Options::default())));
}

#[test]
fn what_is_deleted_beside_a_half_typed_line_is_gone() {
    let item = |name: &str| {
        format!(
            "  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {{name: {name}}}
    spec: {{podSelector: {{}}, policyTypes: [Ingress]}}
"
        )
    };
    let list = |items: &str| format!("apiVersion: v1\nkind: List\nitems: # x\n{items}{}", two_pods());
    let all = list(&[item("first"), item("second"), item("third")].concat());
    let broken = all.replace(
        "name: third}\n    spec: {podSelector: {}, policyTypes: [Ingress]",
        "name: third}\n    spec: {podSelector: {}, policyTypes: [Ingres]",
    );
    assert_ne!(all, broken);
    let runs = typed(&[&all, &broken, &broken.replace(&item("first"), "")]);
    let names = |it: &Model| it.read.last_versions.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert!(names(&runs[1]).contains(&"NetworkPolicy default/third".to_owned()), "{:?}", names(&runs[1]));
    assert!(!names(&runs[2]).contains(&"NetworkPolicy default/first".to_owned()), "{:?}", names(&runs[2]));
    assert_eq!(runs[2].policies.policies.iter().count(), 2);
}

#[test]
fn a_last_version_yields_to_an_object_that_can_be_read() {
    let a = policy("a", "web");
    let broken = a.replace("name: a", "name: 'a");
    let good = format!("{a}---\n{a}{}", two_pods());
    let typed_copy = format!("{a}---\n{broken}{}", two_pods());
    let edited = format!("{}---\n{broken}{}", a.replace("{app: web}", "{app: nobody}"), two_pods());
    let runs = typed(&[&good, &typed_copy, &edited]);
    let alone = format!("{}{}", a.replace("{app: web}", "{app: nobody}"), two_pods());
    assert_eq!(drawn(&runs[2]), drawn(&analyze(&files(&alone), &Options::default())));
}

#[test]
fn the_rest_of_a_renamed_policy_keeps_nothing_in_force() {
    let a = policy("first", "web");
    let (header, body) = a.split_at(a.find("metadata").unwrap());
    let apart = format!("{header}---\n{body}{}", two_pods());
    let whole = format!("{header}---\n{header}{body}{}", two_pods());
    let renamed = whole.replace("name: first", "name: other");
    let runs = typed(&[&(a.clone() + &two_pods()), &apart, &whole, &renamed]);
    assert_eq!(
        runs[3].policies.policies.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        ["default/other"]
    );
}

#[test]
fn what_could_never_be_read_is_left_out() {
    let broken = policy("a", "web").replace("podSelector:\n", "podSel\n") + &two_pods();
    let runs = typed(&[&broken, &(broken.clone() + "# more\n")]);
    assert!(runs.iter().all(|it| it.read.last_versions.is_empty()));
    assert_eq!(drawn(&runs[1]), drawn(&analyze(&files(&broken), &Options::default())));
}

#[test]
fn without_keeping_the_same_text_gives_the_same_answers() {
    let good = policy("a", "web") + &two_pods();
    let broken = good.replace("    - podSelector:\n", "    - podSel\n");
    let last = analyze(&files(&good), &Options::default());
    let next = Steps::new(Loaded::WHOLE, Some(&last), &files(&broken), &Options::default()).finish();
    assert_eq!(drawn(&next), drawn(&analyze(&files(&broken), &Options::default())));
}

#[test]
fn trials_of_an_analysis_that_kept_nothing_read_what_they_edit() {
    let pod =
        |name: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: x}}\n---\n");
    let files = |text: String| [SourceFile::new("a.yaml", text)];
    let (old, new) = (pod("a") + &pod("b") + &pod("c"), pod("a") + &pod("b") + &pod("d"));
    let model = crate::model::analyze(&files(old), &Options::default());
    let tried = |text: &String, options: &Options| {
        crate::pause::at_once(async |pause| model.with_files(&files(text.clone()), options, &pause).await)
    };
    let shared = |options: Options| {
        let it = tried(&new, &options);
        assert_eq!(it.cluster.pod_count(), 3);
        it.known.documents.shared_with(&model.documents())
    };
    let usual = Options::default;
    assert_eq!(shared(usual()), 2);
    // What is asked once all is read.
    assert_eq!(shared(Options { stand_ins: false, ..usual() }), 2);
    assert_eq!(shared(Options { any_pods: vec![crate::options::AnyPod::anywhere()], ..usual() }), 2);
    assert_eq!(shared(Options { pod_cidrs: Vec::new(), limit_work: 1, ..usual() }), 2);
    // What decides how a document is read.
    assert_eq!(shared(Options { default_namespace: "y".to_owned(), ..usual() }), 0);
    assert_eq!(shared(Options { kube_version: crate::options::KubeVersion { minor: 30 }, ..usual() }), 0);
    assert_eq!(shared(Options { strict: false, ..usual() }), 0);
    assert_eq!(shared(Options { experimental_channel: false, ..usual() }), 0);
}
