use super::super::tests::{read, said};

#[test]
fn what_holds_no_manifest_is_passed_over_once_for_each_folder() {
    let pod = "kind: Pod\nmetadata: {name: a}";
    let (documents, notes) = read(&[
        ("x/values.yaml", "a: b"),
        ("x/ci.yml", "jobs: {}\n---\nmore: []"),
        ("y/patch.json", "[{\"op\": \"add\", \"path\": \"/a\"}]"),
        ("y/pod.yaml", pod),
        ("z/package.json", "{\n\"name\": \"a\"\n}"),
    ]);
    assert_eq!(documents, [pod]);
    assert_eq!(notes.len(), 3, "{notes:#?}");
    said(&notes, &["passed-over", "`values.yaml`, `ci.yml` hold no manifest"]);
    said(&notes, &["passed-over", "`patch.json` holds no manifest"]);
}

#[test]
fn what_was_meant_to_be_an_object_is_told_what_it_lacks() {
    for text in ["metadata: {name: a}\nspec: {}", "podSelector: {}", "- a", "a: [", "apiVersion: v1\nx: y"] {
        let (documents, notes) = read(&[("x/a.yaml", text), ("x/b.yaml", "kind: Pod\nmetadata: {name: a}")]);
        assert_eq!(documents.len(), 2, "{text} {notes:#?}");
    }
    assert_eq!(read(&[("a.yaml", "a: b")]).0, ["a: b"], "pasted alone");
    assert_eq!(read(&[("values.yaml", "a: b")]).0, Vec::<String>::new(), "by its name");
}
