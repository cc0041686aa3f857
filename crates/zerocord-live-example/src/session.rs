//! The gateway's messages: the dispatches of one session, numbered.

use zerocord_testkit::generator::{Generator, Mix};

/// The course of a session.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// The seed of the generated frames.
    pub seed: u64,
    /// The total number of dispatches, without READY and RESUMED.
    pub dispatch_count: usize,
    /// The number of dispatches on a connection after which the gateway requests a reconnect.
    pub dispatches_per_connection: usize,
    /// The number of dispatches that the client misses between connections. They are replayed when it resumes.
    pub missed_count: usize,
}

impl Default for Script {
    fn default() -> Script {
        Script { seed: 1, dispatch_count: 300, dispatches_per_connection: 120, missed_count: 7 }
    }
}

const SESSION_ID: &str = "30f32c5d54ae86130fc4a215c7474263";

/// The one session of a gateway.
#[derive(Debug)]
pub(crate) struct Session {
    script: Script,
    url: String,
    generator: Generator,
    /// All dispatches; the sequence of the first is 1.
    dispatches: Vec<Vec<u8>>,
    generated_count: usize,
    resume_count: usize,
}

impl Session {
    pub(crate) fn new(script: Script, url: &str) -> Session {
        Session {
            script,
            url: url.to_owned(),
            generator: Generator::new(script.seed, Mix::Startup),
            dispatches: Vec::new(),
            generated_count: 0,
            resume_count: 0,
        }
    }

    pub(crate) fn script(&self) -> Script {
        self.script
    }

    pub(crate) fn dispatches(&self) -> &[Vec<u8>] {
        &self.dispatches
    }

    pub(crate) fn resume_count(&self) -> usize {
        self.resume_count
    }

    /// Starts a new session, with READY.
    pub(crate) fn identify(&mut self) {
        self.dispatches.clear();
        self.generator = Generator::new(self.script.seed, Mix::Startup);
        self.generated_count = 0;
        let ready = self.next_frame_of("READY");
        let mut frame: serde_json::Value = serde_json::from_slice(&ready).expect("the generator writes JSON");
        frame["s"] = 1.into();
        frame["d"]["session_id"] = SESSION_ID.into();
        frame["d"]["resume_gateway_url"] = self.url.clone().into();
        // serde_json sorts the keys, which tests that a decoder also finds `op` and `t` after `d`.
        self.dispatches.push(frame.to_string().into_bytes());
    }

    /// Whether a RESUME of this session from this sequence can be accepted.
    pub(crate) fn can_resume(&self, session_id: &str, sequence: u64) -> bool {
        session_id == SESSION_ID && sequence <= self.dispatches.len() as u64
    }

    /// Adds RESUMED after the missed dispatches.
    pub(crate) fn resumed(&mut self) {
        self.resume_count += 1;
        let sequence = self.dispatches.len() + 1;
        let frame =
            format!("{{\"t\":\"RESUMED\",\"s\":{sequence},\"op\":0,\"d\":{{\"_trace\":[\"mock\"]}}}}");
        self.dispatches.push(frame.into_bytes());
    }

    /// Adds the next dispatch of the script; `false` at its end.
    pub(crate) fn advance(&mut self) -> bool {
        if self.generated_count == self.script.dispatch_count {
            return false;
        }
        self.generated_count += 1;
        let frame = self.next_frame_of("");
        let frame = renumbered(&frame, self.dispatches.len() + 1);
        self.dispatches.push(frame);
        true
    }

    /// The generator's next dispatch of an event whose name has this prefix.
    fn next_frame_of(&mut self, event: &str) -> Vec<u8> {
        let front = format!("{{\"t\":\"{event}");
        loop {
            let mut frame = Vec::new();
            self.generator.frame(&mut frame);
            if frame.starts_with(front.as_bytes()) {
                return frame;
            }
        }
    }
}

/// The frame with another sequence. The generator's frames begin with `{"t":"NAME","s":1,`.
fn renumbered(frame: &[u8], sequence: usize) -> Vec<u8> {
    let text = std::str::from_utf8(frame).expect("the generator writes text");
    let (front, rest) = text.split_once("\"s\":").expect("a dispatch has a sequence");
    let (_, rest) = rest.split_once(',').expect("the payload comes last");
    format!("{front}\"s\":{sequence},{rest}").into_bytes()
}
