//! Matrices drawn in comments.

use std::ops::Range;

use super::{Judge, parse_probe};
use crate::ask::Port;

/// A drawn matrix: `# expect tcp/80:` and the comment lines below it.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// `tcp/80` or `any`.
    pub probe_text: String,
    probe: Option<(&'static str, u16)>,
    /// Names of sources.
    pub rows: Vec<String>,
    /// Names of destinations.
    pub columns: Vec<String>,
    signs: Vec<Vec<char>>,
    /// The lines of the drawing in the case's text.
    pub lines: Range<usize>,
}

/// Reads the drawing that `lines[at]` announces; `rest` is what follows `# expect `.
pub fn read(lines: &[&str], at: usize, rest: &str) -> Result<Drawing, String> {
    let probe_text = rest.trim().trim_end_matches(':').to_owned();
    let probe = match probe_text.as_str() {
        "any" => None,
        text => Some(parse_probe(text).ok_or_else(|| format!("`# expect {rest}`: which port?"))?),
    };
    let body: Vec<Vec<&str>> = lines[at + 1..]
        .iter()
        .map_while(|it| it.strip_prefix("#  "))
        .map(|it| it.split_whitespace().collect())
        .collect();
    let [columns, rows @ ..] = body.as_slice() else {
        return Err(format!("`# expect {rest}`: no matrix below"));
    };
    let mut signs = Vec::new();
    for row in rows {
        let Some(drawn) = row.get(1..).filter(|it| it.len() == columns.len()) else {
            return Err(format!("row {row:?} does not have {} signs", columns.len()));
        };
        signs.push(drawn.iter().filter_map(|it| it.chars().next()).collect());
    }
    Ok(Drawing {
        probe_text,
        probe,
        rows: rows.iter().map(|it| it[0].to_owned()).collect(),
        columns: columns.iter().map(|it| (*it).to_owned()).collect(),
        signs,
        lines: at + 1..at + 1 + body.len(),
    })
}

impl Drawing {
    fn sign(&self, by: &dyn Judge, from: &str, to: &str) -> Result<char, String> {
        let answer = match self.probe {
            Some((protocol, port)) => by.port(from, to, &Port::Number(protocol, port)),
            None => by.whole(from, to),
        };
        Ok(answer?.sign())
    }

    /// The same rows and columns with the signs of one evaluator.
    pub fn draw(&self, by: &dyn Judge) -> Result<Drawing, String> {
        let row = |from: &String| {
            self.columns.iter().map(|to| self.sign(by, from, to)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Drawing { signs: self.rows.iter().map(row).collect::<Result<_, _>>()?, ..self.clone() })
    }

    /// As it stands in a case: one comment line for the columns, one for each row.
    pub fn text(&self) -> String {
        let width = |it: &String| it.chars().count();
        let first = self.rows.iter().map(width).max().unwrap_or(0);
        let mut text = format!("#   {:first$}", "");
        for column in &self.columns {
            text.push_str(&format!("  {column}"));
        }
        text.push('\n');
        for (row, signs) in self.rows.iter().zip(&self.signs) {
            let mut line = format!("#   {row:first$}");
            for (column, sign) in self.columns.iter().zip(signs) {
                let middle = width(column) / 2;
                let cell = format!("{}{}", " ".repeat(middle), if *sign == ' ' { '_' } else { *sign });
                line.push_str(&format!("  {cell:w$}", w = width(column)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
