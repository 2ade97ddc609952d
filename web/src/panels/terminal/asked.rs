//! What the view asks of the terminal besides carrying out commands.

use std::rc::Rc;

use netpol_core::SourceFile;
use netpol_core::terminal::Terminal;

use super::held::Held;
use crate::base::guard::attempt;

impl Held {
    /// Commands to begin with.
    pub(super) fn examples(&self) -> Vec<String> {
        self.judge.begin();
        let (judge, terminal) = (Rc::clone(&self.judge), self.ask(Terminal::clone));
        let found = attempt(move || terminal.examples(&|files: &[SourceFile]| judge.evaluate(files)));
        found.unwrap_or_default()
    }

    /// All that is shown, as text.
    pub(super) fn transcript(&self) -> String {
        let mut res = String::new();
        for it in self.entries.borrow().iter() {
            for (at, line) in it.command.split('\n').enumerate() {
                res.push_str(if at == 0 { "$ " } else { "> " });
                res.push_str(line);
                res.push('\n');
            }
            it.printed.iter().for_each(|it| res.push_str(&it.text));
            for it in &it.reasons {
                res.push_str(&format!("# {}\n", it.text));
            }
        }
        res
    }
}
