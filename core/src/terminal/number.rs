//! Whole numbers as a shell calculates with them: `$((2 * x + 1))`.

/// How deep brackets may lie in each other.
const DEPTH: usize = 20;

/// The value of an expression; `None` for what is not simulated, and for a division by zero.
pub(super) fn value(text: &str, of: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut it = Reader { rest: text, of };
    let res = it.sum(0)?;
    it.rest.trim().is_empty().then_some(res)
}

struct Reader<'t> {
    rest: &'t str,
    of: &'t dyn Fn(&str) -> Option<i64>,
}

impl Reader<'_> {
    fn takes(&mut self, mark: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sum(&mut self, depth: usize) -> Option<i64> {
        let mut res = self.product(depth)?;
        loop {
            res = match (self.takes('+'), self.rest.trim_start().starts_with('-')) {
                (true, _) => res.checked_add(self.product(depth)?)?,
                (_, true) => {
                    self.takes('-');
                    res.checked_sub(self.product(depth)?)?
                }
                (false, false) => return Some(res),
            };
        }
    }

    fn product(&mut self, depth: usize) -> Option<i64> {
        let mut res = self.one(depth)?;
        loop {
            res = if self.takes('*') {
                res.checked_mul(self.one(depth)?)?
            } else if self.takes('/') {
                res.checked_div(self.one(depth)?)?
            } else if self.takes('%') {
                res.checked_rem(self.one(depth)?)?
            } else {
                return Some(res);
            };
        }
    }

    fn one(&mut self, depth: usize) -> Option<i64> {
        if depth > DEPTH {
            return None;
        }
        if self.takes('-') {
            return self.one(depth + 1)?.checked_neg();
        }
        if self.takes('(') {
            let res = self.sum(depth + 1)?;
            return self.takes(')').then_some(res);
        }
        let rest = self.rest.trim_start();
        let rest = rest.strip_prefix('$').unwrap_or(rest);
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(end)?;
        self.rest = behind;
        match word.chars().next()? {
            it if it.is_ascii_digit() => word.parse().ok(),
            _ => (self.of)(word),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_calculated() {
        let of = |it: &str| super::value(it, &|name| (name == "x").then_some(7));
        assert_eq!(of("1 + 2 * (x - 3)"), Some(9));
        assert_eq!(of("-x % 4 + 10 / 3"), Some(0));
        assert_eq!(of("$x*2"), Some(14));
        for it in ["1 / 0", "1 +", "x++", "1 == 1", "(1", "9223372036854775807 + 1"] {
            assert_eq!(of(it), None, "{it}");
        }
        assert_eq!(of(&"(".repeat(10_000)), None);
    }
}
