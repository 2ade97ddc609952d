//! `netpol explain`.

use expect_test::{Expect, expect};

use crate::run::{BLOCK, Folder, SHOP};

#[track_caller]
fn check(arguments: &str, expected: Expect) {
    let folder = Folder::new(&[("shop.yaml", format!("{SHOP}{BLOCK}"))]);
    let output = folder.run(&format!("explain {arguments} shop.yaml")).fine();
    expected.assert_eq(&output.stdout);
}

#[test]
fn an_explanation_names_rules_and_lines() {
    check(
        "ops/probe shop/api --port http",
        expect![[r#"
        ops/probe → shop/api: TCP 8080 denied

        Leaving ops/probe (egress)
          ✓ No policy isolates it for egress: everything is allowed.

        Entering shop/api (ingress)
          ✕ Isolated by shop/api; the only rule does not match
            ✕ shop/api ingress rule 1 does not match  [shop.yaml:25]
              ✕ namespace `ops` is not the policy's own, `shop`, and there is no `namespaceSelector`  [shop.yaml:26]
              ✕ pod has no label `app`, wanted `app=web`  [shop.yaml:26]
              ✓ `http (TCP)` is `TCP 8080` on this destination  [shop.yaml:28]

        Only the ingress of `shop/api` denies this; the egress of `ops/probe` already allows it.
    "#]],
    );
    check(
        "ops/probe shop/api --port UDP/53",
        expect![[r#"
            ops/probe → shop/api: UDP 53 denied

            Leaving ops/probe (egress)
              ✓ No policy isolates it for egress: everything is allowed.

            Entering shop/api (ingress)
              ✕ Isolated by shop/api; the only rule does not match
                ✕ shop/api ingress rule 1 does not match  [shop.yaml:25]
                  ✕ namespace `ops` is not the policy's own, `shop`, and there is no `namespaceSelector`  [shop.yaml:26]
                  ✕ pod has no label `app`, wanted `app=web`  [shop.yaml:26]
                  ✓ `UDP 53` is listed  [shop.yaml:29]

            Only the ingress of `shop/api` denies this; the egress of `ops/probe` already allows it.
        "#]],
    );
    check(
        "shop/api shop/web",
        expect![[r#"
            shop/api → shop/web: allowed on every port

            Leaving shop/api (egress)
              ✓ No policy isolates it for egress: everything is allowed. shop/api selects it, but only for ingress.
                  shop/out does not select it: pod has `app=api`, wanted `app=web`  [shop.yaml:36]

            Entering shop/web (ingress)
              ✓ No policy isolates it for ingress: everything is allowed. shop/out selects it, but only for egress.
                  shop/api does not select it: pod has `app=web`, wanted `app=api`  [shop.yaml:23]
        "#]],
    );
}

#[test]
fn ends_can_be_given_by_name_address_and_id() {
    for (end, title) in [
        ("web", "shop/web"),
        ("shop/web", "shop/web"),
        ("10.244.0.7", "shop/web"),
        ("ip:10.244.0.7", "shop/web"),
        ("internet", "internet"),
        ("8.8.8.8", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("ip:203.0.113.10-203.0.113.255", "rest of 203.0.113.0/24"),
        ("'rest of 203.0.113.0/24'", "rest of 203.0.113.0/24"),
    ] {
        let folder = Folder::new(&[("shop.yaml", format!("{SHOP}{BLOCK}"))]);
        let output = folder.run(&format!("explain {end} shop/api shop.yaml")).fine();
        assert!(output.stdout.starts_with(&format!("{title} → shop/api: ")), "{end}: {}", output.stdout);
    }
}

#[test]
fn entries_outside_are_called_by_their_names() {
    check(
        "shop/web internet --port 443",
        expect![[r#"
            shop/web → internet: TCP 443 denied

            Leaving shop/web (egress)
              ✕ Isolated by shop/out; the only rule does not match
                ✕ shop/out egress rule 1 does not match  [shop.yaml:39]
                  ✕ `internet` is outside `203.0.113.0/24`  [shop.yaml:39]
                  ✓ `TCP 443` is listed  [shop.yaml:40]

            Entering internet (ingress)
              ✓ Outside the cluster: no policy applies at this end, so it does not decide.
        "#]],
    );
}

#[test]
fn what_does_not_exist_is_answered_with_what_does() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    for (arguments, message) in [
        (
            "explain shop/wep shop/api",
            "netpol: there is no endpoint `shop/wep`; there are shop/web, shop/api, ops/probe, internet\n",
        ),
        ("explain shop/web shop/api --port grpc", "netpol: no container port is called `grpc`\n"),
        ("explain shop/web shop/api --port 0", "netpol: `0` is not a port number between 1 and 65535\n"),
    ] {
        let output = folder.run(&format!("{arguments} shop.yaml"));
        assert_eq!((output.status, output.stderr.as_str(), output.stdout.as_str()), (2, message, ""));
    }
    let twice = SHOP.replace("name: probe", "name: web");
    let output = Folder::new(&[("shop.yaml", twice)]).run("explain web shop/api shop.yaml");
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (2, "netpol: `web` is in several namespaces: write namespace/name\n")
    );
}

#[test]
fn a_missing_end_comes_with_what_is_wrong_in_the_files() {
    let broken = SHOP.replace("kind: Pod\nmetadata: {name: web", "kind: Pod\nmetadata: {name: web: {");
    let output = Folder::new(&[("shop.yaml", broken)]).run("explain shop/web shop/api shop.yaml");
    assert_eq!(output.status, 2);
    let lines: Vec<&str> = output.stderr.lines().collect();
    assert!(lines[0].starts_with("shop.yaml:3:"), "{lines:?}");
    assert!(lines.last().unwrap().starts_with("netpol: there is no endpoint `shop/web`"), "{lines:?}");
}

#[test]
fn json_holds_deciders_matches_and_misses() {
    let folder = Folder::new(&[("shop.yaml", format!("{SHOP}{BLOCK}"))]);
    let value = folder.run("explain -o json shop/web shop/api shop.yaml --port http").fine().json();
    assert_eq!(value["verdict"], "denied");
    let (egress, ingress) = (&value["sides"][0], &value["sides"][1]);
    assert_eq!(egress["decider"]["kind"], "np-isolation");
    assert_eq!(egress["misses"][0]["rule"]["path"], "spec.egress[0]");
    assert_eq!(egress["misses"][0]["peers"][0]["how"]["failed"], "address");
    assert_eq!(egress["misses"][0]["ports"][0]["failed"], "port-number");
    assert_eq!(ingress["decider"]["kind"], "np-allow");
    assert_eq!(ingress["decider"]["rule"]["policy"]["name"], "api");
    assert_eq!(ingress["decider"]["rule"]["line"], 25);
    assert_eq!(ingress["matches"][0]["ports"][0]["resolved"], 8080);
    assert_eq!(value["incomplete"], false);
    let value = folder.run("explain -o json ops/probe ops/probe shop.yaml").fine().json();
    assert_eq!((value["verdict"].as_str(), value["sides"].as_array().map(Vec::len)), (Some("self"), Some(0)));
}
