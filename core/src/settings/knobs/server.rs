//! What the API server reads, and what it refuses.

use crate::options::KubeVersion;
use crate::options::Options;

use super::{Flag, Group, Knob, ON_OFF, Shape, Spelling, ValueError, on, pick};

pub(super) const SERVER: Group = Group {
    title: "The API server",
    says: "What it reads, and what it refuses.",
    knobs: &[
        Knob {
            key: "default-namespace",
            title: "Default namespace",
            says: "The namespace of objects that do not name one, as with kubectl's current context.",
            contested: None,
            shape: Shape::Line("shop"),
            default: "default",
            flag: Flag::of("NAME"),
            apply: |it, text| {
                let name = text.trim();
                let known = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
                let edge = name.starts_with('-') || name.ends_with('-');
                if name.is_empty() || 63 < name.len() || edge || !name.bytes().all(known) {
                    return Err(ValueError::new(format!(
                        "`{name}` is not a name of a namespace: lower case letters, digits and dashes"
                    )));
                }
                it.default_namespace = name.to_owned();
                Ok(())
            },
        },
        Knob {
            key: "kube-version",
            title: "Kubernetes version",
            says: "Whether a CIDR with host bits or leading zeros is an error or only a warning.",
            contested: Some((
                "C-29",
                "Servers up to 1.35 store such CIDRs with a warning, 1.36 refuses them.",
            )),
            shape: Shape::Choice(&[("1.36", "1.36 and later"), ("1.35", "up to 1.35")]),
            default: "1.36",
            flag: Flag {
                reads: Some(release),
                more: "The command line takes every release: 1.34.",
                ..Flag::of("VERSION")
            },
            apply: |it, text| {
                let minor = pick(text, &[("1.36", 36), ("1.35", 35)])?;
                it.kube_version = KubeVersion { minor };
                Ok(())
            },
        },
        Knob {
            key: "strict",
            title: "Strict decoding",
            says: "Whether unknown and repeated fields refuse a policy, as `kubectl apply` does.",
            contested: Some((
                "C-44",
                "kubectl keeps the last of several equal keys and says nothing; strict servers refuse the manifest.",
            )),
            shape: ON_OFF,
            default: "on",
            flag: Flag {
                also: &[Spelling::Switch(
                    "lenient",
                    "off",
                    "Evaluate policies with unknown or repeated fields, as `kubectl --validate=warn` does, and cluster-wide ones that lack a required selector.",
                )],
                ..Flag::of("ON|OFF")
            },
            apply: |it, text| on(text).map(|on| it.strict = on),
        },
        Knob {
            key: "experimental-channel",
            title: "Experimental fields",
            says: "Whether `nodes`, `domainNames` and v1alpha1 `namedPort` exist in cluster-wide policies.",
            contested: None,
            shape: Shape::Choice(&[("on", "known"), ("off", "unknown, as in the standard channel")]),
            default: "on",
            flag: Flag {
                also: &[Spelling::Switch(
                    "standard-channel",
                    "off",
                    "Do not know the fields of the experimental channel: `nodes`, `domainNames`, `namedPort` of v1alpha1.",
                )],
                ..Flag::of("ON|OFF")
            },
            apply: |it, text| on(text).map(|on| it.experimental_channel = on),
        },
    ],
};

/// Any release, as `1.34`, `v1.34` or `1.34.2`.
fn release(options: &mut Options, text: &str) -> Result<(), ValueError> {
    let digits = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.");
    let minor = digits.and_then(|it| it.split('.').next()).and_then(|it| it.parse().ok());
    let wrong = || ValueError::new(format!("`{text}` is not a Kubernetes version such as 1.36"));
    options.kube_version = KubeVersion { minor: minor.ok_or_else(wrong)? };
    Ok(())
}
