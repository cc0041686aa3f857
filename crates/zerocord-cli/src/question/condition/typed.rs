//! Checks literals against the types of the compared field: whether any value of the field can match.

use zerocord_schema::{Kind, Schema};

use super::literal::{Literal, Number};
use crate::question::time::{SPELLINGS, WrittenTime, is_time, number_unit};

/// The minimum of a number that is treated as a Unix time when it is ordered against snowflakes. Ids are much larger.
const UNIX_TIME_MIN: i128 = 1_000_000_000;
const UNIX_TIME_MAX: i128 = 10_000_000_000_000_000;

/// Converts the literal for a comparison with values of these types. `has_order` is set if the operator is not `=`,
/// `!=` or `in`.
///
/// If `kinds` is empty, any value is possible, and the literal alone determines the comparison.
///
/// # Errors
/// No value of these types can match. The message explains why.
pub fn typed(literal: Literal, kinds: &[Kind], has_order: bool) -> Result<Literal, String> {
    // The elements of a list are compared, and their types are in `kinds` too.
    let kinds: Vec<Kind> = kinds.iter().filter(|kind| !matches!(kind, Kind::Array(_))).cloned().collect();
    if kinds.is_empty() || literal == Literal::Null {
        return Ok(literal);
    }
    if kinds.iter().all(|kind| matches!(kind, Kind::Object(_) | Kind::Map(..))) {
        return Err(format!("{}, which only `exists` tests; compare a key in it", type_of(&kinds)));
    }
    if kinds.iter().all(is_time) {
        return as_time(literal, &kinds, has_order);
    }
    // In a few events `id` may be any string, but it is never a Unix time.
    if has_order
        && kinds.iter().any(is_time)
        && let Literal::Number(_, spelling) | Literal::Text { text: spelling, .. } = &literal
        && spelling.parse().is_ok_and(|number: i128| (UNIX_TIME_MIN..UNIX_TIME_MAX).contains(&number))
        && let Some(time) = WrittenTime::parse(spelling)
    {
        return Ok(Literal::Time(time, number_unit(&kinds), spelling.clone()));
    }
    let is_possible = match &literal {
        Literal::Boolean(_) => kinds.iter().any(|kind| matches!(kind, Kind::Boolean)),
        Literal::Number(..) => kinds.iter().any(|kind| !matches!(kind, Kind::Boolean)),
        Literal::Text { text, .. } => kinds.iter().any(|kind| can_be_text(kind, text)),
        Literal::Null | Literal::Time(..) => true,
    };
    if !is_possible {
        let hint = match literal {
            Literal::Boolean(true) => "; use `exists` to test whether it is present",
            _ => "",
        };
        return Err(format!("{}, which is never equal to this{hint}", type_of(&kinds)));
    }
    match literal {
        // If the field holds no times, the string is not a time either.
        Literal::Text { text, .. } if !kinds.iter().any(is_time) => Ok(Literal::Text { text, time: None }),
        literal => Ok(literal),
    }
}

/// Checks that values of these types may contain the literal: strings, and lists whose elements may be equal to it.
///
/// # Errors
/// No value can contain it. The message explains why.
pub fn check_contains(literal: &Literal, kinds: &[Kind]) -> Result<(), String> {
    let is_text = |kind: &Kind| match kind {
        Kind::Text | Kind::ImageHash | Kind::Any | Kind::Timestamp | Kind::Snowflake => true,
        Kind::Enum(place) => Schema::bundled_without_descriptions().enums[*place].is_text,
        _ => false,
    };
    let is_list = kinds.iter().any(|kind| matches!(kind, Kind::Array(_)));
    if kinds.is_empty()
        || kinds.iter().any(is_text)
        || is_list && typed(literal.clone(), kinds, false).is_ok()
    {
        return Ok(());
    }
    Err(format!("{}, which does not contain this", type_of(kinds)))
}

fn can_be_text(kind: &Kind, text: &str) -> bool {
    let is_number = Number::parse(text).is_some();
    match kind {
        Kind::Text | Kind::ImageHash | Kind::Any | Kind::Timestamp => true,
        Kind::Enum(place) => Schema::bundled_without_descriptions().enums[*place].is_text || is_number,
        Kind::Boolean | Kind::NullFlag | Kind::Object(_) | Kind::Map(..) => false,
        _ => is_number,
    }
}

/// Converts a literal for a field that holds times or snowflakes.
fn as_time(literal: Literal, kinds: &[Kind], has_order: bool) -> Result<Literal, String> {
    let only_ids = kinds.iter().all(|kind| *kind == Kind::Snowflake);
    let unit = number_unit(kinds);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let spelling = match &literal {
        Literal::Number(_, spelling) => spelling.clone(),
        Literal::Text { text, .. } => text.clone(),
        _ => return Err(format!("{}, which is never equal to this", type_of(kinds))),
    };
    if only_ids && (is_digits(&spelling) || matches!(literal, Literal::Number(..))) {
        let number = spelling.parse::<i128>().unwrap_or_default();
        if !has_order || !(UNIX_TIME_MIN..UNIX_TIME_MAX).contains(&number) {
            return Ok(literal);
        }
    }
    if let Some(time) = WrittenTime::parse(&spelling) {
        return Ok(Literal::Time(time, unit, spelling));
    }
    // Small numbers are in the field's own unit.
    if matches!(literal, Literal::Number(..)) && !kinds.contains(&Kind::Timestamp) {
        return Ok(literal);
    }
    Err(match only_ids {
        true => format!("{}: `{spelling}` is neither an id nor a time ({SPELLINGS})", type_of(kinds)),
        false => format!("{}: `{spelling}` is not a time ({SPELLINGS})", type_of(kinds)),
    })
}

/// The types of a field, as part of a message.
fn type_of(kinds: &[Kind]) -> String {
    let names: Vec<_> =
        kinds.iter().map(|kind| Schema::bundled_without_descriptions().kind_name(kind).to_string()).collect();
    format!("the field is of type {}", names.join(" or "))
}
