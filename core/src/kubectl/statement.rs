//! Command lines to statements: what one line says, with all lines that belong to it.

use super::words::{ARITHMETIC, Frame, Here, Input, Item, Lexer, READER, Simple, Statement, When, Word};

/// How deep loops may lie in each other.
const DEPTH: usize = 16;

/// The statement that begins at a line's start, and where the line behind it begins. `is_open` in it tells that a quote
/// or a loop goes on behind the end of the text.
pub fn statement(text: &str, start: usize) -> (Statement, usize) {
    let lexer = Lexer { text, at: start, is_open: false };
    let mut parser = Parser { lexer, heres: Vec::new(), filled: 0, depth: 0 };
    let items = parser.list(&[]);
    parser.newline();
    let is_open = parser.lexer.is_open;
    let end = parser.lexer.at.max(start);
    (Statement { items, heres: parser.heres, is_open }, end)
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    heres: Vec<Here>,
    /// How many here-documents have their text.
    filled: usize,
    depth: usize,
}

impl Parser<'_> {
    /// What is done up to one of some words; with none, up to the end of the line.
    fn list(&mut self, ends: &[&str]) -> Vec<Item> {
        let mut items = Vec::new();
        let mut when = When::Always;
        loop {
            self.lexer.skip_blanks();
            match self.lexer.peek() {
                None => {
                    self.lexer.is_open |= !ends.is_empty();
                    return items;
                }
                Some('\n') if ends.is_empty() => return items,
                Some('\n') => self.newline(),
                Some(';' | '&' | '|') => {
                    self.lexer.at += 1;
                    let doubled = self.lexer.text.get(self.lexer.at - 1..=self.lexer.at);
                    when = match doubled {
                        Some("&&") => When::Done,
                        Some("||") => When::Refused,
                        _ => When::Always,
                    };
                    if when != When::Always {
                        self.lexer.at += 1;
                        self.skip_lines();
                    }
                }
                Some(')') if ends.contains(&")") => {
                    self.lexer.at += 1;
                    return items;
                }
                Some('(') if self.lexer.skips_arithmetic() => {
                    let when = std::mem::replace(&mut when, When::Always);
                    items.push(self.framed(when, false, Item::Unsimulated(ARITHMETIC, Vec::new())));
                }
                Some('(') => {
                    self.lexer.at += 1;
                    let body = Item::Block(self.nested(&[")"]));
                    let when = std::mem::replace(&mut when, When::Always);
                    items.push(self.framed(when, true, body));
                }
                Some(_) => {
                    if let Some(end) = self.keyword(ends) {
                        self.lexer.at += end.len();
                        return items;
                    }
                    let before = self.lexer.at;
                    items.extend(self.item(std::mem::replace(&mut when, When::Always)));
                    if self.lexer.at == before {
                        // A sign that begins no command.
                        self.lexer.at += self.lexer.peek().map_or(0, char::len_utf8);
                    }
                }
            }
        }
    }

    fn nested(&mut self, ends: &[&str]) -> Vec<Item> {
        self.depth += 1;
        if self.depth > DEPTH {
            self.lexer.is_open = true;
            self.lexer.at = self.lexer.text.len();
            return Vec::new();
        }
        let res = self.list(ends);
        self.depth -= 1;
        res
    }

    fn skip_lines(&mut self) {
        loop {
            self.lexer.skip_blanks();
            if self.lexer.peek() != Some('\n') {
                return;
            }
            self.newline();
        }
    }

    /// The one of some words that stands here as a word of its own.
    fn keyword<'k>(&self, words: &[&'k str]) -> Option<&'k str> {
        words.iter().copied().find(|it| {
            let behind = self.lexer.rest().strip_prefix(it);
            behind.is_some_and(|it| {
                it.is_empty() || it.starts_with([' ', '\t', '\r', '\n', ';', '|', '&', ')', '>'])
            })
        })
    }

    fn take(&mut self, words: &[&str]) -> bool {
        self.skip_lines();
        if self.lexer.peek() == Some(';') {
            self.lexer.at += 1;
            self.skip_lines();
        }
        let found = self.keyword(words);
        self.lexer.at += found.map_or(0, str::len);
        found.is_some()
    }

    fn item(&mut self, when: When) -> Option<Item> {
        const KEYWORDS: &[&str] = &["for", "while", "until", "select", "case", "if", "{", "!", "function"];
        let start = self.lexer.at;
        let Some(keyword) = self.keyword(KEYWORDS) else {
            if self.is_function() {
                return Some(self.function(start));
            }
            return self.pipe(when);
        };
        self.lexer.at += keyword.len();
        let it = match keyword {
            "for" => match self.loops() {
                Some(it) => it,
                None => {
                    self.lexer.at = start;
                    return self.pipe(when);
                }
            },
            "if" => self.condition(),
            "{" => Item::Block(self.nested(&["}"])),
            "function" => return Some(self.function(start)),
            "!" => {
                self.lexer.skip_blanks();
                let is_again = self.lexer.rest().starts_with('!');
                let it = if is_again { self.pipe(When::Always) } else { self.item(When::Always) };
                return it.map(|it| {
                    Frame { when, is_negated: true, is_subshell: false, behind: Vec::new() }.around(it)
                });
            }
            "case" => Item::Unsimulated(keyword, self.nested(&["esac"])),
            _ => {
                self.nested(&["do"]);
                Item::Unsimulated(keyword, self.nested(&["done"]))
            }
        };
        Some(self.framed(when, false, it))
    }

    fn loops(&mut self) -> Option<Item> {
        let text = self.lexer.text;
        let name = self.lexer.word()?.plain(text)?.to_owned();
        if self.lexer.word()?.plain(text)? != "in" {
            return None;
        }
        let mut words = Vec::new();
        while let Some(it) = self.lexer.word() {
            words.push(it);
        }
        if !self.take(&["do"]) {
            return None;
        }
        let body = self.nested(&["done"]);
        Some(Item::For(name, words, body))
    }

    fn condition(&mut self) -> Item {
        let test = self.nested(&["then"]);
        let mut then = self.nested(&["fi", "else", "elif"]);
        let end = self.ended_with(&["fi", "else", "elif"]);
        let otherwise = match end {
            "else" => self.nested(&["fi"]),
            "elif" => {
                self.depth += 1;
                let it = if self.depth > DEPTH { self.nested(&[]) } else { vec![self.condition()] };
                self.depth -= 1;
                it
            }
            _ => Vec::new(),
        };
        then.shrink_to_fit();
        Item::If(test, then, otherwise)
    }

    fn ended_with<'k>(&self, words: &[&'k str]) -> &'k str {
        let before = self.lexer.text.get(..self.lexer.at).unwrap_or_default();
        words.iter().copied().find(|it| before.ends_with(it)).unwrap_or_default()
    }

    /// Puts around a loop or a bracket where it writes, and what reads that.
    fn framed(&mut self, when: When, is_subshell: bool, item: Item) -> Item {
        let mut behind = vec![Simple::default()];
        self.lexer.skip_blanks();
        while let (false, Some(it)) = (self.lexer.is_open, behind.first_mut()) {
            if !self.redirection(it) {
                break;
            }
            self.lexer.skip_blanks();
        }
        if self.lexer.rest().starts_with('|') && !self.lexer.rest().starts_with("||") {
            self.lexer.at += 1;
            self.skip_lines();
            match self.compound().or_else(|| self.pipe(When::Always)) {
                Some(Item::Pipe(commands, _)) => behind.extend(commands),
                Some(it) => return Item::Unsimulated(READER, vec![item, it]),
                None => {}
            }
        }
        behind.retain(|it| *it != Simple::default());
        if behind.first().is_some_and(|it| !it.words.is_empty() || !it.assignments.is_empty()) {
            behind.insert(0, Simple::default());
        }
        Frame { when, is_negated: false, is_subshell, behind }.around(item)
    }

    /// A loop or a condition that reads what a command prints.
    fn compound(&mut self) -> Option<Item> {
        self.keyword(&["for", "while", "until", "select", "case", "if", "{"])
            .filter(|_| self.depth < DEPTH)?;
        self.depth += 1;
        let res = self.item(When::Always);
        self.depth -= 1;
        res
    }

    fn is_function(&self) -> bool {
        let rest = self.lexer.rest();
        let length = rest.find(|it: char| !(it.is_alphanumeric() || "_-".contains(it))).unwrap_or(0);
        length > 0 && rest.get(length..).is_some_and(|it| it.trim_start().starts_with("()"))
    }

    fn function(&mut self, start: usize) -> Item {
        let line = self.lexer.rest();
        let length = line.find(['{', '\n']).unwrap_or(line.len());
        let name = line.get(..length).unwrap_or_default().trim().trim_end_matches("()").trim_end();
        self.lexer.at += length;
        self.skip_lines();
        let mut body = Vec::new();
        if self.lexer.peek() == Some('{') {
            self.lexer.at += 1;
            body = self.nested(&["}"]);
        }
        Item::Function(name.to_owned(), body, start..self.lexer.at)
    }

    fn pipe(&mut self, when: When) -> Option<Item> {
        let mut commands = Vec::new();
        loop {
            let it = self.simple();
            let is_empty = it.words.is_empty() && it.assignments.is_empty() && it.input.is_none();
            if !is_empty {
                commands.push(it);
            }
            self.lexer.skip_blanks();
            let rest = self.lexer.rest();
            if !rest.starts_with('|') || rest.starts_with("||") {
                break;
            }
            self.lexer.at += 1;
            self.skip_lines();
            if let Some(it) = self.compound() {
                let items = vec![Item::Pipe(commands, When::Always), it];
                let frame = Frame { when, is_negated: false, is_subshell: false, behind: Vec::new() };
                return Some(frame.around(Item::Unsimulated(READER, items)));
            }
        }
        (!commands.is_empty()).then_some(Item::Pipe(commands, when))
    }

    fn simple(&mut self) -> Simple {
        let mut res = Simple::default();
        self.lexer.skip_blanks();
        let start = self.lexer.at;
        let mut end = start;
        loop {
            self.lexer.skip_blanks();
            if self.redirection(&mut res) {
                end = self.lexer.at;
                continue;
            }
            let Some(word) = self.lexer.word() else { break };
            end = self.lexer.at;
            match self.assignment(&word).filter(|_| res.words.is_empty()) {
                Some(it) => res.assignments.push(it),
                None if res.words.is_empty() && self.is_here_string(&word) => {
                    res.input = Some(Input::Text(word))
                }
                None => res.words.push(word),
            }
        }
        res.range = start..end;
        res
    }

    fn is_here_string(&self, word: &Word) -> bool {
        self.lexer
            .text
            .get(word.range.clone())
            .is_some_and(|it| it.starts_with("@\"") || it.starts_with("@'"))
    }

    fn assignment(&self, word: &Word) -> Option<(String, Word)> {
        let written = self.lexer.text.get(word.range.clone())?;
        // PowerShell: `$do = "…"` is not read.
        let (name, _) = written.split_once('=')?;
        let mut letters = name.chars();
        let is_name = letters.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_')
            && letters.all(|it| it.is_ascii_alphanumeric() || it == '_');
        if !is_name {
            return None;
        }
        let at = word.range.start + name.len() + 1;
        let mut lexer = Lexer { text: self.lexer.text.get(..word.range.end)?, at, is_open: false };
        let value = if at == word.range.end { None } else { lexer.word() };
        Some((name.to_owned(), value.unwrap_or(Word { parts: Vec::new(), range: at..at })))
    }

    /// Reads `<<EOF`, `> file`, `2>&1` …
    fn redirection(&mut self, command: &mut Simple) -> bool {
        let rest = self.lexer.rest();
        let number = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        let and = usize::from(rest.starts_with("&>"));
        let Some(sign) = rest.get(number + and..) else { return false };
        if !sign.starts_with(['<', '>']) || number > 1 {
            return false;
        }
        let is_output = and == 1 || number == 0 || rest.starts_with('1');
        for mark in ["<<<", "<<-", "<<", "<", ">>", ">&", ">|", ">"] {
            if sign.starts_with(mark) {
                self.lexer.at += number + and + mark.len();
                self.redirect(mark, is_output, and == 1, command);
                return true;
            }
        }
        false
    }

    fn redirect(&mut self, mark: &str, is_output: bool, is_both: bool, command: &mut Simple) {
        let Some(word) = self.lexer.word() else { return };
        if is_both {
            command.errors.push((word.clone(), false));
        }
        match mark {
            "<<" | "<<-" => {
                let written = self.lexer.text.get(word.range.clone()).unwrap_or_default();
                let is_literal = written.contains(['\'', '"', '\\']);
                let end = written.replace(['\'', '"', '\\'], "");
                command.input = Some(Input::Here(self.heres.len()));
                self.heres.push(Here { end, is_literal, is_stripped: mark == "<<-", body: 0..0 });
            }
            "<<<" => command.input = Some(Input::Text(word)),
            "<" => command.input = Some(Input::File(word)),
            ">" | ">|" if is_output => command.output = Some((word, false)),
            ">>" if is_output => command.output = Some((word, true)),
            ">" | ">|" | ">>" => command.errors.push((word, false)),
            ">&" => command.errors.push((word, true)),
            _ => {}
        }
    }

    /// Goes over a line's end: here-documents that were begun on the line follow.
    fn newline(&mut self) {
        let rest = self.lexer.rest();
        self.lexer.at += rest.find('\n').map_or(rest.len(), |it| it + 1);
        while let Some(here) = self.heres.get_mut(self.filled) {
            self.filled += 1;
            let start = self.lexer.at;
            let (mut end, mut at) = (None, start);
            for line in self.lexer.text.get(start..).unwrap_or_default().split_inclusive('\n') {
                let content = line.trim_end_matches(['\n', '\r']);
                let content = if here.is_stripped { content.trim_start_matches('\t') } else { content };
                // Blanks are lost on the way of many a page, at both ends.
                if content.trim() == here.end {
                    end = Some((at, at + line.len()));
                    break;
                }
                at += line.len();
            }
            let (body_end, behind) = end.unwrap_or((self.lexer.text.len(), self.lexer.text.len()));
            here.body = start..body_end;
            self.lexer.at = behind;
        }
    }
}
