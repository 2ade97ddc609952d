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

    /// The value of `data-theme`, and the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Sizes and colours. The two splits are percentages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// Which colours.
    pub theme: Theme,
    /// How much of the width the editor has.
    pub columns: f64,
    /// How much of the height the matrix has.
    pub rows: f64,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { theme: Theme::System, columns: 41.0, rows: 62.0 }
    }
}

impl Preferences {
    /// As `theme=dark;columns=41;rows=60`.
    pub fn to_text(self) -> String {
        format!("theme={};columns={:.1};rows={:.1}", self.theme.as_str(), self.columns, self.rows)
    }

    /// What can be understood of it; the rest is as usual.
    pub fn from_text(text: &str) -> Preferences {
        let mut it = Preferences::default();
        for field in text.split(';') {
            let Some((key, value)) = field.split_once('=') else { continue };
            let share = || value.parse().ok().filter(|it| (10.0..=90.0).contains(it));
            match key {
                "theme" => {
                    it.theme = match value {
                        "light" => Theme::Light,
                        "dark" => Theme::Dark,
                        _ => Theme::System,
                    }
                }
                "columns" => it.columns = share().unwrap_or(it.columns),
                "rows" => it.rows = share().unwrap_or(it.rows),
                _ => (),
            }
        }
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_come_back_and_nonsense_is_left_out() {
        let it = Preferences { theme: Theme::Dark, columns: 30.5, rows: 70.0 };
        assert_eq!(Preferences::from_text(&it.to_text()), it);
        assert_eq!(Preferences::from_text("theme=red;columns=1000;rows=;x"), Preferences::default());
    }
}
