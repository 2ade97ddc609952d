//! Names in little room. Pure.

/// A name in at most so many letters: names of one owner differ at their ends, so the middle goes.
pub(super) fn short(name: &str, most: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= most || most < 3 {
        return name.to_owned();
    }
    let tail = most / 2;
    let head = most - 1 - tail;
    let kept = |part: &[char]| part.iter().collect::<String>();
    let (front, rest) = letters.split_at(head);
    format!("{}…{}", kept(front), kept(rest.get(rest.len() - tail..).unwrap_or_default()))
}

/// Namespace and name in at most so many letters, the stroke between them included.
pub(super) fn short_pair(group: &str, name: &str, most: usize) -> (String, String) {
    let (n_group, n_name) = (group.chars().count(), name.chars().count());
    if n_group + 1 + n_name <= most {
        return (group.to_owned(), name.to_owned());
    }
    let room = (most / 3).max(most.saturating_sub(n_name + 1));
    let group = short(group, room);
    let name = short(name, most.saturating_sub(group.chars().count() + 1));
    (group, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        for (name, most, expected) in
            [("web", 5, "web"), ("payments-service-17", 9, "paym…e-17"), ("äöüß", 3, "ä…ß")]
        {
            assert_eq!(short(name, most), expected);
        }
        let pair = |group, name| short_pair(group, name, 12);
        assert_eq!(pair("shop", "web"), ("shop".to_owned(), "web".to_owned()));
        assert_eq!(pair("monitoring", "web"), ("mon…ring".to_owned(), "web".to_owned()));
        assert_eq!(pair("ns", "a-very-long-name"), ("ns".to_owned(), "a-ve…name".to_owned()));
    }
}
