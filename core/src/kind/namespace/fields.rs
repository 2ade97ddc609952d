//! The fields of a Namespace in plain words.

use crate::kind::fields::{API_VERSION, Fields, KIND, STATUS, Shape, WIDE_METADATA, field, object};

/// v1 Namespace.
pub(in crate::kind) static FIELDS: Fields = object(
    "Namespace",
    &[
        API_VERSION,
        KIND,
        WIDE_METADATA,
        field("spec", Shape::Anything, "Nothing that is written by hand.").passed_over(),
        STATUS,
    ],
);
