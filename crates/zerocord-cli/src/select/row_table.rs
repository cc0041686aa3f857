//! Prints rows in aligned columns on a terminal, without storing all of them.
//!
//! The first rows are buffered to determine the widths of the columns. A wider cell in a later row widens its column
//! from there on. A cell that is too long for any column is truncated, and characters that a terminal would interpret
//! are printed as escapes.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The number of rows that determine the widths of the columns.
const SIZING_ROWS: usize = 1000;

/// The maximum width of a column, in terminal columns.
const WIDTH_MAX: usize = 60;

/// Writes a table.
#[derive(Debug)]
pub struct TableWriter {
    headings: Option<Vec<String>>,
    column_count: usize,
    /// The cells of the buffered rows, one row after another.
    held: Vec<String>,
    /// Set once rows are no longer buffered.
    widths: Option<Vec<usize>>,
}

impl TableWriter {
    pub fn new(names: &[String], has_header: bool) -> TableWriter {
        let headings = has_header.then(|| names.iter().map(|name| shown(name)).collect());
        TableWriter { headings, column_count: names.len(), held: Vec::new(), widths: None }
    }

    /// Adds the cells of one or more rows.
    pub fn add(&mut self, cells: Vec<String>, out: &mut impl Write) -> io::Result<()> {
        let mut cells = cells.into_iter().map(|cell| shown(&cell));
        if self.widths.is_none() {
            let room = (SIZING_ROWS * self.column_count).saturating_sub(self.held.len());
            self.held.extend(cells.by_ref().take(room));
            if self.held.len() < SIZING_ROWS * self.column_count {
                return Ok(());
            }
            self.size_columns(out)?;
        }
        let rest: Vec<String> = cells.collect();
        self.write_rows(&rest, out)
    }

    /// Writes the buffered rows, or only the heading if there are none.
    pub fn finish(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.widths.is_none() { self.size_columns(out) } else { Ok(()) }
    }

    /// Writes the buffered rows, if there are any.
    pub fn write_held(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { self.size_columns(out) }
    }

    fn size_columns(&mut self, out: &mut impl Write) -> io::Result<()> {
        let mut rows = self.headings.take().unwrap_or_default();
        rows.append(&mut self.held);
        let mut widths = vec![0; self.column_count];
        for row in rows.chunks(self.column_count) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width().min(WIDTH_MAX));
            }
        }
        self.widths = Some(widths);
        self.write_rows(&rows, out)
    }

    fn write_rows(&mut self, rows: &[String], out: &mut impl Write) -> io::Result<()> {
        let Some(widths) = &mut self.widths else { return Ok(()) };
        let mut line = String::new();
        for row in rows.chunks(self.column_count) {
            line.clear();
            for (cell, width) in row.iter().zip(widths.iter_mut()) {
                *width = (*width).max(cell.width().min(WIDTH_MAX));
                push_cell(&mut line, cell, *width);
                line.push_str("  ");
            }
            line.truncate(line.trim_end().len());
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}

/// Adds a cell, truncated or padded to `width`.
fn push_cell(line: &mut String, cell: &str, width: usize) {
    let full = cell.width();
    if full <= width {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width - full));
        return;
    }
    let mut used = 0;
    for char in cell.chars() {
        let char_width = char.width().unwrap_or(0);
        if used + char_width + 1 > width {
            break;
        }
        used += char_width;
        line.push(char);
    }
    line.push('…');
    line.extend(std::iter::repeat_n(' ', width.saturating_sub(used + 1)));
}

/// The value with unsafe characters escaped.
fn shown(value: &str) -> String {
    // The rest would not be visible.
    let value: String = value.chars().take(WIDTH_MAX * 4).collect();
    crate::output::shown::shown(&value).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(names: &[&str], rows: &[&[&str]], has_header: bool) -> String {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        let mut out = Vec::new();
        let mut table = TableWriter::new(&names, has_header);
        for row in rows {
            table.add(row.iter().map(|&cell| cell.to_owned()).collect(), &mut out).unwrap();
        }
        table.finish(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(render(&["a", "bc"], &[&["123", ""], &["", "x"]], true), "a    bc\n123\n     x\n");
        assert_eq!(render(&["a"], &[&["日本"], &["xyz"]], false), "日本\nxyz\n");
        assert_eq!(render(&["a", "b"], &[], true), "a  b\n");
    }

    #[test]
    fn long_cells_are_truncated_and_controls_are_escaped() {
        let long = "x".repeat(100);
        assert_eq!(render(&["a"], &[&[&long]], false), format!("{}…\n", "x".repeat(59)));
        assert_eq!(render(&["a"], &[&["\u{1b}[2J\n"]], false), "\\u{1b}[2J\\n\n");
    }

    #[test]
    fn a_wider_row_after_the_first_thousand_is_not_truncated() {
        let rows: Vec<&[&str]> = std::iter::repeat_n(&["ab"][..], 1000).chain([&["abcdef"][..]]).collect();
        let table = render(&["c"], &rows, false);
        assert_eq!(table.lines().count(), 1001);
        assert_eq!(table.lines().last(), Some("abcdef"));
    }
}
