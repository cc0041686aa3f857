//! The workers of a session.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use datafusion::common::{Result, plan_err};
use datafusion::execution::SessionStateBuilder;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use tokio_rustls::rustls::ClientConfig;

use super::connection::{client_config, is_loopback, read_token};
use super::error::WorkerError;
use super::rule::WorkerRule;

/// How long a worker may be silent by default.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A rule that merges first and last aggregations, which run on different machines here.
const COMBINE_AGGREGATES: &str = "CombinePartialFinalAggregate";

/// The workers that read the files of a session.
///
/// ```no_run
/// use datafusion::execution::SessionStateBuilder;
/// use datafusion::prelude::SessionContext;
/// use zerocord_query::workers::Workers;
/// use zerocord_query::{Recordings, register_functions};
///
/// # #[tokio::main]
/// # async fn main() -> datafusion::common::Result<()> {
/// let workers = Workers::new(["10.0.0.1:51001", "10.0.0.2:51001"])?
///     .authorities("ca.pem".as_ref())?
///     .token_file("token".as_ref())?;
/// let state = workers.configure(SessionStateBuilder::new().with_default_features())?;
/// let ctx = SessionContext::new_with_state(state.build());
/// register_functions(&ctx);
/// Recordings::new(["/recordings"]).register(&ctx).await?;
/// ctx.sql("SELECT t, count(*) FROM frames GROUP BY t").await?.show().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Workers {
    pub(crate) addresses: Vec<String>,
    pub(crate) timeout: Duration,
    pub(crate) retry: bool,
    pub(crate) token: Option<Arc<str>>,
    pub(crate) tls: Option<Arc<ClientConfig>>,
    is_insecure: bool,
    observer: Option<Observer>,
}

type Observer = Arc<dyn Fn(&WorkerEvent) + Send + Sync>;

/// What happens on workers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkerEvent {
    /// A worker sent a sign of life, or completed a share.
    #[non_exhaustive]
    Progress {
        /// The worker.
        worker: String,
        /// Frames that it has read of this share. Shares of lakes have none.
        frames: u64,
        /// Rows that it has sent.
        rows: u64,
        /// Bytes of these rows.
        bytes: u64,
        /// Whether its share is complete.
        is_done: bool,
    },
    /// A worker was lost, and another one got its share.
    #[non_exhaustive]
    Retried {
        /// Why the worker was given up.
        error: WorkerError,
        /// The worker that got the share.
        successor: String,
    },
}

impl Workers {
    /// Workers by their addresses, `host:port`.
    ///
    /// # Errors
    /// There is no address, an address without a port, or one twice.
    pub fn new<A: Into<String>>(addresses: impl IntoIterator<Item = A>) -> Result<Workers> {
        let addresses: Vec<String> = addresses.into_iter().map(Into::into).collect();
        if addresses.is_empty() {
            return plan_err!("no worker is named");
        }
        for (index, address) in addresses.iter().enumerate() {
            let port = address.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
            if !matches!(port, Some(Ok(1..))) {
                return plan_err!("`{address}` is not the address of a worker, such as 10.0.0.1:51001");
            }
            if addresses[..index].contains(address) {
                return plan_err!("the worker {address} is named twice");
            }
        }
        Ok(Workers {
            addresses,
            timeout: TIMEOUT,
            retry: false,
            token: None,
            tls: None,
            is_insecure: false,
            observer: None,
        })
    }

    /// Sets how long a worker may be silent before it is given up. The default is 10 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Workers {
        self.timeout = timeout;
        self
    }

    /// Sets whether the share of a worker that is lost goes to another one. By default, the query ends with an error.
    #[must_use]
    pub fn retry(mut self, retry: bool) -> Workers {
        self.retry = retry;
        self
    }

    /// Sends the token in this file to the workers.
    ///
    /// # Errors
    /// The file cannot be read, or the token is shorter than 16 bytes.
    pub fn token_file(mut self, path: &Path) -> Result<Workers> {
        self.token = Some(read_token(path)?);
        Ok(self)
    }

    /// Connects with TLS, and trusts the certificates in this PEM file.
    ///
    /// # Errors
    /// The file cannot be read, or has no certificate.
    pub fn authorities(mut self, path: &Path) -> Result<Workers> {
        self.tls = Some(client_config(path)?);
        Ok(self)
    }

    /// Allows workers on other machines without TLS and a token.
    #[must_use]
    pub fn insecure(mut self, insecure: bool) -> Workers {
        self.is_insecure = insecure;
        self
    }

    /// Calls this function at each event. It must return soon.
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&WorkerEvent) + Send + Sync + 'static) -> Workers {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// A session whose files are read by these workers.
    ///
    /// # Errors
    /// A worker is on another machine, and TLS or the token is missing.
    pub fn configure(self, mut builder: SessionStateBuilder) -> Result<SessionStateBuilder> {
        let is_safe = self.is_insecure || (self.tls.is_some() && self.token.is_some());
        if let Some(address) = self.addresses.iter().find(|address| !is_safe && !is_loopback(address)) {
            return plan_err!(
                "the worker {address} is on another machine: name certificates (--tls-ca) and a token (--token-file), or allow \
                 anyone to read along (--insecure)"
            );
        }
        let mut config = builder.config().take().unwrap_or_default();
        // One partition has no first aggregation that workers could do.
        let partitions = config.target_partitions().max(2);
        config = config.with_target_partitions(partitions).with_round_robin_repartition(false);
        // Filters that change during a query do not reach the workers.
        let optimizer = &mut config.options_mut().optimizer;
        optimizer.enable_dynamic_filter_pushdown = false;
        optimizer.enable_topk_dynamic_filter_pushdown = false;
        optimizer.enable_join_dynamic_filter_pushdown = false;
        optimizer.enable_aggregate_dynamic_filter_pushdown = false;
        let mut rules = PhysicalOptimizer::new().rules;
        rules.retain(|rule| rule.name() != COMBINE_AGGREGATES);
        rules.push(Arc::new(WorkerRule::new(Arc::new(self))));
        Ok(builder.with_config(config).with_physical_optimizer_rules(rules))
    }

    pub(crate) fn observe(&self, event: WorkerEvent) {
        if let Some(observer) = &self.observer {
            observer(&event);
        }
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token is a secret.
        f.debug_struct("Workers").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_need_tls_and_a_token() {
        let configure = |workers: Workers| workers.configure(SessionStateBuilder::new()).err();
        assert!(configure(Workers::new(["127.0.0.1:51001"]).unwrap()).is_none());
        let error = configure(Workers::new(["10.0.0.1:51001"]).unwrap()).unwrap().to_string();
        assert!(error.contains("the worker 10.0.0.1:51001 is on another machine"), "{error}");
        assert!(configure(Workers::new(["10.0.0.1:51001"]).unwrap().insecure(true)).is_none());
        assert!(Workers::new(["10.0.0.1"]).is_err() && Workers::new(["a:1", "a:1"]).is_err());
    }

    #[test]
    fn the_rule_that_is_left_out_exists() {
        assert!(PhysicalOptimizer::new().rules.iter().any(|rule| rule.name() == COMBINE_AGGREGATES));
    }
}
