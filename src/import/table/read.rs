//! Reads a table row by row, each kind of table through a reader of its own.

use crate::import::date_order::{DateOrder, Inference, OrderEvidence};
use crate::import::format::Sink;
use crate::import::when::When;
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::{ColumnRole, TablePurpose};

use super::damage::Damage;
use super::layout::{Layout, Sample, Wishes, when};
use super::messages::Messages;
use super::record::Records;
use super::row::Row;
use super::rows;

/// What the rows of one kind of table become.
pub trait RowReader {
    /// Takes one row below the headings.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    fn row(&mut self, row: &Row<'_>, damage: &mut Damage, sink: &mut dyn Sink) -> Result<(), ImportError>;
}

/// Reads the whole table into the sink.
///
/// # Errors
///
/// When it cannot be read, its columns or the order of its dates cannot be told, or a member list lacks its day or
/// group.
pub fn parse(input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let head = input.head();
    let wishes =
        Wishes { remembered: &options.mappings, purpose: options.purpose, columns: &options.columns };
    let Some(layout) = Layout::find(&head, wishes) else {
        return Err(not_understood(input, options, wishes));
    };
    let order = date_order(input, options, &layout, sink)?;
    let sample = Sample::all(&head).into_iter().find(|sample| sample.delimiter == layout.delimiter);
    let mut damage = Damage::of(sample.as_ref(), &layout);
    let purpose = layout.mapping.purpose;
    let chosen = layout.remembered || options.purpose.is_some() || !options.columns.is_empty();
    if purpose != TablePurpose::Messages || (chosen && layout.has_heading) {
        sink.table(rows::header(input, options, &layout)?);
    }
    let mut reader: Box<dyn RowReader> = match purpose {
        TablePurpose::Messages => Box::new(Messages::default()),
        TablePurpose::Members => Box::new(rows::Members),
        TablePurpose::Orders => Box::new(rows::Orders),
        TablePurpose::Events => Box::new(rows::Events::of(input, &layout)),
    };
    let done = for_each_record(input, &layout, |line, cells| {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let row = Row { line, cells, layout: &layout, order };
        damage.look(&row);
        reader.row(&row, &mut damage, sink)
    });
    damage.tell(sink);
    done
}

fn not_understood(input: &Input, options: &ImportOptions, wishes: Wishes<'_>) -> ImportError {
    let excerpt: String = input.head().text.lines().next().unwrap_or_default().chars().take(120).collect();
    let malformed = |message: String| ImportError::Malformed {
        path: input.path().to_owned(),
        line: 1,
        column: 1,
        message,
        excerpt: excerpt.clone(),
    };
    if options.purpose.is_none() && options.columns.is_empty() {
        return malformed(
            "no columns for time, sender and text; name them in the first line, for example `time,sender,text`, or say \
             what they are with --as and --map"
                .to_owned(),
        );
    }
    let Some(layout) = Layout::open_question(&input.head(), wishes) else {
        return malformed("this is no table of at least two columns".to_owned());
    };
    let mut mapping = match options.purpose {
        Some(purpose) => super::mapping_for(&layout.mapping.headings, purpose),
        None => layout.mapping,
    };
    super::layout::apply(&mut mapping, &options.columns);
    for (heading, _) in &options.columns {
        let wanted = crate::model::plain_heading(heading);
        if mapping.headings.iter().all(|known| crate::model::plain_heading(known) != wanted) {
            return malformed(format!(
                "--map: no column is headed `{heading}`; the headings are {}",
                mapping.headings.join(", ")
            ));
        }
    }
    let needed: Vec<String> = mapping
        .lacks()
        .iter()
        .map(|roles| roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "))
        .collect();
    malformed(format!(
        "a table of {} needs a column for {}; the headings are {}; say which it is with --map \"heading=role\"",
        mapping.purpose.word(),
        needed.join(", and one for "),
        mapping.headings.join(", ")
    ))
}

fn for_each_record(
    input: &Input,
    layout: &Layout,
    mut each: impl FnMut(u64, &[String]) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut records = Records::new(input.open()?, layout.delimiter);
    if input.sheet().is_some() {
        records.count_rows();
    }
    let mut above = layout.above;
    loop {
        match records.next_record() {
            Ok(None) => return Ok(()),
            Ok(Some(_)) if above > 0 => above -= 1,
            Ok(Some((line, record))) => each(line, record)?,
            Err(error) => return Err(error.at(input.path())),
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
    if let Some(order) = options.date_order.or(layout.mapping.date_order) {
        return Ok(order);
    }
    let mut evidence = OrderEvidence::default();
    let mut open: Option<(u64, String)> = None;
    let mut seen = 0;
    let looked = for_each_record(input, layout, |line, record| {
        seen += 1;
        for role in layout.date_columns() {
            let Some(cell) = layout.cell(record, role) else { continue };
            let found = if *role == ColumnRole::Time { layout.time(record) } else { when(cell) };
            if let Some(When::Either(header)) = found {
                let (first, second, year) = header.parts(None);
                evidence.add(first, second, year);
                open.get_or_insert_with(|| (line, cell.to_owned()));
            }
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
