//! Generates `Deserialize` by the rules of views, and `Default`, for structs with `#[view(deserialize)]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::view::View;

pub fn print_deserialize(view: &View<'_>) -> TokenStream {
    let model = view.model;
    let null_is_empty = view.null_is_empty;
    let passed = view.flattened.as_ref().map(|field| {
        let (name, inner) = (field.name, field.model);
        quote! {
            let ::core::option::Option::Some(slot) =
                slot.checked_sub(<#inner as ::zerocord::__private::Fields>::SLOTS)
            else {
                return ::zerocord::__private::DeserializeFields::deserialize_field(&mut self.#name, slot, map);
            };
        }
    });
    let arms = view.fields.iter().enumerate().map(|(own, field)| {
        let name = field.name;
        quote!(#own => ::zerocord::__private::deserialize_value(&mut self.#name, map))
    });
    quote! {
        #[automatically_derived]
        impl<'de> ::zerocord::__private::DeserializeFields<'de> for #model {
            const NULL_IS_EMPTY: bool = #null_is_empty;

            fn deserialize_field<A: ::zerocord::__private::serde::de::MapAccess<'de>>(
                &mut self,
                slot: usize,
                map: &mut A,
            ) -> ::core::result::Result<(), A::Error> {
                #passed
                match slot {
                    #(#arms,)*
                    _ => ::zerocord::__private::deserialize_nothing(map),
                }
            }
        }

        #[automatically_derived]
        impl<'de> ::zerocord::__private::DeserializeModel<'de> for #model {
            fn deserialize_model<D: ::zerocord::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::zerocord::__private::deserialize_object(deserializer)
            }
        }

        #[automatically_derived]
        impl ::core::default::Default for #model {
            /// Empty strings and lists, zeros, and absent optional fields, for tests and programs to fill in.
            fn default() -> Self {
                <Self as ::zerocord::__private::Model>::blank()
            }
        }

        #[automatically_derived]
        impl<'de> ::zerocord::__private::serde::Deserialize<'de> for #model {
            fn deserialize<D: ::zerocord::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::zerocord::__private::deserialize_object(deserializer)
            }
        }
    }
}
