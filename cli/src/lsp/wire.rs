//! Messages of the protocol as bytes: a header with a length, and JSON.
//!
//! Enters: any bytes of a client. Leaves: messages, and what could not be read as one. `lsp-server` has
//! readers of its own; they end at the first message that is wrong, and make room for as many bytes as a header promises.

use std::io::{self, BufRead, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};

/// No message that is longer is read. An editor sends a whole file at once, in quotes.
const MOST_BYTES: u64 = 256_000_000;
/// No line of a header is longer.
const MOST_HEADER: u64 = 4096;

/// What came.
#[derive(Debug)]
pub(super) enum Came {
    Message(Message),
    /// Something else, and why it is no message.
    Other(ErrorCode, String),
    /// The client went.
    End,
}

/// The next message.
pub(super) fn read(from: &mut impl BufRead) -> Came {
    match body(from) {
        Ok(Some(bytes)) => message(&bytes),
        Ok(None) | Err(ReadError::Gone) => Came::End,
        Err(ReadError::TooLong) => {
            let most = MOST_BYTES / 1_000_000;
            Came::Other(ErrorCode::InvalidRequest, format!("the message is longer than {most} MB"))
        }
    }
}

enum ReadError {
    TooLong,
    Gone,
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> ReadError {
        ReadError::Gone
    }
}

/// The bytes of a message; `None` at the end. A line that is no header is passed over, up to one that tells a length.
fn body(from: &mut impl BufRead) -> Result<Option<Vec<u8>>, ReadError> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.by_ref().take(MOST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        match text.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse::<u64>().ok();
            }
            None if text.trim().is_empty() && length.is_some() => break,
            _ => (),
        }
    }
    let length = length.unwrap_or_default();
    if length > MOST_BYTES {
        io::copy(&mut from.by_ref().take(length), &mut io::sink())?;
        return Err(ReadError::TooLong);
    }
    // Room is made as the bytes come: a promise costs nothing.
    let mut bytes = Vec::new();
    from.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == length).then_some(bytes))
}

fn message(bytes: &[u8]) -> Came {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(it) => it,
        Err(it) => return Came::Other(ErrorCode::ParseError, it.to_string()),
    };
    let has_id = value.get("id").is_some();
    match serde_json::from_value(value) {
        Ok(Message::Notification(_)) if has_id => {
            Came::Other(ErrorCode::InvalidRequest, "the id is neither a number nor a text".to_owned())
        }
        Ok(it) => Came::Message(it),
        Err(_) => Came::Other(
            ErrorCode::InvalidRequest,
            "it is neither a request nor a response nor a notification".to_owned(),
        ),
    }
}

/// Where messages to the client go. Each is written at once, by whichever thread has it.
#[derive(Clone)]
pub(super) struct Client(Arc<Mutex<dyn Write + Send>>);

impl Client {
    pub(super) fn new(to: impl Write + Send + 'static) -> Client {
        Client(Arc::new(Mutex::new(to)))
    }

    pub(super) fn send(&self, it: impl Into<Message>) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A client that went needs no message.
        let _gone = it.into().write(&mut &mut *out);
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: RequestId, result: impl Serialize) {
        self.send(Response::new_ok(id, result));
    }

    /// Answers a request that cannot be carried out.
    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, why: impl Into<String>) {
        self.send(Response::new_err(id, code as i32, why.into()));
    }

    /// Answers what is no message: there is no id to answer to.
    pub(super) fn refuse_unread(&self, code: ErrorCode, why: &str) {
        let text = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code as i32, "message": why}});
        let text = text.to_string();
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _gone = write!(out, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| out.flush());
    }

    /// Tells something that is no answer.
    pub(super) fn tell<N: lsp_types::notification::Notification>(&self, params: N::Params) {
        self.send(Notification::new(N::METHOD.to_owned(), params));
    }

    /// Asks for something. What the client answers makes no difference.
    pub(super) fn ask<R: lsp_types::request::Request>(&self, id: &str, params: R::Params) {
        self.send(Request::new(id.to_owned().into(), R::METHOD.to_owned(), params));
    }
}

/// What a client in memory was sent.
#[cfg(test)]
#[derive(Clone, Default)]
pub(super) struct Written(Arc<Mutex<Vec<u8>>>);

#[cfg(test)]
impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
impl Client {
    /// One whose messages can be looked at.
    pub(super) fn to_memory() -> (Client, Written) {
        let written = Written::default();
        (Client::new(written.clone()), written)
    }
}

#[cfg(test)]
impl Written {
    /// The answers, in their order.
    pub(super) fn answers(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut from = bytes.as_slice();
        let mut res = Vec::new();
        loop {
            match read(&mut from) {
                Came::Message(Message::Response(it)) => res.push(json!(it)),
                Came::Message(_) => (),
                Came::Other(..) | Came::End => return res,
            }
        }
    }

    /// Which requests were answered, and with which error.
    pub(super) fn codes(&self) -> Vec<(Option<i64>, Option<i64>)> {
        let number = |it: &Value, at: &str| it.pointer(at).and_then(Value::as_i64);
        self.answers().iter().map(|it| (number(it, "/id"), number(it, "/error/code"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Came, Message, read};

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut from = bytes;
        let mut res = Vec::new();
        loop {
            res.push(match read(&mut from) {
                Came::Message(Message::Request(it)) => format!("request {} {}", it.id, it.method),
                Came::Message(Message::Notification(it)) => format!("notification {}", it.method),
                Came::Message(Message::Response(it)) => format!("response {}", it.id),
                Came::Other(code, _) => format!("{}", code as i32),
                Came::End => return res,
            });
        }
    }

    fn framed(json: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{json}", json.len())
    }

    #[test]
    fn messages_are_read_one_after_the_other() {
        let text = [
            framed(r#"{"id":1,"method":"a","params":null}"#),
            framed(r#"{"method":"b"}"#),
            framed(r#"{"id":"x","result":null}"#),
        ];
        assert_eq!(all(text.concat().as_bytes()), ["request 1 a", "notification b", "response \"x\""]);
    }

    #[test]
    fn what_is_no_message_is_named_and_the_next_one_is_read() {
        let deep = "[".repeat(10_000);
        let next = framed(r#"{"method":"b"}"#);
        for (wrong, code) in [
            ("{", "-32700"),
            ("\u{0}", "-32700"),
            (deep.as_str(), "-32700"),
            ("[]", "-32600"),
            ("7", "-32600"),
            (r#"{"id":1.5,"method":"a"}"#, "-32600"),
            (r#"{"id":[],"method":"a"}"#, "-32600"),
            ("{}", "-32600"),
        ] {
            let text = framed(wrong) + &next;
            assert_eq!(all(text.as_bytes()), [code, "notification b"], "{wrong}");
        }
    }

    #[test]
    fn lines_that_are_no_header_are_passed_over() {
        let next = framed(r#"{"method":"b"}"#);
        for wrong in [
            "\r\n\r\n",
            "HELO\r\n",
            "Content-Length: many\r\n\r\n",
            "Content-Length: -1\r\n",
            "a: b\r\ncontent-type: x\r\n",
            "\n\n",
        ] {
            assert_eq!(all(format!("{wrong}{next}").as_bytes()), ["notification b"], "{wrong:?}");
        }
        assert_eq!(all(format!("{}\r\n{next}", "x".repeat(20_000)).as_bytes()), ["notification b"]);
    }

    #[test]
    fn a_promise_of_many_bytes_takes_no_memory() {
        assert_eq!(all(b"Content-Length: 250000000\r\n\r\n{}"), Vec::<String>::new());
        assert_eq!(all(b"Content-Length: 18446744073709551615\r\n\r\n{}"), ["-32600"]);
        assert_eq!(all(b"Content-Length: 99999999999999999999\r\n\r\n{}"), Vec::<String>::new());
    }
}
