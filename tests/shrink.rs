//! Makes a failing input smaller: whole documents first, then lines with what is indented below them.

/// The smallest text found by leaving things out for which `fails` still holds.
pub fn shrink(text: &str, fails: &dyn Fn(&str) -> bool) -> String {
    let mut documents: Vec<String> = text.split("---\n").map(str::to_owned).collect();
    let joined = |documents: &[String]| documents.join("---\n");
    loop {
        let before = joined(&documents);
        for at in (0..documents.len()).rev() {
            let mut fewer = documents.clone();
            fewer.remove(at);
            if fails(&joined(&fewer)) {
                documents = fewer;
            }
        }
        for at in 0..documents.len() {
            let mut line = 0;
            while let Some(smaller) = without_block(&documents[at], line) {
                let mut fewer = documents.clone();
                fewer[at] = smaller;
                if fails(&joined(&fewer)) {
                    documents = fewer;
                } else {
                    line += 1;
                }
            }
        }
        if joined(&documents) == before {
            return before;
        }
    }
}

/// The text without a line and the deeper ones that follow it; `None` past the last line.
fn without_block(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |it: &str| it.len() - it.trim_start().len();
    let own = indent(lines.get(line)?);
    let below = lines[line + 1..].iter().take_while(|it| indent(it) > own).count();
    let rest = lines[..line].iter().chain(&lines[line + 1 + below..]);
    Some(rest.map(|it| format!("{it}\n")).collect())
}

#[test]
fn what_does_not_matter_goes() {
    let text = "a:\n  b: 1\n  c: 2\n---\nd: 3\n---\ne:\n  - f\n  - g\n";
    let smaller = shrink(text, &|it| it.contains("c: 2") && it.contains("- g"));
    assert_eq!(smaller, "a:\n  c: 2\n---\ne:\n  - g\n");
}
