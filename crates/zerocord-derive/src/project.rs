//! A checked struct that derives `Project`, with its paths as a tree.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Lifetime, LitStr};

use crate::attributes::{DefaultValue, Mistakes, ProjectAttributes};

/// The maximum number of steps in a path.
const STEPS_MAX: usize = 32;

/// A struct that is filled from paths.
pub struct Projected<'i> {
    pub name: &'i Ident,
    pub generics: &'i Generics,
    /// The struct's own lifetime, if it has one.
    pub lifetime: Option<&'i Lifetime>,
    pub fields: Vec<Field<'i>>,
    /// The objects that contain the values, the outermost first.
    pub nodes: Vec<Node>,
    pub leaf_count: usize,
}

/// A field and the value that it is filled from.
pub struct Field<'i> {
    pub name: &'i Ident,
    pub path: String,
    pub leaf: usize,
    pub default: Option<DefaultValue>,
}

/// An object that contains requested values.
#[derive(Default)]
pub struct Node {
    pub keys: Vec<Key>,
    /// All values in it and below.
    pub leaves: Vec<usize>,
}

/// A requested key: a value, an object with requested keys, or both.
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
                    let message = "`Project` cannot be derived for structs with type parameters or more than one \
                                   lifetime";
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
                    let mut aliases = Vec::new();
                    for field in &fields.named {
                        projected.add(field, &mut aliases, &mut mistakes);
                    }
                    // Added after all paths, so that an alias cannot take the key of a later field.
                    for (node, leaf, alias) in aliases {
                        if let Err(fault) = projected.add_spelling(node, leaf, &alias.value()) {
                            mistakes.add(syn::Error::new_spanned(alias, fault));
                        }
                    }
                }
                other => {
                    let message = "`Project` needs named fields, one for each path";
                    mistakes.add(match other {
                        Fields::Unit => syn::Error::new_spanned(&input.ident, message),
                        other => syn::Error::new_spanned(other, message),
                    });
                }
            },
            _ => mistakes
                .add(syn::Error::new_spanned(&input.ident, "`Project` can only be derived for structs")),
        }
        mistakes.check(projected)
    }

    /// Adds a field. Its aliases, each with its node and leaf, are added later.
    fn add(
        &mut self,
        field: &'i syn::Field,
        aliases: &mut Vec<(usize, usize, LitStr)>,
        mistakes: &mut Mistakes,
    ) {
        let Some(name) = &field.ident else { return };
        let ProjectAttributes { path: literal, aliases: own, default } =
            ProjectAttributes::parse(&field.attrs, mistakes);
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
        let (node, leaf) = self.leaf(&steps);
        aliases.extend(own.into_iter().map(|alias| (node, leaf, alias)));
        self.fields.push(Field { name, path, leaf, default });
    }

    /// Another spelling of the last key of a leaf's path.
    fn add_spelling(&mut self, node: usize, leaf: usize, name: &str) -> Result<(), &'static str> {
        if name.is_empty() || name.contains('.') {
            return Err("an alias replaces the last key of the path, so it must be one key without dots");
        }
        let key = self.key(node, name);
        match key.leaf.replace(leaf) {
            Some(other) if other != leaf => Err("another field reads this key already"),
            _ => Ok(()),
        }
    }

    /// The key with this name in a node; added if it does not exist.
    fn key(&mut self, node: usize, name: &str) -> &mut Key {
        let keys = &mut self.nodes[node].keys;
        let slot = keys.iter().position(|key| key.name == name).unwrap_or_else(|| {
            keys.push(Key { name: name.to_owned(), leaf: None, child: None });
            keys.len() - 1
        });
        &mut keys[slot]
    }

    /// The leaf at the end of these steps and its node; fields with the same path share it.
    fn leaf(&mut self, steps: &[&str]) -> (usize, usize) {
        let mut passed = Vec::new();
        let mut node = 0;
        for (index, step) in steps.iter().enumerate() {
            passed.push(node);
            let (leaf, child) = (self.leaf_count, self.nodes.len());
            let key = self.key(node, step);
            if index + 1 == steps.len() {
                match key.leaf {
                    Some(leaf) => return (node, leaf),
                    None => key.leaf = Some(leaf),
                }
                break;
            }
            node = *key.child.get_or_insert(child);
            if node == child {
                self.nodes.push(Node::default());
            }
        }
        for node in passed {
            self.nodes[node].leaves.push(self.leaf_count);
        }
        self.leaf_count += 1;
        (node, self.leaf_count - 1)
    }
}
