//! `cargo run --release --example generate -- PODS POLICIES [DIR [NAMESPACES]]`: writes a cluster for
//! benchmarks, as one stream to standard output, or as `cluster.yaml` and `policies.yaml` in a directory. Left
//! out, there is a namespace for each twenty pods, 2,000 at most.
//!
//! `-- policies 500`, `-- rules 5000` and `-- blocks 50000` write what grows in the other half of docs/growth.svg: so
//! many policies that all select nearly everything, rules of one policy, address blocks of one rule.

#[path = "../benches/support/mod.rs"]
#[allow(clippy::indexing_slicing, unreachable_pub, reason = "benchmark input")]
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, count] = arguments.as_slice()
        && let Some(text) = count.parse().ok().and_then(|it| support::grown(what, it))
    {
        print!("{text}");
        return ExitCode::SUCCESS;
    }
    let number = |at: usize| arguments.get(at).and_then(|it| it.parse().ok());
    let (Some(pods), Some(policies)) = (number(0), number(1)) else {
        eprintln!("usage: generate PODS POLICIES [DIR [NAMESPACES]], or policies|rules|blocks COUNT");
        return ExitCode::from(2);
    };
    let mut size = support::Size::new(pods, policies);
    if let Some(it) = number(3) {
        size.namespaces = it;
    }
    let (cluster, policies) = support::generate(size);
    let Some(folder) = arguments.get(2).map(std::path::Path::new) else {
        print!("{policies}{cluster}");
        return ExitCode::SUCCESS;
    };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(folder.join("cluster.yaml"), cluster))
        .and_then(|()| std::fs::write(folder.join("policies.yaml"), policies));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(it) => {
            eprintln!("{}: {it}", folder.display());
            ExitCode::FAILURE
        }
    }
}
