//! Marks of policies that take no part, in `netpol matrix`.

use expect_test::expect;

use crate::run::{Folder, SHOP};

#[test]
fn cells_that_a_policy_left_out_may_change_are_marked() {
    let policy = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: broken, namespace: ops}
spec: {podSelector: {}, ingres: [], policyTypes: [Sideways]}
";
    let text = format!("{SHOP}{policy}");
    let folder = Folder::new(&[("shop.yaml", &text)]);
    let table = folder.run("matrix shop.yaml").stdout;
    expect![[r#"
          from \ to     1      2      3      4
        1 shop/web      –      ◐      ✓*     ✓
        2 shop/api      ✓      ✕      ✓*     ✓
        3 ops/probe     ✓*     ✕*     –      ✓*
        4 internet      ✓      ✕      ✓*

        ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
        * without a policy that was left out and may select one of the ends
    "#]]
    .assert_eq(&table);
    let markdown = folder.run("matrix -o markdown shop.yaml").stdout;
    expect![[r#"
        | from ↓ to → | shop/web | shop/api | ops/probe | internet |
        |---|:-:|:-:|:-:|:-:|
        | shop/web | – | TCP 8080; UDP 53 | ✓\* | ✓ |
        | shop/api | ✓ | ✕ | ✓\* | ✓ |
        | ops/probe | ✓\* | ✕\* | – | ✓\* |
        | internet | ✓ | ✕ | ✓\* |  |

        \* without a policy that was left out and may select one of the ends
    "#]]
    .assert_eq(&markdown);
}
