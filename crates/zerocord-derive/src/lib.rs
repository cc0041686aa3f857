//! stub
use proc_macro::TokenStream;
/// stub
#[proc_macro_derive(View, attributes(view, serde))]
pub fn view(_: TokenStream) -> TokenStream { TokenStream::new() }
/// stub
#[proc_macro_derive(Project, attributes(project))]
pub fn project(_: TokenStream) -> TokenStream { TokenStream::new() }
