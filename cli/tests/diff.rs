//! `netpol diff` and `netpol equivalent`: their forms, and with which status they end.

use std::process::Command;

use crate::run::Folder;

const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
";

fn policy(from: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop}}\nspec:\n  \
         podSelector: {{matchLabels: {{app: api}}}}\n  ingress: [{from}]\n"
    )
}

fn folder() -> Folder {
    let open = policy("{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}");
    let new = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: new, namespace: shop}\n";
    Folder::new(&[
        ("old.yaml", format!("{PODS}{}", policy(""))),
        ("new.yaml", format!("{PODS}{open}{new}")),
        ("broken.yaml", format!("{PODS}{}---\nkind: [", policy(""))),
    ])
}

#[test]
fn text_tells_what_changed_why_and_what_brought_it_about() {
    let output = folder().run("diff old.yaml new.yaml");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    let expected = "\
1 newly allowed

+ shop/web to shop/api: TCP 8080 newly allowed
    before no port, after TCP 8080
    Entering shop/api, TCP 8080:
      before denied: isolated by shop/api, and no rule matches
      after allowed by shop/api, ingress rule 1
    because NetworkPolicy shop/api changed (old.yaml:9, new.yaml:9)

new: shop/new
";
    assert_eq!(output.stdout, expected);
}

#[test]
fn json_has_each_pair_with_its_reasons() {
    let json = folder().run("diff -o json new.yaml old.yaml").json();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["totals"]["newlyDenied"], 1);
    assert_eq!(json["endpoints"]["removed"][0], "shop/new");
    let change = &json["changes"][0];
    assert_eq!((&change["from"], &change["to"]), (&"shop/web".into(), &"shop/api".into()));
    assert_eq!(change["kind"], "newly-denied");
    assert_eq!((&change["before"]["ports"], &change["after"]["ports"]), (&"TCP 8080".into(), &"".into()));
    let because = &change["because"][0];
    assert_eq!(because["direction"], "ingress");
    assert_eq!(because["before"]["kind"], "np-allow");
    assert_eq!(because["before"]["rule"]["policy"]["line"], 9);
    assert_eq!(because["after"]["kind"], "np-isolation");
    assert_eq!(change["objects"][0]["name"], "api");
}

#[test]
fn a_workflow_gets_a_mark_at_the_line_that_decides() {
    let output = folder().run("diff -o github old.yaml new.yaml");
    let expected = "\
1 newly allowed
::warning file=new.yaml,line=9,title=shop/web to shop/api newly allowed::TCP 8080 newly allowed. Before no port, after \
TCP 8080. Entering shop/api: before denied: isolated by shop/api, and no rule matches, after allowed by shop/api, ingress \
rule 1. Because NetworkPolicy shop/api changed (old.yaml:9, new.yaml:9).
";
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (expected, ""));
    let output = folder().run("diff -o github --fail-on new-allowed old.yaml new.yaml");
    assert!(output.stdout.contains("\n::error file=new.yaml,line=9,"), "{output:?}");
    let output = folder().run("diff -o github new.yaml old.yaml");
    assert!(output.stdout.contains("\n::notice file=old.yaml,line=9,"), "{output:?}");
}

#[test]
fn a_name_makes_no_command_of_its_own() {
    let folder = folder();
    let hostile = "a%0A::error file=x,line=1::y.yaml";
    for (name, from) in [("old.yaml", "old.yaml"), (hostile, "new.yaml")] {
        let text = folder.read(from);
        folder.write(&format!("{from}-folder/{name}"), text);
    }
    let output = folder.run("diff -o github old.yaml-folder new.yaml-folder");
    let commands: Vec<&str> = output.stdout.lines().filter(|it| it.starts_with("::")).collect();
    assert_eq!(commands.len(), 1, "{output:?}");
    let file = "::warning file=new.yaml-folder/a%250A%3A%3Aerror file=x%2Cline=1%3A%3Ay.yaml,line=9,";
    assert!(commands[0].starts_with(file), "{output:?}");
}

#[test]
fn a_comment_ends_with_a_link_that_shows_the_changes() {
    let folder = folder();
    let secret = "---\nkind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {password: hunter2}\n";
    folder.write("new.yaml", folder.read("new.yaml") + secret);
    assert!(!folder.run("diff -o markdown old.yaml new.yaml").stdout.contains("]("));
    let base = "--link-base https://example.org/netpol/";
    let output = folder.run(&format!("diff -o markdown {base} --pod-cidr 10.0.0.0/8 old.yaml new.yaml"));
    let link = output.stdout.lines().last().unwrap();
    let address = link.strip_prefix("[Read the changes side by side, with why](").unwrap();
    let link = folder.run(&format!("unlink -o json {}", address.strip_suffix(')').unwrap())).json();
    assert_eq!(link["view"]["tab"], "changes");
    assert_eq!(
        (&link["files"][0]["name"], &link["baseline"]["files"][0]["name"]),
        (&"new.yaml".into(), &"new.yaml".into())
    );
    assert_eq!(link["settings"][0], "pod-cidr=10.0.0.0/8");
    assert!(link["baseline"]["files"][0]["text"].as_str().unwrap().ends_with("ingress: []\n"));
    assert!(link["files"][0]["text"].as_str().unwrap().contains("kind: Secret"));
    assert!(!link.to_string().contains("hunter2"));
    // Nothing differs, so there is nothing to look at.
    assert!(!folder.run(&format!("diff -o markdown {base} old.yaml old.yaml")).stdout.contains("]("));
}

#[test]
fn a_link_holds_what_it_is_compared_with() {
    let folder = folder();
    let output = folder.run("link --baseline old.yaml new.yaml");
    assert_eq!(output.status, 0, "{output:?}");
    let plain = folder.run("link new.yaml").stdout.len();
    assert!(output.stdout.len() < plain + 120, "{} {plain}", output.stdout.len());
    let link = folder.run(&format!("unlink -o json {}", output.stdout.trim())).json();
    assert_eq!(link["baseline"]["files"][0]["text"], folder.read("old.yaml"));
    let yaml = folder.run(&format!("unlink {}", output.stdout.trim())).stdout;
    assert!(yaml.starts_with("# compared with another: new.yaml\n"), "{yaml}");
}

#[test]
fn the_status_tells_whether_something_differs() {
    let folder = folder();
    for (arguments, status) in [
        ("diff old.yaml old.yaml", 0),
        ("diff old.yaml new.yaml", 1),
        ("diff -o json old.yaml new.yaml", 1),
        ("diff -o markdown old.yaml new.yaml", 1),
        ("diff -o github old.yaml new.yaml", 1),
        ("diff --fail-on new-allowed old.yaml new.yaml", 1),
        ("diff --fail-on new-allowed new.yaml old.yaml", 0),
        ("diff --fail-on everything new.yaml old.yaml", 2),
        ("diff old.yaml missing.yaml", 2),
        // What is missing may make the difference.
        ("diff old.yaml broken.yaml", 2),
        ("diff broken.yaml new.yaml", 1),
        ("equivalent old.yaml old.yaml", 0),
        ("equivalent old.yaml new.yaml", 1),
        ("equivalent -o json old.yaml new.yaml", 1),
        ("equivalent old.yaml broken.yaml", 2),
    ] {
        assert_eq!(folder.run(arguments).status, status, "{arguments}");
    }
}

#[test]
fn an_example_tells_two_sets_of_policies_apart() {
    let folder = folder();
    let output = folder.run("equivalent old.yaml new.yaml");
    let head: Vec<&str> = output.stdout.lines().take(5).collect();
    let expected = [
        "the second allows all that the first allows, and more",
        "",
        "from a pod of namespace shop with app=web",
        "to a pod of namespace shop with app=api",
        "on TCP 8080: the first denies it, the second allows it",
    ];
    assert_eq!(head, expected);
    let json = folder.run("equivalent -o json old.yaml new.yaml").json();
    assert_eq!((&json["schema"], &json["agreement"]), (&1.into(), &"narrower".into()));
    // With the example as pods, the matrix shows it.
    folder.write("example.yaml", json["example"]["manifests"].as_str().unwrap());
    let ends =
        format!("{} {}", json["example"]["from"].as_str().unwrap(), json["example"]["to"].as_str().unwrap());
    for (file, verdict) in [("old.yaml", "denied"), ("new.yaml", "allowed")] {
        let output = folder.run(&format!("explain {ends} --port 8080 {file} example.yaml"));
        assert!(output.stdout.contains(&format!("TCP 8080 {verdict}")), "{output:?}");
    }
}

#[test]
fn policies_of_an_input_with_something_missing_are_not_called_equal() {
    let output = folder().run("equivalent broken.yaml old.yaml");
    assert_eq!(output.status, 2, "{output:?}");
    assert!(output.stdout.starts_with("no difference found among "), "{output:?}");
    assert!(output.stdout.ends_with(" pods; something is missing from an input\n"), "{output:?}");
}

#[test]
fn a_commit_is_compared_with_what_is_there_now() {
    let folder = Folder::new(&[
        ("k8s/pods.yaml", PODS.to_owned()),
        ("k8s/policy.yaml", policy("")),
        ("k8s/notes.txt", "no manifest".to_owned()),
    ]);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=n", "-c", "user.email=e@example.com"]).args(arguments);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        git.current_dir(folder.path("")).output().is_ok_and(|it| it.status.success())
    };
    if !git(&["init", "-q"]) {
        println!("skipped: there is no git");
        return;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.path("k8s/link.yaml")).unwrap();
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "one"]));
    #[cfg(unix)]
    std::fs::remove_file(folder.path("k8s/link.yaml")).unwrap();
    folder.write("k8s/policy.yaml", policy("{}"));
    let output = folder.run("diff git:HEAD k8s");
    assert_eq!(output.status, 1, "{output:?}");
    assert!(output.stdout.contains("shop/web, internet to shop/api: every port newly allowed"), "{output:?}");
    assert!(output.stdout.contains("(HEAD:k8s/policy.yaml:1, k8s/policy.yaml:1)"), "{output:?}");
    assert!(!output.stdout.contains("root:"));
    let one = folder.run("diff git:HEAD:k8s/policy.yaml k8s/policy.yaml");
    assert_eq!(one.status, 1, "{one:?}");
    // What is compared has no say in what it is compared with.
    folder.write("git:HEAD/policy.yaml", policy("{}"));
    folder.write("git:HEAD/pods.yaml", PODS);
    let again = folder.run("diff git:HEAD k8s");
    assert_eq!((again.status, &again.stdout), (1, &output.stdout));
    #[cfg(unix)]
    {
        std::fs::rename(folder.path("k8s"), folder.path("moved")).unwrap();
        std::os::unix::fs::symlink("moved", folder.path("k8s")).unwrap();
        for (old, new) in [("git:HEAD", "k8s"), ("git:HEAD:k8s", "moved")] {
            let linked = folder.run(&format!("diff {old} {new} --fail-on new-allowed"));
            assert_eq!(linked.status, 1, "{linked:?}");
        }
        std::fs::remove_file(folder.path("k8s")).unwrap();
        std::fs::rename(folder.path("moved"), folder.path("k8s")).unwrap();
    }
    for wrong in ["git:", "git:--output=x", "git:nothing", "git:HEAD:missing"] {
        let output = folder.run(&format!("diff '{wrong}' k8s"));
        assert_eq!(output.status, 2, "{output:?}");
    }
    assert!(!folder.exists("x") && !folder.exists("k8s/x"));
}

/// Policies alone, as repositories have them.
const ALONE: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-web, namespace: front}
spec: {podSelector: {matchLabels: {app: web}}}
";

#[test]
fn a_policy_that_goes_does_not_take_its_stand_ins_with_it() {
    let fewer = ALONE.split_once("---\n").map_or("", |it| it.1);
    let other = ALONE.replace("app: db", "app: dbx");
    let folder = Folder::new(&[
        ("all.yaml", ALONE.to_owned()),
        ("fewer.yaml", fewer.to_owned()),
        ("other.yaml", other),
    ]);
    for (arguments, status) in [
        ("diff --fail-on new-allowed all.yaml fewer.yaml", 1),
        ("diff --fail-on new-allowed fewer.yaml all.yaml", 0),
        ("diff fewer.yaml all.yaml", 1),
        ("diff --fail-on new-allowed all.yaml other.yaml", 1),
        ("diff all.yaml all.yaml", 0),
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status, status, "{arguments}: {}{}", output.stdout, output.stderr);
    }
    let told = folder.run("diff all.yaml fewer.yaml").stdout.clone();
    assert!(told.contains("newly allowed") && told.contains("NetworkPolicy shop/deny-db removed"), "{told}");
}

#[test]
fn policies_that_are_not_evaluated_are_not_called_equal() {
    let cilium = format!(
        "{ALONE}---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: c, namespace: shop}}\nspec: {{endpointSelector: {{}}, ingress: [{{}}]}}\n"
    );
    // Says the same in other words: all pods of the second are pods of the first.
    let again = format!(
        "{ALONE}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: more, namespace: shop}}\nspec: {{podSelector: {{matchLabels: {{app: db, tier: back}}}}}}\n"
    );
    let folder = Folder::new(&[
        ("a.yaml", ALONE.to_owned()),
        ("again.yaml", again),
        ("b.yaml", cilium.clone()),
        ("c.yaml", cilium.replace("name: c,", "name: d,")),
    ]);
    let unknown = [
        "equivalent a.yaml b.yaml",
        "equivalent b.yaml c.yaml",
        "equivalent --host-network-pods as-pod a.yaml again.yaml",
    ];
    for arguments in unknown {
        let output = folder.run(arguments);
        assert_eq!(output.status, 2, "{arguments}: {}", output.stdout);
    }
    for arguments in ["equivalent a.yaml a.yaml", "equivalent a.yaml again.yaml"] {
        assert_eq!(folder.run(arguments).status, 0, "{arguments}");
    }
}

#[test]
fn both_sides_are_read_whichever_is_done_first() {
    let folder = folder();
    // Of two that cannot be read, the first one is told.
    for _ in 0..5 {
        let output = folder.run("diff gone-1.yaml gone-2.yaml");
        assert_eq!(output.status, 2);
        assert!(output.stderr.starts_with("netpol: gone-1.yaml: "), "{}", output.stderr);
    }
    // The small one is read long before the large one.
    let pod = |nth| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p{nth}, namespace: shop}}\n---\n");
    folder.write("large.yaml", (0..500).map(pod).collect::<String>());
    folder.write("small.yaml", pod(0));
    let (gone, new) = (folder.run("diff large.yaml small.yaml"), folder.run("diff small.yaml large.yaml"));
    assert!(gone.stdout.contains("gone: shop/p1, ") && !gone.stdout.contains("new: "), "{}", gone.stdout);
    assert!(new.stdout.contains("new: shop/p1, ") && !new.stdout.contains("gone: "), "{}", new.stdout);
    for command in ["diff", "equivalent"] {
        let (old, now) = (folder.read("old.yaml"), folder.read("new.yaml"));
        let expected = folder.run(&format!("{command} old.yaml new.yaml"));
        let first = folder.pipe(&format!("{command} - new.yaml"), &old);
        let second = folder.pipe(&format!("{command} old.yaml -"), &now);
        for it in [first, second] {
            assert_eq!(it.status, expected.status);
            assert_eq!(it.stdout.lines().next(), expected.stdout.lines().next());
        }
    }
}
