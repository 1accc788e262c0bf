//! Message bodies in one buffer.

/// A column of optional strings.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    data: String,
    /// Where the text of each row begins in `data`, shifted left by one; the low bit is set when the row has a text.
    starts: Vec<u64>,
    /// Length of each text in bytes.
    lengths: Vec<u32>,
}

/// The same rows, wherever the buffer has them.
impl PartialEq for TextColumn {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && (0..self.len()).all(|row| self.get(row) == other.get(row))
    }
}

impl TextColumn {
    /// A column of rows without a text.
    pub fn without_texts(rows: usize) -> Self {
        Self { data: String::new(), starts: vec![0; rows], lengths: vec![0; rows] }
    }

    /// Appends a row.
    pub fn push(&mut self, text: Option<&str>) {
        let span = text.map(|text| self.store(text));
        self.push_span(span);
    }

    /// Makes room for so many more rows, not for their texts.
    pub fn reserve(&mut self, rows: usize) {
        self.starts.reserve(rows);
        self.lengths.reserve(rows);
    }

    /// Takes in a buffer of texts whose rows follow by [`Self::push_span`]; returns where the buffer begins.
    pub fn take_in(&mut self, texts: String) -> usize {
        if self.data.is_empty() {
            self.data = texts;
            return 0;
        }
        let start = self.data.len();
        self.data.push_str(&texts);
        start
    }

    /// Appends a row whose text, by start and length, is in the buffer already. A place that is not there or no whole
    /// text reads as a row without one.
    pub fn push_span(&mut self, span: Option<(usize, u32)>) {
        let (start, length) = span.unwrap_or_default();
        self.starts.push((start as u64) << 1 | u64::from(span.is_some()));
        self.lengths.push(length);
    }

    /// Start and length in the buffer of a row's text; `None` when that message has none.
    pub fn span(&self, row: usize) -> Option<(usize, u32)> {
        let start = *self.starts.get(row)?;
        (start & 1 == 1).then_some(((start >> 1) as usize, *self.lengths.get(row)?))
    }

    /// Takes the buffer away; the rows still know where in it their texts are.
    pub fn take_buffer(&mut self) -> String {
        std::mem::take(&mut self.data)
    }

    /// Appends the rows of another column.
    pub fn append(&mut self, more: Self) {
        if self.is_empty() && self.data.is_empty() {
            *self = more;
            return;
        }
        let base = (self.take_in(more.data) as u64) << 1;
        let moved = |&start: &u64| if start & 1 == 1 { start + base } else { start };
        self.starts.extend(more.starts.iter().map(moved));
        self.lengths.extend(&more.lengths);
    }

    /// True when a row has a text.
    pub fn any(&self) -> bool {
        self.starts.iter().any(|start| start & 1 == 1)
    }

    /// Puts another text into a row; nothing happens without such a row.
    pub fn set(&mut self, row: usize, text: Option<&str>) {
        let span = text.map(|text| self.store(text));
        if let (Some(start), Some(length)) = (self.starts.get_mut(row), self.lengths.get_mut(row)) {
            let (at, bytes) = span.unwrap_or_default();
            *start = (at as u64) << 1 | u64::from(span.is_some());
            *length = bytes;
        }
    }

    /// The rows in another order: row `i` of the result is row `order[i]`.
    pub fn reordered(self, order: &[u32]) -> Self {
        let starts = order.iter().map(|&row| self.starts.get(row as usize).copied().unwrap_or_default());
        let starts = starts.collect();
        let lengths = order.iter().map(|&row| self.lengths.get(row as usize).copied().unwrap_or_default());
        let lengths = lengths.collect();
        Self { data: self.data, starts, lengths }
    }

    /// Appends a text to the buffer; one of more than 4 GiB keeps its beginning.
    fn store(&mut self, text: &str) -> (usize, u32) {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let start = self.data.len();
        self.data.push_str(text);
        (start, text.len() as u32)
    }

    /// The text of a row; `None` when that message has none.
    pub fn get(&self, row: usize) -> Option<&str> {
        let (start, length) = self.span(row)?;
        self.data.get(start..start + length as usize)
    }

    /// Length of the texts of these rows together, in bytes; 0 for rows that are not there.
    pub fn bytes_of(&self, rows: std::ops::Range<usize>) -> usize {
        self.lengths.get(rows).unwrap_or_default().iter().map(|&length| length as usize).sum()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::TextColumn;

    fn rows(column: &TextColumn) -> Vec<Option<&str>> {
        (0..column.len()).map(|row| column.get(row)).collect()
    }

    fn column(rows: &[Option<&str>]) -> TextColumn {
        let mut column = TextColumn::default();
        rows.iter().for_each(|row| column.push(*row));
        column
    }

    #[test]
    fn an_empty_text_is_not_a_missing_one() {
        let texts = [None, Some(""), Some("晚上好"), None, Some("ok")];
        let column = column(&texts);
        assert_eq!(rows(&column), texts);
        assert_eq!(column.get(5), None);
        assert_eq!([column.bytes_of(0..5), column.bytes_of(3..5), column.bytes_of(2..2)], [11, 2, 0]);
        assert_eq!(column.bytes_of(0..6), 0);
    }

    #[test]
    fn rows_of_a_buffer_taken_in_are_as_if_they_had_been_pushed() {
        for before in [&[][..], &[Some("早")]] {
            let mut taken_in = column(before);
            let base = taken_in.take_in("一二three".to_owned());
            for span in [Some((base + 3, 3)), None, Some((base + 6, 5))] {
                taken_in.push_span(span);
            }
            assert_eq!(taken_in, column(&[before, &[Some("二"), None, Some("three")]].concat()));
        }
        let mut beyond = TextColumn::default();
        beyond.push_span(Some((7, 3)));
        assert_eq!(beyond.get(0), None);
    }

    #[test]
    fn columns_are_appended_wherever_their_buffers_begin() {
        let parts = [&[Some("一"), None][..], &[], &[Some(""), Some("二"), None], &[None]];
        let mut all = TextColumn::default();
        parts.iter().for_each(|part| all.append(column(part)));
        assert_eq!(rows(&all), parts.concat());
        assert_eq!([all.any(), column(&[None]).any()], [true, false]);
        let (spans, buffer) = (all.span(3), all.take_buffer());
        assert_eq!(all.span(3), spans);
        assert_eq!(spans.and_then(|(start, length)| buffer.get(start..start + length as usize)), Some("二"));
    }

    #[test]
    fn rows_can_be_set_and_put_in_another_order() {
        let mut changed = column(&[Some("a"), None, Some("b")]);
        changed.set(1, Some("now"));
        changed.set(2, None);
        changed.set(9, Some("nowhere"));
        assert_eq!(rows(&changed), [Some("a"), Some("now"), None]);
        assert_eq!(rows(&changed.reordered(&[2, 0, 1])), [None, Some("a"), Some("now")]);
        assert_eq!(TextColumn::without_texts(2), column(&[None, None]));
    }
}
