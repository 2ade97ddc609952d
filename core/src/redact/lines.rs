//! Data of Secrets in documents that are no YAML, such as templates: found by lines and their indentation.

use super::Confidential;
use crate::source::Span;

/// Tells the data of a Secret whose keys stand at the margin: from behind the key to the last line that belongs to it.
pub(super) fn look(text: &str, tell: &mut dyn FnMut(Span, Confidential)) {
    if !text.lines().any(|it| matches!(it.trim_end(), "kind: Secret" | "kind: \"Secret\"" | "kind: 'Secret'"))
    {
        return;
    }
    let mut at = 0;
    // Where the value begins that the lines belong to, where it ends so far, and how many blocks are open in it.
    let mut own: Option<(usize, usize, i32)> = None;
    for line in text.split_inclusive('\n') {
        let written = line.trim_end();
        if let Some((start, end, depth)) = own {
            let belongs = written.is_empty() || line.starts_with([' ', '\t', '#']) || line.starts_with("{{");
            let (lowest, depth) = blocks(line, depth);
            if belongs && lowest >= 0 {
                own = Some((start, if written.is_empty() { end } else { at + written.len() }, depth));
            } else {
                told(text, start, end, tell);
                own = None;
            }
        }
        let key = ["data", "stringData"]
            .into_iter()
            .find(|key| line.strip_prefix(key).is_some_and(|it| it.starts_with(':')));
        if let Some(key) = key.filter(|_| own.is_none()) {
            own = Some((at + key.len(), at + written.len(), blocks(line, 0).1));
        }
        at += line.len();
    }
    if let Some((start, end, _)) = own {
        told(text, start, end, tell);
    }
}

fn told(text: &str, start: usize, end: usize, tell: &mut dyn FnMut(Span, Confidential)) {
    let value = text.get(start..end).unwrap_or_default().trim_start_matches(':').trim();
    if !matches!(value, "" | "{}") {
        tell(Span::new(start as u32, end as u32), Confidential::SecretData);
    }
}

/// How many blocks of a template are open behind a line, and at the lowest in it, when so many are before it.
fn blocks(line: &str, before: i32) -> (i32, i32) {
    let (mut lowest, mut depth) = (before, before);
    for code in line.split("{{").skip(1) {
        let word = code.trim_start_matches(['-', ' ']);
        let word = word.split(|it: char| !it.is_ascii_alphabetic()).next();
        match word {
            Some("if" | "range" | "with" | "define" | "block") => depth += 1,
            Some("end") => depth -= 1,
            // What follows is another branch of the block around it.
            Some("else") => lowest = lowest.min(depth - 1),
            _ => {}
        }
        lowest = lowest.min(depth);
    }
    (lowest, depth)
}

#[cfg(test)]
mod tests {
    use crate::redact::{find, redacted};

    #[test]
    fn data_of_a_template_goes_and_its_blocks_stay_whole() {
        let text = "{{- if .Values.on }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-{{ lookup \"a\" }}\n  labels: {{- include \"l\" . | nindent 4 }}\nstringData:\n  {{- if .Values.more }}\n  a: hunter2\n  {{- else }}\n  a: hunter2\n  {{- end }}\n{{- range .Values.all }}\n  {{ . }}: hunter2\n{{- end }}\n\n  b: |\n    hunter2\ntype: Opaque\ndata:\n  c: aHVudGVy\n{{- end }}\n---\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata:\n  x: {{ .Values.kept }}\n";
        let res = redacted(text);
        let wanted = "{{- if .Values.on }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-{{ lookup \"a\" }}\n  labels: {{- include \"l\" . | nindent 4 }}\nstringData: {}\ntype: Opaque\ndata: {}\n{{- end }}\n---\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata:\n  x: {{ .Values.kept }}\n";
        assert_eq!(res, wanted);
        assert_eq!(find(&res), [], "nothing is left");
    }
}
