//! Changes of single values in a frame, by their byte ranges. All other bytes stay.

use std::ops::Range;

use zerocord::{Envelope, RawValue};

/// Replaces a frame's sequence. `None` if the frame is not an object or cannot be read.
pub(super) fn renumbered(frame: &[u8], sequence: u64) -> Option<Vec<u8>> {
    let object = RawValue::new(frame).ok()?;
    let mut edits = Edits::default();
    edits.set(object, "s", sequence.to_string())?;
    Some(edits.apply(frame))
}

/// A READY for another session. `None` if the recorded one cannot be read.
pub(super) fn ready_for(
    frame: &[u8],
    sequence: u64,
    session_id: &str,
    resume_url: &str,
    [shard, count]: [u64; 2],
) -> Option<Vec<u8>> {
    let object = RawValue::new(frame).ok()?;
    let payload = Envelope::peek(frame).ok()?.payload();
    let mut edits = Edits::default();
    edits.set(object, "s", sequence.to_string())?;
    edits.set(payload, "session_id", format!("\"{session_id}\""))?;
    edits.set(payload, "resume_gateway_url", format!("\"{resume_url}\""))?;
    edits.set(payload, "shard", format!("[{shard},{count}]"))?;
    Some(edits.apply(frame))
}

/// A READY for recordings that have none.
pub(super) fn minimal_ready() -> Vec<u8> {
    let user = r#"{"verified":true,"username":"replay","mfa_enabled":true,"id":"1","global_name":null,"flags":0,"email":null,"discriminator":"0000","bot":true,"avatar":null}"#;
    format!(
        r#"{{"t":"READY","s":1,"op":0,"d":{{"v":10,"user_settings":{{}},"user":{user},"shard":[0,1],"session_type":"normal","session_id":"","resume_gateway_url":"","relationships":[],"private_channels":[],"presences":[],"guilds":[],"guild_join_requests":[],"geo_ordered_rtc_regions":[],"application":{{"id":"1","flags":0}},"_trace":[]}}}}"#
    )
    .into_bytes()
}

#[derive(Debug, Default)]
struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Sets a member of an object, or adds it as the first one.
    fn set(&mut self, object: RawValue<'_>, key: &str, value: String) -> Option<()> {
        match object.get(key).ok()? {
            Some(found) => self.0.push((found.range().ok()?, value)),
            None => {
                let start = object.range().ok()?.start + 1;
                let comma = if object.members().ok()?.next().is_some() { "," } else { "" };
                self.0.push((start..start, format!("\"{key}\":{value}{comma}")));
            }
        }
        Some(())
    }

    fn apply(mut self, frame: &[u8]) -> Vec<u8> {
        // Stable, so that several members added at one offset keep their order.
        self.0.sort_by_key(|(range, _)| range.start);
        let mut edited = Vec::with_capacity(frame.len() + 64);
        let mut at = 0;
        for (range, value) in self.0 {
            edited.extend_from_slice(&frame[at..range.start]);
            edited.extend_from_slice(value.as_bytes());
            at = range.end;
        }
        edited.extend_from_slice(&frame[at..]);
        edited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sequence_changes() {
        for (frame, want) in [
            (r#"{"t":"A","s":7,"op":0,"d":{"s":1}}"#, r#"{"t":"A","s":12,"op":0,"d":{"s":1}}"#),
            (r#"{ "d":{"s":1}, "\u0073" : null , "op":0}"#, r#"{ "d":{"s":1}, "\u0073" : 12 , "op":0}"#),
            (r#"{"op":0}"#, r#"{"s":12,"op":0}"#),
            ("{}", r#"{"s":12}"#),
        ] {
            let edited = renumbered(frame.as_bytes(), 12).unwrap();
            assert_eq!(String::from_utf8_lossy(&edited), want);
        }
        assert_eq!(renumbered(b"[]", 12), None);
        assert_eq!(renumbered(b"{\"s\":", 12), None);
    }

    #[test]
    fn a_ready_is_for_its_session() {
        for (frame, want) in [
            (
                r#"{"t":"READY","s":9,"op":0,"d":{"v":10,"shard":[3,4],"session_id":"x","resume_gateway_url":"y"}}"#,
                r#"{"t":"READY","s":1,"op":0,"d":{"v":10,"shard":[0,2],"session_id":"id","resume_gateway_url":"ws://u"}}"#,
            ),
            (
                r#"{"t":"READY","s":9,"op":0,"d":{"v":10}}"#,
                r#"{"t":"READY","s":1,"op":0,"d":{"session_id":"id","resume_gateway_url":"ws://u","shard":[0,2],"v":10}}"#,
            ),
        ] {
            let edited = ready_for(frame.as_bytes(), 1, "id", "ws://u", [0, 2]).unwrap();
            assert_eq!(String::from_utf8_lossy(&edited), want);
        }
        let ready = ready_for(&minimal_ready(), 1, "id", "ws://u", [0, 2]).unwrap();
        zerocord::validate(&ready).unwrap();
    }
}
