//! Expectations in templates of Helm.

use super::{analysis, views};

const CHART: &str = "{{- /*
# expect shop/web -> shop/api: denied
*/ -}}
{{/* # expect shop/web -> shop/api: all */}}
# expect shop/web -> shop/api TCP 80: allowed
{{- if .Values.strict }}
# expect shop/web -> shop/api TCP 81: denied
{{- end }}
{{- if .Values.loose }}
# expect shop/web -> shop/api TCP 82: allowed
{{- end }}
apiVersion: v1
kind: Pod
metadata: {name: {{ .Values.name }}, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop}
";

fn read(values: &str) -> Vec<String> {
    let found = analysis(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 0.1.0\n"),
        ("chart/values.yaml", values),
        ("chart/templates/pods.yaml", CHART),
    ]);
    views(&found).into_iter().map(|it| it.text).collect()
}

#[test]
fn comments_of_a_template_and_branches_that_are_off_expect_nothing() {
    assert_eq!(
        read("name: web\nstrict: false\nloose: true\n"),
        ["shop/web -> shop/api TCP 80: allowed", "shop/web -> shop/api TCP 82: allowed"]
    );
    assert_eq!(
        read("name: web\nstrict: true\nloose: false\n"),
        ["shop/web -> shop/api TCP 80: allowed", "shop/web -> shop/api TCP 81: denied"]
    );
}
