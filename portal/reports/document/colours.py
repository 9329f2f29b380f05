"""The colours of files, by the names that `_tokens.scss` gives them on the screen."""

COLOURS = {
    "ink": "#2b2521",
    "ink-soft": "#5f554b",
    "line": "#e5dac9",
    "edge": "#857867",
    "sand": "#f4ecdf",
    "paper": "#fbf7f0",
    "brand": "#6a2a52",
    "brand-tint": "#f8edf3",
    "turmeric": "#f2b632",
    "turmeric-ink": "#6b4700",
    "done": "#2c6a3a",
    "late": "#8d2236",
    "late-tint": "#fbe8ea",
    "divider": "#a6480f",
    "divider-tint": "#fdeee3",
    "connector": "#0b6075",
    "connector-tint": "#e1f1f4",
}
