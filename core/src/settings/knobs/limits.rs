//! How much is done for one input.

use crate::options::{LIMIT_WORK, Options};

use super::{Flag, Group, Knob, Shape, ValueError};

pub(super) const LIMITS: Group = Group {
    title: "Limits",
    says: "How much is done for one input. What would take more is left out: it is shown as not computed, and the result is incomplete.",
    knobs: &[Knob {
        key: "limit-work",
        title: "Steps of the evaluation",
        says: "How many steps the evaluation may take, each about a rule and a pair of pods that it may match.",
        contested: None,
        shape: Shape::Line("1000000"),
        default: DEFAULT,
        flag: Flag {
            reads: Some(any),
            more: "On the command line any number, and `none` for no limit.",
            ..Flag::of("STEPS")
        },
        apply: |it, text| {
            // Links hold settings: who writes one must not be able to hold up the page that opens it.
            const MOST: u64 = 10 * LIMIT_WORK;
            let steps = number(text)?;
            if MOST < steps {
                return Err(ValueError::new(format!("`{steps}` is more than {MOST}")));
            }
            it.limit_work = steps;
            Ok(())
        },
    }],
};

const DEFAULT: &str = "5000000000";

fn number(text: &str) -> Result<u64, ValueError> {
    let text = text.trim();
    text.parse().map_err(|_| ValueError::new(format!("`{text}` is not a number of steps such as {DEFAULT}")))
}

/// Any number, or none.
fn any(options: &mut Options, text: &str) -> Result<(), ValueError> {
    options.limit_work = if text == "none" { u64::MAX } else { number(text)? };
    Ok(())
}
