//! The project's commands: `cargo xtask serve`, `cargo xtask test`, `cargo xtask build`.
//!
//! They need Rust and Node, and fetch or name everything else ([`tools`]).
//! What the site consists of is told by `index.html` alone, in Trunk's words ([`site`]).

mod bench;
mod command;
mod helper;
mod lighthouse;
mod npm;
mod paths;
mod progress;
mod sbom;
mod serve;
mod site;
mod test;
mod tools;

use anyhow::{Result, bail};
use std::process::ExitCode;
use tools::Need;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--release] [--port N]   build the site, serve it on this machine, rebuild and reload on every change
  build [--release]              build the site into dist/
  test [STEP…] [-- ARGS…]        all checks, or only the named ones; ARGS go to the tool behind a single step
  test --list                    the steps
  lighthouse                     Lighthouse's marks for the page as released: speed, accessibility, best practices
  icons                          draw static/icons from static/favicon.svg
  npm                            the evaluator as an npm package, packed in target/npm/
  sbom                           what the released site is made of, as CycloneDX: target/netpol-playground.cdx.json
  bench                          the speed of the evaluator, and from keystroke to painted matrix
  bench findings FOLDER          how often each finding is made in a folder of manifests; --show RULE prints them
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        bail!("no command given\n\n{USAGE}");
    };
    match command.as_str() {
        "serve" => serve::run(&serve::Options::parse(rest)?),
        "build" => build(rest),
        "test" => test::run(rest),
        "bench" => match rest {
            [what, rest @ ..] if what == "findings" => bench::findings(rest),
            _ => bench::run(),
        },
        "lighthouse" => lighthouse::run(),
        "npm" => npm::pack().map(|it| println!("packed {}", it.display())),
        "sbom" => sbom::write().map(|it| println!("wrote {}", it.display())),
        "icons" => icons(),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command `{other}`\n\n{USAGE}"),
    }
}

/// The icons of the installed page: drawn by the browser that the tests use.
fn icons() -> Result<()> {
    tools::prepare(&[Need::Packages, Need::Browser])?;
    let browser = tools::browser::find()?;
    command::run(command::command("node").arg("web/icons.mjs").env("CHROME_PATH", &browser.chrome))
}

fn build(args: &[String]) -> Result<()> {
    let mode = match args {
        [] => site::Mode::Dev,
        [flag] if flag == "--release" => site::Mode::Release,
        _ => bail!("`build` knows only `--release`\n\n{USAGE}"),
    };
    site::build(mode)
}
