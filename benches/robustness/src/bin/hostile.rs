//! Runs zerocord and other decoders on bad and hostile frames: which ones answer, reject the frame, or crash.
//!
//! Prints a table for `docs/robustness.md`. Each engine reads the event name, the opcode and `d.content` of each frame.
//! Each engine and frame runs in a separate process, so that an abort is counted and does not end the run.
//! `hostile ENGINE CASE` runs one of them.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;
use sonic_rs::JsonValueTrait;
use twilight_model::gateway::event::GatewayEventDeserializer;
use zerocord::{Decoder, Envelope, Project, validate};

/// The values read from a frame: event name, opcode, `d.content`, if the engine provides them.
#[derive(Default)]
struct Answer {
    name: Option<String>,
    opcode: Option<u64>,
    content: Option<String>,
}

/// Returns `None` if the engine rejects the frame.
type Engine = fn(&[u8]) -> Option<Answer>;

const ENGINES: [(&str, Engine); 8] = [
    ("zerocord, used values", zerocord_used),
    ("zerocord, strict", zerocord_strict),
    ("serde_json, `Value`", serde_json_value),
    ("serde_json, struct", serde_json_struct),
    ("sonic-rs, `get`", sonic_get),
    ("sonic-rs, struct", sonic_struct),
    ("simd-json, values", simd_json_values),
    ("twilight, peek", twilight_peek),
];

fn zerocord_used(frame: &[u8]) -> Option<Answer> {
    #[derive(Project)]
    struct Line<'a> {
        content: Option<&'a str>,
    }
    let mut decoder = Decoder::new();
    let envelope = Envelope::peek(frame).ok()?;
    let content = decoder.parse::<Line<'_>>(envelope.payload()).ok()?.content;
    Some(Answer {
        name: envelope.event_name().ok()?.map(|name| name.to_string()),
        opcode: envelope.opcode().ok()?.map(|opcode| opcode.number().into()),
        content: content.map(str::to_owned),
    })
}

fn zerocord_strict(frame: &[u8]) -> Option<Answer> {
    validate(frame).ok().and_then(|()| zerocord_used(frame))
}

fn serde_json_value(frame: &[u8]) -> Option<Answer> {
    let frame: Value = serde_json::from_slice(frame).ok()?;
    Some(Answer {
        name: frame["t"].as_str().map(str::to_owned),
        opcode: frame["op"].as_u64(),
        content: frame["d"]["content"].as_str().map(str::to_owned),
    })
}

/// The struct that a bot would write. Other keys are skipped.
#[derive(Deserialize)]
struct Frame {
    t: Option<String>,
    op: Option<u64>,
    d: Option<Payload>,
}

#[derive(Deserialize)]
struct Payload {
    content: Option<String>,
}

impl From<Frame> for Answer {
    fn from(frame: Frame) -> Answer {
        Answer { name: frame.t, opcode: frame.op, content: frame.d.and_then(|payload| payload.content) }
    }
}

fn serde_json_struct(frame: &[u8]) -> Option<Answer> {
    serde_json::from_slice::<Frame>(frame).ok().map(Answer::from)
}

fn sonic_get(frame: &[u8]) -> Option<Answer> {
    let name = sonic_rs::get(frame, ["t"]).ok()?;
    let opcode = sonic_rs::get(frame, ["op"]).ok()?;
    let content = sonic_rs::get(frame, ["d", "content"]).ok()?;
    Some(Answer {
        name: name.as_str().map(str::to_owned),
        opcode: opcode.as_u64(),
        content: content.as_str().map(str::to_owned),
    })
}

fn sonic_struct(frame: &[u8]) -> Option<Answer> {
    sonic_rs::from_slice::<Frame>(frame).ok().map(Answer::from)
}

fn simd_json_values(frame: &[u8]) -> Option<Answer> {
    use simd_json::prelude::*;
    let mut bytes = frame.to_vec();
    let frame = simd_json::to_borrowed_value(&mut bytes).ok()?;
    Some(Answer {
        name: frame.get_str("t").map(str::to_owned),
        opcode: frame.get_u64("op"),
        content: frame.get("d").and_then(|payload| payload.get_str("content")).map(str::to_owned),
    })
}

/// Only a peek: it does not read the content, and is not counted as wrong for that.
fn twilight_peek(frame: &[u8]) -> Option<Answer> {
    let peeked = GatewayEventDeserializer::from_json(std::str::from_utf8(frame).ok()?)?;
    Some(Answer {
        name: peeked.event_type().map(str::to_owned),
        opcode: Some(peeked.op().into()),
        content: Some(CONTENT.to_owned()),
    })
}

const NAME: &str = "MESSAGE_CREATE";
const CONTENT: &str = "hello";

/// A frame in Discord's order. Its payload has `before` before the wanted values.
fn before(before: &[u8]) -> Vec<u8> {
    let front = br#"{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"#;
    [&front[..], before, br#","content":"hello"}}"#].concat()
}

fn nested(open: &str, close: &str) -> Vec<u8> {
    before(format!("\"zz\":{}0{}", open.repeat(1_000_000), close.repeat(1_000_000)).as_bytes())
}

fn many(count: usize, member: impl Fn(usize) -> String) -> Vec<u8> {
    before((0..count).map(member).collect::<Vec<_>>().join(",").as_bytes())
}

/// Whether a strict reader should reject the frame.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    Json,
    Broken,
}

type Case = (&'static str, Is, fn() -> Vec<u8>);

const CASES: [Case; 27] = [
    ("an ordinary frame", Is::Json, || before(br#""id":"1""#)),
    ("`d` first, with `t`, `op` and `s` of its own", Is::Json, || {
        br#"{"d":{"t":"NO","op":7,"s":9,"content":"hello"},"t":"MESSAGE_CREATE","s":7,"op":0}"#.to_vec()
    }),
    ("`op` first, white space around every token", Is::Json, || {
        b"{ \"op\" : 0 , \"t\" : \"MESSAGE_CREATE\" ,\n\"s\" : 7 , \"d\" : { \"content\" : \"hello\" } }"
            .to_vec()
    }),
    ("`t` inside a string before `t`", Is::Json, || {
        br#"{"x":"\"t\":\"NO\",\"op\":7","t":"MESSAGE_CREATE","s":7,"op":0,"d":{"content":"hello"}}"#.to_vec()
    }),
    ("keys with escapes", Is::Json, || {
        br#"{"\u0074":"MESSAGE_CREATE","s":7,"\u006fp":0,"d":{"c\u006fntent":"hello"}}"#.to_vec()
    }),
    ("`t` twice", Is::Json, || {
        br#"{"t":"MESSAGE_CREATE","t":"MESSAGE_CREATE","s":7,"op":0,"d":{"content":"hello"}}"#.to_vec()
    }),
    ("100,000 equal keys", Is::Json, || many(100_000, |_| r#""zz":0"#.to_owned())),
    ("1,000,000 unknown keys", Is::Json, || many(1_000_000, |index| format!(r#""k{index}":0"#))),
    ("a million brackets, skipped", Is::Json, || nested("[", "]")),
    ("a million braces, skipped", Is::Json, || nested(r#"{"a":"#, "}")),
    ("a million brackets, never closed", Is::Broken, || {
        [br#"{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"zz":"#.to_vec(), vec![b'['; 1_000_000]].concat()
    }),
    ("a number of a million digits, skipped", Is::Json, || {
        before(format!("\"zz\":0.{}", "1".repeat(1_000_000)).as_bytes())
    }),
    ("a string of 64 MB, skipped", Is::Json, || {
        before(format!("\"zz\":\"{}\"", "a".repeat(64 << 20)).as_bytes())
    }),
    ("`\\uZZZZ`, skipped", Is::Broken, || before(br#""zz":"\uZZZZ""#)),
    ("`\\x`, skipped", Is::Broken, || before(br#""zz":"\x41""#)),
    ("a lone surrogate, skipped", Is::Broken, || before(br#""zz":"\ud800""#)),
    ("a raw control byte, skipped", Is::Broken, || before(b"\"zz\":\"a\x01\"")),
    ("bytes that are not UTF-8, skipped", Is::Broken, || before(b"\"zz\":\"\xff\xfe\"")),
    ("`tru`, skipped", Is::Broken, || before(br#""zz":tru"#)),
    ("`01`, skipped", Is::Broken, || before(br#""zz":01"#)),
    ("`1.`, skipped", Is::Broken, || before(br#""zz":1."#)),
    ("`[1}`, skipped", Is::Broken, || before(br#""zz":[1}"#)),
    ("`[1,]`, skipped", Is::Broken, || before(br#""zz":[1,]"#)),
    ("`[1 2]`, skipped", Is::Broken, || before(br#""zz":[1 2]"#)),
    ("cut after the wanted values", Is::Broken, || {
        br#"{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"content":"hello","zz":[1,2"#.to_vec()
    }),
    ("garbage after the frame", Is::Broken, || [before(br#""id":"1""#), b"]]x".to_vec()].concat()),
    ("a leading byte order mark", Is::Broken, || [b"\xef\xbb\xbf".to_vec(), before(br#""id":"1""#)].concat()),
];

/// An engine's result for a frame, in one word.
fn ask(engine: Engine, frame: &[u8]) -> &'static str {
    match engine(frame) {
        None => "rejects",
        Some(answer) => {
            let right = answer.name.as_deref() == Some(NAME)
                && answer.opcode == Some(0)
                && answer.content.as_deref() == Some(CONTENT);
            if right { "answers" } else { "wrong" }
        }
    }
}

/// Runs [`ask`] in a separate process.
fn ask_apart(engine: usize, case: usize) -> String {
    const PATIENCE: Duration = Duration::from_secs(20);
    let mut child = Command::new(env::current_exe().expect("this program has a path"))
        .args([engine.to_string(), case.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program can be run");
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break status,
            None if begun.elapsed() > PATIENCE => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a child can be waited for");
                return "**takes longer than 20 s**".to_owned();
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    if let Some(signal) = status.signal() {
        return format!("**ends the process** (signal {signal})");
    }
    if !status.success() {
        return "**panics**".to_owned();
    }
    let mut word = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().expect("it is piped"), &mut word)
        .expect("it is text");
    word
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [engine, case] = arguments.as_slice() {
        let (engine, case): (usize, usize) =
            (engine.parse().expect("a number"), case.parse().expect("a number"));
        print!("{}", ask(ENGINES[engine].1, &CASES[case].2()));
        return;
    }
    println!("| frame | {} |", ENGINES.map(|(name, _)| name).join(" | "));
    println!("| --- |{}", " --- |".repeat(ENGINES.len()));
    for (case, (name, is, _)) in CASES.iter().enumerate() {
        let cells = (0..ENGINES.len()).map(|engine| match ask_apart(engine, case).as_str() {
            "wrong" => "**another answer**".to_owned(),
            other => other.to_owned(),
        });
        let mark = if *is == Is::Broken { " †" } else { "" };
        println!("| {name}{mark} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}
