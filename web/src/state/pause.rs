//! Why files are not evaluated for now.

/// What holds the evaluation up until the user asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The user stopped it.
    Stopped,
    /// The page ended while it evaluated just these files: the browser closed it, or the user did.
    Unfinished,
    /// The address asks for it, `?safe`.
    Asked,
    /// The learner predicts what connections do: the answers are not to be seen before.
    Closed,
}
