//! L-87: address blocks as other tools write them: several in one value, an address without its length, a range.

use std::net::IpAddr;

use ipnet::{Ipv4Subnets, Ipv6Subnets};

use super::Notation;
use super::scene::{Meant, Place, Scene, cited, shown};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::field::cidr;
use crate::yaml::{Node, Value};

pub(super) struct BlockNotation;

/// The most blocks that one value is taken apart into.
const MOST: usize = 16;

impl Notation for BlockNotation {
    const ABOUT: &'static About = &About::new(
        "L-87",
        "block-notation",
        Severity::Error,
        "A block of addresses is written as another tool has it: several in one value, a list, an address without its length, a range. A peer has one block, and another block is another peer.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: \"10.0.0.0/8,192.168.0.0/16\"}
    - ipBlock:
        cidr: 203.0.113.7
    - ipBlock:
      - cidr: 198.51.100.0/24
      - cidr: 203.0.113.0/25
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 10.0.0.0/8}
    - ipBlock: {cidr: 192.168.0.0/16}
    - ipBlock:
        cidr: 203.0.113.7/32
    - ipBlock:
        cidr: 198.51.100.0/24
    - ipBlock:
        cidr: 203.0.113.0/25
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let is_item = place.entry.is_none();
        if is_item && (place.ends_in("ipBlock.except") || place.ends_in("networks")) {
            return item(scene, place);
        }
        if is_item {
            return None;
        }
        if place.ends_in("ipBlock.except") || !scene.is_network_policy() && place.ends_in("networks") {
            return bare_list(scene, place);
        }
        if place.ends_in("ipBlock") {
            return whole(scene, place);
        }
        if place.ends_in("ipBlock.cidr") {
            return value(scene, place, false);
        }
        (place.ends_in("ipBlock.cidrs") && place.beside("cidr").is_none())
            .then(|| value(scene, place, true))
            .flatten()
    }
}

/// An item of a list of blocks: several of them, or one in another form.
fn item(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let text = place.node.as_str().filter(|it| cidr::parse(it).is_none())?;
    let blocks = blocks(text)?;
    let items: Vec<Yaml> = blocks.iter().map(Yaml::text).collect();
    let path = place.path.to_string();
    let fixes = scene.fix(title(&blocks), |it| [it.set_items(&path, &items)]);
    let help = format!("write {}", shown(&items));
    Some(Meant::at(place, sentence(text, &blocks)).help(help).fixes(fixes))
}

/// `except: 10.1.0.0/16`: a text where a list is wanted.
fn bare_list(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let text = place.node.as_str()?;
    let blocks = if cidr::parse(text).is_some() { vec![text.to_owned()] } else { blocks(text)? };
    let list = Yaml::list(blocks.iter().map(Yaml::text));
    let (path, key) = (place.path.to_string(), place.entry?.key.as_ref());
    let fixes = scene.fix("write a list", |it| [it.set_in_line(&path, &list)]);
    let help = format!("write `{key}: {}`", list.in_line());
    let message = format!("`{key}` is a list of blocks, and {} is a text", cited(text));
    Some(Meant::at(place, message).help(help).fixes(fixes))
}

/// `ipBlock` itself, as a text or a list.
fn whole(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let (message, blocks): (String, Vec<Yaml>) = match &place.node.value {
        Value::String(text) => {
            let found = if cidr::parse(text).is_some() { vec![text.to_string()] } else { blocks(text)? };
            (
                format!("`ipBlock` needs the field `cidr:`, but {} is plain text", cited(text)),
                found.iter().map(|it| block(it, &[])).collect(),
            )
        }
        Value::Sequence(items) if !items.is_empty() && items.len() <= MOST => {
            let one = |it: &Node<'_>| match &it.value {
                Value::String(it) => cidr::parse(it).map(|_| block(it, &[])),
                Value::Mapping(_) if it.get("cidr").is_some() => Yaml::of(it),
                Value::Null
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::Sequence(_)
                | Value::Mapping(_) => None,
            };
            let message = "`ipBlock` is one block, but this is a list".to_owned();
            (message, items.iter().map(one).collect::<Option<_>>()?)
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => return None,
    };
    let meant = Meant::at(place, message);
    if let ([one], true) = (blocks.as_slice(), is_alone(place)) {
        let path = place.path.to_string();
        let fixes = scene.fix("write it as cidr", |it| [it.set_in_line(&path, one)]);
        return Some(meant.help(format!("write `ipBlock: {}`", one.in_line())).fixes(fixes));
    }
    let peers: Vec<Yaml> = blocks.into_iter().map(|it| Yaml::map([("ipBlock", it)])).collect();
    Some(several(scene, place, meant, &peers))
}

/// The value of `cidr`, or of `cidrs`, which does not exist.
fn value(scene: &Scene<'_>, place: &Place<'_>, is_cidrs: bool) -> Option<Meant> {
    let (found, says) = match &place.node.value {
        Value::String(text) => match cidr::parse(text) {
            Some(_) if is_cidrs => (vec![text.to_string()], String::new()),
            Some(_) => return None,
            None => {
                let found = blocks(text)?;
                let says = sentence(text, &found);
                (found, says)
            }
        },
        Value::Sequence(items) if !items.is_empty() && items.len() <= MOST => {
            let texts =
                items.iter().map(|it| it.as_str().filter(|it| cidr::parse(it).is_some()).map(str::to_owned));
            let says = "`cidr` is one block, but this is a list".to_owned();
            (texts.collect::<Option<Vec<_>>>()?, says)
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => return None,
    };
    let meant = match is_cidrs {
        true => Meant::at_key(place, "a block has one `cidr`, and there is no field `cidrs`"),
        false => Meant::at(place, says),
    };
    // The path of the block is that of the peer with `ipBlock` behind it.
    let holder = place.parent?;
    let path = place.path.to_string();
    if let [one] = found.as_slice() {
        let fixes = scene.fix_of(FixClass::Effect, title(&found), |it| {
            let mut edits = Vec::new();
            if is_cidrs {
                edits.push(it.rename(&path, "cidr")?);
            }
            edits.push(it.set_in_line(&path, &Yaml::text(one))?);
            Some(edits)
        });
        return Some(meant.help(format!("write `cidr: {one}`")).fixes(fixes));
    }
    let except: Vec<&str> =
        holder.node.get("except").map_or(&[][..], Node::items).iter().filter_map(Node::as_str).collect();
    let peers: Vec<Yaml> = found.iter().map(|it| Yaml::map([("ipBlock", block(it, &except))])).collect();
    Some(several(scene, holder, meant, &peers))
}

/// Each block is a peer. The place is that of `ipBlock`.
fn several(scene: &Scene<'_>, place: &Place<'_>, meant: Meant, peers: &[Yaml]) -> Meant {
    let peer = place.whole_path();
    let fixes = match is_alone(place) {
        true => scene.fix("write one peer for each block", |it| [it.set_items(&peer, peers)]),
        false => Vec::new(),
    };
    meant.help(format!("one peer for each block: {}", shown(peers))).fixes(fixes)
}

/// Whether the peer has nothing but its block.
fn is_alone(place: &Place<'_>) -> bool {
    place.whole().is_some_and(|it| it.entries().len() == 1)
}

/// A block with those of the exceptions that lie in it.
fn block(text: &str, except: &[&str]) -> Yaml {
    let mut pairs = vec![("cidr", Yaml::text(text))];
    if let Some(outer) = cidr::parse(text) {
        let is_inside = |it: &&&str| cidr::parse(it).is_some_and(|it| outer.strictly_contains(&it));
        let inside: Vec<Yaml> = except.iter().filter(is_inside).map(|it| Yaml::text(*it)).collect();
        if !inside.is_empty() {
            pairs.push(("except", Yaml::List(inside)));
        }
    }
    Yaml::map(pairs)
}

fn title(blocks: &[String]) -> String {
    match blocks {
        [one] => format!("write {one}"),
        several => format!("write {} blocks", several.len()),
    }
}

fn sentence(text: &str, blocks: &[String]) -> String {
    let written = cited(text);
    if text.trim() != text && cidr::parse(text.trim()).is_some() {
        let side = if text.starts_with(char::is_whitespace) { "begins" } else { "ends" };
        return format!("{written} {side} with a space, which is hard to see");
    }
    match blocks {
        _ if range(text).is_some() => {
            format!("{written} is a range, and a block is an address with the length of its prefix")
        }
        [_] => format!("{written} is an address without the length of its prefix"),
        _ => format!("{written} is several blocks, and one is wanted"),
    }
}

/// What a text that is no block means as blocks; `None` where that cannot be told.
fn blocks(text: &str) -> Option<Vec<String>> {
    if let Some(it) = range(text) {
        return Some(it);
    }
    let parts: Vec<&str> = text.split([',', ';', ' ', '\t', '\n']).filter(|it| !it.is_empty()).collect();
    let one = |it: &&str| match cidr::parse(it) {
        Some(_) => Some((*it).to_owned()),
        None => {
            cidr::parse_address(it).map(|it| format!("{}/{}", it.0, if it.0.is_ipv4() { 32 } else { 128 }))
        }
    };
    let blocks: Vec<String> = parts.iter().map(one).collect::<Option<_>>()?;
    (1..=MOST).contains(&blocks.len()).then_some(blocks)
}

/// `10.0.0.1-10.0.0.9`, as the fewest blocks.
fn range(text: &str) -> Option<Vec<String>> {
    let (first, last) = text.split_once(['-', '\u{2013}'])?;
    let address = |it: &str| cidr::parse_address(it.trim()).map(|it| it.0);
    let mut res = Vec::new();
    match (address(first)?, address(last)?) {
        (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
            res.extend(Ipv4Subnets::new(first, last, 0).take(MOST + 1).map(|it| it.to_string()));
        }
        (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
            res.extend(Ipv6Subnets::new(first, last, 0).take(MOST + 1).map(|it| it.to_string()));
        }
        _ => return None,
    }
    (res.len() <= MOST).then_some(res)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    fn peer(peer: &str) -> String {
        policy(&format!(
            "  podSelector: {{}}\n  ingress:\n  - from:\n    - {peer}\n    ports: [{{port: 80}}]"
        ))
    }

    #[track_caller]
    fn check(before: &str, says: &str, help: &str, after: &str) {
        let text = peer(before);
        let it = finding(&text, "L-87");
        assert!(it.message.starts_with(says), "{before}: {}", it.message);
        assert_eq!(it.help, help, "{before}");
        let fixed: Vec<String> = it.fixes.iter().map(|it| applied(&text, it)).collect();
        assert_eq!(fixed, [peer(after)], "{before}");
    }

    #[test]
    fn several_blocks_are_several_peers() {
        let help =
            "one peer for each block: `{ipBlock: {cidr: 10.0.0.0/8}}` and `{ipBlock: {cidr: \"fd00::/8\"}}`";
        let after = "ipBlock:\n        cidr: 10.0.0.0/8\n    - ipBlock:\n        cidr: \"fd00::/8\"";
        check(
            "ipBlock: {cidr: \"10.0.0.0/8, fd00::/8\"}",
            "`10.0.0.0/8, fd00::/8` is several blocks, and one is wanted (Invalid value",
            help,
            after,
        );
        check(
            "ipBlock: {cidr: [10.0.0.0/8, 'fd00::/8']}",
            "`cidr` is one block, but this is a list (json:",
            help,
            after,
        );
        check(
            "ipBlock:\n      - cidr: 10.0.0.0/8\n      - cidr: fd00::/8",
            "`ipBlock` is one block, but this is a list",
            help,
            after,
        );
        check("ipBlock: [10.0.0.0/8, 'fd00::/8']", "`ipBlock` is one block", help, after);
    }

    #[test]
    fn exceptions_go_with_their_block() {
        let text = peer("ipBlock: {cidr: \"10.0.0.0/8 192.168.0.0/16\", except: [10.1.0.0/16]}");
        let it = finding(&text, "L-87");
        assert_eq!(
            it.help,
            "one peer for each block: `{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}` and `{ipBlock: {cidr: 192.168.0.0/16}}`"
        );
    }

    #[test]
    fn one_block_in_another_form_is_written_in_its_place() {
        check(
            "ipBlock: {cidr: 10.0.0.1}",
            "`10.0.0.1` is an address without the length of its prefix",
            "write `cidr: 10.0.0.1/32`",
            "ipBlock: {cidr: 10.0.0.1/32}",
        );
        check(
            "ipBlock: {cidr: \"10.0.0.0/8 \"}",
            "`10.0.0.0/8 ` ends with a space, which is hard to see",
            "write `cidr: 10.0.0.0/8`",
            "ipBlock: {cidr: 10.0.0.0/8}",
        );
        check(
            "ipBlock: 10.0.0.0/8",
            "`ipBlock` needs the field `cidr:`, but `10.0.0.0/8` is plain text (json:",
            "write `ipBlock: {cidr: 10.0.0.0/8}`",
            "ipBlock: {cidr: 10.0.0.0/8}",
        );
        check(
            "ipBlock: {cidrs: [10.0.0.0/8]}",
            "a block has one `cidr`, and there is no field `cidrs` (unknown field",
            "write `cidr: 10.0.0.0/8`",
            "ipBlock: {cidr: 10.0.0.0/8}",
        );
        check(
            "ipBlock: {cidr: 10.0.0.0/8, except: 10.1.0.0/16}",
            "`except` is a list of blocks, and `10.1.0.0/16` is a text",
            "write `except: [10.1.0.0/16]`",
            "ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}",
        );
        check(
            "ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.1]}",
            "`10.1.0.1` is an address without",
            "write `10.1.0.1/32`",
            "ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.1/32]}",
        );
    }

    #[test]
    fn ranges_are_the_fewest_blocks() {
        let text = peer("ipBlock: {cidr: 10.0.0.1-10.0.0.4}");
        let it = finding(&text, "L-87");
        assert!(it.message.starts_with("`10.0.0.1-10.0.0.4` is a range"));
        assert_eq!(
            it.help,
            "one peer for each block: `{ipBlock: {cidr: 10.0.0.1/32}}`, `{ipBlock: {cidr: 10.0.0.2/31}}` and `{ipBlock: {cidr: 10.0.0.4/32}}`"
        );
    }

    #[test]
    fn what_means_nothing_is_left_alone() {
        for it in
            ["10.0.0.0/33", "10.0.0", "any", "10.0.0.9-10.0.0.1", "10.0.0.0/8,x", "0.0.0.1-255.255.255.254"]
        {
            none(&peer(&format!("ipBlock: {{cidr: \"{it}\"}}")), "L-87");
        }
    }
}
