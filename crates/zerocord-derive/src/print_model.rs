//! How an owned model is made: in one walk over its object, and out of its view.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::attributes::DefaultValue;
use crate::print_view::slot;
use crate::view::{Field, View};

/// The owned model out of its view, field by field.
pub fn print_from_view(view: &View<'_>) -> TokenStream {
    let flattened = view.flattened.iter().map(|field| {
        let (name, model) = (field.name, field.model);
        quote!(#name: <#model as ::zerocord::view::Model>::from_view(view.#name)?)
    });
    let fields = view.fields.iter().enumerate().map(|(own, field)| {
        let Field { name, accessor, model, default, .. } = field;
        let slot = slot(view, own);
        match default {
            Some(DefaultValue::Call(_)) => {
                quote!(#name: <#model as ::zerocord::view::Model>::from_view(view.#accessor()?)?)
            }
            Some(DefaultValue::OfType) => quote!(#name: view.object.owned::<#model>(#slot, true)?),
            None => quote!(#name: view.object.owned::<#model>(#slot, false)?),
        }
    });
    let all = flattened.chain(fields).chain(skipped(view));
    quote! {
        let _depth = view.object.descend_to_own::<Self>()?;
        ::core::result::Result::Ok(Self { #(#all),* })
    }
}

/// The fields that are not read.
fn skipped(view: &View<'_>) -> impl Iterator<Item = TokenStream> {
    view.skipped.iter().map(|name| quote!(#name: ::core::default::Default::default()))
}

/// What the fields are read into before all of them are there.
///
/// It stands in a block of its own; a type of the caller's is hardly called so.
pub fn print_parts(view: &View<'_>) -> TokenStream {
    let visibility = view.visibility;
    let flattened = view.flattened.iter().map(|field| {
        let (name, model) = (field.name, field.model);
        quote!(#name: <#model as ::zerocord::view::Fields>::Parts)
    });
    let fields = view.fields.iter().map(|field| {
        let (name, model) = (field.name, field.model);
        quote!(#name: ::core::option::Option<#model>)
    });
    let all = flattened.chain(fields);
    quote! {
        #[doc(hidden)]
        #visibility struct __ZerocordParts { #(#all),* }
    }
}

/// The road from a slot to its field, and from the fields to the model.
pub fn print_part_fns(view: &View<'_>) -> TokenStream {
    let inner = view.flattened.as_ref().map(|field| {
        let (name, model) = (field.name, field.model);
        (name, quote!(<#model as ::zerocord::view::Fields>))
    });
    let empty_inner = inner.iter().map(|(name, fields)| quote!(#name: #fields::parts()));
    let empty = view.fields.iter().map(|field| {
        let name = field.name;
        quote!(#name: ::core::option::Option::None)
    });
    let empty = empty_inner.chain(empty);
    let arms = view.fields.iter().enumerate().map(|(own, field)| {
        let name = field.name;
        quote!(#own => reader.part(&mut parts.#name))
    });
    let passed = inner.as_ref().map(|(name, fields)| {
        quote! {
            let ::core::option::Option::Some(slot) = slot.checked_sub(#fields::SLOTS) else {
                return #fields::read_part(&mut parts.#name, slot, reader);
            };
        }
    });
    let whole_inner = inner.iter().map(|(name, fields)| quote!(#name: #fields::from_parts(parts.#name)?));
    let whole = view.fields.iter().map(|field| {
        let Field { name, default, .. } = field;
        match default {
            Some(DefaultValue::Call(path)) => {
                let model = field.model;
                let default = quote_spanned!(path.span()=> #path());
                quote!(#name: match parts.#name {
                    ::core::option::Option::Some(part) => part,
                    ::core::option::Option::None => <#model as ::zerocord::view::Model>::from_view(#default).ok()?,
                })
            }
            Some(DefaultValue::OfType) => quote!(#name: ::zerocord::view::part_or_absent(parts.#name, true)?),
            None => quote!(#name: ::zerocord::view::part_or_absent(parts.#name, false)?),
        }
    });
    let whole = whole_inner.chain(whole).chain(skipped(view));
    quote! {
        type Parts = __ZerocordParts;

        #[inline]
        fn parts() -> __ZerocordParts {
            __ZerocordParts { #(#empty),* }
        }

        #[inline]
        fn read_part(
            parts: &mut __ZerocordParts,
            slot: usize,
            reader: &mut ::zerocord::view::Reader<'_>,
        ) -> ::core::option::Option<()> {
            #passed
            match slot {
                #(#arms,)*
                _ => reader.skip(),
            }
        }

        #[inline]
        fn from_parts(parts: __ZerocordParts) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self { #(#whole),* })
        }
    }
}
