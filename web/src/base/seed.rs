//! Random numbers for the evaluator's tables, so that nobody can write a file of names that are slow together.

use leptos::prelude::*;
use netpol_core::hash::seed;

/// Gives them, once.
pub fn give() {
    let mut bytes = [0; 16];
    let Ok(crypto) = window().crypto() else { return };
    if crypto.get_random_values_with_u8_array(&mut bytes).is_ok() {
        seed(bytes);
    }
}
