//! Message bodies, end to end in one buffer.

/// A column of optional strings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextColumn {
    data: String,
    /// End of row `i` in `data`, shifted left by one; the low bit is set when the row has a text.
    ends: Vec<u64>,
}

impl TextColumn {
    /// Appends a row.
    pub fn push(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.data.push_str(text);
        }
        self.ends.push((self.data.len() as u64) << 1 | u64::from(text.is_some()));
    }

    /// The text of a row; `None` when that message has none.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        if end & 1 == 0 {
            return None;
        }
        let start = if row == 0 { 0 } else { self.ends[row - 1] >> 1 };
        self.data.get(start as usize..(end >> 1) as usize)
    }

    /// Length of the texts of these rows together, in bytes; 0 for rows that are not there.
    pub fn bytes_of(&self, rows: std::ops::Range<usize>) -> usize {
        let until =
            |row: usize| row.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |end| end >> 1);
        until(rows.end).saturating_sub(until(rows.start)) as usize
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::TextColumn;

    #[test]
    fn an_empty_text_is_not_a_missing_one() {
        let mut column = TextColumn::default();
        for text in [None, Some(""), Some("晚上好"), None, Some("ok")] {
            column.push(text);
        }
        assert_eq!(
            (0..5).map(|row| column.get(row)).collect::<Vec<_>>(),
            [None, Some(""), Some("晚上好"), None, Some("ok")]
        );
        assert_eq!(column.get(5), None);
        assert_eq!([column.bytes_of(0..5), column.bytes_of(3..5), column.bytes_of(2..2)], [11, 2, 0]);
    }
}
