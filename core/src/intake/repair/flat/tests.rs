use super::*;
use crate::source::FileId;

/// What is made of a text, and the notes.
fn restored(text: &str) -> (Vec<String>, Vec<Note>) {
    let mut notes = Vec::new();
    let mut work = Work { steps: 1_000_000, fragments: 0 };
    let made = repair(&Mapped::whole(FileId(0), text), &mut notes, &mut work);
    (made.unwrap_or_default().iter().map(|it| it.text().to_owned()).collect(), notes)
}

/// Takes the indentation off a text, and expects it again.
#[track_caller]
fn check(text: &str) {
    let flat: String = text.lines().map(|it| format!("{}\n", it.trim_start())).collect();
    let (made, notes) = restored(&flat);
    assert_eq!(made, [text], "{:?}", notes.iter().map(|it| &it.problem.message).collect::<Vec<_>>());
    assert!(notes.iter().all(|it| it.problem.code == Code::Rewritten));
}

#[test]
fn a_policy_is_restored() {
    check(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {}\n  ingress:\n  - from:\n    - namespaceSelector:\n        matchLabels:\n          app: b\n      podSelector: {}\n    - ipBlock:\n        cidr: 10.0.0.0/8\n        except:\n        - 10.1.0.0/16\n    ports:\n    - port: 80\n    # of d\n    - port: 81\n      protocol: TCP\n",
    );
}

#[test]
fn the_last_selector_of_a_policy_is_unsure() {
    let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\nname: a\nnamespace: ns\nspec:\ningress:\n- from:\n- namespaceSelector: {}\npodSelector:\nmatchLabels:\napp: b\n";
    let (made, notes) = restored(text);
    assert_eq!(made, [""; 0]);
    let [note] = notes.as_slice() else { panic!("{notes:?}") };
    assert!(note.is_incomplete && note.readings.len() == 2, "{note:?}");
    let words = "of NetworkPolicy ns/a it is unsure whether `podSelector` belongs to `spec.ingress.from` or to `spec`";
    assert!(note.problem.message.contains(words), "{}", note.problem.message);
}
