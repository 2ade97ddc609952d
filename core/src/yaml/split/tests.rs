use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str], why: &str) {
    let documents = split(text);
    let texts: Vec<_> = documents.iter().map(|it| it.text.trim()).collect();
    assert_eq!(texts, expected, "{why}");
    for it in documents {
        assert!(text.get(it.start as usize..).is_some_and(|rest| rest.starts_with(it.text)), "{why}");
    }
}

#[test]
fn a_line_that_starts_with_three_dashes_separates() {
    check("", &[], "nothing at all");
    check("a: 1", &["a: 1"], "one document");
    check("a: 1\n---\nb: 2\n", &["a: 1", "b: 2"], "two");
    check("---\n# nothing\n---\nkind: Pod\n", &["kind: Pod"], "a comment");
    check("a: 1\n--- # next\nb: 2\n", &["a: 1", "b: 2"], "a comment behind the dashes");
    check("a: |\n  ---\n  x\n", &["a: |\n  ---\n  x"], "indented dashes are text");
    check("-----\na: 1\n", &["a: 1"], "a longer line of dashes");
    check("%YAML 1.2\n---\na: 1\n", &["a: 1"], "directives alone are nothing");
}

#[test]
fn marks_and_line_ends_of_other_systems_are_harmless() {
    check("\u{feff}a: 1\n", &["a: 1"], "byte-order mark");
    check("a: 1\r\n---\r\nb: 2\r\n", &["a: 1", "b: 2"], "CRLF");
    check("a: 1\n...\n", &["a: 1"], "trailing dots");
    check("a: 1\n...\nb: 2\n", &["a: 1", "b: 2"], "dots end a document");
    check("a: ü\n---\nß: 2\n", &["a: ü", "ß: 2"], "letters of several bytes");
}

#[test]
fn json_objects_follow_each_other() {
    check("{\"a\": 1}\n{\"b\": \"}{\"}", &["{\"a\": 1}", "{\"b\": \"}{\"}"], "concatenated");
    check("{a: 1}\n", &["{a: 1}"], "a single one");
    check("{{ if }}\n{{ end }}\n", &["{{ if }}\n{{ end }}"], "template braces are not JSON");
    check("{\"a\": ", &["{\"a\":"], "unfinished");
}

#[test]
fn text_behind_the_dashes_belongs_to_the_document_and_is_told() {
    let documents = split("a: 1\n--- {b: 2}\n");
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[1].text, "{b: 2}\n");
    assert_eq!(documents[1].separator_text, Some(Span::new(9, 15)));
    assert_eq!(documents[0].separator_text, None);
}

#[test]
fn a_version_that_kubectl_does_not_read_is_told() {
    let version = |text| split(text).first().and_then(|it| it.version);
    assert_eq!(version("%YAML 1.2\r\n---\na: 1\n"), Some(Span::new(0, 9)));
    assert_eq!(version("# x\n%YAML 1.2 # y\n---\na: 1\n"), Some(Span::new(4, 17)));
    assert_eq!(version("%YAML 1.1\n---\na: 1\n"), None);
    assert_eq!(version("%TAG ! tag:x,2000:\n---\na: 1\n"), None);
    assert_eq!(
        split("a: 1\n---\n%YAML 1.2\n---\nb: 1\n").iter().filter(|it| it.version.is_some()).count(),
        1
    );
}
