//! Tables as kubectl prints them: columns as wide as their widest cell, with three blanks between.

/// A table on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new<S: AsRef<str>>(head: &[S]) -> Table {
        Table { head: head.iter().map(|it| it.as_ref().to_owned()).collect(), rows: Vec::new() }
    }

    pub(super) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|it| it.as_ref().to_owned()).collect());
    }

    /// The lines. The last column is not filled up.
    pub(super) fn print(&self, has_head: bool) -> String {
        let lines: Vec<&Vec<String>> = has_head.then_some(&self.head).into_iter().chain(&self.rows).collect();
        let width = |at: usize| {
            lines.iter().filter_map(|it| it.get(at)).map(|it| it.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let mut res = String::new();
        for line in lines {
            for (at, cell) in line.iter().enumerate() {
                if at + 1 == line.len() {
                    res.push_str(cell);
                } else {
                    let width = widths.get(at).copied().unwrap_or(0) + 3;
                    res.push_str(&format!("{cell:width$}"));
                }
            }
            res.push('\n');
        }
        res
    }
}
