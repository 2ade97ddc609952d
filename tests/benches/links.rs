//! How long links are, beside what others would make of the same. Characters, not times: they are the same everywhere.

use netpol_tests::link_sizes::{Sizes, large, others, scenarios};

fn main() {
    println!("| | text | lz-string | deflate 9 | link | of deflate 9 |");
    println!("|---|---|---|---|---|---|");
    let row = |name: &str, it: Sizes| {
        let share = it.link as f64 / it.deflate as f64;
        println!("| {name} | {} | {} | {} | {} | {share:.2} |", it.text, it.lz_string, it.deflate, it.link);
    };
    let sum = |all: &[(String, Sizes)]| {
        all.iter().fold(Sizes::default(), |mut sum, it| {
            sum += it.1;
            sum
        })
    };
    let sizes = |all: Vec<_>| -> Vec<(String, Sizes)> {
        all.iter().map(|(name, state): &(String, _)| (name.clone(), Sizes::of(state))).collect()
    };
    let scenarios = sizes(scenarios());
    let large = sizes(large());
    if std::env::args().any(|it| it == "--each") {
        scenarios.iter().for_each(|it| row(&it.0, it.1));
    }
    let longest = scenarios.iter().max_by_key(|it| it.1.link);
    row(&format!("{} scenarios", scenarios.len()), sum(&scenarios));
    if let Some(it) = longest {
        row(&format!("the longest of them, {}", it.0), it.1);
    }
    large.iter().for_each(|it| row(&it.0, it.1));
    row("all together", sum(&[scenarios, large].concat()));
    for (name, states) in others() {
        let all = sizes(states.into_iter().map(|it| (String::new(), it)).collect());
        row(&format!("{} of {name}", all.len()), sum(&all));
    }
}
