//! The JSON of a small cluster, whole. `tests/npm/run.mjs` holds the JavaScript module to the same files: the tool prints
//! what the module returns.
//!
//! A change that is not a new field makes the next `schema`.

use expect_test::{ExpectFile, expect_file};

use crate::run::Folder;

#[track_caller]
fn check(arguments: &str, status: i32, expected: ExpectFile) {
    let folder = Folder::new(&[
        ("cluster.yaml", include_str!("../../tests/npm/golden/cluster.yaml")),
        ("policies.yaml", include_str!("../../tests/npm/golden/policies.yaml")),
        ("link.txt", include_str!("../../tests/links/1-whole.txt")),
    ]);
    let output = folder.pipe(arguments, &folder.read("link.txt"));
    assert_eq!((output.status, output.stderr.as_str()), (status, ""));
    assert_eq!(
        output.json().as_object().and_then(|it| it.iter().next()),
        Some((&"schema".to_owned(), &1.into()))
    );
    expected.assert_eq(&output.stdout);
}

#[test]
fn programs_get_the_same_from_the_tool_and_from_the_module() {
    let files = "-o json cluster.yaml policies.yaml";
    let golden = |name| format!("{name} {files}");
    check(&golden("matrix"), 1, expect_file!["../../tests/npm/golden/matrix.json"]);
    check(&golden("explain ops/probe shop/api"), 1, expect_file!["../../tests/npm/golden/explain.json"]);
    check(
        &golden("explain shop/web svc:shop/api:80"),
        1,
        expect_file!["../../tests/npm/golden/service.json"],
    );
    check(&golden("audit"), 1, expect_file!["../../tests/npm/golden/audit.json"]);
    check(&golden("lint"), 1, expect_file!["../../tests/npm/golden/lint.json"]);
    check("unlink - -o json", 0, expect_file!["../../tests/npm/golden/link.json"]);
}
