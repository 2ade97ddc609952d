//! `cargo bench`: the steps of an analysis on generated clusters, median of several runs, and what a step costs
//! for each pod. Sizes can be given: `cargo bench -- 5000/500 20000/1000`.

#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "benchmark input"
)]
mod support;

use std::time::{Duration, Instant};

use netpol_core::api::internals;
use netpol_core::internals::kind;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze_after};

const SIZES: [(usize, usize); 5] = [(10, 5), (50, 20), (300, 150), (1_000, 300), (10_000, 1_000)];

fn main() {
    let given: Vec<(usize, usize)> = std::env::args()
        .filter_map(|it| {
            let (pods, policies) = it.split_once('/')?;
            Some((pods.parse().ok()?, policies.parse().ok()?))
        })
        .collect();
    let sizes = if given.is_empty() { SIZES.to_vec() } else { given };
    println!(
        "{:>7} {:>8} {:>9} {:>9} {:>10} {:>10} {:>10} {:>10} {:>9} {:>9}",
        "pods",
        "policies",
        "kB",
        "classes",
        "read ms",
        "classes ms",
        "matrix ms",
        "window ms",
        "edit ms",
        "µs/pod"
    );
    for (pods, policies) in sizes {
        run(pods, policies);
    }
}

/// The rows and columns that fit on a screen.
const WINDOW: u32 = 30;

fn window(found: &Analysis) {
    for (from, to) in (0..WINDOW).flat_map(|from| (0..WINDOW).map(move |to| (from, to))) {
        std::hint::black_box(found.cell(from, to, Probe::Any));
    }
}

/// What the page waits for after a letter is typed into one policy: everything, up to the cells on screen.
fn edit(files: &[SourceFile; 2], options: &Options) -> Duration {
    let before = analyze_after(None, files, options);
    let [policies, cluster] = files;
    let edited = policies.text.replacen("app: app-1", "app: app-12", 1);
    let files = [SourceFile::new("policies.yaml", edited), cluster.clone()];
    let start = Instant::now();
    window(&analyze_after(Some(&before), &files, options));
    start.elapsed()
}

fn run(pods: usize, policies: usize) {
    let (cluster, rules) = support::generate(support::Size::new(pods, policies));
    let bytes = cluster.len() + rules.len();
    let files = [SourceFile::new("policies.yaml", rules), SourceFile::new("cluster.yaml", cluster)];
    let options = Options::default();
    let times = if pods > 2_000 { 3 } else { 15 };
    let mut steps: [Vec<Duration>; 5] = Default::default();
    let mut counts = None;
    for _ in 0..times {
        let start = Instant::now();
        let read = kind::read(&files, &options);
        let read_at = start.elapsed();
        let found = internals::evaluate(&files, read, &options);
        let classes_at = start.elapsed();
        window(&found);
        let window_at = start.elapsed();
        counts = Some(found.counts());
        let done_at = start.elapsed();
        let edit = edit(&files, &options);
        let laps = [read_at, classes_at - read_at, done_at - window_at, window_at - classes_at, edit];
        for (step, lap) in steps.iter_mut().zip(laps) {
            step.push(lap);
        }
    }
    let median = |step: &mut Vec<Duration>| {
        step.sort_unstable();
        step.get(step.len() / 2).map_or(0.0, |it| it.as_secs_f64() * 1000.0)
    };
    let [read, classes, matrix, window, edit] = steps.each_mut().map(median);
    let per_pod = (read + classes + matrix + window) * 1000.0 / pods as f64;
    println!(
        "{pods:>7} {policies:>8} {:>9} {:>9} {read:>10.1} {classes:>10.1} {matrix:>10.1} {window:>10.1} {edit:>9.1} {per_pod:>9.1}",
        bytes / 1000,
        counts.map_or(0, |it| it.classes),
    );
}
