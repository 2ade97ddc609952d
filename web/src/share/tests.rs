use netpol_core::protocol::Protocol;

use super::*;

fn full() -> ShareState {
    ShareState {
        files: vec![
            SourceFile::new("policies.yaml", "kind: NetworkPolicy\nmetadata: {name: café ☕}\n"),
            SourceFile::new("cluster.yaml", ""),
            SourceFile::new("ein Name mit # und ü.yaml", "a: 1\r\n".repeat(300)),
        ],
        active: 1,
        probe: Probe::Port(Protocol::Udp, 53),
        selection: Some(Selection {
            cell: CellRef { from: "shop/web".to_owned(), to: "ip:10.0.0.0/8".to_owned() },
            piece: Some(Probe::Port(Protocol::Sctp, 65535)),
        }),
        scenario: "01-first-steps".to_owned(),
        settings: "ipblock-pods=never\n".to_owned(),
    }
}

/// The link with other bytes inside, under a checksum that is right.
fn packed(plain: &[u8]) -> String {
    format!("{VERSION}{}", base64url::encode(&miniz_oxide::deflate::compress_to_vec(plain, 8)))
}

#[test]
fn a_link_restores_exactly_what_was_shared() {
    for state in [ShareState::default(), full(), ShareState { selection: None, probe: Probe::Any, ..full() }]
    {
        let link = encode(&state).unwrap();
        assert!(link.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'), "{link}");
        assert_eq!(decode(&link), Ok(state));
    }
}

#[test]
fn every_shortened_link_is_damaged() {
    let link = encode(&full()).unwrap();
    for len in 1..link.len() {
        assert_eq!(decode(link.get(..len).unwrap()), Err(ShareError::Damaged), "first {len} characters");
    }
    assert_eq!(decode(""), Err(ShareError::Damaged));
    assert_eq!(decode("netpol"), Err(ShareError::Damaged));
}

#[test]
fn an_altered_character_never_gives_other_files() {
    let link = encode(&full()).unwrap();
    for at in 1..link.len() {
        let mut bytes = link.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        // The last character may hold bits that say nothing.
        match decode(std::str::from_utf8(&bytes).unwrap()) {
            Ok(state) => assert_eq!(state, full(), "character {at}"),
            Err(error) => assert_eq!(error, ShareError::Damaged, "character {at}"),
        }
    }
}

#[test]
fn a_newer_version_is_named_as_such() {
    assert_eq!(decode("2abc"), Err(ShareError::Newer));
    assert_eq!(decode("9"), Err(ShareError::Newer));
}

#[test]
fn a_link_that_unpacks_to_too_much_is_refused() {
    let bomb = packed(&vec![0; MAX_UNPACKED + 1]);
    assert!(bomb.len() < 40_000);
    assert_eq!(decode(&bomb), Err(ShareError::Damaged));
}

#[test]
fn fields_of_later_versions_are_skipped() {
    let mut out = Writer::default();
    out.text(FILE_NAME, "a.yaml");
    out.text(4711, "from the future");
    out.text(FILE_TEXT, "a: 1");
    let state = decode(&packed(&out.finish())).unwrap();
    assert_eq!(state.files, [SourceFile::new("a.yaml", "a: 1")]);
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
    let state = ShareState { files: vec![SourceFile::new("noise", noise)], ..ShareState::default() };
    assert!(matches!(encode(&state), Err(ShareError::TooLong(len)) if MAX_LINK < len));
}

#[test]
fn a_link_made_by_the_first_release_still_opens() {
    // Never change this text; it stands for the links that people have saved.
    let state = decode(FIRST_LINK).unwrap();
    assert_eq!(state.files, [SourceFile::new("policies.yaml", "kind: NetworkPolicy\n")]);
    assert_eq!(state.probe, Probe::Port(Protocol::Tcp, 8080));
    assert_eq!(
        state.selection.unwrap().cell,
        CellRef { from: "shop/web".to_owned(), to: "shop/api".to_owned() }
    );
}

const FIRST_LINK: &str =
    "183iZ0MPIW5Cfk5mcmVqsV5mYm8Mkkp2Zl2Kl4JdaUp5flB0AkqvkYmZkYGGaYM_KUZyRX6BfnprEBmElFmQCAA";
