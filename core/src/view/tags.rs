//! Where a tag such as `C-04` leads to: the page of the site that explains every rule.
//!
//! Enters: a tag of `docs/semantics.md`. Leaves: an address relative to the site. Deliberately not here: the rules.

/// The page that is made of `docs/semantics.md`, beside the playground's own.
pub const RULES_PAGE: &str = "semantics.html";

/// The address of a rule, relative to the playground: `semantics.html#c-04`.
pub fn rule_address(tag: &str) -> String {
    format!("{RULES_PAGE}#{}", tag.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::rule_address;

    #[test]
    fn a_tag_is_its_own_address() {
        assert_eq!(rule_address("C-04"), "semantics.html#c-04");
    }
}
