//! Puts functions that resemble each other side by side: the same program, but 2 % less to transfer.
//!
//! What compresses a file looks back for what it has seen; the shorter the way, the fewer bits it costs to name it.

use anyhow::{Result, anyhow};
use std::{collections::HashMap, convert::Infallible};
use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// The program with its functions by type, and by their code among those.
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
    let places = functions.iter().zip(imported..).map(|((_, _, old), new)| (*old, new)).collect();
    let mut module = Module::new();
    utils::parse_core_module(&mut Order { functions, places }, &mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("ordering the functions: {error}"))?;
    Ok(module.finish())
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
    use super::alike_together;
    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, Module, TypeSection,
    };
    use wasmparser::{Operator, Parser, Payload};

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
