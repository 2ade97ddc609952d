//! Short names between program and glue. The long ones end in hashes, which do not compress, and stand in both files:
//! they were 5.6 kB of what is transferred before the first matrix.

use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use wasm_bindgen_cli_support::Output;

/// Long name to short one.
pub(crate) type Names = BTreeMap<String, String>;

/// Renames in the program what wasm-bindgen named. The glue follows by [`replace`].
pub(crate) fn shorten(output: &mut Output) -> Result<Names> {
    let glue = output.js().to_owned();
    let module = output.wasm_mut();
    let long = module.imports.iter().map(|it| &it.name).chain(module.exports.iter().map(|it| &it.name));
    let mut names: Names =
        long.filter(|it| is_of_wasm_bindgen(it)).map(|it| (it.clone(), String::new())).collect();
    for (at, short) in names.values_mut().enumerate() {
        *short = format!("_{at}");
    }
    let taken = words(&glue).find(|it| names.values().any(|short| short == it));
    ensure!(taken.is_none(), "the glue has the name {taken:?} already");
    for it in module.imports.iter_mut() {
        if let Some(short) = names.get(&it.name) {
            it.name.clone_from(short);
        }
    }
    for it in module.exports.iter_mut() {
        if let Some(short) = names.get(&it.name) {
            it.name.clone_from(short);
        }
    }
    Ok(names)
}

fn is_of_wasm_bindgen(name: &str) -> bool {
    name.starts_with("__wb") || name.starts_with("wasm_bindgen__")
}

/// The glue with the short names.
pub(crate) fn replace(glue: &str, names: &Names) -> String {
    let mut replaced = String::with_capacity(glue.len());
    let mut done = 0;
    for word in words(glue) {
        if let Some(short) = names.get(word) {
            let start = word.as_ptr() as usize - glue.as_ptr() as usize;
            replaced.push_str(glue.get(done..start).unwrap_or_default());
            replaced.push_str(short);
            done = start + word.len();
        }
    }
    replaced.push_str(glue.get(done..).unwrap_or_default());
    replaced
}

/// The names in JavaScript, and what in strings and numbers looks like one.
fn words(glue: &str) -> impl Iterator<Item = &str> {
    glue.split(|it: char| !(it.is_alphanumeric() || it == '_' || it == '$')).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Names, replace};

    #[test]
    fn whole_names_are_replaced() {
        let names = Names::from([("__wbg_a_12".to_owned(), "_0".to_owned())]);
        assert_eq!(
            replace("x = { __wbg_a_12: f, __wbg_a_123: g };", &names),
            "x = { _0: f, __wbg_a_123: g };"
        );
        assert_eq!(replace("wasm.__wbg_a_12", &names), "wasm._0");
    }
}
