//! Generates the code of a projection.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::attributes::DefaultValue;
use crate::project::{Field, Node, Projected};

pub fn print(projected: &Projected<'_>) -> TokenStream {
    let Projected { name, generics, lifetime, fields, nodes, leaf_count } = projected;
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let lifetime = lifetime.map_or_else(|| quote!('a), |lifetime| quote!(#lifetime));
    let keys = nodes.iter().enumerate().map(|(index, node)| print_keys(index, node));
    let node_values = nodes.iter().enumerate().map(|(index, node)| print_node(index, node));
    let fields = fields.iter().map(print_field);
    quote! {
        #[automatically_derived]
        impl<#lifetime> ::zerocord::__private::Project<#lifetime> for #name #type_generics #where_clause {
            #[inline]
            fn project(
                value: ::zerocord::RawValue<#lifetime>,
                arena: &#lifetime ::zerocord::Arena,
            ) -> ::core::result::Result<Self, ::zerocord::Error> {
                #(#keys)*
                static PLAN: ::zerocord::__private::Plan<#leaf_count> =
                    ::zerocord::__private::Plan::new(&[#(#node_values),*]);
                let located = PLAN.locate(value, arena)?;
                ::core::result::Result::Ok(#name { #(#fields),* })
            }
        }

        #[automatically_derived]
        impl<#lifetime> ::zerocord::__private::FromJson<#lifetime> for #name #type_generics #where_clause {
            #[inline]
            fn from_json(
                value: ::zerocord::RawValue<#lifetime>,
                arena: &#lifetime ::zerocord::Arena,
            ) -> ::core::result::Result<Self, ::zerocord::Error> {
                ::zerocord::__private::Project::project(value, arena)
            }
        }
    }
}

fn print_field(field: &Field<'_>) -> TokenStream {
    let Field { name, path, leaf, default } = field;
    match default {
        None => quote!(#name: located.leaf(#leaf, #path)?),
        Some(DefaultValue::OfType) => {
            quote!(#name: located.leaf_or(#leaf, ::core::default::Default::default)?)
        }
        Some(DefaultValue::Call(call)) => quote_spanned!(call.span()=> #name: located.leaf_or(#leaf, #call)?),
    }
}

fn print_keys(index: usize, node: &Node) -> TokenStream {
    let keys = format_ident!("KEYS_{index}");
    let count = node.keys.len();
    let names = node.keys.iter().enumerate().map(|(slot, key)| {
        let (name, slot) = (&key.name, slot as u16);
        quote!((#name, #slot))
    });
    quote! {
        static #keys: ::zerocord::__private::Keys<#count, { ::zerocord::__private::bucket_count(#count) }> =
            ::zerocord::__private::Keys::new(&[#(#names),*]);
    }
}

fn print_node(index: usize, node: &Node) -> TokenStream {
    let keys = format_ident!("KEYS_{index}");
    let optional = |value: Option<usize>| match value {
        Some(value) => {
            let value = value as u16;
            quote!(::core::option::Option::Some(#value))
        }
        None => quote!(::core::option::Option::None),
    };
    let targets = node.keys.iter().map(|key| {
        let (leaf, child) = (optional(key.leaf), optional(key.child));
        quote!(::zerocord::__private::Target::new(#leaf, #child))
    });
    let leaves = node.leaves.iter().map(|leaf| *leaf as u16);
    quote! {
        ::zerocord::__private::Node::new(#keys.table(), &[#(#targets),*], &[#(#leaves),*])
    }
}
