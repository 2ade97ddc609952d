//! Puts functions that resemble each other side by side: the same program, but 3 % less to transfer.
//!
//! What compresses a file looks back for what it has seen; the shorter the way, the fewer bits it costs to name it. So
//! each function is followed by the one of those left that shares the most stretches of code with it.

use anyhow::{Result, anyhow};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    convert::Infallible,
};
use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// Bytes of a stretch of code by which functions are compared: an instruction or two.
const STRETCH: usize = 5;

/// What more functions than this have in common tells nothing of them.
const COMMON: usize = 1000;

/// The program with its functions in that order.
pub(crate) fn alike_together(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut types = Vec::new();
    let mut bodies = Vec::new();
    for part in Parser::new(0).parse_all(wasm) {
        let part = part?;
        if let Payload::ImportSection(section) = part {
            for it in section.into_imports() {
                imported += u32::from(matches!(it?.ty, TypeRef::Func(_)));
            }
        } else if let Payload::FunctionSection(section) = part {
            types = section.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::CodeSectionEntry(body) = part {
            bodies.push(body);
        }
    }
    let mut functions: Vec<(u32, FunctionBody<'_>, u32)> =
        types.into_iter().zip(bodies).zip(imported..).map(|((of, body), old)| (of, body, old)).collect();
    functions.sort_by_key(|(of, body, _)| (*of, body.as_bytes()));
    let bodies: Vec<&[u8]> = functions.iter().map(|it| it.1.as_bytes()).collect();
    let chain = chain(&bodies);
    let functions: Vec<_> = chain.into_iter().filter_map(|it| functions.get(it).cloned()).collect();
    let places = functions.iter().zip(imported..).map(|((_, _, old), new)| (*old, new)).collect();
    let mut module = Module::new();
    utils::parse_core_module(&mut Order { functions, places }, &mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("ordering the functions: {error}"))?;
    Ok(module.finish())
}

/// Positions of all bodies, each behind one that it resembles. Where nothing that is left resembles the last, the first
/// that is left is the next.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let mut having: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (at, body) in bodies.iter().enumerate() {
        let stretches: BTreeSet<&[u8]> = body.windows(STRETCH).collect();
        stretches.into_iter().for_each(|it| having.entry(it).or_default().push(at));
    }
    let shared: Vec<Vec<usize>> =
        having.into_values().filter(|it| (2..=COMMON).contains(&it.len())).collect();
    let mut stretches: Vec<Vec<usize>> = vec![Vec::new(); bodies.len()];
    for (stretch, functions) in shared.iter().enumerate() {
        for it in functions {
            if let Some(it) = stretches.get_mut(*it) {
                it.push(stretch);
            }
        }
    }
    let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut chain = Vec::with_capacity(bodies.len());
    let mut next = left.pop_first();
    while let Some(last) = next {
        chain.push(last);
        let mut common = vec![0_u32; bodies.len()];
        for stretch in stretches.get(last).into_iter().flatten() {
            for it in shared.get(*stretch).into_iter().flatten() {
                if let Some(it) = common.get_mut(*it) {
                    *it += 1;
                }
            }
        }
        // A long function has something in common with many.
        let likeness = |it: usize| {
            let length = bodies.get(it).map_or(0, |it| it.len()) as f64;
            f64::from(common.get(it).copied().unwrap_or_default()) / (length + 20.0).sqrt()
        };
        let best = left.iter().copied().reduce(|a, b| if likeness(a) < likeness(b) { b } else { a });
        next = best.inspect(|it| {
            left.remove(it);
        });
    }
    chain
}

struct Order<'a> {
    /// Type, code, old index.
    functions: Vec<(u32, FunctionBody<'a>, u32)>,
    /// Old index to new; what is imported stays.
    places: HashMap<u32, u32>,
}

impl Reencode for Order<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.places.get(&old).copied().unwrap_or(old))
    }

    fn parse_function_section(
        &mut self,
        out: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for (of, _, _) in &self.functions {
            out.function(*of);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        out: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for (_, body, _) in self.functions.clone() {
            self.parse_function_body(out, body)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{alike_together, chain};
    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, Module, TypeSection,
    };
    use wasmparser::{Operator, Parser, Payload};

    #[test]
    fn functions_that_share_code_are_neighbours() {
        let bodies = ["open the door", "12345678901", "open the window", "56789012345", "nothing"];
        assert_eq!(chain(&bodies.map(str::as_bytes)), [0, 2, 1, 3, 4]);
        assert!(chain(&[]).is_empty());
    }

    #[test]
    fn what_is_named_by_its_index_follows() {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        types.ty().function([], []);
        // The first one calls the second, whose code comes before its own.
        for it in 0..2 {
            functions.function(0);
            let mut function = Function::new([]);
            if it == 0 {
                function.instructions().call(1);
            }
            function.instructions().end();
            code.function(&function);
        }
        exports.export("caller", ExportKind::Func, 0);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        let wasm = alike_together(&module.finish()).unwrap();

        let (mut caller, mut calls) = (None, Vec::new());
        for part in Parser::new(0).parse_all(&wasm) {
            let part = part.unwrap();
            if let Payload::ExportSection(section) = part {
                caller = section.into_iter().next().map(|it| it.unwrap().index);
            } else if let Payload::CodeSectionEntry(body) = part {
                let first = body.get_operators_reader().unwrap().read().unwrap();
                calls.push(if let Operator::Call { function_index } = first {
                    Some(function_index)
                } else {
                    None
                });
            }
        }
        let caller = caller.unwrap() as usize;
        assert_eq!(calls.get(caller), Some(&Some(1 - caller as u32)));
        assert_eq!(calls.get(1 - caller), Some(&None));
    }
}
