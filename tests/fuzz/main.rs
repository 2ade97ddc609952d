//! A plain loop that feeds spoilt manifests and noise to the analysis: nothing may panic.
//!
//! `cargo run --release -p netpol-tests --bin fuzz -- --runs 1000000 [--seed 7] [--threads 1]`

use std::time::Instant;

use netpol_tests::fuzzing::{Seeds, run};

/// A run is thousands of small pieces of memory, as in the tool: the system's allocator takes a tenth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let argument = |name: &str, default: u64| {
        let mut arguments = std::env::args().skip_while(|it| it != name).skip(1);
        arguments.next().and_then(|it| it.parse().ok()).unwrap_or(default)
    };
    let (runs, seed) = (argument("--runs", 1_000_000), argument("--seed", 1));
    let processors = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let threads = argument("--threads", processors).max(1);
    let seeds = Seeds::load();
    let start = Instant::now();
    let step = 100_000.min(runs.max(1));
    let mut done = 0;
    while done < runs {
        let now = step.min(runs - done);
        // Each input follows from its own seed alone, so who runs it makes no difference.
        std::thread::scope(|scope| {
            for nth in 0..threads {
                let (from, to) = (now * nth / threads, now * (nth + 1) / threads);
                let (seeds, first) = (&seeds, seed + done + from);
                scope.spawn(move || run(seeds, first, to - from));
            }
        });
        done += now;
        let speed = done as f64 / start.elapsed().as_secs_f64();
        println!("{done} runs, {speed:.0} per second, no panic");
    }
}
