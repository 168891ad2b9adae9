//! A mail as it stands between `DATA` and the final dot (RFC 5321 section 4.5.2).

/// Every line ends with CRLF, a dot at its beginning is doubled, and a dot alone ends the whole.
pub fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 16 + 8);
    let mut before = b'\n';
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' if before == b'\n' => out.extend(b".."),
            // What some servers take for the end of a line and others do not would let a mail hide another one.
            b'\r' if bytes.peek() == Some(&b'\n') => continue,
            b'\r' | b'\n' => out.extend(b"\r\n"),
            _ => out.push(byte),
        }
        before = if byte == b'\r' { b'\n' } else { byte };
    }
    if before != b'\n' {
        out.extend(b"\r\n");
    }
    out.extend(b".\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, sent: &str) {
        assert_eq!(String::from_utf8(stuffed(raw.as_bytes())).unwrap(), sent);
    }

    #[test]
    fn dots_at_the_beginning_of_lines_are_doubled() {
        check(".\r\n..a\r\na.b\r\n.c\r\n", "..\r\n...a\r\na.b\r\n..c\r\n.\r\n");
    }

    #[test]
    fn a_mail_that_ends_its_last_line_gets_no_further_one() {
        check("a\r\n", "a\r\n.\r\n");
        check("a", "a\r\n.\r\n");
        check("", ".\r\n");
        check("a\r\n\r\n", "a\r\n\r\n.\r\n");
    }

    #[test]
    fn half_a_line_end_cannot_hide_a_second_mail() {
        check("a\n.\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n");
        check("a\r.\rMAIL", "a\r\n..\r\nMAIL\r\n.\r\n");
        check("a\r\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n");
    }
}
