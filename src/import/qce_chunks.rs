//! The export in chunks that QQ Chat Exporter writes: a manifest, and messages as JSON lines in files beside it.

use serde_json::Value;

use super::bundle::Bundle;
use super::files::Files;
use super::format::{Format as _, Sink};
use super::json::JsonStream;
use super::lines::Lines;
use super::loose::list;
use super::qce::{QqChatExporter, Reader};
use super::{ImportError, ImportOptions};

const MANIFEST: &str = "manifest.json";

/// `manifest.json`, `chunks/c000001.jsonl` …
pub struct QceChunks;

impl Bundle for QceChunks {
    fn name(&self) -> &'static str {
        QqChatExporter.name()
    }

    fn markers(&self) -> &'static [&'static str] {
        &[MANIFEST]
    }

    fn claim(&self, files: &Files) -> Vec<String> {
        let chunks = chunks(files);
        let Ok(Some(manifest)) = files.open(MANIFEST) else { return Vec::new() };
        if chunks.is_empty() || QqChatExporter.detect(&manifest.head()) == 0 {
            return Vec::new();
        }
        let own = [MANIFEST, "avatars.json"].into_iter().filter(|name| files.find(name).is_some());
        own.chain(chunks).map(str::to_owned).collect()
    }

    fn parse(&self, files: &Files, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut reader = Reader::new(sink);
        let Some(manifest) = files.open(MANIFEST)? else { return Ok(()) };
        let on = |error: super::json::JsonError| error.on(manifest.path());
        let mut json = JsonStream::new(manifest.open()?);
        let mut declared = 0;
        json.expect(b'{').map_err(on)?;
        while let Some(key) = json.next_key().map_err(on)? {
            let raw = json.value().map_err(on)?;
            match (key.as_str(), serde_json::from_slice::<Value>(raw)) {
                ("chatInfo", Ok(info)) => reader.chat_info(&info),
                ("chunked", Ok(chunked)) => declared = list(&chunked, "chunks").len(),
                _ => {}
            }
        }
        let chunks = chunks(files);
        if chunks.len() < declared {
            let missing = declared - chunks.len();
            let message = format!("{missing} of {declared} chunks are missing; copy the whole folder");
            reader.sink().warn("chunks_missing", &message);
        }
        for name in chunks {
            let input = match files.open(name) {
                Ok(Some(input)) => input,
                Ok(None) => continue,
                Err(error) => {
                    reader.sink().skip(0, &error.to_string());
                    continue;
                }
            };
            let mut lines = Lines::new(input.open()?);
            while let Some(line) =
                lines.next_line().map_err(|error| ImportError::read(input.path(), error))?
            {
                if line.text.trim().is_empty() {
                    continue;
                }
                match serde_json::from_str::<Value>(line.text) {
                    Ok(message) => reader.message(line.number, &message)?,
                    Err(_) if line.cut => {
                        reader.sink().skip(line.number, &format!("{name}: longer than 4 MiB"))
                    }
                    Err(error) => reader.sink().skip(line.number, &format!("{name}: {error}")),
                }
            }
        }
        Ok(())
    }
}

/// The names of the chunks, in order.
fn chunks(files: &Files) -> Vec<&str> {
    let names = files.list().iter().map(|item| item.name.as_str());
    names.filter(|name| name.starts_with("chunks/") && name.ends_with(".jsonl")).collect()
}
