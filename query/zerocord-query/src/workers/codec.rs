//! Scans of recordings as bytes.
//!
//! DataFusion writes plans as Protocol Buffers, and leaves scans of recordings to this codec: fixed bytes, the version, the table
//! and its settings, the predicates, and the names of the files, next to DataFusion's own form of file scans.

use std::sync::Arc;

use datafusion::common::{DataFusionError, Result, exec_err, internal_err};
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::bytes::{
    physical_plan_from_bytes_with_extension_codec, physical_plan_to_bytes_with_extension_codec,
};
use datafusion_proto::physical_plan::from_proto::{
    parse_protobuf_file_scan_config, parse_table_schema_from_proto,
};
use datafusion_proto::physical_plan::to_proto::serialize_file_scan_config;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::{FileScanExecConf, PhysicalExprNode};
use object_store::path::Path;
use prost::Message;

use super::version;
use crate::names::FileNames;
use crate::report::ScanLog;
use crate::source::{RecordingFormat, RecordingSource};
use crate::table::{RecordingTable, TableSettings};

const MAGIC: &[u8] = b"ZCSCAN01";

/// A scan of recordings.
#[derive(Clone, PartialEq, Message)]
struct ScanMessage {
    #[prost(string, tag = "1")]
    version: String,
    /// The event, `unknown`, `other` or `frames`.
    #[prost(string, tag = "2")]
    table: String,
    #[prost(uint64, tag = "3")]
    depth: u64,
    #[prost(bool, tag = "4")]
    content: bool,
    #[prost(bool, tag = "5")]
    derive: bool,
    #[prost(bool, tag = "6")]
    validate: bool,
    #[prost(bool, tag = "10")]
    received: bool,
    #[prost(message, repeated, tag = "7")]
    predicates: Vec<PhysicalExprNode>,
    #[prost(message, repeated, tag = "8")]
    names: Vec<NameMessage>,
    #[prost(message, optional, tag = "9")]
    scan: Option<FileScanExecConf>,
}

/// The name of a file as the user gave it.
#[derive(Clone, PartialEq, Message)]
struct NameMessage {
    #[prost(string, tag = "1")]
    location: String,
    #[prost(string, tag = "2")]
    name: String,
}

/// Writes and reads scans of recordings. Scans that are read report to its log.
#[derive(Debug, Default)]
pub(crate) struct RecordingCodec {
    pub(crate) log: Arc<ScanLog>,
}

/// # Errors
/// A part of the plan has no form as bytes.
pub(crate) fn encode(plan: Arc<dyn ExecutionPlan>, codec: &RecordingCodec) -> Result<Vec<u8>> {
    Ok(physical_plan_to_bytes_with_extension_codec(plan, codec)?.into())
}

/// # Errors
/// The bytes are no plan, or one for another version.
pub(crate) fn decode(
    bytes: &[u8],
    context: &TaskContext,
    codec: &RecordingCodec,
) -> Result<Arc<dyn ExecutionPlan>> {
    physical_plan_from_bytes_with_extension_codec(bytes, context, codec)
}

impl PhysicalExtensionCodec for RecordingCodec {
    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let scan = node.downcast_ref::<DataSourceExec>();
        let Some((config, source)) = scan.and_then(|scan| scan.downcast_to_file_source::<RecordingSource>())
        else {
            return internal_err!("{} cannot be sent to a worker", node.name());
        };
        let predicates = source.predicates().iter();
        let table = source.table();
        let files = config.file_groups.iter().flat_map(|group| group.iter());
        let name = |location: &Path| NameMessage {
            location: location.to_string(),
            name: source.names().name(location),
        };
        let message = ScanMessage {
            version: version(),
            table: table.name().to_owned(),
            depth: table.settings.depth as u64,
            content: table.settings.content,
            derive: table.settings.derive,
            validate: table.settings.validate,
            received: table.settings.received,
            predicates: predicates
                .map(|predicate| converter.physical_expr_to_proto(predicate, self))
                .collect::<Result<_>>()?,
            names: files.map(|file| name(&file.object_meta.location)).collect(),
            scan: Some(serialize_file_scan_config(config, self, converter)?),
        };
        buffer.extend_from_slice(MAGIC);
        message.encode(buffer).map_err(external)
    }

    fn try_decode(
        &self,
        buffer: &[u8],
        _inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(buffer) = buffer.strip_prefix(MAGIC) else {
            return exec_err!("the plan is not one of zerocord-sql");
        };
        let message = ScanMessage::decode(buffer).map_err(external)?;
        if message.version != version() {
            return exec_err!("the plan is of version {}, the worker of {}", message.version, version());
        }
        let settings = TableSettings {
            depth: message.depth as usize,
            content: message.content,
            derive: message.derive,
            validate: message.validate,
            received: message.received,
        };
        if !(1..=16).contains(&settings.depth) {
            return exec_err!("the plan has objects of {} levels", settings.depth);
        }
        let table = RecordingTable::new(&message.table, &settings)
            .map_err(|error| DataFusionError::Execution(error.to_string()))?;
        let Some(scan) = &message.scan else { return exec_err!("the plan has no files") };
        let schema = parse_table_schema_from_proto(scan)?;
        if schema.file_schema() != &table.schema {
            return exec_err!("the table {} has other columns on the worker", message.table);
        }
        let decode_context = PhysicalPlanDecodeContext::new(context, self);
        let predicates = message.predicates.iter();
        let predicates = predicates
            .map(|predicate| {
                converter.proto_to_physical_expr(predicate, schema.file_schema(), &decode_context)
            })
            .collect::<Result<_>>()?;
        let mut names = FileNames::default();
        for NameMessage { location, name } in message.names {
            names.insert(&Path::parse(location).map_err(external)?, name);
        }
        let format = RecordingFormat::of(table, Arc::new(names), self.log.clone());
        let source = Arc::new(RecordingSource::of(format, schema, predicates));
        let config: FileScanConfig =
            parse_protobuf_file_scan_config(scan, &decode_context, converter, source)?;
        Ok(DataSourceExec::from_data_source(config))
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::{SessionConfig, SessionContext};

    use super::*;
    use crate::recordings::Recordings;
    use crate::workers::files::scan_of;

    /// The scan of a query.
    async fn scan(sql: &str) -> Arc<dyn ExecutionPlan> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let ctx = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        Recordings::new([format!("{root}/corpus/firehose/sample.ndjson")]).register(&ctx).await.unwrap();
        let plan = ctx.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        let (_, config) = scan_of(&plan).unwrap();
        DataSourceExec::from_data_source(config.clone())
    }

    #[tokio::test]
    async fn scans_are_read_as_they_were_written() {
        let ctx = SessionContext::new();
        let show = |plan: &Arc<dyn ExecutionPlan>| {
            datafusion::physical_plan::displayable(plan.as_ref()).indent(false).to_string()
        };
        for sql in [
            "SELECT t, size FROM frames WHERE t = 'MESSAGE_CREATE'",
            "SELECT author.id, id FROM message_create WHERE guild_id = 5 AND author.bot LIMIT 7",
            "SELECT * FROM presence_update",
        ] {
            let plan = scan(sql).await;
            let bytes = encode(plan.clone(), &RecordingCodec::default()).unwrap();
            let read = decode(&bytes, &ctx.task_ctx(), &RecordingCodec::default()).unwrap();
            assert_eq!(show(&read), show(&plan), "{sql}");
            let columns = |plan: &Arc<dyn ExecutionPlan>| -> Vec<_> {
                let fields = plan.schema().fields().clone();
                fields.iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
            };
            assert_eq!(columns(&read), columns(&plan), "{sql}");
        }
    }

    #[tokio::test]
    async fn other_versions_are_refused_with_both_names() {
        let ctx = SessionContext::new();
        let plan = scan("SELECT t FROM frames").await;
        let mut node = Vec::new();
        let codec = RecordingCodec::default();
        let converter = datafusion_proto::physical_plan::DefaultPhysicalProtoConverter {};
        codec.try_encode(plan, &mut node, &converter).unwrap();
        let mut message = ScanMessage::decode(&node[MAGIC.len()..]).unwrap();
        message.version = "9.9.9".to_owned();
        let bytes = [MAGIC, &message.encode_to_vec()].concat();
        let error = codec.try_decode(&bytes, &[], &ctx.task_ctx(), &converter).unwrap_err().to_string();
        assert!(error.contains("9.9.9") && error.contains(&version()), "{error}");
        assert!(codec.try_decode(b"else", &[], &ctx.task_ctx(), &converter).is_err());
    }
}
