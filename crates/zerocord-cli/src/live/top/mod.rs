//! `zerocord top`: a live view of the frames that arrive.

mod lag;
mod rates;
mod source;
mod storm;
mod tally;
mod view;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use crate::exit::{Exit, refuse};
use crate::output::{Stdout, settle};
use source::TopSource;
use tally::TopTally;

/// How often the screen is drawn.
const DRAW_EVERY: Duration = Duration::from_millis(250);
/// Frames that are counted between two looks at the keyboard.
const BATCH: usize = 2_000;

/// Watch what arrives: events, guilds and channels per second, bytes, lag, gaps, storms
///
/// FILE is a recording, `-` for standard input, or the folder of a running `zerocord record`, whose shards are followed. Rates
/// cover the last ten seconds. Their clock is the system's for pipes and recorders; for files it is that of the recording
/// (its message ids, or the times of --with-received). Lag is the time from the creation of a message to its receipt.
///
/// A storm is a user whose GUILD_MEMBER_UPDATE comes from many guilds at once, such as after a change of the profile.
///
/// q or Ctrl-C ends it. If the output is not a terminal, or with --once, one screen is printed at the end of the input.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// A recording, `-`, or the folder of a running `zerocord record`
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print one screen at the end of the input, or, for a running recorder, after this many seconds
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "5")]
    once: Option<u64>,
}

const LONG_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord top rec
  zerocord top shard3.ndjson.zst --once
  zstd -dc shard3.ndjson.zst | zerocord top -
"
);

/// The size of a picture that is printed.
const PICTURE: (u16, u16) = (100, 30);

/// Shows what arrives until the user ends it.
pub fn run(arguments: &Arguments) -> Exit {
    let is_shown = arguments.once.is_none() && io::stdout().is_terminal();
    if is_shown && arguments.file.as_os_str() == "-" && io::stdin().is_terminal() {
        refuse("top", "standard input is a terminal: give a FILE, or pipe frames in");
    }
    let outcome = TopSource::open(&arguments.file).and_then(|source| match is_shown {
        true => show(source),
        false => print(source, arguments.once.unwrap_or(5)),
    });
    settle(outcome)
}

/// Draws until the user ends it.
fn show(mut source: TopSource) -> io::Result<Exit> {
    let mut terminal = ratatui::try_init()?;
    let mut tally = TopTally::new(source.is_live());
    let drawn = (|| {
        let mut is_ended = false;
        loop {
            let next = Instant::now() + DRAW_EVERY;
            while !is_ended && Instant::now() < next {
                let count = source.read(BATCH, &mut tally)?;
                is_ended = count.is_none();
                if count == Some(0) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                if event::poll(Duration::ZERO)? {
                    break;
                }
            }
            terminal.draw(|frame| view::draw(frame, &tally.picture(), source.name()))?;
            let patience = if is_ended { DRAW_EVERY } else { Duration::ZERO };
            while event::poll(patience)? {
                if is_end(&event::read()?) {
                    return Ok(());
                }
            }
        }
    })();
    ratatui::try_restore()?;
    drawn.map(|()| Exit::Done)
}

fn is_end(event: &Event) -> bool {
    let Event::Key(key) = event else { return false };
    let is_interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    key.kind == KeyEventKind::Press && (is_interrupt || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc))
}

/// Prints one picture.
fn print(mut source: TopSource, seconds: u64) -> io::Result<Exit> {
    let mut tally = TopTally::new(source.is_live());
    let end = Instant::now() + Duration::from_secs(seconds);
    while let Some(count) = source.read(BATCH, &mut tally)? {
        if source.is_followed() && Instant::now() >= end {
            break;
        }
        if count == 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    let mut terminal = Terminal::new(TestBackend::new(PICTURE.0, PICTURE.1)).map_err(io::Error::other)?;
    let drawn = terminal.draw(|frame| view::draw(frame, &tally.picture(), source.name()));
    drawn.map_err(io::Error::other)?;
    let mut stdout = Stdout::for_text()?;
    stdout.write_all(view::text_of(terminal.backend().buffer()).as_bytes())?;
    stdout.flush()?;
    Ok(Exit::Done)
}
