//! Tables of messages without headings: the cells themselves tell times, ids, names and texts apart.

use std::collections::HashSet;

use crate::import::when::parse_when;
use crate::model::ColumnRole;

/// What each column is; `None` when they cannot be told apart.
pub fn recognise(records: &[&[String]]) -> Option<Vec<ColumnRole>> {
    let width = records.iter().map(|record| record.len()).max()?;
    let even = records.iter().filter(|record| record.len() == width).count();
    if !(3..=40).contains(&width) || even * 10 < records.len() * 9 {
        return None;
    }
    let facts: Vec<Facts> = (0..width).map(|column| Facts::of(records, column)).collect();
    let mut roles = vec![ColumnRole::Nothing; width];
    let time = facts.iter().position(|column| column.times)?;
    roles[time] = ColumnRole::Time;
    // The text is the column with most spaces; people write sentences.
    let text = (0..width).filter(|&column| column != time).max_by_key(|&column| facts[column].spaces)?;
    if facts[text].spaces == 0 {
        return None;
    }
    roles[text] = ColumnRole::Text;
    let mut rest: Vec<usize> = (0..width).filter(|&column| column != time && column != text).collect();
    let many = records.len() >= 5;
    let mut take = |rest: &mut Vec<usize>, role, fits: &dyn Fn(&Facts) -> bool| {
        if let Some(place) = rest.iter().position(|&column| fits(&facts[column])) {
            roles[rest.remove(place)] = role;
        }
    };
    let all = records.len();
    take(&mut rest, ColumnRole::MessageId, &|column| {
        many && column.id_like && column.distinct * 20 >= all * 19
    });
    take(&mut rest, ColumnRole::GroupId, &|column| many && column.id_like && column.distinct == 1);
    take(&mut rest, ColumnRole::GroupName, &|column| {
        many && !column.id_like && column.filled && column.distinct == 1
    });
    take(&mut rest, ColumnRole::Id, &|column| column.id_like && column.distinct > 1);
    take(&mut rest, ColumnRole::Name, &|column| column.filled && column.distinct > 1 && column.short);
    Some(roles)
}

/// What the sample shows of one column.
struct Facts {
    times: bool,
    id_like: bool,
    filled: bool,
    short: bool,
    distinct: usize,
    spaces: usize,
}

impl Facts {
    fn of(records: &[&[String]], column: usize) -> Self {
        let cells: Vec<&str> =
            records.iter().map(|record| record.get(column).map_or("", |cell| cell.trim())).collect();
        let times = cells.iter().filter(|cell| cell.len() > 7 && parse_when(cell).is_some()).count();
        let is_id = |cell: &str| {
            cell.len() >= 5
                && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
                && cell.bytes().filter(u8::is_ascii_digit).count() * 4 >= cell.len()
        };
        let lengths: HashSet<usize> = cells.iter().map(|cell| cell.len()).collect();
        Self {
            times: times * 10 >= cells.len() * 9,
            id_like: cells.iter().filter(|cell| is_id(cell)).count() * 10 >= cells.len() * 9
                && lengths.len() <= 4,
            filled: cells.iter().filter(|cell| !cell.is_empty()).count() * 10 >= cells.len() * 9,
            short: cells.iter().all(|cell| cell.chars().count() <= 64),
            distinct: cells.iter().collect::<HashSet<_>>().len(),
            spaces: cells.iter().map(|cell| cell.matches(char::is_whitespace).count()).sum(),
        }
    }
}
