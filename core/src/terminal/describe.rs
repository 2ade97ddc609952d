//! `kubectl describe`, in its layout.

mod kinds;
mod policy;

use super::cluster::ServedCluster;
use super::resource::Kind;
use super::store::Object;
use super::value::Value;

/// The description of an object.
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have one form")]
pub(super) fn describe(cluster: &ServedCluster, it: &Object) -> String {
    let mut res = match it.key.kind {
        Kind::NetworkPolicy => policy::describe(it),
        Kind::Pod => kinds::pod(cluster, it),
        Kind::Service => kinds::service(cluster, it),
        Kind::Namespace => kinds::namespace(cluster, it),
        Kind::Deployment => kinds::deployment(it),
        _ => kinds::other(it),
    };
    res.push('\n');
    res
}

/// Lines of a name and a value. Values stand below each other in each stretch of lines.
#[derive(Debug, Default)]
struct Lines {
    lines: Vec<(usize, String, Option<String>)>,
}

impl Lines {
    /// `Name:  value`, so far inwards.
    fn put(&mut self, indent: usize, name: &str, value: impl Into<String>) {
        self.lines.push((indent, format!("{name}:"), Some(value.into())));
    }

    /// A further value of the same name.
    fn more(&mut self, indent: usize, value: impl Into<String>) {
        self.lines.push((indent, String::new(), Some(value.into())));
    }

    /// A line by itself: what stands before and behind it stands in columns of its own.
    fn head(&mut self, indent: usize, text: impl Into<String>) {
        self.lines.push((indent, text.into(), None));
    }

    /// Pairs of labels, one a line, `<none>` where there are none.
    fn pairs(&mut self, indent: usize, name: &str, pairs: &[(String, String)], sign: &str) {
        match pairs.split_first() {
            None => self.put(indent, name, "<none>"),
            Some((first, rest)) => {
                self.put(indent, name, format!("{}{sign}{}", first.0, first.1));
                rest.iter().for_each(|it| self.more(indent, format!("{}{sign}{}", it.0, it.1)));
            }
        }
    }

    fn print(&self) -> String {
        let mut res = String::new();
        for block in self.lines.chunk_by(|one, other| one.2.is_some() && other.2.is_some()) {
            let width = block.iter().map(|it| it.0 + it.1.chars().count()).max().unwrap_or(0) + 2;
            for (indent, name, value) in block {
                res.push_str(&" ".repeat(*indent));
                res.push_str(name);
                if let Some(value) = value {
                    let used = indent + name.chars().count();
                    res.push_str(&" ".repeat(width - used));
                    res.push_str(value);
                }
                res.push('\n');
            }
        }
        res.trim_end_matches('\n').to_owned()
    }
}

fn annotations(value: &Value) -> Vec<(String, String)> {
    value.at(&["metadata", "annotations"]).map(Value::pairs).unwrap_or_default()
}
