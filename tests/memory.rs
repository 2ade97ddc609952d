//! What an analysis takes is bounded by the bytes of its input and by the steps that the limit of counted work allows.
//!
//! Time is not measured but what stands for it: steps are counted by the evaluator itself, and all bytes that were ever
//! allocated by the allocator of this program, which is why this is a program with one test. Whatever grows faster than
//! the input without being counted allocates more than the bound, on some of these inputs.

use std::alloc::System;

use cap::Cap;
use netpol_core::diagnostic::Severity;
use netpol_core::{Options, SourceFile, analyze};
use netpol_tests::benchmarks::grown;
use netpol_tests::fuzzing::Seeds;
use netpol_tests::paths::number;
use netpol_tests::random::Random;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Bytes for each byte of the input. The most that was seen is 320, for a list of pods.
const EACH_BYTE: usize = 500;
/// Bytes for each document: a parser has room for much, and one that is no manifest is parsed a few times.
const EACH_DOCUMENT: usize = 40_000;
/// Bytes for each counted step.
const EACH_STEP: usize = 64;
/// Bytes for an input of nothing, on each processor: most of it remembers which sets of ports meet.
const BASE: usize = 400_000;
/// Bytes for the pods that stand in for those which policies speak of: there are never many.
const STAND_INS: usize = 2 << 20;
/// Bytes for what aliases stand for, which has a budget of its own each time that a document is parsed: four times where
/// it is no manifest, to tell what it is and then to read it.
const ALIASES: usize = 4 * (12 << 20);

/// Bytes for the documents that fixes of mistakes are tried in, which have a budget of their own for all problems of an
/// input together (`BUDGET` of `core/src/lint/slips/trial.rs`). The most that was seen is 19 million, for deep brackets.
const TRIED: usize = 24 << 20;

#[test]
fn what_is_allocated_is_bounded_by_bytes_and_counted_steps() {
    let seeds = Seeds::load();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    // What is made once for all analyses is not part of the first.
    analyze(&[SourceFile::new("a.yaml", "kind: Pod")], &Options::default()).counts();
    for seed in 1..=number("NETPOL_FUZZ_RUNS", 1_000) {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let text = if random.range(0..4) == 0 { repeated(&mut random) } else { seeds.text(&mut random) };
        let limit_work = 1 << random.range(0..26);
        let files = [SourceFile::new("a.yaml", text.as_str())];
        let before = ALLOCATOR.total_allocated();
        let analysis = analyze(&files, &Options { limit_work, ..Options::default() });
        analysis.counts();
        let has_mistake = analysis.problems().iter().any(|it| it.severity == Severity::Error);
        let allocated = ALLOCATOR.total_allocated() - before;
        let steps = analysis.model().reach.steps();
        let aliases = if text.contains('&') && text.contains('*') { ALIASES } else { 0 };
        let tried = if has_mistake { TRIED } else { 0 };
        let documents = text.lines().filter(|it| it.starts_with("---")).count() + 1;
        let bound = BASE * processors
            + STAND_INS
            + aliases
            + tried
            + EACH_BYTE * text.len()
            + EACH_DOCUMENT * documents
            + EACH_STEP * steps as usize;
        assert!(steps <= limit_work, "{steps} steps of {limit_work}, seed {seed}:\n{text}");
        assert!(allocated <= bound, "{allocated} bytes of {bound}, seed {seed}:\n{text}");
    }
}

/// Little text of which much could follow: a policy, a rule or a block again and again, an alias of aliases, a list in a
/// list.
fn repeated(random: &mut Random) -> String {
    let count = 1 << random.range(0..10);
    let each = |text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: x}\nspec:\n  podSelector: {}\n  ingress:\n";
    let pod = |it| format!("{{apiVersion: v1, kind: Pod, metadata: {{name: p{it}, namespace: x}}}}\n");
    let rule = |ports: String, from: String| format!("  - {{ports: [{ports}], from: [{from}]}}\n");
    match random.range(0..9) {
        0 => grown("policies", count).unwrap_or_default(),
        1 => grown("rules", count).unwrap_or_default(),
        2 => grown("blocks", count).unwrap_or_default(),
        3 => {
            let block =
                |it| format!("{{ipBlock: {{cidr: 0.0.0.0/0, except: [10.0.{}.{}/32]}}}}", it / 256, it % 256);
            format!("{policy}{}---\n{}", each(&|it| rule(String::new(), block(it))), pod(0))
        }
        4 => {
            let ports = |it| format!("{{port: {}, endPort: {}}}", it + 1, 60_000 - it);
            format!("{policy}{}---\n{}", each(&|it| rule(ports(it), String::new())), pod(0))
        }
        5 => format!("a0: &a0 x\n{}", each(&|it| format!("a{}: &a{} [*a{it}, *a{it}]\n", it + 1, it + 1))),
        6 => format!("a: {}{}\n", "[".repeat(count), "]".repeat(count)),
        7 => each(&|_| "---\na: b\n".to_owned()),
        _ => format!("apiVersion: v1\nkind: List\nitems:\n{}", each(&|it| format!("- {}", pod(it)))),
    }
}
