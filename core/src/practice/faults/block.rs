//! Address blocks: an exception that is left out, and another length.

use super::Finder;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["except"]) {
        if policy.written.at(&place.path).is_some() {
            it.edit(&place.path, policy.written.delete(&place.path));
        }
    }
    for place in policy.places_of(&["cidr", "except", "networks"]) {
        let Some((address, length)) = place.node.as_str().and_then(|it| it.split_once('/')) else { continue };
        let Ok(length) = length.parse::<u8>() else { continue };
        let most = if address.contains(':') { 128 } else { 32 };
        for other in [length + 1, length.saturating_add(8)].into_iter().filter(|it| *it <= most) {
            it.edit(&place.path, policy.scalar(&place, &format!("{address}/{other}")));
        }
    }
}
