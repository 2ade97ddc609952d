//! The fuzz loop, shared by the suite (short) and the `fuzz` binary (long).

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::adapter::{Core, Given};
use crate::mutate::{mutate, noise};
use crate::paths;
use crate::random::Random;
use crate::spoil;

/// What people paste beside manifests.
const PASTES: &[&str] = &[
    "NS='a b'; alias k=kubectl\nfor n in $NS {1..2}; do\n  k create ns \"x-${n}\" && k label ns x-$n t=$n u- --overwrite\n  cat <<-EOF | kubectl apply -n x-$n -f -\n\tapiVersion: v1\n\tkind: Pod\n\tmetadata: {name: p, labels: {a: '$n'}}\n\tEOF\ndone\nk label pod -n x-a p b=c d-\nk expose pod p -n x-a --port=80,81\n",
    "$ kubectl create deploy web --image=nginx --replicas=2\ndeployment.apps/web created\n$ kubectl scale deploy/web --replicas=0 && kubectl expose deploy web --port 80\n$ cat > p.yaml <<'EOF'\n> apiVersion: networking.k8s.io/v1\n> kind: NetworkPolicy\n> metadata:\n>   name: p\n> spec:\n>   podSelector: {}\n> EOF\n$ kubectl apply -n x -f p.yaml\n$ kubectl run t --rm -it --image=b --env=A=b -l c=d -- sh -c 'exit'\n$ kubectl delete ns x\n",
    "$ kubectl get po -A --show-labels\nNAMESPACE   NAME   READY   STATUS    RESTARTS     AGE   LABELS\nx           a      1/1     Running   2 (3d ago)   5d    app=a,b=c\nx           d      0/1     Error     0            5d    <none>\n\nNAMESPACE   NAME   POD-SELECTOR   AGE\nx           np     app in (a,b)   5d\n",
    "# A page\n\n`a.yaml`:\n\n1. First\n   ```yaml title=\"a.yaml\"\n   apiVersion: v1\n   kind: Pod\n   metadata:\n     name: a\n   ```\n\n~~~~console\n$ kubectl apply -n x -f a.yaml\npod/a created\n~~~~\n```text\nkind: Pod\n```\n",
    "PS D:\\> kubectl create ns `\n>> a\nPS D:\\> @\"\napiVersion: v1\nkind: Pod\nmetadata:\n  name: $env:N\n\"@ | kubectl apply -f -\n",
];

/// Forms that no case has: several documents that mean something together.
const FORMS: [&str; 5] = [
    "# expect x/a -> x/b TCP 80: allowed\n# expect x/* -> svc:x/s:80: denied\n# expect [app=a]/[!b] -> internet port http: TCP 80,443; UDP 53\n# expect tcp/80:\n#        x/b  10.0.0.0/8\n#   x/a  .    x\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x, labels: {app: a}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: x, labels: {app: b}}\nspec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: x}\nspec: {selector: {app: b}, ports: [{port: 80}]}\n---\ntests:\n- {name: t, source: {namespace: x, pod: a}, target: {namespace: x, service: s, port: 80}, expected: allowed}\n",
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
        let mut documents: Vec<String> =
            files.iter().flat_map(|it| it.split("---\n")).map(str::to_owned).collect();
        // There is more to vary in each of these.
        let pastes = PASTES.iter().map(|it| (*it).to_owned());
        documents.extend(pastes.cycle().take(documents.len() / 2));
        Seeds { files, documents }
    }

    /// One of them, spoilt. Most are short: documents have 340 bytes on average and a tenth of them more than 730, so two
    /// thousand are tried in a second; one in twenty is a whole file, of 1,400 bytes on average and up to 14,000.
    pub fn text(&self, random: &mut Random) -> String {
        match random.range(0..100) {
            0..5 => mutate(&self.files[random.range(0..self.files.len())], random),
            5..60 => mutate(&self.documents[random.range(0..self.documents.len())], random),
            60..75 => {
                let spoilt = spoil::any(&self.documents[random.range(0..self.documents.len())], random);
                mutate(&spoilt, random)
            }
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
    if random.chance(25) {
        core.assist(text, random.range(0..text.len() + 2));
    }
    // An edit takes a second evaluation.
    if random.chance(5) {
        core.edited(Core::read(&mutate(text, random), &Given::default()));
    }
}

#[test]
fn nothing_panics() {
    run(&Seeds::load(), 1, crate::paths::number("NETPOL_FUZZ_RUNS", 20_000));
}
