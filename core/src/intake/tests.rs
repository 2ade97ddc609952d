use super::*;

/// The documents, and the places and first words of the notes.
#[track_caller]
fn check(text: &str, documents: &[&str], notes: &[(&str, &str)]) {
    let found = intake(&[SourceFile::new("a.yaml", text)]);
    let slice = |it: Span| text.get(it.start as usize..it.end as usize).unwrap();
    let texts: Vec<_> =
        found.documents.iter().filter(|it| !it.is_in_doubt).map(|it| slice(it.span).trim()).collect();
    assert_eq!(texts, documents, "{text}");
    let notes_found: Vec<_> = found.notes.iter().map(|it| &it.problem).collect();
    let words: Vec<_> =
        notes_found.iter().map(|it| (slice(it.location.unwrap().span), it.message.as_str())).collect();
    assert_eq!(words.len(), notes.len(), "{text}: {words:?}");
    for ((place, message), (wanted, word)) in words.iter().zip(notes) {
        assert_eq!(place, wanted, "{text}");
        assert!(message.contains(word), "{message} is not about a {word}");
    }
}

const FENCE: &str = "fence";
const DONE: &str = "carried out";
const SKIPPED: &str = "skipped";
const TABLE: &str = "table";

const POD: &str = "kind: Pod\nmetadata: {name: a}";
const JOB: &str = "kind: Job\nmetadata: {name: b}";

#[test]
fn what_is_in_fences_is_read_and_one_note_says_so() {
    let fence = [("```yaml", FENCE)];
    check(&format!("```yaml\n{POD}\n```\n"), &[POD], &fence);
    check(&format!("```yaml\r\n{POD}\r\n```\r\n"), &[POD], &fence);
    check(&format!("~~~~\n{POD}\n~~~~~\n"), &[POD], &[("~~~~", FENCE)]);
    check(
        &format!("First:\n\n```yaml\n{POD}\n```\n\nThen `b`:\n```yaml\n{JOB}\n---\n{POD}\n```\n{JOB}\n"),
        &[POD, JOB, POD, JOB],
        &fence,
    );
    let prose = "```text\nkind: Pod\n```\na kind: of prose\n```js\na()\n```\n";
    check(prose, &[], &[("```text", FENCE)]);
}

#[test]
fn what_commands_read_is_a_stretch_of_the_file() {
    for command in [
        "kubectl apply -f - <<EOF",
        "$ cat <<'EOF' | kubectl apply -f -",
        "cat <<\"EOF\" | kubectl create -f -",
    ] {
        check(&format!("{command}\n{POD}\nEOF\n"), &[POD], &[(command.trim_start_matches("$ "), DONE)]);
    }
    check(
        &format!(
            "$ kubectl apply -f - <<-END\n{POD}\n---\n{JOB}\nEND\npod/a created\njob.batch/b unchanged (dry run)\n"
        ),
        &[POD, JOB],
        &[("kubectl apply -f - <<-END", DONE)],
    );
    check(&format!("kubectl get pod a -o yaml\n{POD}\n"), &[POD], &[("kubectl get pod a -o yaml", SKIPPED)]);
    check(&format!("{POD}\nEOF\n"), &[POD], &[]);
}

#[test]
fn a_command_without_an_end_is_named_and_leaves_the_rest() {
    let unclosed = "kubectl run a --image='b";
    check(&format!("{unclosed}\n{POD}\n"), &[POD], &[(unclosed, "without an end")]);
    check(&format!("for a in b; do\n{POD}\n"), &[POD], &[("for a in b; do", "without an end")]);
}

#[test]
fn a_table_of_policies_names_what_is_not_there() {
    let table = "NAME   POD-SELECTOR   AGE\nopen   <none>         5d\nshut   app=a,b=c      5d";
    check(&format!("{table}\n"), &[], &[(table, TABLE)]);
    check(&format!("{table}\n\n{POD}\n---\n{JOB}\n"), &[POD, JOB], &[(table, TABLE)]);
    check(
        &format!("{}\r\n{POD}", table.replace('\n', "\r\n")),
        &[POD],
        &[(&table.replace('\n', "\r\n"), TABLE)],
    );
}

/// The texts that are read.
fn texts(text: &str) -> Vec<String> {
    let found = intake(&[SourceFile::new("a.yaml", text)]);
    let text_of = |it: &Document| {
        let made = (it.file.0 as usize).checked_sub(1).and_then(|it| found.made.get(it));
        let whole = made.map_or(text, Mapped::text);
        whole.get(it.span.start as usize..it.span.end as usize).unwrap().trim().to_owned()
    };
    found.documents.iter().map(text_of).collect()
}

#[test]
fn tables_with_labels_are_objects() {
    let pods = "$ kubectl get po -n x --show-labels\nNAME   READY   STATUS      RESTARTS      AGE   LABELS\na      1/1     Running     2 (3d ago)    5d    on=yes,b=c\nd      0/1     Completed   0             5d    <none>\n";
    let a = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: x\n  labels:\n    \"on\": \"yes\"\n    b: c";
    assert_eq!(texts(pods), [a]);
    let deployed = format!(
        "$ kubectl create deploy a --image=i -n x\n{}",
        pods.replace("\na      ", "\na-5d-7   ").replace("on=yes", "app=a")
    );
    assert_eq!(texts(&deployed).len(), 1, "the pod is one of the Deployment");
    let spaces = "NAME   STATUS   AGE   LABELS\nx      Active   5d    kubernetes.io/metadata.name=x,team=w\n";
    assert_eq!(
        texts(spaces),
        ["apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\n  labels:\n    team: w"]
    );
}

#[test]
fn prompts_and_what_is_printed_between_are_no_part_of_a_manifest() {
    let typed = "me@host:~$ cat <<EOF | kubectl apply -f -\n> kind: Pod\n> metadata:\n>   name: a\n> EOF\npod/a created\nme@host:~$ kubectl get po\nNAME   READY   STATUS    RESTARTS   AGE\na      1/1     Running   0          5s\nme@host:~$ ";
    assert_eq!(texts(typed), ["kind: Pod\nmetadata:\n  name: a"]);
    let power = "PS D:\\> kubectl create ns `\n>>   a\nnamespace/a created\nPS D:\\> @\"\n>> kind: Pod\n>> metadata: {name: b}\n>> \"@ | kubectl apply -f -\n";
    assert_eq!(
        texts(power),
        ["apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a", "kind: Pod\nmetadata: {name: b}"]
    );
    let shown = "$ cat a.yaml\nkind: Pod\nmetadata: {name: a}\n$ kubectl apply -f a.yaml\n";
    assert_eq!(texts(shown), [POD]);
    assert_eq!(
        texts("$ cat a.yaml\nkind: Pod\nmetadata: {name: a}\n$ ls\n"),
        Vec::<String>::new(),
        "it is shown and not applied"
    );
}

#[test]
fn a_page_applies_the_files_that_it_shows() {
    let page = "`a.yaml`:\n```yaml\nkind: Pod\napiVersion: v1\nmetadata:\n  name: a\n```\n```sh\nkubectl apply -n x -f a.yaml\n```\n";
    assert_eq!(texts(page), ["kind: Pod\napiVersion: v1\nmetadata:\n  namespace: x\n  name: a"]);
    let early = "```sh\nkubectl apply -f a.yaml\n```\na.yaml:\n```yaml\nkind: Pod\napiVersion: v1\nmetadata: {name: a}\n```\n";
    let found = intake(&[SourceFile::new("a.md", early)]);
    assert!(!found.notes.iter().any(|it| it.is_incomplete), "{:?}", found.notes);
}

#[test]
fn what_stands_in_an_object_is_its_own() {
    let fences = "kind: ConfigMap\ndata:\n  readme: |\n    ```yaml\n    kind: Pod\n    ```\n    NAME   AGE\n    a      5d";
    let script =
        "kind: ConfigMap\ndata:\n  run: |\n    cat <<EOF | kubectl apply -f -\n    kind: Pod\n    EOF";
    let quoted = "kind: ConfigMap\ndata:\n  run: 'cat <<EOF\n```\nEOF\nNAME   AGE\n'";
    let merged = "x: &x {a: b}\nkind: Pod\n<<: *x";
    for text in [fences, script, quoted, merged] {
        check(text, &[text], &[]);
    }
    let broken = "kind: ConfigMap\ndata:\n\treadme: |\n    ```yaml\n    EOF";
    check(broken, &[broken], &[]);
}

#[test]
fn what_is_neither_is_left_to_the_reader() {
    for text in ["hello", "- a\n- b", "a: [", "NAME: a\nb: c", "{{ if\na: b"] {
        check(text, &[text], &[]);
    }
}

#[test]
fn a_bare_prompt_ends_what_was_pasted() {
    check(&format!("{POD}\n$ \n"), &[POD], &[]);
}

#[test]
fn an_object_in_braces_before_a_table_is_an_object() {
    let text = "{kind: Pod, metadata: {name: a}}\n---\n{kind: Pod, metadata: {name: b}}\n\nNAMESPACE   NAME   STATUS   AGE\nx           y      Active   5d\n";
    let found = intake(&[SourceFile::new("a.yaml", text)]);
    assert_eq!(found.documents.len(), 2, "{:?}", found.notes);
}

#[test]
fn blocks_without_fences_are_read_where_they_stand_four_blanks_inwards() {
    let text = "# A guide\n\nWrite this:\n\n    kind: Pod\n    metadata: {name: a}\n\n    # and more\n\nThen\n\n    kubectl create ns b\n\nand this is left:\n\n    some: text\n";
    let made = texts(text);
    assert_eq!(made.len(), 2, "{made:?}");
    assert!(made[0].contains("kind: Pod\nmetadata: {name: a}"), "{made:?}");
    assert!(made[1].contains("kind: Namespace"), "{made:?}");
    // A map whose first value begins below an empty line is no page.
    let text = "kind: X\nlist of:\n\n    kind: Pod\n";
    assert_eq!(texts(text).len(), 1);
}

#[test]
fn a_manifest_in_quotes_of_a_command_is_read() {
    let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}";
    for text in [
        format!("echo \"{manifest}\" | kubectl apply -f -\n"),
        format!("kubectl apply -f - <<< '{manifest}'\n"),
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: b}}\n\necho '{manifest}' | kubectl apply -f -\nkubectl get pods\n"
        ),
    ] {
        let made = texts(&text);
        assert!(made.iter().any(|it| it.contains("name: a}")), "{text}: {made:?}");
    }
}

#[test]
fn functions_are_called_by_their_names() {
    let text = "make() {\n  kubectl create ns $1\n}\nmake red\nmake blue\n";
    assert_eq!(texts(text).len(), 2, "{:?}", texts(text));
}

#[test]
fn what_describe_prints_is_named_unless_the_text_has_the_object() {
    let described = "Name:         db\nNamespace:    shop\nLabels:       <none>\nSpec:\n  PodSelector:     app=db\n  Not affecting egress traffic\n  Policy Types: Ingress\n";
    let said = |text: String| -> Vec<(String, bool)> {
        let found = intake(&[SourceFile::new("a.yaml", text)]);
        found.notes.into_iter().map(|it| (it.problem.message, it.is_incomplete)).collect()
    };
    let message = "what `kubectl describe` prints of the policy `shop/db` is not read".to_owned();
    assert!(said(described.to_owned()).contains(&(message.clone(), true)));
    assert!(said(format!("$ kubectl describe netpol db\n{described}$ \n")).contains(&(message, true)));
    let known = format!(
        "$ kubectl apply -f - <<E\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: db, namespace: shop}}\nE\n$ kubectl describe netpol db\n{described}"
    );
    assert!(!said(known).iter().any(|it| it.1));
    let pod =
        "Name:             web-1\nNamespace:        shop\nLabels:           app=web\nContainers:\n  main:\n";
    assert!(said(pod.to_owned())[0].0.contains("the pod `shop/web-1`"));
}
