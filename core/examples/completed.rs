//! How long a list of completions takes: `cargo run --release -p netpol-core --example completed -- 1000/300 10000/1000`. Every
//! key and value of three policies is completed, and looked at, in the text of all of them; told are the median and the
//! longest.

#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "benchmark input"
)]
#[path = "../benches/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use netpol_core::{Options, SourceFile, analyze};

fn main() {
    println!(
        "{:>7} {:>8} {:>7} {:>12} {:>13} {:>9} {:>10}",
        "pods", "policies", "places", "complete ms", "longest ms", "hover ms", "longest ms"
    );
    for size in std::env::args().skip(1) {
        let Some((pods, policies)) =
            size.split_once('/').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)))
        else {
            println!("{size} is no size: write 1000/300");
            continue;
        };
        run(pods, policies);
    }
}

fn run(pods: usize, policies: usize) {
    let (cluster, rules) = support::generate(support::Size::new(pods, policies));
    let files = [SourceFile::new("policies.yaml", rules.as_str()), SourceFile::new("cluster.yaml", cluster)];
    let analysis = analyze(&files, &Options::default());
    let shown: usize = rules.split_inclusive("---\n").take(3).map(str::len).sum();
    let places: Vec<usize> = rules.char_indices().map(|it| it.0).take_while(|it| *it < shown).collect();
    let (mut complete, mut hover) = (Vec::new(), Vec::new());
    for at in &places {
        let start = Instant::now();
        std::hint::black_box(analysis.completions(&rules, *at));
        complete.push(start.elapsed());
        let start = Instant::now();
        std::hint::black_box(analysis.hover(&rules, *at));
        hover.push(start.elapsed());
    }
    let ms = |it: Option<&Duration>| it.map_or(0.0, |it| it.as_secs_f64() * 1000.0);
    let told = |mut all: Vec<Duration>| {
        all.sort_unstable();
        (ms(all.get(all.len() / 2)), ms(all.last()))
    };
    let (complete, hover) = (told(complete), told(hover));
    let count = places.len();
    println!(
        "{pods:>7} {policies:>8} {count:>7} {:>12.2} {:>13.2} {:>9.2} {:>10.2}",
        complete.0, complete.1, hover.0, hover.1
    );
}
