//! One shard: connects, identifies or resumes, records, and connects again.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use zerocord::{Envelope, EventName, Opcode};
use zerocord_firehose::{Inflater, Transport};

use super::connection::{Connection, Pulse, Received};
use super::protocol::{CloseMeaning, close_meaning, identify, resume};
use super::{GatewayCompression, RecordError, Shared};
use crate::gap::GapReason;
use crate::metrics::ShardMetrics;
use crate::peek::{Peeked, id_time_ms, payload_id, payload_string};
use crate::store::{ShardStore, unix_ms};

/// The longest pause before another connection.
const PAUSE_MAX: Duration = Duration::from_secs(60);
const HELLO_WITHIN: Duration = Duration::from_secs(20);
/// A write that takes longer gives its thread away the next time.
const SLOW_WRITE: Duration = Duration::from_millis(20);
/// A longer write is reported.
const REPORTED_WRITE: Duration = Duration::from_secs(5);
/// How often a full disk is tried again.
const DISK_RETRY: Duration = Duration::from_secs(1);

/// Why a connection is left.
#[derive(Debug)]
enum End {
    /// The recorder stops.
    Stopped,
    /// It is lost, or the gateway asks for another one. The session goes on.
    Lost,
    /// The session cannot be resumed.
    SessionEnded(GapReason),
    Fatal(RecordError),
}

type Flow = ControlFlow<End>;

pub(super) struct ShardRunner {
    shared: Arc<Shared>,
    store: ShardStore,
    shard: u64,
    stopped: watch::Receiver<bool>,
    metrics: Arc<ShardMetrics>,
    pulse: Arc<Pulse>,
    pause: Duration,
    is_disk_slow: bool,
    rewritten: Vec<u8>,
}

impl ShardRunner {
    pub(super) fn new(shared: Arc<Shared>, store: ShardStore, stopped: watch::Receiver<bool>) -> ShardRunner {
        let shard = store.shard()[0];
        let metrics = shared.metrics.shard(shard);
        let pause = shared.options.pause;
        ShardRunner {
            shared,
            store,
            shard,
            stopped,
            metrics,
            pulse: Arc::default(),
            pause,
            is_disk_slow: false,
            rewritten: Vec::new(),
        }
    }

    /// Records until the recorder stops.
    pub(super) async fn run(mut self) -> Result<(), RecordError> {
        let shard = self.shard;
        let outcome = loop {
            let end = self.connect().await;
            self.metrics.is_connected.store(false, Ordering::Relaxed);
            match end {
                End::Stopped => break Ok(()),
                End::Fatal(error) => break Err(error),
                End::Lost => {}
                End::SessionEnded(reason) => {
                    // Discord asks for a pause of one to five seconds.
                    self.pause = self.pause.max(self.shared.options.pause * 4);
                    if let ControlFlow::Break(end) = self.mark_gap(reason).await {
                        match end {
                            End::Fatal(error) => break Err(error),
                            _ => break Ok(()),
                        }
                    }
                }
            }
            ShardMetrics::increment(&self.metrics.reconnects);
            if self.wait_before_connecting().await.is_break() {
                break Ok(());
            }
        };
        match self.store.close() {
            Ok(()) => outcome,
            // The journal has everything.
            Err(error) => {
                tracing::warn!(shard, %error, "the journal is kept: it becomes part of the recording at the next start");
                outcome
            }
        }
    }

    async fn mark_gap(&mut self, reason: GapReason) -> Flow {
        if self.store.session().is_none() {
            return Flow::Continue(());
        }
        tracing::warn!(shard = self.shard, ?reason, "the session cannot be resumed: frames may be missing");
        ShardMetrics::increment(&self.metrics.lost_sessions);
        self.on_disk(|store| store.append_gap(reason, unix_ms())).await
    }

    async fn wait_before_connecting(&mut self) -> Flow {
        // Between half of the pause and all of it, so that shards do not connect all at once.
        let pause = self.pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.pause = (self.pause * 2).min(PAUSE_MAX);
        tokio::select! {
            _ = self.stopped.wait_for(|is_stopped| *is_stopped) => Flow::Break(End::Stopped),
            () = sleep(pause) => Flow::Continue(()),
        }
    }

    /// Opens a connection and records from it until it ends.
    async fn connect(&mut self) -> End {
        let mut stopped = self.stopped.clone();
        if self.store.session().is_none() {
            tokio::select! {
                () = self.shared.limits.wait(self.shard) => {}
                _ = stopped.wait_for(|is_stopped| *is_stopped) => return End::Stopped,
            }
        }
        let url = self.url();
        self.pulse.awaits_ack.store(false, Ordering::Relaxed);
        let opening = Connection::open(&url, &self.shared.connector, Arc::clone(&self.pulse));
        let opened = tokio::select! {
            opened = opening => opened,
            _ = stopped.wait_for(|is_stopped| *is_stopped) => return End::Stopped,
        };
        let mut connection = match opened {
            Ok(connection) => connection,
            Err(error) => {
                tracing::warn!(shard = self.shard, %error, "cannot connect");
                return End::Lost;
            }
        };
        let end = self.converse(&mut connection).await;
        connection.close().await;
        end
    }

    fn url(&self) -> String {
        let options = &self.shared.options;
        let resume_url = self.store.session().and_then(|session| session.resume_url.as_deref());
        let base = resume_url.filter(|url| same_security(url, &options.gateway)).unwrap_or(&options.gateway);
        let compress = match options.compression {
            GatewayCompression::Zstd => "&compress=zstd-stream",
            GatewayCompression::Zlib => "&compress=zlib-stream",
            GatewayCompression::None => "",
        };
        format!("{}/?v=10&encoding=json{compress}", base.trim_end_matches('/'))
    }

    async fn converse(&mut self, connection: &mut Connection) -> End {
        let mut inflater = Inflater::new(match self.shared.options.compression {
            GatewayCompression::Zstd => Transport::ZstdStream,
            GatewayCompression::Zlib => Transport::ZlibStream,
            GatewayCompression::None => Transport::Payload,
        });
        let mut stopped = self.stopped.clone();
        let mut ticks = interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut hello_by = Some(tokio::time::Instant::now() + HELLO_WITHIN);
        loop {
            let received = tokio::select! {
                biased;
                _ = stopped.wait_for(|is_stopped| *is_stopped) => return End::Stopped,
                _ = ticks.tick() => None,
                received = connection.receive() => Some(received),
            };
            let flow = match received {
                None if hello_by.is_some_and(|by| by <= tokio::time::Instant::now()) => {
                    tracing::warn!(shard = self.shard, "the gateway does not say HELLO");
                    Flow::Break(End::Lost)
                }
                None => self.maintain(unix_ms()).await,
                Some(Received::Ended(code, reason)) => Flow::Break(self.end_of(code, &reason)),
                Some(Received::Message(message)) if message.is_text() || message.is_binary() => {
                    match inflater.push(message.as_payload()) {
                        Ok(Some(frame)) => {
                            hello_by = None;
                            self.take(frame, connection).await
                        }
                        Ok(None) => Flow::Continue(()),
                        Err(error) => {
                            tracing::warn!(shard = self.shard, %error, "a message cannot be inflated");
                            Flow::Break(End::Lost)
                        }
                    }
                }
                Some(Received::Message(_)) => Flow::Continue(()),
            };
            if let Flow::Break(end) = flow {
                return end;
            }
        }
    }

    fn end_of(&self, code: Option<u16>, reason: &str) -> End {
        let shard = self.shard;
        tracing::info!(shard, code, reason, "the connection has ended");
        match code.map(close_meaning) {
            None | Some(CloseMeaning::Resumable) => End::Lost,
            Some(CloseMeaning::SessionEnded) => End::SessionEnded(GapReason::SessionClosed),
            Some(CloseMeaning::Fatal(reason)) => End::Fatal(RecordError::Refused { shard, reason }),
        }
    }

    /// Records a frame and answers it.
    async fn take(&mut self, frame: &[u8], connection: &Connection) -> Flow {
        let received_ms = unix_ms();
        let peeked = Peeked::of(frame);
        self.count(frame, &peeked, received_ms);
        if peeked.is_dispatch() {
            return self.take_dispatch(frame, &peeked, received_ms).await;
        }
        self.append(frame, &peeked, received_ms).await?;
        match peeked.opcode {
            Some(Opcode::Hello) => self.greet(frame, connection),
            Some(Opcode::Heartbeat) => connection.heartbeat_now(),
            Some(Opcode::HeartbeatAck) => self.pulse.awaits_ack.store(false, Ordering::Relaxed),
            Some(Opcode::Reconnect) => {
                self.pause = self.shared.options.pause;
                return Flow::Break(End::Lost);
            }
            Some(Opcode::InvalidSession) => {
                let is_resumable =
                    Envelope::peek(frame).is_ok_and(|envelope| envelope.payload().to_bytes() == Ok(b"true"));
                return Flow::Break(match is_resumable {
                    true => End::Lost,
                    false => End::SessionEnded(GapReason::SessionInvalid),
                });
            }
            _ => {}
        }
        Flow::Continue(())
    }

    fn count(&self, frame: &[u8], peeked: &Peeked<'_>, received_ms: u64) {
        let name = peeked.name.filter(|_| peeked.is_dispatch());
        let name = name.as_ref().and_then(|name| name.text().ok());
        self.metrics.add_frame(name.as_deref().unwrap_or_default(), frame.len(), received_ms);
        if peeked.is(EventName::MessageCreate)
            && let Some(id) = payload_id(frame, "id")
        {
            self.metrics.add_lag(received_ms.saturating_sub(id_time_ms(id)));
        }
    }

    /// Answers HELLO.
    fn greet(&mut self, frame: &[u8], connection: &Connection) {
        let interval_ms = payload_id(frame, "heartbeat_interval").filter(|ms| *ms > 0).unwrap_or(41_250);
        let sequence = self.store.session().map_or(0, |session| session.sequence);
        self.pulse.sequence.store(sequence, Ordering::Relaxed);
        connection.beat(Duration::from_millis(interval_ms));
        let Shared { token, options, .. } = &*self.shared;
        match self.store.session() {
            Some(session) => connection.send(resume(token, session)),
            None => {
                ShardMetrics::increment(&self.metrics.identifies);
                connection.send(identify(token, options.intents, self.store.shard()));
            }
        }
    }

    async fn take_dispatch(&mut self, frame: &[u8], peeked: &Peeked<'_>, received_ms: u64) -> Flow {
        if peeked.is(EventName::Ready) {
            self.begin_session(frame).await?;
        } else if let (Some(session), Some(sequence)) = (self.store.session(), peeked.sequence) {
            if sequence <= session.sequence {
                ShardMetrics::increment(&self.metrics.duplicates);
                return Flow::Continue(());
            }
            let missing = sequence - session.sequence - 1;
            if missing > 0 {
                tracing::warn!(shard = self.shard, missing, next = sequence, "dispatches are missing");
                self.metrics.missing.fetch_add(missing, Ordering::Relaxed);
            }
        }
        if peeked.is(EventName::Resumed) {
            ShardMetrics::increment(&self.metrics.resumes);
            self.session_runs();
        }
        self.append(frame, peeked, received_ms).await?;
        self.pulse.sequence.store(peeked.sequence.unwrap_or(0), Ordering::Relaxed);
        Flow::Continue(())
    }

    async fn begin_session(&mut self, frame: &[u8]) -> Flow {
        let Some(session_id) = payload_string(frame, "session_id") else {
            tracing::warn!(shard = self.shard, "READY has no session id, so the session cannot be resumed");
            return Flow::Continue(());
        };
        if self.store.session().is_none() && self.store.take_is_state_lost() {
            let reason = GapReason::StateLost;
            ShardMetrics::increment(&self.metrics.lost_sessions);
            self.on_disk(|store| store.append_gap(reason, unix_ms())).await?;
        }
        let resume_url = payload_string(frame, "resume_gateway_url");
        self.on_disk(|store| store.begin_session(&session_id, resume_url.as_deref())).await?;
        tracing::info!(shard = self.shard, "a session begins");
        self.session_runs();
        Flow::Continue(())
    }

    fn session_runs(&mut self) {
        self.pause = self.shared.options.pause;
        self.metrics.is_connected.store(true, Ordering::Relaxed);
    }

    /// Writes a frame to the journal, or notes that it is left out.
    async fn append(&mut self, frame: &[u8], peeked: &Peeked<'_>, received_ms: u64) -> Flow {
        let shared = Arc::clone(&self.shared);
        let options = &shared.options;
        let sequence = peeked.sequence.filter(|_| peeked.is_dispatch());
        if !options.events.is_chosen(peeked) {
            self.store.skip(sequence);
            return self.maintain(received_ms).await;
        }
        let mut rewritten = std::mem::take(&mut self.rewritten);
        let mut recorded = frame;
        if let Some(rewrite) = &options.rewrite {
            rewritten.clear();
            if let Err(error) = rewrite.rewrite(frame, &mut rewritten) {
                tracing::warn!(shard = self.shard, error, "a frame cannot be rewritten and is left out");
                self.store.skip(sequence);
                self.rewritten = rewritten;
                return self.maintain(received_ms).await;
            }
            recorded = &rewritten;
        }
        let shard = self.shard;
        let flow = self.on_disk(|store| {
            store.append(recorded, sequence, received_ms)?;
            if let (Some(on_journaled), Some(sequence)) = (&options.on_journaled, sequence) {
                on_journaled(shard, sequence);
            }
            Ok(())
        });
        let flow = flow.await;
        self.rewritten = rewritten;
        flow?;
        self.maintain(received_ms).await
    }

    async fn maintain(&mut self, now_ms: u64) -> Flow {
        if self.store.is_maintenance_due(now_ms) {
            self.is_disk_slow = true;
            self.on_disk(|store| store.maintain(now_ms)).await?;
        }
        self.metrics.journal_bytes.store(self.store.journal_len(), Ordering::Relaxed);
        self.metrics.journal_begun_ms.store(self.store.journal_begun_ms().unwrap_or(0), Ordering::Relaxed);
        Flow::Continue(())
    }

    /// Does something with the disk. While the disk is full, heartbeats go on, nothing is read, and it is tried again.
    async fn on_disk(&mut self, mut call: impl FnMut(&mut ShardStore) -> io::Result<()>) -> Flow {
        let mut is_reported = false;
        loop {
            self.pulse.is_paused.store(true, Ordering::Relaxed);
            let start = Instant::now();
            let done = match self.is_disk_slow && has_several_threads() {
                true => tokio::task::block_in_place(|| call(&mut self.store)),
                false => call(&mut self.store),
            };
            let elapsed = start.elapsed();
            self.is_disk_slow = elapsed > SLOW_WRITE;
            if elapsed > SLOW_WRITE {
                self.pulse.was_paused.store(true, Ordering::Relaxed);
            }
            if elapsed > REPORTED_WRITE {
                tracing::warn!(shard = self.shard, seconds = elapsed.as_secs(), "the disk is slow");
            }
            match done {
                Ok(()) => {
                    self.pulse.is_paused.store(false, Ordering::Relaxed);
                    if is_reported {
                        self.pulse.was_paused.store(true, Ordering::Relaxed);
                        tracing::warn!(
                            shard = self.shard,
                            "there is space on the disk again: recording goes on"
                        );
                    }
                    return Flow::Continue(());
                }
                Err(error) if is_passing(&error) => {
                    if !is_reported {
                        tracing::warn!(shard = self.shard, %error, "recording waits for space on the disk");
                        is_reported = true;
                    }
                    ShardMetrics::increment(&self.metrics.disk_waits);
                    let stopped = self.stopped.wait_for(|is_stopped| *is_stopped);
                    if timeout(DISK_RETRY, stopped).await.is_ok() {
                        return Flow::Break(End::Stopped);
                    }
                }
                Err(error) => {
                    return Flow::Break(End::Fatal(RecordError::Disk { shard: self.shard, error }));
                }
            }
        }
    }
}

/// Whether an error of the disk may be over soon.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, QuotaExceeded, StorageFull, TimedOut};
    matches!(error.kind(), StorageFull | QuotaExceeded | Interrupted | TimedOut)
}

fn has_several_threads() -> bool {
    Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread
}

/// Whether a URL from READY has the same scheme as the configured one. A plain one would show the token.
fn same_security(url: &str, gateway: &str) -> bool {
    url.split_once("://").map(|(scheme, _)| scheme) == gateway.split_once("://").map(|(scheme, _)| scheme)
}
