//! Tables with a heading, for a terminal or as Markdown.

use std::fmt::Write;

use crate::output::text_table::{push_table, table};

/// A table with a title and a description.
#[derive(Debug)]
pub struct Section {
    /// Empty for a table without a heading.
    pub title: String,
    pub about: String,
    pub headings: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
}

impl Section {
    pub fn to_table(&self, has_styles: bool) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            let (on, off) = if has_styles { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "{on}{}{off}", self.title);
            let _ = writeln!(text, "{}\n", self.about);
        }
        if !self.rows.is_empty() {
            let mut table = table(has_styles, self.headings, 0..0);
            self.rows.iter().for_each(|row| _ = table.add_row(row));
            push_table(&mut text, &table);
        }
        text
    }

    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "## {}\n\n{}\n", self.title, self.about);
        }
        if !self.rows.is_empty() {
            let line = |cells: &mut dyn Iterator<Item = String>| {
                cells.fold("|".to_owned(), |line, cell| line + " " + &cell.replace('|', "\\|") + " |") + "\n"
            };
            text += &line(&mut self.headings.iter().map(|heading| (*heading).to_owned()));
            text += &line(&mut self.headings.iter().map(|_| "---".to_owned()));
            for row in &self.rows {
                text += &line(&mut row.iter().cloned());
            }
            text.push('\n');
        }
        text
    }
}
