//! Which findings are told.

use crate::findings::{named, nearest_name};

use super::{Flag, Group, Knob, Shape, lines};

pub(super) const FINDINGS: Group = Group {
    title: "Findings",
    says: "Which of them are told.",
    knobs: &[Knob {
        key: "ignore",
        title: "Findings to ignore",
        says: "Names or numbers of findings that are not told. An error that leaves something out is told all the same.",
        contested: None,
        shape: Shape::Lines("wide-rule"),
        default: "",
        flag: Flag {
            more: "Repeat it for several. `netpol lint --list` names all of them.",
            ..Flag::of("NAME")
        },
        apply: |it, text| {
            it.ignore = lines(text, |line| match named(line) {
                Some(_) => Ok(line.to_owned()),
                None => Err(match nearest_name(line) {
                    Some(near) => {
                        format!("there is no finding with the name `{line}`: did you mean `{near}`?")
                    }
                    None => format!("there is no finding with the name `{line}`"),
                }),
            })?;
            Ok(())
        },
    }],
};
