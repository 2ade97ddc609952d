//! The files of a scenario: one text, in which a comment `# file: NAME` begins the next of them.

use crate::source::SourceFile;

/// The title of a scenario and its files, without the comment lines of its head; `None` where a text is no scenario.
pub fn scenario_files(text: &str) -> Option<(String, Vec<SourceFile>)> {
    let is_head = |it: &&str| it.starts_with('#') || it.trim().is_empty();
    let title = text.lines().take_while(is_head).find_map(|it| it.strip_prefix("# title:"))?;
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut in_head = true;
    for it in text.lines() {
        if let Some(name) = it.strip_prefix("# file:") {
            files.push((name.trim(), String::new()));
            in_head = false;
            continue;
        }
        in_head &= is_head(&it);
        if in_head {
            continue;
        }
        if files.is_empty() {
            files.push(("policies.yaml", String::new()));
        }
        if let Some((_, text)) = files.last_mut() {
            text.push_str(it);
            text.push('\n');
        }
    }
    let tidy = |text: &str| {
        let text = text.trim_matches('\n').trim_start_matches("---\n").trim_end_matches("\n---");
        format!("{}\n", text.trim_matches('\n'))
    };
    Some((
        title.trim().to_owned(),
        files.into_iter().map(|(name, text)| SourceFile::new(name, tidy(&text))).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::scenario_files;

    #[test]
    fn a_scenario_has_a_title_and_files() {
        let text = "# title: A\n# lesson: b\n# file: x.yaml\n# own\na: 1\n# file: y.yaml\n---\nb: 2\n\n";
        let (title, files) = scenario_files(text).unwrap();
        assert_eq!(title, "A");
        let files: Vec<(&str, &str)> = files.iter().map(|it| (it.name.as_str(), &*it.text)).collect();
        assert_eq!(files, [("x.yaml", "# own\na: 1\n"), ("y.yaml", "b: 2\n")]);
        assert_eq!(scenario_files("a: 1\n# title: no\n"), None);
    }
}
