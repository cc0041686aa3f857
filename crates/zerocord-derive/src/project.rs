//! A struct that derives `Project`, checked, with its paths as a tree.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Lifetime};

use crate::attributes::{Mistakes, project_path};

/// The longest path has as many steps.
const STEPS_MAX: usize = 32;

/// A struct that is filled from paths.
pub struct Projected<'i> {
    pub name: &'i Ident,
    pub generics: &'i Generics,
    /// The struct's own lifetime, if it has one.
    pub lifetime: Option<&'i Lifetime>,
    pub fields: Vec<(&'i Ident, usize)>,
    /// The objects on the way to the values, the outermost first.
    pub nodes: Vec<Node>,
    pub leaf_count: usize,
}

/// An object in which values are wanted.
#[derive(Default)]
pub struct Node {
    pub keys: Vec<Key>,
    /// All values in it and below.
    pub leaves: Vec<usize>,
}

/// A wanted key: a value, an object with wanted keys, or both.
pub struct Key {
    pub name: String,
    pub leaf: Option<usize>,
    pub child: Option<usize>,
}

impl<'i> Projected<'i> {
    pub fn parse(input: &'i DeriveInput) -> syn::Result<Projected<'i>> {
        let mut mistakes = Mistakes::default();
        let mut lifetime = None;
        for parameter in &input.generics.params {
            match parameter {
                GenericParam::Lifetime(parameter) if lifetime.is_none() => {
                    lifetime = Some(&parameter.lifetime)
                }
                other => {
                    let message = "a projected struct has one lifetime at most, that of the frame, and no type \
                                   parameters";
                    mistakes.add(syn::Error::new_spanned(other, message));
                }
            }
        }
        let mut projected = Projected {
            name: &input.ident,
            generics: &input.generics,
            lifetime,
            fields: Vec::new(),
            nodes: vec![Node::default()],
            leaf_count: 0,
        };
        match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => {
                    for field in &fields.named {
                        projected.add(field, &mut mistakes);
                    }
                }
                other => {
                    let message = "a projected struct has named fields, one for each path";
                    mistakes.add(match other {
                        Fields::Unit => syn::Error::new_spanned(&input.ident, message),
                        other => syn::Error::new_spanned(other, message),
                    });
                }
            },
            _ => mistakes.add(syn::Error::new_spanned(&input.ident, "only a struct can be projected")),
        }
        mistakes.check(projected)
    }

    fn add(&mut self, field: &'i syn::Field, mistakes: &mut Mistakes) {
        let Some(name) = &field.ident else { return };
        let literal = project_path(&field.attrs, mistakes);
        let path = literal.as_ref().map_or_else(|| name.unraw().to_string(), |literal| literal.value());
        let steps: Vec<&str> = path.split('.').collect();
        let fault = if steps.iter().any(|step| step.is_empty()) {
            Some("a key of this path is empty".to_owned())
        } else if steps.len() > STEPS_MAX {
            Some(format!("a path has at most {STEPS_MAX} steps"))
        } else {
            None
        };
        if let (Some(fault), Some(literal)) = (fault, &literal) {
            mistakes.add(syn::Error::new_spanned(literal, fault));
            return;
        }
        let leaf = self.leaf(&steps);
        self.fields.push((name, leaf));
    }

    /// The leaf at the end of these steps; fields of one path share it.
    fn leaf(&mut self, steps: &[&str]) -> usize {
        let mut passed = Vec::new();
        let mut node = 0;
        for (index, step) in steps.iter().enumerate() {
            passed.push(node);
            let slot = match self.nodes[node].keys.iter().position(|key| key.name == *step) {
                Some(slot) => slot,
                None => {
                    self.nodes[node].keys.push(Key { name: (*step).to_owned(), leaf: None, child: None });
                    self.nodes[node].keys.len() - 1
                }
            };
            if index + 1 == steps.len() {
                if let Some(leaf) = self.nodes[node].keys[slot].leaf {
                    return leaf;
                }
                self.nodes[node].keys[slot].leaf = Some(self.leaf_count);
                break;
            }
            node = match self.nodes[node].keys[slot].child {
                Some(child) => child,
                None => {
                    self.nodes.push(Node::default());
                    let child = self.nodes.len() - 1;
                    self.nodes[node].keys[slot].child = Some(child);
                    child
                }
            };
        }
        for node in passed {
            self.nodes[node].leaves.push(self.leaf_count);
        }
        self.leaf_count += 1;
        self.leaf_count - 1
    }
}
