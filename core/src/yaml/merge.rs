//! Merge keys: `<<: *base` puts the pairs of another mapping where this one has none of its own.

use std::borrow::Cow;

use super::{Entry, Node, Value};
use crate::hash::HashSet;

/// Adds what the values of `<<` hold. Keys of the mapping itself win, then those of the earlier source.
/// `Err` gives the value that is no mapping.
pub(super) fn merge<'t>(entries: &mut Vec<Entry<'t>>, sources: Vec<Node<'t>>) -> Result<(), Node<'t>> {
    let mut known: HashSet<Cow<'t, str>> = entries.iter().map(|it| it.key.clone()).collect();
    for source in sources {
        let mappings = match source.value {
            Value::Sequence(items) => items,
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::String(_)
            | Value::Mapping(_) => vec![source],
        };
        for mapping in mappings {
            let Value::Mapping(pairs) = mapping.value else { return Err(mapping) };
            for pair in pairs {
                if known.insert(pair.key.clone()) {
                    entries.push(pair);
                }
            }
        }
    }
    Ok(())
}
