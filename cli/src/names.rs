//! Names of files, each another one.

use std::collections::{BTreeMap, BTreeSet};

/// Names that were given. A file system may tell no case apart, so they do not either.
#[derive(Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
    /// The number that is tried next, of names that were asked for more than once: a link may ask for one name
    /// again and again.
    next: BTreeMap<String, u32>,
    #[cfg(test)]
    tries: usize,
}

impl Names {
    /// The name, with a number before its ending where another one has it.
    pub(crate) fn add(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        // A dot in the name of a folder begins no ending.
        let parts = name.rsplit_once('.').filter(|it| !it.1.contains('/'));
        let (stem, ending) = parts.map_or((name, String::new()), |it| (it.0, format!(".{}", it.1)));
        let mut nth = self.next.get(&name.to_lowercase()).copied().unwrap_or(2);
        let free = loop {
            let free = format!("{stem}-{nth}{ending}");
            nth += 1;
            if self.take(&free) {
                break free;
            }
        };
        self.next.insert(name.to_lowercase(), nth);
        free
    }

    /// Whether it was free.
    fn take(&mut self, name: &str) -> bool {
        #[cfg(test)]
        {
            self.tries += 1;
        }
        self.taken.insert(name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_differ_in_more_than_case() {
        let mut names = Names::default();
        let mut add = |it| names.add(it);
        assert_eq!(
            ["web.yaml", "Web.yaml", "web.yaml", "v1.2/x", "v1.2/x", "É.yml", "é.yml"].map(&mut add),
            ["web.yaml", "Web-2.yaml", "web-3.yaml", "v1.2/x", "v1.2/x-2", "É.yml", "é-2.yml"]
        );
    }

    #[test]
    fn one_name_for_all_is_no_more_work_than_a_name_for_each() {
        const FILES: usize = 10_000;
        let mut names = Names::default();
        // Half of them stand where the other half would go.
        (2..FILES / 2 + 2).for_each(|nth| drop(names.add(&format!("a-{nth}.yaml"))));
        (0..FILES / 2).for_each(|_| drop(names.add("a.yaml")));
        assert!(names.tries < 3 * FILES, "{} tries", names.tries);
    }
}
