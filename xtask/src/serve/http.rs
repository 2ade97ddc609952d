//! The server: files of `dist/`, and the script that reloads the page.

use super::{
    request::{self, Until},
    state::State,
};
use crate::paths;
use anyhow::Result;
use std::{
    fs,
    io::{BufReader, Write},
    net::TcpStream,
    path::{Component, Path, PathBuf},
    time::{Duration, Instant},
};

const RELOAD_SCRIPT: &str = "/__serve/reload.js";
const RELOAD_WAIT: &str = "/__serve/build";
const SERVICE_WORKER: &str = "/sw.js";
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(25);

struct Response {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

/// Reads one request and answers it.
pub(super) fn answer(mut stream: TcpStream, state: &State) -> Result<()> {
    stream.set_write_timeout(Some(request::PATIENCE))?;
    let moment = Instant::now() + request::PATIENCE;
    let mut reader = BufReader::new(Until { stream: stream.try_clone()?, moment });
    let request = request::read(&mut reader);
    let is_head = request.as_ref().is_ok_and(|it| it.is_head);
    let Response { status, content_type, body } = match request {
        Ok(it) => respond(&it.target, state),
        Err(it) => Response { status: it.status(), content_type: "text/plain", body: it.status().into() },
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Allow: GET, HEAD\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if !is_head {
        stream.write_all(&body)?;
    }
    Ok(())
}

fn respond(target: &str, state: &State) -> Response {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let script = |it: &str| Response {
        status: "200 OK",
        content_type: "text/javascript",
        body: it.as_bytes().to_vec(),
    };
    match path {
        RELOAD_SCRIPT => script(include_str!("reload.js")),
        // In place of that of a release: what is served here next is not to be answered from what was kept.
        SERVICE_WORKER => script(include_str!("forget.js")),
        RELOAD_WAIT => Response {
            status: "200 OK",
            content_type: "text/plain",
            body: state.wait(query.parse().ok(), PATIENCE).to_string().into_bytes(),
        },
        _ => file(path),
    }
}

fn file(path: &str) -> Response {
    let found = local(path).and_then(|file| Some((fs::read(&file).ok()?, file)));
    let Some((mut body, file)) = found else {
        return Response { status: "404 Not Found", content_type: "text/plain", body: b"not found".to_vec() };
    };
    let content_type = content_type(&file);
    if content_type.starts_with("text/html") {
        body.extend_from_slice(
            format!("<script type=\"module\" src=\"{RELOAD_SCRIPT}\"></script>").as_bytes(),
        );
    }
    Response { status: "200 OK", content_type, body }
}

/// The file of `dist/` that a path names, if it names one inside.
fn local(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    if !path.components().all(|it| matches!(it, Component::Normal(_))) {
        return None;
    }
    let file = paths::dist().join(path);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "yaml" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{State, answer, local};
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
    };

    #[test]
    fn only_files_of_the_site_are_named() {
        for outside in ["/../Cargo.toml", "/a/../../b", "//../b"] {
            assert_eq!(local(outside), None, "{outside}");
        }
        assert!(local("/a.js").is_some_and(|it| it.ends_with("dist/a.js")));
    }

    /// What comes back for a request.
    fn ask(method: &str, target: &str, host: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        write!(client, "{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        answer(listener.accept().unwrap().0, &State::default()).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn strangers_get_nothing() {
        assert!(ask("GET", "/__serve/reload.js", "localhost:8080").starts_with("HTTP/1.1 200 OK\r\n"));
        let stranger = ask("GET", "/__serve/reload.js", "evil.example:8080");
        assert!(stranger.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{stranger}");
        assert!(!stranger.contains("location.reload"), "{stranger}");
        let post = ask("POST", "/", "localhost");
        assert!(post.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"), "{post}");
        assert!(post.contains("\r\nAllow: GET, HEAD\r\n"), "{post}");
    }

    #[test]
    fn a_head_has_no_body() {
        let head = ask("HEAD", "/__serve/reload.js", "localhost");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn a_service_worker_of_a_release_is_forgotten() {
        let worker = ask("GET", "/sw.js", "localhost");
        assert!(worker.contains("registration.unregister()") && !worker.contains("respondWith"), "{worker}");
    }
}
