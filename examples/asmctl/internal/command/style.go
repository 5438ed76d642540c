package command

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A style colours text, or leaves it alone.
type style struct{ on bool }

func (s style) paint(code, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string   { return s.paint("1", text) }
func (s style) dim(text string) string    { return s.paint("2", text) }
func (s style) red(text string) string    { return s.paint("31", text) }
func (s style) green(text string) string  { return s.paint("32", text) }
func (s style) yellow(text string) string { return s.paint("33", text) }
func (s style) cyan(text string) string   { return s.paint("36", text) }

// number writes n with a comma between thousands.
func number[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// count writes n things, in the plural where it belongs.
func count[N int | int64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok {
		return number(n) + " " + stem + "ies"
	}
	if strings.HasSuffix(thing, "s") {
		return number(n) + " " + thing + "es"
	}
	return number(n) + " " + thing + "s"
}

// size writes a number of bytes in the unit that suits it.
func size(bytes int64) string {
	value, unit := float64(bytes), "bytes"
	for _, larger := range []string{"kB", "MB", "GB"} {
		if value < 1000 {
			break
		}
		value, unit = value/1000, larger
	}
	if unit == "bytes" {
		return count(bytes, "byte")
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}

// A column of a table is aligned to the right if its heading begins with ">".
// writeTable sets rows under headings, each line behind the indent.
func writeTable(w io.Writer, s style, indent string, headings []string, rows [][]string) {
	widths := make([]int, len(headings))
	for _, row := range append([][]string{headings}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(strings.TrimPrefix(cell, ">")))
		}
	}
	line := func(row []string, paint func(string) string) {
		var b strings.Builder
		for i, cell := range row {
			right := strings.HasPrefix(headings[i], ">")
			b.WriteString(pad(strings.TrimPrefix(cell, ">"), widths[i], right))
			b.WriteString("  ")
		}
		fmt.Fprintln(w, indent+paint(strings.TrimRight(b.String(), " ")))
	}
	line(headings, s.dim)
	for _, row := range rows {
		line(row, func(text string) string { return text })
	}
}

// pad fills text up with spaces to width characters.
func pad(text string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
	if right {
		return fill + text
	}
	return text + fill
}
