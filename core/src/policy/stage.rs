//! The stages that a connection meets one after the other, as data.
//!
//! Leaves: [`STAGES`]. Each stage has a name and a [`Mode`]: how its rules decide together. The evaluation walks
//! through the list and knows only the modes, so a new stage is a new [`Tier`] and an entry in this file.
//!
//! Deliberately not here: the walk itself (`eval::pieces`), and which kinds of objects belong to a stage (the
//! compilers beside this file).

/// A stage by its name, in the order in which a connection meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Before NetworkPolicy: what an administrator decides for good.
    Admin,
    /// NetworkPolicy itself.
    NetworkPolicy,
    /// After it: what holds where no other policy said anything.
    Baseline,
}

/// How the rules of a stage decide together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Policies have priorities, rules an order: the first rule that matches decides, or passes on to the next stage
    ///
    FirstMatch,
    /// A subject that one of the policies selects is isolated: what no rule accepts is denied. Rules only accept, and
    /// add up.
    Union,
    /// The same, but rules may also deny, and such a rule wins over all that accept.
    #[allow(dead_code, reason = "no kind needs it so far; the walk and its tests know it")]
    DenyOverrides,
}

impl Mode {
    /// Whether priorities, names and the order of rules matter.
    pub fn is_ordered(self) -> bool {
        match self {
            Mode::FirstMatch => true,
            Mode::Union | Mode::DenyOverrides => false,
        }
    }

    /// Whether its policies isolate the subjects that they select. Then the stage decides for these, either way, and
    /// no later one is asked.
    pub fn isolates(self) -> bool {
        !self.is_ordered()
    }
}

/// A stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which.
    pub tier: Tier,
    /// As people name it.
    pub name: &'static str,
    /// How its rules decide.
    pub mode: Mode,
}

/// All stages in the order of the walk. After the last one everything is allowed.
pub const STAGES: [Stage; 3] = [Tier::Admin.stage(), Tier::NetworkPolicy.stage(), Tier::Baseline.stage()];

impl Tier {
    /// What the walk needs to know of it.
    pub const fn stage(self) -> Stage {
        let (name, mode) = match self {
            Tier::Admin => ("Admin", Mode::FirstMatch),
            Tier::NetworkPolicy => ("NetworkPolicy", Mode::Union),
            Tier::Baseline => ("Baseline", Mode::FirstMatch),
        };
        Stage { tier: self, name, mode }
    }

    /// How its rules decide.
    pub const fn mode(self) -> Mode {
        self.stage().mode
    }

    /// As people and the API of cluster-wide policies name it.
    pub const fn as_str(self) -> &'static str {
        self.stage().name
    }

    /// Whether an isolating stage comes before it, so that a selected subject never gets here.
    pub fn is_after_isolation(self) -> bool {
        STAGES.iter().any(|it| it.mode.isolates() && it.tier < self)
    }
}

/// One value for each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PerStage<T>([T; STAGES.len()]);

impl<T> PerStage<T> {
    /// Asks for each stage.
    pub fn from_fn(it: impl FnMut(Stage) -> T) -> PerStage<T> {
        PerStage(STAGES.map(it))
    }

    /// The value of a stage.
    #[expect(
        clippy::indexing_slicing,
        reason = "there is one for each tier; a test holds the list to the enum"
    )]
    pub fn at(&self, tier: Tier) -> &T {
        &self.0[tier as usize]
    }

    /// The same, to be changed.
    #[expect(
        clippy::indexing_slicing,
        reason = "there is one for each tier; a test holds the list to the enum"
    )]
    pub fn at_mut(&mut self, tier: Tier) -> &mut T {
        &mut self.0[tier as usize]
    }

    /// All values in the order of the stages.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::STAGES;

    #[test]
    fn stages_are_listed_in_the_order_of_their_tiers() {
        for (at, it) in STAGES.iter().enumerate() {
            assert_eq!(it.tier as usize, at, "{}", it.name);
        }
    }
}
