//! Selectors of labels as command lines write them: `app=web,tier!=db,env in (a,b),!old`.

/// Whether labels fit a selector. One that is not understood fits nothing.
pub(crate) fn fits(selector: &str, labels: &[(String, String)]) -> bool {
    let get = |key: &str| labels.iter().find(|it| it.0 == key.trim()).map(|it| it.1.as_str());
    terms(selector).into_iter().all(|term| {
        let term = term.trim();
        if let Some((key, values)) = set(term, " notin ") {
            return get(key).is_none_or(|it| !values.contains(&it));
        }
        if let Some((key, values)) = set(term, " in ") {
            return get(key).is_some_and(|it| values.contains(&it));
        }
        if let Some((key, value)) = term.split_once("!=") {
            return get(key) != Some(value.trim());
        }
        if let Some((key, value)) = term.split_once("==").or_else(|| term.split_once('=')) {
            return get(key) == Some(value.trim());
        }
        match term.strip_prefix('!') {
            Some(key) => get(key).is_none(),
            None => !term.is_empty() && get(term).is_some(),
        }
    })
}

fn set<'t>(term: &'t str, word: &str) -> Option<(&'t str, Vec<&'t str>)> {
    let (key, values) = term.split_once(word)?;
    let values = values.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some((key, values.split(',').map(str::trim).collect()))
}

/// The terms between commas that are not in brackets.
pub(crate) fn terms(selector: &str) -> Vec<&str> {
    let (mut depth, mut start, mut res) = (0_i32, 0, Vec::new());
    for (at, it) in selector.char_indices() {
        match it {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                res.extend(selector.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    res.extend(selector.get(start..));
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_what_selectors_ask_for() {
        let labels = [("app".to_owned(), "web".to_owned()), ("tier".to_owned(), "front".to_owned())];
        for it in
            ["app=web", "app==web,tier", "tier!=back", "app in (api, web),!old", "app notin (db)", "x!=y"]
        {
            assert!(fits(it, &labels), "{it}");
        }
        for it in ["app=api", "old", "!app", "tier notin (front)", "app in (db)", "app=web,tier=back", ""] {
            assert!(!fits(it, &labels), "{it}");
        }
    }
}
