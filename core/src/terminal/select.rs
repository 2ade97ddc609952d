//! Selectors of labels, as flags and objects write them.

use super::value::Value;

/// One thing that is asked of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// The key has this value.
    Is(String, String),
    /// It has one of these values.
    In(String, Vec<String>),
    /// It has none of them, or is not there.
    NotIn(String, Vec<String>),
    Exists(String),
    Lacks(String),
}

/// All that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selector {
    asks: Vec<Ask>,
}

impl Selector {
    pub(super) fn pairs(pairs: &[(String, String)]) -> Selector {
        Selector { asks: pairs.iter().map(|it| Ask::Is(it.0.clone(), it.1.clone())).collect() }
    }

    /// `matchLabels` and `matchExpressions`.
    pub(super) fn of(value: &Value) -> Selector {
        let mut res = Selector::pairs(&value.get("matchLabels").map(Value::pairs).unwrap_or_default());
        for it in value.get("matchExpressions").map(Value::items).unwrap_or_default() {
            let key = it.str_at(&["key"]);
            let mut values: Vec<String> =
                it.get("values").map(Value::items).unwrap_or_default().iter().map(Value::plain).collect();
            values.sort();
            res.asks.push(match it.str_at(&["operator"]).as_str() {
                "In" => Ask::In(key, values),
                "NotIn" => Ask::NotIn(key, values),
                "Exists" => Ask::Exists(key),
                _ => Ask::Lacks(key),
            });
        }
        res
    }

    /// The selector of a workload; its template's labels where it has none.
    pub(super) fn of_object(value: &Value) -> Selector {
        match value.at(&["spec", "selector"]) {
            Some(it) if it.get("matchLabels").is_some() || it.get("matchExpressions").is_some() => {
                Selector::of(it)
            }
            Some(it) if !it.entries().is_empty() => Selector::pairs(&it.pairs()),
            _ => {
                let labels = value.at(&["spec", "template", "metadata", "labels"]);
                Selector::pairs(&labels.map(Value::pairs).unwrap_or_default())
            }
        }
    }

    pub(super) fn fits(&self, labels: &[(String, String)]) -> bool {
        let get = |key: &String| labels.iter().find(|it| it.0 == *key).map(|it| &it.1);
        self.asks.iter().all(|it| match it {
            Ask::Is(key, value) => get(key) == Some(value),
            Ask::In(key, values) => get(key).is_some_and(|it| values.contains(it)),
            Ask::NotIn(key, values) => get(key).is_none_or(|it| !values.contains(it)),
            Ask::Exists(key) => get(key).is_some(),
            Ask::Lacks(key) => get(key).is_none(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.asks.is_empty()
    }

    /// `app=web,tier notin (db)`, sorted by key as kubectl prints selectors of objects; `<none>` for all.
    pub(super) fn shown(&self) -> String {
        if self.asks.is_empty() {
            return "<none>".to_owned();
        }
        let mut asks: Vec<&Ask> = self.asks.iter().collect();
        asks.sort_by(|one, other| one.key().cmp(other.key()));
        let one = |it: &&Ask| match it {
            Ask::Is(key, value) => format!("{key}={value}"),
            Ask::In(key, values) => format!("{key} in ({})", values.join(",")),
            Ask::NotIn(key, values) => format!("{key} notin ({})", values.join(",")),
            Ask::Exists(key) => key.clone(),
            Ask::Lacks(key) => format!("!{key}"),
        };
        asks.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Reads what `-l` was given. `Err` is what is wrong with it, in the server's words.
    pub(super) fn parse(text: &str) -> Result<Selector, String> {
        let mut reader = Reader { words: words(text), at: 0 };
        let mut asks = Vec::new();
        while let Some(word) = reader.next() {
            if word == "," {
                continue;
            }
            let (is_not, key) =
                if word == "!" { (true, reader.next().unwrap_or_default()) } else { (false, word) };
            check_key(&key)?;
            if is_not {
                asks.push(Ask::Lacks(key));
                reader.end()?;
                continue;
            }
            let Some(sign) = reader.next().filter(|it| it != ",") else {
                asks.push(Ask::Exists(key));
                continue;
            };
            match sign.as_str() {
                "in" | "notin" => {
                    let values = reader.values()?;
                    asks.push(if sign == "in" { Ask::In(key, values) } else { Ask::NotIn(key, values) });
                }
                "=" | "==" | "!=" => {
                    let value = reader.peek().filter(|it| it != "," && it != "=").unwrap_or_default();
                    if !value.is_empty() {
                        reader.at += 1;
                    }
                    let values = vec![value];
                    asks.push(if sign == "!=" { Ask::NotIn(key, values) } else { Ask::In(key, values) });
                }
                other => {
                    return Err(format!(
                        "unable to parse requirement: found '{other}', expected: in, notin, =, ==, !=, gt, lt"
                    ));
                }
            }
            reader.end()?;
        }
        Ok(Selector { asks })
    }
}

impl Ask {
    fn key(&self) -> &str {
        match self {
            Ask::Is(it, _) | Ask::In(it, _) | Ask::NotIn(it, _) | Ask::Exists(it) | Ask::Lacks(it) => it,
        }
    }
}

struct Reader {
    words: Vec<String>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<String> {
        let it = self.peek()?;
        self.at += 1;
        Some(it)
    }

    fn peek(&self) -> Option<String> {
        self.words.get(self.at).cloned()
    }

    fn end(&mut self) -> Result<(), String> {
        match self.next() {
            None => Ok(()),
            Some(it) if it == "," => Ok(()),
            Some(it) => Err(format!("found '{it}', expected: ',' or 'end of string'")),
        }
    }

    fn values(&mut self) -> Result<Vec<String>, String> {
        let open = self.next().unwrap_or_default();
        if open != "(" {
            return Err(format!("unable to parse requirement: found '{open}', expected: '('"));
        }
        let mut res = Vec::new();
        loop {
            match self.next() {
                Some(it) if it == ")" => {
                    res.sort();
                    return Ok(res);
                }
                Some(it) if it == "," => {}
                Some(it) => res.push(it),
                None => return Err("unable to parse requirement: found '', expected: ',' or ')'".to_owned()),
            }
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let mut res: Vec<String> = Vec::new();
    let mut is_open = false;
    for it in text.chars() {
        match it {
            ' ' | '\t' => is_open = false,
            '(' | ')' | ',' => {
                res.push(it.to_string());
                is_open = false;
            }
            '=' if res.last().is_some_and(|it| it == "=" || it == "!") && !is_open => {
                if let Some(it) = res.last_mut() {
                    // A third sign begins another word.
                    if it == "=" || it == "!" {
                        it.push('=');
                    }
                }
            }
            '=' | '!' => {
                res.push(it.to_string());
                is_open = false;
            }
            _ if is_open => {
                if let Some(last) = res.last_mut() {
                    last.push(it);
                }
            }
            _ => {
                res.push(it.to_string());
                is_open = true;
            }
        }
    }
    res
}

pub(super) const KEY_RULE: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
pub(super) const VALUE_RULE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/// Whether a text may be the name in a label's key, or its value.
pub(super) fn is_label(text: &str) -> bool {
    let is_end = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    text.len() <= 63
        && is_end(text.chars().next())
        && is_end(text.chars().next_back())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it))
}

fn check_key(key: &str) -> Result<(), String> {
    let name = key.rsplit('/').next().unwrap_or_default();
    if is_label(name) {
        return Ok(());
    }
    Err(format!("unable to parse requirement: <nil>: Invalid value: \"{key}\": {KEY_RULE}"))
}
