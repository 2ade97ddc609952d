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
        let files: Vec<String> = paths.map(|it| std::fs::read_to_string(it).unwrap()).collect();
        let mut documents: Vec<String> =
            files.iter().flat_map(|it| it.split("---\n")).map(str::to_owned).collect();
        // There is more to vary in each of these.
        let pastes = PASTES.iter().map(|it| (*it).to_owned());
        documents.extend(pastes.cycle().take(documents.len() / 2));
        Seeds { files, documents }
    }

    /// One of them, spoilt.
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
}

#[test]
fn nothing_panics() {
    run(&Seeds::load(), 1, crate::paths::number("NETPOL_FUZZ_RUNS", 20_000));
}
