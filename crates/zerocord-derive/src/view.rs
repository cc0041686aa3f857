//! A checked struct that derives `View`.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, Type, Visibility};

use crate::attributes::{DefaultValue, FieldAttributes, Mistakes, StructAttributes, docs};

/// The methods that every view has; no accessor can have one of these names.
const TAKEN: [&str; 7] = ["get", "raw", "as_raw", "unknown_fields", "to_owned", "to_owned_lossy", "view_as"];

/// A struct for which a view is generated.
pub struct View<'i> {
    pub visibility: &'i Visibility,
    /// The struct.
    pub model: &'i Ident,
    /// Its view.
    pub name: Ident,
    pub docs: Vec<&'i Attribute>,
    /// Whether `null` is read as an object without members.
    pub null_is_empty: bool,
    /// Whether `Deserialize` is generated too.
    pub deserialize: bool,
    /// The field whose fields are read as if they were the struct's own.
    pub flattened: Option<Field<'i>>,
    /// The index in `fields` of the field marked `through`.
    pub through: Option<usize>,
    /// The fields with an accessor, in order; the slot of each is its index.
    pub fields: Vec<Field<'i>>,
    /// The fields that are not read.
    pub skipped: Vec<&'i Ident>,
}

/// A field with an accessor.
pub struct Field<'i> {
    pub name: &'i Ident,
    pub accessor: Ident,
    pub visibility: &'i Visibility,
    pub docs: Vec<&'i Attribute>,
    pub model: &'i Type,
    /// The keys that are read; the first one is also written.
    pub keys: Vec<String>,
    pub default: Option<DefaultValue>,
    /// Whether most readers request the field.
    pub is_frequent: bool,
}

impl<'i> View<'i> {
    pub fn parse(input: &'i DeriveInput) -> syn::Result<View<'i>> {
        let mut mistakes = Mistakes::default();
        let attributes = StructAttributes::parse(&input.attrs, &mut mistakes);
        if let Some(parameter) = input.generics.params.first() {
            mistakes.add(syn::Error::new_spanned(
                parameter,
                "`View` cannot be derived for structs with parameters",
            ));
        }
        let fields: Vec<&syn::Field> = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => fields.named.iter().collect(),
                Fields::Unit => Vec::new(),
                Fields::Unnamed(fields) => {
                    mistakes.add(syn::Error::new_spanned(fields, "`View` needs named fields"));
                    Vec::new()
                }
            },
            Data::Enum(data) => {
                let message =
                    "`View` can only be derived for structs; implement `zerocord::view::Model` for an enum";
                mistakes.add(syn::Error::new(data.enum_token.span, message));
                Vec::new()
            }
            Data::Union(data) => {
                mistakes
                    .add(syn::Error::new(data.union_token.span, "`View` can only be derived for structs"));
                Vec::new()
            }
        };
        let name = match &attributes.name {
            Some(name) => name.parse().unwrap_or_else(|mistake| {
                mistakes.add(mistake);
                input.ident.clone()
            }),
            None => Ident::new(&format!("{}Ref", input.ident), input.ident.span()),
        };
        let mut view = View {
            visibility: &input.vis,
            model: &input.ident,
            name,
            docs: docs(&input.attrs),
            null_is_empty: attributes.null_is_empty,
            deserialize: attributes.deserialize,
            flattened: None,
            through: None,
            fields: Vec::new(),
            skipped: Vec::new(),
        };
        let mut readers: HashMap<String, &Ident> = HashMap::new();
        for (index, field) in fields.into_iter().enumerate() {
            view.add(index, field, &attributes, &mut readers, &mut mistakes);
        }
        mistakes.check(view)
    }

    fn add(
        &mut self,
        index: usize,
        field: &'i syn::Field,
        of_struct: &StructAttributes,
        readers: &mut HashMap<String, &'i Ident>,
        mistakes: &mut Mistakes,
    ) {
        let Some(name) = &field.ident else { return };
        let attributes = FieldAttributes::parse(&field.attrs, mistakes);
        if attributes.skip {
            self.skipped.push(name);
            return;
        }
        let accessor = match &attributes.name {
            Some(literal) => literal.parse().unwrap_or_else(|mistake| {
                mistakes.add(mistake);
                name.clone()
            }),
            None => name.clone(),
        };
        if TAKEN.contains(&accessor.unraw().to_string().as_str()) {
            let message = format!(
                "every view has a method `{accessor}`; rename this accessor with `#[view(name = \"…\")]`"
            );
            mistakes.add(syn::Error::new(accessor.span(), message));
        }
        let plain = name.unraw().to_string();
        let key = match (&attributes.rename, of_struct.rename_all) {
            (Some(literal), _) => literal.value(),
            (None, Some(case)) => case.apply(&plain),
            (None, None) => plain,
        };
        let spans: Vec<Span> =
            std::iter::once(attributes.rename.as_ref().map_or(name.span(), |name| name.span()))
                .chain(attributes.aliases.iter().map(|alias| alias.span()))
                .collect();
        let keys: Vec<String> =
            std::iter::once(key).chain(attributes.aliases.iter().map(|alias| alias.value())).collect();
        let parsed = Field {
            name,
            accessor,
            visibility: &field.vis,
            docs: docs(&field.attrs),
            model: &field.ty,
            keys,
            default: attributes.default,
            is_frequent: attributes.frequent.is_some(),
        };
        if let Some(flatten) = attributes.flatten {
            if index > 0 {
                let message = "only the first field can be flattened into a view";
                mistakes.add(syn::Error::new(flatten.span(), message));
            }
            self.flattened = Some(parsed);
            return;
        }
        if let Some(through) = attributes.through {
            if self.flattened.is_some() || self.through.is_some() {
                let message = "only one field can be flattened or marked `through`";
                mistakes.add(syn::Error::new(through.span(), message));
            }
            self.through = Some(self.fields.len());
        }
        for (key, span) in parsed.keys.iter().zip(spans) {
            if let Some(reader) = readers.insert(key.clone(), name) {
                let mut mistake = syn::Error::new(span, format!("two fields read the key `{key}`"));
                mistake.combine(syn::Error::new(
                    reader.span(),
                    format!("the field `{reader}` already reads it"),
                ));
                mistakes.add(mistake);
            }
        }
        self.fields.push(parsed);
    }
}
