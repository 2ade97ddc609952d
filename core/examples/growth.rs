//! `cargo run --release --example growth [FILE]`: draws how time and memory grow with pods, policies, selectors, rules
//! and blocks, one of them varied at a time, as `docs/growth.svg` or another file. Needs Linux, which tells both.
//!
//! Each measurement is a process of its own: this program, with a size as its arguments.

#[path = "../benches/support/mod.rs"]
#[allow(clippy::indexing_slicing, dead_code, unreachable_pub, reason = "benchmark input")]
mod support;

use std::fmt::Write;
use std::process::{Command, ExitCode};

use netpol_core::{Options, SourceFile, analyze};
use support::Size;

/// Of several runs the quickest counts: others only add what else the machine does.
const RUNS: usize = 3;

/// What a run took.
#[derive(Clone, Copy)]
struct Cost {
    /// Of all processors together.
    seconds: f64,
    megabytes: f64,
}

/// What is varied, and what each of its values took.
struct Series {
    title: &'static str,
    fixed: &'static str,
    points: Vec<(usize, Cost)>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(files) = input(&arguments) {
        run(&files);
        return ExitCode::SUCCESS;
    }
    let file = arguments.first().map_or("docs/growth.svg", String::as_str);
    let drawn = measured().map(|it| draw(&it));
    match drawn.and_then(|it| std::fs::write(file, it).map_err(|it| format!("{file}: {it}"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(it) => {
            eprintln!("{it}");
            ExitCode::FAILURE
        }
    }
}

/// The input that the arguments name: four numbers, or what grows and how far.
fn input(arguments: &[String]) -> Option<Vec<SourceFile>> {
    let numbers: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    if let &[pods, policies, namespaces, apps] = numbers.as_slice() {
        let (cluster, policies) = support::generate(Size { pods, policies, namespaces, apps });
        return Some(vec![
            SourceFile::new("policies.yaml", policies),
            SourceFile::new("cluster.yaml", cluster),
        ]);
    }
    let text = support::grown(arguments.first()?, *numbers.first()?)?;
    Some(vec![SourceFile::new("all.yaml", text)])
}

fn measured() -> Result<[Series; 6], String> {
    let pods = [5_000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000];
    let policies = [250, 500, 1_000, 2_000, 3_000, 4_000];
    let selectors = [8, 16, 32, 64, 96, 128];
    let middle = Size { pods: 20_000, policies: 1_000, namespaces: 200, apps: 8 };
    Ok([
        Series {
            title: "pods",
            fixed: "1,000 policies, 200 namespaces",
            points: series(&pods, |pods| Size { pods, ..middle })?,
        },
        Series {
            title: "policies",
            fixed: "20,000 pods, 200 namespaces",
            points: series(&policies, |policies| Size { policies, ..middle })?,
        },
        Series {
            title: "apps that selectors tell apart",
            fixed: "20,000 pods, 1,000 policies",
            points: series(&selectors, |apps| Size { apps, ..middle })?,
        },
        Series {
            title: "policies that select nearly all",
            fixed: "100 pods, a rule each",
            points: grown("policies", &[100, 200, 400, 600, 800, 1_000])?,
        },
        Series {
            title: "rules of one policy",
            fixed: "100 pods, a port each",
            points: grown("rules", &[1_000, 2_000, 4_000, 6_000, 8_000, 10_000])?,
        },
        Series {
            title: "blocks of one rule",
            fixed: "100 pods, an address each",
            points: grown("blocks", &[10_000, 20_000, 40_000, 60_000, 80_000, 100_000])?,
        },
    ])
}

fn series(values: &[usize], size: impl Fn(usize) -> Size) -> Result<Vec<(usize, Cost)>, String> {
    let arguments = |it: Size| [it.pods, it.policies, it.namespaces, it.apps].map(|it: usize| it.to_string());
    values.iter().map(|&it| Ok((it, cost(&arguments(size(it)))?))).collect()
}

fn grown(what: &str, counts: &[usize]) -> Result<Vec<(usize, Cost)>, String> {
    counts.iter().map(|&it| Ok((it, cost(&[what.to_owned(), it.to_string()])?))).collect()
}

/// Runs this program for one input.
fn cost(arguments: &[String]) -> Result<Cost, String> {
    let program = std::env::current_exe().map_err(|it| it.to_string())?;
    let mut best = Cost { seconds: f64::MAX, megabytes: f64::MAX };
    for _ in 0..RUNS {
        let output = Command::new(&program).args(arguments).output().map_err(|it| it.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut words = text.split_whitespace().filter_map(|it| it.parse::<f64>().ok());
        let (Some(seconds), Some(megabytes)) = (words.next(), words.next()) else {
            return Err("this system does not tell what a process took".to_owned());
        };
        best = Cost { seconds: best.seconds.min(seconds), megabytes: best.megabytes.min(megabytes) };
    }
    println!("{}: {:.2} s, {:.0} MB", arguments.join(" "), best.seconds, best.megabytes);
    Ok(best)
}

/// Analyses one cluster, counts its matrix, and prints processor seconds and megabytes.
fn run(files: &[SourceFile]) {
    let before = processor_seconds();
    let analysis = analyze(files, &Options::default());
    std::hint::black_box(analysis.counts());
    if let (Some(before), Some(after), Some(peak)) = (before, processor_seconds(), peak_megabytes()) {
        println!("{} {peak}", after - before);
    }
}

/// User and system time, which Linux counts in hundredths of a second.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut ticks = rest.split_whitespace().skip(11).map_while(|it| it.parse::<f64>().ok());
    Some((ticks.next()? + ticks.next()?) / 100.0)
}

fn peak_megabytes() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|it| it / 1024.0)
}

const WIDTH: f64 = 250.0;
const HEIGHT: f64 = 130.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 44.0;
/// So many series stand side by side.
const COLUMNS: usize = 3;
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#57606a}.h{font-weight:600}\
    .a{stroke:#8c959f;fill:none}.s{stroke:#8c959f;fill:none;stroke-dasharray:3 4}\
    .l{stroke:#0969da;fill:none;stroke-width:2}.p{fill:#0969da}\
    @media(prefers-color-scheme:dark){text{fill:#9da7b3}.l{stroke:#58a6ff}.p{fill:#58a6ff}}";

fn draw(all: &[Series]) -> String {
    let row = TOP + 2.0 * (HEIGHT + 56.0);
    let (wide, high) = (LEFT + COLUMNS as f64 * (WIDTH + LEFT), all.len().div_ceil(COLUMNS) as f64 * row);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" role=\"img\" aria-label=\"Processor time and memory by pods, policies, selectors, rules and blocks\">\n<style>{STYLE}</style>\n"
    );
    for (nth, it) in all.iter().enumerate() {
        let left = LEFT + (nth % COLUMNS) as f64 * (WIDTH + LEFT);
        let top = (nth / COLUMNS) as f64 * row;
        let _infallible = writeln!(
            svg,
            "<text class=\"h\" x=\"{left}\" y=\"{}\">{}</text><text x=\"{left}\" y=\"{}\">{}</text>",
            top + 16.0,
            it.title,
            top + 32.0,
            it.fixed
        );
        let points =
            |of: fn(&Cost) -> f64| it.points.iter().map(|it| (it.0 as f64, of(&it.1))).collect::<Vec<_>>();
        panel(&mut svg, left, top + TOP, &points(|it| it.seconds), "s");
        panel(&mut svg, left, top + TOP + HEIGHT + 56.0, &points(|it| it.megabytes), "MB");
    }
    svg.push_str("</svg>\n");
    svg
}

/// Axes from zero, the points, and the straight line from the first to the last: what is linear lies on it.
fn panel(svg: &mut String, left: f64, top: f64, points: &[(f64, f64)], unit: &str) {
    let most = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(0.0, f64::max);
    let (right, upper) = (most(|it| it.0), most(|it| it.1) * 1.08);
    let bottom = top + HEIGHT;
    let place = |it: &(f64, f64)| (left + it.0 / right * WIDTH, bottom - it.1 / upper * HEIGHT);
    let path = |points: &[(f64, f64)]| {
        let all: Vec<String> = points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        all.join(" ")
    };
    let _infallible = writeln!(
        svg,
        "<path class=\"a\" d=\"M{left} {top}V{bottom}H{}\"/><polyline class=\"l\" points=\"{}\"/>",
        left + WIDTH,
        path(points)
    );
    if let [first, .., last] = points {
        let _infallible = writeln!(svg, "<polyline class=\"s\" points=\"{}\"/>", path(&[*first, *last]));
        let (_, y) = place(last);
        let digits = if last.1 < 10.0 { 2 } else { 0 };
        let _infallible = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{:.digits$} {unit}</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\">0</text>",
            left + WIDTH - 8.0,
            y - 6.0,
            last.1,
            left - 6.0,
            bottom
        );
        let _infallible = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            left + WIDTH,
            bottom + 18.0,
            thousands(last.0 as usize)
        );
    }
    for it in points {
        let (x, y) = place(it);
        let _infallible = writeln!(svg, "<circle class=\"p\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
    }
}

/// `100,000`.
fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", thousands(n / 1_000), n % 1_000) }
}
