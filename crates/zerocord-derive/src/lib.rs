//! The derives of zerocord: `View` generates a lazy, borrowed view of a serde struct; `Project` fills a flat struct
//! from chosen paths of a payload in one pass.
//!
//! Each derive has three steps, one file each: `attributes` and `view` or `project` parse and check the input and
//! collect every mistake, each at its token; `print_view`, `print_model` or `print_project` generates the code. The
//! generated code calls `zerocord::__private` and contains no `unsafe`.

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

/// Generates, for a serde struct `X`, a view `XRef<'a>` with one accessor per field.
///
/// The struct must have named fields and derive (or implement) `Deserialize`. The view reads the same keys:
///
/// | serde attribute | view |
/// | --- | --- |
/// | `rename`, `rename_all`, `alias` | the keys that are read |
/// | `default`, `default = "path"` | the value for an absent key |
/// | `flatten`, on one field, the first | the field's accessors, through `Deref` |
/// | `skip`, `skip_deserializing` | no accessor |
/// | `skip_serializing`, `skip_serializing_if`, `deny_unknown_fields` | ignored |
/// | `with`, `deserialize_with`, `tag`, `untagged`, `transparent`, `from`, … | rejected |
///
/// Its own attributes are:
///
/// * `#[view(name = "…")]`: the name of the view (on the struct) or of an accessor (on a field).
/// * `#[view(null_is_empty)]` on a struct: `null` is read as an object without members.
/// * `#[view(deserialize)]` on a struct: replaces serde's derive of `Deserialize` with one that follows the view. It
///   accepts only objects and uses the first of repeated keys.
/// * `#[view(through)]` on one field whose type derives `View`: adds that field's accessors through `Deref`. If the
///   field cannot be read, these accessors return the reason.
/// * `#[view(frequent)]` on the fields that most readers request, at most ten and among the first 128: they are found
///   faster, and the others more slowly. It changes no result.
#[proc_macro_derive(View, attributes(view, serde))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    expand(input.into(), |input| view::View::parse(input).map(|view| print_view::print(&view))).into()
}

/// Fills a flat struct from chosen paths of a payload: implements `zerocord::Project`.
///
/// `#[project(path = "author.id")]` gives the path of a field, as keys separated by dots; without it the path is the
/// field's name. A field can have any type that implements `zerocord::view::FromJson`. The struct implements it too, so
/// it can be the element of a list.
///
/// `alias = "…"` is another spelling of the path's last key; the first one present in the frame is used. Fields with
/// the same path share its aliases. `default` and `default = "path"` replace an absent key or a key of an absent
/// object, as in serde.
#[proc_macro_derive(Project, attributes(project))]
pub fn derive_project(input: TokenStream) -> TokenStream {
    let print =
        |input: &_| project::Projected::parse(input).map(|projected| print_project::print(&projected));
    expand(input.into(), print).into()
}

/// The code that `derive` generates for a struct, or its mistakes as compile errors.
fn expand(
    input: proc_macro2::TokenStream,
    derive: impl Fn(&DeriveInput) -> syn::Result<proc_macro2::TokenStream>,
) -> proc_macro2::TokenStream {
    syn::parse2(input).and_then(|input| derive(&input)).unwrap_or_else(syn::Error::into_compile_error)
}
