//! Object stores that inputs are in.

use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;

/// Registers the store of an input such as `s3://bucket/folder/`, and returns its URL. Local inputs, also by `file://`, need none.
///
/// # Errors
/// Stores of this kind are not supported, or the settings in the environment do not suffice.
pub fn register(runtime: &RuntimeEnv, input: &str) -> Result<Option<ObjectStoreUrl>> {
    let Some((scheme, rest)) = input.split_once("://") else { return Ok(None) };
    let bucket = rest.split('/').next().unwrap_or_default();
    match scheme {
        "file" => Ok(None),
        "s3" => {
            let url = ObjectStoreUrl::parse(format!("s3://{bucket}"))?;
            runtime.register_object_store(url.as_ref(), s3(bucket)?);
            Ok(Some(url))
        }
        _ => plan_err!("{input}: inputs are local files, and objects in S3 (s3://BUCKET/PREFIX)"),
    }
}

#[cfg(feature = "s3")]
fn s3(bucket: &str) -> Result<std::sync::Arc<dyn object_store::ObjectStore>> {
    use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};

    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    let endpoint = builder.get_config_value(&AmazonS3ConfigKey::Endpoint);
    // An endpoint without TLS is one that somebody has named.
    builder = builder.with_allow_http(endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")));
    let store = builder.build().map_err(|error| DataFusionError::Plan(format!("s3://{bucket}: {error}")))?;
    Ok(std::sync::Arc::new(store))
}

#[cfg(not(feature = "s3"))]
fn s3(bucket: &str) -> Result<std::sync::Arc<dyn object_store::ObjectStore>> {
    let message = "this build does not read S3: `cargo install --path query/zerocord-sql --features s3` makes one that does";
    Err(DataFusionError::Plan(format!("s3://{bucket}: {message}")))
}
