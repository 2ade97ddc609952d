//! `printf`: a format and its arguments. As long as there are arguments, the format is used again.

use super::shell::Io;

/// How wide a field may be, and how often a format is used.
const WIDTH: usize = 1000;
const TIMES: usize = 1000;

pub(super) fn printf(words: &[String]) -> Io {
    let words =
        if words.first().is_some_and(|it| it == "--") { words.get(1..).unwrap_or_default() } else { words };
    let Some((format, mut rest)) = words.split_first() else {
        return Io { status: 2, ..Io::error("printf: usage: printf [-v var] format [arguments]") };
    };
    if format == "-v" {
        return Io { status: 2, ..Io::error("printf: -v is not simulated here: use x=$(printf …)") };
    }
    let mut res = Io::default();
    for _ in 0..TIMES {
        let before = rest.len();
        match once(format, &mut rest, &mut res) {
            Ok(text) => res.print(&text),
            Err(why) => {
                res.append(Io::error(why));
                return res;
            }
        }
        if rest.is_empty() || rest.len() == before {
            break;
        }
    }
    res
}

/// The format once, with as many arguments as it takes.
fn once(format: &str, rest: &mut &[String], io: &mut Io) -> Result<String, String> {
    let mut res = String::new();
    let mut letters = format.chars();
    while let Some(it) = letters.next() {
        match it {
            '\\' => match letters.next() {
                Some('n') => res.push('\n'),
                Some('t') => res.push('\t'),
                Some(it @ ('\\' | '"' | '\'')) => res.push(it),
                Some(it) => {
                    return Err(format!("printf: \\{it} is not simulated here: \\n, \\t and \\\\ are"));
                }
                None => res.push('\\'),
            },
            '%' => field(&mut letters, rest, &mut res, io)?,
            it => res.push(it),
        }
    }
    Ok(res)
}

/// What stands behind a `%`.
fn field(
    letters: &mut std::str::Chars<'_>,
    rest: &mut &[String],
    res: &mut String,
    io: &mut Io,
) -> Result<(), String> {
    let (mut flags, mut width, mut most) = (String::new(), String::new(), None::<String>);
    let kind = loop {
        match letters.next() {
            Some(it @ ('-' | '0')) if width.is_empty() && most.is_none() => flags.push(it),
            Some(it) if it.is_ascii_digit() => most.as_mut().unwrap_or(&mut width).push(it),
            Some('.') if most.is_none() => most = Some(String::new()),
            Some(it) => break it,
            None => return Err("printf: `%': missing format character".to_owned()),
        }
    };
    if kind == '%' {
        res.push('%');
        return Ok(());
    }
    let mut argument = || {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        Some(first.as_str())
    };
    let most = most.map(|it| it.parse::<usize>().unwrap_or(0));
    let mut text = match kind {
        's' => {
            let it = argument().unwrap_or_default();
            most.map_or_else(|| it.to_owned(), |most| it.chars().take(most).collect())
        }
        'd' | 'i' if most.is_none() => {
            let it = argument().unwrap_or("0");
            let number = it.trim().parse::<i64>().unwrap_or_else(|_| {
                io.warn(&format!("bash: printf: {it}: invalid number"));
                io.status = 1;
                0
            });
            number.to_string()
        }
        it => {
            return Err(format!(
                "printf: %{it} is not simulated here: %s, %d and %% are, with a width such as %-10s"
            ));
        }
    };
    let width = width.parse::<usize>().unwrap_or(0).min(WIDTH);
    let missing = width.saturating_sub(text.chars().count());
    if flags.contains('-') {
        text.push_str(&" ".repeat(missing));
    } else if flags.contains('0') && kind != 's' {
        let at = usize::from(text.starts_with('-'));
        text.insert_str(at, &"0".repeat(missing));
    } else {
        text.insert_str(0, &" ".repeat(missing));
    }
    res.push_str(&text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_filled_in() {
        let of = |it: &[&str]| {
            let mut io = printf(&it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
            (io.take_out(), io.status)
        };
        let out = |it: &str| (it.to_owned(), 0);
        assert_eq!(of(&["%-5s|%5s|%03d\\n", "a", "b", "7"]), out("a    |    b|007\n"));
        assert_eq!(of(&["%s\\n", "a", "b", "c"]), out("a\nb\nc\n"));
        assert_eq!(of(&["%s-%s;", "a", "b", "c"]), out("a-b;c-;"));
        assert_eq!(of(&["100%%\\n"]), out("100%\n"));
        assert_eq!(of(&["%.2s", "abc"]), out("ab"));
        assert_eq!(of(&["%d", "x"]), ("0".to_owned(), 1));
        assert_eq!(of(&["%x", "1"]).1, 1);
        assert_eq!(of(&["no arguments", "x"]), out("no arguments"));
    }
}
