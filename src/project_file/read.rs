//! Project text to [`ProjectV1`], or the error that says what to mend.

use std::path::Path;

use ron::error::Error as Ron;
use ron::extensions::Extensions;

use super::error::{FileError, FileErrorKind as Kind, suggest};
use super::lex::{Flaw, MAX_DEPTH, Scan, opened_at, scan, token_at};
use super::v1::{ProjectV1, VERSION};

/// How this program reads and writes RON: `Some()` need not be written.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads a project text without a byte order mark, of any version up to this one.
pub(super) fn project(file: &Path, text: &str) -> Result<ProjectV1, FileError> {
    let scan = scan(text);
    if scan.empty {
        return Err(FileError::new(
            Kind::Empty,
            file,
            "the file is empty",
            "write at least (schema: 1, name: \"…\"), or restore the backup that ends in .bak",
        ));
    }
    if let Some(Flaw::TooDeep { at }) = scan.flaw {
        return Err(flaw_error(file, text, Flaw::TooDeep { at }));
    }
    match version(file, text, &scan)? {
        VERSION => parse(file, text, &scan),
        older => Err(FileError::new(
            Kind::NoVersion,
            file,
            format!("there never was a version {older} of the project file"),
            format!("write `schema: {VERSION}`"),
        )
        .within("schema")
        .at(text, scan.schema.map_or(0, |found| found.0), scan.schema.map_or(0, |found| found.1))),
    }
}

/// The version that the file says it is, found without understanding the rest of it.
fn version(file: &Path, text: &str, scan: &Scan) -> Result<u32, FileError> {
    let Some((start, end)) = scan.schema else {
        if let Some(flaw) = scan.flaw {
            return Err(flaw_error(file, text, flaw));
        }
        let first = token_at(text, 0).map_or((0, 0), |token| (token.start, token.end));
        if let Some(error) = wide_sign(file, text, first.0, first.1) {
            return Err(error);
        }
        return Err(FileError::new(
            Kind::NoVersion,
            file,
            "the file does not say which version it is",
            format!("begin it with (schema: {VERSION}, name: \"…\"); is it a project file at all?"),
        )
        .within("schema")
        .at(text, first.0, first.1));
    };
    let word = text.get(start..end).unwrap_or_default();
    let digits = word.replace('_', "");
    match digits.parse::<u32>() {
        Ok(version) if version <= VERSION => Ok(version),
        found => {
            let newer = found.is_ok() || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
            let error = if newer {
                FileError::new(
                    Kind::NewerVersion,
                    file,
                    format!(
                        "made by a newer version of the program: the file is schema {word}, this program reads up to {VERSION}"
                    ),
                    "update the program; the file was not changed",
                )
            } else {
                FileError::new(
                    Kind::NoVersion,
                    file,
                    "the version of the file is not a whole number",
                    format!("write `schema: {VERSION}`"),
                )
            };
            Err(error.within("schema").at(text, start, end))
        }
    }
}

fn parse(file: &Path, text: &str, scan: &Scan) -> Result<ProjectV1, FileError> {
    let mut deserializer = match ron::Deserializer::from_str_with_options(text, &options()) {
        Ok(deserializer) => deserializer,
        Err(error) => return Err(ron_error(file, text, scan, "", &error)),
    };
    let project: ProjectV1 = match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(project) => project,
        Err(error) => {
            let path = tidy(&error.path().to_string());
            let error = deserializer.span_error(error.into_inner());
            return Err(ron_error(file, text, scan, &path, &error));
        }
    };
    match deserializer.end() {
        Ok(()) => Ok(project),
        Err(error) => Err(ron_error(file, text, scan, "", &deserializer.span_error(error))),
    }
}

/// A document path without the words that only say how a table is kept.
fn tidy(path: &str) -> String {
    path.split('.')
        .filter(|part| !matches!(*part, "" | "?" | "File" | "Parquet" | "Inline"))
        .map(|part| part.strip_prefix("Inline").filter(|rest| rest.starts_with('[')).unwrap_or(part))
        .fold(String::new(), |mut path, part| {
            if !path.is_empty() && !part.starts_with('[') {
                path.push('.');
            }
            path + part
        })
}

fn flaw_error(file: &Path, text: &str, flaw: Flaw) -> FileError {
    let line = |at: usize| super::error::Place::of(text, at, at).line;
    let bracket = |at: usize| text.get(at..at + 1).unwrap_or_default().to_owned();
    match flaw {
        Flaw::TooDeep { at } => FileError::new(
            Kind::TooDeep,
            file,
            format!("brackets are nested more than {MAX_DEPTH} deep"),
            "no project needs that; the file is damaged or not a project",
        )
        .at(text, at, at + 1),
        Flaw::Mismatch { at, open: Some(open) } => FileError::new(
            Kind::Syntax,
            file,
            format!("`{}` cannot close the `{}` opened on line {}", bracket(at), bracket(open), line(open)),
            "close the inner bracket first, or take the extra bracket out",
        )
        .at(text, at, at + 1),
        Flaw::Mismatch { at, open: None } => FileError::new(
            Kind::Syntax,
            file,
            format!("`{}` closes nothing", bracket(at)),
            "take this bracket out, or add the one that opens it",
        )
        .at(text, at, at + 1),
        Flaw::Unclosed { open } => FileError::new(
            Kind::Syntax,
            file,
            format!("the file ends while the `{}` of line {} is still open", bracket(open), line(open)),
            "the file was cut off: restore the backup that ends in .bak, or add what is missing",
        )
        .at(text, text.trim_end().len(), text.len()),
        Flaw::OpenText { at } => FileError::new(
            Kind::Syntax,
            file,
            "this text has no closing quote",
            "close it with \", or restore the backup that ends in .bak if the file was cut off",
        )
        .at(text, at, at + 1),
        Flaw::OpenComment { at } => FileError::new(
            Kind::Syntax,
            file,
            "this comment has no end",
            "close it with */, or restore the backup that ends in .bak if the file was cut off",
        )
        .at(text, at, at + 2),
    }
}

/// The byte of a position that `ron` gives as line and column.
fn offset(text: &str, position: &ron::error::Position) -> usize {
    let line_start: usize =
        text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    line_start + line.char_indices().nth(position.col.saturating_sub(1)).map_or(line.len(), |(at, _)| at)
}

fn ron_error(
    file: &Path,
    text: &str,
    scan: &Scan,
    path: &str,
    error: &ron::error::SpannedError,
) -> FileError {
    let at = offset(text, &error.span.start);
    let flawed_at = scan.flaw.map(|flaw| match flaw {
        Flaw::TooDeep { at }
        | Flaw::Mismatch { at, .. }
        | Flaw::OpenText { at }
        | Flaw::OpenComment { at } => at,
        Flaw::Unclosed { .. } => text.trim_end().len(),
    });
    // The parser stumbles at or behind the flaw, or on the last thing before it: the flaw is the better story.
    if let (Some(flaw), Some(flawed_at)) = (scan.flaw, flawed_at) {
        let syntax = matches!(explain(&error.code).0, Kind::Syntax);
        if at >= flawed_at
            || offset(text, &error.span.end) >= flawed_at
            || (syntax && next_is(text, at, flawed_at))
        {
            return flaw_error(file, text, flaw).within(path);
        }
    }
    let (kind, message, hint) = explain(&error.code);
    let token = token_at(text, at);
    let (start, end) = match kind {
        Kind::MissingField => {
            let close = token.map_or(at, |token| token.start);
            let open = opened_at(text, close).unwrap_or(close);
            (open, open + 1)
        }
        Kind::Syntax if error.code == Ron::ExpectedComma => {
            token.map_or((at, at), |token| (token.start, token.end))
        }
        _ => match token {
            Some(token) if text.get(token.start..token.end) == Some(":") => {
                token_at(text, token.end).map_or((at, at), |token| (token.start, token.end))
            }
            Some(token) => (token.start, token.end),
            None => (at, text.len()),
        },
    };
    wide_sign(file, text, start, end)
        .unwrap_or_else(|| FileError::new(kind, file, message, hint).at(text, start, end))
        .within(path)
}

/// Signs of a Chinese keyboard, and what RON wants in their place.
const WIDE_SIGNS: [(char, char); 12] = [
    ('（', '('),
    ('）', ')'),
    ('【', '['),
    ('】', ']'),
    ('，', ','),
    ('、', ','),
    ('：', ':'),
    ('；', ','),
    ('“', '"'),
    ('”', '"'),
    ('‘', '"'),
    ('＝', ':'),
];

/// The error for a token outside quotes that holds a Chinese sign; `None` when it holds none.
fn wide_sign(file: &Path, text: &str, start: usize, end: usize) -> Option<FileError> {
    let word = text.get(start..end).filter(|word| !word.starts_with(['"', 'r', 'b', '\'']))?;
    let found = |(at, sign): (usize, char)| {
        WIDE_SIGNS.iter().find(|(wide, _)| *wide == sign).map(|(wide, plain)| (at, *wide, *plain))
    };
    let (at, wide, plain) = word.char_indices().find_map(found)?;
    let error = FileError::new(
        Kind::Syntax,
        file,
        format!("`{wide}` is a Chinese sign, which RON does not know"),
        format!("switch the keyboard to English and write `{plain}`"),
    );
    Some(error.at(text, start + at, start + at + wide.len_utf8()))
}

/// True when no other token stands between `at` and `flaw`.
fn next_is(text: &str, at: usize, flaw: usize) -> bool {
    token_at(text, at).is_none_or(|token| token_at(text, token.end).is_none_or(|next| next.start >= flaw))
}

/// Kind, message and hint for what the parser found.
fn explain(error: &Ron) -> (Kind, String, String) {
    let say = |kind, message: &str, hint: &str| (kind, message.to_owned(), hint.to_owned());
    let of = |outer: &Option<String>| match outer.as_deref() {
        Some(outer) => format!(" in {outer}"),
        None => String::new(),
    };
    match error {
        Ron::NoSuchStructField { expected, found, outer } => (
            Kind::UnknownField,
            format!("there is no field `{found}`{}", of(outer)),
            suggest(found, expected),
        ),
        Ron::NoSuchEnumVariant { expected, found, .. } => (
            Kind::Value,
            format!("`{found}` is none of the words that can stand here"),
            suggest(found, expected),
        ),
        Ron::MissingStructField { field, outer } => (
            Kind::MissingField,
            format!("the field `{field}` is missing{}", of(outer)),
            format!("add `{field}: …` inside these brackets"),
        ),
        Ron::DuplicateStructField { field, outer } => (
            Kind::DuplicateField,
            format!("the field `{field}` is written twice{}", of(outer)),
            "keep one of the two".to_owned(),
        ),
        Ron::ExpectedString => say(
            Kind::Value,
            "a text is needed here",
            "put it in double quotes, like \"2026-10-01\" or \"365.00\"",
        ),
        Ron::ExpectedInteger => {
            say(Kind::Value, "a whole number is needed here", "write digits without quotes, like 200")
        }
        Ron::ExpectedFloat => {
            say(Kind::Value, "a number is needed here", "write it without quotes, like 0.25")
        }
        Ron::ExpectedBoolean => {
            say(Kind::Value, "yes or no is needed here", "write true or false, without quotes")
        }
        Ron::IntegerOutOfBounds => say(
            Kind::Value,
            "the number is too large, or negative where it cannot be",
            "write a whole number that fits, from 0 up",
        ),
        Ron::InvalidIntegerDigit { .. } | Ron::UnderscoreAtBeginning | Ron::FloatUnderscore => {
            (Kind::Value, format!("this is not a number: {error}"), "write digits, like 200".to_owned())
        }
        Ron::ExpectedArray => say(Kind::Value, "a list is needed here", "write it in square brackets: [ … ]"),
        Ron::ExpectedMap => say(
            Kind::Value,
            "a table of names is needed here",
            "write it in braces: { \"region\": \"上海\" }",
        ),
        Ron::ExpectedStructLike | Ron::ExpectedNamedStructLike(_) => say(
            Kind::Value,
            "fields in round brackets are needed here",
            "write ( name: value, … ), and a pair as ( \"2026-10-01\", \"2026-10-07\" )",
        ),
        Ron::ExpectedDifferentStructName { expected, found } => (
            Kind::Value,
            format!("`{found}` stands where `{expected}` is needed"),
            format!("write {expected}(…), or just (…)"),
        ),
        Ron::ExpectedIdentifier => say(
            Kind::Value,
            "a word is needed here, not a bare value",
            "tables are written members: Inline([ … ]) or members: File(\"members.csv\"), messages also Parquet(\"…\"); \
             words such as Monday or Core stand without quotes",
        ),
        Ron::ExpectedComma | Ron::ExpectedArrayEnd | Ron::ExpectedStructLikeEnd | Ron::ExpectedMapEnd => say(
            Kind::Syntax,
            "a comma or a closing bracket is missing before this",
            "put a comma between fields and between list items",
        ),
        Ron::ExpectedMapColon => {
            say(Kind::Syntax, "a colon is missing before this", "write the field as name: value")
        }
        Ron::TrailingCharacters => say(
            Kind::Syntax,
            "there is more text after the project ends",
            "take it out, or move it inside the brackets",
        ),
        Ron::Eof => say(Kind::Syntax, "the file ends too early", "restore the backup that ends in .bak"),
        Ron::InvalidEscape(_) => say(
            Kind::Syntax,
            "a backslash in a text must be followed by n, t, \", \\ or u{…}",
            "write \\\\ for a backslash",
        ),
        Ron::ExpectedStringEnd => say(Kind::Syntax, "this text has no closing quote", "close it with \""),
        Ron::ExpectedOption | Ron::ExpectedOptionEnd => {
            say(Kind::Value, "a value or None is needed here", "leave the field out when nothing is known")
        }
        Ron::ExpectedDifferentLength { expected, found } => (
            Kind::Value,
            format!("{found} values stand where {expected} is needed"),
            "write as many values as are needed, between round brackets".to_owned(),
        ),
        Ron::NoSuchExtension(name) => (
            Kind::Syntax,
            format!("the RON extension `{name}` is not known"),
            "write #![enable(implicit_some)], or leave the line out".to_owned(),
        ),
        Ron::ExceededRecursionLimit => {
            say(Kind::TooDeep, "brackets are nested too deep", "no project needs that; the file is damaged")
        }
        Ron::Message(message) if is_date_error(message) => say(
            Kind::Value,
            "this is not a date of the calendar",
            "dates are written \"YYYY-MM-DD\", like \"2026-10-01\"",
        ),
        Ron::Message(message) => (Kind::Value, message.clone(), value_hint(message).to_owned()),
        other => {
            (Kind::Syntax, format!("this is not RON: {other}"), "see the format in the README".to_owned())
        }
    }
}

/// True for the words in which chrono refuses a date.
fn is_date_error(message: &str) -> bool {
    ["input ", "premature end", "trailing input", "no possible date"]
        .iter()
        .any(|start| message.starts_with(start))
}

/// What to write instead of a value that a field refused.
fn value_hint(message: &str) -> &'static str {
    if message.contains("time zone") {
        "see the IANA list of zones; China is \"Asia/Shanghai\""
    } else if message.contains("amount") {
        "amounts are exact: no thousands separators, no currency sign"
    } else if message.contains("is not a time") {
        "a time without its offset could mean two instants; add +08:00 or Z"
    } else {
        "see the format in the README"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> FileError {
        project(Path::new("p.ron"), text).unwrap_err()
    }

    #[test]
    fn the_smallest_project_is_enough() {
        for text in [
            "(schema: 1, name: \"x\")",
            "Project(schema: 1, name: \"x\")",
            "#![enable(implicit_some)]\n(schema:1,name:\"x\")",
        ] {
            assert_eq!(project(Path::new("p.ron"), text).unwrap().name, "x", "{text}");
        }
    }

    /// Each text has a `¦` where the error must point.
    #[test]
    fn places_are_those_of_the_offending_word() {
        for (marked, path, kind) in [
            ("(schema: 1,\n name: ¦3)", "name", Kind::Value),
            (
                "(schema: 1,\n name: \"名\",\n groups: [(id: \"群\", ¦nam: \"b\")])",
                "groups[0].nam",
                Kind::UnknownField,
            ),
            (
                "(schema: 1, name: \"x\",\n groups: [(id: \"a\", name: \"b\"), ¦(id: \"c\")])",
                "groups[1]",
                Kind::MissingField,
            ),
            ("(schema: 1,\n name: \"x\",\n ¦name: \"y\")", "", Kind::DuplicateField),
            ("(schema: 1,\n name: \"x\"\n ¦note: \"y\")", "", Kind::Syntax),
            ("(schema: 1,\n name: \"x\",\n time_zone: ¦\"Asia/Shanghia\")", "time_zone", Kind::Value),
            (
                "(schema: 1, name: \"x\",\n members: Inline([(id: \"a\", name: \"b\", tier: ¦Cor)]))",
                "members[0].tier",
                Kind::Value,
            ),
            (
                "(schema: 1, name: \"x\",\n memberships: Inline([(group: \"a\", member: \"b\", joined: ¦\"2026-02-30\")]))",
                "memberships[0].joined",
                Kind::Value,
            ),
            ("(schema: 1,\n name: \"x\",\n members: ¦[])", "members", Kind::Value),
            ("(schema: ¦2,\n what: <new>)", "schema", Kind::NewerVersion),
            ("(schema: ¦\"1\")", "schema", Kind::NoVersion),
            ("(schema: ¦0)", "schema", Kind::NoVersion),
            ("¦(name: \"x\")", "schema", Kind::NoVersion),
            ("(schema: 1,\n name: \"x\",\n groups: [(id: \"a\"¦", "groups[0]", Kind::Syntax),
            ("(schema: 1,\n name: ¦\"x)", "name", Kind::Syntax),
            ("(schema: 1, name: \"x\") ¦zz", "", Kind::Syntax),
            (
                "(schema: 1, name: \"x\", groups: [(id: \"a\", name: \"b\"¦], note: \"n\")",
                "groups[0]",
                Kind::Syntax,
            ),
        ] {
            let at = marked.find('¦').unwrap();
            let text = marked.replace('¦', "");
            let error = error(&text);
            let expected = super::super::Place::of(&text, at, at);
            assert_eq!(
                (error.line(), error.column()),
                (Some(expected.line), Some(expected.column)),
                "{error}"
            );
            assert_eq!((error.path.as_str(), error.kind), (path, kind), "{error}");
            assert!(!error.hint.is_empty());
        }
        assert!(
            error("(schema: 1, name: \"x\", memebrs: Inline([]))").hint.contains("did you mean `members`")
        );
        assert!(
            error("(schema: 1, name: \"x\", time_zone: \"Asia/Shanghia\")").message.contains("Asia/Shanghai")
        );
    }
}
