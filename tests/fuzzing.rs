//! The fuzz loop, shared by the suite (short) and the `fuzz` binary (long).

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::adapter::{Core, Given};
use crate::mutate::{mutate, noise};
use crate::paths;
use crate::random::Random;
use crate::spoil;

/// Texts to begin with.
#[derive(Debug)]
pub struct Seeds {
    /// Whole files.
    files: Vec<String>,
    /// Their documents, which are shorter and so quicker.
    documents: Vec<String>,
}

impl Seeds {
    /// Every case and scenario.
    pub fn load() -> Seeds {
        let paths = ["tests/cases", "static/scenarios"].into_iter().flat_map(|it| paths::files(it, "yaml"));
        let files: Vec<String> = paths.map(|it| std::fs::read_to_string(it).unwrap()).collect();
        let documents = files.iter().flat_map(|it| it.split("---\n")).map(str::to_owned).collect();
        Seeds { files, documents }
    }

    fn text(&self, random: &mut Random) -> String {
        match random.range(0..100) {
            0..5 => mutate(&self.files[random.range(0..self.files.len())], random),
            5..60 => mutate(&self.documents[random.range(0..self.documents.len())], random),
            60..75 => {
                let spoilt = spoil::any(&self.documents[random.range(0..self.documents.len())], random);
                mutate(&spoilt, random)
            }
            75..85 => {
                let one = &self.documents[random.range(0..self.documents.len())];
                let two = &self.documents[random.range(0..self.documents.len())];
                mutate(&format!("{one}---\n{two}"), random)
            }
            _ => noise(random),
        }
    }
}

/// Runs one input after the other; a panic prints its input and goes on up.
pub fn run(seeds: &Seeds, first: u64, runs: u64) {
    for seed in first..first + runs {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let text = seeds.text(&mut random);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| analyse(&text, &mut random))) {
            eprintln!("panic with seed {seed} on:\n{text}\n(as a string: {text:?})");
            std::panic::resume_unwind(panic);
        }
    }
}

/// Everything that the page asks for.
fn analyse(text: &str, random: &mut Random) {
    let core = Core::read(text, &Given::default());
    let count = core.ids().len() as u32;
    for from in 0..count.min(8) {
        for to in 0..count.min(8) {
            core.whole(from, to);
        }
    }
    if count > 0 {
        let (from, to) = (random.range(0..count as usize) as u32, random.range(0..count as usize) as u32);
        core.explain(from, to);
    }
    core.ask_everything(random.range(0..text.len() + 1) as u32);
}

#[test]
fn nothing_panics() {
    run(&Seeds::load(), 1, crate::paths::number("NETPOL_FUZZ_RUNS", 20_000));
}
