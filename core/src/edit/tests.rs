//! Every edit at every path of manifests in many styles, compared with the same change of the value.

use std::sync::Arc;

use super::{Written, Yaml};
use crate::diagnostic::{Edit, edited};
use crate::source::{FileId, Location, Places, SourceFile, Span};
use crate::yaml::{self, Node, Value};

const STYLES: &[&str] = &[
    "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api # the name
  namespace: shop
spec:
  # who
  podSelector:
    matchLabels:
      app: api
      app.kubernetes.io/name: \"x\"
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - podSelector: {}
        - namespaceSelector:
            matchLabels: {team: a}
          podSelector:
      # in between
      ports:
        - protocol: TCP
          port: 80
        - port: 443
    -
      ports: []
  egress:
    - {}
",
    "\
kind: NetworkPolicy
spec:
  podSelector:
  ingress:
  - ports:
    - port: 80 # why
    from:
    - ipBlock:
        cidr: 10.0.0.0/8
        except:
        - 10.1.0.0/16
        - 10.2.0.0/16

  - from: [{podSelector: {matchLabels: {app: 'web'}}}, {namespaceSelector: {}}]
    ports: [{port: 80},
            {port: 81}]
  policyTypes: [Ingress]
metadata: {name: x, namespace: y}",
    "{kind: A, spec: {podSelector: {}, ingress: [{from: [], ports: [{port: 1}, {port: 2}]}, {}], policyTypes: [ Ingress , Egress ]}}\n",
    "{\n  \"kind\": \"A\",\n  \"spec\": {\n    \"podSelector\": {\n    },\n    \"ingress\": [\n      {\"from\": [{\"podSelector\": {}}]},\n      {}\n    ]\n  }\n}\n",
];

/// The text in the styles that files have: in lines of Windows, behind another document, as an item of a list.
fn files(text: &str) -> Vec<(String, Span)> {
    let span = |start: usize, text: &str| Span::new(start as u32, (start + text.trim_end().len()) as u32);
    let before = "kind: First\n---\n";
    let mut res = vec![
        (text.to_owned(), span(0, text)),
        (format!("{before}{text}"), span(before.len(), text)),
        (text.replace('\n', "\r\n"), span(0, &text.replace('\n', "\r\n"))),
    ];
    if !text.starts_with('{') {
        let list = "kind: List\nitems:\n";
        let item = text.trim_end().replace('\n', "\n  ").replace("\n  \n", "\n\n");
        let whole = format!("{list}- {item}\n- kind: Other\n");
        res.push((whole, span(list.len() + 2, &item)));
    }
    res
}

/// A value without places, which the same change is made to.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Scalar(String),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

impl Plain {
    fn of(it: &Node<'_>) -> Plain {
        match &it.value {
            Value::Sequence(items) => Plain::List(items.iter().map(Plain::of).collect()),
            Value::Mapping(it) => {
                Plain::Map(it.iter().map(|it| (it.key.to_string(), Plain::of(&it.value))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
                Plain::Scalar(format!("{:?}", it.value))
            }
        }
    }

    fn new(it: &Yaml) -> Plain {
        let text = super::render::flow(it);
        Plain::of(&yaml::parse(&text, &mut Vec::new()).unwrap())
    }

    /// All paths, the own one first.
    fn paths(&self, own: &str, res: &mut Vec<String>) {
        res.push(own.to_owned());
        match self {
            Plain::Scalar(_) => {}
            Plain::List(items) => {
                items.iter().enumerate().for_each(|(nth, it)| it.paths(&format!("{own}[{nth}]"), res))
            }
            Plain::Map(entries) => {
                for (key, it) in entries {
                    let path = match (own, key.contains('.')) {
                        (_, true) => format!("{own}[{key}]"),
                        ("", false) => key.clone(),
                        (_, false) => format!("{own}.{key}"),
                    };
                    it.paths(&path, res);
                }
            }
        }
    }

    fn at(&mut self, path: &str) -> &mut Plain {
        super::path::steps(path).into_iter().fold(self, |it, step| {
            let (super::path::Step::Key(name) | super::path::Step::Bracket(name)) = step;
            match it {
                Plain::List(items) => &mut items[name.parse::<usize>().unwrap()],
                Plain::Map(entries) => &mut entries.iter_mut().find(|it| it.0 == name).unwrap().1,
                Plain::Scalar(_) => panic!("{path} leads into a scalar"),
            }
        })
    }

    /// The same with keys in an order of their own, as objects have none.
    fn sorted(mut self) -> Plain {
        match &mut self {
            Plain::Scalar(_) => {}
            Plain::List(items) => items.iter_mut().for_each(|it| *it = it.clone().sorted()),
            Plain::Map(entries) => {
                entries.iter_mut().for_each(|it| it.1 = it.1.clone().sorted());
                entries.sort_by(|a, b| a.0.cmp(&b.0));
            }
        }
        self
    }
}

fn applied(text: &str, edit: &Edit) -> String {
    edited(text, 0, [edit]).unwrap()
}

struct Try {
    text: String,
    places: Places,
    span: Span,
}

impl Try {
    fn all() -> impl Iterator<Item = Try> {
        STYLES.iter().flat_map(|it| files(it)).map(|(text, span)| {
            let places = Places::new(&[SourceFile::new("a.yaml", text.as_str())], Arc::from([]));
            Try { text, places, span }
        })
    }

    fn written(&self) -> Written<'_> {
        Written::of(&self.places, Location { file: FileId(0), span: self.span }).unwrap()
    }

    fn paths(&self) -> Vec<String> {
        let mut res = Vec::new();
        Plain::of(self.written().root()).paths("", &mut res);
        res
    }

    /// Asks that the edit makes the object what `change` makes of its value, and leaves the comments and other objects.
    fn holds(&self, edit: &Edit, what: &str, change: impl FnOnce(&mut Plain)) {
        let text = applied(&self.text, edit);
        let grown = text.len() as i64 - self.text.len() as i64;
        let end = (i64::from(self.span.end) + grown) as u32;
        let read = yaml::object(&text, Span::new(self.span.start, end));
        let read = read.unwrap_or_else(|| panic!("{what}: cannot be read\n{text}"));
        let mut wanted = Plain::of(self.written().root());
        change(&mut wanted);
        assert_eq!(Plain::of(&read).sorted(), wanted.sorted(), "{what}\n{text}");
        let (mut all, mut of_file) = (Vec::new(), Vec::new());
        for document in yaml::split(&text) {
            let _ = yaml::parse(document.text, &mut all);
        }
        for document in yaml::split(&self.text) {
            let _ = yaml::parse(document.text, &mut of_file);
        }
        assert_eq!(all.len(), of_file.len(), "{what}: the file cannot be read\n{text}\n{all:?}");
        if self.text.contains("\r\n") {
            assert_eq!(
                text.matches('\n').count(),
                text.matches("\r\n").count(),
                "{what}: line ends\n{text:?}"
            );
        }
    }
}

fn values() -> Vec<Yaml> {
    vec![
        Yaml::text("web"),
        Yaml::text("yes"),
        Yaml::Number(8080),
        Yaml::nothing(),
        Yaml::list([]),
        Yaml::list([
            Yaml::text("Ingress"),
            Yaml::map([("port", Yaml::Number(1)), ("protocol", Yaml::text("UDP"))]),
        ]),
        Yaml::map([
            ("matchLabels", Yaml::map([("app.kubernetes.io/name", Yaml::text("a b"))])),
            ("b", Yaml::list([Yaml::list([Yaml::Number(1), Yaml::Number(2)])])),
        ]),
    ]
}

#[test]
fn a_value_is_set() {
    let (mut done, mut refused) = (0, 0);
    for it in Try::all() {
        for path in it.paths().iter().filter(|it| !it.is_empty()) {
            for value in values() {
                match it.written().set(path, &value) {
                    Some(edit) => {
                        it.holds(&edit, &format!("set {path} to {value:?}"), |all| {
                            *all.at(path) = Plain::new(&value)
                        });
                        done += 1;
                    }
                    // Only where a comment would be lost.
                    None => {
                        let span = it.written().at(path).unwrap().span;
                        assert!(
                            it.written().slice(span).contains('#') || it.text.contains('#'),
                            "{path}\n{}",
                            it.text
                        );
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(done > 10 * refused, "{done} set, {refused} refused");
}

#[test]
fn a_pair_is_inserted() {
    for it in Try::all() {
        for path in it.paths() {
            for (key, value) in ["metadata", "ports", "zone", "apiVersion"]
                .iter()
                .flat_map(|key| values().into_iter().map(move |it| (*key, it)))
            {
                let written = it.written();
                let node = written.at(&path).unwrap();
                let is_map = matches!(node.value, Value::Mapping(_)) || (node.is_null() && !path.is_empty());
                let edit = written.insert(&path, key, &value);
                if !is_map || node.entry(key).is_some() {
                    assert_eq!(edit, None, "{path}");
                    continue;
                }
                let edit = edit.unwrap_or_else(|| panic!("insert {key} into {path}\n{}", it.text));
                it.holds(&edit, &format!("insert {key}: {value:?} into {path}"), |all| {
                    let map = all.at(&path);
                    if matches!(map, Plain::Scalar(_)) {
                        *map = Plain::Map(Vec::new());
                    }
                    if let Plain::Map(entries) = map {
                        entries.push((key.to_owned(), Plain::new(&value)));
                    }
                });
            }
        }
    }
}

#[test]
fn an_item_is_inserted_anywhere() {
    for it in Try::all() {
        for path in it.paths() {
            let written = it.written();
            let node = written.at(&path).unwrap();
            if !matches!(node.value, Value::Sequence(_)) {
                continue;
            }
            for value in values() {
                for position in 0..=node.items().len() {
                    let edit = written.insert_item(&path, position, &value);
                    let edit = edit.unwrap_or_else(|| panic!("insert {value:?} into {path}\n{}", it.text));
                    it.holds(&edit, &format!("insert {value:?} into {path} at {position}"), |all| {
                        if let Plain::List(items) = all.at(&path) {
                            items.insert(position, Plain::new(&value));
                        }
                    });
                }
            }
        }
    }
}

#[test]
fn a_pair_or_an_item_is_deleted() {
    let (mut done, mut refused) = (0, Vec::new());
    for it in Try::all() {
        for path in it.paths().iter().filter(|it| !it.is_empty()) {
            let written = it.written();
            let Some(edit) = written.delete(path) else {
                refused.push(path.clone());
                continue;
            };
            done += 1;
            it.holds(&edit, &format!("delete {path}"), |all| {
                let at = if path.ends_with(']') { path.rfind('[') } else { path.rfind('.') };
                let (whole, last) = path.split_at(at.unwrap_or_default());
                let last = last.trim_matches(['.', '[', ']']);
                match all.at(whole) {
                    Plain::List(items) => drop(items.remove(last.parse::<usize>().unwrap())),
                    Plain::Map(entries) => entries.retain(|it| it.0 != last),
                    Plain::Scalar(_) => panic!("{path} is in a scalar"),
                }
            });
        }
    }
    // The only item of a list.
    assert!(refused.iter().all(|it| it.ends_with("[0]")), "{refused:?}");
    assert!(done > 5 * refused.len(), "{done} deleted, {} refused", refused.len());
}

#[test]
fn several_pairs_of_one_map_are_deleted() {
    let (mut done, mut refused) = (0, 0);
    for it in Try::all() {
        let written = it.written();
        for path in it.paths() {
            let keys: Vec<&str> =
                written.at(&path).unwrap().entries().iter().map(|it| it.key.as_ref()).collect();
            // Every choice of two or more keys.
            for choice in (1_u32..1 << keys.len().min(5)).filter(|it| it.count_ones() > 1) {
                let chosen: Vec<&str> =
                    keys.iter().enumerate().filter(|it| choice >> it.0 & 1 == 1).map(|it| *it.1).collect();
                let Some(mut edits) = written.delete_pairs(&path, &chosen) else {
                    refused += 1;
                    continue;
                };
                done += 1;
                edits.sort_by_key(|it| it.location.span.start);
                let apart = edits.windows(2).all(|it| it[0].location.span.end <= it[1].location.span.start);
                assert!(apart, "{path} {chosen:?}: {edits:?}\n{}", written.text);
                let (first, last) = (edits[0].location.span.start, edits.last().unwrap().location.span.end);
                let (mut text, mut at) = (String::new(), first);
                for edit in &edits {
                    text += written.slice(Span::new(at, edit.location.span.start));
                    text += &edit.text;
                    at = edit.location.span.end;
                }
                it.holds(
                    &written.replaced(Span::new(first, last), text),
                    &format!("{path} without {chosen:?}"),
                    |plain| {
                        if let Plain::Map(entries) = plain.at(&path) {
                            entries.retain(|it| !chosen.contains(&it.0.as_str()));
                        }
                    },
                );
            }
        }
    }
    // Comments stay, so what holds one is not deleted at once.
    assert!(done > 2 * refused, "{done} deleted, {refused} refused");
}

#[test]
fn an_item_becomes_several() {
    for it in Try::all() {
        for path in it.paths() {
            let written = it.written();
            let count = written.at(&path).map_or(0, |it| it.items().len());
            for nth in 0..count {
                let items = [Yaml::map([("port", Yaml::Number(1))]), Yaml::text("yes"), Yaml::nothing()];
                let Some(edit) = written.set_items(&format!("{path}[{nth}]"), &items) else {
                    // A comment would be lost.
                    assert!(it.text.contains('#'), "{path}[{nth}]\n{}", it.text);
                    continue;
                };
                it.holds(&edit, &format!("several in the place of {path}[{nth}]"), |all| {
                    if let Plain::List(list) = all.at(&path) {
                        list.splice(nth..=nth, items.iter().map(Plain::new));
                    }
                });
            }
        }
    }
}

#[test]
fn a_value_stays_in_its_line() {
    for it in Try::all() {
        for path in it.paths().iter().filter(|it| !it.is_empty()) {
            for value in values() {
                let Some(edit) = it.written().set_in_line(path, &value) else {
                    assert!(it.text.contains('#'), "{path}\n{}", it.text);
                    continue;
                };
                it.holds(&edit, &format!("set {path} to {value:?}"), |all| {
                    *all.at(path) = Plain::new(&value)
                });
                let old = it.written().slice(edit.location.span).trim().to_owned();
                let is_scalar = !old.is_empty() && !old.contains(['\n', ':', '-']);
                assert!(!is_scalar || !edit.text.contains('\n'), "{path}: {old:?} became {edit:?}");
            }
        }
    }
}

#[test]
fn a_key_is_renamed_and_a_dash_taken_away() {
    let text = "spec:\n  ingress:\n  - from:\n    - podSelector: {}\n  - ports:\n    - port: 80\n";
    let places = Places::new(&[SourceFile::new("a.yaml", text)], Arc::from([]));
    let written =
        Written::of(&places, Location { file: FileId(0), span: Span::new(0, text.len() as u32) }).unwrap();
    let renamed = applied(text, &written.rename("spec.ingress[0].from", "to").unwrap());
    assert_eq!(renamed, text.replace("from", "to"));
    let joined = applied(text, &written.without_dash("spec.ingress[1]").unwrap());
    assert_eq!(joined, text.replace("  - ports", "    ports"));
    assert_eq!(written.without_dash("spec.ingress[0]"), None);
    let more = applied(text, &written.another_document(&Yaml::map([("kind", Yaml::text("A"))])));
    assert_eq!(more, format!("{text}---\nkind: A\n"));
}

#[test]
fn what_is_repeated_elsewhere_stays() {
    let text = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 1\n";
    let places = Places::new(&[SourceFile::new("a.yaml", text)], Arc::from([]));
    let written =
        Written::of(&places, Location { file: FileId(0), span: Span::new(0, text.len() as u32) }).unwrap();
    for path in ["a", "a.b", "c", "c.b", "d.b"] {
        assert_eq!(written.delete(path), None, "{path}");
        assert_eq!(written.set(path, &Yaml::nothing()), None, "{path}");
        assert_eq!(written.insert(path, "n", &Yaml::nothing()), None, "{path}");
    }
}

#[test]
fn an_object_may_end_with_a_value_that_is_left_out() {
    for (text, end, wanted) in [
        ("spec:\n  egress:\n", "spec:\n  egress".len(), "spec:\n  egress: []\n"),
        ("spec:\n  egress :\n---\na: b\n", "spec:\n  egress".len(), "spec:\n  egress : []\n---\na: b\n"),
        ("spec:\n  egress:", "spec:\n  egress".len(), "spec:\n  egress: []"),
    ] {
        let places = Places::new(&[SourceFile::new("a.yaml", text)], Arc::from([]));
        let object = Location { file: FileId(0), span: Span::new(0, end as u32) };
        let written = Written::of(&places, object).unwrap();
        assert_eq!(applied(text, &written.set("spec.egress", &Yaml::list([])).unwrap()), wanted);
    }
    let text = "spec:\n  egress:\n  -\n";
    let places = Places::new(&[SourceFile::new("a.yaml", text)], Arc::from([]));
    let object = Location { file: FileId(0), span: Span::new(0, text.len() as u32 - 2) };
    let written = Written::of(&places, object).unwrap();
    assert_eq!(
        applied(text, &written.set("spec.egress[0]", &Yaml::nothing()).unwrap()),
        "spec:\n  egress:\n  - {}\n"
    );
}
