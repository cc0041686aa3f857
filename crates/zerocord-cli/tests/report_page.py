#!/usr/bin/env python3
"""Shows pages of `zerocord stats --html` and `zerocord history --to html` in a headless browser, as on a phone and on a desktop, in
light and in dark mode.

usage: report_page.py ZEROCORD RECORDING [FOLDER]

Checks that nothing is cut off, that every text is readable, that the numbers are those of `stats --json`, and the messages
those of `history --to ndjson`. Writes pictures of the pages to FOLDER. Needs the package `playwright`, and Chromium or Chrome on the PATH. Exit codes: 0 all is well, 1 a check
failed.
"""

import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")
WIDTHS = {"phone": 360, "tablet": 768, "desktop": 1200}
SCHEMES = ("light", "dark")
# The pages of `stats`: a recording's, one with other tables, and that of an empty recording.
QUESTIONS = {
    "plain": [],
    "grouped": ["--rates", "--by", "author.bot", "--histogram", "content"],
    "hourly": ["--every", "1s"],
    "empty": ["--event", "GUILD_DELETE"],
}

# The pages of `history`: all messages, and those with changes.
HISTORIES = {"history": [], "edits": ["--edited"]}

# Returns what is wrong with the page, one line each.
CHECK = r"""
() => {
  const wrong = [];
  const named = node => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${JSON.stringify(node.textContent.trim().slice(0, 40))}`;
  };
  const inside = (inner, outer) => inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5
    && inner.top >= outer.top - 0.5 && inner.bottom <= outer.bottom + 0.5;

  if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page scrolls sideways');

  // What does not scroll is inside its card, and every card is inside the page.
  for (const card of document.querySelectorAll('section, dl div, header, footer')) {
    const outer = card.getBoundingClientRect();
    if (outer.left < 0 || outer.right > innerWidth) wrong.push(`outside the page: ${named(card)}`);
    for (const element of card.querySelectorAll('*')) {
      const scroller = element.closest('.scroll');
      if (scroller !== null && scroller !== element) continue;
      if (element.matches('rect title, details > p')) continue;
      if (!inside(element.getBoundingClientRect(), outer)) wrong.push(`outside its card: ${named(element)}`);
    }
  }

  // Colours as a browser computes them: rgb(...) or rgba(...).
  const color = text => text.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((left, right) => left - right);
    return (high + 0.05) / (low + 0.05);
  };
  const background = element => {
    for (; element !== null; element = element.parentElement) {
      const parts = color(getComputedStyle(element).backgroundColor);
      if (parts.length === 3 || parts[3] === 1) return parts;
    }
    return [255, 255, 255];
  };

  // Texts have a size, a readable font size and the contrast that WCAG 2 asks for (AA: 4.5).
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const boxes = new Map();
  let count = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement;
    if (text.data.trim() === '' || element.matches('rect title') || element.closest('details:not([open]) > p')) continue;
    count += 1;
    const style = getComputedStyle(element);
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width < 1 || box.height < 1 || style.visibility !== 'visible') wrong.push(`not visible: ${named(text)}`);
    if (parseFloat(style.fontSize) < 11) wrong.push(`small, ${style.fontSize}: ${named(text)}`);
    const ratio = contrast(color(style.color), background(element));
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${named(text)}`);
    boxes.set(text, box);
  }
  if (count < 10) wrong.push(`only ${count} texts`);

  // No two labels of a scale overlap, and neither do two cells of a row.
  for (const parent of document.querySelectorAll('.axis, .heights, .ends, tr')) {
    const labels = [...boxes].filter(([text]) => text.parentElement.parentElement === parent).map(([, box]) => box);
    for (const [at, one] of labels.entries()) for (const other of labels.slice(at + 1)) {
      if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom) {
        wrong.push(`overlapping labels: ${named(parent)}`);
      }
    }
  }

  // Bars have a size, and a colour that differs from the card's.
  for (const bar of document.querySelectorAll('.bar, .range b, .range u, rect')) {
    const box = bar.getBoundingClientRect(), style = getComputedStyle(bar);
    const paint = bar.tagName === 'rect' ? style.fill : style.backgroundColor;
    const card = background(bar.closest('section'));
    if (box.height < 0.5 || (box.width < 0.5 && !bar.matches('.range u'))) wrong.push(`a bar without a size: ${named(bar)}`);
    if (contrast(color(paint), card) < (bar.matches('.range u') ? 1.5 : 3)) wrong.push(`a bar of the card's colour: ${named(bar)}`);
  }

  // The name and the first number of a row are visible without scrolling, and figures are on one line.
  for (const scroller of document.querySelectorAll('.scroll')) {
    const right = scroller.getBoundingClientRect().right;
    for (const cell of scroller.querySelectorAll('tr > :nth-child(-n+2)')) {
      if (cell.getBoundingClientRect().right > right + 0.5) wrong.push(`only visible after scrolling: ${named(cell)}`);
    }
  }
  for (const figure of document.querySelectorAll('dd')) {
    if (figure.getBoundingClientRect().height > 2 * parseFloat(getComputedStyle(figure).fontSize)) {
      wrong.push(`on several lines: ${named(figure)}`);
    }
  }
  return wrong;
}
"""

# Replaces the figures by the longest that a recording of some terabytes has.
LONGEST = """
() => {
  const longest = {"size": "1023.9 MiB", "time": "365 d 23 h", "frames per second": "999,999", "data per second": "1023.9 MiB"};
  for (const figure of document.querySelectorAll('dd')) {
    figure.textContent = longest[figure.previousElementSibling.textContent] ?? "9,999,999,999";
  }
}
"""

FIGURES = "() => Object.fromEntries([...document.querySelectorAll('dl div')].map(card => [...card.children].map(part => part.innerText)))"
EVENTS = """
() => [...document.querySelectorAll('section')].find(section => section.innerText.startsWith('Events'))?.querySelectorAll('tbody tr').values()
  .map(row => [...row.children].slice(0, 2).map(cell => cell.textContent)).toArray() ?? []
"""


def wrong_numbers(page, report):
    """What the page shows otherwise than the report."""
    figures, events = page.evaluate(FIGURES), page.evaluate(EVENTS)
    want = {"frames": report["frames"], "bad frames": report["bad_frames"]}
    want |= {"frames missing": report["sequences"]["missing"]} if report["sequences"]["sessions"] else {}
    shown = {name: int(figures.get(name, "-1").replace(",", "")) for name in want}
    if shown != want:
        yield f"the figures are {shown}, not {want}"
    want = [[event["name"], f"{event['count']:,}"] for event in report["events"]]
    if events != want:
        yield f"the events are {events}, not {want}"


MESSAGES = r"""
() => [...document.querySelectorAll('section')].map(section => [
  section.querySelector('p').textContent.match(/message (\d+)/)[1],
  section.querySelector('h2').textContent,
  [...section.querySelectorAll('pre')].map(change => change.textContent),
])
"""


def wrong_messages(page, lines):
    """What the page shows otherwise than the messages of `history --to ndjson`."""
    messages = page.evaluate(MESSAGES)
    if [id for id, *_ in messages] != [line["id"] for line in lines]:
        yield f"{len(messages)} messages, not the {len(lines)} of the recording"
    for (id, author, changes), line in zip(messages, lines):
        contents = [version["content"].replace("\r\n", "\n").removesuffix("\n") for version in line["versions"]]
        if line["author"] not in (author, None) or not set(contents) <= set(changes):
            yield f"the message {id} has another author or content"


def made(zerocord, recording, folder):
    """Makes the pages, one by one: its name, its file, and what checks its numbers."""
    for name, options in QUESTIONS.items():
        file = pathlib.Path(folder, f"{name}.html")
        command = [zerocord, "stats", "--json", "--html", file, *options, recording]
        report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        yield name, file, lambda page, report=report: wrong_numbers(page, report)
    for name, options in HISTORIES.items():
        file = pathlib.Path(folder, f"{name}.html")
        command = [zerocord, "history", *options, recording]
        subprocess.run([*command, "--to", "html", "-o", file], check=True)
        lines = subprocess.run([*command, "--to", "ndjson"], check=True, stdout=subprocess.PIPE).stdout.splitlines()
        yield name, file, lambda page, lines=[*map(json.loads, lines)]: wrong_messages(page, lines)


def main():
    zerocord, recording = sys.argv[1:3]
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"no browser: none of {', '.join(BROWSERS)} is on the PATH")
    count = failures = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # Root may only run it without its sandbox; the pages are ours and have no scripts.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, file, wrong_content in made(zerocord, recording, folder):
            for (device, width), scheme in itertools.product(WIDTHS.items(), SCHEMES):
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page.goto(file.as_uri())
                if pictures is not None:
                    pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=pictures / f"{name}-{device}-{scheme}.png", full_page=True)
                wrong = [*page.evaluate(CHECK), *wrong_content(page)]
                page.evaluate(LONGEST)
                wrong += [f"with the longest figures: {line}" for line in page.evaluate(CHECK) if line not in wrong]
                for line in wrong:
                    print(f"{name}, {device}, {scheme}: {line}")
                count += 1
                failures += bool(wrong)
                page.close()
        print(f"{browser.version}: {count - failures} passed, {failures} failed")
        browser.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
