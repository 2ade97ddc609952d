use super::super::{LINK, MAX_FILES, MAX_TEXT, checksum, decode, encode, pack, packing, read, unpack};
use super::*;
use crate::link::DICTIONARY_2;

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-web\n  namespace: shop\nspec:\n  podSelector: {}\n  ingress:\n    - ports: [{port: 8080}]\n";

fn files(all: &[(&str, &str)]) -> Vec<SourceFile> {
    all.iter().map(|(name, text)| SourceFile::new(*name, *text)).collect()
}

fn state(now: &[(&str, &str)], before: &[(&str, &str)]) -> LinkState {
    let baseline = Some(Baseline { files: files(before), settings: String::new() });
    LinkState { files: files(now), baseline, ..LinkState::default() }
}

#[track_caller]
fn comes_back(it: &LinkState) -> usize {
    let link = encode(it).unwrap();
    assert_eq!(decode(&link).as_ref(), Ok(it));
    assert_eq!(unpack(&link).as_ref(), Ok(it));
    link.len() - encode(&LinkState { baseline: None, ..it.clone() }).unwrap().len()
}

#[test]
fn a_baseline_that_differs_in_a_line_costs_little() {
    let long: String =
        (0..200).map(|it| format!("{}---\n", POLICY.replace("web", &format!("w{it}")))).collect();
    for text in [POLICY, &long] {
        let other = text.replacen("port: 8080", "port: 9090", 1);
        let cost = comes_back(&state(&[("a.yaml", text)], &[("a.yaml", &other)]));
        assert!(cost < 60, "{cost} characters");
        // Of ten files, one line.
        let names: Vec<String> = (0..10).map(|it| format!("{it}.yaml")).collect();
        let now: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), text)).collect();
        let mut before = now.clone();
        before[4].1 = &other;
        let cost = comes_back(&state(&now, &before));
        assert!(cost < 120, "{cost} characters");
    }
}

#[test]
fn files_that_came_went_moved_or_have_another_name_come_back() {
    let (a, b, c) = (("a.yaml", POLICY), ("b.yaml", "kind: Pod\n"), ("c.yaml", ""));
    let all: [&[(&str, &str)]; 9] = [
        &[],
        &[a],
        &[b, a],
        &[c, a],
        &[("z.yaml", POLICY)],
        &[("z.yaml", "kind: Pod\nmetadata: {}\n"), a],
        &[a, a, a],
        &[("", POLICY)],
        &[a, ("b.yaml", "kind: Pod"), ("c.yaml", "\r\n# ☕\u{0}")],
    ];
    for now in all {
        for before in all.iter().filter(|it| **it != now && !it.is_empty() && **it != [c]) {
            let it = state(now, before);
            assert_eq!(read(&super::super::write(&it), &LINK), Ok(it));
        }
    }
}

#[test]
fn a_baseline_that_says_the_same_or_nothing_is_not_stored() {
    let plain = LinkState { files: files(&[("a.yaml", POLICY)]), ..LinkState::default() };
    for before in [vec![], files(&[("b.yaml", " \n")]), plain.files.clone()] {
        let baseline = Some(Baseline { files: before, settings: String::new() });
        let it = LinkState { baseline, ..plain.clone() };
        assert_eq!(encode(&it), encode(&plain));
        assert_eq!(decode(&encode(&it).unwrap()).as_ref(), Ok(&plain));
    }
}

#[test]
fn settings_of_the_baseline_are_stored_where_they_differ() {
    let files = files(&[("a.yaml", POLICY)]);
    for (now, before) in [("", "ipblock-pods=never\n"), ("ipblock-pods=never\n", "")] {
        let baseline = Some(Baseline { files: files.clone(), settings: before.to_owned() });
        let it =
            LinkState { files: files.clone(), settings: now.to_owned(), baseline, ..LinkState::default() };
        let cost = comes_back(&it);
        assert!(cost < 40, "{cost} characters");
    }
}

#[test]
fn the_limits_hold_for_both_together() {
    let with = |now: usize, before: usize| {
        let text = |bytes| SourceFile::new("a", "a".repeat(bytes));
        let baseline = Some(Baseline { files: vec![text(before)], settings: String::new() });
        LinkState { files: vec![text(now)], baseline, ..LinkState::default() }
    };
    comes_back(&with(MAX_TEXT - 2, 2));
    assert_eq!(encode(&with(MAX_TEXT - 2, 3)), Err(LinkError::More(Excess::Text)));
    let many = |before: usize| {
        let all = |many, text: &str| vec![SourceFile::new("a", text); many];
        let baseline = Some(Baseline { files: all(before, "b"), settings: String::new() });
        LinkState { files: all(MAX_FILES / 2, "a"), baseline, ..LinkState::default() }
    };
    comes_back(&many(MAX_FILES / 2));
    assert_eq!(encode(&many(MAX_FILES / 2 + 1)), Err(LinkError::More(Excess::Files)));
}

#[test]
fn a_draft_that_would_be_too_much_keeps_its_files() {
    let text = |letter: &str| vec![SourceFile::new("a", letter.repeat(9 << 20))];
    let with = |files| Some(Baseline { files, settings: "x=y\n".to_owned() });
    let it = LinkState { files: text("a"), baseline: with(text("b")), ..LinkState::default() };
    assert_eq!(unpack(&pack(&it)), Ok(LinkState { baseline: None, ..it.clone() }));
    // The same files once more are nothing more.
    let it = LinkState { baseline: with(it.files.clone()), ..it };
    assert_eq!(unpack(&pack(&it)).as_ref(), Ok(&it));
}

/// A link of a file and the body of a field 15.
fn with(body: &[u8]) -> Result<LinkState, LinkError> {
    let mut out = Writer::default();
    out.text(2, "ab\ncd\n");
    out.body(BASELINE_FILE, body);
    let mut bytes = checksum(&out.bytes).to_be_bytes().to_vec();
    bytes.extend(packing::pack(&out.bytes, DICTIONARY_2));
    decode(&format!("2{}", super::super::base64url::encode(&bytes)))
}

#[test]
fn bodies_that_make_no_sense_are_damage() {
    let wrong: [&[u8]; 11] = [
        &[],                    // no file to tell it by
        &[1],                   // no name
        &[2, 0],                // a file that is not there
        &[0, 0],                // the name of none
        &[1, 5, b'a'],          // a name that is longer than what is there
        &[1, 2, 0xff],          // a name that is no text
        &[1, 0, 0],             // half a part
        &[1, 0, 4, b'a', 0, 0], // more letters than there are
        &[1, 0, 0, 5, 2],       // a stretch that ends behind the file
        &[1, 0, 0, 7, 0],       // one that begins behind it
        &[1, 0, 1, 0xc3, 0, 2], // no text
    ];
    for it in wrong {
        assert_eq!(with(it), Err(LinkError::Altered), "{it:?}");
    }
    let before = with(&[1, 0, 1, b'x', 3, 3]).unwrap().baseline.unwrap();
    assert_eq!(before.files, files(&[("policies.yaml", "xcd\n")]));
}

#[test]
fn stretches_that_multiply_a_text_end_at_the_limit() {
    let mut out = Writer::default();
    out.text(2, &"a".repeat(1 << 20));
    let part = [0, 0, 0x80, 0x80, 0x40];
    out.body(BASELINE_FILE, &[&[1, 0], part.repeat(400_000).as_slice()].concat());
    assert_eq!(read(&out.bytes, &LINK), Err(LinkError::More(Excess::Text)));
}
