//! Yes, no, and "the input does not say".

use std::ops::Not;

/// Three-valued truth in Kleene's strong logic: AND — no dominates; OR — yes dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tri {
    /// Certainly not.
    No,
    /// Both remain possible.
    Unknown,
    /// Certainly.
    Yes,
}

impl Tri {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Tri) -> Tri {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Tri) -> Tri {
        self.max(other)
    }

    /// Whether it may hold.
    pub fn possible(self) -> bool {
        self != Tri::No
    }
}

impl From<bool> for Tri {
    fn from(it: bool) -> Tri {
        if it { Tri::Yes } else { Tri::No }
    }
}

impl Not for Tri {
    type Output = Tri;
    fn not(self) -> Tri {
        match self {
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
            Tri::Yes => Tri::No,
        }
    }
}
