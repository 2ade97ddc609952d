//! The fields of a Namespace in plain words.

use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, STATUS, Shape, Sort, WIDE, field, object, wide_meta, wide_metadata,
};

/// v1 Namespace.
pub(in crate::kind) static FIELDS: Fields = object(
    "Namespace",
    &[
        API_VERSION,
        KIND,
        wide_metadata(&META),
        field("spec", Shape::Anything, "Nothing that is written by hand.").passed_over(),
        STATUS,
    ],
);

static META: Fields = object("ObjectMeta", &META_FIELDS);
static META_FIELDS: [Field; WIDE] = wide_meta(Sort::Namespaces);
