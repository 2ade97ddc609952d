//! The kinds of problems: one line for each. Those that lints find are in `lint`, each beside its rule.
//!
//! Deliberately not here: the words of an occurrence, which stand where it is found.

use std::fmt;

use super::Severity;

/// What is known of a kind of problem without an occurrence of it.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct About {
    /// Its number in the specification of findings: `L-29`, or `R-49` where it stands elsewhere; empty where it has none.
    pub id: &'static str,
    /// Kebab-case: it names the problem, not the cure, and reads well after *allow*: `families-differ`.
    pub code: &'static str,
    /// How bad it is, unless an occurrence says otherwise.
    pub severity: Severity,
    /// What it means, in one sentence.
    pub summary: &'static str,
}

impl About {
    /// One kind of problem.
    pub(crate) const fn new(
        id: &'static str,
        code: &'static str,
        severity: Severity,
        summary: &'static str,
    ) -> About {
        About { id, code, severity, summary }
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $([$id:literal])? $severity:ident $summary:literal)*) => {
        /// Which kind of problem it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $name,)*
            /// What a rule of `lint` finds.
            Lint(&'static About),
        }

        impl Code {
            /// Every code but those of lints, which [`RULES`](crate::lint::RULES) lists.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Its name in all outputs: `unknown-field`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $code,)*
                    Code::Lint(it) => it.code,
                }
            }

            /// What is known of it.
            pub const fn about(self) -> &'static About {
                match self {
                    $(Code::$name => const { &About::new(concat!($($id)?), $code, Severity::$severity, $summary) },)*
                    Code::Lint(it) => it,
                }
            }
        }
    };
}

// In the order of the way: from what cannot be read to what only the whole input shows.
codes! {
    Unreadable "unreadable" Error "A file cannot be read."
    NotFollowed "not-followed" Error "A link leads out of the folder that is read, and is not followed."
    NotText "not-text" Error "A file is no text: it is compressed, UTF-16 without a mark, or another binary form."
    NotYaml "not-yaml" ["L-83"] Error "Text that is neither YAML nor a command with an end stands around the manifests."
    StandIns "stand-ins" Info "The input has policies and no pods for them: some were made up, so that there is something to see."
    Rewritten "rewritten" Info "What stands there is no plain YAML, and was read as what it says: a command, a page, a template."
    NotInText "not-in-text" Warning "The text names something that is not in it: an address or a file that is applied, policies of which a table shows the names, a change that cannot be carried out."
    LostIndentation "lost-indentation" Warning "Lines lost the spaces before them, and it is not certain where one of them belongs."
    LookAlikeCharacter "look-alike-character" ["L-82"] Error "A character only looks like one of YAML: a typographic space, quote, dash or colon."
    WrongSeparator "wrong-separator" ["L-81"] Error "A line of dashes looks like a separator, but a separator has exactly three."
    LastVersion "last-version" Info "A text that is being edited cannot be read, and its last version that could stays in force."
    TemplateHole "template-hole" Warning "A value of a template is not in the input, and an object that depends on it is not read as it will be."
    NotModelled "not-modelled" Warning "A part of a kustomization or of another tool's file is not modelled, and what it would change is not known."
    LabelsInPeers "labels-in-peers" Warning "A kustomization writes its labels into peers that mean pods of others, which do not have them."
    PassedOver "passed-over" Info "Files that hold no manifest: values of a chart, patches, settings of other tools."
    HeldPolicies "held-policies" Warning "Policies stand inside another object, as text or in a template, and are not evaluated."
    RequirementNotMet "requirement-not-met" Warning "A constraint of Gatekeeper is not met by an object of the input."
    InvalidYaml "invalid-yaml" Error "A document is not valid YAML, and nothing in it is read."
    YamlVersion "yaml-version" Error "A `%YAML` line, which `kubectl` refuses."
    SeparatorText "separator-text" Warning "Text follows the dashes of a separator; `kubectl` refuses it."
    MissingSeparator "missing-separator" Error "Another object begins without a `---` line before it."
    NotAnObject "not-an-object" Error "A document is not an object with `apiVersion` and `kind`."
    MissingType "missing-type" Error "An object lacks `apiVersion` or `kind`."
    NoSuchKind "no-such-kind" ["L-80"] Error "No server knows this kind under this version; a similar one exists."
    NullItem "null-item" Warning "An item of a list of objects is empty, and is skipped."
    RemovedApi "removed-api" Warning "Current servers no longer know this version of the kind."
    UnservedVersion "unserved-version" ["L-50"] Warning "No server knows this kind under this version."
    UnknownField "unknown-field" Error "The API has no such field; strict decoding refuses the object."
    DuplicateKey "duplicate-key" Error "A key is written twice in one object; the last one counts."
    WrongType "wrong-type" Error "A value has another type than the API wants there."
    RequiredValue "required-value" Error "A field that the API requires is missing or empty."
    InvalidValue "invalid-value" Error "The API server refuses this value."
    UnfilledPlaceholder "unfilled-placeholder" ["L-84"] Error "A value is a placeholder that was not filled in: `${APP}`, `<namespace>`."
    UnsupportedValue "unsupported-value" Error "The API knows other values for this field."
    DuplicateValue "duplicate-value" Error "A value that must be unique is there twice."
    Forbidden "forbidden" Error "The API server does not allow this field here."
    TooLong "too-long" Error "A text is longer than the API allows."
    TooMany "too-many" Error "A list or map has more entries than the API allows."
    GeneratedName "generated-name" Warning "`generateName` works with `kubectl create` only."
    NamespaceIgnored "namespace-ignored" Warning "An object that lives in no namespace names one."
    LabelOverwritten "label-overwritten" Warning "A label that the API server sets itself is written with another value."
    MissingTemplate "missing-template" Warning "A workload has no pod template, and so no pods."
    SelectorMismatch "selector-mismatch" Error "The selector of a workload does not match the labels of its template."
    NonCanonicalCidr "non-canonical-cidr" ["L-65"] Warning "A CIDR has host bits or leading zeros."
    NullListElement "null-list-element" ["L-17"] Error "A dash without a value stands for an entry that matches everything."
    PolicyStatus "policy-status" Info "A NetworkPolicy has no `status` in current versions."
    ResourceBackend "resource-backend" Info "A `resource` backend of an Ingress is not evaluated."
    EmptyProtocol "empty-protocol" Warning "An empty protocol is taken for TCP."
    SinglePortRange "single-port-range" Warning "A range of ports is a single port."
    ImpossiblePortName "impossible-port-name" Warning "No container port can have this name."
    PolicyWithoutRules "policy-without-rules" ["L-58"] Info "A cluster-wide policy has no rules, and so no effect."
    OldPeerShape "old-peer-shape" ["L-51"] Error "A peer is written in a form that earlier versions of the API had."
    DomainNamesAction "domain-names-action" ["L-62"] Error "`domainNames` stands in a rule whose action does not support it."
    BlankLabelValue "blank-label-value" Warning "The API server drops a label without a value, and the selector does not ask for it."
    ExperimentalChannel "experimental-channel" Info "A field belongs to the experimental channel, which few clusters have."
    RepeatedObject "repeated-object" Info "An object is there twice with the same content."
    DuplicateObject "duplicate-object" Error "An object is there twice with different content; the later one counts."
    SharedAddress "shared-address" Warning "Two pods have the same address."
    MixedGenerations "mixed-generations" ["L-56"] Info "Policies of v1alpha1 and v1alpha2 stand side by side; no cluster serves both."
    ForeignPolicy "foreign-policy" Warning "A policy of another API, which is not evaluated."
    IgnoredKinds "ignored-kinds" Info "Objects of kinds that do not matter to policies."
    UnreadExpectation "unread-expectation" Warning "A `# expect` comment or a test of a `tests:` list cannot be read, and what it expects is not checked."
    UnusedIgnore "unused-ignore" Info "A finding is to be ignored that is not there, or that has another name."
    QuestionAboutKnownAddress "question-about-known-address" ["L-95"] Info "An address that was asked for as one outside the cluster is that of a pod, a Service or a node, and is answered as such."
    WorkLimit "work-limit" Error "The evaluation takes more steps than the limit of counted work, and pods are left out."
    MoreProblems "more-problems" Info "There are more problems than are told."
}

impl Code {
    /// Where the documentation explains it, seen from the folder `docs`.
    pub fn page(self) -> String {
        let page = if matches!(self, Code::Lint(_)) { "findings" } else { "problems" };
        format!("{page}.md#{}", self.as_str())
    }

    /// Whether a server says it of a value that it reads and does not allow.
    pub(crate) fn is_of_value(self) -> bool {
        const ALL: [Code; 7] = [
            Code::RequiredValue,
            Code::InvalidValue,
            Code::UnsupportedValue,
            Code::DuplicateValue,
            Code::Forbidden,
            Code::TooLong,
            Code::TooMany,
        ];
        ALL.contains(&self)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
