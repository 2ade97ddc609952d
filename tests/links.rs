//! Promises about links: those that were made once open for ever, another program can make and read them, they are
//! short, and nothing that anybody puts into one does harm.

use std::io::Write;
use std::process::{Command, Stdio};

use netpol_core::link::{self, Baseline, CellRef, DICTIONARY_2, LinkError, LinkState, Selection, View};
use netpol_core::protocol::Protocol;
use netpol_core::{Probe, SourceFile};
use netpol_tests::link_sizes::{Sizes, large, scenarios};
use netpol_tests::random::Random;
use netpol_tests::{mutate, paths};

/// Links as they were made, one in a file. Never change one of them; they stand for those that people have saved.
fn golden(name: &str) -> LinkState {
    let path = paths::root().join("tests/links").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    link::decode(link::fragment(&text)).unwrap_or_else(|it| panic!("{name}: {it}"))
}

fn cell(from: &str, to: &str, piece: Option<Probe>) -> Option<Selection> {
    Some(Selection { cell: CellRef { from: from.to_owned(), to: to.to_owned() }, piece })
}

/// What all the golden links but the first hold, as far as their version can.
fn whole() -> LinkState {
    LinkState {
        files: vec![
            SourceFile::new("policies.yaml", POLICY),
            SourceFile::new("räume.yaml", "kind: Namespace\r\nmetadata: {name: ☕}\n"),
            SourceFile::new("empty.yaml", ""),
        ],
        active: 1,
        probe: Probe::Port(Protocol::Udp, 53),
        selection: cell(
            "shop/web",
            "svc:shop/api:80 shop/api TCP 8080",
            Some(Probe::Port(Protocol::Sctp, 9)),
        ),
        scenario: "22-service-port".to_owned(),
        settings: "pod-cidr=10.0.0.0/8\nipblock-pods=never\n".to_owned(),
        view: View {
            tab: "services".to_owned(),
            pane: "why".to_owned(),
            filter: "shop → data".to_owned(),
            folded: Some(true),
            turned: vec!["shop/web".to_owned(), "ip:internet".to_owned()],
            commands: Vec::new(),
        },
        baseline: None,
        task: String::new(),
    }
}

/// The same with a baseline: a line differs, a file has another name, one is gone, and a setting.
fn compared() -> LinkState {
    let files = vec![
        SourceFile::new("policies.yaml", POLICY.replace("8080", "9090")),
        SourceFile::new("rooms.yaml", "kind: Namespace\r\nmetadata: {name: ☕}\n"),
        SourceFile::new("empty.yaml", ""),
        SourceFile::new("gone.yaml", "kind: Pod\nmetadata: {name: tea}\n"),
    ];
    let baseline = Some(Baseline { files, settings: "pod-cidr=10.0.0.0/8\n".to_owned() });
    LinkState { baseline, ..whole() }
}

/// The terminal with what it is asked when it opens.
fn asking() -> LinkState {
    let commands = ["kubectl get pods -A", "kubectl exec -n shop web -- wget -qO- -T 2 http://api"];
    let commands = commands.map(str::to_owned).to_vec();
    LinkState {
        files: vec![SourceFile::new("policies.yaml", "kind: NetworkPolicy\n")],
        view: View { tab: "terminal".to_owned(), commands, ..View::default() },
        ..LinkState::default()
    }
}

/// An answer to a task that the link brings along.
fn practising() -> LinkState {
    LinkState {
        files: vec![
            SourceFile::new("cluster.yaml", "kind: Pod\n"),
            SourceFile::new("answer.yaml", "# Here.\n"),
        ],
        active: 1,
        scenario: "practice/own/0123456789abcdef".to_owned(),
        task: "title: One client\nfiles:\n- name: cluster.yaml\n  locked: |\n    kind: Pod\n".to_owned(),
        ..LinkState::default()
    }
}

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-web\n  namespace: shop\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector: {matchLabels: {app: web}}\n      ports: [{port: 8080}]\n";

#[test]
fn links_that_were_made_once_still_open() {
    let first = LinkState {
        files: vec![SourceFile::new("policies.yaml", "kind: NetworkPolicy\n")],
        probe: Probe::Port(Protocol::Tcp, 8080),
        selection: cell("shop/web", "shop/api", Some(Probe::Port(Protocol::Tcp, 8080))),
        ..LinkState::default()
    };
    let found = golden("1-first.txt");
    assert_eq!((found.files, found.probe), (first.files.clone(), first.probe));
    assert_eq!(found.selection.unwrap().cell, first.selection.unwrap().cell);
    assert_eq!(golden("1-whole.txt"), LinkState { view: View::default(), ..whole() });
    assert_eq!(golden("2-whole.txt"), whole());
    assert_eq!(golden("2-baseline.txt"), compared());
    assert_eq!(golden("2-commands.txt"), asking());
    assert_eq!(golden("2-task.txt"), practising());
    let scenario = golden("2-scenario.txt");
    assert_eq!((scenario.files.len(), scenario.scenario.as_str()), (2, "14-zero-trust"));
    assert!(scenario.files[1].text.ends_with("              protocol: TCP\n"));
    // A file for each version: a new one is not forgotten.
    assert!(
        paths::files("tests/links", "txt")
            .iter()
            .any(|it| { it.file_name().unwrap().to_string_lossy().starts_with(link::VERSION) })
    );
}

/// Prints a link of everything; for the file of a new version.
#[test]
#[ignore = "makes the text of a new golden link"]
fn a_golden_link() {
    println!("{}", link::encode(&whole()).unwrap());
    println!("{}", link::encode(&compared()).unwrap());
    println!("{}", link::encode(&asking()).unwrap());
    println!("{}", link::encode(&practising()).unwrap());
    println!("{}", link::encode(&scenarios()[13].1).unwrap());
}

#[test]
fn links_are_short() {
    let mut total = Sizes::default();
    for (name, state) in scenarios() {
        let sizes = Sizes::of(&state);
        assert!(sizes.link < 1_500, "{name}: {} characters", sizes.link);
        total += sizes;
    }
    for (_, state) in large().iter().take(2) {
        total += Sizes::of(state);
    }
    assert!(total.link * 10 <= total.deflate * 6, "{total:?}");
    assert!(total.link * 10 <= total.lz_string * 6, "{total:?}");
}

#[test]
fn every_text_comes_back_as_it_was() {
    let mut random = Random::new(4);
    let seeds: Vec<String> = scenarios().iter().map(|it| it.1.files[0].text.to_string()).collect();
    for round in 0..150 {
        let text = match round % 3 {
            0 => mutate::mutate(&seeds[random.range(0..seeds.len())], &mut random),
            1 => (0..random.range(0..600)).map(|_| char::from(random.range(0..128) as u8)).collect(),
            _ => (0..random.range(0..600))
                .filter_map(|_| char::from_u32(random.range(0..0x11_0000) as u32))
                .collect(),
        };
        let files = vec![SourceFile::new("a", text.as_str()), SourceFile::new(text.as_str(), text.as_str())];
        let mut state = LinkState { files, ..whole() };
        state.settings = text;
        // As a draft: some are longer than a link lets a name be.
        assert_eq!(link::unpack(&link::pack(&state)), Ok(state));
    }
}

/// Pairs of texts that share lines, files that came, went, moved or were renamed.
#[test]
fn every_baseline_comes_back_as_it_was() {
    let mut random = Random::new(15);
    let seeds: Vec<String> = scenarios().iter().map(|it| it.1.files[0].text.to_string()).collect();
    for round in 0..paths::number("NETPOL_RUNS", 300) {
        let file = |random: &mut Random| {
            let seed = &seeds[random.range(0..seeds.len())];
            let mut lines: Vec<&str> = seed.split_inclusive('\n').collect();
            for _ in 0..random.range(0..5) {
                let at = random.range(0..lines.len());
                match random.range(0..4) {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, lines[random.range(0..lines.len())]),
                    2 => lines[at] = "☕",
                    _ => lines.rotate_left(at),
                }
            }
            let text = if random.chance(10) { String::new() } else { lines.concat() };
            SourceFile::new(["a.yaml", "b.yaml", "policies.yaml", ""][random.range(0..4)], text)
        };
        let now: Vec<SourceFile> = (0..random.range(0..4)).map(|_| file(&mut random)).collect();
        let mut before = now.clone();
        for it in &mut before {
            if random.chance(50) {
                *it = SourceFile::new(it.name.as_str(), mutate::mutate(&it.text, &mut random));
            }
        }
        for _ in 0..random.range(0..3) {
            before.insert(random.range(0..before.len() + 1), file(&mut random));
        }
        let settings = ["", "ipblock-pods=never\n"][usize::from(round % 2 == 0)].to_owned();
        let mut state = LinkState { files: now, active: 0, ..whole() };
        state.baseline = Some(Baseline { files: before, settings }).filter(|it| it.tells(&state));
        assert_eq!(link::unpack(&link::pack(&state)).as_ref(), Ok(&state));
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[test]
fn no_link_does_harm() {
    let mut random = Random::new(9);
    let first = golden_text("1-whole.txt");
    let seeds =
        [first, golden_text("2-whole.txt"), golden_text("2-scenario.txt"), golden_text("2-baseline.txt")];
    let (mut fine, mut wrong) = (0, 0);
    for _ in 0..paths::number("NETPOL_RUNS", 3_000) {
        let seed = &seeds[random.range(0..seeds.len())];
        let mut bytes = seed.clone().into_bytes();
        for _ in 0..random.range(1..4) {
            let at = random.range(0..bytes.len());
            match random.range(0..5) {
                0 => bytes[at] = DIGITS[random.range(0..64)],
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, DIGITS[random.range(0..64)]),
                3 => drop(bytes.remove(at)),
                _ => bytes[at] = random.range(0..128) as u8,
            }
            if bytes.is_empty() {
                break;
            }
        }
        match link::decode(&String::from_utf8_lossy(&bytes)) {
            Ok(state) => {
                fine += 1;
                // What is understood can be shared again.
                assert_eq!(link::decode(&link::pack(&state)), Ok(state));
            }
            Err(it) => {
                wrong += 1;
                assert!(!it.to_string().is_empty());
            }
        }
    }
    assert!(0 < fine && 500 < wrong, "{fine} {wrong}");
}

/// A link with these fields, which no deflate stream could store with less ado.
fn link_of(fields: &[u8]) -> String {
    let sum = fields.iter().fold(0x811c_9dc5_u32, |sum, &it| (sum ^ u32::from(it)).wrapping_mul(0x0100_0193));
    let mut bytes = sum.to_be_bytes().to_vec();
    bytes.extend(miniz_oxide::deflate::compress_to_vec(fields, 0));
    let mut out = String::from(link::VERSION);
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0, |word, at| word << 8 | u32::from(*chunk.get(at).unwrap_or(&0)));
        let digits = (0..=chunk.len()).map(|at| DIGITS[(word >> (18 - 6 * at)) as usize & 63]);
        out.extend(digits.map(char::from));
    }
    out
}

/// The checksum keeps spoilt links out; here it is right, and the fields behind it are noise.
#[test]
fn no_fields_do_harm() {
    let mut random = Random::new(16);
    let mut wrong = 0;
    for _ in 0..paths::number("NETPOL_RUNS", 3_000) {
        let fields: Vec<u8> = (0..random.range(0..40))
            .map(|_| {
                let most = if random.chance(80) { 20 } else { 256 };
                random.range(0..most) as u8
            })
            .collect();
        match link::decode(&link_of(&fields)) {
            Ok(state) => assert_eq!(link::decode(&link::pack(&state)), Ok(state)),
            Err(it) => {
                wrong += 1;
                assert_eq!(it, LinkError::Altered);
            }
        }
    }
    assert!(0 < wrong);
}

fn golden_text(name: &str) -> String {
    let text = std::fs::read_to_string(paths::root().join("tests/links").join(name)).unwrap();
    text.trim().to_owned()
}

/// What the other program calls a field: its tag and its text or number.
fn pairs(state: &LinkState) -> Vec<(u32, serde_json::Value)> {
    let number = |it: Probe| match it {
        Probe::Any => None,
        Probe::Port(protocol, port) => {
            let at = ["TCP", "UDP", "SCTP"].iter().position(|it| *it == protocol.as_str()).unwrap();
            Some((at << 16 | usize::from(port)).into())
        }
    };
    let mut out: Vec<(u32, serde_json::Value)> = Vec::new();
    for file in &state.files {
        out.push((1, file.name.as_str().into()));
        out.push((2, (*file.text).into()));
    }
    out.push((3, state.active.into()));
    out.extend(number(state.probe).map(|it| (4, it)));
    if let Some(it) = &state.selection {
        out.push((5, it.cell.from.as_str().into()));
        out.push((6, it.cell.to.as_str().into()));
        out.extend(it.piece.and_then(number).map(|it| (7, it)));
    }
    out.push((8, state.scenario.as_str().into()));
    out.push((9, state.settings.as_str().into()));
    out.push((10, state.view.tab.as_str().into()));
    out.push((11, state.view.pane.as_str().into()));
    out.push((12, state.view.filter.as_str().into()));
    out.extend(state.view.folded.map(|it| (13, u32::from(it).into())));
    out.extend(state.view.turned.iter().map(|it| (14, it.as_str().into())));
    out.extend(state.view.commands.iter().map(|it| (17, it.as_str().into())));
    out
}

/// The program of `docs/links.md`, asked to write links of pairs, and to read links into pairs.
fn other_program(ask: &serde_json::Value) -> serde_json::Value {
    let docs = std::fs::read_to_string(paths::root().join("docs/links.md")).unwrap();
    let program = docs.split("```js\n").nth(1).unwrap().split("\n```").next().unwrap();
    let dictionary = paths::root().join("core/src/link/dictionaries/2.txt");
    let text = |it: &str| serde_json::to_string(it).unwrap();
    let main = format!(
        r#"
        import {{ readFileSync }} from "node:fs";
        import {{ createHash }} from "node:crypto";
        const dictionary = readFileSync({});
        const ask = JSON.parse(readFileSync(0, "utf8"));
        const shown = ([tag, bytes]) => [tag, [3, 4, 7, 13, 15].includes(tag) ? [...bytes] : bytes.toString("utf8")];
        const before = (fields) => {{
          const names = ["policies.yaml", "cluster.yaml"];
          const files = [];
          let name;
          for (const [tag, bytes] of fields) {{
            if (tag === 1) name = bytes.toString("utf8");
            if (tag === 2) files.push({{ name: name ?? names[files.length] ?? `file-${{files.length + 1}}.yaml`, text: bytes }});
            if (tag === 2) name = undefined;
          }}
          const bodies = fields.filter((it) => it[0] === 15).map((it) => fileBefore(it[1], files));
          return bodies.map((it) => [it.name, it.text.toString("utf8")]);
        }};
        console.log(JSON.stringify({{
          written: ask.write.map((it) => write(it, dictionary)),
          found: ask.read.map((it) => read(it, dictionary).map(shown)),
          before: ask.read.map((it) => before(read(it, dictionary))),
          size: dictionary.length,
          sum: createHash("sha256").update(dictionary).digest("hex"),
        }}));
        "#,
        text(&dictionary.display().to_string())
    );
    let mut node = Command::new("node")
        .args(["--input-type=module", "--eval", &format!("{program}\n{main}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node is one of the two things that this repository needs");
    node.stdin.take().unwrap().write_all(ask.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let thousands = format!("{},{:03} bytes", DICTIONARY_2.len() / 1000, DICTIONARY_2.len() % 1000);
    assert!(docs.contains(&thousands), "the docs tell another size of the dictionary than {thousands}");
    assert!(docs.contains(answer["sum"].as_str().unwrap()), "the docs tell another sum of the dictionary");
    assert_eq!(answer["size"], DICTIONARY_2.len());
    answer
}

#[test]
fn another_program_can_write_links_and_read_them() {
    let mut states: Vec<LinkState> = scenarios().into_iter().map(|it| it.1).collect();
    states.extend([whole(), compared(), asking(), LinkState::default()]);
    let links: Vec<String> = states.iter().map(|it| link::encode(it).unwrap()).collect();
    let answer = other_program(&serde_json::json!({
        "write": states.iter().map(pairs).collect::<Vec<_>>(),
        "read": links,
    }));
    for (at, state) in states.iter().enumerate() {
        let before = state.baseline.iter().flat_map(|it| &it.files);
        let before: Vec<[&str; 2]> = before.map(|it| [it.name.as_str(), &it.text]).collect();
        assert_eq!(answer["before"][at], serde_json::json!(before));
        let state = &LinkState { baseline: None, ..state.clone() };
        let written = answer["written"][at].as_str().unwrap();
        assert_eq!(link::decode(written).as_ref(), Ok(state), "{written}");
        // What is usual is left out by the library, and the files' usual names with it.
        let found = answer["found"][at].as_array().unwrap();
        let texts = found.iter().filter(|it| it[0] == 2).map(|it| it[1].as_str().unwrap());
        assert!(texts.eq(state.files.iter().map(|it| &*it.text)));
        for it in found.iter().filter(|it| it[1].is_string() && it[0] != 16) {
            let same = |(tag, value): &(u32, serde_json::Value)| it[0] == *tag && it[1] == *value;
            assert!(pairs(state).iter().any(same), "{it}");
        }
    }
}
