//! What a command prints: lines for people, or JSON. Both are harmless wherever they are shown, so nothing else is
//! printed.

use crate::json::Json;
use crate::text::Text;

/// What goes to standard output.
#[derive(Debug)]
pub(crate) enum Output {
    Text(Text),
    Json(Json),
    /// It was printed already.
    Nothing,
}

impl Output {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Output::Text(it) => it.as_str(),
            Output::Json(it) => it.as_str(),
            Output::Nothing => "",
        }
    }
}

impl From<Text> for Output {
    fn from(it: Text) -> Output {
        Output::Text(it)
    }
}

impl From<Json> for Output {
    fn from(it: Json) -> Output {
        Output::Json(it)
    }
}
