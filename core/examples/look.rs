//! Prints the matrix and one explanation: a quick look at what the library finds.
use netpol_core::{Options, Probe, SourceFile, analyze};

fn main() {
    let files: Vec<SourceFile> = std::env::args()
        .skip(1)
        .take_while(|it| it != "--")
        .filter_map(|it| Some(SourceFile::new(it.clone(), std::fs::read_to_string(&it).ok()?)))
        .collect();
    let analysis = analyze(&files, &Options::default());
    for it in analysis.problems() {
        println!("{it:?}");
    }
    let n = analysis.endpoints().len() as u32;
    for from in 0..n {
        for to in 0..n {
            let cell = analysis.cell(from, to, Probe::Any).unwrap_or_else(|| std::process::exit(2));
            println!("{:8} {}", cell.sign.as_str(), cell.label);
        }
    }
    println!("{:#?}", analysis.counts());
    for it in 0..files.len() { println!("{:#?}", analysis.lenses(it as u32)); }
    let ends: Vec<String> = std::env::args().skip_while(|it| it != "--").skip(1).collect();
    if let [from, to] = ends.as_slice()
        && let (Some(from), Some(to)) = (analysis.endpoint_index(from), analysis.endpoint_index(to))
    {
        println!("{:#?}", analysis.explanation(from, to, Probe::Any));
    }
}
