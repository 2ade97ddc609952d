//! Predictions: marks of questions as a file of the page, and connections as a grid. Pure; knows no browser.
//!
//! The marks are a file, as any answer: links, drafts and what is kept with a task hold them without a word about them. Its
//! lines are comments, because the page reads all of its files as manifests.

use netpol_core::SourceFile;
use netpol_core::practice::{Predict, Task};

/// What the file of marks is called, by which the page knows a prediction before it knows the task.
pub const MARKS: &str = "marks.txt";

/// A file of a task as the page has it at the start.
pub fn on_page(task: &Task, file: &SourceFile) -> SourceFile {
    match task.predict.as_ref().filter(|it| it.file == file.name) {
        Some(it) => SourceFile::new(file.name.clone(), it.commented(&it.marks(&file.text))),
        None => file.clone(),
    }
}

/// The marks that the files of the page hold, one for each question. What is none of the words is no mark.
pub fn marks(predict: &Predict, files: &[SourceFile]) -> Vec<Option<String>> {
    let file = files.iter().find(|it| it.name == predict.file);
    let marks = file.map_or_else(|| vec![None; predict.questions.len()], |it| predict.marks(&it.text));
    marks.into_iter().map(|it| it.filter(|it| predict.words.contains(it))).collect()
}

/// The file of marks in which one of them is this word.
pub fn marked(predict: &Predict, files: &[SourceFile], question: usize, word: Option<&str>) -> SourceFile {
    let mut all = marks(predict, files);
    if let Some(it) = all.get_mut(question) {
        *it = word.map(str::to_owned);
    }
    SourceFile::new(predict.file.clone(), predict.commented(&all))
}

/// The word that follows another one where a cell is turned: the first where there is none.
pub fn turned<'w>(words: &'w [String], now: Option<&str>) -> Option<&'w str> {
    let at = now.and_then(|now| words.iter().position(|it| it == now));
    let next = at.map_or(0, |it| it + 1);
    words.get(next).or_else(|| words.first()).map(String::as_str)
}

/// Connections as a grid: a row for each source, a column for each destination with its port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// What stands before each row.
    pub rows: Vec<String>,
    /// What stands over each column: the destination and the port.
    pub columns: Vec<(String, String)>,
    /// The question of each cell, row by row; `None` where nothing is asked.
    pub cells: Vec<Vec<Option<usize>>>,
}

impl Grid {
    /// Where some questions are no connections there is no grid.
    pub fn of(predict: &Predict) -> Option<Grid> {
        let split: Option<Vec<_>> = predict.questions.iter().map(|it| connection(it)).collect();
        let split = split.filter(|it| predict.is_evaluated && !it.is_empty())?;
        let mut rows: Vec<String> = Vec::new();
        let mut columns: Vec<(String, String)> = Vec::new();
        for (from, to, port) in &split {
            if !rows.contains(from) {
                rows.push(from.clone());
            }
            let column = (to.clone(), port.clone());
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let cell = |row: &String, column: &(String, String)| {
            split.iter().position(|it| it.0 == *row && it.1 == column.0 && it.2 == column.1)
        };
        let cells = rows.iter().map(|row| columns.iter().map(|it| cell(row, it)).collect()).collect();
        Some(Grid { rows, columns, cells })
    }

    /// The question at a place.
    fn at(&self, row: usize, column: usize) -> Option<usize> {
        *self.cells.get(row)?.get(column)?
    }

    /// Where a question stands.
    fn place(&self, question: usize) -> Option<(usize, usize)> {
        self.cells.iter().enumerate().find_map(|(row, cells)| {
            let column = cells.iter().position(|it| *it == Some(question))?;
            Some((row, column))
        })
    }

    /// The question that a key leads to from another one: the next in its direction, past places where nothing is asked.
    pub fn step(&self, from: usize, key: &str) -> Option<usize> {
        let (row, column) = self.place(from)?;
        let (height, width) = (self.rows.len(), self.columns.len());
        // In a row or column without another one, the nearest of the next ones.
        let near = |mut rows: Box<dyn Iterator<Item = usize>>| {
            rows.find_map(|row| {
                let asked = (0..width).filter(|it| self.at(row, *it).is_some());
                self.at(row, asked.min_by_key(|it| it.abs_diff(column))?)
            })
        };
        match key {
            "ArrowRight" => (column + 1..width).find_map(|it| self.at(row, it)),
            "ArrowLeft" => (0..column).rev().find_map(|it| self.at(row, it)),
            "ArrowDown" => near(Box::new(row + 1..height)),
            "ArrowUp" => near(Box::new((0..row).rev())),
            "Home" => (0..width).find_map(|it| self.at(row, it)),
            "End" => (0..width).rev().find_map(|it| self.at(row, it)),
            _ => None,
        }
    }
}

/// Source, destination and port of `shop/web -> shop/api TCP 80`.
fn connection(question: &str) -> Option<(String, String, String)> {
    let (from, to) = question.split_once(" -> ")?;
    let (to, port) = to.trim().split_once(' ').unwrap_or((to.trim(), ""));
    let plain = |it: &str| it.trim().to_owned();
    Some((plain(from), plain(to), plain(port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predict(questions: &[&str]) -> Predict {
        Predict {
            file: MARKS.to_owned(),
            questions: questions.iter().map(|&it| it.to_owned()).collect(),
            words: vec!["allowed".to_owned(), "denied".to_owned()],
            is_evaluated: true,
        }
    }

    const ASKED: [&str; 4] =
        ["a/x -> a/y TCP 80", "b/z -> a/y TCP 80", "b/z -> a/y UDP 53", "c/w -> a/y UDP 53"];

    #[test]
    fn marks_are_lines_of_comments_and_come_back() {
        let it = predict(&ASKED);
        let first = marked(&it, &[], 1, Some("denied"));
        assert!(first.text.lines().all(|it| it.starts_with("# ")), "{}", first.text);
        let second = marked(&it, &[first], 0, Some("allowed"));
        let own = |it: &str| Some(it.to_owned());
        assert_eq!(marks(&it, std::slice::from_ref(&second)), [own("allowed"), own("denied"), None, None]);
        let third = marked(&it, &[second], 1, None);
        assert_eq!(marks(&it, &[third]), [own("allowed"), None, None, None]);
        // As the tool has them, in other letters; and a word that is none.
        let plain = SourceFile::new(MARKS, "a/x -> a/y TCP 80: ALLOWED\nb/z -> a/y TCP 80: maybe\n");
        assert_eq!(marks(&it, &[plain]), [own("allowed"), None, None, None]);
        assert_eq!(marks(&it, &[]), [None, None, None, None]);
    }

    #[test]
    fn a_cell_is_turned_from_word_to_word() {
        let words = predict(&[]).words;
        assert_eq!(turned(&words, None), Some("allowed"));
        assert_eq!(turned(&words, Some("allowed")), Some("denied"));
        assert_eq!(turned(&words, Some("denied")), Some("allowed"));
        assert_eq!(turned(&[], None), None);
    }

    #[test]
    fn connections_are_a_grid_and_keys_pass_over_what_is_not_asked() {
        let grid = Grid::of(&predict(&ASKED)).unwrap();
        assert_eq!(grid.rows, ["a/x", "b/z", "c/w"]);
        let column = |port: &str| ("a/y".to_owned(), port.to_owned());
        assert_eq!(grid.columns, [column("TCP 80"), column("UDP 53")]);
        assert_eq!(grid.cells, [vec![Some(0), None], vec![Some(1), Some(2)], vec![None, Some(3)]]);
        for (from, key, to) in [
            (0, "ArrowRight", None),
            (0, "ArrowDown", Some(1)),
            (1, "ArrowRight", Some(2)),
            (1, "ArrowDown", Some(3)),
            (3, "ArrowUp", Some(2)),
            (2, "ArrowUp", Some(0)),
            (2, "Home", Some(1)),
            (1, "End", Some(2)),
            (2, "ArrowLeft", Some(1)),
            (0, "ArrowUp", None),
            (0, "x", None),
        ] {
            assert_eq!(grid.step(from, key), to, "{from} {key}");
        }
    }

    #[test]
    fn what_is_no_connection_is_no_grid() {
        assert_eq!(Grid::of(&predict(&["kubectl get pods"])), None);
        assert_eq!(Grid::of(&Predict { is_evaluated: false, ..predict(&ASKED) }), None);
        assert_eq!(Grid::of(&predict(&[])), None);
    }
}
