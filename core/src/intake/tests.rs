use super::*;

/// The documents, and what stands around them.
#[track_caller]
fn check(text: &str, documents: &[&str], around: &[(&str, Form)]) {
    let found = intake(text);
    let slice = |start: u32, length: usize| text.get(start as usize..start as usize + length).unwrap();
    let texts: Vec<_> = found.documents.iter().map(|it| slice(it.start, it.text.len()).trim()).collect();
    assert_eq!(texts, documents, "{text}");
    let spans =
        found.around.iter().map(|it| (slice(it.span.start, (it.span.end - it.span.start) as usize), it.form));
    assert_eq!(spans.collect::<Vec<_>>(), around, "{text}");
}

const POD: &str = "kind: Pod\nmetadata: {name: a}";
const JOB: &str = "kind: Job\nmetadata: {name: b}";

#[test]
fn fences_are_no_part_of_a_manifest() {
    let fences = [("```yaml", Form::Fence), ("```", Form::Fence)];
    check(&format!("```yaml\n{POD}\n```\n"), &[POD], &fences);
    check(&format!("```yaml\r\n{POD}\r\n```\r\n"), &[POD], &fences);
    check(&format!("~~~~\n{POD}\n~~~~~\n"), &[POD], &[("~~~~", Form::Fence), ("~~~~~", Form::Fence)]);
    check(
        &format!("First:\n\n```yaml\n{POD}\n```\n\nThen `b`:\n```yaml\n{JOB}\n---\n{POD}\n```\n{JOB}\n"),
        &[POD, JOB, POD, JOB],
        &[("First:", Form::Prose), fences[0], fences[1], ("Then `b`:", Form::Prose), fences[0], fences[1]],
    );
}

#[test]
fn commands_and_their_answers_are_no_part_of_a_manifest() {
    for command in
        ["kubectl apply -f - <<EOF", "$ cat <<'EOF' | kubectl apply -f -", "cat > a.yaml << \"EOF\""]
    {
        let around = [(command, Form::Shell), ("EOF", Form::Shell)];
        check(&format!("{command}\n{POD}\nEOF\n"), &[POD], &around);
    }
    check(
        &format!(
            "$ kubectl apply -f - <<-END\n{POD}\n---\n{JOB}\nEND\npod/a created\njob.batch/b unchanged (dry run)\n"
        ),
        &[POD, JOB],
        &[
            ("$ kubectl apply -f - <<-END", Form::Shell),
            ("END", Form::Shell),
            ("pod/a created", Form::Shell),
            ("job.batch/b unchanged (dry run)", Form::Shell),
        ],
    );
    check(
        &format!("kubectl get pod a -o yaml\n{POD}\n"),
        &[POD],
        &[("kubectl get pod a -o yaml", Form::Shell)],
    );
}

#[test]
fn a_table_is_no_manifest() {
    let table = "NAME   POD-SELECTOR   AGE\nopen   <none>         5d\nshut   app=a,b=c      5d";
    check(&format!("{table}\n"), &[], &[(table, Form::Table)]);
    check(&format!("{table}\n\n{POD}\n---\n{JOB}\n"), &[POD, JOB], &[(table, Form::Table)]);
    check(
        &format!("{}\r\n{POD}", table.replace('\n', "\r\n")),
        &[POD],
        &[(&table.replace('\n', "\r\n"), Form::Table)],
    );
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
    for text in ["hello", "- a\n- b", "a: [", "NAME: a\nb: c", "{{ if }}\na: b"] {
        check(text, &[text], &[]);
    }
}

#[test]
fn a_bare_prompt_ends_what_was_pasted() {
    check(&format!("{POD}\n$ \n"), &[POD], &[("$", Form::Shell)]);
}
