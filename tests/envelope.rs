//! The envelope in every order and spelling.

use zerocord::{Backend, Envelope, ErrorKind, EventName, Expected, Opcode};
use zerocord_testkit::checks::check_peek;

const MEMBERS: [&str; 4] =
    [r#""t":"TYPING_START""#, r#""s":5"#, r#""op":0"#, r#""d":{"t":"X","op":7,"s":9,"d":{}}"#];

/// All orders of four things.
fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for number in 0..256usize {
        let order = [number & 3, number >> 2 & 3, number >> 4 & 3, number >> 6];
        if (0..4).all(|member| order.contains(&member)) {
            orders.push(order);
        }
    }
    assert_eq!(orders.len(), 24);
    orders
}

#[track_caller]
fn check_typing_start(frame: &str) {
    for backend in Backend::available() {
        let envelope = Envelope::peek_with(frame.as_bytes(), backend).unwrap();
        assert_eq!(envelope.event_name(), Ok(Some(EventName::TypingStart)), "{frame}");
        assert_eq!(envelope.sequence(), Ok(Some(5)), "{frame}");
        assert_eq!(envelope.opcode(), Ok(Some(Opcode::Dispatch)), "{frame}");
        assert_eq!(envelope.payload().get("op").unwrap().unwrap().to_bytes(), Ok(&b"7"[..]), "{frame}");
    }
    check_peek(frame.as_bytes());
}

#[test]
fn every_order_and_white_space() {
    for order in orders() {
        for (comma, colon, around) in
            [(",", ":", ""), (" ,\n", " : ", "\t"), (", ", ":", " "), (",", ":\r\n", "\n")]
        {
            let members: Vec<String> =
                order.iter().map(|member| MEMBERS[*member].replacen(':', colon, 1)).collect();
            check_typing_start(&format!("{around}{{{around}{}{around}}}{around}", members.join(comma)));
        }
    }
}

#[test]
fn decoys_repeats_and_escapes() {
    for frame in [
        r#"{"x":{"t":"NO","s":1},"t":"TYPING_START","y":"\"t\":\"NO\"","s":5,"op":0,"d":{"op":7}}"#,
        r#"{"t":"TYPING_START","t":"NO","s":5,"s":6,"op":0,"op":1,"d":{"op":7},"d":{}}"#,
        r#"{"\u0074":"TYPING_START","s":5,"\u006fp":0,"\u0064":{"op":7}}"#,
        r#"{"t":"TYPING\u005fSTART","s":5,"op":0,"d":{"op":7}}"#,
        r#"{"d":{"op":7},"op":0,"s":5,"t":"TYPING_START"}"#,
        r#"{"t":"TYPING_START","s":5,"op":0,"d":{"op":7,"unfinished":[1,2"#,
    ] {
        check_typing_start(frame);
    }
}

#[test]
fn absent_null_and_odd_members() {
    let peek = |frame: &'static str| Envelope::peek(frame.as_bytes()).unwrap();
    let empty = peek("{}");
    assert_eq!((empty.opcode(), empty.sequence(), empty.event_name()), (Ok(None), Ok(None), Ok(None)));
    assert_eq!(empty.payload().to_bytes(), Ok(&b"null"[..]));
    assert!(!empty.has_payload());
    let ack = peek(r#"{"t":null,"s":null,"op":11,"d":null}"#);
    assert_eq!(
        (ack.opcode(), ack.sequence(), ack.event_name()),
        (Ok(Some(Opcode::HeartbeatAck)), Ok(None), Ok(None))
    );
    let new = peek(r#"{"op":99,"t":"BRAND_NEW","d":[1]}"#);
    assert_eq!(new.opcode(), Ok(Some(Opcode::Unknown(99))));
    assert_eq!(new.event_name().unwrap().unwrap().to_string(), "BRAND_NEW");
    let odd = peek(r#"{"t":"TYPING_START","s":"5","op":true,"d":7}"#);
    assert_eq!(odd.event_name(), Ok(Some(EventName::TypingStart)));
    assert_eq!(odd.sequence().unwrap_err().kind(), ErrorKind::Expected(Expected::Integer, b'"'));
    assert_eq!(odd.opcode().unwrap_err().offset(), 33);
    assert_eq!(odd.payload().to_bytes(), Ok(&b"7"[..]));
}

#[test]
fn members_before_a_fault_are_readable() {
    let envelope = Envelope::peek(br#"{"s":5,"t":"TYPING_START","op":}"#).unwrap();
    assert_eq!(envelope.event_name(), Ok(Some(EventName::TypingStart)));
    assert_eq!(envelope.sequence(), Ok(Some(5)));
    assert_eq!(envelope.opcode().unwrap_err().offset(), 31);
    assert_eq!(envelope.payload().to_bytes().unwrap_err().offset(), 31);
    for (frame, offset) in [("", 0), ("  ", 2), ("[1]", 0), ("null", 0), (" 7", 1)] {
        assert_eq!(Envelope::peek(frame.as_bytes()).unwrap_err().offset(), offset, "{frame}");
    }
}

#[test]
fn every_known_name_in_the_usual_order() {
    for name in EventName::all() {
        for tail in ["", "}", ",\"x\":\"a longer end of the frame, so that the fast road is taken\"}"] {
            let frame = format!(r#"{{"t":"{name}","s":123456,"op":0,"d":{{}}{tail}"#);
            let envelope = Envelope::peek(frame.as_bytes()).unwrap();
            assert_eq!(envelope.event_name(), Ok(Some(name)));
            assert_eq!(envelope.sequence(), Ok(Some(123456)));
            assert_eq!(envelope.payload().to_bytes(), Ok(&b"{}"[..]));
        }
    }
}

/// Source: Discord, "Opcodes and Status Codes", section "Gateway Opcodes".
#[test]
fn opcodes_have_the_names_of_the_documentation() {
    let names = [
        (0, "DISPATCH"),
        (1, "HEARTBEAT"),
        (2, "IDENTIFY"),
        (3, "PRESENCE_UPDATE"),
        (4, "VOICE_STATE_UPDATE"),
        (6, "RESUME"),
        (7, "RECONNECT"),
        (8, "REQUEST_GUILD_MEMBERS"),
        (9, "INVALID_SESSION"),
        (10, "HELLO"),
        (11, "HEARTBEAT_ACK"),
        (31, "REQUEST_SOUNDBOARD_SOUNDS"),
        (43, "REQUEST_CHANNEL_INFO"),
    ];
    for number in (0..100).chain([u64::MAX]) {
        let opcode = Opcode::new(number);
        let want = names.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
        assert_eq!((opcode.number(), opcode.name()), (number, want));
    }
}
