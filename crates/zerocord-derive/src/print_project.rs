//! The code of a projection.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::project::{Node, Projected};

pub fn print(projected: &Projected<'_>) -> TokenStream {
    let Projected { name, generics, lifetime, fields, nodes, leaf_count } = projected;
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let lifetime = lifetime.map_or_else(|| quote!('a), |lifetime| quote!(#lifetime));
    let keys = nodes.iter().enumerate().map(|(index, node)| print_keys(index, node));
    let node_values = nodes.iter().enumerate().map(|(index, node)| print_node(index, node));
    let names = fields.iter().map(|(name, _)| name);
    let leaves = fields.iter().map(|(_, leaf)| leaf);
    quote! {
        #[automatically_derived]
        impl<#lifetime> ::zerocord::view::Project<#lifetime> for #name #type_generics #where_clause {
            #[inline]
            fn project(
                value: ::zerocord::RawValue<#lifetime>,
                arena: &#lifetime ::zerocord::Arena,
            ) -> ::core::result::Result<Self, ::zerocord::Error> {
                #(#keys)*
                static PLAN: ::zerocord::view::Plan<#leaf_count> =
                    ::zerocord::view::Plan::new(&[#(#node_values),*]);
                let located = PLAN.locate(value, arena)?;
                ::core::result::Result::Ok(#name { #(#names: located.leaf(#leaves)?),* })
            }
        }
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
        static #keys: ::zerocord::view::Keys<#count, { ::zerocord::view::bucket_count(#count) }> =
            ::zerocord::view::Keys::new(&[#(#names),*]);
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
        quote!(::zerocord::view::Target::new(#leaf, #child))
    });
    let leaves = node.leaves.iter().map(|leaf| *leaf as u16);
    quote! {
        ::zerocord::view::Node::new(#keys.table(), &[#(#targets),*], &[#(#leaves),*])
    }
}
