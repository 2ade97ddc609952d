//! `netpol link` and `netpol unlink`.

use serde_json::json;

use crate::run::{Folder, SHOP};

#[test]
fn what_is_linked_comes_back() {
    let folder =
        Folder::new(&[("a/shop.yaml", SHOP), ("a/b/more.yaml", "kind: Namespace"), ("c.txt", "# ü\r\n")]);
    let arguments = "link --base https://example.org/p/?x=1#old --port http --cell web shop/api --filter 'shop -> ops' \
                     --setting pod-cidr=10.0.0.0/8 --setting ipblock-pods=never a/shop.yaml ./a/b c.txt";
    let url = folder.run(arguments).fine().stdout;
    assert!(url.starts_with("https://example.org/p/?x=1#2"), "{url}");
    let found = folder.pipe("unlink - -o json", &url).fine().json();
    assert_eq!(
        found,
        json!({
            "schema": 1,
            "files": [
                { "name": "a/shop.yaml", "text": SHOP },
                { "name": "a/b/more.yaml", "text": "kind: Namespace" },
                { "name": "c.txt", "text": "# ü\r\n" },
            ],
            "active": 0,
            "port": "TCP 8080",
            "cell": { "from": "shop/web", "to": "shop/api", "piece": null },
            "scenario": "",
            "settings": ["pod-cidr=10.0.0.0/8", "ipblock-pods=never"],
            "options": { "podCidr": ["10.0.0.0/8"], "ipblockPods": "never" },
            "view": { "tab": "", "pane": "", "filter": "shop -> ops", "folded": null, "turned": [], "commands": [] },
        })
    );
    // All that can be pasted: the address, its fragment, the link alone.
    let fragment = url.split_once('#').unwrap().1.trim();
    for it in [format!("#{fragment}"), fragment.to_owned()] {
        assert_eq!(folder.run(&format!("unlink {it} -o json")).fine().json(), found);
    }
    // Without a base only the link, to be put behind any address.
    assert!(folder.run("link c.txt").fine().stdout.starts_with("#2"));
}

#[test]
fn a_link_tells_nothing_of_this_machine() {
    let folder = Folder::new(&[
        ("deep/in/x.yaml", SHOP),
        ("deep/y.yaml", ""),
        ("deep/in/z/x.yaml", ""),
        ("v1.2/x", ""),
    ]);
    let names = |arguments: &str, input: &str| {
        let link = folder.pipe(&format!("link {arguments}"), input).fine().stdout;
        let found = folder.run(&format!("unlink {} -o json", link.trim())).fine().json();
        let files = found["files"].as_array().unwrap().clone();
        files.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("deep/in/x.yaml", ""), ["x.yaml"]);
    assert_eq!(names("deep", ""), ["in/x.yaml", "in/z/x.yaml", "y.yaml"]);
    assert_eq!(names("deep/in/../in", ""), ["x.yaml", "z/x.yaml"]);
    assert_eq!(names("deep/in/x.yaml deep/in/x.yaml", ""), ["x.yaml", "x-2.yaml"]);
    assert_eq!(names("v1.2/x v1.2/x deep/in/x.yaml", ""), ["v1.2/x", "v1.2/x-2", "deep/in/x.yaml"]);
    assert_eq!(names("- deep/y.yaml", SHOP), ["input.yaml", "y.yaml"]);
}

#[test]
fn a_service_can_be_the_destination() {
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: front, namespace: shop}\nspec:\n  selector: \
                   {app: api}\n  ports: [{port: 80, targetPort: http}]\n";
    let folder = Folder::new(&[("a.yaml", format!("{SHOP}{service}"))]);
    let cell = |arguments: &str| {
        let link = folder.run(&format!("link a.yaml --cell web {arguments}")).fine().stdout;
        folder.run(&format!("unlink {} -o json", link.trim())).fine().json()["cell"]["to"].clone()
    };
    assert_eq!(cell("svc:shop/front:80"), "svc:shop/front:80");
    assert_eq!(cell("shop/front"), "svc:shop/front");
}

#[test]
fn an_address_gets_a_row_by_a_setting() {
    let folder = Folder::new(&[("a.yaml", SHOP)]);
    let found = |arguments: &str| {
        let link = folder.run(&format!("link a.yaml --cell {arguments}")).fine().stdout;
        folder.run(&format!("unlink {} -o json", link.trim())).fine().json()
    };
    let outside = found("203.0.113.9 web");
    assert_eq!(
        (&outside["cell"]["from"], &outside["settings"]),
        (&json!("ip:203.0.113.9"), &json!(["address=203.0.113.9"]))
    );
    let pod = found("10.244.0.7 api");
    assert_eq!((&pod["cell"]["from"], &pod["settings"]), (&json!("shop/web"), &json!([])));
}

#[test]
fn what_is_not_there_cannot_be_linked_to() {
    let folder = Folder::new(&[("a.yaml", SHOP)]);
    for (arguments, message) in [
        ("link a.yaml --cell web missing", "there is no endpoint `missing`"),
        ("link a.yaml --port 99999", "99999"),
        ("link a.yaml --setting pod-cidr", "is not a setting"),
        ("link a.yaml --setting pod-cider=10.0.0.0/8", "there is no setting `pod-cider`"),
        ("link a.yaml --setting pod-cidr=10.0.0.0/99", "pod-cidr: "),
        ("link b.yaml", "b.yaml"),
    ] {
        let found = folder.run(arguments);
        assert_eq!((found.status, found.stdout.as_str()), (2, ""), "{arguments}");
        assert!(found.stderr.contains(message), "{}", found.stderr);
    }
}

#[test]
fn too_much_for_a_link_is_said() {
    let mut word = 7u32;
    let noise: String = std::iter::repeat_with(|| {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'!' + (word >> 24) as u8 % 90)
    })
    .take(1_500_000)
    .collect();
    let found = Folder::new(&[("a.yaml", format!("# {noise}"))]).run("link a.yaml");
    assert_eq!(found.status, 2);
    assert!(found.stderr.contains("1000000 is the most"), "{}", found.stderr);
}

#[test]
fn a_link_is_printed_as_one_stream_with_the_rest_in_comments() {
    let folder =
        Folder::new(&[("a.yaml", SHOP), ("b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}")]);
    let link = folder.run("link --port 8080 --cell web api a.yaml b.yaml").fine().stdout;
    let found = folder.pipe("unlink -", &link).fine().stdout;
    assert_eq!(
        found,
        format!(
            "# port: TCP 8080\n# cell: shop/web -> shop/api\n# file: a.yaml\n{SHOP}---\n# file: b.yaml\napiVersion: \
             v1\nkind: Namespace\nmetadata: {{name: x}}\n"
        )
    );
    let matrix = |text: &str| folder.pipe("matrix -", text).fine().stdout;
    assert_eq!(matrix(&found), folder.run("matrix a.yaml b.yaml").fine().stdout);
}

#[test]
fn files_are_written_and_never_over_others() {
    let folder = Folder::new(&[("a.yaml", SHOP), ("b.yaml", "b: 1\n")]);
    let link = folder.run("link a.yaml b.yaml").fine().stdout;
    let link = link.trim();
    assert_eq!(
        folder.run(&format!("unlink {link} --dir new/er")).fine().stdout,
        "new/er/a.yaml\nnew/er/b.yaml\n"
    );
    assert_eq!(
        (folder.read("new/er/a.yaml"), folder.read("new/er/b.yaml")),
        (SHOP.to_owned(), "b: 1\n".to_owned())
    );

    folder.write("other/b.yaml", "mine");
    let refused = folder.run(&format!("unlink {link} --dir other"));
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(folder.read("other/b.yaml"), "mine");
    assert!(!folder.exists("other/a.yaml"), "all or nothing");
    folder.run(&format!("unlink {link} --dir other --force")).fine();
    assert_eq!(folder.read("other/b.yaml"), "b: 1\n");
}

#[test]
fn names_in_links_lead_nowhere_else() {
    use netpol_core::SourceFile;
    use netpol_core::link::{LinkState, encode};

    let names = [
        "../../outside.yaml",
        "/etc/passwd",
        "Z:\\autoexec.bat",
        "..",
        "",
        "a/b/c.yaml",
        ".bashrc",
        "-rf.yaml",
        "con.yaml",
        "x\u{0}\n\u{1b}[2Jy.json",
        "same.yaml",
        "SAME.yaml",
        "\u{202e}lmay.x",
        "é.yml",
    ];
    let files = names.map(|it| SourceFile::new(it, "x: 1\n")).to_vec();
    let link = encode(&LinkState { files, ..LinkState::default() }).unwrap();
    let folder = Folder::new::<&str>(&[]);
    let written = folder.run(&format!("unlink {link} --dir out")).fine().stdout;
    assert_eq!(
        written.lines().collect::<Vec<_>>(),
        [
            "out/outside.yaml",
            "out/etc-passwd.yaml",
            "out/Z_-autoexec.bat.yaml",
            "out/_.yaml",
            "out/_-2.yaml",
            "out/a-b-c.yaml",
            "out/_.bashrc.yaml",
            "out/_-rf.yaml",
            "out/_con.yaml",
            "out/x____2Jy.json",
            "out/same.yaml",
            "out/SAME-2.yaml",
            "out/_lmay.x.yaml",
            "out/é.yml",
        ]
    );
    let here: Vec<String> = folder.list(".");
    assert_eq!(here, ["out"], "nothing beside the folder");
    assert_eq!(folder.list("out").len(), names.len());
    // And printing them moves no cursor.
    let printed = folder.run(&format!("unlink {link}")).fine().stdout;
    assert!(!printed.contains(['\u{1b}', '\u{0}']), "{printed}");
}

#[test]
fn two_hundred_files_of_one_name_are_two_hundred_files() {
    use netpol_core::SourceFile;
    use netpol_core::link::{LinkState, encode};

    const FILES: usize = 200;
    let files = (0..FILES).map(|nth| SourceFile::new("a.yaml", nth.to_string())).collect();
    let link = encode(&LinkState { files, ..LinkState::default() }).unwrap();
    let folder = Folder::new::<&str>(&[]);
    let written = folder.pipe("unlink - --dir out", &link).fine().stdout;
    assert_eq!(written.lines().count(), FILES);
    assert_eq!(folder.list("out").len(), FILES, "and nothing else");
    assert_eq!((folder.read("out/a.yaml").as_str(), folder.read("out/a-200.yaml").as_str()), ("0", "199"));
}

#[cfg(unix)]
#[test]
fn a_file_that_leads_elsewhere_is_not_written_through() {
    let folder = Folder::new(&[("a.yaml", SHOP), ("elsewhere.yaml", "mine"), ("out/x.yaml", "")]);
    std::os::unix::fs::symlink(folder.path("elsewhere.yaml"), folder.path("out/a.yaml")).unwrap();
    let link = folder.run("link a.yaml").fine().stdout;
    let refused = folder.run(&format!("unlink {} --dir out --force", link.trim()));
    assert_eq!(refused.status, 2);
    assert_eq!(folder.read("elsewhere.yaml"), "mine");
}

#[test]
fn a_link_that_is_none_is_refused_with_the_reason() {
    let folder = Folder::new(&[("a.yaml", SHOP)]);
    let link = folder.run("link a.yaml").fine().stdout;
    let link = link.trim().trim_start_matches('#');
    let (head, tail) = link.split_at(link.len() - 3);
    let (start, rest) = head.split_at(10);
    let (middle, rest) = rest.split_at(2);
    let other = if middle == "AA" { "BB" } else { "AA" };
    for (text, message) in [
        ("https://example.org/".to_owned(), "this is not a link"),
        (link.replacen('2', "9", 1), "version 9"),
        (head.to_owned(), "its end is missing"),
        (format!("{link}."), "`.` cannot be in one"),
        (format!("{start}{other}{rest}{tail}"), "the link is damaged"),
    ] {
        let found = folder.run(&format!("unlink {text}"));
        assert_eq!((found.status, found.stdout.as_str()), (2, ""), "{text}");
        assert!(found.stderr.contains(message), "{text}: {}", found.stderr);
    }
}
