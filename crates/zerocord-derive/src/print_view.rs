//! Generates the code of a view.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::attributes::DefaultValue;
use crate::print_deserialize::print_deserialize;
use crate::print_model::{print_blank, print_field_fns, print_from_view};
use crate::view::{Field, View};

pub fn print(view: &View<'_>) -> TokenStream {
    let View { visibility, model, name, docs, flattened, fields, .. } = view;
    let view_doc =
        format!("\n\nThe borrowed view of [`{model}`]: each field is read when its accessor is called.");
    let view_doc = if docs.is_empty() { view_doc.trim_start().to_owned() } else { view_doc };
    let reached = view.through.map(|own| (own, &fields[own]));
    let inner_over = match (flattened, reached) {
        (Some(field), _) => {
            let (inner, model) = (field.name, field.model);
            quote!(#inner: <#model as ::zerocord::__private::Fields>::over(object)?,)
        }
        (None, Some((own, field))) => {
            let (inner, model) = (field.name, field.model);
            let inner_fields = quote!(<#model as ::zerocord::__private::Fields>);
            quote!(#inner: #inner_fields::over(object.through(#own, #inner_fields::keys(), #inner_fields::SLOTS)?)?,)
        }
        (None, None) => quote!(),
    };
    let inner = flattened.as_ref().or(reached.map(|(_, field)| field));
    let inner_field = inner.map(|field| {
        let (inner, model) = (field.name, field.model);
        quote!(#inner: ::zerocord::__private::ViewOf<'a, #model>,)
    });
    let deref = inner.map(|field| print_deref(name, field));
    let names = print_names(view);
    let frequent = has_frequent(view).then(|| print_frequent(model));
    let with_frequent = has_frequent(view).then(|| quote!(.with_frequent(&FREQUENT)));
    let accessors = fields.iter().enumerate().map(|(slot, field)| print_accessor(view, slot, field));
    let flattened_accessor = flattened.as_ref().map(|field| {
        let Field { name, accessor, visibility, docs, model, .. } = field;
        quote! {
            #(#docs)*
            #[inline]
            #visibility fn #accessor(&self) -> ::zerocord::__private::ViewOf<'a, #model> {
                self.#name
            }
        }
    });
    let from_view = print_from_view(view);
    let blank = print_blank(view);
    let field_fns = print_field_fns(view);
    let debug = print_debug(view);
    let deserialize = view.deserialize.then(|| print_deserialize(view));
    let object_of_null =
        view.null_is_empty.then(|| quote!(let value = ::zerocord::__private::Object::of_null(value)?;));
    quote! {
        #(#docs)*
        #[doc = #view_doc]
        #[derive(Clone, Copy)]
        #visibility struct #name<'a> {
            #inner_field
            object: ::zerocord::__private::Object<'a>,
        }

        #[automatically_derived]
        impl ::zerocord::__private::Model for #model {
            type View<'a> = #name<'a>;

            fn from_view(view: #name<'_>) -> ::core::result::Result<Self, ::zerocord::Error> {
                #from_view
            }

            #[inline]
            fn blank() -> Self {
                #blank
            }

            fn read(&mut self, reader: &mut ::zerocord::__private::Reader<'_>) -> ::core::option::Option<()> {
                reader.object(self)
            }
        }

        #[automatically_derived]
        impl ::zerocord::__private::Fields for #model {
            #names

            #[inline]
            fn over(
                object: ::zerocord::__private::Object<'_>,
            ) -> ::core::result::Result<#name<'_>, ::zerocord::Error> {
                ::core::result::Result::Ok(#name { #inner_over object })
            }

            #[inline]
            fn keys() -> &'static ::zerocord::__private::KeyTable<'static> {
                const NAMES: &'static [(&'static str, u16)] = <#model as ::zerocord::__private::Fields>::NAMES;
                const COUNT: usize = NAMES.len();
                static KEYS: ::zerocord::__private::Keys<COUNT, { ::zerocord::__private::bucket_count(COUNT) }> =
                    ::zerocord::__private::Keys::new(NAMES);
                #frequent
                static TABLE: ::zerocord::__private::KeyTable<'static> = KEYS.table()#with_frequent;
                &TABLE
            }

            #field_fns
        }

        #[automatically_derived]
        impl<'a> ::zerocord::__private::FromJson<'a> for #name<'a> {
            fn from_json(
                value: ::zerocord::RawValue<'a>,
                arena: &'a ::zerocord::Arena,
            ) -> ::core::result::Result<Self, ::zerocord::Error> {
                #object_of_null
                let keys = <#model as ::zerocord::__private::Fields>::keys();
                let slots = <#model as ::zerocord::__private::Fields>::SLOTS;
                let object = ::zerocord::__private::Object::new(value, arena, keys, slots)?;
                <#model as ::zerocord::__private::Fields>::over(object)
            }
        }

        #deref

        impl<'a> #name<'a> {
            /// The keys of all fields, including aliases; those of a flattened field come first. Not public API.
            #[doc(hidden)]
            pub const KEYS: &'static [&'static str] =
                &::zerocord::__private::names::<{ <#model as ::zerocord::__private::Fields>::NAMES.len() }>(
                    <#model as ::zerocord::__private::Fields>::NAMES,
                );

            #flattened_accessor

            #(#accessors)*

            /// The unread value of a key, known or not; `None` if the key is absent. [`as_raw`](Self::as_raw) gives the whole object.
            ///
            /// # Errors
            /// A fault in the object's structure before that key.
            pub fn raw(
                &self,
                key: &str,
            ) -> ::core::result::Result<::core::option::Option<::zerocord::RawValue<'a>>, ::zerocord::Error> {
                self.object.raw(key)
            }

            /// The value of any key, known or not, as a `T`. If the key is absent, `Option` and `Field` are `None` and `Absent`.
            ///
            /// # Errors
            /// The error of `T` for the value or its absence; a fault in the object's structure before that key.
            pub fn get<T: ::zerocord::__private::FromJson<'a>>(
                &self,
                key: &str,
            ) -> ::core::result::Result<T, ::zerocord::Error> {
                self.object.get(key)
            }

            /// The same object as another view or projection, such as one of your own.
            ///
            /// # Errors
            /// The error of reading the object as a `T`.
            pub fn view_as<T: ::zerocord::__private::FromJson<'a>>(
                &self,
            ) -> ::core::result::Result<T, ::zerocord::Error> {
                self.object.value().parse(self.object.arena())
            }

            /// The whole object, unread. [`raw`](Self::raw) gives the value of one key.
            #[inline]
            pub fn as_raw(&self) -> ::zerocord::RawValue<'a> {
                self.object.value()
            }

            /// The members whose keys are not fields of the view, in order.
            pub fn unknown_fields(&self) -> ::zerocord::__private::UnknownFields<'a> {
                self.object.unknown_fields()
            }

            /// The owned model; reads every field.
            ///
            /// # Errors
            /// The error of the first field that cannot be read; `ErrorKind::TooDeep` if objects nest deeper than the
            /// arena's `Limits` allow.
            #[allow(clippy::wrong_self_convention)]
            pub fn to_owned(&self) -> ::core::result::Result<#model, ::zerocord::Error> {
                match self.object.model() {
                    ::core::option::Option::Some(made) => made,
                    ::core::option::Option::None => ::zerocord::__private::Model::from_view(*self),
                }
            }

            /// The owned model, and a list of what was omitted: list elements and optional fields that cannot be read.
            ///
            /// # Errors
            /// The error of a required field that cannot be read; `ErrorKind::ArenaFull`.
            pub fn to_owned_lossy(
                &self,
            ) -> ::core::result::Result<::zerocord::__private::Lossy<#model>, ::zerocord::Error> {
                self.object.model_lossy(*self)
            }
        }

        #debug

        #deserialize
    }
}

/// Whether some of the view's fields may be marked as frequent.
fn has_frequent(view: &View<'_>) -> bool {
    view.flattened.is_some() || view.fields.iter().any(|field| field.is_frequent)
}

/// The table of the keys of the frequent fields.
fn print_frequent(model: &Ident) -> TokenStream {
    quote! {
        const SLOTS: u128 = <#model as ::zerocord::__private::Fields>::FREQUENT;
        const FEW: usize = ::zerocord::__private::count_in(NAMES, SLOTS);
        static FREQUENT_KEYS: ::zerocord::__private::Keys<FEW, { ::zerocord::__private::bucket_count(FEW) }> =
            ::zerocord::__private::Keys::new(&::zerocord::__private::names_in::<FEW>(NAMES, SLOTS));
        static FREQUENT: ::zerocord::__private::Frequent<'static> =
            ::zerocord::__private::Frequent::new(SLOTS, FREQUENT_KEYS.table());
    }
}

fn print_names(view: &View<'_>) -> TokenStream {
    let frequent = view.fields.iter().enumerate().filter(|(_, field)| field.is_frequent);
    let frequent = frequent.fold(0u128, |slots, (slot, _)| slots | 1 << slot);
    let own = view.fields.iter().enumerate().flat_map(|(slot, field)| {
        let slot = slot as u16;
        field.keys.iter().map(move |key| quote!((#key, #slot)))
    });
    let slots = view.fields.len();
    match &view.flattened {
        None => quote! {
            const NAMES: &'static [(&'static str, u16)] = &[#(#own),*];
            const SLOTS: usize = #slots;
            const FREQUENT: u128 = #frequent;
        },
        Some(field) => {
            let model = field.model;
            let inner = quote!(<#model as ::zerocord::__private::Fields>);
            let count: usize = view.fields.iter().map(|field| field.keys.len()).sum();
            quote! {
                const NAMES: &'static [(&'static str, u16)] =
                    &::zerocord::__private::concat::<{ #inner::NAMES.len() + #count }>(
                        #inner::NAMES,
                        #inner::SLOTS as u16,
                        &[#(#own),*],
                    );
                const SLOTS: usize = #inner::SLOTS + #slots;
                const FREQUENT: u128 = #inner::FREQUENT | #frequent << #inner::SLOTS;
            }
        }
    }
}

/// The slot of the struct's own field: its slots come after those of the flattened field.
pub(crate) fn slot(view: &View<'_>, own: usize) -> TokenStream {
    match &view.flattened {
        None => quote!(#own),
        Some(field) => {
            let model = field.model;
            quote!(<#model as ::zerocord::__private::Fields>::SLOTS + #own)
        }
    }
}

fn print_accessor(view: &View<'_>, own: usize, field: &Field<'_>) -> TokenStream {
    let Field { accessor, visibility, docs, model, keys, default, .. } = field;
    let slot = slot(view, own);
    // A user's type may have the same name as one of ours, so only zerocord's own models are recognised by name.
    let result = if view.deserialize { view_type(model) } else { view_of(model) };
    let read = match default {
        None => quote!(self.object.field(#slot)),
        Some(DefaultValue::OfType) => quote!(self.object.field_or_default::<#model>(#slot)),
        Some(DefaultValue::Call(path)) => {
            quote_spanned!(path.span()=> self.object.field_or(#slot, #path))
        }
    };
    let has_default = matches!(default, Some(DefaultValue::OfType)).then(|| {
        quote_spanned! {model.span()=>
            const {
                ::core::assert!(
                    <#model as ::zerocord::__private::Model>::DEFAULT_JSON.is_some(),
                    "this type has no default that a view can return",
                );
            }
        }
    });
    let doc = match docs.is_empty() {
        true => {
            let text = format!("The field `{}`.", keys[0]);
            quote!(#[doc = #text])
        }
        false => quote!(#(#docs)*),
    };
    quote! {
        #doc
        #[inline]
        #visibility fn #accessor(&self) -> ::core::result::Result<#result, ::zerocord::Error> {
            #has_default
            #read
        }
    }
}

fn print_deref(name: &Ident, field: &Field<'_>) -> TokenStream {
    let (inner, model) = (field.name, field.model);
    quote! {
        #[automatically_derived]
        impl<'a> ::core::ops::Deref for #name<'a> {
            type Target = ::zerocord::__private::ViewOf<'a, #model>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.#inner
            }
        }
    }
}

fn print_debug(view: &View<'_>) -> TokenStream {
    let name = &view.name;
    let text = name.to_string();
    let flattened = view.flattened.iter().map(|field| {
        let inner = field.name;
        let label = inner.unraw().to_string();
        quote!(fields.add(#label, &self.#inner);)
    });
    let fields = view.fields.iter().enumerate().map(|(own, field)| {
        let Field { accessor, model, default, .. } = field;
        let label = accessor.unraw().to_string();
        let slot = slot(view, own);
        let defaults = matches!(default, Some(DefaultValue::OfType));
        quote!(self.object.debug_field::<#model>(fields, #label, #slot, #defaults);)
    });
    quote! {
        /// Prints the fields. A field that cannot be read is printed as its error in angle brackets.
        #[automatically_derived]
        impl ::core::fmt::Debug for #name<'_> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.object.debug(f, #text, |fields| {
                    #(#flattened)*
                    #(#fields)*
                })
            }
        }
    }
}

/// The type that a view returns for a field of type `model`.
fn view_of(model: &Type) -> TokenStream {
    let view_of = format_ident!("ViewOf", span = model.span());
    quote!(::zerocord::__private::#view_of<'a, #model>)
}

/// Like [`view_of`], in the form that is most readable in the docs of zerocord's own models, whose types are known by
/// name.
fn view_type(model: &Type) -> TokenStream {
    const ITSELF: [&str; 16] = [
        "bool",
        "u8",
        "u16",
        "u32",
        "u64",
        "usize",
        "i8",
        "i16",
        "i32",
        "i64",
        "isize",
        "f32",
        "f64",
        "Id",
        "Snowflake",
        "Timestamp",
    ];
    if let Type::Path(path) = model
        && path.qself.is_none()
        && let Some(last) = path.path.segments.last()
    {
        let argument = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(GenericArgument::Type(argument)) if arguments.args.len() == 1 => Some(argument),
                _ => None,
            },
            _ => None,
        };
        let name = last.ident.to_string();
        match (name.as_str(), argument) {
            (itself, _) if ITSELF.contains(&itself) => return quote!(#model),
            ("String", None) => return quote!(&'a str),
            ("Option", Some(inner)) => {
                let inner = view_type(inner);
                return quote!(::core::option::Option<#inner>);
            }
            ("Vec", Some(inner)) => {
                let inner = view_type(inner);
                return quote!(::zerocord::__private::List<'a, #inner>);
            }
            ("Box", Some(inner)) if !matches!(inner, Type::Path(path) if path.path.is_ident("str")) => {
                return view_type(inner);
            }
            _ => {}
        }
    }
    view_of(model)
}
