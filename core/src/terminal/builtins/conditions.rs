//! Conditions of a shell: `[ … ]`, `[[ … ]]` and `test`.

use super::super::text;
use super::{Io, Shell};

impl Shell {
    /// A condition in brackets, or behind `test`. One that is not simulated ends the line: it is neither true nor false.
    pub(super) fn condition(&mut self, name: &str, words: &[String]) -> Io {
        let is_closed = match name {
            "[" => words.last().is_some_and(|it| it == "]"),
            "[[" => words.last().is_some_and(|it| it == "]]"),
            _ => true,
        };
        // `&&` in double brackets comes as the end of the command.
        if !is_closed {
            return self.undecided(&format!("{name} {}", words.join(" ")));
        }
        let is_there: &dyn Fn(&str) -> bool = &|it| self.file(it).is_some();
        match holds(words, self.place.is_none().then_some(is_there)) {
            Ok(holds) => Io { status: i32::from(!holds), ..Io::default() },
            Err(what) => self.undecided(&what),
        }
    }
}

/// A condition as a program of a pod. Whether a file is there may not be known.
pub(in super::super) fn test(words: &[String], is_there: Option<&dyn Fn(&str) -> bool>) -> Io {
    match holds(words, is_there) {
        Ok(holds) => Io { status: i32::from(!holds), ..Io::default() },
        Err(what) => Io { status: 2, ..Io::error(format!("test: {what}: not simulated here")) },
    }
}

/// Whether a condition holds. `Err` is what of it is not simulated.
fn holds(words: &[String], is_there: Option<&dyn Fn(&str) -> bool>) -> Result<bool, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|it| !matches!(*it, "]" | "]]")).collect();
    of_words(&words, is_there)
}

fn of_words(words: &[&str], is_there: Option<&dyn Fn(&str) -> bool>) -> Result<bool, String> {
    let number = |it: &str| it.trim().parse::<i64>().ok();
    Ok(match words {
        [one, "=" | "==", other] => one == other,
        [one, "!=", other] => one != other,
        [one, "=~", other] => fits(one, other).ok_or_else(|| words.join(" "))?,
        [one, "-eq", other] => number(one) == number(other),
        [one, "-ne", other] => number(one) != number(other),
        [one, "-gt", other] => number(one) > number(other),
        [one, "-lt", other] => number(one) < number(other),
        [one, "-ge", other] => number(one) >= number(other),
        [one, "-le", other] => number(one) <= number(other),
        ["!", rest @ ..] if !rest.is_empty() => !of_words(rest, is_there)?,
        ["-z", it] => it.is_empty(),
        ["-z"] => true,
        ["-n", it] => !it.is_empty(),
        ["-e" | "-f" | "-r" | "-s", it] => match is_there {
            Some(is_there) => is_there(it),
            None => return Err("the files of containers".to_owned()),
        },
        [it] => !it.is_empty(),
        [] => false,
        _ => return Err(words.join(" ")),
    })
}

/// Whether a text has a stretch that fits a pattern; `None` for signs of patterns that are not simulated.
fn fits(text: &str, pattern: &str) -> Option<bool> {
    let is_simulated = !pattern.contains(['[', ']', '(', ')', '+', '?', '{', '}']);
    is_simulated.then(|| pattern.split('|').any(|it| text::matches(it, text, false)))
}
