//! Generates the construction of an owned model: in one pass over its object, and from its view.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::attributes::DefaultValue;
use crate::print_view::slot;
use crate::view::{Field, View};

/// Builds the owned model from its view, field by field.
pub fn print_from_view(view: &View<'_>) -> TokenStream {
    let flattened = view.flattened.iter().map(|field| {
        let (name, model) = (field.name, field.model);
        quote!(#name: <#model as ::zerocord::__private::Model>::from_view(view.#name)?)
    });
    let fields = view.fields.iter().enumerate().map(|(own, field)| {
        let Field { name, model, default, .. } = field;
        let slot = slot(view, own);
        match default {
            Some(DefaultValue::Call(path)) => {
                quote_spanned!(path.span()=> #name: view.object.owned_or::<#model>(#slot, #path)?)
            }
            Some(DefaultValue::OfType) => quote!(#name: view.object.owned::<#model>(#slot, true)?),
            None => quote!(#name: view.object.owned::<#model>(#slot, false)?),
        }
    });
    let all = flattened.chain(fields).chain(skipped(view));
    quote! {
        view.object.own(|| ::core::result::Result::Ok(Self { #(#all),* }))
    }
}

/// The fields that are not read.
fn skipped(view: &View<'_>) -> impl Iterator<Item = TokenStream> {
    view.skipped.iter().map(|name| quote!(#name: ::core::default::Default::default()))
}

/// A model with all fields blank.
pub fn print_blank(view: &View<'_>) -> TokenStream {
    let blank = view.flattened.iter().chain(&view.fields).map(|field| {
        let (name, model) = (field.name, field.model);
        quote!(#name: <#model as ::zerocord::__private::Model>::blank())
    });
    let all = blank.chain(skipped(view));
    quote!(Self { #(#all),* })
}

/// Maps a slot to its field, and handles the fields that were absent.
pub fn print_field_fns(view: &View<'_>) -> TokenStream {
    let inner = view.flattened.as_ref().map(|field| {
        let (name, model) = (field.name, field.model);
        (name, quote!(<#model as ::zerocord::__private::Fields>))
    });
    let arms = view.fields.iter().enumerate().map(|(own, field)| {
        let name = field.name;
        quote!(#own => reader.field(&mut self.#name))
    });
    let passed = inner.as_ref().map(|(name, fields)| {
        quote! {
            let ::core::option::Option::Some(slot) = slot.checked_sub(#fields::SLOTS) else {
                return #fields::read_field(&mut self.#name, slot, reader);
            };
        }
    });
    let settled_inner =
        inner.iter().map(|(name, fields)| quote!(#fields::settle(&mut self.#name, seen, first)?;));
    let settled = view.fields.iter().enumerate().map(|(own, field)| {
        let Field { name, default, model, .. } = field;
        let slot = slot(view, own);
        match default {
            Some(DefaultValue::Call(path)) => {
                let default = quote_spanned!(path.span()=> #path());
                quote! {
                    if !seen.has(first + #slot) {
                        self.#name = <#model as ::zerocord::__private::Model>::from_view(#default).ok()?;
                    }
                }
            }
            Some(DefaultValue::OfType) => quote!(seen.settle(first + #slot, &mut self.#name, true)?;),
            None => quote!(seen.settle(first + #slot, &mut self.#name, false)?;),
        }
    });
    let settled = settled_inner.chain(settled);
    quote! {
        #[inline]
        fn read_field(
            &mut self,
            slot: usize,
            reader: &mut ::zerocord::__private::Reader<'_>,
        ) -> ::core::option::Option<()> {
            #passed
            match slot {
                #(#arms,)*
                _ => reader.skip(),
            }
        }

        #[inline]
        fn settle(&mut self, seen: &::zerocord::__private::Seen, first: usize) -> ::core::option::Option<()> {
            #(#settled)*
            ::core::option::Option::Some(())
        }
    }
}
