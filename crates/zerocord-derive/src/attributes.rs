//! Parses the attributes of a struct or field, and collects every mistake in them.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, ExprLit, ExprPath, Lit, LitStr, Path};

/// All mistakes found so far, to be reported together.
#[derive(Default)]
pub struct Mistakes(Option<syn::Error>);

impl Mistakes {
    pub fn add(&mut self, mistake: syn::Error) {
        match &mut self.0 {
            Some(mistakes) => mistakes.combine(mistake),
            none => *none = Some(mistake),
        }
    }

    /// Returns `value` if there was no mistake.
    pub fn check<T>(self, value: T) -> syn::Result<T> {
        self.0.map_or(Ok(value), Err)
    }
}

/// The replacement for an absent key.
pub enum DefaultValue {
    /// `#[serde(default)]`
    OfType,
    /// `#[serde(default = "path")]`
    Call(ExprPath),
}

/// The attributes of a struct that derives `View`.
#[derive(Default)]
pub struct StructAttributes {
    pub rename_all: Option<Case>,
    pub name: Option<LitStr>,
    /// `#[view(null_is_empty)]`
    pub null_is_empty: bool,
    /// `#[view(deserialize)]`
    pub deserialize: bool,
}

/// The attributes of a field of such a struct.
#[derive(Default)]
pub struct FieldAttributes {
    pub rename: Option<LitStr>,
    pub aliases: Vec<LitStr>,
    pub default: Option<DefaultValue>,
    pub flatten: Option<Path>,
    pub skip: bool,
    pub name: Option<LitStr>,
    /// `#[view(through)]`
    pub through: Option<Path>,
    /// `#[view(frequent)]`
    pub frequent: Option<Path>,
}

/// The attributes of a field of a struct that derives `Project`.
#[derive(Default)]
pub struct ProjectAttributes {
    pub path: Option<LitStr>,
    /// Other spellings of the last key.
    pub aliases: Vec<LitStr>,
    pub default: Option<DefaultValue>,
}

impl StructAttributes {
    pub fn parse(attributes: &[Attribute], mistakes: &mut Mistakes) -> StructAttributes {
        let mut parsed = StructAttributes::default();
        for_each(attributes, "serde", mistakes, |meta| match item_name(meta).as_str() {
            "rename_all" => match deserialize_literal(meta)? {
                Some(case) => {
                    parsed.rename_all = Some(Case::parse(&case)?);
                    Ok(())
                }
                None => Ok(()),
            },
            "deny_unknown_fields" => Ok(()),
            "bound" | "rename" | "crate" | "expecting" => skip_value(meta),
            "default" => {
                skip_value(meta)?;
                Err(meta.error("`default` on a struct is not supported by views: put it on each field that may be absent"))
            }
            other => {
                skip_value(meta)?;
                Err(meta.error(format!(
                    "views do not support `{other}`, because the keys are then not the fields"
                )))
            }
        });
        for_each(attributes, "view", mistakes, |meta| match item_name(meta).as_str() {
            "name" => {
                parsed.name = Some(meta.value()?.parse()?);
                Ok(())
            }
            "null_is_empty" => {
                parsed.null_is_empty = true;
                Ok(())
            }
            "deserialize" => {
                parsed.deserialize = true;
                Ok(())
            }
            _ => {
                Err(meta
                    .error("expected `name = \"…\"`, the name of the view, `deserialize` or `null_is_empty`"))
            }
        });
        parsed
    }
}

impl FieldAttributes {
    pub fn parse(attributes: &[Attribute], mistakes: &mut Mistakes) -> FieldAttributes {
        let mut parsed = FieldAttributes::default();
        for_each(attributes, "serde", mistakes, |meta| {
            match item_name(meta).as_str() {
                "rename" => {
                    if let Some(name) = deserialize_literal(meta)? {
                        parsed.rename = Some(name);
                    }
                }
                "alias" => parsed.aliases.push(meta.value()?.parse()?),
                "default" => {
                    parsed.default = Some(default_value(meta)?);
                }
                "flatten" => parsed.flatten = Some(meta.path.clone()),
                "skip" | "skip_deserializing" => parsed.skip = true,
                "skip_serializing" => {}
                "skip_serializing_if" | "serialize_with" | "bound" => skip_value(meta)?,
                other @ ("with" | "deserialize_with" | "getter" | "borrow") => {
                    skip_value(meta)?;
                    return Err(meta.error(format!(
                        "views do not support `{other}`: use a type that implements `Deserialize` and \
                         `zerocord::view::Model`"
                    )));
                }
                other => {
                    skip_value(meta)?;
                    return Err(meta.error(format!("views do not support `{other}`")));
                }
            }
            Ok(())
        });
        for_each(attributes, "view", mistakes, |meta| match item_name(meta).as_str() {
            "name" => {
                parsed.name = Some(meta.value()?.parse()?);
                Ok(())
            }
            "through" => {
                parsed.through = Some(meta.path.clone());
                Ok(())
            }
            "frequent" => {
                parsed.frequent = Some(meta.path.clone());
                Ok(())
            }
            _ => {
                Err(meta.error("expected `name = \"…\"`, the name of the accessor, `frequent` or `through`"))
            }
        });
        parsed
    }
}

impl ProjectAttributes {
    pub fn parse(attributes: &[Attribute], mistakes: &mut Mistakes) -> ProjectAttributes {
        let mut parsed = ProjectAttributes::default();
        for_each(attributes, "project", mistakes, |meta| match item_name(meta).as_str() {
            "path" => {
                let literal: LitStr = meta.value()?.parse()?;
                match parsed.path.replace(literal) {
                    Some(_) => Err(meta.error("duplicate `path`")),
                    None => Ok(()),
                }
            }
            "alias" => {
                parsed.aliases.push(meta.value()?.parse()?);
                Ok(())
            }
            "default" => {
                parsed.default = Some(default_value(meta)?);
                Ok(())
            }
            _ => {
                skip_value(meta)?;
                Err(meta
                    .error("expected `path = \"…\"` (keys separated by dots), `alias = \"…\"` or `default`"))
            }
        });
        parsed
    }
}

/// The value after the word `default`.
fn default_value(meta: &ParseNestedMeta<'_>) -> syn::Result<DefaultValue> {
    if !meta.input.peek(syn::Token![=]) {
        return Ok(DefaultValue::OfType);
    }
    let path: LitStr = meta.value()?.parse()?;
    Ok(DefaultValue::Call(path.parse()?))
}

/// The doc comments among the attributes.
pub fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).collect()
}

fn for_each(
    attributes: &[Attribute],
    name: &str,
    mistakes: &mut Mistakes,
    mut parse: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if let Err(mistake) = parse(&meta) {
                mistakes.add(mistake);
                // The rest of this item is part of the mistake.
                skip_value(&meta)?;
            }
            Ok(())
        });
        if let Err(mistake) = parsed {
            mistakes.add(mistake);
        }
    }
}

fn item_name(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.get_ident().map(ToString::to_string).unwrap_or_default()
}

/// Skips `= value` or `(…)`, if present.
fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(syn::Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.parse_nested_meta(|inner| skip_value(&inner))?;
    }
    Ok(())
}

/// The literal of `name = "…"` or of `name(deserialize = "…")`.
fn deserialize_literal(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if !meta.input.peek(syn::token::Paren) {
        return match meta.value()?.parse()? {
            Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => Ok(Some(literal)),
            other => Err(syn::Error::new_spanned(other, "expected a string literal")),
        };
    }
    let mut found = None;
    meta.parse_nested_meta(|inner| {
        if inner.path.is_ident("deserialize") {
            found = Some(inner.value()?.parse()?);
            Ok(())
        } else {
            skip_value(&inner)
        }
    })?;
    Ok(found)
}

/// How `rename_all` spells keys.
#[derive(Clone, Copy)]
pub enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    fn parse(literal: &LitStr) -> syn::Result<Case> {
        Ok(match literal.value().as_str() {
            "lowercase" => Case::Lower,
            "UPPERCASE" => Case::Upper,
            "PascalCase" => Case::Pascal,
            "camelCase" => Case::Camel,
            "snake_case" => Case::Snake,
            "SCREAMING_SNAKE_CASE" => Case::ScreamingSnake,
            "kebab-case" => Case::Kebab,
            "SCREAMING-KEBAB-CASE" => Case::ScreamingKebab,
            _ => return Err(syn::Error::new_spanned(literal, "serde has no such naming convention")),
        })
    }

    /// A field's name, which is snake case in Rust, converted to this case as serde does.
    pub fn apply(self, field: &str) -> String {
        let pascal = || {
            let words = field.split('_').map(|word| {
                let mut chars = word.chars();
                chars
                    .next()
                    .map(|first| first.to_ascii_uppercase())
                    .into_iter()
                    .chain(chars)
                    .collect::<String>()
            });
            words.collect::<String>()
        };
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_ascii_uppercase(),
            Case::Pascal => pascal(),
            Case::Camel => {
                let pascal = pascal();
                pascal[..1].to_ascii_lowercase() + &pascal[1..]
            }
            Case::Kebab => field.replace('_', "-"),
            Case::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}
