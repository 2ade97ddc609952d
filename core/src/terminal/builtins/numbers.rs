//! `seq`: numbers one after the other.

use super::Io;

/// So many numbers are printed at most.
const MOST: i64 = 100_000;
/// Digits behind the point are counted in these.
const PLACES: u32 = 6;

/// `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`.
pub(super) fn seq(words: &[String]) -> Io {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|it| *it != "--").collect();
    if let Some(it) = words.iter().find(|it| is_flag(it)) {
        return Io::error(format!("seq: {it}: not simulated here"));
    }
    let (first, step, last) = match words.as_slice() {
        [] => return Io::error("seq: missing operand"),
        [last] => ("1", "1", *last),
        [first, last] => (*first, "1", *last),
        [first, step, last] => (*first, *step, *last),
        [.., extra] => return Io::error(format!("seq: extra operand '{extra}'")),
    };
    let mut numbers = Vec::new();
    for it in [first, step, last] {
        match fixed(it) {
            Some(it) => numbers.push(it),
            None => return Io::error(format!("seq: invalid floating point argument: '{it}'")),
        }
    }
    let [from, by, to] = numbers.as_slice() else { return Io::default() };
    if *by == 0 {
        return Io::error(format!("seq: invalid Zero increment value: '{step}'"));
    }
    let count = to.saturating_sub(*from).checked_div(*by).filter(|it| *it >= 0).map_or(0, |it| it + 1);
    // Where it begins behind its end there is none.
    let count = if (*by > 0) == (from <= to) || from == to { count } else { 0 };
    if count > MOST {
        return Io::error(format!("seq: {count} numbers are too many here: at most {MOST} are printed"));
    }
    let places = places(first).max(places(step));
    Io::out((0..count).map(|nth| shown(from + nth * by, places) + "\n").collect::<String>())
}

fn is_flag(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|it| it.starts_with(|it: char| !it.is_ascii_digit() && it != '.'))
}

/// How many digits a number has behind its point.
fn places(word: &str) -> usize {
    word.split_once('.').map_or(0, |it| it.1.len())
}

/// A number in millionths.
fn fixed(word: &str) -> Option<i64> {
    let (is_negative, word) = match word.strip_prefix('-') {
        Some(it) => (true, it),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    };
    let (whole, behind) = word.split_once('.').unwrap_or((word, ""));
    let is_number = |it: &str| it.chars().all(|it| it.is_ascii_digit());
    if (whole.is_empty() && behind.is_empty()) || !is_number(whole) || !is_number(behind) {
        return None;
    }
    let scale = 10_i64.pow(PLACES);
    let digits = PLACES as usize;
    if behind.len() > digits {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
    let behind = format!("{behind:0<digits$}").parse::<i64>().ok()?;
    let res = whole.checked_mul(scale)?.checked_add(behind)?;
    Some(if is_negative { -res } else { res })
}

/// With so many digits behind the point.
fn shown(value: i64, places: usize) -> String {
    let scale = 10_i64.pow(PLACES);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, behind) = (value.abs() / scale, value.abs() % scale);
    if places == 0 {
        return format!("{sign}{whole}");
    }
    let digits = PLACES as usize;
    let behind = format!("{behind:0>digits$}");
    format!("{sign}{whole}.{}", behind.get(..places).unwrap_or(&behind))
}

#[cfg(test)]
mod tests {
    use super::seq;

    #[test]
    fn numbers_go_up_and_down_and_in_parts() {
        let of = |it: &str| {
            let words: Vec<String> = it.split_whitespace().map(str::to_owned).collect();
            seq(&words).parts.into_iter().map(|it| it.1).collect::<String>().replace('\n', " ")
        };
        assert_eq!(of("3"), "1 2 3 ");
        assert_eq!(of("-1 1"), "-1 0 1 ");
        assert_eq!(of("3 -1 1"), "3 2 1 ");
        assert_eq!(of("1 .5 2"), "1.0 1.5 2.0 ");
        assert_eq!(of("3 1"), "");
        assert_eq!(of("1 0 2"), "seq: invalid Zero increment value: '0' ");
        assert_eq!(of("1 x"), "seq: invalid floating point argument: 'x' ");
        assert_eq!(of("2000").lines().next().map(|it| it.split_whitespace().count()), Some(2000));
        assert!(of("1000000000").starts_with("seq: 1000000000 numbers are too many here"));
    }
}
