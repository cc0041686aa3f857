//! One connection to the gateway: the reading half, and a task that sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_websockets::{
    ClientBuilder, CloseCode, Connector, Error, Limits, MaybeTlsStream, Message, WebSocketStream,
};

use super::protocol::{CLOSE_AND_KEEP_SESSION, heartbeat};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// The longest known frame has 17 MB.
const MESSAGE_LEN_MAX: usize = 256 << 20;

/// State shared by the reading half and the sending task.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// The last sequence of the session; 0 if there is none.
    pub(super) sequence: AtomicU64,
    /// Whether the last heartbeat has not been acknowledged yet.
    pub(super) awaits_ack: AtomicBool,
    /// Whether reading has stopped because the disk is busy or full. Acknowledgements then wait in the socket.
    pub(super) is_paused: AtomicBool,
    /// Whether there was a long pause since the last heartbeat, so that its acknowledgement may not have been read yet.
    pub(super) was_paused: AtomicBool,
}

/// A request to the sending task.
enum Command {
    Send(String),
    /// Send heartbeats at this interval from now on.
    Beat(Duration),
    HeartbeatNow,
    Close,
}

/// An open connection. The sending task keeps heartbeats going while the reading half waits for the disk.
#[derive(Debug)]
pub(super) struct Connection {
    reading: SplitStream<Socket>,
    commands: UnboundedSender<Command>,
    sender: JoinHandle<()>,
}

/// The result of [`Connection::receive`].
pub(super) enum Received {
    Message(Message),
    /// The connection has ended, with a close code if there was one.
    Ended(Option<u16>, String),
}

impl Connection {
    pub(super) async fn open(
        url: &str,
        connector: &Connector,
        pulse: Arc<Pulse>,
    ) -> Result<Connection, Error> {
        let uri = url.parse().map_err(|error| Error::Io(std::io::Error::other(error)))?;
        let limits = Limits::default().max_payload_len(Some(MESSAGE_LEN_MAX));
        let builder = ClientBuilder::from_uri(uri).limits(limits).connector(connector);
        let timed_out = |_| Error::Io(std::io::ErrorKind::TimedOut.into());
        let (socket, _) = timeout(CONNECT_WITHIN, builder.connect()).await.map_err(timed_out)??;
        let (sink, reading) = socket.split();
        let (commands, queue) = unbounded_channel();
        let sender = tokio::spawn(send_all(sink, queue, pulse));
        Ok(Connection { reading, commands, sender })
    }

    /// Waits for the next message. Cancel safe: dropping the future loses no message.
    pub(super) async fn receive(&mut self) -> Received {
        let ended = |reason: &str| Received::Ended(None, reason.to_owned());
        tokio::select! {
            message = self.reading.next() => match message {
                Some(Ok(message)) => match message.as_close() {
                    Some((code, reason)) => Received::Ended(Some(code.into()), reason.to_owned()),
                    None => Received::Message(message),
                },
                Some(Err(error)) => ended(&error.to_string()),
                None => ended("the gateway has ended the connection"),
            },
            _ = &mut self.sender => ended("heartbeats are not acknowledged, or cannot be sent"),
        }
    }

    fn command(&self, command: Command) {
        // If the task has ended, `receive` reports it.
        let _ = self.commands.send(command);
    }

    pub(super) fn send(&self, text: String) {
        self.command(Command::Send(text));
    }

    pub(super) fn beat(&self, interval: Duration) {
        self.command(Command::Beat(interval));
    }

    pub(super) fn heartbeat_now(&self) {
        self.command(Command::HeartbeatNow);
    }

    /// Closes the connection so that the session can be resumed.
    pub(super) async fn close(mut self) {
        self.command(Command::Close);
        let closing = async { while let Some(Ok(_)) = self.reading.next().await {} };
        let _ = timeout(Duration::from_secs(1), closing).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.sender.abort();
    }
}

async fn send_all(sink: SplitSink<Socket, Message>, queue: UnboundedReceiver<Command>, pulse: Arc<Pulse>) {
    if let Err(error) = try_send_all(sink, queue, pulse).await {
        tracing::debug!(%error, "cannot send");
    }
}

async fn try_send_all(
    mut sink: SplitSink<Socket, Message>,
    mut queue: UnboundedReceiver<Command>,
    pulse: Arc<Pulse>,
) -> Result<(), Error> {
    let mut beat: Option<(Duration, Instant)> = None;
    loop {
        let due = async {
            match beat {
                Some((_, next)) => sleep_until(next).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            command = queue.recv() => match command {
                None => return Ok(()),
                Some(Command::Send(text)) => sink.send(Message::text(text)).await?,
                Some(Command::Beat(interval)) => {
                    // The first one after a random part of the interval, so that shards do not send all at once.
                    let first = Instant::now() + interval.mul_f64(fastrand::f64());
                    beat = Some((interval, first));
                }
                Some(Command::HeartbeatNow) => sink.send(current(&pulse)).await?,
                Some(Command::Close) => {
                    let code = CloseCode::try_from(CLOSE_AND_KEEP_SESSION).ok();
                    return sink.send(Message::close(code, "")).await;
                }
            },
            () = due => {
                let was_paused = pulse.was_paused.swap(false, Ordering::Relaxed);
                let is_excused = was_paused || pulse.is_paused.load(Ordering::Relaxed);
                if pulse.awaits_ack.swap(true, Ordering::Relaxed) && !is_excused {
                    let code = CloseCode::try_from(CLOSE_AND_KEEP_SESSION).ok();
                    return sink.send(Message::close(code, "heartbeat not acknowledged")).await;
                }
                sink.send(current(&pulse)).await?;
                if let Some((interval, next)) = &mut beat {
                    *next = Instant::now() + *interval;
                }
            }
        }
    }
}

fn current(pulse: &Pulse) -> Message {
    Message::text(heartbeat(pulse.sequence.load(Ordering::Relaxed)))
}

#[cfg(all(test, feature = "tls"))]
mod tests {
    use tokio::net::TcpListener;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
    use tokio_rustls::{TlsAcceptor, TlsConnector};

    use super::*;
    use crate::{ReplayGateway, ReplayOptions};

    /// A self-signed certificate for `localhost`, and its key. Both are for this test alone.
    const CERTIFICATE: &[u8] = include_bytes!("../../tests/tls/cert.der");
    const KEY: &[u8] = include_bytes!("../../tests/tls/key.der");

    /// Serves a replay over TLS at this URL.
    async fn serve(gateway: String) -> String {
        let key = PrivatePkcs8KeyDer::from(KEY).into();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("wss://localhost:{}/?v=10&encoding=json", listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut plain = TcpStream::connect(gateway.trim_start_matches("ws://")).await.unwrap();
                if let Ok(mut secure) = acceptor.accept(stream).await {
                    let _ = tokio::io::copy_bidirectional(&mut secure, &mut plain).await;
                }
            }
        });
        url
    }

    #[tokio::test]
    async fn gateways_with_tls_are_reached_if_their_certificate_is_trusted() {
        let default = super::super::connector("wss://localhost").unwrap();
        let recording = tempfile::NamedTempFile::new().unwrap();
        let options = ReplayOptions::new(vec![recording.path().to_owned()]);
        let gateway = ReplayGateway::start(([127, 0, 0, 1], 0).into(), options).await.unwrap();
        let url = serve(gateway.url().to_owned()).await;
        let refused = Connection::open(&url, &default, Arc::default()).await.unwrap_err();
        assert!(refused.to_string().contains("certificate"), "{refused}");
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(CERTIFICATE)).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let trusting = Connector::Rustls(TlsConnector::from(Arc::new(config)));
        let mut connection = Connection::open(&url, &trusting, Arc::default()).await.unwrap();
        let Received::Message(hello) = connection.receive().await else { panic!("no HELLO") };
        assert!(hello.as_text().unwrap().contains("\"op\":10"));
    }
}
