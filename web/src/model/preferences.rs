//! What a user sets once: never in a link.

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Theme {
    /// The next one of the button that goes round.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    /// The one of this name; the system's where there is none.
    pub fn from_name(name: &str) -> Theme {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// The value of `data-theme`, and the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Sizes and colours. The two splits are tenths of a per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Which colours.
    pub theme: Theme,
    /// How much of the width the editor has.
    pub columns: i32,
    /// How much of the height the matrix has.
    pub rows: i32,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { theme: Theme::System, columns: 410, rows: 620 }
    }
}

impl Preferences {
    /// As `theme=dark;columns=41.0;rows=60.5`.
    pub fn to_text(self) -> String {
        let (columns, rows) = (per_cent(self.columns), per_cent(self.rows));
        format!("theme={};columns={columns};rows={rows}", self.theme.as_str())
    }

    /// What can be understood of it; the rest is the default.
    pub fn from_text(text: &str) -> Preferences {
        let mut it = Preferences::default();
        for field in text.split(';') {
            let Some((key, value)) = field.split_once('=') else { continue };
            let share = || tenths(value).filter(|it| (100..=900).contains(it));
            match key {
                "theme" => it.theme = Theme::from_name(value),
                "columns" => it.columns = share().unwrap_or(it.columns),
                "rows" => it.rows = share().unwrap_or(it.rows),
                _ => (),
            }
        }
        it
    }
}

/// Tenths as a number with one digit after the point.
pub fn per_cent(tenths: i32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The reverse; `41` is understood too.
fn tenths(text: &str) -> Option<i32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digit = part.bytes().next().filter(u8::is_ascii_digit)?;
    Some(whole.parse::<u16>().ok()? as i32 * 10 + i32::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_come_back_and_nonsense_is_left_out() {
        let it = Preferences { theme: Theme::Dark, columns: 305, rows: 700 };
        assert_eq!(Preferences::from_text(&it.to_text()), it);
        assert_eq!(Preferences::from_text("theme=dark;columns=30.5;rows=70"), it);
        assert_eq!(Preferences::from_text("theme=red;columns=1000;rows=;x"), Preferences::default());
    }
}
