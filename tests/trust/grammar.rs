//! The grammar of RFC 8259, case by case: which documents the strict check accepts and which it rejects.
//!
//! Every case is written by hand, so that the check is compared with the RFC and not only with another parser;
//! serde_json must agree as well. Values are tested alone, in an array, in an object and across every boundary of 64
//! bytes.

use serde_json::Value;
use zerocord::{Backend, ErrorKind, validate_with};

/// Whether a document is accepted, by every backend and by serde_json.
#[track_caller]
fn check(document: &[u8], is_valid: bool) {
    let shown = String::from_utf8_lossy(&document[..document.len().min(200)]);
    assert_eq!(serde_json::from_slice::<Value>(document).is_ok(), is_valid, "serde_json: {shown:?}");
    for backend in Backend::available() {
        let verdict = validate_with(document, backend);
        assert_eq!(verdict.is_ok(), is_valid, "{backend:?}: {verdict:?} of {shown:?}");
        let offset = verdict.map_or_else(|error| error.offset(), |()| 0);
        assert!(offset <= document.len(), "{backend:?}: {verdict:?} of {shown:?}");
    }
}

/// A value alone and in every possible position, after enough spaces to move each of its bytes to a block boundary.
#[track_caller]
fn check_value(value: &[u8], is_valid: bool) {
    let around: [(&str, &str); 7] = [
        ("", ""),
        (" \t\r\n", "\n\r\t "),
        ("[", "]"),
        ("[0,", " , null]"),
        ("{\"k\":", "}"),
        ("{\"k\" : [{\"a\":", "}], \"b\":\"\"}"),
        ("[[", "],{}]"),
    ];
    for (before, after) in around {
        check(&[before.as_bytes(), value, after.as_bytes()].concat(), is_valid);
    }
    for spaces in 64usize.saturating_sub(value.len().min(20))..=66 {
        let document = [b"[", " ".repeat(spaces).as_bytes(), value, b",1]"].concat();
        check(&document, is_valid);
        check(&[document.as_slice(), " ".repeat(130).as_bytes()].concat(), is_valid);
    }
}

#[track_caller]
fn check_values<const N: usize, const M: usize>(valid: [&str; N], invalid: [&str; M]) {
    valid.iter().for_each(|value| check_value(value.as_bytes(), true));
    invalid.iter().for_each(|value| check_value(value.as_bytes(), false));
}

#[test]
#[rustfmt::skip] // the tables
fn numbers() {
    check_values(
        [
            "0", "-0", "1", "-1", "9", "10", "-10", "1234567890", "18446744073709551615", "18446744073709551616",
            "-9223372036854775808", "-9223372036854775809",
            "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", "0.0",
            "-0.0", "0.5", "1.0", "10.01", "-1.25", "0.000000000000000000000000000000000000000000001",
            "1.7976931348623157e308", "-1.7976931348623157E308", "4.9e-324", "1e-400", "-1e-9999999999", "0e0", "0E0",
            "-0e0", "0e+1", "0e-1", "1e1", "1E1", "1e+1", "1e-1", "1E+01", "1e00", "1.5e10", "123e65",
            "0e99999999999999999999", "0.0e999", "1.0E+2", "2.225073858507201136057e-308",
        ],
        [
            "01", "00", "-01", "-00", "00.5", "012", "-", "--1", "+1", "+0", "+", "-+1", "+-1", ".5", "-.5", ".",
            "1.", "0.", "-1.", "1.e1", "1.5.", "1..5", "1.5.5", "e1", "-e1", "1e", "1E", "1e+", "1e-", "1e+-1",
            "1e++1", "1e1.5", "1e1e1", "1ee1", "1eE1", "0e", "0.e1", "1.5e", "1.5e+", "0x1F", "0x", "0b1", "0o7",
            "1_000", "1 000", "1f", "1n", "1a", "1.0a", "1e1a", "0a", "-a", "1-", "1-1", "1+1", "1/2", "NaN", "-NaN",
            "nan", "Infinity", "-Infinity", "+Infinity", "inf", "-inf", "∞", "１", "-１", "1٫5", "1.\u{0660}", "1\u{0}",
            "1,5e", "1e5000", "-1e400", "1.8e308", "1\u{c}", "1\u{a0}",
        ],
    );
    // Every sequence of up to six of the bytes that numbers consist of, compared with serde_json.
    let mut text = Vec::new();
    fn each(text: &mut Vec<u8>, left: usize) {
        let want = serde_json::from_slice::<Value>(text).is_ok();
        for backend in Backend::available() {
            let found = validate_with(text, backend).is_ok();
            assert_eq!(found, want, "{backend:?}: {}", String::from_utf8_lossy(text));
        }
        if left > 0 {
            for byte in *b"019-+.eE" {
                text.push(byte);
                each(text, left - 1);
                text.pop();
            }
        }
    }
    each(&mut text, if cfg!(debug_assertions) { 5 } else { 7 });
}

#[test]
#[rustfmt::skip] // the tables
fn words() {
    check_values(
        ["null", "true", "false"],
        [
            "nul", "nulll", "n", "nu", "Null", "NULL", "nil", "None", "undefined", "tru", "t", "True", "TRUE",
            "truee", "true1", "truefalse", "true false", "fals", "f", "False", "falsee", "yes", "no", "a", "_", "$",
            "null\u{0}", "nul\u{6c}l", "null\\", "\\u006eull", "'true'", "`x`", "(1)", "<a>", "1;", ";", "@", "#",
            "&true", "*", "!", "true/**/", "/**/true", "// x\ntrue", "#x\n1", "ｎull", "null\u{200b}", "\u{feff}null",
        ],
    );
}

#[test]
#[rustfmt::skip] // the tables
fn texts() {
    check_values(
        [
            r#""""#, r#"" ""#, r#""a""#, r#""\"""#, r#""\\""#, r#""\/""#, r#""/""#, r#""\b\f\n\r\t""#, r#""\u0000""#,
            r#""\u0041\u0062""#, r#""\uABCD\uabcd\uAbCd""#, r#""\uffff""#, r#""\ud7ff\ue000""#, r#""\ud83d\ude00""#,
            r#""\uD800\uDC00""#, r#""\udbff\udfff""#, r#""\\\"""#, r#""\\\\""#, r#""\\u12""#, r#""\\n""#, r#""\"\"""#,
            r#""{}[],:""#, r#""// no comment""#, r#""'""#, "\"\u{7f}\"", "\"\u{80}\"", "\"é\"", "\"€\"", "\"😀\"",
            "\"\u{2028}\u{2029}\"", "\"\u{feff}\"", "\"\u{fffd}\u{fffe}\u{ffff}\"", "\"\u{10ffff}\"", "\"e\u{301}\"",
            r#""a\u0301\ud83d\udc68\u200d""#, r#""\u2028""#,
        ],
        [
            "\"", r#""a"#, r#"a""#, r#"'a'"#, r#""\"#, r#""\""#, r#""\\\""#, r#""\x41""#, r#""\a""#, r#""\v""#,
            r#""\0""#, r#""\'""#, r#""\U0041""#, r#""\1""#, r#""\ ""#, r#""\u""#, r#""\u0""#, r#""\u00""#,
            r#""\u004""#, r#""\u004g""#, r#""\uZZZZ""#, r#""\u 041""#, r#""\u+041""#, r#""\u-041""#, r#""\u0x41""#,
            r#""\u{41}""#, r#""\u00é""#, r#""\ud800""#, r#""\udc00""#, r#""\udfff""#, r#""\udbff""#, r#""\ud800x""#,
            r#""\ud800\n""#, r#""\ud800\""#, r#""\ud800\u""#, r#""\ud800\ud800""#, r#""\ud800\u0041""#,
            r#""\ud83d\ud83d\ude00""#, r#""\ude00\ud83d""#, r#""\ud83d\ude0""#, r#""\ud83d \ude00""#,
            r#""\ud83d\\ude00""#, r#""a" "b""#, r#""a""b""#, r#""a"b"#, r#"a"b""#, r#"“a”"#, "\"\n\"", "\"\r\"",
            "\"\t\"", "\"a\u{0}b\"", "\"\\\n\"", "\"\\\u{0}\"", "\"\u{b}\"", "\"\u{c}\"",
        ],
    );
    for control in 0u8..0x20 {
        check_value(&[b'"', b'a', control, b'"'], false);
        check_value(&[b'"', b'\\', control, b'"'], false);
        check_value(format!("\"\\u{control:04x}\"").as_bytes(), true);
    }
    for byte in 0x20u8..0x7f {
        check_value(&[b'"', b'\\', byte, b' ', b'"'], b"\"\\/bfnrt".contains(&byte));
        check_value(&[b'"', byte, b' ', b'"'], !b"\"\\".contains(&byte));
    }
}

#[test]
#[rustfmt::skip] // the tables
fn bytes_that_are_not_utf8() {
    let cases: [(&[u8], bool); 33] = [
        (b"\xc2\x80", true), (b"\xdf\xbf", true), (b"\xe0\xa0\x80", true), (b"\xed\x9f\xbf", true),
        (b"\xee\x80\x80", true), (b"\xef\xbf\xbf", true), (b"\xf0\x90\x80\x80", true), (b"\xf4\x8f\xbf\xbf", true),
        // Continuations without a beginning, and beginnings without a continuation.
        (b"\x80", false), (b"\xbf", false), (b"a\x80a", false), (b"\xc2", false), (b"\xc2a", false),
        (b"\xe2\x82", false), (b"\xe2\x82a", false), (b"\xe2a\x82", false), (b"\xf0\x9f\x98", false),
        (b"\xf0\x9f\x98a", false), (b"\xf0", false),
        // Overlong encodings.
        (b"\xc0\x80", false), (b"\xc0\xaf", false), (b"\xc1\xbf", false), (b"\xe0\x80\xaf", false),
        (b"\xe0\x9f\xbf", false), (b"\xf0\x80\x80\xaf", false), (b"\xf0\x8f\xbf\xbf", false),
        // Surrogates, code points beyond the last one, and bytes that never occur.
        (b"\xed\xa0\x80", false), (b"\xed\xbf\xbf", false), (b"\xed\xa0\xbd\xed\xb8\x80", false),
        (b"\xf4\x90\x80\x80", false), (b"\xf8\x88\x80\x80\x80", false), (b"\xfe", false), (b"\xff", false),
    ];
    for (bytes, is_valid) in cases {
        check_value(&[b"\"", bytes, b"\""].concat(), is_valid);
        check_value(&[b"\"ab", bytes, b"cd\""].concat(), is_valid);
        check_value(&[b"{\"", bytes, b"\":1}"].concat(), is_valid);
        check_value(&[b"\"\\n", bytes, b"\\n\""].concat(), is_valid);
        check_value(bytes, false);
        check(&[b"1 ", bytes].concat(), false);
    }
    // Latin-1 and other, older encodings.
    check(b"\"\xe9\"", false);
    check(b"\xff\xfe[\0]\0", false);
    check(b"[\0]\0", false);
    check(b"\0[\0]", false);
    check(b"\0\0\0[\0\0\0]", false);
}

#[test]
#[rustfmt::skip] // the tables
fn objects_and_arrays() {
    check_values(
        [
            "[]", "[ ]", "[\n]", "[[]]", "[[],[]]", "[1]", "[ 1 ]", "[1,2]", "[1 ,2]", "[1, 2]",
            "[null,true,\"\",{}]", "{}", "{ }", "{\t}", r#"{"":0}"#, r#"{"a":1}"#, r#"{ "a" : 1 }"#,
            r#"{"a":1,"b":2}"#, r#"{"a":1,"a":1}"#, r#"{"a":1 , "a":2}"#, r#"{"a":{"a":{}}}"#, r#"{"\u0061":1}"#,
            r#"{"\ud83d\ude00":1}"#, r#"{"\u0000":1}"#, r#"{"a":[],"b":[{}]}"#, r#"{"{":"}","[":"]",",":":"}"#,
            r#"[{"a":"]"},"[",{"}":0}]"#,
        ],
        [
            "[", "]", "[[", "]]", "[1", "1]", "[1]]", "[[1]", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1;2]",
            "[1:2]", "[\"a\":1]", "[\"a\" \"b\"]", "[1}", "[{]}", "[{}", "[1,\n", "[][]", "[]1", "1[]", "[null true]",
            "[-]", "[a]", "[\"", "[\"a", "['a']", "[1],", ",[1]", "[...]", "[*]", "[\"\"],", "[]{}", "[1]x",
            "[[[[]]]", "[}", "{]", "{", "}", "{{", "}}", "{{}}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\" 1}", "{\"a\",1}", "{\"a\"=1}", "{\"a\"::1}", "{\"a\":1:2}",
            "{:1}", "{:}", "{1:1}", "{a:1}", "{'a':1}", "{null:1}", "{true:1}", "{[]:1}", "{{}:1}",
            "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\":1]", "{\"a\":[1}", "{\"a\":[1}]", "{\"a\":1}}",
            "{\"a\":1", "{\"a\":", "{\"a", "{\"a\"", "{\"a\":\"b", "{\"a\":1}{", "{\"a\":1}\"", "{\"a\":1}#",
            "{\"a\":1}//", "{\"a\":1}/**/", "{\"a\":/**/1}", "{/**/}", "{\"a\":1,\"b\"}", "{\"a\":1,\"b\":}",
            "{\"a\":1,2}", "{\"a\":1,b:2}", "{\"a\":\"b\",\"c\"", "{\"a\"\"b\":1}", "{\"a\":\"b\"\"c\"}",
            "{\"a\u{0}\":1}", "{\"\\ud800\":1}", "{\"\\x\":1}", "{\"a\n\":1}", "{\"a\":a}", "{\"a\":01}",
            "{\"a\":tru}", "{(\"a\"):1}",
        ],
    );
}

/// What may be around a document and between its parts: four kinds of white space, and nothing else.
#[test]
fn white_space_and_ends() {
    for byte in 0..=u8::MAX {
        let is_white = b" \t\r\n".contains(&byte);
        for document in [
            vec![byte, b'1'],
            vec![byte, b'{', b'}'],
            vec![b'[', byte, b']'],
            vec![b'{', byte, b'}'],
            vec![b'{', byte, b'"', b'a', b'"', byte, b':', byte, b'1', byte, b'}'],
            vec![b'[', b'"', b'"', byte, b',', byte, b'n', b'u', b'l', b'l', byte, b']', byte],
        ] {
            let is_digit_list = byte.is_ascii_digit() || byte == b'-';
            let want = is_white || serde_json::from_slice::<Value>(&document).is_ok();
            // Only these turn it into another valid document.
            assert!(is_white || !want || is_digit_list || b"[]{}".contains(&byte), "{document:?}");
            check(&document, want);
        }
    }
    for space in
        ["\u{a0}", "\u{85}", "\u{feff}", "\u{2003}", "\u{3000}", "\u{200b}", "\u{b}", "\u{c}", "\u{0}"]
    {
        for document in
            [format!("{space}1"), format!("1{space}"), format!("[1,{space}2]"), format!("{{{space}}}")]
        {
            check(document.as_bytes(), false);
        }
    }
    for document in ["", " ", "\n", "\t\r\n ", "\u{feff}", "\0", "\u{feff}{}", " \u{feff}[]"] {
        check(document.as_bytes(), false);
    }
    for len in 1..200 {
        check(" ".repeat(len).as_bytes(), false);
        check(format!("{}0", " ".repeat(len)).as_bytes(), true);
        check(format!("0{}", " ".repeat(len)).as_bytes(), true);
        check(format!("0{}0", " ".repeat(len)).as_bytes(), false);
        check(format!("\"{}\"", "a".repeat(len)).as_bytes(), true);
        check(format!("\"{}", "a".repeat(len)).as_bytes(), false);
        check("1".repeat(len).as_bytes(), true);
        check(format!("{}\0", "1".repeat(len)).as_bytes(), false);
    }
    for two in
        ["1 2", "{} {}", "[][]", "null null", "\"\" \"\"", "{}1", "1{}", "{},", "{}:", "[]\0", "{}\0\0"]
    {
        check(two.as_bytes(), false);
    }
}

/// Nested as deep as allowed, one level deeper, and deep enough to overflow a stack; closed, open, and closed
/// incorrectly.
#[test]
fn nesting() {
    for (open, value, close) in [
        ("[", "", "]"),
        ("[", "1", "]"),
        ("{\"a\":", "null", "}"),
        ("[{\"a\":", "[]", "}]"),
        ("[ ", " ", " ] "),
    ] {
        let levels = if open.len() > 5 { 2 } else { 1 };
        let inner = usize::from(value == "[]");
        for depth in [1, 2, 31, 32, 33, 62, 63, 64, 65, 125, 126, 127, 128, 129, 1000, 100_000] {
            let steps = depth / levels;
            let document = format!("{}{value}{}", open.repeat(steps), close.repeat(steps));
            let is_deep = steps * levels + inner > 127;
            check(document.as_bytes(), !is_deep);
            check(document[..document.len() - 1].trim_end().trim_end_matches(['}', ']']).as_bytes(), false);
            check(format!("{document}]").as_bytes(), false);
            if is_deep {
                let error = validate_with(document.as_bytes(), Backend::PORTABLE).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::TooDeep);
            }
        }
    }
    // Many next to each other are not deep.
    check(format!("[{}{{}}]", "[],{},".repeat(50_000)).as_bytes(), true);
    check(format!("[{}]", vec!["[[[]]]"; 10_000].join(",")).as_bytes(), true);
}

/// The first of two faults is reported, even if one of them is in UTF-8.
#[test]
fn the_first_of_two_faults_is_reported() {
    let cases: [(&[u8], usize, bool); 7] = [
        (b"[\"\xff\",nul]", 2, true),
        (b"[nul,\"\xff\"]", 4, false),
        (b"{\"a\xc3\":1,}", 3, true),
        (b"{\"a\":01,\"\x80\":1}", 6, false),
        (b"[\"a\x01\xff\"]", 3, false),
        (b"[\"\xffa\x01\"]", 2, true),
        (b"[\"\xff\"]", 2, true),
    ];
    for backend in Backend::available() {
        for (document, offset, is_text) in cases {
            let error = validate_with(document, backend).unwrap_err();
            let shown = String::from_utf8_lossy(document);
            assert_eq!(error.offset(), offset, "{backend:?}: {error} in {shown}");
            assert_eq!(error.kind() == ErrorKind::InvalidUtf8, is_text, "{backend:?}: {error} in {shown}");
        }
    }
}
