//! The server: files of `dist/`, and the script that reloads the page.

use super::state::State;
use crate::paths;
use anyhow::{Context, Result};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::{Component, Path, PathBuf},
    time::Duration,
};

const RELOAD_SCRIPT: &str = "/__serve/reload.js";
const RELOAD_WAIT: &str = "/__serve/build";
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(25);

struct Response {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

pub(super) fn answer(mut stream: TcpStream, state: &State) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let target = request.split(' ').nth(1).context("no request")?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Response { status, content_type, body } = match path {
        RELOAD_SCRIPT => Response {
            status: "200 OK",
            content_type: "text/javascript",
            body: include_bytes!("reload.js").to_vec(),
        },
        RELOAD_WAIT => Response {
            status: "200 OK",
            content_type: "text/plain",
            body: state.wait(query.parse().ok(), PATIENCE).to_string().into_bytes(),
        },
        _ => file(path),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    // HEAD wants the head only.
    if !request.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    Ok(())
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
    use super::local;

    #[test]
    fn only_files_of_the_site_are_named() {
        for outside in ["/../Cargo.toml", "/a/../../b", "//../b"] {
            assert_eq!(local(outside), None, "{outside}");
        }
        assert!(local("/a.js").is_some_and(|it| it.ends_with("dist/a.js")));
    }
}
