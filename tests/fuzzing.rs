//! The fuzz loop, shared by the suite (short) and the `fuzz` binary (long).

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::adapter::{Core, Given};
use crate::mutate::{mutate, noise};
use crate::paths;
use crate::random::Random;

/// Forms that no case has: several documents that mean something together.
const FORMS: [&str; 4] = [
    "# values.yaml\nname: web\nlabels: {app: web}\npeers: [{app: a, port: 80}]\n---\n# templates/a.yaml\n{{- define \"l\" -}}\napp: {{ .Values.name | quote }}\n{{- end }}\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {{ printf \"%s-x\" .Values.name | trunc 63 | trimSuffix \"-\" }}\nspec:\n  podSelector:\n    matchLabels:\n      {{- include \"l\" . | nindent 6 }}\n  ingress:\n  {{- range $i, $p := .Values.peers }}\n  - from:\n    - podSelector:\n        matchLabels:\n          {{- toYaml $.Values.labels | nindent 10 }}\n    {{- if and $p.port (not .Values.closed) }}\n    ports: [{port: {{ $p.port | default 80 }}}]\n    {{- else }}\n    # {{/* none */}}\n    {{- end }}\n  {{- end }}\n",
    "# kustomization.yaml\nkind: Kustomization\nnamespace: shop\nnamePrefix: a-\ncommonLabels: {team: x}\nlabels: [{pairs: {y: z}, includeSelectors: true}]\nresources: [a.yaml, ../b]\npatches:\n- target: {kind: Pod, name: w.*}\n  patch: |-\n    - {op: add, path: /metadata/labels/q, value: r}\n- path: p.yaml\n---\n# a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: o}}}]}]}\n---\n# p.yaml\nkind: Pod\nmetadata: {name: web, labels: {app: null, $patch: replace}}\n",
    "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec:\n  rules:\n  - name: r\n    match: {any: [{resources: {kinds: [Namespace], names: ['s*'], selector: {matchExpressions: [{key: t, operator: Exists}]}}}]}\n    exclude: {all: [{resources: {names: [x]}}]}\n    generate: {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: d, namespace: '{{ request.object.metadata.name }}', data: {spec: {podSelector: {}}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {t: a}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\n",
    "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sRequiredLabels\nmetadata: {name: k}\nspec: {match: {kinds: [{apiGroups: ['*'], kinds: ['*']}], excludedNamespaces: ['kube-*'], labelSelector: {matchLabels: {a: b}}}, parameters: {labels: [owner, {key: team}]}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {t: \"tests: [{source: {}, target: {}, expected: x}]\"}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {a: b}}\n",
];

/// Texts to begin with.
#[derive(Debug)]
pub struct Seeds {
    /// Whole files.
    files: Vec<String>,
    /// Their documents, which are shorter and so quicker.
    documents: Vec<String>,
}

impl Seeds {
    /// Every case and scenario.
    pub fn load() -> Seeds {
        let paths = ["tests/cases", "static/scenarios"].into_iter().flat_map(|it| paths::files(it, "yaml"));
        let mut files: Vec<String> = paths.map(|it| std::fs::read_to_string(it).unwrap()).collect();
        files.extend(FORMS.map(str::to_owned));
        let documents = files.iter().flat_map(|it| it.split("---\n")).map(str::to_owned).collect();
        Seeds { files, documents }
    }

    fn text(&self, random: &mut Random) -> String {
        match random.range(0..100) {
            0..5 => mutate(&self.files[random.range(0..self.files.len())], random),
            5..75 => mutate(&self.documents[random.range(0..self.documents.len())], random),
            75..85 => {
                let one = &self.documents[random.range(0..self.documents.len())];
                let two = &self.documents[random.range(0..self.documents.len())];
                mutate(&format!("{one}---\n{two}"), random)
            }
            _ => noise(random),
        }
    }
}

/// Runs one input after the other; a panic prints its input and goes on up.
pub fn run(seeds: &Seeds, first: u64, runs: u64) {
    for seed in first..first + runs {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let text = seeds.text(&mut random);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| analyse(&text, &mut random))) {
            eprintln!("panic with seed {seed} on:\n{text}\n(as a string: {text:?})");
            std::panic::resume_unwind(panic);
        }
    }
}

/// Everything that the page asks for.
fn analyse(text: &str, random: &mut Random) {
    let core = Core::read(text, &Given::default());
    let count = core.ids().len() as u32;
    for from in 0..count.min(8) {
        for to in 0..count.min(8) {
            core.whole(from, to);
        }
    }
    if count > 0 {
        let (from, to) = (random.range(0..count as usize) as u32, random.range(0..count as usize) as u32);
        core.explain(from, to);
    }
    core.ask_everything(random.range(0..text.len() + 1) as u32);
}

#[test]
fn nothing_panics() {
    run(&Seeds::load(), 1, crate::paths::number("NETPOL_FUZZ_RUNS", 20_000));
}
