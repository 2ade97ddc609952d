//! How much of a matrix is printed: cells are counted before the first of them is made.

use crate::text::Text;

/// The rows that are printed, and what is said of the others.
#[derive(Debug)]
pub(crate) struct Most {
    /// So many of the first rows.
    pub(crate) rows: usize,
    /// What is left out, in one sentence.
    pub(crate) left_out: Option<String>,
}

/// How a matrix of fewer rows is had.
pub(crate) const FOLD: &str = "`--by-class` and `--by-workload` give alike pods one row, `--summary` counts";

impl Most {
    /// The first rows with no more cells than `limit` together. `parts`: for each row of how many it is made, each of which
    /// is asked with each of a column.
    pub(crate) fn of(parts: &[usize], limit: u64) -> Most {
        let columns: u64 = parts.iter().map(|it| *it as u64).sum();
        let mut cells: u64 = 0;
        let fits = |it: &&usize| {
            cells = cells.saturating_add(columns.saturating_mul(**it as u64));
            cells <= limit
        };
        let rows = parts.iter().take_while(fits).count();
        let left = parts.len() - rows;
        let all = columns.saturating_mul(columns);
        let left_out = (0 < left).then(|| {
            format!(
                "{left} of {} rows are not printed: the whole matrix has {all} cells, more than `--limit-cells` ({limit})",
                parts.len()
            )
        });
        Most { rows, left_out }
    }

    /// Says what is left out, beside the output. `how`: how else it is had.
    pub(crate) fn to_stderr(&self, how: &str) {
        if let Some(it) = &self.left_out {
            to_stderr(it, how);
        }
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        u8::from(self.left_out.is_some())
    }
}

/// Says of a result that something is left out, beside it.
pub(crate) fn to_stderr(left_out: &str, how: &str) {
    let mut text = Text::default();
    text.line(format_args!("the result is incomplete: {left_out}"));
    text.line(format_args!("  help: raise `--limit-cells` (`none` is no limit){how}"));
    text.to_stderr();
}

#[cfg(test)]
mod tests {
    use super::Most;

    #[test]
    fn whole_rows_are_printed_as_long_as_their_cells_fit() {
        for (limit, rows) in [(u64::MAX, 4), (16, 4), (15, 3), (4, 1), (3, 0), (0, 0)] {
            let most = Most::of(&[1; 4], limit);
            assert_eq!((most.rows, most.left_out.is_some()), (rows, rows < 4), "{limit}");
        }
        // A row of three parts asks three times as much.
        assert_eq!(Most::of(&[1, 3, 1], 19).rows, 1);
        assert_eq!(Most::of(&[1, 3, 1], 20).rows, 2);
        assert_eq!(Most::of(&[], 0).left_out, None);
    }
}
