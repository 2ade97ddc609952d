use super::*;
use crate::protocol::Protocol;

fn full() -> LinkState {
    LinkState {
        files: vec![
            SourceFile::new("policies.yaml", "kind: NetworkPolicy\nmetadata: {name: café ☕}\n"),
            SourceFile::new("cluster.yaml", ""),
            SourceFile::new("ein Name mit # und ü.yaml", "a: 1\r\n".repeat(300)),
            SourceFile::new("file-4.yaml", "\u{0}\u{1}\u{7f}\u{feff}\u{10ffff}\t\u{202e}"),
        ],
        active: 1,
        probe: Probe::Port(Protocol::Udp, 53),
        selection: Some(Selection {
            cell: CellRef { from: "shop/web".to_owned(), to: "ip:10.0.0.0/8".to_owned() },
            piece: Some(Probe::Port(Protocol::Sctp, 65535)),
        }),
        scenario: "01-first-steps".to_owned(),
        settings: "ipblock-pods=never\n".to_owned(),
        view: View {
            tab: "services".to_owned(),
            pane: "why".to_owned(),
            filter: "shop -> data".to_owned(),
            folded: Some(false),
            turned: vec!["shop/web".to_owned(), "ip:internet".to_owned()],
            commands: vec!["kubectl get pods -A".to_owned(), "cat <<EOF\nü\nEOF".to_owned()],
        },
        baseline: Some(Baseline {
            files: vec![
                SourceFile::new("policies.yaml", "kind: NetworkPolicy\nmetadata: {name: tea}\n"),
                SourceFile::new("gone.yaml", "kind: Pod\n"),
            ],
            settings: String::new(),
        }),
        task: "title: ü\nfiles: []\n".to_owned(),
    }
}

/// A link with these fields, as version 2 has them.
fn link(fields: &[u8]) -> String {
    let mut bytes = checksum(fields).to_be_bytes().to_vec();
    bytes.extend(packing::pack(fields, DICTIONARY_2));
    format!("2{}", base64url::encode(&bytes))
}

/// The same as version 1 had them.
fn first_link(fields: &[u8]) -> String {
    let mut bytes = checksum(fields).to_be_bytes().to_vec();
    bytes.extend(fields);
    format!("1{}", base64url::encode(&packing::pack(&bytes, &[])))
}

#[test]
fn a_link_restores_exactly_what_was_shared() {
    let plain = LinkState { selection: None, probe: Probe::Any, view: View::default(), ..full() };
    for state in [LinkState::default(), full(), plain] {
        let link = encode(&state).unwrap();
        assert!(link.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'), "{link}");
        assert_eq!(decode(&link), Ok(state));
    }
}

#[test]
fn default_names_are_left_out_and_come_back() {
    let state = |names: [&str; 3]| LinkState {
        files: names.map(|it| SourceFile::new(it, "")).to_vec(),
        ..LinkState::default()
    };
    assert_eq!(write(&state(["policies.yaml", "cluster.yaml", "file-3.yaml"])), [2, 0, 2, 0, 2, 0]);
    let other = state(["cluster.yaml", "policies.yaml", ""]);
    assert_eq!(read(&write(&other), &LINK).unwrap(), other);
}

#[test]
fn every_shortened_link_is_cut_off() {
    let link = encode(&full()).unwrap();
    for len in 1..link.len() {
        assert_eq!(decode(link.get(..len).unwrap()), Err(LinkError::CutOff), "first {len} characters");
    }
    let link = first_link(&write(&full()));
    for len in 1..link.len() {
        assert_eq!(decode(link.get(..len).unwrap()), Err(LinkError::CutOff), "first {len} characters");
    }
}

#[test]
fn what_begins_otherwise_is_no_link() {
    for it in ["", "netpol", "-", "0abc", "é", "#"] {
        assert_eq!(decode(it), Err(LinkError::NotALink), "{it}");
    }
}

#[test]
fn more_behind_a_link_is_not_ignored() {
    let link = encode(&full()).unwrap();
    for more in ["AAAA", "AAAAAAAA"] {
        assert!(matches!(decode(&format!("{link}{more}")), Err(LinkError::Altered | LinkError::CutOff)));
    }
    for (more, which) in [(".", '.'), (" and", ' '), ("é", 'é'), ("=", '=')] {
        assert_eq!(decode(&format!("{link}{more}")), Err(LinkError::Character(which)));
    }
}

#[test]
fn an_altered_character_never_gives_another_state() {
    for link in [encode(&full()).unwrap(), first_link(&write(&full()))] {
        for at in 1..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            // The last character may hold bits that say nothing.
            if let Ok(state) = decode(std::str::from_utf8(&bytes).unwrap()) {
                assert_eq!(state, full(), "character {at}");
            }
        }
    }
}

#[test]
fn a_newer_version_is_named_as_such() {
    assert_eq!(decode("3abc"), Err(LinkError::Newer('3')));
    assert_eq!(decode("9"), Err(LinkError::Newer('9')));
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    for (most, read) in [
        (LINK.unpacked, decode as fn(&str) -> Result<LinkState, LinkError>),
        (MAX_UNPACKED, unpack as fn(&str) -> Result<LinkState, LinkError>),
    ] {
        let zeros = vec![0; most + 1];
        for bomb in [link(&zeros), first_link(&zeros)] {
            assert!(bomb.len() < 40_000);
            assert_eq!(read(&bomb), Err(LinkError::TooLarge));
        }
    }
    // Within the bytes, and too many nevertheless: each empty file would take forty bytes.
    for tag in [FILE_TEXT, TURNED, COMMAND] {
        let many = [tag as u8, 0].repeat(limits::MAX_ITEMS + 1);
        assert!(matches!(unpack(&link(&many)), Err(LinkError::More(_))));
        assert!(unpack(&link(many.get(2..).unwrap())).is_ok());
    }
}

#[test]
fn a_link_holds_what_the_page_can_open_and_no_more() {
    let file = |bytes: usize| SourceFile::new("a", "a".repeat(bytes));
    let word = |bytes: usize| "a".repeat(bytes);
    let files = |files| LinkState { files, ..LinkState::default() };
    let shown = |view| LinkState { view, ..LinkState::default() };
    let set = |bytes| LinkState { settings: word(bytes), ..LinkState::default() };
    let named = |bytes| files(vec![SourceFile::new(word(bytes), "")]);
    let filtered = |bytes| shown(View { filter: word(bytes), ..View::default() });
    let turned = |many| shown(View { turned: vec![String::new(); many], ..View::default() });
    let asked = |many, bytes| shown(View { commands: vec![word(bytes); many], ..View::default() });
    // What just fits, and one more of it.
    let limits: [(Excess, LinkState, LinkState); 8] = [
        (Excess::Text, files(vec![file(MAX_TEXT - 1), file(1)]), files(vec![file(MAX_TEXT), file(1)])),
        (Excess::Files, files(vec![file(0); MAX_FILES]), files(vec![file(0); MAX_FILES + 1])),
        (Excess::Word, named(MAX_WORD), named(MAX_WORD + 1)),
        (Excess::Word, filtered(MAX_WORD), filtered(MAX_WORD + 1)),
        (Excess::Settings, set(MAX_SETTINGS), set(MAX_SETTINGS + 1)),
        (Excess::Turned, turned(MAX_TURNED), turned(MAX_TURNED + 1)),
        (Excess::Commands, asked(MAX_COMMANDS, 1), asked(MAX_COMMANDS + 1, 1)),
        (Excess::Word, asked(1, MAX_WORD), asked(1, MAX_WORD + 1)),
    ];
    for (what, fits, more) in limits {
        assert_eq!(decode(&encode(&fits).unwrap()).as_ref(), Ok(&fits), "{what:?}");
        assert_eq!(encode(&more), Err(LinkError::More(what)));
        // Somebody else's program may write it nevertheless.
        assert_eq!(decode(&pack(&more)), Err(LinkError::More(what)));
        assert_eq!(unpack(&pack(&more)), Ok(more), "a draft may hold it");
    }
}

#[test]
fn fields_of_later_programs_are_skipped() {
    let mut out = Writer::default();
    out.text(FILE_NAME, "a.yaml");
    out.text(4711, "from the future");
    out.number(u32::MAX, 7);
    out.text(FILE_TEXT, "a: 1");
    for link in [link(&out.bytes), first_link(&out.bytes)] {
        let state = decode(&link).unwrap();
        assert_eq!(state.files, [SourceFile::new("a.yaml", "a: 1")]);
    }
}

#[test]
fn fields_that_make_no_sense_are_damage() {
    let wrong: [&[u8]; 6] = [
        &[2, 5, b'a'],                         // longer than what is there
        &[2],                                  // no length
        &[2, 1, 0xff],                         // no UTF-8
        &[3, 2, 1, 1],                         // more behind a number
        &[3, 6, 0x80, 0x80, 0x80, 0x80, 0x80], // a number without an end
        &[4, 3, 0x80, 0x80, 0x7f],             // an unknown protocol
    ];
    for it in wrong {
        assert_eq!(decode(&link(it)), Err(LinkError::Altered), "{it:?}");
    }
}

#[test]
fn the_file_that_is_shown_is_one_of_the_files() {
    let state = decode(&link(&[2, 0, 2, 0, 3, 1, 9])).unwrap();
    assert_eq!((state.files.len(), state.active), (2, 1));
    assert_eq!(decode(&link(&[3, 1, 9])).unwrap().active, 0);
}

#[test]
fn too_much_for_a_link_is_said() {
    let mut word = 1u32;
    let noise: String = std::iter::repeat_with(|| {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b' ' + (word >> 24) as u8 % 90)
    })
    .take(2_000_000)
    .collect();
    let state = LinkState { files: vec![SourceFile::new("noise", noise)], ..LinkState::default() };
    assert!(matches!(encode(&state), Err(LinkError::TooLong(len)) if MAX_LINK < len));
    // A draft has no limit.
    assert_eq!(unpack(&pack(&state)), Ok(state));
}

#[test]
fn a_pasted_address_has_its_link_behind_the_sign() {
    for it in ["2abc", "#2abc", " https://example.com/a/?b=c#2abc\n", "./#2abc"] {
        assert_eq!(fragment(it), "2abc", "{it}");
    }
    assert_eq!(fragment("https://example.com/#"), "");
}

#[test]
fn a_dictionary_never_changes() {
    // Every link of this version refers to it. A better one belongs to a new version.
    let sum = DICTIONARY_2
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, &it| (sum ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3));
    assert_eq!((DICTIONARY_2.len(), format!("{sum:016x}").as_str()), (17_768, "6ea71cd46432748a"));
    // Further back nothing can refer to.
    assert!(DICTIONARY_2.len() <= 32_768 - 258);
    assert!(DICTIONARY_2.is_ascii() && !DICTIONARY_2.contains(&b'\r'));
}
