//! Which stretch of a file stands at a position.

use super::*;
use crate::model::analyze;
use crate::options::Options;
use crate::source::SourceFile;

fn model(text: &str) -> Model {
    analyze(&[SourceFile::new("a.yaml", text)], &Options::default())
}

/// Of the file with this text, the stretch at a text of it.
fn at(text: &str, needle: &str) -> StretchView {
    let utf16 = text.split(needle).next().unwrap().encode_utf16().count() as u32;
    stretch(&model(text), 0, utf16).unwrap()
}

fn pod(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers: [{{name: c, image: i}}]\n"
    )
}

#[test]
fn a_document_is_shown_by_its_lines_and_leads_to_those_beside_it() {
    let text = format!("# ä𝄞\n{}---\n{}---\n{}", pod("one"), pod("two"), pod("three"));
    let two = at(&text, "name: two");
    assert_eq!((two.text.as_str(), two.object.as_str()), (pod("two").as_str(), "Pod default/two"));
    assert_eq!((two.place.from_line, two.place.to_line), (9, 14));
    let model = model(&text);
    let go = |to: Option<u32>| stretch(&model, 0, to.unwrap()).unwrap();
    assert_eq!(go(two.next).object, "Pod default/three");
    assert_eq!(go(two.previous).object, "Pod default/one");
    assert_eq!(go(go(two.next).previous), two);
    assert_eq!(go(two.next).next, None);
    assert_eq!(go(go(two.previous).previous).text, "# ä𝄞\n", "what is no object is reached too");
    // The place says where the text stands, in UTF-16 units.
    let units: Vec<u16> = text.encode_utf16().collect();
    let there = units.get(two.place.from as usize..two.place.to as usize).unwrap();
    assert_eq!(String::from_utf16_lossy(there), two.text);
}

#[test]
fn an_item_of_a_list_is_shown_with_its_dash() {
    let item = |name: &str| {
        format!("- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}, namespace: shop}}\n")
    };
    let text = format!("apiVersion: v1\nkind: List\nitems:\n{}{}metadata: {{}}\n", item("one"), item("two"));
    let found = at(&text, "name: one");
    assert_eq!((found.text, found.object.as_str()), (item("one"), "Pod shop/one"));
}

#[test]
fn objects_in_one_line_are_told_apart() {
    let item = |name: &str| {
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{name}\"}}}}")
    };
    let text =
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{},{}]}}", item("one"), item("two"));
    assert_eq!(at(&text, "\"two\"").text, item("two"));
    assert_eq!(at(&text, "\"one\"").text, item("one"));
}

#[test]
fn lines_that_are_no_object_are_shown_up_to_the_objects_beside_them() {
    let text = format!("{}---\nkind: Unknown\nof: nobody\n---\n{}", pod("one"), pod("two"));
    let found = at(&text, "of: nobody");
    assert!(found.text.contains("kind: Unknown") && !found.text.contains("kind: Pod"), "{}", found.text);
    assert_eq!(found.object, "");
    let model = model(&text);
    assert_eq!(stretch(&model, 0, found.next.unwrap()).unwrap().object, "Pod default/two");
    assert_eq!(stretch(&model, 0, found.previous.unwrap()).unwrap().object, "Pod default/one");
}

#[test]
fn a_stretch_is_never_long_and_all_of_a_file_is_reached() {
    let lines = "# ä comment that goes on for a while\n".repeat(30_000);
    for text in [lines.as_str(), &"ä".repeat(500_000), &format!("{}{lines}", pod("one")), ""] {
        let model = model(text);
        let (mut at, mut reached) = (Some(0), 0);
        while let Some(from) = at {
            let it = stretch(&model, 0, from).unwrap();
            assert!(it.text.len() <= MOST, "{}", it.text.len());
            assert!(it.place.from as usize <= reached && reached <= it.place.to as usize);
            assert!(it.next.is_none_or(|it| from < it), "it goes on");
            (at, reached) = (it.next, it.place.to as usize);
        }
        assert_eq!(reached, text.encode_utf16().count());
    }
}

#[test]
fn there_is_nothing_at_a_file_that_is_not_there() {
    assert_eq!(stretch(&model("a: 1"), 1, 0), None);
    assert!(stretch(&model("a: 1"), 0, 99).is_some(), "behind the end is the end");
}
