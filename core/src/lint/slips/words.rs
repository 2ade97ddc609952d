//! Keys in other letters than the API has them.

use super::{Candidate, Slip};

/// Writes the key that was probably meant.
pub(super) fn candidates(slip: &Slip<'_>, name: &str) -> Vec<Candidate> {
    let rename = (slip.at.clone(), name.to_owned());
    let title = format!("write `{name}`");
    let mut res = vec![Candidate::new(title.clone(), vec![rename.clone()])];
    // One value, where a list is wanted.
    let rest = slip.text.get(slip.at.end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    if let Some(value) = line.strip_prefix(": ").map(str::trim).filter(|it| !it.is_empty()) {
        let value = value.split(" #").next().unwrap_or(value).trim_end_matches(['}', ',', ']']).trim_end();
        let start = slip.at.end + line.find(value).unwrap_or(2);
        let list = (start..start + value.len(), format!("[{value}]"));
        res.push(Candidate::new(format!("{title}, a list"), vec![rename, list]));
    }
    res
}
