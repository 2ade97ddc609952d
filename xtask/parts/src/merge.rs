//! Makes one file of several that the splitter wrote: of those that are always loaded together.
//!
//! The splitter writes a file for each set of parts that share something, which is many small ones. All of them have the
//! types of the program that they were cut from, in its order, and import nothing but its memory, its table and its stack;
//! what one calls of another it calls through the table. So functions, entries of the table and data are put behind each
//! other, and what was called through the table and is in the same file now is called by itself.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a program has hundreds of kinds of parts, of which few are looked at"
)]

use anyhow::{Context, Result, anyhow, bail, ensure};
use std::{collections::BTreeMap, convert::Infallible};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, EntityType, FunctionSection, ImportSection,
    Module, TypeSection,
    reencode::{Error, Reencode, RoundtripReencoder},
};
use wasmparser::{
    DataSectionReader, ElementItems, ElementKind, ElementSectionReader, FunctionBody, Import, Operator,
    Parser, Payload, TypeRef, TypeSectionReader,
};

/// One program of all of them.
pub(crate) fn merged(files: &[Vec<u8>]) -> Result<Vec<u8>> {
    let files: Vec<File<'_>> = files.iter().map(|it| File::read(it)).collect::<Result<_>>()?;
    let places = places(&files)?;
    let first = files.first().context("there is nothing to put together")?;
    ensure!(files.iter().all(|it| it.types_as_bytes == first.types_as_bytes), "parts of several programs");
    let mut types = TypeSection::new();
    let of_first = first.types.clone().context("a file without types")?;
    RoundtripReencoder.parse_type_section(&mut types, of_first).map_err(told)?;
    let mut imported: BTreeMap<(&str, &str), EntityType> = BTreeMap::new();
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
    for (at, file) in files.iter().enumerate() {
        let mut moved = Moved { places: places.get(at).map_or(&[], Vec::as_slice), data: data.len() };
        for it in &file.imports {
            imported.insert((it.module, it.name), moved.entity_type(it.ty).map_err(told)?);
        }
        for (of, body) in file.functions.iter().filter(|it| shim_of(it, &files).is_none()) {
            functions.function(*of);
            moved.parse_function_body(&mut code, body.clone()).map_err(told)?;
        }
        if let Some(it) = &file.elements {
            moved.parse_element_section(&mut elements, it.clone()).map_err(told)?;
        }
        if let Some(it) = &file.data {
            moved.parse_data_section(&mut data, it.clone()).map_err(told)?;
        }
    }
    let mut imports = ImportSection::new();
    for ((module, name), it) in imported {
        imports.import(module, name, it);
    }
    let count = DataCountSection { count: data.len() };
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&elements);
    module.section(&count).section(&code).section(&data);
    Ok(module.finish())
}

fn told(error: Error<Infallible>) -> anyhow::Error {
    anyhow!("putting files together: {error}")
}

/// What is read of one.
struct File<'a> {
    types: Option<TypeSectionReader<'a>>,
    /// The same as it stands.
    types_as_bytes: &'a [u8],
    imports: Vec<Import<'a>>,
    /// Type and code.
    functions: Vec<(u32, FunctionBody<'a>)>,
    elements: Option<ElementSectionReader<'a>>,
    data: Option<DataSectionReader<'a>>,
    /// Its entries of the table.
    table: BTreeMap<i32, u32>,
}

impl<'a> File<'a> {
    fn read(wasm: &'a [u8]) -> Result<File<'a>> {
        let mut file = File {
            types: None,
            types_as_bytes: &[],
            imports: Vec::new(),
            functions: Vec::new(),
            elements: None,
            data: None,
            table: BTreeMap::new(),
        };
        let (mut of, mut bodies) = (Vec::new(), Vec::new());
        for part in Parser::new(0).parse_all(wasm) {
            match part? {
                Payload::TypeSection(it) => {
                    let range = it.range();
                    file.types_as_bytes =
                        wasm.get(range.start as usize..range.end as usize).unwrap_or_default();
                    file.types = Some(it);
                }
                Payload::ImportSection(it) => {
                    file.imports = it.into_imports().collect::<Result<_, _>>()?;
                }
                Payload::FunctionSection(it) => of = it.into_iter().collect::<Result<_, _>>()?,
                Payload::CodeSectionEntry(it) => bodies.push(it),
                Payload::ElementSection(it) => {
                    file.table = entries(it.clone())?;
                    file.elements = Some(it);
                }
                Payload::DataSection(it) => file.data = Some(it),
                Payload::ExportSection(it) => ensure!(it.count() == 0, "a part exports something"),
                Payload::StartSection { .. } => bail!("a part starts something"),
                _ => {}
            }
        }
        let kinds: Vec<TypeRef> = file.imports.iter().map(|it| it.ty).collect();
        let count = |is: fn(&TypeRef) -> bool| kinds.iter().filter(|it| is(it)).count();
        ensure!(
            count(|it| matches!(it, TypeRef::Func(_) | TypeRef::Tag(_))) == 0
                && count(|it| matches!(it, TypeRef::Global(_))) < 2
                && count(|it| matches!(it, TypeRef::Table(_))) < 2,
            "a part imports more than memory, table and stack"
        );
        file.functions = of.into_iter().zip(bodies).collect();
        Ok(file)
    }
}

/// What a function calls through the table with its own arguments, if that is all it does, and one of the files has it.
fn shim_of((of, body): &(u32, FunctionBody<'_>), files: &[File<'_>]) -> Option<(usize, u32)> {
    let mut operators = body.get_operators_reader().ok()?.into_iter();
    let mut argument = 0;
    let slot = loop {
        match operators.next()?.ok()? {
            Operator::LocalGet { local_index } if local_index == argument => argument += 1,
            Operator::I32Const { value } => break value,
            _ => return None,
        }
    };
    let Operator::CallIndirect { type_index, .. } = operators.next()?.ok()? else { return None };
    let Operator::End = operators.next()?.ok()? else { return None };
    let (at, called) = files.iter().enumerate().find_map(|(at, it)| Some((at, *it.table.get(&slot)?)))?;
    // Else it leaves out arguments.
    (type_index == *of).then_some((at, called))
}

/// The entries of the table that a file fills.
fn entries(section: ElementSectionReader<'_>) -> Result<BTreeMap<i32, u32>> {
    let mut table = BTreeMap::new();
    for it in section {
        let it = it?;
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(items)) = (it.kind, it.items)
        else {
            bail!("a part fills the table in another way than is known");
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            bail!("a part fills the table at a place that is not known");
        };
        for (slot, function) in (value..).zip(items) {
            table.insert(slot, function?);
        }
    }
    Ok(table)
}

/// For each function of each file its index in the whole.
fn places(files: &[File<'_>]) -> Result<Vec<Vec<u32>>> {
    let mut next = 0;
    let mut shims = Vec::new();
    let mut places = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let mut own = Vec::new();
        for (index, it) in file.functions.iter().enumerate() {
            match shim_of(it, files) {
                Some(called) => {
                    shims.push(((at, index), called));
                    own.push(u32::MAX);
                }
                None => {
                    own.push(next);
                    next += 1;
                }
            }
        }
        places.push(own);
    }
    for ((at, index), (called_at, called)) in shims {
        let called = places.get(called_at).and_then(|it| it.get(called as usize)).copied();
        let called = called.filter(|it| *it != u32::MAX).context("a call that leads to another such call")?;
        if let Some(it) = places.get_mut(at).and_then(|it| it.get_mut(index)) {
            *it = called;
        }
    }
    Ok(places)
}

/// Writes what is in a file with the numbers of the whole.
struct Moved<'a> {
    places: &'a [u32],
    /// How many segments of data are before those of this file.
    data: u32,
}

impl Reencode for Moved<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> Result<u32, Error<Infallible>> {
        self.places.get(old as usize).copied().ok_or(Error::InvalidConstExpr)
    }

    fn data_index(&mut self, old: u32) -> Result<u32, Error<Infallible>> {
        Ok(old + self.data)
    }
}

#[cfg(test)]
mod tests {
    use super::{File, merged};
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, Function, FunctionSection,
        ImportSection, MemoryType, Module, RefType, TableType, TypeSection,
    };
    use wasmparser::Operator;

    /// What one function does.
    type Body = fn(&mut Function);

    /// A file whose functions begin in the table at this place.
    fn file(slot: i32, bodies: &[(u32, Body)], bytes: &[u8]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([wasm_encoder::ValType::I32], []);
        let mut imports = ImportSection::new();
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("__wasm_split", "memory", EntityType::Memory(memory));
        let table = TableType {
            element_type: RefType::FUNCREF,
            minimum: 9,
            maximum: None,
            table64: false,
            shared: false,
        };
        imports.import("__wasm_split", "table", EntityType::Table(table));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for (of, body) in bodies {
            functions.function(*of);
            let mut function = Function::new([]);
            body(&mut function);
            code.function(&function);
        }
        let mut elements = ElementSection::new();
        let all: Vec<u32> = (0..bodies.len() as u32).collect();
        elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions(all.into()));
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(slot), bytes.to_vec());
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&code).section(&data);
        module.finish()
    }

    fn calls(of: &File<'_>) -> Vec<Option<u32>> {
        let first = |it: &wasmparser::FunctionBody<'_>| {
            it.get_operators_reader().unwrap().into_iter().find_map(|it| match it.unwrap() {
                Operator::Call { function_index } => Some(function_index),
                _ => None,
            })
        };
        of.functions.iter().map(|it| first(&it.1)).collect()
    }

    #[test]
    fn what_was_called_through_the_table_is_called_by_itself() {
        let one = file(
            1,
            &[
                (0, |it| {
                    it.instructions().call(1).end();
                }),
                // A detour to the first function of the other file.
                (0, |it| {
                    it.instructions().i32_const(3).call_indirect(0, 0).end();
                }),
            ],
            b"one",
        );
        let other = file(
            3,
            &[(0, |it| {
                it.instructions().call(0).end();
            })],
            b"other",
        );
        let whole = merged(&[one, other]).unwrap();
        wasmparser::validate(&whole).unwrap();
        let whole = File::read(&whole).unwrap();
        assert_eq!(calls(&whole), [Some(1), Some(1)], "the detour is gone");
        assert_eq!(whole.table.into_iter().collect::<Vec<_>>(), [(1, 0), (2, 1), (3, 1)]);
        assert_eq!(whole.data.unwrap().count(), 2);
        assert_eq!(whole.imports.len(), 2);
    }

    #[test]
    fn calls_that_leave_out_arguments_and_calls_into_other_files_stay() {
        let one = file(
            1,
            &[
                (1, |it| {
                    it.instructions().i32_const(3).call_indirect(0, 0).end();
                }),
                (0, |it| {
                    it.instructions().i32_const(8).call_indirect(0, 0).end();
                }),
            ],
            b"",
        );
        let other = file(
            3,
            &[(0, |it| {
                it.instructions().end();
            })],
            b"",
        );
        let whole = merged(&[one, other]).unwrap();
        assert_eq!(File::read(&whole).unwrap().functions.len(), 3);
    }

    #[test]
    fn a_file_of_another_program_is_an_error() {
        assert!(merged(&[]).is_err());
        assert!(merged(&[file(1, &[], b""), Module::new().finish()]).is_err());
    }
}
