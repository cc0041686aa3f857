//! A session: what was sent, and what comes next.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::Receiver;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep_until};

use super::edit::{ready_for, renumbered};
use super::pace::Pace;
use super::source::{self, SourceFrame};
use super::{Gateway, ReplaySession};

/// A session. One client at a time has it.
#[derive(Debug)]
pub(crate) struct Session {
    id: String,
    shard: [u64; 2],
    feed: Mutex<Feed>,
    sent: StdMutex<Sent>,
    /// Reports that another connection has taken the session over.
    owner: watch::Sender<u64>,
    backlog_len_max: usize,
}

/// What comes next.
#[derive(Debug)]
struct Feed {
    receiver: Receiver<SourceFrame>,
    /// The next dispatch, and when it is due.
    next: Option<(SourceFrame, Instant)>,
    pace: Pace,
}

/// What the session has sent so far, kept for clients that resume.
#[derive(Debug, Default)]
struct Sent {
    /// The last dispatches, up to the current sequence.
    backlog: VecDeque<Arc<[u8]>>,
    backlog_len: usize,
    sequence: u64,
    /// The connection that may send dispatches.
    owner: u64,
    resumes: u64,
    is_done: bool,
}

/// A dispatch and its sequence.
pub(super) type Numbered = (u64, Arc<[u8]>);

impl Session {
    /// Starts a session, whose first dispatch is READY.
    pub(super) fn start(gateway: &Gateway, shard: [u64; 2]) -> io::Result<Arc<Session>> {
        let id: String = (0..32).map(|_| char::from_digit(fastrand::u32(..16), 16).unwrap_or('0')).collect();
        let options = &gateway.options;
        let receiver = source::start(&gateway.files, shard, options.is_looped)?;
        let feed = Feed { receiver, next: None, pace: Pace::new(options.speed) };
        let session = Arc::new(Session {
            id,
            shard,
            feed: Mutex::new(feed),
            sent: StdMutex::default(),
            owner: watch::Sender::new(0),
            backlog_len_max: options.backlog_len,
        });
        let template = source::find_ready(&gateway.files, shard);
        let ready = ready_for(&template, 1, &session.id, &gateway.url, shard)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the recorded READY cannot be read"))?;
        session.sent().push(ready, options.backlog_len);
        gateway.sessions().insert(session.id.clone(), Arc::clone(&session));
        Ok(session)
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn shard(&self) -> [u64; 2] {
        self.shard
    }

    fn sent(&self) -> MutexGuard<'_, Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next dispatch, until another connection owns the session. Nothing is lost if the future is
    /// dropped.
    pub(super) async fn next(&self, owner: u64) -> Numbered {
        loop {
            let mut feed = self.feed.lock().await;
            let Feed { receiver, next, pace } = &mut *feed;
            if next.is_none() {
                let Some(frame) = receiver.recv().await else {
                    self.sent().is_done = true;
                    drop(feed);
                    return std::future::pending().await;
                };
                if frame.is_start {
                    pace.restart();
                }
                let due = pace.due(frame.at_ms, Instant::now());
                *next = Some((frame, due));
            }
            if let Some((_, due)) = next
                && *due > Instant::now()
            {
                sleep_until(*due).await;
            }
            match self.send_next(next, owner) {
                Ok(Some(numbered)) => return numbered,
                Ok(None) => {}
                Err(NotOwner) => {
                    drop(feed);
                    return std::future::pending().await;
                }
            }
        }
    }

    /// Numbers the next dispatch, if this connection still owns the session.
    fn send_next(
        &self,
        next: &mut Option<(SourceFrame, Instant)>,
        owner: u64,
    ) -> Result<Option<Numbered>, NotOwner> {
        let mut sent = self.sent();
        if sent.owner != owner {
            return Err(NotOwner);
        }
        let frame = next.take().and_then(|(frame, _)| renumbered(&frame.bytes, sent.sequence + 1));
        Ok(frame.map(|frame| sent.push(frame, self.backlog_len_max)))
    }

    /// Adds up to `count` dispatches that the client misses, as far as they have been read.
    pub(super) async fn miss(&self, count: usize) {
        let mut feed = self.feed.lock().await;
        for _ in 0..count {
            let next = feed.next.take().map(|(frame, _)| frame);
            let Some(frame) = next.or_else(|| feed.receiver.try_recv().ok()) else { return };
            if frame.is_start {
                feed.pace.restart();
            }
            let mut sent = self.sent();
            if let Some(frame) = renumbered(&frame.bytes, sent.sequence + 1) {
                sent.push(frame, self.backlog_len_max);
            }
        }
    }

    /// Takes the session over for a client that has got the dispatches up to `sequence`. Returns those after it, then
    /// RESUMED. `None` if they are not kept any more.
    pub(super) fn resume(&self, sequence: u64) -> Option<(Owned, Vec<Numbered>)> {
        let mut sent = self.sent();
        let mut missed = sent.after(sequence)?;
        sent.resumes += 1;
        let resumed =
            format!(r#"{{"t":"RESUMED","s":{},"op":0,"d":{{"_trace":["replay"]}}}}"#, sent.sequence + 1);
        missed.push(sent.push(resumed.into_bytes(), self.backlog_len_max));
        Some((self.own(&mut sent), missed))
    }

    /// Takes a new session. Returns READY.
    pub(super) fn begin(&self) -> (Owned, Vec<Numbered>) {
        let mut sent = self.sent();
        let owned = self.own(&mut sent);
        (owned, sent.after(0).unwrap_or_default())
    }

    fn own(&self, sent: &mut Sent) -> Owned {
        sent.owner += 1;
        self.owner.send_replace(sent.owner);
        Owned { owner: sent.owner, changes: self.owner.subscribe() }
    }

    /// Whether the client claims a sequence that was never sent.
    pub(super) fn is_ahead(&self, sequence: u64) -> bool {
        sequence > self.sent().sequence
    }

    /// All kept dispatches.
    pub(super) fn backlog(&self) -> Vec<Numbered> {
        let sent = self.sent();
        (sent.first()..).zip(sent.backlog.iter().cloned()).collect()
    }

    pub(super) fn summary(&self) -> ReplaySession {
        let sent = self.sent();
        ReplaySession {
            id: self.id.clone(),
            shard: self.shard,
            dispatches: sent.sequence,
            resumes: sent.resumes,
            is_done: sent.is_done,
        }
    }
}

/// Another connection has taken the session over.
struct NotOwner;

/// A connection's claim on a session.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) owner: u64,
    /// Changes when another connection takes the session over.
    pub(super) changes: watch::Receiver<u64>,
}

impl Sent {
    /// Adds the next dispatch.
    fn push(&mut self, frame: Vec<u8>, len_max: usize) -> Numbered {
        let frame: Arc<[u8]> = frame.into();
        self.sequence += 1;
        self.backlog_len += frame.len();
        self.backlog.push_back(Arc::clone(&frame));
        while self.backlog_len > len_max
            && self.backlog.len() > 1
            && let Some(oldest) = self.backlog.pop_front()
        {
            self.backlog_len -= oldest.len();
        }
        (self.sequence, frame)
    }

    /// The sequence of the first kept dispatch.
    fn first(&self) -> u64 {
        self.sequence + 1 - self.backlog.len() as u64
    }

    /// The dispatches after `sequence`, if all of them are kept.
    fn after(&self, sequence: u64) -> Option<Vec<Numbered>> {
        let skipped = (sequence + 1).checked_sub(self.first())?;
        if sequence > self.sequence {
            return None;
        }
        Some((sequence + 1..).zip(self.backlog.iter().skip(skipped as usize).cloned()).collect())
    }
}
