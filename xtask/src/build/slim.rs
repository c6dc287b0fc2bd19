//! Takes out of a release's WebAssembly what only a panic would say. Nobody reads it: the page has
//! no panic hook, and a browser reports the trap with or without words.
//!
//! Compilers can do this themselves, but not yet the stable one (`-Cpanic=immediate-abort`,
//! `-Zlocation-detail=none`). And names that glue and module call each other by become short.

use std::collections::BTreeMap;

use walrus::{ConstExpr, DataKind, Module, ir::Value};

/// Functions that never return, and lead to the panic handler.
const PANICS: [&str; 14] = [
    "core::panicking::",
    "core::option::unwrap_failed",
    "core::option::expect_failed",
    "core::result::unwrap_failed",
    "core::cell::panic_already_borrowed",
    "core::cell::panic_already_mutably_borrowed",
    "core::slice::index::slice_index_fail",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::str::slice_error_fail",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "alloc::alloc::handle_alloc_error",
    "std::panicking::begin_panic",
    "std::thread::local::panic_access_error",
];

/// Has every panic trap at once. What wrote its message is then called by nobody, and goes when the
/// module is optimised.
pub fn trap_panics(module: &mut Module) {
    let is_panic = |name: &str| PANICS.iter().any(|panic| name.starts_with(panic));
    let panics: Vec<_> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(is_panic))
        .collect();
    for id in panics {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let mut body = function.builder_mut().func_body();
        body.instrs_mut().clear();
        body.unreachable();
    }
}

/// Empties the names of source files and the places in them that panics would tell.
pub fn forget_locations(module: &mut Module) {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let data = module.data.get_mut(id);
        if let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = data.kind
            && let Ok(start) = usize::try_from(start)
        {
            empty_locations(&mut data.value, start);
        }
    }
}

/// A location is four words: address and length of a file's name, line and column. Each becomes the
/// same empty one. `start` is the data's address.
fn empty_locations(data: &mut [u8], start: usize) {
    const SIZE: usize = 16;
    let aligned = start.next_multiple_of(4) - start;
    let mut names = BTreeMap::new();
    let mut at = aligned;
    while let Some(place) = data.get(at..at + SIZE) {
        let mut words = place.chunks_exact(4).map(|word| {
            usize::try_from(u32::from_le_bytes(word.try_into().unwrap_or_default())).unwrap_or(0)
        });
        let mut word = || words.next().unwrap_or(0);
        let (name, length, line, column) = (word(), word(), word(), word());
        let name = name.wrapping_sub(start);
        let is_location = (1..100_000).contains(&line)
            && (1..1_000).contains(&column)
            && length < 300
            && data
                .get(name..name.wrapping_add(length))
                .is_some_and(is_source_file);
        if is_location {
            names.insert(name, length);
            let first = names.keys().next().copied().unwrap_or(name) + start;
            let first = u32::try_from(first).unwrap_or(4).to_le_bytes();
            data[at..at + SIZE].fill(0);
            data[at..at + 4].copy_from_slice(&first);
            at += SIZE;
        } else {
            at += 4;
        }
    }
    for (name, length) in names {
        data[name..name + length].fill(0);
    }
}

fn is_source_file(name: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(byte);
    name.ends_with(b".rs") && name.iter().all(is_plain)
}

/// Gives what glue and module know each other by names of a few letters, as wasm-bindgen's have
/// hashes, which nothing compresses; returns the glue with them.
pub fn short_names(module: &mut Module, glue: &str) -> String {
    let is_generated = |name: &str| name.starts_with("__wb") || name.starts_with("__wasm_bindgen");
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let mut short = BTreeMap::new();
    for name in imports.chain(exports).filter(|name| is_generated(name)) {
        let next = format!("${}", short.len());
        let next = short.entry(name.clone()).or_insert(next);
        name.clone_from(next);
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "_$".contains(c);
    let mut renamed = String::with_capacity(glue.len());
    let mut rest = glue;
    while !rest.is_empty() {
        let is_word = rest.starts_with(is_letter);
        let end = rest.find(|c| is_letter(c) != is_word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        renamed += short.get(part).map_or(part, String::as_str);
        rest = after;
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_emptied_and_nothing_else() {
        const START: usize = 1026;
        let text = b"..app/src/a.rs\0and text in app/src/b.rs...";
        let mut data = text.to_vec();
        let location = data.len();
        let name = (START + 2) as u32;
        for word in [name, 12, 7, 9, name, 12, 0, 9, 5] {
            data.extend_from_slice(&u32::to_le_bytes(word));
        }
        let mut expected = data.clone();
        expected[2..14].fill(0);
        expected[location + 4..location + 16].fill(0);
        empty_locations(&mut data, START);
        // The second names no line; the other text is no name of a file.
        assert_eq!(data, expected);
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let mut module = Module::default();
        let no_type = module.types.add(&[], &[]);
        let (_, import) = module.add_import_func("./n_bg.js", "__wbg_now_12ab", no_type);
        let memory = module.memories.add_local(false, false, 1, None, None);
        let kept = module.exports.add("memory", memory);
        let glue = "c.memory;x={__wbg_now_12ab:1,__wbg_now_12abc:2}";
        let glue = short_names(&mut module, glue);
        assert_eq!(glue, "c.memory;x={$0:1,__wbg_now_12abc:2}");
        assert_eq!(module.imports.get(import).name, "$0");
        assert_eq!(module.exports.get(kept).name, "memory");
    }
}
