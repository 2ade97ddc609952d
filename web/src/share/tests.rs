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
    }
}

/// The link with other bytes inside, under a checksum that is right.
fn packed(plain: &[u8]) -> String {
    format!("{VERSION}{}", base64url::encode(&deflate::deflate(plain)))
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

/// Texts of all kinds: empty, of one letter, random, like YAML.
fn samples() -> Vec<Vec<u8>> {
    let mut word = 7u32;
    let mut random = move || {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        word >> 16
    };
    let mut all: Vec<Vec<u8>> = vec![Vec::new(), b"a".to_vec(), vec![0; 300_000], b"abc".repeat(40_000)];
    for letters in [2, 20, 256] {
        for length in [2, 10, 1000, 70_000] {
            all.push((0..length).map(|_| (random() % letters) as u8).collect());
        }
    }
    // Frequencies that grow like these would give longer codes than there may be.
    let (mut a, mut b) = (1, 1);
    let mut steep = Vec::new();
    for letter in 0..24u8 {
        steep.extend(std::iter::repeat_n(letter, a));
        (a, b) = (b, a + b);
    }
    for at in (1..steep.len()).rev() {
        let other = (random() as usize * 65536 + random() as usize) % at;
        steep.swap(at, other);
    }
    all.push(steep);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/scenarios");
    for it in std::fs::read_dir(folder).unwrap() {
        all.push(std::fs::read(it.unwrap().path()).unwrap());
    }
    let together = all.concat();
    all.push(together);
    all
}

#[test]
fn what_is_packed_here_is_unpacked_here_and_elsewhere() {
    for plain in samples() {
        let packed = deflate::deflate(&plain);
        assert!(inflate::inflate(&packed, plain.len()).as_ref() == Some(&plain));
        assert!(miniz_oxide::inflate::decompress_to_vec(&packed).ok().as_ref() == Some(&plain));
        let theirs = miniz_oxide::deflate::compress_to_vec(&plain, 8);
        assert!(packed.len() <= theirs.len() + theirs.len() / 8 + 80, "{} {}", packed.len(), theirs.len());
        if !plain.is_empty() {
            assert_eq!(inflate::inflate(&packed, plain.len() - 1), None);
        }
    }
}

#[test]
fn what_is_packed_elsewhere_is_unpacked_here() {
    for plain in samples() {
        for level in [0, 1, 6, 10] {
            let packed = miniz_oxide::deflate::compress_to_vec(&plain, level);
            assert!(inflate::inflate(&packed, plain.len()).as_ref() == Some(&plain), "level {level}");
            // Cut off, it is nothing at all.
            for cut in [1, 2, packed.len() / 2] {
                let cut = packed.get(..packed.len().saturating_sub(cut)).unwrap();
                assert_eq!(inflate::inflate(cut, plain.len()), None);
            }
        }
    }
}

#[test]
fn noise_unpacks_to_something_or_nothing() {
    let mut word = 1u32;
    for length in 0..3000 {
        let noise: Vec<u8> = (0..length % 90)
            .map(|_| {
                word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (word >> 24) as u8
            })
            .collect();
        assert!(inflate::inflate(&noise, 100_000).is_none_or(|it| it.len() <= 100_000));
    }
}
