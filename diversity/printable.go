package diversity

import "tradeoff/diversity/display"

// Printable is [display.Printable]: what a file, a label or another machine's name holds becomes safe to show on a line
// of a terminal.
func Printable(text string) string { return display.Printable(text) }

// PrintableLines is [display.PrintableLines], for a text of several lines.
func PrintableLines(text string) string { return display.PrintableLines(text) }
