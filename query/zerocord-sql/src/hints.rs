//! Errors for people: what is wrong, and what to write instead.

use datafusion::common::{Column, DataFusionError, SchemaError, TableReference};
use datafusion::prelude::SessionContext;

/// Names that are less alike are not suggested.
const LIKENESS_MIN: f64 = 0.8;

/// Columns that a table has only with message content.
const CONTENT: [&str; 7] =
    ["content", "embeds", "components", "attachments", "poll", "matched_content", "matched_keyword"];

/// The error in one or two lines.
pub fn describe(error: &DataFusionError, ctx: &SessionContext) -> String {
    match error.find_root() {
        DataFusionError::Diagnostic(_, error) => describe(error, ctx),
        DataFusionError::Collection(errors) => match errors.first() {
            Some(error) => describe(error, ctx),
            None => "the statement has errors".to_owned(),
        },
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => missing_column(field, valid_fields),
            error => error.to_string(),
        },
        DataFusionError::Plan(message) => missing_table(message, ctx)
            .or_else(|| missing_field(message))
            .unwrap_or_else(|| of_function(message).unwrap_or(message).to_owned()),
        DataFusionError::SQL(error, _) => error.to_string(),
        DataFusionError::IoError(error) => error.to_string(),
        DataFusionError::ResourcesExhausted(message) => {
            format!("the memory limit (-m) is too small for this query: {}", first_line(message))
        }
        DataFusionError::Execution(message) | DataFusionError::NotImplemented(message) => message.clone(),
        error => first_line(&error.to_string()).to_owned(),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn missing_column(field: &Column, valid: &[Column]) -> String {
    // Of `autor.id`, the first part is wrong.
    if let Some(of) = field.relation.as_ref().map(TableReference::table)
        && valid.iter().all(|column| column.relation.as_ref().is_none_or(|table| table.table() != of))
    {
        let text = format!("there is no table or object `{of}`");
        let tables = valid.iter().filter_map(|column| column.relation.as_ref().map(TableReference::table));
        let names = tables.chain(valid.iter().map(|column| column.name.as_str()));
        return match nearest(of, names) {
            Some(near) => format!("{text}; did you mean `{near}`?"),
            None => format!("{text}; DESCRIBE lists the columns of a table"),
        };
    }
    let text = format!("there is no column `{}`", field.name);
    if CONTENT.contains(&field.name.as_str()) {
        return format!("{text}; message content is left out: --with-content includes it");
    }
    let names = valid.iter().map(|column| column.name.as_str());
    match nearest(&field.name, names) {
        Some(near) => format!("{text}; did you mean `{near}`?"),
        None => format!("{text}; DESCRIBE lists the columns of a table"),
    }
}

/// The message of one of zerocord's functions about its arguments, inside DataFusion's.
fn of_function(message: &str) -> Option<&str> {
    let (_, message) = message.split_once("user-defined coercion failed with: Error during planning: ")?;
    message.split(". No function matches").next()
}

/// The message about a field that an object does not have, if it is one.
fn missing_field(message: &str) -> Option<String> {
    let name = message.strip_prefix("Field ")?.strip_suffix(" not found in struct")?;
    Some(format!("there is no field `{name}` in this object; DESCRIBE lists the fields of a table"))
}

/// The message about a table that does not exist, if it is one.
fn missing_table(message: &str, ctx: &SessionContext) -> Option<String> {
    let full = message.strip_prefix("table '")?.strip_suffix("' not found")?;
    let name = full.rsplit('.').next()?;
    let text = format!("there is no table `{name}`");
    let tables = table_names(ctx);
    Some(match nearest(name, tables.iter().map(String::as_str)) {
        Some(near) => format!("{text}; did you mean `{near}`?"),
        None => format!("{text}; SHOW TABLES lists them"),
    })
}

/// The names of all tables, with those of their schema if it is not the default.
pub fn table_names(ctx: &SessionContext) -> Vec<String> {
    let options = ctx.state().config_options().catalog.clone();
    let Some(catalog) = ctx.catalog(&options.default_catalog) else { return Vec::new() };
    let mut names = Vec::new();
    for schema in catalog.schema_names() {
        let Some(tables) = catalog.schema(&schema).filter(|_| schema != "information_schema") else {
            continue;
        };
        let prefix = if schema == options.default_schema { String::new() } else { format!("{schema}.") };
        names.extend(tables.table_names().into_iter().map(|table| format!("{prefix}{table}")));
    }
    names
}

/// The name that is most like this one.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_ascii_lowercase();
    let likeness = |candidate: &str| strsim::jaro_winkler(&name, &candidate.to_ascii_lowercase());
    names
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        let names = ["message_create", "message_update", "typing_start"];
        for (name, want) in [
            ("mesage_create", Some("message_create")),
            ("MESSAGE_UPDAT", Some("message_update")),
            ("zzz", None),
        ] {
            assert_eq!(nearest(name, names.into_iter()), want, "{name}");
        }
    }
}
