//! The derives of zerocord: `View` writes a lazy, borrowed view of a serde struct; `Project` fills a flat struct
//! from chosen paths of a payload in one pass.
//!
//! Each derive has three steps, a file each: `attributes` and `view` or `project` parse and check the input and
//! collect every mistake, each under the token at fault; `print_view`, `print_model` or `print_project` writes the code. What is
//! written calls `zerocord::view` and holds no `unsafe`.

mod attributes;
mod print_deserialize;
mod print_model;
mod print_project;
mod print_view;
mod project;
#[cfg(test)]
mod tests;
mod view;

use proc_macro::TokenStream;
use syn::DeriveInput;

/// Writes, for a serde struct `X`, a view `XRef<'a>` with an accessor a field.
///
/// The struct has named fields and derives (or implements) `Deserialize`; the view reads the same keys:
///
/// | serde attribute | view |
/// | --- | --- |
/// | `rename`, `rename_all`, `alias` | the keys that are read |
/// | `default`, `default = "path"` | what stands for an absent key |
/// | `flatten`, on one field, the first | its accessors by `Deref` |
/// | `skip`, `skip_deserializing` | no accessor |
/// | `skip_serializing`, `skip_serializing_if`, `deny_unknown_fields` | no meaning for a view |
/// | `with`, `deserialize_with`, `tag`, `untagged`, `transparent`, `from`, … | refused |
///
/// Of its own it has `#[view(name = "…")]`: on the struct the view's name, on a field its accessor's;
/// `#[view(null_is_empty)]` on a struct: `null` is read as an object without members; `#[view(deserialize)]` on a
/// struct, in the place of serde's derive of `Deserialize`: one that follows the view, takes objects only and of a
/// repeated key the first; and
/// `#[view(through)]` on one field whose type derives `View`: its accessors by `Deref`, beside those of the struct.
/// They tell why the field cannot be read, where it cannot.
#[proc_macro_derive(View, attributes(view, serde))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    expand(input.into(), |input| view::View::parse(input).map(|view| print_view::print(&view))).into()
}

/// Fills a flat struct from chosen paths of a payload: implements `zerocord::Project`.
///
/// `#[project(path = "author.id")]` names the path of a field, keys with dots between them; without it the
/// path is the field's name. A field's type is any that implements `zerocord::view::FromJson`; so does the struct,
/// which can thus be the element of a list.
///
/// `alias = "…"` is another spelling of the path's last key; the first that stands in the frame counts. Fields of one
/// path share its aliases. `default`
/// and `default = "path"` stand for an absent key, and for one in an object that is absent, as serde's do.
#[proc_macro_derive(Project, attributes(project))]
pub fn derive_project(input: TokenStream) -> TokenStream {
    let print =
        |input: &_| project::Projected::parse(input).map(|projected| print_project::print(&projected));
    expand(input.into(), print).into()
}

/// What `derive` writes for a struct, or its mistakes as compile errors.
fn expand(
    input: proc_macro2::TokenStream,
    derive: impl Fn(&DeriveInput) -> syn::Result<proc_macro2::TokenStream>,
) -> proc_macro2::TokenStream {
    syn::parse2(input).and_then(|input| derive(&input)).unwrap_or_else(syn::Error::into_compile_error)
}
