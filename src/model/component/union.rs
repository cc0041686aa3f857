//! The macro for the unions of components, which are selected by the key `type`.

/// Defines a union: the owned form and the form that a view returns.
///
/// A component of an unknown type is kept as JSON. So is, in the owned form, one that lacks a required field, so that
/// the message around it can still be read.
macro_rules! component_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident, $view:ident {
            $( $(#[$variant_meta:meta])* $variant:ident($model:ty) = $($kind:ident)|+, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant($model), )*
            /// A component of another type, or one that lacks a required field, as JSON.
            Unknown(serde_json::Value),
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value: serde_json::Value = $crate::view::DeserializeModel::deserialize_model(deserializer)?;
                let number = value.get("type").and_then(serde_json::Value::as_i64);
                Ok(match number.map($crate::model::ComponentType::from_number) {
                    $( Some($( $crate::model::ComponentType::$kind )|+) => match <$model>::deserialize(&value) {
                        Ok(component) => $name::$variant(component),
                        Err(_) => $name::Unknown(value),
                    }, )*
                    _ => $name::Unknown(value),
                })
            }
        }

        $crate::view::deserialized_as_themselves!($name);

        $(#[$meta])*
        ///
        /// As a view returns it.
        #[derive(Clone, Copy, Debug)]
        pub enum $view<'a> {
            $( $(#[$variant_meta])* $variant($crate::view::ViewOf<'a, $model>), )*
            /// A component of another type, as JSON.
            Unknown($crate::json::raw::RawValue<'a>),
        }

        impl<'a> $crate::view::FromJson<'a> for $view<'a> {
            fn from_json(
                value: $crate::json::raw::RawValue<'a>,
                arena: &'a $crate::arena::Arena,
            ) -> Result<Self, $crate::json::error::Error> {
                let Some(kind) = $crate::model::component::union::type_of(value, arena)? else {
                    return Ok($view::Unknown(value));
                };
                Ok(match kind {
                    $( $( $crate::model::ComponentType::$kind )|+ => {
                        $view::$variant($crate::view::FromJson::from_json(value, arena)?)
                    } )*
                    _ => $view::Unknown(value),
                })
            }
        }

        impl $crate::view::Model for $name {
            type View<'a> = $view<'a>;

            fn from_view(view: $view<'_>) -> Result<Self, $crate::json::error::Error> {
                match view {
                    $( $view::$variant(view) => match $crate::view::Model::from_view(view) {
                        Ok(component) => Ok($name::$variant(component)),
                        Err(_) => view.as_raw().to_value().map($name::Unknown),
                    }, )*
                    $view::Unknown(value) => value.to_value().map($name::Unknown),
                }
            }

            fn blank() -> Self {
                $name::Unknown(serde_json::Value::Null)
            }

            fn read(&mut self, reader: &mut $crate::view::Reader<'_>) -> Option<()> {
                let kind = $crate::model::component::union::type_of(reader.value(), reader.arena()).ok()?;
                *self = match kind {
                    $( Some($( $crate::model::ComponentType::$kind )|+) => {
                        $name::$variant($crate::view::Model::blank())
                    } )*
                    _ => Self::from_view(reader.by_view()?).ok()?,
                };
                match self {
                    $( $name::$variant(component) => $crate::view::Model::read(component, reader), )*
                    $name::Unknown(_) => Some(()),
                }
            }
        }
    };
}

pub(crate) use component_union;

use super::ComponentType;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::FromJson;

/// The number under `type`; `None` if there is none.
pub(crate) fn type_of<'a>(value: RawValue<'a>, arena: &'a Arena) -> Result<Option<ComponentType>, Error> {
    if value.kind()? != ValueKind::Object {
        return Ok(None);
    }
    let Some(kind) = value.get("type")? else {
        return Ok(None);
    };
    Ok(i64::from_json(kind, arena).ok().map(ComponentType::from_number))
}
