//! `cargo run --release -p netpol-core --example lints`: how long all rules take together, on clusters of two sizes.

#[path = "../benches/support/mod.rs"]
#[allow(clippy::indexing_slicing, dead_code, unreachable_pub, reason = "benchmark input")]
mod support;

use std::time::{Duration, Instant};

use netpol_core::lint::RULES;
use netpol_core::{Options, SourceFile, analyze};
use support::Size;

/// Of several runs the middle one counts.
const RUNS: usize = 9;
const SIZES: [(usize, usize); 2] = [(1_000, 300), (10_000, 1_000)];

fn main() {
    for (pods, policies) in SIZES {
        let (cluster, texts) = support::generate(Size::new(pods, policies));
        let files = [SourceFile::new("policies.yaml", texts), SourceFile::new("cluster.yaml", cluster)];
        let analysis = analyze(&files, &Options::default());
        // What is computed when it is first asked for is there then, as it is in the page once the matrix is drawn.
        std::hint::black_box(analysis.counts());
        let mut found = 0;
        let all = middle(|| found = analysis.lints(|it| !it.on_request).len());
        println!("{pods} pods, {policies} policies: {} for all rules, {found} findings", shown(all));
        let mut each: Vec<(Duration, &str)> = RULES
            .iter()
            .map(|rule| (middle(|| drop(analysis.lints(|it| it == rule.meta))), rule.meta.about.code))
            .collect();
        each.sort_unstable();
        for (time, code) in each.iter().rev().take(12) {
            println!("  {code}, by itself: {}", shown(*time));
        }
    }
}

fn middle(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

fn shown(it: Duration) -> String {
    format!("{:.1} ms", it.as_secs_f64() * 1_000.0)
}
