use super::*;
use crate::source::{FileId, Location, Mapped, Span};

/// What a script comes to.
fn run(text: &str) -> Outcome {
    let whole = Mapped::whole(FileId(0), text);
    let mut session = Session::default();
    let mut at = 0;
    while at < text.len() {
        let (it, end) = statement(text, at);
        session.run(&whole, &it);
        at = end.max(at + 1);
    }
    session.finish()
}

/// The objects without what commands put before their content.
fn objects(text: &str) -> Vec<String> {
    run(text).objects.iter().map(|it| it.text.text().trim().to_owned()).collect()
}

fn events(text: &str) -> Vec<What> {
    run(text).events.into_iter().map(|it| it.what).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(objects(text), expected, "{text}");
}

const NS: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a";

#[test]
fn create_makes_what_kubectl_makes() {
    check("kubectl create ns a\n", &[NS]);
    check(
        "kubectl create deploy web --image=reg.io/x/nginx:1.27 --replicas=3 --port=80 -n a -- sleep 1d",
        &["apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: a
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: reg.io/x/nginx:1.27
        command:
        - sleep
        - 1d
        ports:
        - containerPort: 80"],
    );
    check(
        "kubectl create svc nodeport web --tcp=80:http",
        &["apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
  - name: 80-http
    port: 80
    protocol: TCP
    targetPort: http"],
    );
}

#[test]
fn run_gives_its_own_label_unless_there_are_others() {
    let pod = |labels: &str, rest: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n{labels}\nspec:\n  containers:\n  - name: a\n    image: b{rest}"
        )
    };
    check("kubectl run a --image=b", &[&pod("    run: a", "")]);
    check(
        "kubectl run a --image b -l x=w,on=yes --port 80",
        &[&pod("    x: w\n    \"on\": \"yes\"", "\n    ports:\n    - containerPort: 80")],
    );
    check(
        "k run a --image=b --command -- sh -c 'echo \"1\"'",
        &[&pod("    run: a", "\n    command:\n    - sh\n    - \"-c\"\n    - \"echo \\\"1\\\"\"")],
    );
    assert_eq!(events("kubectl run a"), [What::Refused("`kubectl run a`: --image is not given".to_owned())]);
}

#[test]
fn expose_selects_what_the_object_selects() {
    let made =
        objects("kubectl run a --image=b -l x=w\nkubectl expose pod a --port=80 --target-port=8080 --name=c");
    assert_eq!(
        made.last().unwrap(),
        "apiVersion: v1
kind: Service
metadata:
  name: c
  labels:
    x: w
spec:
  selector:
    x: w
  ports:
  - port: 80
    protocol: TCP
    targetPort: 8080"
    );
    let refused = events("kubectl expose deploy none --port 80");
    assert_eq!(refused, [What::Refused("there is no Deployment `default/none` to expose".to_owned())]);
}

#[test]
fn labels_are_set_changed_and_taken_away() {
    let labels = |rest: &str| format!("{NS}{rest}");
    check(
        "k create ns a\nk label ns a x=w",
        &["apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    x: w\n  name: a"],
    );
    check("k create ns a\nk label ns a x=w\nk label ns a x-", &[&labels("")]);
    check(
        "k create ns a\nk label ns a x=w z=1\nk label ns a x-",
        &["apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    z: \"1\"\n  name: a"],
    );
    check(
        "k create ns a\nk label ns a x=w\nk label ns a x=z --overwrite",
        &["apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    x: z\n  name: a"],
    );
    let refused = "k create ns a\nk label ns a x=w\nk label ns a x=z";
    check(refused, &["apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    x: w\n  name: a"]);
    assert!(matches!(events(refused).as_slice(), [What::Refused(it)] if it.contains("--overwrite")));
    // A namespace that nobody made is there, since the command succeeds.
    check(
        "k label ns a x=w",
        &["apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    x: w\n  name: a"],
    );
}

#[test]
fn labels_of_manifests_are_changed_in_their_own_form() {
    let apply = |text: &str, label: &str| {
        objects(&format!("k apply -f - <<EOF\n{text}\nEOF\nk label pod a {label}\n"))
    };
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {x: w}}", "z=1"),
        ["kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {\"z\": \"1\", x: w}}"]
    );
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata: {name: a}", "z=1"),
        ["kind: Pod\napiVersion: v1\nmetadata: {\"labels\": {\"z\": \"1\"}, name: a}"]
    );
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {x: w, z: w}}", "x-"),
        ["kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {z: w}}"]
    );
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {x: w, z: w}}", "z-"),
        ["kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {x: w}}"]
    );
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {x: w}}", "x-"),
        ["kind: Pod\napiVersion: v1\nmetadata: {name: a, labels: {}}"]
    );
    assert_eq!(
        apply("kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  labels: {}", "x=w"),
        ["kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  labels: {x: w}"]
    );
}

#[test]
fn loops_variables_and_quotes_are_filled_in() {
    let names = |text: &str| -> Vec<String> {
        run(text).objects.iter().filter_map(|it| it.key.as_ref()).map(|it| it.id()).collect()
    };
    assert_eq!(names("for n in a \"b\" 'c'; do kubectl create ns $n; done"), ["a", "b", "c"]);
    assert_eq!(names("for n in {1..3}\ndo\n  kubectl create ns \"x${n}\"\ndone"), ["x1", "x2", "x3"]);
    assert_eq!(names("L='a b'\nfor n in $L c; do kubectl create ns $n; done\n"), ["a", "b", "c"]);
    assert_eq!(names("alias kn='kubectl -n a'\nkn run p --image=i"), ["a/p"]);
    assert_eq!(names("export f=\"--image=i -n a\"\nk run p $f"), ["a/p"]);
    assert_eq!(names("kubectl create ns ${N:-a}"), ["a"]);
    assert_eq!(
        names("kubectl create ns a && kubectl create ns b; sudo kubectl create ns c | tee log"),
        ["a", "b", "c"]
    );
    assert_eq!(
        names("kubectl create ns a\nkubectl create ns a && kubectl create ns b || kubectl create ns c"),
        ["a", "c"]
    );
    assert_eq!(names("kubectl get ns a || kubectl create ns a"), ["a"]);
    assert_eq!(names("if ! kubectl get ns a; then\n  kubectl create ns a\nfi"), ["a"]);
    assert_eq!(names("kubectl create \\\n  ns \\\n  a # b\nkubectl create `\n  ns b"), ["a", "b"]);
    // What only a running shell knows is not guessed.
    assert_eq!(names("N=$(date)\nkubectl create ns x-$N"), Vec::<String>::new());
}

#[test]
fn here_documents_lead_to_where_they_stand() {
    let text = "N=x\nkubectl apply -f - <<EOF\nkind: Namespace\napiVersion: v1\nmetadata: {name: $N}\nEOF\n";
    let outcome = run(text);
    let made = &outcome.objects[0].text;
    assert_eq!(made.text(), "kind: Namespace\napiVersion: v1\nmetadata: {name: x}\n");
    let at = made.text().find('x').unwrap() as u32;
    let span = made.locate(Span::new(at, at + 1)).span;
    assert_eq!(text.get(span.start as usize..span.end as usize), Some("$N"));
    check(
        "kubectl apply -f - <<'EOF'\nkind: Namespace\nmetadata: {name: $N}\nEOF",
        &["kind: Namespace\nmetadata: {name: $N}"],
    );
    check(
        "kubectl apply -f - <<-EOF\n\tkind: Namespace\n\tmetadata: {name: a}\n\tEOF",
        &["kind: Namespace\nmetadata: {name: a}"],
    );
    check(
        "kubectl apply -f - <<EOF\nkind: Namespace\nmetadata: {name: a\\$b}\nEOF",
        &["kind: Namespace\nmetadata: {name: a$b}"],
    );
}

#[test]
fn what_commands_make_leads_to_their_words() {
    let text = "kubectl run web --image=nginx -l app=shop\n";
    let made = run(text).objects.remove(0).text;
    for word in ["web", "nginx", "shop"] {
        let at = made.text().find(word).unwrap() as u32;
        let from = made.verbatim(Span::new(at, at + word.len() as u32)).unwrap();
        assert_eq!(
            from,
            Location {
                file: FileId(0),
                span: Span::new(
                    text.find(word).unwrap() as u32,
                    (text.find(word).unwrap() + word.len()) as u32
                )
            }
        );
    }
}

#[test]
fn namespaces_come_from_flags_and_from_the_context() {
    let ids = |text: &str| -> Vec<String> {
        run(text).objects.iter().map(|it| it.key.as_ref().map(|it| it.id()).unwrap_or_default()).collect()
    };
    let pod = "kind: Pod\napiVersion: v1\nmetadata:\n  name: p";
    assert_eq!(ids(&format!("kubectl apply -n a -f - <<E\n{pod}\nE")), ["a/p"]);
    assert_eq!(
        ids(&format!("kubectl config set-context --current --namespace a\nkubectl apply -f - <<E\n{pod}\nE")),
        ["a/p"]
    );
    check(
        &format!("kubectl apply -n a -f - <<E\n{pod}\nE"),
        &["kind: Pod\napiVersion: v1\nmetadata:\n  namespace: a\n  name: p"],
    );
    // Without its indentation it is no tree.
    check(
        "kubectl apply -n a -f - <<E\nkind: Pod\napiVersion: v1\nmetadata:\nname: p\nspec:\ncontainers:\n- name: x\nE",
        &["kind: Pod\napiVersion: v1\nmetadata:\nnamespace: a\nname: p\nspec:\ncontainers:\n- name: x"],
    );
    let other = format!("kubectl apply -n a -f - <<E\n{pod}\n  namespace: b\nE");
    assert!(matches!(events(&other).as_slice(), [What::Refused(it)] if it.contains("`b`")));
}

#[test]
fn files_are_written_and_applied() {
    let file = |rest: &str| {
        format!("cat <<E > a.yaml\nkind: Namespace\napiVersion: v1\nmetadata: {{name: a}}\nE\n{rest}\n")
    };
    let made = ["kind: Namespace\napiVersion: v1\nmetadata: {name: a}"];
    for it in [
        "kubectl apply -f a.yaml",
        "kubectl create -f ./a.yaml",
        "cat a.yaml | kubectl apply -f -",
        "kubectl apply -f - < a.yaml",
        "kubectl apply -f .",
    ] {
        check(&file(it), &made);
    }
    check(&file(""), &[]);
    assert_eq!(events(&file("")), [What::NotApplied("a.yaml".to_owned())]);
    assert_eq!(run(&file("")).aside.len(), 1, "it may hold a Secret");
    assert_eq!(events("kubectl apply -f b.yaml"), [What::NoFile("b.yaml".to_owned())]);
    assert_eq!(events("kubectl apply -f https://x.io/b.yaml"), [What::Url("https://x.io/b.yaml".to_owned())]);
}

#[test]
fn a_dry_run_makes_nothing_unless_it_is_applied() {
    check("kubectl create ns a --dry-run=client -o yaml", &[]);
    assert_eq!(events("kubectl create ns a --dry-run=client -o yaml"), [What::Printed("a".to_owned())]);
    check("kubectl create ns a --dry-run=client -o yaml | kubectl apply -f -", &[NS]);
    check("kubectl create ns a --dry-run=client -o yaml > a.yaml\nkubectl apply -f a.yaml", &[NS]);
    assert_eq!(
        events("kubectl create ns a --dry-run=client -o yaml > a.yaml"),
        [What::Printed("a".to_owned())]
    );
}

#[test]
fn deletions_are_carried_out_but_for_a_clean_up_at_the_end() {
    let ids = |text: &str| -> Vec<String> {
        run(text).objects.iter().map(|it| it.key.as_ref().map(|it| it.id()).unwrap_or_default()).collect()
    };
    let two = "kubectl create ns a\nkubectl run p --image=i -n a\nkubectl run q --image=i -n a\n";
    assert_eq!(ids(&format!("{two}kubectl delete pod q -n a\n")), ["a", "a/p"]);
    assert_eq!(ids(&format!("{two}kubectl delete pod p q -n a\n")), ["a", "a/p", "a/q"]);
    assert_eq!(ids(&format!("{two}kubectl delete ns a\n")), ["a", "a/p", "a/q"]);
    assert_eq!(ids(&format!("{two}kubectl delete ns a\nkubectl run r --image=i\n")), ["default/r"]);
    assert_eq!(
        ids(&format!("{two}kubectl delete po --all -n a\nkubectl run r --image=i\n")),
        ["a", "default/r"]
    );
    assert_eq!(
        ids(&format!("{two}kubectl delete po -l run=p -n a\nkubectl run r --image=i\n")),
        ["a", "a/q", "default/r"]
    );
    let kept = events(&format!("{two}kubectl delete ns a\n"));
    assert_eq!(kept, [What::Kept("kubectl delete ns a".to_owned())]);
    // One that is meant stands apart from the clean-up.
    let policy = "kubectl apply -f - <<E\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: np, namespace: a}\nspec: {podSelector: {}}\nE\n";
    let apart =
        format!("{two}{policy}kubectl delete netpol np -n a\nkubectl get pods\nkubectl delete ns a\n");
    assert_eq!(ids(&apart), ["a", "a/p", "a/q"]);
    let together = format!("{two}{policy}kubectl delete netpol np -n a\nkubectl delete ns a\n");
    assert_eq!(ids(&together), ["a", "a/p", "a/q", "a/np"]);
}

#[test]
fn scale_and_a_second_apply_change_what_is_there() {
    let made = objects("k create deploy a --image=i\nk scale deploy a --replicas=0\n");
    assert!(made[0].contains("\n  replicas: 0\n"), "{}", made[0]);
    let policy = |port: u16| {
        format!(
            "k apply -f - <<E\nkind: Pod\napiVersion: v1\nmetadata: {{name: a}}\nspec: {{hostname: h{port}}}\nE\n"
        )
    };
    let made = objects(&format!("{}{}", policy(1), policy(2)));
    assert_eq!(made, ["kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {hostname: h2}"]);
}

#[test]
fn values_of_secrets_are_told_and_not_copied() {
    let text = "kubectl create secret generic s --from-literal=password=hunter2\nkubectl run a --image=i --env=TOKEN=hunter3\n";
    let outcome = run(text);
    assert!(!outcome.objects[0].text.text().contains("hunter2"));
    let values: Vec<_> = outcome
        .confidential
        .iter()
        .filter_map(|it| text.get(it.span.start as usize..it.span.end as usize))
        .collect();
    assert_eq!(values, ["hunter2", "hunter3"]);
    let redacted = crate::redact::redacted(text);
    assert_eq!(redacted, text.replace("hunter2", "removed").replace("hunter3", "removed"));
    assert_eq!(crate::redact::find(&redacted), []);
}

#[test]
fn what_is_deleted_is_redacted_too() {
    let secret = "kubectl apply -f - <<E\nkind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {a: hunter2}\nE\n";
    let text = format!("{secret}kubectl delete secret s\nkubectl run a --image=i\n");
    assert!(!crate::redact::redacted(&text).contains("hunter2"));
    let text =
        format!("cat <<E > s.yaml\n{}E\n", secret.split_once('\n').unwrap().1.strip_suffix("E\n").unwrap());
    assert!(!crate::redact::redacted(&text).contains("hunter2"), "{text}");
}

#[test]
fn loops_without_end_are_bounded() {
    let loops = "for a in {1..999}; do for b in {1..999}; do for c in {1..999}; do kubectl create ns x$a-$b-$c; done; done; done";
    let outcome = run(loops);
    assert!(outcome.objects.len() <= 10_001, "{}", outcome.objects.len());
    assert!(outcome.events.iter().any(|it| it.what == What::Limit));
    let mut text = "x".to_owned();
    for _ in 0..10 {
        text.push_str("$x$x$x$x$x$x$x$x");
    }
    let outcome =
        run(&format!("x=aaaaaaaaaaaaaaaa\n{}kubectl create ns $x", format!("x=\"{text}\"\n").repeat(12)));
    assert!(outcome.events.iter().any(|it| it.what == What::Limit));
}

#[test]
fn sentences_are_no_commands() {
    for line in [
        "kubectl get pods",
        "for NS in a b; do",
        "N=1",
        "cat a.yaml",
        "alias k=kubectl",
        "sudo kubectl get ns",
        "if true; then",
    ] {
        assert!(is_command(line), "{line}");
    }
    for line in [
        "for each of them",
        "if you like",
        "The rules",
        "read the docs",
        "kind: Pod",
        "wait a minute",
        "a: b",
        "- a",
        "{",
        "set of rules",
        "while it runs",
    ] {
        assert!(!is_command(line), "{line}");
    }
}

#[test]
fn conditions_are_asked_as_far_as_words_tell() {
    let names = |text: &str| -> Vec<String> {
        run(text).objects.iter().filter_map(|it| it.key.as_ref()).map(|it| it.id()).collect()
    };
    let either = |test: &str| {
        names(&format!("N=a\nif {test}; then kubectl create ns yes-it-is; else kubectl create ns other; fi"))
    };
    assert_eq!(either("[ \"$N\" = a ]"), ["yes-it-is"]);
    assert_eq!(either("[ $N != a ]"), ["other"]);
    assert_eq!(either("[[ -z \"$M\" ]]"), ["yes-it-is"]);
    assert_eq!(either("kubectl get ns a"), ["other"]);
    assert_eq!(either("! kubectl get ns a"), ["yes-it-is"]);
}

#[test]
fn a_label_of_a_workload_is_told_where_a_selector_asks_for_it() {
    let policy = "k apply -f - <<E\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: p}\nspec: {podSelector: {matchLabels: {role: king}}}\nE\n";
    let label = "k create deploy lion --image=i\nk label deploy lion role=king\n";
    assert_eq!(
        events(&format!("{label}{policy}")),
        [What::ObjectLabel("Deployment default/lion".to_owned(), "role=king".to_owned())]
    );
    assert_eq!(events(label), []);
}

#[test]
fn the_last_of_several_transient_pods_counts() {
    let text = "k run t --rm -it --image=i -- sh\nk run t --rm -it --image=i -l a=b -- sh\n";
    let made = objects(text);
    assert_eq!(made.len(), 1);
    assert!(made[0].contains("a: b"), "{}", made[0]);
    assert_eq!(events(text), [What::Transient("default/t".to_owned())]);
    assert!(matches!(events("k run t --image=i\nk run t --image=i").as_slice(), [What::Refused(_)]));
}

#[test]
fn deletions_of_other_workloads_are_done_and_of_other_kinds_named() {
    let of = |version: &str, kind: &str, name: &str| {
        format!("kubectl apply -f - <<E\napiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\nE\n")
    };
    let all =
        [of("apps.openshift.io/v1", "DeploymentConfig", "web"), of("argoproj.io/v1alpha1", "Rollout", "web")];
    let text =
        format!("{}kubectl delete dc/web\nkubectl delete rollout web\nkubectl create ns a\n", all.concat());
    check(&text, &[NS]);
    for it in
        ["kubectl delete widget/web", "kubectl label widget web a=b", "kubectl scale widget/web --replicas=2"]
    {
        assert_eq!(events(&format!("{it}\nkubectl create ns a\n")), [What::NotRead(it.to_owned())]);
    }
}

#[test]
fn functions_are_carried_out_where_they_are_called() {
    let text = "make() {\n  kubectl create ns $1\n  kubectl run web --image=x -n \"$1\" -l app=$2\n}\nmake red a\nfunction two { kubectl create ns ${1}-two; }\ntwo blue\n";
    let made = objects(text);
    assert_eq!(made.len(), 3, "{made:?}");
    assert!(made[1].contains("namespace: red") && made[1].contains("app: a"), "{made:?}");
    assert!(made[2].contains("name: blue-two"), "{made:?}");
    assert_eq!(events(text), []);
    assert_eq!(objects("make() { kubectl create ns a; }\n"), [""; 0], "it is never called");
}

#[test]
fn a_function_that_cannot_be_followed_is_named() {
    let lost = |it: &str| vec![What::NotRead(it.to_owned())];
    assert_eq!(events("k8s() { kubectl \"$@\"; }\nk8s create ns a\n"), lost("the function k8s"));
    assert_eq!(events("up() { kubectl apply -f -; }\ncat <<E | up\nkind: Pod\nE\n"), lost("the function up"));
    assert_eq!(events("gen() { echo a; }\ngen | kubectl apply -f -\n"), lost("what `gen` prints"));
    assert_eq!(events("log() { echo \"$@\"; }\nlog a b\n"), [], "it changes nothing");
    let text = "f() { f; f; }\nf\n";
    assert!(events(text).iter().all(|it| matches!(it, What::NotRead(_) | What::Limit)), "it has an end");
}

#[test]
fn a_loop_over_what_is_not_known_is_named_once() {
    let text = "for ns in a $(kubectl get ns -o name); do\n  kubectl create ns $ns\n  kubectl run web --image=x -n $ns\n  kubectl apply -f - <<E\nkind: Pod\napiVersion: v1\nmetadata: {name: p, namespace: $ns}\nE\ndone\n";
    assert_eq!(events(text), [What::NotRead("for ns in $(kubectl get ns -o name)".to_owned())]);
    assert_eq!(objects(text).len(), 3, "what is known is made");
    let text = "for p in $PODS; do kubectl exec $p -- true; done";
    assert!(!events(text).iter().any(|it| matches!(it, What::NotRead(_))), "nothing is lost");
}

#[test]
fn labels_that_others_set_stay_when_an_object_is_applied_again() {
    let apply = |labels: &str| {
        format!(
            "kubectl apply -f - <<E\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {{{labels}}}\nE\n"
        )
    };
    let text =
        [apply("x: '1', y: '2'"), "kubectl label ns a team=\"blue\"\n".to_owned(), apply("x: '3'")].concat();
    let made = objects(&text);
    assert_eq!(made.len(), 1);
    assert!(made[0].contains("x: '3'") && made[0].contains("team"), "{made:?}");
    assert!(!made[0].contains("y:"), "it was applied before and is not any more: {made:?}");
    let text = ["kubectl create ns a\nkubectl label ns a b=c\n".to_owned(), apply("d: e")].concat();
    assert!(
        objects(&text)[0].contains("b: \"c\"") || objects(&text)[0].contains("\"b\": \"c\""),
        "{:?}",
        objects(&text)
    );
    // What replaces an object leaves nothing of it.
    let text = text.replace("apply", "replace");
    assert!(!objects(&text)[0].contains("\"c\""));
}
