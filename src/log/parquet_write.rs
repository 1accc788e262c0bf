//! The log into Parquet, in the columns that the README documents.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, StringArray, TimestampMillisecondArray, UInt32Array, UInt64Array,
    new_null_array,
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::compute_leaves;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use super::{Dictionary, LogError, MessageLog, NO_REPLY};
use crate::model::MessageKind;

/// Rows in one row group: small enough to read on several cores, large enough to compress.
const ROW_GROUP: usize = 1 << 17;
/// Rows handed to a column's writer at once: little enough for what is made of them to be made in the same memory again.
const BATCH: usize = 1 << 13;
/// Bytes of words in one page: little enough to be packed in the nearest memory.
const TEXT_PAGE: usize = 1 << 17;

/// Writes the whole log, replacing `path`. The caller makes it atomic.
///
/// # Errors
/// When the file cannot be created or written.
pub fn write_parquet(log: &MessageLog, path: &Path) -> std::result::Result<(), LogError> {
    File::create(path)
        .and_then(|file| write(log, file).map_err(io_error))
        .map_err(|source| LogError::Io { path: path.to_owned(), source })
}

/// What went wrong on the disk, where it was that.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => {
            cause.downcast::<io::Error>().map_or_else(io::Error::other, |cause| *cause)
        }
        other => io::Error::other(other),
    }
}

/// Row group by row group, its columns beside each other.
fn write(log: &MessageLog, file: File) -> Result<()> {
    let fields = fields(log.text.is_some());
    let schema = Arc::new(Schema::new(fields.clone()));
    let (mut file, columns) =
        ArrowWriter::try_new(file, schema, Some(properties()?))?.into_serialized_writer()?;
    let names = Names::of(log);
    for (number, start) in (0..log.len()).step_by(ROW_GROUP).enumerate() {
        let end = (start + ROW_GROUP).min(log.len());
        // A list of names has one writer like every other column, for its names.
        let writers = columns.create_column_writers(number)?;
        let written = writers.into_par_iter().zip(&fields).map(|(mut writer, field)| {
            for start in (start..end).step_by(BATCH) {
                let array = column(log, &names, field, start..(start + BATCH).min(end))?;
                compute_leaves(field, &array)?.iter().try_for_each(|leaf| writer.write(leaf))?;
            }
            writer.close()
        });
        let written: Vec<_> = written.collect::<Result<_>>()?;
        let mut group = file.next_row_group()?;
        written.into_iter().try_for_each(|column| column.append_to_row_group(&mut group))?;
        group.close()?;
    }
    file.close().map(drop)
}

fn fields(with_text: bool) -> Vec<Field> {
    let strings = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let mut fields = vec![
        Field::new("id", DataType::UInt64, false),
        Field::new("at", DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())), false),
        Field::new("group", strings.clone(), false),
        Field::new("member", strings.clone(), false),
        Field::new("kind", strings, false),
        Field::new("chars", DataType::UInt32, false),
        Field::new("reply_to", DataType::UInt64, true),
        Field::new("mentions", DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))), true),
    ];
    fields.extend(with_text.then(|| Field::new("text", DataType::Utf8, true)));
    fields
}

fn properties() -> Result<WriterProperties> {
    let mut properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?));
    // Values that hardly repeat: a dictionary would be built and thrown away.
    for column in ["id", "at", "chars", "reply_to", "text"] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    for column in ["id", "at", "chars"] {
        properties = properties.set_column_encoding(ColumnPath::from(column), Encoding::DELTA_BINARY_PACKED);
    }
    // Words are most of a log: to pack them tightly takes longer than all the rest of writing it.
    let text = ColumnPath::from("text");
    let properties = properties
        .set_column_compression(text.clone(), Compression::SNAPPY)
        .set_column_data_page_size_limit(text, TEXT_PAGE);
    // Only the span of time is ever asked of a row group.
    Ok(properties
        .set_statistics_enabled(EnabledStatistics::None)
        .set_column_statistics_enabled(ColumnPath::from("at"), EnabledStatistics::Chunk)
        .build())
}

/// What the codes of the log stand for.
struct Names {
    groups: ArrayRef,
    members: ArrayRef,
    kinds: ArrayRef,
}

impl Names {
    fn of(log: &MessageLog) -> Self {
        let names = |names: &Dictionary| Arc::new(StringArray::from_iter_values(names.names())) as ArrayRef;
        let kinds = StringArray::from_iter_values(MessageKind::ALL.map(MessageKind::name));
        Self { groups: names(&log.groups), members: names(&log.members), kinds: Arc::new(kinds) }
    }
}

/// Some rows of one column.
fn column(log: &MessageLog, names: &Names, field: &Field, rows: Range<usize>) -> Result<ArrayRef> {
    let coded = |codes: Int32Array, names: &ArrayRef| -> Result<ArrayRef> {
        Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(codes, names.clone())?))
    };
    let codes =
        |column: &[u32]| Int32Array::from_iter_values(column[rows.clone()].iter().map(|&code| code as i32));
    Ok(match field.name().as_str() {
        "id" => Arc::new(UInt64Array::from(log.ids[rows].to_vec())),
        "at" => Arc::new(TimestampMillisecondArray::from(log.at[rows].to_vec()).with_timezone("UTC")),
        "group" => coded(codes(&log.group), &names.groups)?,
        "member" => coded(codes(&log.member), &names.members)?,
        "kind" => {
            let kinds = log.kind[rows].iter().map(|&kind| kind as i32);
            coded(Int32Array::from_iter_values(kinds), &names.kinds)?
        }
        "chars" => Arc::new(UInt32Array::from(log.chars[rows].to_vec())),
        "reply_to" => {
            let ids = &log.reply_to[rows];
            if ids.iter().all(|&id| id == NO_REPLY) {
                return Ok(new_null_array(field.data_type(), ids.len()));
            }
            Arc::new(UInt64Array::from_iter(ids.iter().map(|&id| (id != NO_REPLY).then_some(id))))
        }
        "mentions" => {
            if log.mention_ends.is_empty() {
                return Ok(new_null_array(field.data_type(), rows.len()));
            }
            let mut mentions = ListBuilder::new(StringBuilder::new());
            for row in rows {
                let mentioned = log.mentions(row);
                for &code in mentioned {
                    mentions.values().append_value(log.members.name(code));
                }
                mentions.append(!mentioned.is_empty());
            }
            Arc::new(mentions.finish())
        }
        "text" => {
            let Some(text) = &log.text else { return Ok(new_null_array(field.data_type(), rows.len())) };
            let mut bodies = StringBuilder::with_capacity(rows.len(), text.bytes_of(rows.clone()));
            rows.for_each(|row| bodies.append_option(text.get(row)));
            Arc::new(bodies.finish())
        }
        name => return Err(ParquetError::General(format!("no column is called {name}"))),
    })
}
