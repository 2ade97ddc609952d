//! Pods that stand for any pod: "any pod", "any pod of shop".

/// A pod of which only what is said here is known: every other label may be there or not, with any value. What is allowed
/// for it is allowed for every pod like it, and what is possible for it is allowed for some.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnyPod {
    /// Where it lives.
    pub namespace: AnyNamespace,
    /// Labels by key; without a value the pod certainly does not have it.
    pub labels: Vec<(String, Option<String>)>,
}

/// The namespace of such a pod.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnyNamespace {
    /// Any that has these labels, and lacks those without a value.
    Any(Vec<(String, Option<String>)>),
    /// The one of this name; its labels may be anything where the input does not have it.
    Named(String),
}

impl AnyPod {
    /// Any pod of any namespace.
    pub fn anywhere() -> AnyPod {
        AnyPod { namespace: AnyNamespace::Any(Vec::new()), labels: Vec::new() }
    }

    /// From `any pod` or `any pod of NAMESPACE`.
    pub fn parse(text: &str) -> Option<AnyPod> {
        let rest = text.strip_prefix(ANY_POD)?;
        if rest.is_empty() {
            return Some(AnyPod::anywhere());
        }
        let name = rest.strip_prefix(" of ")?.trim();
        let namespace = AnyNamespace::Named(name.to_owned());
        (!name.is_empty()).then_some(AnyPod { namespace, labels: Vec::new() })
    }

    /// What it is called as an end of a question: `any pod of shop with app=web, without debug`.
    pub fn id(&self) -> String {
        let of = match &self.namespace {
            AnyNamespace::Any(labels) if labels.is_empty() => String::new(),
            AnyNamespace::Any(labels) => format!(" of any namespace{}", words(labels)),
            AnyNamespace::Named(name) => format!(" of {name}"),
        };
        format!("{ANY_POD}{of}{}", words(&self.labels))
    }
}

const ANY_POD: &str = "any pod";

fn words(labels: &[(String, Option<String>)]) -> String {
    let with = labels.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)));
    let without = labels.iter().filter(|it| it.1.is_none()).map(|it| format!("no {}", it.0));
    let all: Vec<String> = with.chain(without).collect();
    if all.is_empty() { String::new() } else { format!(" with {}", all.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::AnyPod;

    #[test]
    fn any_pod_is_asked_for_by_its_name() {
        let id = |it| AnyPod::parse(it).map(|it| it.id());
        for text in ["any pod", "any pod of shop"] {
            assert_eq!(id(text), Some(text.to_owned()));
        }
        for text in ["any", "any pods", "any pod of ", "shop/any pod"] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
