use super::*;

/// The documents, and the places and first words of the notes.
#[track_caller]
fn check(text: &str, documents: &[&str], notes: &[(&str, &str)]) {
    let found = intake(&[SourceFile::new("a.yaml", text)]);
    let slice = |it: Span| text.get(it.start as usize..it.end as usize).unwrap();
    let texts: Vec<_> = found.documents.iter().map(|it| slice(it.span).trim()).collect();
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
const PROSE: &str = "text";
const SHELL: &str = "terminal";
const TABLE: &str = "table";

const POD: &str = "kind: Pod\nmetadata: {name: a}";
const JOB: &str = "kind: Job\nmetadata: {name: b}";

#[test]
fn fences_are_no_part_of_a_manifest() {
    let fences = [("```yaml", FENCE), ("```", FENCE)];
    check(&format!("```yaml\n{POD}\n```\n"), &[POD], &fences);
    check(&format!("```yaml\r\n{POD}\r\n```\r\n"), &[POD], &fences);
    check(&format!("~~~~\n{POD}\n~~~~~\n"), &[POD], &[("~~~~", FENCE), ("~~~~~", FENCE)]);
    check(
        &format!("First:\n\n```yaml\n{POD}\n```\n\nThen `b`:\n```yaml\n{JOB}\n---\n{POD}\n```\n{JOB}\n"),
        &[POD, JOB, POD, JOB],
        &[("First:", PROSE), fences[0], fences[1], ("Then `b`:", PROSE), fences[0], fences[1]],
    );
}

#[test]
fn commands_and_their_answers_are_no_part_of_a_manifest() {
    for command in
        ["kubectl apply -f - <<EOF", "$ cat <<'EOF' | kubectl apply -f -", "cat > a.yaml << \"EOF\""]
    {
        let around = [(command, SHELL), ("EOF", SHELL)];
        check(&format!("{command}\n{POD}\nEOF\n"), &[POD], &around);
    }
    check(
        &format!(
            "$ kubectl apply -f - <<-END\n{POD}\n---\n{JOB}\nEND\npod/a created\njob.batch/b unchanged (dry run)\n"
        ),
        &[POD, JOB],
        &[
            ("$ kubectl apply -f - <<-END", SHELL),
            ("END", SHELL),
            ("pod/a created", SHELL),
            ("job.batch/b unchanged (dry run)", SHELL),
        ],
    );
    check(&format!("kubectl get pod a -o yaml\n{POD}\n"), &[POD], &[("kubectl get pod a -o yaml", SHELL)]);
}

#[test]
fn a_table_is_no_manifest() {
    let table = "NAME   POD-SELECTOR   AGE\nopen   <none>         5d\nshut   app=a,b=c      5d";
    check(&format!("{table}\n"), &[], &[(table, TABLE)]);
    check(&format!("{table}\n\n{POD}\n---\n{JOB}\n"), &[POD, JOB], &[(table, TABLE)]);
    check(
        &format!("{}\r\n{POD}", table.replace('\n', "\r\n")),
        &[POD],
        &[(&table.replace('\n', "\r\n"), TABLE)],
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
    for text in ["hello", "- a\n- b", "a: [", "NAME: a\nb: c", "{{ if\na: b"] {
        check(text, &[text], &[]);
    }
}

#[test]
fn a_bare_prompt_ends_what_was_pasted() {
    check(&format!("{POD}\n$ \n"), &[POD], &[("$", SHELL)]);
}
