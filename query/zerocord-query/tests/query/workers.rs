//! Workers in this process, over an object store.

use std::sync::Arc;

use datafusion::execution::SessionStateBuilder;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::SessionContext;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use tokio::runtime::Handle;
use url::Url;
use zerocord_query::workers::{WorkerServer, Workers};
use zerocord_query::{Recordings, register_functions};

use crate::support::{recording, rows, session};

/// A worker that reads objects of `bucket://b` if `is_given`; its address.
async fn worker(store: &Arc<InMemory>, is_given: bool) -> String {
    let runtime = Arc::new(RuntimeEnv::default());
    runtime.register_object_store(&Url::parse("bucket://b").unwrap(), store.clone());
    let mut server = WorkerServer::new([] as [&str; 0], runtime, Handle::current(), 2).unwrap();
    if is_given {
        server = server.store(ObjectStoreUrl::parse("bucket://b").unwrap());
    }
    let listener = server.listen("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { server.serve(listener).await });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_read_the_stores_that_they_are_given() {
    let store = Arc::new(InMemory::new());
    for seed in 0..3 {
        let name = Path::from(format!("{seed}.ndjson"));
        store.put(&name, PutPayload::from(recording(seed, 100 << 10))).await.unwrap();
    }
    let local = session(2);
    local.register_object_store(&Url::parse("bucket://b").unwrap(), store.clone());
    Recordings::new(["bucket://b/"]).register(&local).await.unwrap();
    let sql = "SELECT channel_id, count(*), min(id) FROM message_create GROUP BY 1";
    let want = rows(&local, sql).await.unwrap();
    assert!(want.len() > 2);
    for is_given in [true, false] {
        let addresses = [worker(&store, is_given).await, worker(&store, is_given).await];
        let builder = SessionStateBuilder::new().with_default_features();
        let state = Workers::new(addresses).unwrap().configure(builder).unwrap().build();
        let ctx = SessionContext::new_with_state(state);
        register_functions(&ctx);
        ctx.register_object_store(&Url::parse("bucket://b").unwrap(), store.clone());
        Recordings::new(["bucket://b/"]).register(&ctx).await.unwrap();
        let got = rows(&ctx, sql).await;
        match is_given {
            true => assert_eq!(got.unwrap(), want),
            false => {
                let error = got.unwrap_err().to_string();
                assert!(error.contains("the worker does not read bucket://b"), "{error}");
            }
        }
    }
}
