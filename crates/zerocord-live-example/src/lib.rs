//! A mock gateway on loopback, for testing clients.
//!
//! It implements the part of Discord's protocol that a session needs: HELLO, IDENTIFY, READY, dispatches, heartbeats,
//! RECONNECT and RESUME, with either transport compression, payload compression or none, as the client requests. The
//! frames come from the testkit's generator. `examples/` has the clients.
//!
//! Do not use it for anything else: it accepts any token and trusts its client.

mod compress;
mod connection;
mod session;

#[cfg(test)]
mod permissions_of_twilight;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use session::Script;
use session::Session;

/// A gateway that listens until it is dropped. It has one session, which any client may start or resume.
#[derive(Debug)]
pub struct MockGateway {
    url: String,
    session: Arc<Mutex<Session>>,
    task: JoinHandle<()>,
}

impl MockGateway {
    /// Listens on a free port of the loopback device.
    ///
    /// # Errors
    /// The error of the system call.
    pub async fn start(script: Script) -> io::Result<MockGateway> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("ws://{}", listener.local_addr()?);
        let session = Arc::new(Mutex::new(Session::new(script, &url)));
        let shared = Arc::clone(&session);
        let task = tokio::spawn(async move {
            // Serves one client at a time, like a shard.
            while let Ok((stream, _)) = listener.accept().await {
                // A disconnecting client is not an error of the gateway.
                let _ = connection::serve(stream, &shared).await;
            }
        });
        Ok(MockGateway { url, session, task })
    }

    /// The URL, without a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All dispatches of the session so far, in order. A client must have received exactly these.
    pub fn dispatches(&self) -> Vec<Vec<u8>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).dispatches().to_vec()
    }

    /// How often the session has been resumed.
    pub fn resume_count(&self) -> usize {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).resume_count()
    }
}

impl Drop for MockGateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}
