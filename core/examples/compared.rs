//! How long a comparison takes: `cargo run --release -p netpol-core --example compared -- 10000/1000 1000/300`. Both sides are
//! read anew, as `netpol diff` does; then one policy is edited, as the page does.

#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "benchmark input"
)]
#[path = "../benches/support/mod.rs"]
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use netpol_core::api::compare;
use netpol_core::{Options, SourceFile, analyze, analyze_after};

const TIMES: usize = 9;

fn main() {
    println!(
        "{:>7} {:>8} {:>11} {:>10} {:>8} {:>13}",
        "pods", "policies", "reading ms", "compare ms", "edit ms", "of an edit ms"
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
    let files = |rules: &str| {
        [SourceFile::new("policies.yaml", rules), SourceFile::new("cluster.yaml", cluster.as_str())]
    };
    let options = Options::default();
    let other = rules.replace("port: 80", "port: 81");
    let edited = rules.replacen("app: app-1", "app: app-17", 1);
    let mut laps: [Vec<Duration>; 4] = Default::default();
    let mut told = String::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        let (before, after) = std::thread::scope(|scope| {
            let old = scope.spawn(|| Arc::new(analyze(&files(&rules), &options)));
            let new = Arc::new(analyze(&files(&other), &options));
            (old.join(), new)
        });
        let Ok(before) = before else { return };
        let read = start.elapsed();
        let changes = compare(&before, &after);
        let compared = start.elapsed();
        told = changes.sentence();
        // A page has the baseline, and has compared with it before.
        let after = Arc::new(analyze_after(Some(&before), &files(&edited), &options));
        let _ = compare(&before, &after);
        let edit = Instant::now();
        let again = Arc::new(analyze_after(
            Some(&after),
            &files(&edited.replacen("app: app-17", "app: app-18", 1)),
            &options,
        ));
        let analyzed = edit.elapsed();
        let _ = std::hint::black_box(compare(&before, &again));
        for (lap, it) in laps.iter_mut().zip([read, compared - read, analyzed, edit.elapsed() - analyzed]) {
            lap.push(it);
        }
    }
    let [read, compared, edit, of_edit] = laps.map(|mut all| {
        all.sort_unstable();
        all.get(all.len() / 2).map_or(0.0, |it| it.as_secs_f64() * 1000.0)
    });
    println!("{pods:>7} {policies:>8} {read:>11.1} {compared:>10.1} {edit:>8.1} {of_edit:>13.1}  {told}");
}
