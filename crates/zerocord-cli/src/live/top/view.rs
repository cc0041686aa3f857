//! Draws the picture.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Cell, Paragraph, Row, Table};

use super::tally::Picture;
use crate::output::shown::shown;
use crate::output::text_table::grouped;

/// The width of the tables of guilds and channels: an id has at most 20 digits. Names of events get the rest.
const IDS_WIDTH: u16 = 31;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, picture: &Picture, name: &str) {
    let storm_lines = picture.storms.len() as u16;
    let [head, storms, body] =
        Layout::vertical([Constraint::Length(4), Constraint::Length(storm_lines), Constraint::Min(4)])
            .areas(frame.area());
    frame.render_widget(Paragraph::new(summary(picture, name)), head);
    frame.render_widget(Paragraph::new(storm_warnings(picture)), storms);
    let [events, ids] =
        Layout::horizontal([Constraint::Min(24), Constraint::Length(IDS_WIDTH)]).spacing(2).areas(body);
    draw_events(frame, events, picture);
    let [guilds, channels] = Layout::vertical([Constraint::Percentage(50); 2]).areas(ids);
    draw_ids(frame, guilds, "guild", &picture.guilds);
    draw_ids(frame, channels, "channel", &picture.channels);
}

fn summary(picture: &Picture, name: &str) -> Vec<Line<'static>> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let lag = match picture.lag_ms {
        Some((p50, p99)) => format!("lag p50 {} ms, p99 {} ms", grouped(p50), grouped(p99)),
        None => "lag -".to_owned(),
    };
    let losses = format!(
        "{} gaps ({} missing), {} gap marks, {} resumes, {} bad",
        grouped(picture.gaps),
        grouped(picture.missing),
        grouped(picture.marks),
        grouped(picture.resumes),
        grouped(picture.bad),
    );
    let has_losses = picture.gaps + picture.marks + picture.bad > 0;
    let losses_style = if has_losses { Style::new().fg(Color::Red) } else { Style::new() };
    vec![
        Line::from(vec![
            Span::styled("zerocord top  ", bold),
            Span::raw(format!("{}  {:.0} s", shown(name), picture.seconds)),
        ]),
        Line::raw(format!(
            "{:.1} events per second, {} per second; {} frames, {} in all",
            picture.frames_per_second,
            bytes(picture.bytes_per_second),
            grouped(picture.frames),
            bytes(picture.bytes as f64),
        )),
        Line::from(vec![Span::raw(format!("{lag}; ")), Span::styled(losses, losses_style)]),
    ]
}

fn storm_warnings(picture: &Picture) -> Vec<Line<'static>> {
    let style = Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD);
    let line = |storm: &super::storm::Storm| {
        let text =
            format!("storm: GUILD_MEMBER_UPDATE of user {}, {:.1} per second", storm.user, storm.per_second);
        Line::styled(text, style)
    };
    picture.storms.iter().map(line).collect()
}

fn draw_events(frame: &mut Frame<'_>, area: Rect, picture: &Picture) {
    let rows = picture.events.iter().map(|event| {
        Row::new([
            Cell::from(shown(&event.name).into_owned()),
            number(format!("{:.1}", event.per_second)),
            number(grouped(event.frames)),
            number(bytes(event.bytes as f64)),
        ])
    });
    let widths = [Constraint::Min(20), Constraint::Length(9), Constraint::Length(12), Constraint::Length(10)];
    let head = ["event", "per s", "frames", "bytes"].map(heading);
    frame.render_widget(Table::new(rows, widths).header(Row::new(head)).block(bordered()), area);
}

fn draw_ids(frame: &mut Frame<'_>, area: Rect, name: &'static str, rates: &[(u64, f64)]) {
    let rows =
        rates.iter().map(|(id, rate)| Row::new([Cell::from(id.to_string()), number(format!("{rate:.1}"))]));
    let head = [name, "per s"].map(heading);
    let widths = [Constraint::Min(20), Constraint::Length(9)];
    frame.render_widget(Table::new(rows, widths).header(Row::new(head)).block(bordered()), area);
}

fn bordered() -> Block<'static> {
    Block::new().borders(Borders::TOP)
}

fn heading(text: &'static str) -> Cell<'static> {
    let is_number = !matches!(text, "event" | "guild" | "channel");
    let line = Line::styled(text, Style::new().add_modifier(Modifier::BOLD));
    Cell::from(if is_number { line.alignment(Alignment::Right) } else { line })
}

fn number(text: String) -> Cell<'static> {
    Cell::from(Line::raw(text).alignment(Alignment::Right))
}

/// A number of bytes, in powers of 1,000.
fn bytes(count: f64) -> String {
    let (mut value, mut unit) = (count, "B");
    for larger in ["KB", "MB", "GB", "TB"] {
        if value >= 1000.0 {
            (value, unit) = (value / 1000.0, larger);
        }
    }
    if unit == "B" { format!("{value:.0} B") } else { format!("{value:.1} {unit}") }
}

/// The content of a buffer, as lines of text.
pub fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for row in area.top()..area.bottom() {
        let line: String = (area.left()..area.right()).map(|column| buffer[(column, row)].symbol()).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
