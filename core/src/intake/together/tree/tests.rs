use super::*;
use crate::source::FileId;

fn item(text: &str) -> Item {
    Item::parse(&Mapped::whole(FileId(0), text)).unwrap()
}

#[test]
fn what_is_written_says_the_same() {
    for text in [
        "kind: Pod\nmetadata: {name: a, labels: {app: \"1\", b: 'x y', c: yes}}\n",
        "a:\n- b\n- c: 1\n  d: []\n-\n  - x\n  - {}\n- ''\n",
        "a: |\n  line\n  # no comment\nb: >-\n  folded\n  text\nc: \"a\n  b\"\n",
        "a: &x {b: c}\nd: *x\ne:\n  <<: *x\n  f: ~\n",
        "1: one\n'a: b': \"#\"\ntrue: 0x10\n",
        "a: - b\n",
        "a: 1.50\nb: 0777\nc: '0777'\nd: '- x'\n",
        "plain\n",
        "[]\n",
    ] {
        let Some(one) = Item::parse(&Mapped::whole(FileId(0), text)) else { continue };
        let written = one.written();
        let two = Item::parse(&written).unwrap_or_else(|| panic!("{text}\n{}", written.text()));
        assert!(one.same(&two), "{text}\n{}", written.text());
        assert_eq!(two.written().text(), written.text(), "{text}");
    }
}

#[test]
fn values_lead_to_where_they_stand() {
    let text = "kind: Pod\nmetadata: {name: kiosk}\n";
    let written = item(text).written();
    let at = written.text().find("kiosk").unwrap() as u32;
    let place = written.locate(Span::new(at, at + 5)).span;
    assert_eq!(text.get(place.start as usize..place.end as usize), Some("kiosk"));
    let key = written.text().find("metadata").unwrap() as u32;
    assert_eq!(written.locate(Span::new(key, key + 8)).span, Span::new(10, 18));
}

#[test]
fn a_path_is_made_where_it_is_not_there() {
    let mut it = item("metadata:\n  labels:\n");
    it.change(&["metadata", "labels"], NOWHERE, |it| it.set("a", NOWHERE, Item::text("b", NOWHERE)));
    assert_eq!(it.written().text(), "metadata:\n  labels:\n    a: b\n");
    it.remove("metadata");
    assert!(it.fields().is_empty());
}
