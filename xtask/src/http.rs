//! The one HTTP request that `dev` needs: is this path of the local server answered, and how.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// How long the local server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(1);

/// Asks the local server for a path and returns the status of its answer.
pub(crate) fn get(port: u16, path: &str, patience: Duration) -> io::Result<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, CONNECT)?;
    stream.set_read_timeout(Some(patience))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).map_err(|error| {
        let late = error.kind() == io::ErrorKind::WouldBlock;
        if late { io::Error::other(format!("nothing came within {patience:?}")) } else { error }
    })?;
    status(&line).ok_or_else(|| io::Error::other(format!("no HTTP answer: {line:?}")))
}

fn status(line: &str) -> Option<u16> {
    line.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_the_second_word_of_the_first_line() {
        assert_eq!(status("HTTP/1.1 204 No Content\r\n"), Some(204));
        assert_eq!(status("HTTP/1.1 200\r\n"), Some(200));
        assert_eq!(status("SSH-2.0-x\r\n"), None);
    }
}
