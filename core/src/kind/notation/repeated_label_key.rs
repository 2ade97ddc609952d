//! L-96: one key twice in one `matchLabels`, with different values.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;

pub(super) struct RepeatedLabelKey;

impl Notation for RepeatedLabelKey {
    const ABOUT: &'static About = &About::new(
        "L-96",
        "repeated-label-key",
        Severity::Error,
        "One key stands twice in one `matchLabels`, with different values. Only the last is kept, where mostly either was meant.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: both, namespace: shop}
spec:
  podSelector:
    matchLabels:
      run: one
      run: two
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: both, namespace: shop}
spec:
  podSelector:
    matchExpressions:
    - {key: run, operator: In, values: [one, two]}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let entry = place.entry?;
        let labels = place.parent.filter(|it| it.ends_in("matchLabels"))?;
        let mut values: Vec<&str> = Vec::new();
        let mut is_later = false;
        for it in labels.node.entries().iter().filter(|it| it.key == entry.key) {
            is_later |= !values.is_empty() && it.key_span == entry.key_span;
            let value = it.value.as_str()?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if !is_later || values.len() < 2 {
            return None;
        }
        let key = entry.key.as_ref();
        let wanted = Yaml::map([
            ("key", Yaml::text(key)),
            ("operator", Yaml::text("In")),
            ("values", Yaml::list(values.iter().map(|it| Yaml::text(*it)))),
        ]);
        let list = Yaml::list([wanted.clone()]).in_line();
        let selector = labels.parent?;
        let (path, rewritten) = (selector.path.to_string(), rewritten(selector, key, wanted));
        let fixes = scene.fix("select pods with either value", |it| {
            [rewritten.as_ref().and_then(|new| it.set_in_line(&path, new))]
        });
        let help = format!(
            "if either is meant, write `matchExpressions: {list}`; else delete one. `kubectl` sends the last without a word, and it is evaluated here"
        );
        let at = entry.key_span;
        let meant = Meant::at(place, format!("the label `{key}` stands here twice, with different values"));
        Some(Meant { at, covers: vec![at], ..meant }.help(help).fixes(fixes))
    }
}

/// The selector with an expression in the place of these pairs.
fn rewritten(selector: &Place<'_>, key: &str, wanted: Yaml) -> Option<Yaml> {
    let mut labels = Vec::new();
    for it in selector.node.get("matchLabels")?.entries().iter().filter(|it| it.key != key) {
        labels.push((it.key.to_string(), Yaml::of(&it.value)?));
    }
    let mut expressions = match selector.node.get("matchExpressions") {
        Some(it) => it.items().iter().map(Yaml::of).collect::<Option<Vec<_>>>()?,
        None => Vec::new(),
    };
    expressions.push(wanted);
    let mut pairs = Vec::new();
    if !labels.is_empty() {
        pairs.push(("matchLabels", Yaml::Map(labels)));
    }
    pairs.push(("matchExpressions", Yaml::List(expressions)));
    Some(Yaml::map(pairs))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    #[test]
    fn either_is_an_expression() {
        let text = policy("  podSelector: {matchLabels: {run: one, app: web, run: two}}");
        let it = finding(&text, "L-96");
        assert!(
            it.message
                .starts_with("the label `run` stands here twice, with different values (duplicate field")
        );
        assert!(
            it.help.contains("`matchExpressions: [{key: run, operator: In, values: [one, two]}]`"),
            "{}",
            it.help
        );
        assert_eq!(
            applied(&text, &it.fixes[0]),
            policy(
                "  podSelector: {matchLabels: {app: web}, matchExpressions: [{key: run, operator: In, values: [one, two]}]}"
            )
        );
    }

    #[test]
    fn the_same_value_twice_is_only_a_key_twice() {
        none(&policy("  podSelector: {matchLabels: {run: one, run: one}}"), "L-96");
    }
}
