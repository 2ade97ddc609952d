//! Namespaces, names with a prefix or suffix, and what refers to them.

use super::super::role;
use super::super::tree::Item;
use super::{Kustomization, Resource};
use crate::source::Location;

/// Kinds whose names are left alone.
const KEPT: &[&str] = &["CustomResourceDefinition", "APIService", "Namespace"];

/// Gives every resource its new name; what refers to one follows.
pub(super) fn rename(of: &Kustomization, all: &mut [Resource]) {
    let part = |key: &str| of.item.str_at(&[key]).unwrap_or_default();
    let (prefix, suffix) = (part("namePrefix"), part("nameSuffix"));
    if prefix.is_empty() && suffix.is_empty() {
        return;
    }
    let mut services = Vec::new();
    for it in all.iter_mut() {
        let kind = it.item.str_at(&["kind"]).unwrap_or_default().to_owned();
        let Some(name) = it.item.str_at(&["metadata", "name"]).map(str::to_owned) else { continue };
        let Some(at) = it.item.at(&["metadata", "name"]).and_then(Item::place) else { continue };
        if KEPT.contains(&kind.as_str()) {
            continue;
        }
        let new = format!("{prefix}{name}{suffix}");
        it.item.change(&["metadata"], at, |it| it.set("name", at, Item::text(new.clone(), at)));
        it.names.push(new.clone());
        if kind == SERVICE {
            services.push((name, new));
        }
    }
    for it in all.iter_mut() {
        let kind = it.item.str_at(&["kind"]).unwrap_or_default();
        if kind == INGRESS {
            each_service(&mut it.item, &services);
        } else if let Some(name) = it.item.get_mut("spec").and_then(|it| it.get_mut("serviceName")) {
            follow(name, &services);
        }
    }
}

const SERVICE: &str = "Service";
const INGRESS: &str = "Ingress";

/// A name that refers to a Service.
fn follow(name: &mut Item, services: &[(String, String)]) {
    let Some(at) = name.place() else { return };
    if let Some(it) = services.iter().find(|it| name.as_str() == Some(&it.0)) {
        *name = Item::text(it.1.clone(), at);
    }
}

/// The Services of an Ingress: `backend.service.name`, and `backend.serviceName` of old versions.
fn each_service(item: &mut Item, services: &[(String, String)]) {
    match item {
        Item::Scalar(_) => {}
        Item::List(items) => items.iter_mut().for_each(|it| each_service(it, services)),
        Item::Map(fields) => {
            for it in fields {
                match it.key.as_str() {
                    "serviceName" => follow(&mut it.value, services),
                    "service" => {
                        if let Some(name) = it.value.get_mut("name") {
                            follow(name, services);
                        }
                    }
                    _ => each_service(&mut it.value, services),
                }
            }
        }
    }
}

/// Moves a resource into a namespace; of a Namespace it is the name.
pub(super) fn set_namespace(it: &mut Resource, namespace: &Item, at: Location) {
    let kind = it.item.str_at(&["kind"]).unwrap_or_default().to_owned();
    // "path: metadata/name, kind: Namespace, create: true"
    let key = if kind == super::super::NAMESPACE { "name" } else { "namespace" };
    if key == "namespace" && role::is_cluster_wide(&kind) {
        return;
    }
    it.item.change(&["metadata"], at, |it| it.set(key, at, namespace.clone()));
    if key == "name" {
        it.names.extend(namespace.as_str().map(str::to_owned));
    }
}
