//! Snapshots of the generated code, in a readable form.
//!
//! `INSTA_UPDATE=always cargo test -p zerocord-derive --lib` regenerates them; read the difference before committing.

use proc_macro2::TokenStream;
use quote::quote;

use crate::project::Projected;
use crate::view::View;
use crate::{expand, print_project, print_view};

/// The code that `#[derive(View)]` generates for a struct.
fn view_of(input: TokenStream) -> String {
    readable(expand(input, |input| View::parse(input).map(|view| print_view::print(&view))))
}

/// The code that `#[derive(Project)]` generates for a struct.
fn projection_of(input: TokenStream) -> String {
    readable(expand(input, |input| Projected::parse(input).map(|projected| print_project::print(&projected))))
}

#[track_caller]
fn readable(code: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(code).expect("the derives write items"))
}

#[test]
fn a_view_of_keys_with_other_names_and_defaults() {
    insta::assert_snapshot!(view_of(quote! {
        /// A note.
        #[serde(rename_all = "camelCase")]
        pub struct Note {
            /// Who wrote it.
            pub author_id: Id<User>,
            #[serde(rename = "type", alias = "kind")]
            pub(crate) what: u8,
            #[serde(default)]
            pinned: bool,
            #[serde(default = "ordinary")]
            flags: u64,
            #[serde(skip)]
            seen: bool,
        }
    }));
}

#[test]
fn a_view_of_every_form_of_type() {
    insta::assert_snapshot!(view_of(quote! {
        #[view(name = "AnyView")]
        struct Any {
            text: String,
            number: Option<f64>,
            list: Vec<Option<String>>,
            boxed: Option<Box<Any>>,
            field: Field<Timestamp>,
            map: BTreeMap<String, u64>,
            #[view(name = "unread")]
            raw: serde_json::Value,
        }
    }));
}

#[test]
fn a_view_with_its_own_deserialize() {
    let code = view_of(quote! {
        #[view(deserialize, null_is_empty)]
        struct Created {
            #[serde(flatten)]
            message: Message,
            guild_id: Option<Id<Guild>>,
        }
    });
    // The view itself is in another snapshot.
    let own = code.find("impl<'de>").expect("a `Deserialize` is written");
    insta::assert_snapshot!(&code[own..]);
}

#[test]
fn a_view_with_a_flattened_field() {
    insta::assert_snapshot!(view_of(quote! {
        struct Created {
            #[serde(flatten)]
            message: Message,
            guild_id: Option<Id<Guild>>,
        }
    }));
}

#[test]
fn a_view_that_derefs_to_a_field() {
    insta::assert_snapshot!(view_of(quote! {
        struct Banned {
            guild_id: Id<Guild>,
            #[view(through)]
            user: User,
        }
    }));
}

#[test]
fn a_projection_of_nested_paths() {
    insta::assert_snapshot!(projection_of(quote! {
        struct Row<'f> {
            content: &'f str,
            #[project(path = "author.id", alias = "user_id")]
            author_id: Id<User>,
            #[project(path = "author.bot", default)]
            by_bot: bool,
            #[project(path = "member.nick")]
            nick: Option<&'f str>,
            #[project(default = "ordinary")]
            flags: u64,
        }
    }));
}

#[test]
fn keys_are_spelled_in_the_cases_of_serde() {
    for (case, key) in [
        ("lowercase", "two_words_"),
        ("UPPERCASE", "TWO_WORDS_"),
        ("PascalCase", "TwoWords"),
        ("camelCase", "twoWords"),
        ("snake_case", "two_words_"),
        ("SCREAMING_SNAKE_CASE", "TWO_WORDS_"),
        ("kebab-case", "two-words-"),
        ("SCREAMING-KEBAB-CASE", "TWO-WORDS-"),
    ] {
        let code = view_of(quote! {
            #[serde(rename_all = #case)]
            struct Row {
                two_words_: u8,
            }
        });
        assert!(code.contains(&format!("\"{key}\"")), "{case}: {code}");
    }
}

#[test]
fn a_boxed_str_is_not_a_box_of_a_view() {
    let code = view_of(quote! {
        struct Row {
            text: Box<str>,
            list: Vec<Box<str>>,
        }
    });
    assert!(code.contains("ViewOf<'a, Box<str>>") && !code.contains("ViewOf<'a, str>"), "{code}");
}

#[test]
fn paths_have_at_most_32_steps() {
    let row = |steps: usize| {
        let path = vec!["a"; steps].join(".");
        projection_of(quote! {
            struct Row {
                #[project(path = #path)]
                deep: u8,
            }
        })
    };
    let refused = "a path has at most 32 steps";
    assert!(!row(31).contains(refused) && !row(32).contains(refused) && row(33).contains(refused));
}
