use super::*;

fn tree(text: &str) -> Option<Node<'_>> {
    let mut diagnostics = Vec::new();
    let root = parse(text, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
    root
}

/// The tree as compact JSON, keys as they stand.
fn json(node: &Node<'_>) -> String {
    let list = |parts: Vec<String>| parts.join(",");
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) => it.to_string(),
        Value::String(it) => format!("{it:?}"),
        Value::Sequence(items) => format!("[{}]", list(items.iter().map(json).collect())),
        Value::Mapping(entries) => {
            let pair = |it: &Entry<'_>| format!("{:?}:{}", it.key, json(&it.value));
            format!("{{{}}}", list(entries.iter().map(pair).collect()))
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str, why: &str) {
    assert_eq!(tree(text).as_ref().map(json).as_deref(), Some(expected), "{why}");
}

#[track_caller]
fn check_problem(text: &str, place: &str, message: &str, why: &str) {
    let mut diagnostics = Vec::new();
    assert_eq!(parse(text, &mut diagnostics), None, "a broken document is dropped: {why}");
    let [it] = diagnostics.as_slice() else { panic!("{why}: {diagnostics:?}") };
    let span = it.location.unwrap().span;
    assert_eq!(text.get(span.start as usize..span.end as usize).unwrap(), place, "{why}");
    assert!(it.message.contains(message), "{why}: {}", it.message);
}

#[test]
fn braces_of_placeholders_and_semicolons_are_told_from_yaml() {
    let name = "a placeholder that takes up a brace of YAML";
    check_problem("metadata: {name: a, namespace: ${NS}}\n", "${NS}", "`${NS}` is a placeholder", name);
    check_problem("a: {b: ${X:-y}-z, c: d}\n", "${X:-y}", "`${X:-y}` is a placeholder", name);
    check_problem("a: {b: \"${X}\", c: [}\n", "[}", "", "in quotes it is a value");
    check_problem("- {key: \"a\"; operator: b}\n", "; operator: b}", "`;` separates nothing", "no comma");
}

#[test]
fn trees_hold_what_kubectl_would_send() {
    check("a: 1\nb: [x, 'y', \"z\"]\n", r#"{"a":1,"b":["x","y","z"]}"#, "the usual");
    check("{\"a\": {\"b\": null}}", r#"{"a":{"b":null}}"#, "JSON");
    check("{\n\t\"a\": 1\n}\n", r#"{"a":1}"#, "JSON may be indented by tabs");
    check(
        "a:\n  [\n    b,\n\t\t  c,\n \td\n  ]\n",
        r#"{"a":["b","c","d"]}"#,
        "tabs between brackets are blanks",
    );
    check("- a:\n    [\n      \"b\",\n\t    \"c\"\n    ]\n", r#"[{"a":["b","c"]}]"#, "also further in");
    check("1: a\non: b\n1.5: c\n", r#"{"1":"a","true":"b","1.5":"c"}"#, "keys become strings");
    check("a: 1\na: 2\n", r#"{"a":1,"a":2}"#, "a key written twice stands twice");
    check("a: '1'\nb: !!str 1\nc: !!int '1'\n", r#"{"a":"1","b":"1","c":1}"#, "quotes and tags");
    check("a:\nb: ~\nc: ''\n", r#"{"a":null,"b":null,"c":""}"#, "nothing, null and empty");
    check("a: |\n  x\n  y\n", r#"{"a":"x\ny\n"}"#, "block scalar");
    check("a: 2001-12-14\nb: 12:30\n", r#"{"a":"2001-12-14","b":"12:30"}"#, "timestamps stay strings");
}

#[test]
fn aliases_and_merge_keys_are_resolved() {
    check("a: &x {b: 1}\nc: *x\n", r#"{"a":{"b":1},"c":{"b":1}}"#, "alias");
    check(
        "b: &b {x: 1, z: 1}\nc: {<<: *b, z: 2}\n",
        r#"{"b":{"x":1,"z":1},"c":{"z":2,"x":1}}"#,
        "own keys win",
    );
    check(
        "a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b]}\n",
        r#"{"a":{"x":1},"b":{"x":2,"z":2},"c":{"x":1,"z":2}}"#,
        "earlier sources win",
    );
    check("'<<': 1\n", r#"{"<<":1}"#, "quotes make a key of it");
    check_problem("a: {<<: 1}\n", "1", "takes a mapping", "merging a number");
    check_problem("a: *x\n", "*x", "no anchor", "unknown anchor");
    check_problem("a: &x [*x]\n", "*x", "inside of what it repeats", "a cycle");
}

#[test]
fn spans_end_with_the_last_letter() {
    let text = "a:\n- b: 1\n  c: [2, 3 ]  # no\n\nd: |\n  e\n\n\nf:\n  -\n  - x\n";
    let root = tree(text).unwrap();
    let slice = |it: Span| text.get(it.start as usize..it.end as usize).unwrap();
    let entries = root.entries();
    assert_eq!(slice(root.span), text.trim_end(), "the root");
    assert_eq!(slice(entries[0].key_span), "a");
    assert_eq!(slice(entries[0].value.span), "- b: 1\n  c: [2, 3 ]", "block list");
    assert_eq!(slice(entries[0].value.items()[0].entries()[1].value.span), "[2, 3 ]", "flow list");
    assert!(slice(entries[1].value.span).ends_with('e'), "block scalar");
    assert_eq!(slice(entries[2].value.items()[0].span), "-", "a list element with nothing in it");
}

#[test]
fn classic_mistakes_get_a_friendly_word() {
    check_problem("a:\n\tb: c\n", "\t", "a tab cannot indent", "tab");
    check_problem("- [b]\n- c:\n\td: e\n", "\t", "a tab cannot indent", "tab outside of brackets");
    // The parser takes a tab behind a blank, and `kubectl` does not.
    for text in [
        "a:\n  \tb: c\n",
        "a:\n  b: c\n  \td: e\n",
        "a:\n  \t- b\n",
        "a:\n  -\tb\n",
        "a:\n  \tb\n",
        "a:\n  \t{b: c}\n",
        " \ta: b\n",
    ] {
        check_problem(text, "\t", "a tab cannot indent", "tab behind a blank");
    }
    // Where a key may begin, and in the indentation of a plain value that goes on: `libyaml` refuses these.
    for text in [
        "a: [b]\n\t\nc: d\n",
        "a: [b]\n  \t\nc: d\n",
        "a: b\n\t\nc: d\n",
        "a: [b]\n\t# c\nd: e\n",
        "a:\n  b: [c]\n  \t# d\n  e: f\n",
        "a: # b\n  \t# c\n  d: e\n",
        "a:\n-\t# c\n  b\n",
        "a:\n- \t# c\n  b\n",
        "a: {\n  b: c\n\t}\n",
        "a: {\n  b: c,\n  d: [e,\n  f\n\t]}\n",
        "a: 'b'\n\t",
        "a: |\n  b\nc: [d]\n \t\n",
        "\t# a\nb: c\n",
    ] {
        check_problem(text, "\t", "a tab cannot indent", "tab of a blank line, a comment or a bracket");
    }
    for text in
        ["a: |\n  \tb\n", "a: |\n   \tb\n", "- >-\n\n  \t\n  b\n", "a: |2\n  b\nc: |\n  \td\n", "a: |\n  \t"]
    {
        check_problem(text, "\t", "a tab cannot indent", "tab first in a text of several lines");
    }
    // And these it reads.
    check("a: \"b\n\tc\"\nd: 'e\n  \tf'\n", r#"{"a":"b c","d":"e f"}"#, "a tab in quotes of several lines");
    check("a:\n  b: \"c\n\t\td\n\te\"\n", r#"{"a":{"b":"c d e"}}"#, "several of them");
    check_problem("a: \"b\n\tc\"\n\td: e\n", "\t", "a tab cannot indent", "behind the quotes it is none");
    check("a: b\n  \t\nc: d\n", r#"{"a":"b","c":"d"}"#, "a blank line behind a plain value");
    check("a: b\n \t# x\nc: d\n", r#"{"a":"b","c":"d"}"#, "a comment behind a plain value");
    check("a:\t# b\n  c: d\t# e\n\n", r#"{"a":{"c":"d"}}"#, "comments behind keys and values");
    check(
        "a: [b,\n\t# c\n\td\n]\ne: {\n\t\"f\": \"g\"\n\t}\n",
        r#"{"a":["b","d"],"e":{"f":"g"}}"#,
        "brackets",
    );
    check("a: |\t# b\n  c\n", r#"{"a":"c\n"}"#, "the head of a text of several lines");
    let head = "a: >-\t# b\n  c\nd: |+ \t\n  e\nf: &g-\th\n";
    check(head, r#"{"a":"c","d":"e\n","f":"h"}"#, "a dash that begins no element");
    check("a: \"b\n\n\t\n  c\"\n", r#"{"a":"b\n\nc"}"#, "a line of a tab in quotes");
    check("a: 'b\n\t\n \t\n  c'\n", r#"{"a":"b\n\nc"}"#, "two of them");
    check("a: |2\n  \tb\n", r#"{"a":"\tb\n"}"#, "a tab behind an indentation that is told");
    check("a:\tb\n", r#"{"a":"b"}"#, "a tab behind a colon");
    check("a: |\n  x\n  \ty: z\n", r#"{"a":"x\n\ty: z\n"}"#, "a tab in a text of several lines");
    check("a: b\n  \tc\n", r#"{"a":"b c"}"#, "a tab in a value that goes on");
    check("a: [\n  b,\n  \tc]\n", r#"{"a":["b","c"]}"#, "a tab in brackets");
    check_problem("a: {{ .Values.x }}\n", "{{ .Values.x }}", "template", "value of a template");
    check_problem(
        "{{- if .Values.x }}\na: b\n{{- end }}\n",
        "{{- if .Values.x }}",
        "template",
        "template statement",
    );
    check_problem("a: b: c\n", ": c", "cannot stand here", "two colons");
    check_problem("a:\n  b: c\n d: e\n", "d: e", "indentation", "between two levels");
    check_problem("a: @x\n", "@x", "cannot begin", "reserved character");
    check_problem("a: [b, c\n", "[b, c", "not closed", "bracket");
    check_problem("a: see, {b\nc: d: e\n", ": e", "cannot stand here", "a brace among words");
    check_problem(
        "a: |\n  [b\nc: d: e\n",
        ": e",
        "cannot stand here",
        "a bracket in a text of several lines",
    );
    let json = "{\"a\":{\"b\":1}";
    check_problem(json, json, "the `{` that opens here", "JSON without blanks");
    check_problem("a: - b\n", "a: - b", "begin after `a:` on the same line", "a dash behind its key");
    check_problem("a: 'b\nc: d\n", "'b", "not closed", "quote");
    check_problem("? [a]\n: b\n", "[", "a key must be", "a list as key");
    check_problem("a: !!int x\n", "x", "not a valid `!!int`", "wrong tag");
}

#[test]
fn what_closes_brackets_is_told() {
    for (text, help) in [
        ("a: [b, {c: d # e\n", "write `}]` at the end of the line"),
        ("a: [b\nc: d: e\n", "write `]` at the end of the line"),
        ("a: [\n", "write `]` at the end of the line"),
        ("a: [ # e\n  b,\n  c\n", "write `]` after the last entry"),
        ("a: [b,\n  c\n", "write `]` after the last entry"),
    ] {
        let mut diagnostics = Vec::new();
        assert_eq!(parse(text, &mut diagnostics), None);
        assert_eq!(diagnostics[0].help, help, "{text}: {diagnostics:?}");
    }
}

#[test]
fn bombs_do_not_go_off() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        laughs += &format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", "));
    }
    for (text, message) in [
        (laughs, "repeat too much"),
        ("[".repeat(10_000), "nested"),
        ("- ".repeat(10_000), "nested"),
        ("{a: ".repeat(10_000), "nested"),
        (format!("? {}\n: x", "k".repeat(5000)), "too long"),
    ] {
        let mut diagnostics = Vec::new();
        assert_eq!(parse(&text, &mut diagnostics), None);
        assert!(diagnostics[0].message.contains(message), "{diagnostics:?}");
    }
}

#[test]
fn nothing_is_no_problem() {
    for text in ["", "\n\n", "# only this\n"] {
        assert_eq!(tree(text), None, "{text:?}");
    }
}

#[test]
fn a_quoted_scalar_may_go_on_at_or_left_of_its_key() {
    check(
        "a:\n  b: '{\n    \"c\": 1\n  }'\nd: 2\n",
        r#"{"a":{"b":"{ \"c\": 1 }"},"d":2}"#,
        "its closing line",
    );
    check("a: \"x\ny\nz\"\nb: 1\n", r#"{"a":"x y z","b":1}"#, "each of its lines");
    check("- - a: 'x\n\n    y'\n", r#"[[{"a":"x\ny"}]]"#, "a blank line is a line break");
    check(
        "a:\n  b: |\n    'x\n    y'\n  c: 'x\ny'\n",
        r#"{"a":{"b":"'x\ny'\n","c":"x y"}}"#,
        "no block scalar",
    );
    check_problem("a: 'x\ny'\nb: [\n", "[", "not closed", "what is wrong further on is said at its place");
    check_problem("a: 'x\nb: c\n", "'x", "not closed", "a quote that is not closed stays one");
    check_problem("a: 'x\nb: 'c'\n", "'x", "not closed", "also where another one seems to close it");
    let text = "a: 'x\ny'\nbcd: 'e\nf'\nghi: [1]\n";
    let root = tree(text).unwrap();
    let slice = |it: Span| text.get(it.start as usize..it.end as usize).unwrap();
    let spans: Vec<_> = root.entries().iter().map(|it| (slice(it.key_span), slice(it.value.span))).collect();
    assert_eq!(spans, [("a", "'x\ny'"), ("bcd", "'e\nf'"), ("ghi", "[1]")], "places are those of the text");
}

#[test]
fn a_comment_may_stand_right_behind_a_quote_or_bracket() {
    check("a: \"b\"#c\nd: 'e'#f\n", r#"{"a":"b","d":"e"}"#, "behind quotes");
    check(
        "a: [b]#c\nd: {e: f}#g\nh: [\n  \"i\"#j\n]\n",
        r#"{"a":["b"],"d":{"e":"f"},"h":["i"]}"#,
        "behind brackets",
    );
    check("a: b#c\n", r#"{"a":"b#c"}"#, "an unquoted value goes on");
    check_problem("a: \"b\"c\n", "c", "nothing may follow", "anything else");
}
