//! Rows in CSV and TSV, according to RFC 4180.

use super::row::RowFormat;

/// The format of cells.
#[derive(Clone, Debug)]
pub struct CsvStyle {
    delimiter: u8,
    /// Whether strings that look like formulas get an apostrophe.
    is_safe: bool,
    /// How null is written, if it must differ from every string.
    null: Option<String>,
}

/// The value of a cell.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    Null,
    /// The content of a string, unescaped.
    Text(&'a [u8]),
    /// A number, a boolean, an object or an array, as JSON.
    Json(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// The cell's content as it is displayed.
    pub fn bytes(self) -> &'a [u8] {
        match self {
            Cell::Null => b"",
            Cell::Text(bytes) | Cell::Json(bytes) => bytes,
        }
    }
}

impl CsvStyle {
    /// # Errors
    /// The text for null would need quotes.
    pub fn new(format: RowFormat, is_safe: bool, null: Option<&str>) -> Result<CsvStyle, String> {
        let delimiter = if format == RowFormat::Tsv { b'\t' } else { b',' };
        if null.is_some_and(|null| needs_quotes(null.as_bytes(), delimiter)) {
            return Err("--csv-null: without quotes, this would not be one cell".to_owned());
        }
        Ok(CsvStyle { delimiter, is_safe, null: null.map(str::to_owned) })
    }

    /// Adds a row.
    pub fn push_row<'t>(&self, texts: impl IntoIterator<Item = &'t str>, out: &mut Vec<u8>) {
        let start = out.len();
        for (index, text) in texts.into_iter().enumerate() {
            self.push_cell(index, Cell::Text(text.as_bytes()), out);
        }
        self.end_row(start, out);
    }

    /// Adds a cell; `index` is its column.
    pub fn push_cell(&self, index: usize, cell: Cell<'_>, out: &mut Vec<u8>) {
        if index > 0 {
            out.push(self.delimiter);
        }
        let (text, is_text) = match (cell, &self.null) {
            (Cell::Null, Some(null)) => return out.extend_from_slice(null.as_bytes()),
            (Cell::Null, None) => return,
            (Cell::Text(text), _) => (text, true),
            (Cell::Json(json), _) => (json, false),
        };
        let is_formula = self.is_safe && is_text && is_formula(text);
        // A string that equals the text for null is quoted, so that readers can distinguish them.
        let is_like_null = self.null.as_ref().is_some_and(|null| null.as_bytes() == text);
        if !is_like_null && !needs_quotes(text, self.delimiter) {
            if is_formula {
                out.push(b'\'');
            }
            return out.extend_from_slice(text);
        }
        out.push(b'"');
        if is_formula {
            out.push(b'\'');
        }
        for (part, piece) in text.split(|&byte| byte == b'"').enumerate() {
            if part > 0 {
                out.extend_from_slice(b"\"\"");
            }
            out.extend_from_slice(piece);
        }
        out.push(b'"');
    }

    /// Ends the row that begins at `start`.
    pub fn end_row(&self, start: usize, out: &mut Vec<u8>) {
        // Most readers would ignore an empty line.
        if out.len() == start && self.null.is_none() {
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
    }
}

fn needs_quotes(text: &[u8], delimiter: u8) -> bool {
    text.iter().any(|&byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r'))
}

/// Whether a spreadsheet may interpret a string as a formula: because of its first character after white space, or
/// because it begins with a tab or a line break, which some spreadsheets remove.
///
/// Source: OWASP, "CSV Injection".
fn is_formula(text: &[u8]) -> bool {
    let Some(first) = text.first() else { return false };
    // Most strings begin with a letter.
    if first.is_ascii_alphanumeric() {
        return false;
    }
    let text = String::from_utf8_lossy(text);
    let is_passed_over = |char: char| char.is_whitespace() || char.is_control() || char == '\u{feff}';
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start_matches(is_passed_over).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(style: &CsvStyle, cells: &[Cell<'_>]) -> String {
        let mut out = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            style.push_cell(index, *cell, &mut out);
        }
        style.end_row(0, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.as_bytes())
    }

    #[test]
    fn rows_agree_with_the_csv_crate() {
        let texts = ["", "a", "a b", "a,b", "a\tb", "\"", "a\"\"b\"", "a\nb", "\r", " ", "é;", "=1", "'"];
        for (format, delimiter) in [(RowFormat::Csv, b','), (RowFormat::Tsv, b'\t')] {
            let style = CsvStyle::new(format, false, None).unwrap();
            for first in texts {
                for cells in [vec![first], vec![first, "x"], vec!["", first], vec![first, "", first]] {
                    let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
                    csv.write_record(&cells).unwrap();
                    let cells: Vec<_> = cells.into_iter().map(text).collect();
                    let want = String::from_utf8(csv.into_inner().unwrap()).unwrap();
                    assert_eq!(row(&style, &cells), want, "{cells:?}");
                }
            }
        }
    }

    #[test]
    fn strings_are_not_formulas_on_request() {
        let style = CsvStyle::new(RowFormat::Csv, true, None).unwrap();
        for (cell, want) in [
            ("=1+2", "'=1+2"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("\nx", "\"'\nx\""),
            (" =1", "' =1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("＝1", "'＝1"),
            ("1-2", "1-2"),
            ("a=b", "a=b"),
            ("<@1>", "<@1>"),
            ("", "\"\""),
        ] {
            assert_eq!(row(&style, &[text(cell)]), format!("{want}\n"), "{cell:?}");
        }
        assert_eq!(row(&style, &[Cell::Json(b"-5"), Cell::Json(b"{}"), Cell::Null]), "-5,{},\n");
    }

    #[test]
    fn null_differs_from_strings_on_request() {
        let cells = [Cell::Null, text(""), text("NULL"), text("x"), Cell::Json(b"1")];
        for (null, want) in
            [(None, ",,NULL,x,1\n"), (Some(""), ",\"\",NULL,x,1\n"), (Some("NULL"), "NULL,,\"NULL\",x,1\n")]
        {
            let style = CsvStyle::new(RowFormat::Csv, false, null).unwrap();
            assert_eq!(row(&style, &cells), want);
        }
        let style = CsvStyle::new(RowFormat::Csv, false, Some("")).unwrap();
        assert_eq!(
            (row(&style, &[text("")]), row(&style, &[Cell::Null])),
            ("\"\"\n".to_owned(), "\n".to_owned())
        );
        assert!(CsvStyle::new(RowFormat::Csv, false, Some("a,b")).is_err());
        assert!(CsvStyle::new(RowFormat::Tsv, false, Some("a,b")).is_ok());
    }
}
