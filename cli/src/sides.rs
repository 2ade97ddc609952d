//! Two inputs side by side: each is read and evaluated on a thread of its own.
//!
//! What comes out does not depend on which is done first: where both cannot be read, the first one is told.

use std::path::Path;
use std::thread::Builder;

use netpol_core::{Analysis, Options, SourceFile};

use crate::args::Input;
use crate::input::Sources;
use crate::revision;

/// What was read of an input, and what was found out about it.
type Side = (Sources, Analysis);

/// Reads and evaluates both, without anything that only one of them has made up for it.
pub(crate) fn read(inputs: &[Input; 2], options: &Options) -> Result<[Side; 2], String> {
    let [old, new] = inputs;
    let side = |own: &Input, other: &Input| -> Result<Side, String> {
        let sources = revision::read(own, other)?;
        let analysis = sources.analyze(options);
        Ok((sources, analysis))
    };
    // What is read once is read in order: both may be standard input, or ends of pipes of one program.
    if !is_lasting(old) || !is_lasting(new) {
        let (first, second) = (revision::read(old, new)?, revision::read(new, old)?);
        let [before, after] = analyzed([&first, &second], options);
        return Ok([(first, before), (second, after)]);
    }
    let [old, new] = two(|| side(old, new), || side(new, old));
    Ok([old?, new?])
}

/// Whether it can be read at any time, as files, folders and commits can.
fn is_lasting(it: &Input) -> bool {
    let is_lasting = |it: &Path| it.is_file() || it.is_dir() || revision::names_one(it);
    it.paths.iter().all(|it| is_lasting(it))
}

/// Both once more where something was made up for one: then it is there in the other too, as a file of its own. Else a policy
/// that goes takes its pods with it.
pub(crate) fn alike(sides: [Side; 2], options: &Options) -> [Side; 2] {
    let [(mut old, before), (mut new, after)] = sides;
    let Some(made) = before.common_stand_ins(&after) else { return [(old, before), (new, after)] };
    for it in [&mut old, &mut new] {
        it.files.push(SourceFile::new("stand-ins", made.as_str()));
    }
    let options = Options { stand_ins: false, ..options.clone() };
    let [before, after] = analyzed([&old, &new], &options);
    [(old, before), (new, after)]
}

/// What is found out about both.
pub(crate) fn analyzed(inputs: [&Sources; 2], options: &Options) -> [Analysis; 2] {
    let [old, new] = inputs;
    two(|| old.analyze(options), || new.analyze(options))
}

/// What two pieces of work come to, side by side; one after the other where the system gives no thread.
fn two<T: Send>(first: impl Fn() -> T + Sync, second: impl FnOnce() -> T) -> [T; 2] {
    std::thread::scope(|scope| {
        let Ok(other) = deep().spawn_scoped(scope, &first) else { return [first(), second()] };
        let second = second();
        match other.join() {
            Ok(first) => [first, second],
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// A thread that is as deep as the first one.
pub(crate) fn deep() -> Builder {
    Builder::new().stack_size(8 << 20)
}
