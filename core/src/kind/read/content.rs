//! Content of an object apart from how it is written: for telling identical objects from different ones, and
//! for finding keys that are written twice.

use std::hash::{BuildHasher, Hash, Hasher};

use crate::hash::{HashMap, Seeded};
use crate::kind::check::Path;
use crate::yaml::{Entry, Node, Value};

/// Fields of `metadata` that a cluster adds and that do not make an object a different one.
const LIVE: &[&str] =
    &["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink"];

/// A number that is the same for the same content in any order and layout. Calls `twice` for every key
/// that stands twice in its mapping, with the earlier and the later pair.
pub(in crate::kind) fn digest<'d>(
    root: &Node<'d>,
    twice: &mut dyn FnMut(&Path<'_>, &Entry<'d>, &Entry<'d>),
) -> u64 {
    Digest { twice }.node(root, &Path::Root)
}

struct Digest<'a, 'd> {
    twice: &'a mut dyn FnMut(&Path<'_>, &Entry<'d>, &Entry<'d>),
}

impl<'d> Digest<'_, 'd> {
    fn node(&mut self, node: &Node<'d>, path: &Path<'_>) -> u64 {
        let mut hasher = Seeded.build_hasher();
        std::mem::discriminant(&node.value).hash(&mut hasher);
        match &node.value {
            Value::Null => {}
            Value::Bool(it) => it.hash(&mut hasher),
            Value::Int(it) => it.hash(&mut hasher),
            Value::Float(it) => it.hash(&mut hasher),
            Value::String(it) => it.hash(&mut hasher),
            Value::Sequence(items) => {
                for (index, it) in items.iter().enumerate() {
                    self.node(it, &path.item(index)).hash(&mut hasher);
                }
            }
            Value::Mapping(entries) => self.mapping(entries, path).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// A sum, so that order does not matter.
    fn mapping(&mut self, entries: &[Entry<'d>], path: &Path<'_>) -> u64 {
        self.find_twice(entries, path);
        let is_metadata = matches!(path, Path::Field(Path::Root, "metadata"));
        let mut sum = 0_u64;
        for it in entries {
            if is_metadata && LIVE.contains(&it.key.as_ref()) {
                continue;
            }
            let mut hasher = Seeded.build_hasher();
            it.key.hash(&mut hasher);
            self.node(&it.value, &path.field(&it.key)).hash(&mut hasher);
            sum = sum.wrapping_add(hasher.finish());
        }
        sum
    }

    fn find_twice(&mut self, entries: &[Entry<'d>], path: &Path<'_>) {
        if entries.len() <= 12 {
            for (index, later) in entries.iter().enumerate() {
                if let Some(earlier) = entries.iter().take(index).rev().find(|it| it.key == later.key) {
                    (self.twice)(&path.field(&later.key), earlier, later);
                }
            }
            return;
        }
        let mut known: HashMap<&str, &Entry<'d>> = HashMap::default();
        for later in entries {
            if let Some(earlier) = known.insert(&later.key, later) {
                (self.twice)(&path.field(&later.key), earlier, later);
            }
        }
    }
}
