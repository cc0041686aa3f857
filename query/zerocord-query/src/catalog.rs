//! A schema whose tables are made when they are first used.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::TableType;
use datafusion::prelude::SessionContext;
use object_store::ObjectMeta;

use crate::inputs::{FoundFile, Lake};
use crate::names::FileNames;
use crate::recordings::no_table;
use crate::report::ScanLog;
use crate::source::RecordingFormat;
use crate::table::{RecordingTable, TableSettings, table_names};

/// Where the tables come from.
#[derive(Debug)]
pub(crate) enum Tables {
    Recordings {
        urls: Vec<ListingTableUrl>,
        names: Arc<FileNames>,
        settings: TableSettings,
        log: Arc<ScanLog>,
    },
    Lake(Lake),
}

/// The tables, on top of those that the schema had before.
pub(crate) struct RecordingSchema {
    before: Arc<dyn SchemaProvider>,
    tables: Tables,
    state: Box<dyn Fn() -> SessionState + Send + Sync>,
    made: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
}

impl RecordingSchema {
    pub(crate) fn new(
        before: Arc<dyn SchemaProvider>,
        tables: Tables,
        ctx: &SessionContext,
    ) -> RecordingSchema {
        // The session owns the schema: a reference back would keep both alive for ever.
        let state = ctx.state_weak_ref();
        let fallback = ctx.runtime_env();
        let state = move || match state.upgrade() {
            Some(state) => state.read().clone(),
            None => SessionContext::new_with_config_rt(Default::default(), fallback.clone()).state(),
        };
        RecordingSchema { before, tables, state: Box::new(state), made: Mutex::default() }
    }

    fn has(&self, name: &str) -> bool {
        table_names().any(|table| table == name)
    }

    async fn make(&self, name: &str) -> Result<Arc<dyn TableProvider>> {
        match &self.tables {
            Tables::Recordings { urls, names, settings, log } => {
                let table = recording_table(name, settings)?;
                let format = RecordingFormat::of(table, names.clone(), log.clone());
                let schema = format.schema();
                listing(urls.clone(), Arc::new(format), schema)
            }
            Tables::Lake(lake) => self.make_of_lake(name, lake).await,
        }
    }

    async fn make_of_lake(&self, name: &str, lake: &Lake) -> Result<Arc<dyn TableProvider>> {
        let Some(files) = lake.tables.get(name) else {
            if !lake.includes(name) {
                return Err(no_table(&lake.name, name));
            }
            let options = &lake.options;
            let settings = TableSettings {
                depth: options.depth,
                content: options.with_content,
                derive: options.derive,
                ..TableSettings::default()
            };
            return Ok(Arc::new(EmptyTable::new(recording_table(name, &settings)?.schema)));
        };
        let state = (self.state)();
        let mut options = state.table_options().parquet.clone();
        // The types are those of a recording.
        options.global.schema_force_view_types = false;
        options.global.skip_metadata = false;
        options.global.pushdown_filters = true;
        let format = ParquetFormat::default().with_options(options);
        let Some(first) = files.first() else { return Err(no_table(&lake.name, name)) };
        let store = state.runtime_env().object_store(first.url.object_store())?;
        let metas: Vec<ObjectMeta> = files.iter().map(|file| file.meta.clone()).collect();
        let schema = format.infer_schema(&state, &store, &metas).await?;
        listing(urls_of(files), Arc::new(format), schema)
    }
}

fn urls_of(files: &[FoundFile]) -> Vec<ListingTableUrl> {
    files.iter().map(|file| file.url.clone()).collect()
}

fn recording_table(name: &str, settings: &TableSettings) -> Result<RecordingTable> {
    RecordingTable::new(name, settings).map_err(|error| DataFusionError::Plan(error.to_string()))
}

fn listing(
    urls: Vec<ListingTableUrl>,
    format: Arc<dyn FileFormat>,
    schema: datafusion::arrow::datatypes::SchemaRef,
) -> Result<Arc<dyn TableProvider>> {
    let options = ListingOptions::new(format).with_file_extension("");
    let config =
        ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

#[async_trait]
impl SchemaProvider for RecordingSchema {
    fn table_names(&self) -> Vec<String> {
        let mut names = self.before.table_names();
        let listed = |name: &String| match &self.tables {
            Tables::Recordings { .. } => true,
            Tables::Lake(lake) => lake.tables.contains_key(name) || lake.includes(name),
        };
        names.extend(table_names().filter(listed));
        names.sort();
        names.dedup();
        names
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = self.before.table(name).await? {
            return Ok(Some(table));
        }
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if known.is_some() || !self.has(name) {
            return Ok(known);
        }
        let table = self.make(name).await?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), table.clone());
        Ok(Some(table))
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        match self.before.table_type(name).await? {
            None => Ok(self.has(name).then_some(TableType::Base)),
            known => Ok(known),
        }
    }

    fn register_table(
        &self,
        name: String,
        table: Arc<dyn TableProvider>,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        self.before.register_table(name, table)
    }

    fn deregister_table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if !self.before.table_exist(name) && self.has(name) {
            return plan_err!("`{name}` is a table of the recordings and cannot be dropped");
        }
        self.before.deregister_table(name)
    }

    fn table_exist(&self, name: &str) -> bool {
        self.before.table_exist(name) || self.has(name)
    }
}

impl fmt::Debug for RecordingSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingSchema").field("tables", &self.tables).finish_non_exhaustive()
    }
}
