//! Tables of messages: CSV and its relatives with columns for time, sender and text.

mod columns;
pub(super) mod record;

use std::io::Cursor;

use crate::model::MessageKind;

use super::chinese;
use super::date_order::{DateOrder, Inference, OrderEvidence};
use super::entry::{ChatInfo, Entry, EntryTime, Sender};
use super::format::{Format, Head, Sink};
use super::kinds::{kind_of_body, kind_of_word};
use super::when::{When, parse_when, spreadsheet_serial};
use super::{ImportError, ImportOptions, Input};

use columns::{Columns, Role};
use record::{RecordError, Records};

/// Records looked at to recognise a table.
const SAMPLE: usize = 200;
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// A message table with or without headings.
pub struct Table;

/// A delimiter and what the columns are.
struct Layout {
    delimiter: u8,
    columns: Columns,
}

impl Format for Table {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        match Layout::of(head) {
            Some(layout) if layout.columns.has_heading => 70,
            Some(_) => 50,
            None => 0,
        }
    }

    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Some(layout) = Layout::of(&input.head()) else {
            let excerpt = input.head().text.lines().next().unwrap_or_default().chars().take(120).collect();
            return Err(ImportError::Malformed {
                path: input.path().to_owned(),
                line: 1,
                column: 1,
                message: "no columns for time, sender and text; name them in the first line, for example \
                          `time,sender,text`"
                    .to_owned(),
                excerpt,
            });
        };
        let order = date_order(input, options, &layout, sink)?;
        let mut reader = Reader { sink, layout: &layout, order, chat: None };
        for_each_record(input, &layout, |line, record| reader.record(line, record))
    }
}

impl Layout {
    /// The delimiter under which most columns mean something.
    fn of(head: &Head<'_>) -> Option<Self> {
        let mut best: Option<(bool, usize, Self)> = None;
        for delimiter in DELIMITERS {
            let mut records = Records::new(Box::new(Cursor::new(head.text.as_bytes().to_vec())), delimiter);
            let mut sample: Vec<Vec<String>> = Vec::new();
            while sample.len() < SAMPLE {
                match records.next_record() {
                    Ok(Some((_, record))) => sample.push(record.to_vec()),
                    _ => break,
                }
            }
            // The head may end inside a record.
            if !head.complete && sample.len() > 1 && sample.len() < SAMPLE {
                sample.pop();
            }
            if sample.first().is_none_or(|first| first.len() < 3) {
                continue;
            }
            if let Some(columns) = Columns::recognise(&sample) {
                let rank = (columns.has_heading, columns.len());
                if best.as_ref().is_none_or(|(heading, count, _)| rank > (*heading, *count)) {
                    best = Some((rank.0, rank.1, Self { delimiter, columns }));
                }
            }
        }
        best.map(|(_, _, layout)| layout)
    }

    /// The time of a record.
    fn time(&self, record: &[String]) -> Option<When> {
        let date = self.columns.cell(record, Role::Time)?;
        if self.columns.has(Role::TimeOfDay) {
            let time = self.columns.cell(record, Role::TimeOfDay)?;
            // Some tools write the whole stamp into the second column.
            return parse_when(&format!("{date} {time}")).or_else(|| parse_when(time));
        }
        parse_when(date).or_else(|| spreadsheet_serial(date).map(When::At))
    }
}

fn for_each_record(
    input: &Input,
    layout: &Layout,
    mut each: impl FnMut(u64, &[String]) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut records = Records::new(input.open()?, layout.delimiter);
    let mut first = layout.columns.has_heading;
    loop {
        match records.next_record() {
            Ok(None) => return Ok(()),
            Ok(Some(_)) if std::mem::take(&mut first) => {}
            Ok(Some((line, record))) => each(line, record)?,
            Err(RecordError::Io(source)) => return Err(ImportError::read(input.path(), source)),
            Err(RecordError::TooLarge(line)) => {
                return Err(ImportError::TooLarge {
                    path: input.path().to_owned(),
                    line,
                    what:
                        "a record of more than 8 MiB or 1024 columns begins here; a quote may never be closed"
                            .to_owned(),
                });
            }
        }
    }
}

/// The order of day and month. The file is read through for it only when its dates leave it open.
fn date_order(
    input: &Input,
    options: &ImportOptions,
    layout: &Layout,
    sink: &mut dyn Sink,
) -> Result<DateOrder, ImportError> {
    if let Some(order) = options.date_order {
        return Ok(order);
    }
    let mut evidence = OrderEvidence::default();
    let mut open: Option<(u64, String)> = None;
    let mut seen = 0;
    let looked = for_each_record(input, layout, |line, record| {
        seen += 1;
        if let Some(When::Either(header)) = layout.time(record) {
            let (first, second, year) = header.parts(None);
            evidence.add(first, second, year);
            let cell = layout.columns.cell(record, Role::Time).unwrap_or_default();
            open.get_or_insert_with(|| (line, cell.to_owned()));
        }
        // Dates of one table are written alike: a few that are plain settle it.
        if evidence.is_settled() || (seen >= 50 && open.is_none()) {
            Err(ImportError::Cancelled)
        } else {
            Ok(())
        }
    });
    match looked {
        Ok(()) | Err(ImportError::Cancelled) => {}
        Err(error) => return Err(error),
    }
    let Some((line, example)) = open else { return Ok(DateOrder::Ymd) };
    match evidence.infer() {
        Inference::Certain(order) => Ok(order),
        Inference::Likely(order) => {
            let first = if order == DateOrder::Dmy { "day" } else { "month" };
            sink.warn(
                "ambiguous_date_order",
                &format!(
                    "read {first} first, because that number changes more often; --date-order overrides"
                ),
            );
            Ok(order)
        }
        Inference::Undecidable => {
            Err(ImportError::DateOrder { path: input.path().to_owned(), line, example })
        }
    }
}

struct Reader<'s> {
    sink: &'s mut dyn Sink,
    layout: &'s Layout,
    order: DateOrder,
    /// The room of the record before, which is most often that of the next.
    chat: Option<(Option<String>, usize)>,
}

impl Reader<'_> {
    fn record(&mut self, line: u64, record: &[String]) -> Result<(), ImportError> {
        let columns = &self.layout.columns;
        let Some(at) = self.layout.time(record).and_then(|when| when.in_order(self.order)) else {
            let cell = columns.cell(record, Role::Time).unwrap_or_default();
            let cell: String = cell.chars().take(40).collect();
            self.sink.skip(line, &format!("`{cell}` is not a time"));
            return Ok(());
        };
        let id = columns.cell(record, Role::SenderId).filter(|id| self.is_whole_id(id));
        let name = columns.cell(record, Role::SenderName);
        let text = columns.cell(record, Role::Text);
        let kind = self.kind(record, id, name, text);
        if kind != MessageKind::System && id.is_none() && name.is_none() {
            self.sink.skip(line, "no sender");
            return Ok(());
        }
        let chat = self.chat(record);
        self.entry(line, chat, at, Sender { id, name }, kind, record)
    }

    fn entry(
        &mut self,
        line: u64,
        chat: usize,
        at: EntryTime,
        sender: Sender<'_>,
        kind: MessageKind,
        record: &[String],
    ) -> Result<(), ImportError> {
        let columns = &self.layout.columns;
        let text = columns.cell(record, Role::Text);
        let event = if kind == MessageKind::System { text.and_then(chinese::event) } else { None };
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender: Some(sender),
            kind,
            text,
            platform_id: columns.cell(record, Role::MessageId),
            reply_to: columns.cell(record, Role::ReplyTo),
            mentions: &[],
            event: event.as_ref(),
        })
    }

    /// False for an id that a spreadsheet turned into a rounded number.
    fn is_whole_id(&mut self, id: &str) -> bool {
        let rounded = id.contains("E+") && id.parse::<f64>().is_ok();
        if rounded {
            self.sink.warn(
                "damaged_id",
                "a spreadsheet rounded long ids (such as 1.23457E+18); people are told apart by name there",
            );
        }
        !rounded
    }

    fn kind(
        &self,
        record: &[String],
        id: Option<&str>,
        name: Option<&str>,
        text: Option<&str>,
    ) -> MessageKind {
        let columns = &self.layout.columns;
        let flagged = columns
            .cell(record, Role::System)
            .is_some_and(|cell| ["1", "true", "yes", "是"].contains(&cell.to_ascii_lowercase().as_str()));
        let pseudo = [id, name].into_iter().flatten().any(|sender| {
            sender.starts_with("系统消息") || sender == "系统" || sender.eq_ignore_ascii_case("system")
        });
        if flagged || pseudo {
            return MessageKind::System;
        }
        let word = columns.cell(record, Role::Kind);
        match word.map(|word| kind_of_word(word).unwrap_or(MessageKind::Other)) {
            Some(MessageKind::Text) | None => text.map_or(MessageKind::Text, kind_of_body),
            Some(kind) => kind,
        }
    }

    fn chat(&mut self, record: &[String]) -> usize {
        let columns = &self.layout.columns;
        let id = columns.cell(record, Role::RoomId);
        let name = columns.cell(record, Role::RoomName);
        let key = id.or(name);
        if let Some((known, chat)) = &self.chat
            && known.as_deref() == key
        {
            return *chat;
        }
        let info = ChatInfo { id: id.map(str::to_owned), name: name.map(str::to_owned), platform: None };
        let chat = self.sink.chat(info);
        self.chat = Some((key.map(str::to_owned), chat));
        chat
    }
}
